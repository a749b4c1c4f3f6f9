"""The example that ships: her card, her conversations and her tale are whole, in her manner, and safe to train on."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from companion.persona.character import Character, list_characters, load_character
from companion.ui.avatars.figure.style import style_of
from trainer import dialogues
from trainer.data import leaks, manner
from trainer.dialogues import Dialogue

FOLDER = Path(dialogues.__file__).parent / "examples" / "rapunzel"


@pytest.fixture(scope="module")
def rapunzel() -> Character:
    return load_character(FOLDER)


@pytest.fixture(scope="module")
def written() -> tuple[Dialogue, ...]:
    return dialogues.load(FOLDER / "dialogues")


def _replies(written: tuple[Dialogue, ...], language: str) -> list[str]:
    mine = (dialogue for dialogue in written if dialogue.language == language)
    return [reply.text for dialogue in mine for turn in dialogue.turns for reply in turn.replies]


def test_there_are_enough_conversations_in_both_languages_and_of_each_kind(written: tuple[Dialogue, ...]) -> None:
    turns = Counter[str]()
    for dialogue in written:
        turns[dialogue.language] += len(dialogue.turns)
    kinds = {(dialogue.language, dialogue.kind) for dialogue in written}
    lengths = {len(dialogue.turns) for dialogue in written}
    assert turns["ko"] >= 200 and turns["en"] >= 200
    assert kinds >= {
        (lang, kind) for lang in ("ko", "en") for kind in ("dialogue", "identity", "protective", "general")
    }
    assert lengths == {1, 2, 3}


def test_every_emotion_of_hers_occurs_at_several_intensities(
    rapunzel: Character, written: tuple[Dialogue, ...]
) -> None:
    felt: dict[str, set[float]] = {}
    for dialogue in written:
        for turn in dialogue.turns:
            for reply in turn.replies:
                felt.setdefault(reply.emotion, set()).add(reply.intensity)
    assert felt.keys() == set(rapunzel.emotions)
    assert all(len(levels) >= 2 for levels in felt.values())


def test_stronger_feelings_are_louder(written: tuple[Dialogue, ...]) -> None:
    """B5: the mean number of exclamation marks and pictures never falls from one band of intensity to the next."""
    loud: dict[int, list[int]] = {}
    for dialogue in written:
        for turn in dialogue.turns:
            for reply in turn.replies:
                count = reply.text.count("!") + sum(ord(char) > 0x1F000 for char in reply.text)
                loud.setdefault(min(4, int(reply.intensity * 5)), []).append(count)
    means = [sum(counts) / len(counts) for _, counts in sorted(loud.items())]
    assert len(means) >= 4
    assert all(after > before for before, after in pairwise(means))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_she_says_keeps_to_her_own_card(rapunzel: Character, written: tuple[Dialogue, ...], language: str) -> None:
    """M9, E2: the markers reach their rates; nothing forbidden is said."""
    speech = dict(rapunzel.speech)[language]  # type: ignore[index]
    said = _replies(written, language)
    for marker in speech.markers:
        rate = sum(bool(re.search(marker.regex, text)) for text in said) / len(said)
        assert rate > marker.min_rate, marker.name
    for pattern in speech.forbidden:
        assert [text for text in said if re.search(pattern, text)] == []


def test_her_manner_is_not_that_of_the_shipped_characters(written: tuple[Dialogue, ...]) -> None:
    """What tells her from the others: their own markers are rare in her replies."""
    for other in list_characters().characters:
        for language, speech in other.speech.items():
            said = _replies(written, language)
            marker = speech.markers[0]
            rate = sum(bool(re.search(marker.regex, text)) for text in said) / len(said)
            assert rate < marker.min_rate / 2, (other.id, marker.name)


def test_no_reply_leaks_a_model_or_leaves_banmal(rapunzel: Character, written: tuple[Dialogue, ...]) -> None:
    faults = [leaks.leak(text, rapunzel) for language in ("ko", "en") for text in _replies(written, language)]
    levels = [manner.off_level(text, "casual") for text in _replies(written, "ko")]
    assert manner.wanted(rapunzel) == "casual"
    assert [fault for fault in (*faults, *levels) if fault] == []


def test_the_question_whether_she_is_another_model_is_answered_with_her_name(written: tuple[Dialogue, ...]) -> None:
    """F13: the known failure "저는 Qwen입니다"."""
    asked = [
        turn
        for dialogue in written
        for turn in dialogue.turns
        if any(re.search("큐원|qwen", way, re.IGNORECASE) for way in turn.ways)
    ]
    assert len(asked) >= 5
    assert all(re.search("라푼젤|Rapunzel", reply.text) for turn in asked for reply in turn.replies)


def test_questions_are_not_written_twice(written: tuple[Dialogue, ...]) -> None:
    opening = [(d.language, way.casefold()) for d in written if len(d.turns) == 1 for way in d.turns[0].ways]
    assert [way for way, count in Counter(opening).items() if count > 1] == []


@pytest.mark.parametrize(("file", "speaker"), [("tale_ko.txt", "라푼젤"), ("tale_en.txt", "Rapunzel")])
def test_her_tale_holds_lines_of_hers_that_can_be_found(rapunzel: Character, file: str, speaker: str) -> None:
    text = (FOLDER / "sources" / file).read_text(encoding="utf-8")
    lines = re.findall(rf"^{speaker}: (.+)$", text, re.MULTILINE)
    assert len(lines) >= 25 and len(text.split()) >= 900
    assert [line for line in lines if leaks.leak(line, rapunzel)] == []
    if speaker == "라푼젤":
        assert [line for line in lines if manner.off_level(line, "casual")] == []


def test_her_topics_are_counts_and_her_look_can_be_drawn(rapunzel: Character) -> None:
    topics = yaml.safe_load((FOLDER / "topics.yaml").read_text(encoding="utf-8"))
    assert sum(topics.values()) >= 100 and all(isinstance(count, int) for count in topics.values())
    assert style_of(rapunzel.id, rapunzel.avatar.style) != style_of("snow_white", {"like": "snow_white"})
