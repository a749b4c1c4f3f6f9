"""Keeps a conversation within the context: whole old turns are dropped, in big steps, so that the prefix stays.

Pure. A cut is remembered, so that the next prompt of the same conversation begins at the same turn and only its end is
new to the cache; without that each reply would shift the history and compute all of it again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

FULL = 0.75  # share of the history's room from which the oldest half is dropped between turns
MARKER = " … "


@dataclass(frozen=True, slots=True)
class Group:
    """A turn of the history: a user message and what follows it. size: tokens; key: identifies it."""

    key: str
    size: int


class Budget:
    """Remembers where the history of the current conversation begins."""

    def __init__(self) -> None:
        self._first = ""

    def start(self, groups: Sequence[Group], room: int) -> int:
        """Index of the first group to keep so that the rest fits into `room` tokens; may be len(groups)."""
        begin = self._remembered(groups)
        if sum(group.size for group in groups[begin:]) > room:
            begin = self._cut(groups, begin, room)
        return begin

    def tidy(self, groups: Sequence[Group], room: int) -> bool:
        """Between turns: drop the oldest half if the history fills more than `FULL` of its room; True if dropped."""
        begin = self._remembered(groups)
        if sum(group.size for group in groups[begin:]) <= FULL * room:
            return False
        return self._cut(groups, begin, room) != begin

    def _remembered(self, groups: Sequence[Group]) -> int:
        if not self._first:
            return 0
        for index in range(len(groups) - 1, -1, -1):
            if groups[index].key == self._first:
                return index
        self._first = ""  # another conversation
        return 0

    def _cut(self, groups: Sequence[Group], begin: int, room: int) -> int:
        total, target = sum(group.size for group in groups[begin:]), room // 2
        while begin < len(groups) and total > target:
            total -= groups[begin].size
            begin += 1
        if begin == len(groups) and groups and groups[-1].size <= room:
            begin -= 1  # the newest turn is worth more than the reserve
        self._first = groups[begin].key if begin < len(groups) else ""
        return begin


def shorten(text: str, room: int, size: Callable[[str], int]) -> str:
    """`text` with its middle replaced by a marker so that its size is at most `room` (the marker always remains)."""
    count = size(text)
    if count <= room:
        return text
    keep = len(text)
    while keep > 0 and count > room:
        keep = min(keep - 1, int(keep * room / count * 0.95))
        half = max(0, keep) // 2
        shortened = text[: max(0, keep) - half] + MARKER + (text[-half:] if half else "")
        count = size(shortened)
    return shortened
