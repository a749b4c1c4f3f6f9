"""Duplicates, shares and the split: the order of rows changes nothing, and nothing leaks."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import TrainingError
from tests.trainer.data import making
from tests.trainer.data.making import said
from trainer.data import duplicates, shares, split
from trainer.rows import KINDS, Row

WORDS = ("폭발", "마법", "지팡이", "화산", "불꽃", "지붕", "조수", "언덕", "탑", "연기", "주문", "밤하늘")


def made(seed: int) -> list[Row]:
    """Rows of few scenes, kinds and texts, so that duplicates, shared exchanges and large scenes are common."""
    draw = random.Random(seed)
    rows = []
    for number in range(draw.randint(1, 50)):
        turns = [
            said(" ".join(draw.choices(WORDS, k=draw.randint(1, 4))), draw.choice(WORDS) + "!")
            for _ in range(draw.randint(1, 3))
        ]
        more = {"kind": draw.choice(KINDS[:3]), "variant": draw.choice(["", "", "A"])}
        scene = f"s{draw.randint(0, draw.choice([1, 12, 40]))}"
        rows.append(making.row(f"r{number}", *turns, scene=scene, language=draw.choice(["ko", "en"]), **more))
    return rows


MANY = st.integers(0, 1_000_000).map(made)


@settings(deadline=None, max_examples=50)
@given(MANY, st.integers(0, 5), st.sampled_from([0.3, 0.6, 0.8, 1.0]))
def test_which_duplicates_stay_does_not_depend_on_the_order(rows: list[Row], seed: int, limit: float) -> None:
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    first, second = duplicates.split(rows, limit), duplicates.split(shuffled, limit)
    assert first == second
    stay, gone = first
    assert Counter(row.id for row in stay) + Counter(one.row.id for one in gone) == Counter(row.id for row in rows)
    assert {one.kept for one in gone} <= {row.id for row in rows}


def test_near_duplicates_are_near_on_both_sides() -> None:
    """Every pair that stays is below the limit on one side; what goes has a row at or above it. Exact, no sketch."""
    rows = [
        making.row(f"r{number}", said(f"{'아주 ' * (number % 3)}긴 질문을 하나 해 볼게, 조수 {number % 7}", text))
        for number, text in enumerate(
            f"대마법사의 대답은 언제나 폭발이다! {'쾅! ' * (n % 4)} {n // 8}" for n in range(120)
        )
    ]
    stay, gone = duplicates.split(rows, 0.7)
    assert gone and len(stay) > 1

    def similarity(a: Row, b: Row) -> float:
        return min(
            duplicates.jaccard(duplicates.grams(a.exchanges[0].user), duplicates.grams(b.exchanges[0].user)),
            duplicates.jaccard(duplicates.grams(a.exchanges[0].text), duplicates.grams(b.exchanges[0].text)),
        )

    by_id = {row.id: row for row in rows}
    for one in gone:
        assert similarity(one.row, by_id[one.kept]) == pytest.approx(one.similarity)
        assert one.similarity >= 0.7
    near = sum(similarity(a, b) >= 0.7 for number, a in enumerate(stay) for b in stay[:number])
    assert near <= 0.02 * len(stay)  # LSH finds candidates with a probability


def test_what_is_not_the_same_stays() -> None:
    same = said("안녕", "왔구나, 조수! 오늘은 무엇을 터뜨려 볼까?")
    rows = [
        making.row("a", same, variant="A"),
        making.row("b", same, variant="B"),
        making.row("ko", same),
        making.row("en", same, language="en"),
    ]
    assert not duplicates.split(rows, 0.5)[1]


def test_the_longer_conversation_stays() -> None:
    turns = [said("안녕", "왔구나!"), said("뭐 해?", "폭발!")]
    stay, gone = duplicates.split([making.row("x", *turns), making.row("y", *turns)], 0.8)
    assert len(stay) == len(gone) == 1
    assert duplicates.grams("!?") == {"!?"}
    assert duplicates.jaccard(frozenset(), frozenset()) == 1.0


@settings(deadline=None, max_examples=50)
@given(MANY, st.integers(0, 3), st.sampled_from([0.0, 0.05, 0.2, 0.5]), st.sampled_from([0.0, 0.1, 0.3]))
def test_no_scene_and_no_exchange_is_in_two_parts(rows: list[Row], seed: int, validation: float, test: float) -> None:
    """Leakage is 0 for any rows."""
    parts = split.split(rows, validation, test, seed)
    assert split.leaks(parts) == 0
    assert sorted(row.id for part in parts.values() for row in part) == sorted(row.id for row in rows)
    assert parts["train"]
    if validation == 0:
        assert not parts["val"]
    if test == 0:
        assert not parts["test"]
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    again = split.split(shuffled, validation, test, seed)
    for name, part in parts.items():
        assert {row.id for row in part} == {row.id for row in again[name]}


def test_leaks_are_counted() -> None:
    one, two = making.row("1", said("a", "b"), scene="x"), making.row("2", said("c", "d"), scene="x")
    three = making.row("3", said("A!", "b."), scene="y")
    assert split.leaks({"train": [one], "val": [two], "test": []}) == 1
    assert split.leaks({"train": [one], "val": [], "test": [three]}) == 1
    assert split.leaks({"train": [], "val": [one], "test": [two]}) == 2


def test_each_kind_and_language_is_held_out() -> None:
    rows = [
        making.row(
            f"{kind}{language}{number}",
            said(f"{kind} {number}?", f"{number} {language}!"),
            kind=kind,
            language=language,
        )
        for kind in ("dialogue", "identity", "qa")
        for language in ("ko", "en")
        for number in range(40)
    ]
    parts = split.split(rows, 0.1, 0.05, seed=3)
    assert set(Counter((row.kind, row.language) for row in parts["val"]).values()) == {4}
    assert {(row.kind, row.language) for row in parts["test"]} == {(row.kind, row.language) for row in rows}
    other = split.split(rows, 0.1, 0.05, seed=4)
    assert {row.id for row in other["val"]} != {row.id for row in parts["val"]}


def test_few_scenes_still_give_a_validation_set() -> None:
    rows = [making.row(f"{number}", said(f"{number}?", f"{number}!"), scene=f"s{number % 4}") for number in range(12)]
    parts = split.split(rows, 0.05, 0.05, seed=1)
    assert [len({row.scene for row in parts[name]}) for name in split.PARTS] == [2, 1, 1]
    alone = split.split(rows[:1], 0.5, 0.5, seed=1)
    assert alone["train"] == rows[:1]


@settings(deadline=None, max_examples=50)
@given(MANY, st.dictionaries(st.sampled_from(KINDS[:3]), st.sampled_from([0.2, 0.4, 0.7, 1.0])), st.integers(0, 3))
def test_no_kind_is_above_its_most(rows: list[Row], most: dict[Any, float], seed: int) -> None:
    wanted = {kind: (0.0, limit) for kind, limit in most.items()}
    try:
        stay, surplus, report = shares.balance(rows, wanted, seed)
    except TrainingError as error:
        assert error.code == "shares-impossible"
        assert sum(most.get(kind, 1.0) for kind in {row.kind for row in rows}) < 1
        return
    assert sorted(row.id for row in stay + surplus) == sorted(row.id for row in rows)
    for kind, count in Counter(row.kind for row in stay).items():
        assert count <= max(1, most.get(kind, 1.0) * len(stay) + 1)
    assert [row for row in rows if row in stay] == stay
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    assert {row.id for row in shares.balance(shuffled, wanted, seed)[0]} == {row.id for row in stay}
    assert all(one.rows + one.dropped == sum(row.kind == one.kind for row in rows) for one in report)


@pytest.mark.parametrize(
    "wanted", [{"dialogue": (0.6, 0.3)}, {"dialogue": (0.0, 0.4)}, {"qa": (0.7, 1.0), "identity": (0.7, 1.0)}]
)
def test_shares_that_cannot_be_kept_are_told(wanted: dict[Any, Any]) -> None:
    with pytest.raises(TrainingError, match=r"data\.shares"):
        shares.balance([making.row("1", said("a", "b"))], wanted, 1)
