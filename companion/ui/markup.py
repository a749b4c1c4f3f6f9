"""Her words made ready for a label: places where endless words may break, and the few marks we draw. Pure.

Nothing that a person or a model wrote is ever read as HTML or Markdown: every character is escaped. Only `*actions*`
are set in italics, and the part of a reply that was not heard is greyed.
"""

import html
import re
from dataclasses import dataclass

BREAK = "\u200b"  # ZERO WIDTH SPACE: a line may break here
RUN = 24  # characters without a space after which a break is allowed

_ENDLESS = re.compile(rf"\S{{{RUN + 1},}}")
_ACTION = re.compile(r"\*([^*\n]+)\*")


@dataclass(frozen=True)
class Ink:
    """Colours of marked text, "#rrggbb". action: *actions*; unheard: the part that was not heard."""

    action: str
    unheard: str


def breakable(text: str) -> str:
    """`text` whose endless words (addresses, "ㅋㅋㅋ…") fit into a label. (Qt keeps Korean words whole by itself.)"""
    return _ENDLESS.sub(lambda match: BREAK.join(_slices(match.group())), text)


def plain(text: str) -> str:
    """What `breakable` was made from; for the clipboard."""
    return text.replace(BREAK, "").replace("\u2029", "\n").replace("\u2028", "\n")


def to_html(text: str, ink: Ink, *, heard: str | None = None) -> str:
    """`text` as HTML for a QLabel. heard: the beginning of it that was audible; None = all."""
    known = len(text) if heard is None else _common(text, heard)
    audible = _marked(text[:known], ink)
    rest = html.escape(breakable(text[known:]))
    if rest:
        rest = f'<span style="color:{ink.unheard}">{rest}</span>'
    return f'<div style="white-space:pre-wrap">{audible}{rest}</div>'


def _slices(word: str) -> list[str]:
    return [word[start : start + RUN] for start in range(0, len(word), RUN)]


def _marked(text: str, ink: Ink) -> str:
    pieces, at = [], 0
    for match in _ACTION.finditer(text):
        pieces.append(html.escape(breakable(text[at : match.start()])))
        inner = html.escape(breakable(match.group(1)))
        pieces.append(f'<i style="color:{ink.action}">{inner}</i>')
        at = match.end()
    return "".join([*pieces, html.escape(breakable(text[at:]))])


def _common(text: str, heard: str) -> int:
    """Length of the beginning of `text` that `heard` covers, forgiving differences in spaces."""
    at = 0
    for character in heard:
        if character.isspace():
            continue
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text) or text[at] != character:
            break
        at += 1
    return at
