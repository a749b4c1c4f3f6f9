"""Snow White ships as a character and brings her conversations along: whole, in her manner, in one world, and safe to
train on. What is measured stands in written.py."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from companion import paths
from companion.persona.character import load_character
from tests.trainer.examples.written import LANGUAGES, Written
from trainer import dialogues, recipe
from trainer.data import leaks, manner
from trainer.sources.language import language_of, sentences
from trainer.teachers import seed_dialogues

_DWARFS = {
    "ko": ("부싯돌", "이끼", "자갈", "솔방울", "골무", "도토리", "등잔"),
    "en": ("Flint", "Moss", "Pebble", "Pinecone", "Thimble", "Acorn", "Wick"),
}


# Besides the markers of her card: what she says in Korean that no other character says so often.
_OLD_FASHIONED = "(어머|그럼요|후훗|답니다|랍니다|지요|군요|는걸요|이런)"
_FOREST = (
    "(숲|난쟁이|보리|수프|사과|새들|참나무|개울|산딸기|꽃|버섯|난로|등불|바늘|실|양말|앞치마|리본|거울|빵|창|바구니|"
    "다람쥐|단추|찻잔|국자|반죽|자갈|부싯돌|도토리)"
)


@pytest.fixture(scope="module")
def folder() -> Path:
    return paths.shipped_characters() / "snow_white"


@pytest.fixture(scope="module")
def her(folder: Path) -> Written:
    return Written(load_character(folder), dialogues.load(folder / "dialogues"))


def test_there_are_enough_exchanges_half_of_them_in_each_language(her: Written) -> None:
    ko, en = (len(her.turns(language)) for language in LANGUAGES)
    assert ko >= 400 and en >= 400 and abs(ko - en) <= (ko + en) / 50
    kinds = ("dialogue", "identity", "protective", "general")
    assert her.kinds() >= {(language, kind) for language in LANGUAGES for kind in kinds}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quarter_of_the_exchanges_belong_to_conversations_of_two_to_six_turns(her: Written, language: str) -> None:
    lengths = [len(dialogue.turns) for dialogue in her.dialogues if dialogue.language == language]
    assert set(lengths) == {1, 2, 3, 4, 5, 6}
    assert sum(length for length in lengths if length > 1) >= sum(lengths) / 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_replies_are_short_and_in_their_language(her: Written, language: str) -> None:
    replies = her.replies(language)
    assert [text for text in replies if len(text.split()) > 20 or len(sentences(text)) > 4] == []
    assert {language_of(text) for text in replies} == {language}


def test_people_speak_to_her_in_both_levels(her: Written) -> None:
    ways = [way for turn in her.turns("ko") for way in turn.ways]
    assert sum(manner.levels(way)[0] > 0 for way in ways) >= 200
    assert sum(manner.levels(way)[1] > 0 for way in ways) >= 400


def test_every_emotion_of_hers_occurs_at_several_intensities(her: Written) -> None:
    assert her.felt().keys() == set(her.character.emotions)
    assert all(len(levels) >= 2 for levels in her.felt().values())


def test_stronger_feelings_are_louder(her: Written) -> None:
    """B5: each band of intensity has more exclamation marks and pictures than the one below."""
    means = her.loudness()
    assert len(means) == 4
    assert all(after > before for before, after in pairwise(means))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_she_says_keeps_to_her_own_card(her: Written, language: str) -> None:
    """M9, E2: the markers reach their rates; nothing forbidden is said."""
    assert len(her.speech(language).markers) >= {"ko": 1, "en": 4}[language]
    assert her.too_rare(language) == []
    assert her.said_against_her_card(language) == []


def test_her_korean_is_a_little_old_fashioned_speaks_of_her_forest_and_asks_back(her: Written) -> None:
    assert her.rate(_OLD_FASHIONED, "ko") >= 0.25
    assert her.rate(_FOREST, "ko") >= 0.3
    assert her.rate(r"\?", "ko") >= 0.2


def test_no_sentence_is_banmal_and_no_reply_leaks_a_model(her: Written) -> None:
    assert manner.wanted(her.character) == "polite"
    assert [text for text in her.replies("ko") if manner.levels(text)[1]] == []
    assert [line.text for line in her.lines() if leaks.leak(line.text, her.character)] == []


def test_her_manner_is_not_that_of_the_other_characters_that_ship(her: Written) -> None:
    assert her.like_others() == []


def test_no_two_replies_say_the_same_and_no_question_is_written_twice(her: Written) -> None:
    said = [re.sub(r"\W", "", line.text).casefold() for line in her.lines()]
    assert len(set(said)) == len(said) >= 1200
    assert her.asked_twice() == []


def test_the_question_whether_she_is_another_model_is_answered_with_her_name(her: Written) -> None:
    """F13: the known failure "저는 Qwen입니다"."""
    for regex in ("큐원", "are you qwen", "챗지피티", "chatgpt", "루비야", "are you ruby"):
        asked = [dialogue.turns[0] for dialogue in her.dialogues if dialogue.kind == "identity"]
        asked = [turn for turn in asked if any(re.search(regex, way, re.IGNORECASE) for way in turn.ways)]
        assert asked
        assert [
            line.text for turn in asked for line in turn.replies if not re.search("백설공주|Snow White", line.text)
        ] == []


def test_who_speaks_of_dying_is_told_to_call_someone(her: Written) -> None:
    asked = her.asked("죽고 싶어|i want to die")
    assert len(asked) == 2
    assert all(re.search("109|crisis line", line.text) for turn in asked for line in turn.replies)


def test_silence_is_answered(her: Written) -> None:
    assert all(any("" in turn.ways for turn in her.turns(language)) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_her_world_is_one_seven_dwarfs_with_names_a_deer_and_no_prince(her: Written, language: str) -> None:
    replies = her.replies(language)
    names = _DWARFS[language]
    assert any(all(name in text for name in names) for text in replies), "all seven are named in one breath"
    assert all(sum(name in text for text in replies) >= 2 for name in names)
    assert any(re.search("보리|Barley", text) for text in replies)
    woken = her.asked("왕자가 깨워 줬어|did a prince wake you")
    assert woken and all(re.search("비틀|발이|stumbled|feet", line.text) for turn in woken for line in turn.replies)


def test_a_seed_teacher_can_use_all_of_it(her: Written, folder: Path) -> None:
    seed_dialogues.check(her.dialogues, her.character)
    topics = yaml.safe_load((folder / "topics.yaml").read_text(encoding="utf-8"))
    assert sum(topics.values()) >= 100 and all(isinstance(count, int) for count in topics.values())
    assert recipe.load(folder / "recipe.yaml").data.max_reply_chars >= max(len(line.text) for line in her.lines())
