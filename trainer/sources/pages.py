"""Pages to running text: page numbers, running heads and feet fall away.

Pure; any thread. Pages are apart by a form feed, as the PDF reader leaves them; in a text without, numbers that count
up on lines of their own are taken for page ends.
"""

import re
from collections import Counter
from itertools import pairwise

_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-–—~<\[(|]\s*)*(?:page|pg\.?|p\.|쪽|페이지)?\s*(?P<number>\d{1,4})(?:\s*(?:/|of|쪽|페이지)\s*\d{0,4})?"
    r"\s*(?:[-–—~>\])|]\s*)*$",
    re.IGNORECASE,
)
_DECORATED = re.compile(
    r"^\s*(?:[-–—<\[(|~]\s*\d{1,4}\s*[-–—>\])|~]|(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d+)?"
    r"|\d{1,4}\s*(?:쪽|페이지)|\d+\s*/\s*\d+)\s*$",
    re.IGNORECASE,
)
_EDGE = 3  # lines at either end of a page that may be furniture


def without_furniture(text: str) -> tuple[str, dict[str, int]]:
    """(text with one line end where a page ended, what was removed -> how often)."""
    pages = [page.split("\n") for page in _paged(text).split("\f")]
    removed: Counter[str] = Counter()
    if len(pages) < 2:
        kept = [line for line in pages[0] if not _DECORATED.match(line)]
        removed["page-number"] = len(pages[0]) - len(kept)
        return "\n".join(kept), dict(+removed)
    repeated = _repeated(pages)
    joined: list[str] = []
    for page in pages:
        lines = _trimmed(page)
        for front in (True, False):
            for _ in range(_EDGE):
                if not lines:
                    break
                line = lines[0 if front else -1]
                what = _furniture(line, repeated[front], sparse=len(lines) == 1)
                if line.strip() and not what:
                    break
                lines.pop(0 if front else -1)
                removed[what] += bool(what)
        joined += lines
    return "\n".join(joined), dict(+removed)


def _paged(text: str) -> str:
    """A text without page breaks gets them where numbers on lines of their own count up, at least three of them."""
    if "\f" in text:
        return text
    lines = text.split("\n")
    numbered = [
        (place, int(found.group("number"))) for place, line in enumerate(lines) if (found := _PAGE_NUMBER.match(line))
    ]
    steps = sum(later[1] == one[1] + 1 and later[0] - one[0] > 5 for one, later in pairwise(numbered))
    if len(numbered) < 3 or steps < 0.8 * (len(numbered) - 1):
        return text
    breaks = {place for place, _ in numbered}
    return "".join(line + ("\f" if place in breaks else "\n") for place, line in enumerate(lines)).rstrip("\n")


def _furniture(line: str, repeated: frozenset[str], *, sparse: bool) -> str:
    if _PAGE_NUMBER.match(line) and not sparse:
        return "page-number"
    return "running-head" if _shape(line) in repeated else ""


def _repeated(pages: list[list[str]]) -> dict[bool, frozenset[str]]:
    """Lines (numbers don't matter) that stand at the same end of at least three pages and of a quarter of them."""
    least = max(3, len(pages) // 4)
    found: dict[bool, frozenset[str]] = {}
    for front in (True, False):
        counts: Counter[str] = Counter()
        for page in pages:
            lines = [line for line in page if line.strip()]
            edge = lines[:_EDGE] if front else lines[-_EDGE:]
            counts.update({_shape(line) for line in edge})
        found[front] = frozenset(shape for shape, count in counts.items() if count >= least and _headlike(shape))
    return found


def _headlike(shape: str) -> bool:
    """Heads are short and no sentences: a refrain that ends each page stays."""
    return 2 <= len(shape) <= 80 and not re.search(r"[.!?…\"”’]$", shape)


def _shape(line: str) -> str:
    return " ".join(re.sub(r"\d+", "#", line).casefold().split())


def _trimmed(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]
