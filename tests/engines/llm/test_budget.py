"""Old turns go whole and in big steps; the cut stays where it was until the room is used up again."""

from hypothesis import given
from hypothesis import strategies as st

from companion.engines.llm._budget import MARKER, Budget, Group, shorten


def turns(*sizes: int) -> list[Group]:
    return [Group(f"turn {index}", size) for index, size in enumerate(sizes)]


def test_everything_stays_while_it_fits() -> None:
    assert Budget().start(turns(10, 10, 10), 30) == 0


def test_half_goes_at_once_and_the_cut_is_remembered() -> None:
    budget, groups = Budget(), turns(*[10] * 11)
    assert budget.start(groups, 100) == 6
    groups += [Group(f"new {index}", 10) for index in range(5)]
    assert [budget.start(groups[:count], 100) for count in range(11, 17)] == [6] * 6
    assert budget.start([*groups, Group("last", 10)], 100) == 12


def test_another_conversation_starts_afresh() -> None:
    budget = Budget()
    assert budget.start(turns(*[10] * 11), 100) > 0
    assert budget.start([Group("other", 10)], 100) == 0


def test_tidying_between_turns_cuts_only_a_nearly_full_history() -> None:
    budget = Budget()
    assert not budget.tidy(turns(*[10] * 7), 100)
    assert budget.tidy(turns(*[10] * 8), 100)
    assert budget.start(turns(*[10] * 8), 100) == 3


@given(st.lists(st.integers(1, 300), max_size=20), st.integers(-5, 400))
def test_what_is_kept_always_fits(sizes: list[int], room: int) -> None:
    groups = turns(*sizes)
    begin = Budget().start(groups, room)
    assert 0 <= begin <= len(groups)
    assert sum(group.size for group in groups[begin:]) <= max(room, 0)


@given(st.text(max_size=300), st.integers(3, 200))
def test_shortened_texts_fit_and_keep_both_ends(text: str, room: int) -> None:
    short = shorten(text, room, len)
    assert len(short) <= room or short == MARKER
    if short != text:
        head, tail = short.split(MARKER, 1) if short.count(MARKER) == 1 else ("", "")
        assert text.startswith(head) and text.endswith(tail)
