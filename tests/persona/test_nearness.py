"""The array search finds what BM25, written down plainly, finds."""

import math
import unicodedata
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from companion.persona.nearness import Nearness
from companion.persona.recall import Exchange, Recall, fold
from tests.persona.test_recall import JOY

WORDS = st.sampled_from(["배고파", "배가", "고파", "피곤해", "hungry", "hang", "a", "b", "ab", "응"])
SAID = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def pieces(folded: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for word in unicodedata.normalize("NFD", folded).split():
        found[f"={word}"] += 1
        edged = f"^{word}$"
        found.update(edged[at : at + size] for size in (2, 3, 4) for at in range(len(edged) - size + 1))
    return found


def plainly(ways: list[str], said: str) -> list[float]:
    counted = [pieces(way) for way in ways]
    average = sum(each.total() for each in counted) / len(ways)
    scores = [0.0] * len(ways)
    for piece in pieces(said):
        there = sum(piece in each for each in counted)
        rarity = math.log(1 + (len(ways) - there + 0.5) / (there + 0.5))
        for at, each in enumerate(counted):
            norm = 1.2 * (1 - 0.75 + 0.75 * each.total() / average)
            scores[at] += rarity * (each[piece] * (1.2 + 1) / (each[piece] + norm)) if each[piece] else 0.0
    return scores


@given(st.lists(SAID, min_size=1, max_size=12), SAID)
def test_the_scores_are_bm25_to_the_last_bit(ways: list[str], said: str) -> None:
    near = Nearness(ways)
    scores, first = near.scores(said)
    assert scores[near.of].tolist() == plainly(ways, said)
    order = list(pieces(said))
    for at, way in zip(near.of, ways, strict=True):
        had = [number for number, piece in enumerate(order) if piece in pieces(way)]
        assert first[at] == (had[0] if had else -1)


@given(st.lists(SAID, max_size=8), SAID)
def test_the_whole_is_what_the_same_words_reach(ways: list[str], said: str) -> None:
    near = Nearness([*ways, said])
    assert near.numbers([said, "never written"]) == [near.of[-1]]
    assert math.isclose(near.whole(said), near.scores(said)[0][near.of[-1]])


def test_of_ways_that_are_as_near_the_one_with_the_earlier_word_is_shown() -> None:
    hers = Recall([Exchange("en", ("bb", "aa"), ((JOY, "One of them."),))])
    assert hers.find("aa bb", "en", 1)[0].user == "aa"
    assert hers.find("bb aa", "en", 1)[0].user == "bb"


def test_nothing_written_is_near_nothing() -> None:
    assert Nearness([]).scores(fold("hi"))[0].tolist() == []
    assert Recall([]).find("hi", "en", 2) == ()
