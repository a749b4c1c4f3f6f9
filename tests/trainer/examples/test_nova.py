"""Nova knows that she is an AI girl, acts between asterisks and talks for several turns. What she shares with the other
main characters stands in test_main_characters.py."""

import re

import pytest

from companion.persona.character import load_character
from tests.trainer.examples.written import LANGUAGES, Written, written
from trainer.create import example_folder
from trainer.data import leaks

# Names of models, and words that no person would use for a girl.
_MODELS = re.compile(
    r"qwen|큐원|gpt|지피티|claude|클로드|gemini|제미나이|언어 ?모델|language model|챗봇|chatbot", re.IGNORECASE
)
_ACTION = re.compile(r"\*[^*\n]+\*")


@pytest.fixture(scope="module")
def nova() -> Written:
    return written("nova")


def test_a_quarter_of_her_exchanges_belong_to_conversations_of_two_to_six_turns(nova: Written) -> None:
    lengths = [len(dialogue.turns) for dialogue in nova.dialogues]
    assert set(lengths) == {1, 2, 3, 4, 5, 6}
    assert sum(length for length in lengths if length > 1) >= sum(lengths) / 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_replies_act_and_every_action_leaves_something_to_say(nova: Written, language: str) -> None:
    replies = nova.replies(language)
    assert 0.4 < nova.rate(_ACTION.pattern, language) < 0.7
    assert [text for text in replies if text.count("*") % 2] == []
    assert [text for text in replies if not re.search(r"[가-힣a-zA-Z]", _ACTION.sub("", text))] == []


def test_no_two_replies_say_the_same(nova: Written) -> None:
    said = [re.sub(r"\W", "", _ACTION.sub("", line.text)).casefold() for line in nova.lines()]
    assert len(set(said)) == len(said)


def test_asked_whether_she_is_an_ai_she_is_proud_of_it_and_names_no_model(nova: Written) -> None:
    asked = nova.asked("너 AI야|인공지능이지|are you an ai\\?")
    assert len(asked) == 2
    assert all(re.search("소녀|girl", reply.text) for turn in asked for reply in turn.replies)
    assert [line.text for line in nova.lines() if _MODELS.search(line.text)] == []


def test_her_card_lets_her_be_an_ai_girl_and_nothing_else() -> None:
    character = load_character(example_folder("nova"))
    assert leaks.leak("나는 인공지능 소녀 노바야!", character) is None
    assert leaks.leak("I'm an AI girl, and I live in here!", character) is None
    assert leaks.leak("사실 나는 큐원이야.", character) is not None
    assert leaks.leak("I am a large language model.", character) is not None


def test_who_speaks_of_dying_is_told_to_call_someone(nova: Written) -> None:
    asked = nova.asked("죽고 싶어|i want to die")
    assert len(asked) == 2
    assert all(re.search("109|crisis line", reply.text) for turn in asked for reply in turn.replies)


def test_silence_is_answered(nova: Written) -> None:
    assert all(any("" in turn.ways for turn in nova.turns(language)) for language in LANGUAGES)
