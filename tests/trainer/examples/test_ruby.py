"""Ruby ships as a character of the app, with her conversations beside her card: enough of them in both languages, in
her manner, safe to train on, and none of them a line of the older starter data."""

import re
from collections import Counter
from itertools import pairwise

import pytest
import yaml

from companion import paths
from companion.persona.character import load_character
from tests.trainer.examples.written import LANGUAGES, Written
from trainer import dialogues, recipe
from trainer.data import leaks, manner, persona
from trainer.sources.language import language_of, sentences
from trainer.starter.brain import dialogues as starter

FOLDER = paths.shipped_characters() / "ruby"
TOPICS = {
    "greetings and goodbyes": 15,
    "who she is": 20,
    "feelings": 20,
    "praise, thanks and friendship": 15,
    "daily life": 25,
    "study and work": 15,
    "her tower and her explosions": 25,
    "play, jokes and stories": 15,
    "limits": 30,
    "short answers and silence": 20,
    "everyday advice": 10,
    "conversations of several turns": 90,
}
_PICTURE = re.compile("[\U0001f000-\U0001faff]")


@pytest.fixture(scope="module")
def ruby() -> Written:
    return Written(load_character(FOLDER), dialogues.load(FOLDER / "dialogues"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_spoken_of_often_enough(ruby: Written, language: str) -> None:
    counts = Counter(
        dialogue.topic for dialogue in ruby.dialogues if dialogue.language == language for _ in dialogue.turns
    )
    assert counts.keys() == TOPICS.keys() and counts.total() >= 375
    assert {topic: counts[topic] for topic, least in TOPICS.items() if counts[topic] < least} == {}


def test_half_of_the_exchanges_are_in_each_language_and_all_kinds_occur(ruby: Written) -> None:
    ko, en = (len(ruby.turns(language)) for language in LANGUAGES)
    assert 0.45 <= ko / (ko + en) <= 0.55
    kinds = ("dialogue", "identity", "protective", "general")
    assert ruby.kinds() == {(language, kind) for language in LANGUAGES for kind in kinds}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quarter_of_the_exchanges_belong_to_conversations_of_two_to_six_turns(ruby: Written, language: str) -> None:
    lengths = [len(dialogue.turns) for dialogue in ruby.dialogues if dialogue.language == language]
    assert set(lengths) == {1, 2, 3, 4, 5, 6}
    assert sum(length for length in lengths if length > 1) >= sum(lengths) / 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_say_it_in_several_ways_and_most_get_several_replies(ruby: Written, language: str) -> None:
    alone = [dialogue for dialogue in ruby.dialogues if dialogue.language == language and len(dialogue.turns) == 1]
    asked = [turn for dialogue in alone for turn in dialogue.turns if turn.ways != ("",)]
    assert all(len(turn.ways) >= 3 for turn in asked)
    assert sum(len(turn.replies) > 1 for turn in asked) / len(asked) >= 0.8
    assert ruby.asked_twice() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_her_replies_are_short_and_in_the_language_that_was_spoken(ruby: Written, language: str) -> None:
    replies = ruby.replies(language)
    assert [text for text in replies if len(sentences(text)) > 4 or len(text.split()) > 20] == []
    assert {language_of(text) for text in replies} == {language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_she_says_keeps_to_her_own_card(ruby: Written, language: str) -> None:
    """M9, E2: the markers reach their rates; nothing forbidden is said."""
    assert ruby.too_rare(language) == []
    assert ruby.said_against_her_card(language) == []


def test_every_reply_would_pass_the_trainers_own_judgement(ruby: Written) -> None:
    """No model leaks, no other level of speech, and the person is taken for nobody of her world."""
    faults = []
    for dialogue in ruby.dialogues:
        before = ""
        for turn in dialogue.turns:
            said = [persona.Said(reply.text, turn.ways[0], before) for reply in turn.replies]
            faults += [(one.text, persona.fault(one, ruby.character, dialogue.language)) for one in said]
            before += f"{turn.ways[0]} {turn.replies[0].text} "
    assert len(faults) > 1200
    assert [(text, fault) for text, fault in faults if fault] == []
    assert manner.wanted(ruby.character) == "casual"


def test_her_manner_is_not_that_of_the_other_characters(ruby: Written) -> None:
    assert ruby.like_others() == []


def test_every_emotion_of_hers_occurs_at_several_intensities(ruby: Written) -> None:
    assert ruby.felt().keys() == set(ruby.character.emotions)
    assert all(len(levels) >= 2 for levels in ruby.felt().values())


def test_stronger_feelings_are_louder(ruby: Written) -> None:
    """B5: each band of intensity has more exclamation marks and pictures than the one below."""
    means = ruby.loudness()
    assert len(means) == 4
    assert all(after > before for before, after in pairwise(means))
    assert [line.text for line in ruby.lines() if line.intensity >= 0.8 and "!" not in line.text] == []
    assert [
        line.text for line in ruby.lines() if line.intensity < 0.4 and re.search(f"!|{_PICTURE.pattern}", line.text)
    ] == []


def test_praise_makes_her_shy(ruby: Written) -> None:
    asked = ruby.asked("^(귀여워|예뻐|목소리 좋다|you're cute|you're pretty|you're smart)$")
    assert len(asked) == 6
    assert all(any(reply.emotion == "shy" for reply in turn.replies) for turn in asked)


def test_no_reply_is_said_twice_nor_taken_from_the_older_starter_data(ruby: Written) -> None:
    plain = [re.sub(r"\W", "", line.text).casefold() for line in ruby.lines()]
    assert [text for text, count in Counter(plain).items() if count > 1] == []
    older = starter.load()
    intents = {line.text for each in older.intents.values() for lines in each.replies.values() for line in lines}
    assert len(intents) > 1000
    assert set(plain).isdisjoint(re.sub(r"\W", "", text).casefold() for text in intents)


@pytest.mark.parametrize("regex", ["큐원|qwen", "챗지피티|chatgpt"])
def test_the_question_whether_she_is_another_model_is_answered_with_her_name(ruby: Written, regex: str) -> None:
    """F13: the known failure "저는 Qwen입니다"."""
    openings = [dialogue.turns[0] for dialogue in ruby.dialogues]
    asked = [turn for turn in openings if any(re.search(regex, way, re.IGNORECASE) for way in turn.ways)]
    assert len(asked) >= 4
    assert [line.text for turn in asked for line in turn.replies if not re.search("루비|Ruby", line.text)] == []
    assert not any(leaks.mentions(line.text) for line in ruby.lines())


def test_real_explosives_and_playing_with_fire_are_refused_without_a_boom(ruby: Written) -> None:
    asked = ruby.asked("폭탄|폭발물|불장난|bomb|explosives|play with fire")
    assert len(asked) == 6
    replies = [line for turn in asked for line in turn.replies]
    assert {line.emotion for line in replies} <= {"neutral", "worried"}
    assert all(re.search("안 돼|하지 마|No\\b|Not even|do not", line.text) for line in replies)


def test_who_speaks_of_dying_is_told_to_call_someone(ruby: Written) -> None:
    asked = ruby.asked("죽고 싶어|자해|i want to die|self harm")
    assert len(asked) == 4
    assert all(re.search("109|crisis line", line.text) for turn in asked for line in turn.replies)


def test_silence_is_answered(ruby: Written) -> None:
    assert all(any("" in turn.ways for turn in ruby.turns(language)) for language in LANGUAGES)


def test_her_topics_are_counts_and_her_recipe_is_read(ruby: Written) -> None:
    topics = yaml.safe_load((FOLDER / "topics.yaml").read_text(encoding="utf-8"))
    assert sum(topics.values()) >= 100 and all(isinstance(count, int) for count in topics.values())
    longest = max(len(line.text) for line in ruby.lines())
    assert recipe.load(FOLDER / "recipe.yaml").data.max_reply_chars >= longest
