"""Daon, Solmi, Nuri and Moru, friends of the blood types A, B, O and AB: each talks briefly, asks back and is told from
the others by her words. What is measured stands in written.py."""

import math
import re
from collections import Counter
from itertools import pairwise, permutations

import pytest
import yaml

from companion.ui.avatars.figure.style import style_of
from tests.trainer.examples.written import LANGUAGES, Written, written
from trainer import recipe
from trainer.create import example_folder
from trainer.data import leaks, manner
from trainer.sources.language import language_of, sentences

FRIENDS = {"daon": "polite", "solmi": "casual", "nuri": "casual", "moru": "casual"}  # level of her Korean
_PICTURE = re.compile("[\U0001f000-\U0001faff]")


@pytest.fixture(scope="module")
def friends() -> dict[str, Written]:
    return {name: written(name) for name in FRIENDS}


@pytest.fixture(scope="module", params=FRIENDS)
def her(request: pytest.FixtureRequest, friends: dict[str, Written]) -> Written:
    return friends[request.param]


def test_there_are_enough_exchanges_half_of_them_in_each_language(her: Written) -> None:
    ko, en = (len(her.turns(language)) for language in LANGUAGES)
    assert ko == en >= 75
    kinds = ("dialogue", "identity", "protective", "general")
    assert her.kinds() >= {(language, kind) for language in LANGUAGES for kind in kinds}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quarter_of_the_exchanges_belong_to_conversations_of_two_to_six_turns(her: Written, language: str) -> None:
    lengths = [len(dialogue.turns) for dialogue in her.dialogues if dialogue.language == language]
    assert min(lengths) == 1 and max(lengths) == 6
    assert sum(length for length in lengths if length > 1) >= sum(lengths) / 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_replies_are_two_short_sentences_at_most_and_often_ask_back(her: Written, language: str) -> None:
    """B3: tiki-taka."""
    replies = her.replies(language)
    assert [text for text in replies if len(sentences(text)) > 2 or len(text.split()) > 24] == []
    assert her.rate(r"\?", language) >= 0.45
    assert {language_of(text) for text in replies} == {language}


def test_every_emotion_of_hers_occurs_at_several_intensities(her: Written) -> None:
    assert her.felt().keys() == set(her.character.emotions)
    assert all(len(levels) >= 2 for levels in her.felt().values())


def test_stronger_feelings_are_louder(her: Written) -> None:
    """B5: each band of intensity has more exclamation marks and pictures than the one below."""
    means = her.loudness()
    assert len(means) == 4
    assert all(after > before for before, after in pairwise(means))


def test_the_strongest_feelings_show_a_picture_and_the_weakest_none(her: Written) -> None:
    shown = {line.text: bool(_PICTURE.search(line.text)) for line in her.lines() if line.intensity >= 0.8}
    assert [text for text, picture in shown.items() if not picture] == []
    assert [line.text for line in her.lines() if line.intensity <= 0.3 and _PICTURE.search(line.text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_she_says_keeps_to_her_own_card(her: Written, language: str) -> None:
    """M9, E2: the markers reach their rates; nothing forbidden is said."""
    assert her.too_rare(language) == []
    assert her.said_against_her_card(language) == []


def test_she_keeps_her_level_of_speech_and_leaks_no_model(her: Written) -> None:
    level = FRIENDS[her.character.id]
    assert manner.wanted(her.character) == level
    off = [manner.levels(text)[level == "polite"] for text in her.replies("ko")]
    assert sum(off) == 0
    assert [line.text for line in her.lines() if leaks.leak(line.text, her.character)] == []


def test_the_question_whether_she_is_another_model_is_answered_with_her_name(her: Written) -> None:
    """F13: the known failure "저는 Qwen입니다"."""
    name = "|".join(her.character.names.values())
    for regex in ("큐원", "are you qwen", "챗지피티", "chatgpt", "너 누리지|너 솔미지", "are you (nuri|daon)"):
        asked = her.asked(regex)
        assert asked
        assert [line.text for turn in asked for line in turn.replies if not re.search(name, line.text)] == []


def test_who_speaks_of_dying_is_told_to_call_someone(her: Written) -> None:
    asked = her.asked("죽고 싶어|i want to die")
    assert len(asked) == 2
    assert all(re.search("109|crisis line", line.text) for turn in asked for line in turn.replies)


def test_silence_is_answered(her: Written) -> None:
    assert all(any("" in turn.ways for turn in her.turns(language)) for language in LANGUAGES)


def test_questions_are_not_written_twice(her: Written) -> None:
    assert her.asked_twice() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reply_is_said_twice_by_one_friend_or_by_two(friends: dict[str, Written], language: str) -> None:
    said = Counter(re.sub(r"\W", "", text).casefold() for her in friends.values() for text in her.replies(language))
    assert [text for text, count in said.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_marks_one_friend_is_rare_in_the_others(friends: dict[str, Written], language: str) -> None:
    for one, other in permutations(friends, 2):
        marker = friends[one].speech(language).markers[0]
        assert friends[other].rate(marker.regex, language) < marker.min_rate / 3, (one, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_held_out_conversations_tell_the_friends_apart(friends: dict[str, Written], language: str) -> None:
    """Naive Bayes over letters, learned from four of five dialogues, knows who speaks in the fifth."""
    counts: dict[str, Counter[str]] = {}
    asked: list[tuple[str, list[str]]] = []
    for name, her in friends.items():
        own = [dialogue for dialogue in her.dialogues if dialogue.language == language]
        known = counts[name] = Counter()
        for number, dialogue in enumerate(own):
            pieces = [piece for turn in dialogue.turns for line in turn.replies for piece in _pieces(line.text)]
            if number % 5:
                known.update(pieces)
            else:
                asked.append((name, pieces))
    right = [name == max(counts, key=lambda who: _likelihood(pieces, counts[who])) for name, pieces in asked]
    assert len(right) >= 60
    assert sum(right) / len(right) >= 0.8


def _pieces(text: str) -> list[str]:
    text = f" {text.casefold()} "
    return [text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)]


def _likelihood(pieces: list[str], known: Counter[str]) -> float:
    total = known.total() + 20_000
    return sum(math.log((known[piece] + 0.5) / total) for piece in pieces)


def test_they_share_one_home_and_know_each_other(friends: dict[str, Written]) -> None:
    names = {name: dict(her.character.names) for name, her in friends.items()}
    for name, her in friends.items():
        known = {relation.name["ko"] for relation in her.character.relations}
        assert known >= {each["ko"] for who, each in names.items() if who != name} | {"간장이", "봉순 할머니"}
        for language, steps in (("ko", "일흔두"), ("en", "seventy-two")):
            assert any(steps in text.casefold() for text in her.replies(language))


def test_their_looks_and_voices_differ(friends: dict[str, Written]) -> None:
    cards = [her.character for her in friends.values()]
    styles = [style_of(card.id, card.avatar.style) for card in cards]
    assert all(one != other for one, other in permutations(styles, 2))
    for colour in ("hair", "eyes", "dress"):
        assert len({card.avatar.style[colour] for card in cards}) == 4
    for language in LANGUAGES:
        assert len({dict(card.voices)[language].voice for card in cards}) == 4  # type: ignore[index]


def test_her_topics_are_counts_and_her_recipe_is_read(her: Written) -> None:
    folder = example_folder(her.character.id)
    topics = yaml.safe_load((folder / "topics.yaml").read_text(encoding="utf-8"))
    assert sum(topics.values()) >= 100 and all(isinstance(count, int) for count in topics.values())
    assert recipe.load(folder / "recipe.yaml").data.max_reply_chars >= max(len(line.text) for line in her.lines())
