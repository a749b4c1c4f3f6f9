"""Lines that were wrapped at a width, as PDF and old text files have them, back to paragraphs. Pure; any thread."""

import re
from itertools import pairwise

_TERMINAL = re.compile(r"[.!?…。:;~♪♥)\]>][\"'”’」』)]*$|[\"”’」』]$")
_OPENS = re.compile(r"^\s*[\"“‘「『(\[<—–*#•◇◆○●※-]")
_HANGUL = re.compile("[가-힣]")


def unwrapped(text: str, apart: "re.Pattern[str] | None" = None) -> tuple[str, int]:
    """(text with paragraphs on one line each, how many line ends were joined); unchanged where nothing is wrapped.

    apart: a line that matches begins a paragraph in any case (speakers, scene markers)."""
    lines = text.split("\n")
    width = wrap_width(lines)
    if not width:
        return text, 0
    spaced = sum(line.endswith(" ") for line in lines) > 0.1 * len(lines)
    out = [lines[0]]
    joined = 0
    for before, line in pairwise(lines):
        if _parted(before, line, width) or (
            apart and (apart.match(line) or (apart.match(before) and _short(before, width)))
        ):
            out.append(line)
        else:
            out[-1] = _joined(out[-1], line, spaced=spaced)
            joined += 1
    return "\n".join(out), joined


def wrap_width(lines: list[str]) -> int:
    """The width at which lines are wrapped, a Hangul syllable counting two; 0 = they are not. Many lines of about the
    same width that end in the middle of a sentence tell it."""
    widths = sorted(_width(line) for line in lines if line.strip())
    if len(widths) < 5:
        return 0
    width = widths[int(0.9 * (len(widths) - 1))]
    full = [line for line in lines if _width(line) >= 0.75 * width]
    within = sum(not _TERMINAL.search(line.rstrip()) for line in full)
    return width if 20 <= width <= 160 and within >= 0.3 * len(widths) else 0


def _parted(before: str, line: str, width: int) -> bool:
    """Whether a paragraph ends between two lines."""
    if not before.strip() or not line.strip():
        return True
    ended = bool(_TERMINAL.search(before.rstrip()))
    if ended and (_short(before, width) or _OPENS.match(line) or line[:1] in " \u3000"):
        return True
    return _width(before) < 0.5 * width  # headings, verse


def _short(line: str, width: int) -> bool:
    return _width(line) < 0.85 * width


def _joined(before: str, line: str, *, spaced: bool) -> str:
    """spaced: line ends in the middle of words are told from those at spaces by the space that the latter keep."""
    start = line.lstrip()
    if re.search(r"[a-z]-$", before) and start[:1].islower():
        return before[:-1] + start
    if spaced and not before.endswith(" ") and _HANGUL.search(before[-1:]) and _HANGUL.match(start):
        return before + start
    return before.rstrip() + " " + start


def _width(line: str) -> int:
    return sum(2 if "\u1100" <= char <= "\uffdc" else 1 for char in line.strip())
