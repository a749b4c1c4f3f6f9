"""What the app's understanding is made from, and how."""

import io
import json
from pathlib import Path

import numpy as np
import pytest

from companion.errors import TrainingError
from companion.persona.understanding import Understanding, load
from tests.trainer.evaluation.suite_parts import HELD_OUT
from trainer.evaluation.cases import letters
from trainer.evaluation.suite import material as held_out
from trainer.starter import recall_files
from trainer.starter.understanding import build, fit, material, plain
from trainer.starter.understanding.material import Sentence
from trainer.starter.ways import Ways

SHORT = 16  # letters; what everybody says


def small() -> list[Sentence]:
    said = {
        "food": "배고파|밥 먹었어?|저녁 뭐 먹지|점심 먹자|빵 먹고 싶어",
        "bye": "잘 있어|내일 봐|나 갈게|안녕히 계세요|또 올게",
    }
    return [
        Sentence(text, "ko", topic, "way") for topic, texts in said.items() for text in texts.split("|") for _ in "12"
    ]


def test_every_known_sentence_and_intent_has_a_topic() -> None:
    known = material.topics()
    assert 50 < len(known.names) < 70
    found = material.known_sentences(known)
    assert len(found) > 18_000 and {each.topic for each in found} <= set(known.names)
    assert len(material.said(known)) > 700


def test_nothing_of_the_held_out_material_is_among_it() -> None:
    suite = held_out(HELD_OUT)
    asked = [one.user for group in (suite.turns, suite.probes, suite.odd) for one in group]
    asked += [step.user for talk in suite.talks for step in talk.turns]
    asked += [text for texts in suite.neutral.values() for text in texts]
    away = {letters(text) for text in asked if len(letters(text)) >= SHORT}
    assert len(away) > 500
    known = material.topics()
    taught = {letters(each.text) for each in (*material.said(known), *known.words)}
    assert not away & taught


def test_a_small_model_learns_what_it_is_told() -> None:
    model = fit.fit(small(), ("food", "bye"), steps=10, report=lambda line: None)
    with np.load(io.BytesIO(build.pack(model, [Ways("ko", "배고파", ("밥 줘",))])), allow_pickle=False) as data:
        known = Understanding(data)
    assert known.topics == ("food", "bye") and known.likes == (("ko", "배고파"),)
    for said, topic in (("배고파", 0), ("밥 먹고 갈게", 0), ("나 이제 갈게", 1)):
        assert int(known.read(said).topics.argmax()) == topic or said == "밥 먹고 갈게"
    assert known.read("배고파").likes[0] == pytest.approx(1.0, abs=0.01)
    shares = build.check(known, small())
    assert shares["way"]["first"] > 0.9


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


class TestShipped:
    def test_the_files_of_the_cast_are_up_to_date(self) -> None:
        files = recall_files.files()
        assert len(files) == 7
        for path, text in files.items():
            assert path.read_text(encoding="utf-8") == text, f"{path}: python -m trainer.starter.recall_files"

    def test_it_knows_the_topics_and_sentences_that_are_written(self) -> None:
        known, listed = load(), material.topics()
        assert known.topics == listed.names
        assert {text for _, text in known.likes} <= set(listed.likes)
        lines = [line for text in recall_files.files().values() for line in text.splitlines()]
        assert len(lines) > 4000
        assert {json.loads(line).get("about", known.topics[0]) for line in lines} <= set(known.topics)
