"""Her words made ready for a label: line breaks that keep Korean words whole, and the few marks we draw. Pure.

Nothing that a person or a model wrote is ever read as HTML or Markdown: every character is escaped. Only `*actions*`
are set in italics, and the part of a reply that was not heard is greyed.
"""

import html
import re
from dataclasses import dataclass

JOINER = "\u2060"  # WORD JOINER: no line break here
BREAK = "\u200b"  # ZERO WIDTH SPACE: a line may break here
LONGEST_WORD = 14  # characters; a longer one may break anywhere
_RUN = 24  # characters without a space after which a break is allowed

_HANGUL = re.compile(r"(?<=[가-힣])(?=[가-힣\w.,!?…~)\]’”\"'])|(?<=[\w(\[‘“\"'])(?=[가-힣])")
_WORD = re.compile(r"\S+")
_ACTION = re.compile(r"\*([^*\n]+)\*")


@dataclass(frozen=True)
class Ink:
    """Colours of marked text, "#rrggbb". action: *actions*; unheard: the part that was not heard."""

    action: str
    unheard: str


def keep_words(text: str) -> str:
    """`text` that breaks at spaces only, as Korean is set by hand; Qt would break between any two syllables."""
    return _WORD.sub(lambda match: _bind(match.group()), text)


def plain(text: str) -> str:
    """What `keep_words` was made from; for the clipboard."""
    return text.replace(JOINER, "").replace(BREAK, "").replace("\u2029", "\n").replace("\u2028", "\n")


def to_html(text: str, ink: Ink, *, heard: str | None = None) -> str:
    """`text` as HTML for a QLabel. heard: the beginning of it that was audible; None = all."""
    known = len(text) if heard is None else _common(text, heard)
    audible = _marked(text[:known], ink)
    rest = html.escape(keep_words(text[known:]))
    if rest:
        rest = f'<span style="color:{ink.unheard}">{rest}</span>'
    return f'<div style="white-space:pre-wrap">{audible}{rest}</div>'


def _bind(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return _HANGUL.sub(JOINER, word)
    if any("가" <= character <= "힣" for character in word):
        return word
    return BREAK.join(word[start : start + _RUN] for start in range(0, len(word), _RUN))


def _marked(text: str, ink: Ink) -> str:
    pieces, at = [], 0
    for match in _ACTION.finditer(text):
        pieces.append(html.escape(keep_words(text[at : match.start()])))
        inner = html.escape(keep_words(match.group(1)))
        pieces.append(f'<i style="color:{ink.action}">{inner}</i>')
        at = match.end()
    return "".join([*pieces, html.escape(keep_words(text[at:]))])


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
