"""The lexicon of the held-out intents accepts replies to the point and refuses most others."""

import itertools
from pathlib import Path

import pytest
import yaml

from companion.persona.character import LANGUAGES, Language
from tests.trainer.evaluation.suite_parts import HELD_OUT
from trainer.evaluation import suite_apart, suite_judge, suite_material
from trainer.evaluation.suite import cast, material

REPLIES = yaml.safe_load(Path(__file__).with_name("suite_replies.yaml").read_text(encoding="utf-8"))
SUITE = material(HELD_OUT)


def accepts(intent: str, language: Language, reply: str) -> bool:
    return suite_material.matches(SUITE.intents[intent].patterns(language), reply)


def test_there_are_replies_to_every_intent() -> None:
    assert set(REPLIES) == set(SUITE.intents) and len(SUITE.intents) >= 30
    assert {turn.intent for turn in SUITE.turns} == set(SUITE.intents)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_reply_is_to_the_point(language: Language) -> None:
    found = [(intent, reply) for intent, by in REPLIES.items() for reply in by[language]]
    missed = [(intent, reply) for intent, reply in found if not accepts(intent, language, reply)]
    assert len(found) >= 80 and len(missed) <= 0.1 * len(found), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_to_something_else_is_not(language: Language) -> None:
    flags = [
        accepts(intent, language, reply)
        for intent, other in itertools.permutations(REPLIES, 2)
        for reply in REPLIES[other][language]
    ]
    assert sum(flags) / len(flags) < 0.25


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_written_for_other_words_is_not(language: Language) -> None:
    """Every turn with the words its writer named, against thirty written replies of the same character."""
    written = {name: suite_apart.written(who, language)[::11][:30] for name, who in cast(SUITE).items()}
    flags = [
        suite_judge.to_the_point(text, turn, SUITE)
        for turn in SUITE.turns
        if turn.language == language
        for text in written[turn.character]
    ]
    assert len(flags) > 4000 and sum(flags) / len(flags) < 0.25


def test_the_judge_agrees_with_who_read_the_replies() -> None:
    """Replies to the development set, each read by hand."""
    read = yaml.safe_load((HELD_OUT.parent / "development" / "read.yaml").read_text(encoding="utf-8"))
    found = [
        (good == "yes", accepts(intent, language, reply))
        for language in LANGUAGES
        for good, intent, _, reply in (line.split(" | ", 3) for line in read[language].splitlines())
    ]
    assert len(found) > 150
    both = sum(good and judged for good, judged in found)
    assert both / sum(judged for _, judged in found) >= 0.85  # what it accepts is to the point
    assert both / sum(good for good, _ in found) >= 0.75  # and it misses less than a quarter
