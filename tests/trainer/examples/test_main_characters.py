"""Main characters that ship as examples: card and conversations are whole, in her manner, and safe to train on."""

import re
from itertools import pairwise

import pytest
import yaml

from companion.ui.avatars.figure.style import style_of
from tests.trainer.examples.written import LANGUAGES, Written, written
from trainer.create import example_folder
from trainer.data import manner


@pytest.fixture(scope="module", params=["rapunzel", "nova"])
def her(request: pytest.FixtureRequest) -> Written:
    return written(request.param)


def test_there_are_enough_conversations_in_both_languages_and_of_each_kind(her: Written) -> None:
    assert all(len(her.turns(language)) >= 200 for language in LANGUAGES)
    kinds = ("dialogue", "identity", "protective", "general")
    assert her.kinds() >= {(language, kind) for language in LANGUAGES for kind in kinds}


def test_every_emotion_of_hers_occurs_at_several_intensities(her: Written) -> None:
    assert her.felt().keys() == set(her.character.emotions)
    assert all(len(levels) >= 2 for levels in her.felt().values())


def test_stronger_feelings_are_louder(her: Written) -> None:
    """B5: the mean number of exclamation marks and pictures never falls from one band of intensity to the next."""
    means = her.loudness()
    assert len(means) >= 4
    assert all(after > before for before, after in pairwise(means))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_she_says_keeps_to_her_own_card(her: Written, language: str) -> None:
    """M9, E2: the markers reach their rates; nothing forbidden is said."""
    assert her.too_rare(language) == []
    assert her.said_against_her_card(language) == []


def test_her_manner_is_not_that_of_the_shipped_characters(her: Written) -> None:
    """What tells her from the others: their own markers are rare in her replies."""
    assert her.like_others() == []


def test_no_reply_leaks_a_model_or_leaves_banmal(her: Written) -> None:
    assert manner.wanted(her.character) == "casual"
    assert her.faults() == []


def test_the_question_whether_she_is_another_model_is_answered_with_her_name(her: Written) -> None:
    """F13: the known failure "저는 Qwen입니다"."""
    asked = her.asked("큐원|qwen")
    name = "|".join(her.character.names.values())
    assert len(asked) >= 5
    assert all(re.search(name, reply.text) for turn in asked for reply in turn.replies)


def test_questions_are_not_written_twice(her: Written) -> None:
    assert her.asked_twice() == []


def test_her_topics_are_counts_and_her_look_can_be_drawn(her: Written) -> None:
    topics = yaml.safe_load((example_folder(her.character.id) / "topics.yaml").read_text(encoding="utf-8"))
    assert sum(topics.values()) >= 100 and all(isinstance(count, int) for count in topics.values())
    assert style_of(her.character.id, her.character.avatar.style) != style_of("snow_white", {"like": "snow_white"})
