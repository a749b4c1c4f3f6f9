"""The written dialogues: complete, in character, in the right language; faults are named all at once."""

import re
from pathlib import Path

import pytest

from companion.errors import TrainingError
from companion.persona.emotion import CANONICAL
from trainer.starter import cast, scenes
from trainer.starter.brain import dialogues, slots
from trainer.starter.brain.evaluate import language_of
from trainer.starter.brain.held_out import fold, held_out, taught


@pytest.fixture(scope="module")
def written() -> dialogues.Dialogues:
    return dialogues.load()


def every_line(written: dialogues.Dialogues) -> list[tuple[str, str, dialogues.Line]]:
    lines = [
        (character, language, line)
        for intent in written.intents.values()
        for (character, language), found in intent.replies.items()
        for line in found
    ]
    lines += [
        (character, language, exchange.line)
        for (character, language), chains in written.chains.items()
        for chain in chains
        for exchange in chain
    ]
    return lines


def test_there_is_much_to_say(written: dialogues.Dialogues) -> None:
    assert len(written.intents) >= 120
    assert len({line.text for _, _, line in every_line(written)}) >= 1800
    assert set(written.characters) == {"ruby", "snow_white"}
    assert {line.mood.emotion for _, _, line in every_line(written)} == set(CANONICAL)


def test_what_the_ears_hear_is_what_the_brain_was_taught() -> None:
    """A sentence that she hears well and cannot answer would be worse than one that she asks to repeat."""
    ways = {way for scene in scenes.load() for turn in scene.turns for way in turn.ways}
    answered = {fold(way) for way in ways if not slots.names(way)}
    parts = [re.split(r"\{[^}]*\}", fold(way)) for way in ways if slots.names(way)]
    slotted = re.compile("|".join("(?:" + ".+".join(map(re.escape, each)) + ")" for each in parts))
    assert len(taught()) > 150
    names = [fold(name) for each in cast.characters().values() for name in each.called]
    strange = [
        text
        for text in sorted(taught() - answered)
        if not slotted.fullmatch(text) and not any(name in text for name in names)
    ]
    assert len(strange) <= 0.1 * len(taught()), strange[:40]


def test_lines_keep_to_the_characters_rules_and_language(written: dialogues.Dialogues) -> None:
    characters = cast.characters(written.characters)
    seen: dict[tuple[str, str, str], list[bool]] = {}
    for name, language, line in every_line(written):
        speech = characters[name].speech["ko" if language == "ko" else "en"]
        assert not any(re.search(pattern, line.text) for pattern in speech.forbidden), line.text
        assert language_of(re.sub(r"\{[^}]*\}", "", line.text)) == language, line.text
        assert len(line.text) <= 140, line.text
        assert line.mood.emotion in characters[name].emotions
        for marker in speech.markers:
            key = (name, language, marker.name)
            seen.setdefault(key, []).append(re.search(marker.regex, line.text) is not None)
    assert len(seen) >= 4
    for (name, language, kind), hits in seen.items():
        markers = characters[name].speech["ko" if language == "ko" else "en"].markers
        rate = next(marker.min_rate for marker in markers if marker.name == kind)
        assert sum(hits) / len(hits) >= rate, (name, language, kind)


def test_slots_of_a_reply_come_from_its_question(written: dialogues.Dialogues) -> None:
    for intent in written.intents.values():
        if intent.name.endswith("_known"):
            continue
        for (_, language), lines in intent.replies.items():
            needed = {name for line in lines for name in slots.names(line.text)}
            assert all(needed <= slots.names(ask) for ask in intent.ask[language]), intent.name


def test_one_question_in_about_ten_is_held_out_and_none_that_is_taught(written: dialogues.Dialogues) -> None:
    asks = [(intent.name, ask) for intent in written.intents.values() for found in intent.ask.values() for ask in found]
    kept_away = [ask for name, ask in asks if held_out(name, ask)]
    assert 0.08 < len(kept_away) / len(asks) < 0.2
    assert not {fold(ask) for ask in kept_away} & taught()


@pytest.mark.parametrize(
    ("written_line", "complaint"),
    [
        ("happy .5 Hi", "happy"),
        ("joy 0.5 Hi", "not `emotion"),
        ("joy .5", "not `emotion"),
        ("joy .0 Hi", "not `emotion"),
    ],
)
def test_a_faulty_line_is_refused(written_line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        dialogues.line(written_line)


def test_all_faults_are_named_with_file_and_intent(tmp_path: Path) -> None:
    (tmp_path / "intents_a.yaml").write_text(
        "hi:\n  ask: {ko: 안녕, en: Hi}\n  ruby: {ko: [glad .5 안녕], en: [joy .5 Hi]}\n  ida: {en: [joy .5 Hi]}\n",
        encoding="utf-8",
    )
    (tmp_path / "chains_ruby.yaml").write_text("ruby: {en: [[Hi, joy .5 Hi, Bye]]}\n", encoding="utf-8")
    (tmp_path / "slots.yaml").write_text("{}\n", encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        dialogues.load(tmp_path)
    message = caught.value.message
    assert "intents_a.yaml: hi" in message and "'glad'" in message
    assert "ida has no reply in ko" in message
    assert "ruby en chain 1" in message


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "intents_a.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"intents_a\.yaml"):
        dialogues.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "words", "filled"),
    [
        ("{name:이야}", {"name": "민수"}, "민수야"),
        ("{name:이야}", {"name": "지훈"}, "지훈이야"),
        ("{food:을} {food:이라니}", {"food": "김밥"}, "김밥을 김밥이라니"),
        ("{food:을} {food:이라니}", {"food": "피자"}, "피자를 피자라니"),
        ("{food:으로}", {"food": "쌀"}, "쌀로"),
        ("{name:이에요}", {"name": "수지"}, "수지예요"),
        ("{name:아}", {"name": "Tom"}, "Tom야"),
        ("I am {name}", {"name": "Tom"}, "I am Tom"),
    ],
)
def test_slots_take_the_particle_that_fits(text: str, words: dict[str, str], filled: str) -> None:
    assert slots.fill(text, words) == filled
