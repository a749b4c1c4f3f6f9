"""What the app's understanding is made from, and how."""

import dataclasses
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest

from companion.errors import TrainingError
from companion.persona.character import Language
from companion.persona.emotion import CANONICAL
from companion.persona.understanding import Understanding, load
from tests.trainer.evaluation.suite_parts import HELD_OUT
from trainer.evaluation import manner, wording
from trainer.evaluation.cases import letters
from trainer.evaluation.suite import material as held_out
from trainer.starter import cast, recall_files
from trainer.starter.understanding import build, develop, fit, material, plain
from trainer.starter.understanding.material import Sentence
from trainer.starter.ways import Ways

DEVELOPMENT = HELD_OUT.parent / "development" / "turns.yaml"
SHORT = 16  # letters; what everybody says


def small() -> list[Sentence]:
    said = {
        "food": "배고파|밥 먹었어?|저녁 뭐 먹지|점심 먹자|빵 먹고 싶어",
        "bye": "잘 있어|내일 봐|나 갈게|안녕히 계세요|또 올게",
    }
    return [
        Sentence(text, "ko", topic, "way") for topic, texts in said.items() for text in texts.split("|") for _ in "123"
    ]


def test_every_known_sentence_and_intent_has_a_topic() -> None:
    known = material.topics()
    assert 100 < len(known.names) < 300
    found = material.known_sentences(known)
    assert len(found) > 18_000 and {each.topic for each in found} <= set(known.within)
    assert {part for parts in known.within.values() for part in parts} == set(known.names)
    assert len(material.said(known)) > 700


def test_nothing_of_the_held_out_material_is_among_it() -> None:
    suite = held_out(HELD_OUT)
    asked = [one.user for group in (suite.turns, suite.probes, suite.odd) for one in group]
    asked += [step.user for talk in suite.talks for step in talk.turns]
    asked += [text for texts in suite.neutral.values() for text in texts]
    asked += [each.turn.user for each in develop.turns(DEVELOPMENT)]
    away = {letters(text) for text in asked if len(letters(text)) >= SHORT}
    assert len(away) > 500
    known = material.topics()
    turns = [turn for listed in known.turns.values() for turn in listed]
    taught = {letters(each.text) for each in (*material.said(known), *known.words, *turns)}
    assert len(turns) > 1200 and not away & taught


def test_a_small_model_learns_what_it_is_told() -> None:
    model = fit.fit(small(), ("food", "bye"), steps=10, report=lambda line: None)
    with np.load(io.BytesIO(build.pack(model, [Ways("ko", "배고파", ("밥 줘",))])), allow_pickle=False) as data:
        known = Understanding(data)
    assert known.topics == ("food", "bye") and known.likes == (("ko", "배고파"),)
    for said, topic in (("배고파", 0), ("밥 먹고 갈게", 0), ("나 이제 갈게", 1)):
        assert int(known.read(said).topics.argmax()) == topic or said == "밥 먹고 갈게"
    assert known.read("배고파").likes[0] == pytest.approx(1.0, abs=0.01)
    shares = build.check(known, small(), {})
    assert shares["way"]["first"] > 0.9


def test_a_sentence_of_a_whole_topic_may_be_of_any_of_its_parts() -> None:
    parts = {"food": ("food.hungry", "food.what")}
    sentences = [
        *(Sentence("배고파 밥 줘", "ko", "food", "way") for _ in range(9)),
        *(Sentence(text, "ko", "food.hungry", "turn") for text in ("배고파", "배고프다", "밥 줘") for _ in "123"),
        *(
            Sentence(text, "ko", "food.what", "turn")
            for text in ("뭐 먹지", "저녁 뭐 먹을까", "메뉴 골라 줘")
            for _ in "123"
        ),
    ]
    model = fit.fit(sentences, parts["food"], within=parts, steps=10, report=lambda line: None)
    topics = dataclasses.replace(material.topics(), signs={}, within=parts, feelings={"food.what": ("smile", "joy")})
    with np.load(io.BytesIO(build.pack(model, [Ways("ko", "배고파", ())], topics)), allow_pickle=False) as data:
        known = Understanding(data)
    assert known.within == {"food": [0, 1]}
    assert known.read("배고파 밥 줘").topics.argmax() == 0 and known.read("메뉴 뭐 먹지").topics.argmax() == 1
    suits = dict(zip(CANONICAL, known.feelings[1].tolist(), strict=True))
    assert suits["smile"] > suits["joy"] > suits["angry"] == 0 and set(known.feelings[0].tolist()) == {0.5}


def test_what_is_asked_is_not_learnt() -> None:
    learnt, asked = build.parted(small() * 5, 1)
    assert asked and not {each.text for each in asked} & {each.text for each in learnt}


def test_wrong_material_is_named(tmp_path: Path) -> None:
    path = tmp_path / "said.yaml"
    path.write_text("nonsense:\n  ko: 안녕\n", encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        material.said(material.topics(), path)
    assert "nonsense" in caught.value.message
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(TrainingError):
        material.topics(path)


def test_plain_lines_are_those_that_speak_of_the_topic() -> None:
    found = recall_files.exchanges()
    rated = plain.rated(found, dict.fromkeys(found, ()))
    thanks = sorted((each.plain, each.lines[0][1]) for each in rated["snow_white"] if each.about == "thanks")
    assert len(thanks) >= 4 and thanks[-1][0] == 1.0
    things = [each for who in rated.values() for each in who if each.about in ("world", "others")]
    assert len(things) > 400 and not any(each.plain for each in things)


@pytest.mark.parametrize("who", cast.CAST)
class TestAnswers:
    """The lines that answer each part of each topic."""

    def test_each_part_has_one_in_each_language_in_a_feeling_of_hers(self, who: str) -> None:
        known = material.topics()
        found = plain.answers(who, known)
        missing = set(known.turns) - {each.about for each in found}
        assert missing <= {"odd", "crisis"}  # answered by what was written with care for each
        assert len(found) == 2 * (len(known.turns) - len(missing))
        her = cast.characters((who,))[who]
        assert {mood.emotion for each in found for mood, _ in each.lines} <= set(her.emotions)

    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_they_are_in_her_manner(self, who: str, language: Language) -> None:
        speech = cast.characters((who,))[who].speech[language]
        lines = [
            text
            for each in plain.answers(who, material.topics())
            if each.language == language
            for _, text in each.lines
        ]
        assert len(set(lines)) == len(lines) > 100
        assert not [line for line in lines if manner.forbidden(line, speech) or wording.language_of(line) != language]
        for marker in speech.markers:
            share = sum(bool(re.search(marker.regex, line)) for line in lines) / len(lines)
            assert share >= marker.min_rate, marker.name


def test_an_answer_to_no_topic_is_named(tmp_path: Path) -> None:
    (tmp_path / "ruby.yaml").write_text("nonsense:\n  feeling: joy .5\n  ko: 펑\n  en: Boom!\n", encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        plain.answers("ruby", material.topics(), tmp_path)
    assert "nonsense" in caught.value.message


def test_files_that_go_on_add_parts_and_turns(tmp_path: Path) -> None:
    path = tmp_path / "finer.yaml"
    path.write_text("night:\n  feelings: sleepy\n  ko: 잘자\n  en: gn\n", encoding="utf-8")
    more = tmp_path / "finer_more.yaml"
    more.write_text(
        "night:\n  ko: 굿밤\nnight.nap:\n  feelings: sleepy\n  ko: 낮잠 잘게\n  en: nap now\n", encoding="utf-8"
    )
    known = material.topics(finer=path)
    assert [turn.text for turn in known.turns["night"]] == ["잘자", "굿밤", "gn"]
    assert "night.nap" in known.names
    more.write_text("night:\n  feelings: joy\n  ko: 굿밤\n", encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        material.topics(finer=path)
    assert "finer_more.yaml" in caught.value.message and "night" in caught.value.message


def test_a_part_of_no_topic_is_named(tmp_path: Path) -> None:
    path = tmp_path / "finer.yaml"
    path.write_text("nonsense.part:\n  feelings: joy\n  ko: 안녕\n  en: hi\n", encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        material.topics(finer=path)
    assert "nonsense" in caught.value.message


class TestDevelopment:
    """The development set and what is said of it."""

    def test_half_of_it_is_blind_and_all_are_asked(self) -> None:
        asked = list(develop.turns(DEVELOPMENT))
        assert len(asked) > 300 and abs(sum(each.blind for each in asked) * 2 - len(asked)) <= 1
        assert {each.turn.character for each in asked} == set(cast.CAST)
        assert {each.turn.intent for each in asked} == set(held_out(HELD_OUT).intents)
        assert sum(each.turn.language == "ko" for each in asked) == pytest.approx(len(asked) / 2, abs=2)

    def test_it_is_answered_as_the_readme_says(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert develop.main([str(DEVELOPMENT), str(HELD_OUT)]) == 0
        blind = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("blind"))
        feels, point = (float(share) for share in re.findall(r"([\d.]+) %", blind))
        assert feels >= 85 and point >= 60

    def test_a_line_may_name_who_is_asked_and_what_must_be_taken_up(self, tmp_path: Path) -> None:
        path = tmp_path / "turns.yaml"
        path.write_text("own_world:\n  en: |\n    ruby: smug joy | cinder, coal | what does he eat\n    joy | hi\n")
        ruby, other = (each.turn for each in develop.turns(path))
        assert (ruby.character, ruby.words, ruby.user) == ("ruby", ("cinder", "coal"), "what does he eat")
        assert (other.character, other.words, other.feelings) == (cast.CAST[1], (), ("joy",))

    def test_a_line_without_feelings_is_named(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "turns.yaml"
        path.write_text("greeting:\n  ko: |\n    안녕\n", encoding="utf-8")
        assert develop.main([str(path), str(HELD_OUT)]) == 1
        assert "안녕" in capsys.readouterr().err


class TestShipped:
    def test_the_files_of_the_cast_are_up_to_date(self) -> None:
        files = recall_files.files()
        assert len(files) == 7
        for path, text in files.items():
            assert path.read_text(encoding="utf-8") == text, f"{path}: python -m trainer.starter.recall_files"

    def test_it_knows_the_topics_and_sentences_that_are_written(self) -> None:
        known, listed = load(), material.topics()
        assert known.topics == listed.names
        firsts = {material.key(each.like) for each in material.turn_ways(listed)}
        assert {text for _, text in known.likes} <= set(listed.likes) | firsts
        lines = [line for text in recall_files.files().values() for line in text.splitlines()]
        assert len(lines) > 4000
        assert {json.loads(line).get("about", known.topics[0]) for line in lines} <= set(known.within)
