"""Words made ready for a label: a little Markdown, *actions*, links that ask first, and places where endless words may
break. Pure.

Nothing that a person or a model wrote is ever read as HTML: every character is escaped. Pictures are never loaded: what
would be one is a link like any other. The part of a reply that was not heard is greyed.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

BREAK = "\u200b"  # ZERO WIDTH SPACE: a line may break here
RUN, CODE_RUN = 24, 10  # characters without a space after which a break is allowed

Kind = Literal["text", "action", "bold", "strike", "code", "block", "heading", "link", "bullet"]

_WORD = re.compile(r"\S+")
_FENCE = re.compile(r"^ {0,3}```[^\n`]*$", re.MULTILINE)
_LINE = re.compile(r"(?P<heading>^ {0,3}#{1,4} +)|^(?P<indent>[ \t]*)(?P<bullet>[-*+])(?= +\S)", re.MULTILINE)
_URL = r"https?://[^\s<>\"'`\\)\]]+"
_INLINE = re.compile(
    rf"`(?P<code>[^`\n]+)`"
    rf"|!?\[(?P<label>[^\]\n]+)\]\((?P<address>{_URL})\)"
    rf"|(?P<url>{_URL})"
    r"|\*\*(?P<bold>[^*\s][^*\n]*?)(?<!\s)\*\*"
    r"|~~(?P<strike>[^~\s][^~\n]*?)(?<!\s)~~"
    r"|\*(?P<action>[^*\s][^*\n]*?)(?<!\s)\*"
)
_TRAILING = ".,;:!?…\"'”’"


@dataclass(frozen=True)
class Ink:
    """Colours of marked text, "#rrggbb". action: *actions*; unheard: the part that was not heard; link; code: the
    ground under code."""

    action: str
    unheard: str
    link: str = "#7a4fa3"
    code: str = "#f0e6f5"


@dataclass(frozen=True)
class Span:
    """A visible piece of the source [start, end) and how it looks; what lies between two spans are marks. url: where a
    link leads; shown: what stands there instead of the source, "" for the source itself."""

    start: int
    end: int
    kind: Kind = "text"
    url: str = ""
    shown: str = ""


def breakable(text: str, run: int = RUN) -> str:
    """`text` whose endless words (addresses, "ㅋㅋㅋ…") fit into a label. (Qt keeps Korean words whole by itself.)"""
    return _WORD.sub(lambda match: BREAK.join(_slices(match.group(), run)), text)


def plain(text: str) -> str:
    """What `breakable` was made from; for the clipboard."""
    return text.replace(BREAK, "").replace("\u2029", "\n").replace("\u2028", "\n")


def spans(text: str) -> list[Span]:
    """The visible pieces of `text`, in order, without overlap."""
    found: list[Span] = []
    at = 0
    while (opening := _FENCE.search(text, at)) is not None:
        closing = _FENCE.search(text, opening.end() + 1)
        found += _lines(text, at, _trimmed(text, at, opening.start()))
        begin, end = opening.end() + 1, closing.start() - 1 if closing else len(text)
        if begin < end:
            found.append(Span(begin, end, "block"))
        at = closing.end() + 1 if closing else len(text)
    return [*found, *_lines(text, at, len(text))]


def read(text: str) -> str:
    """`text` as one reads it, without the marks."""
    return "".join(span.shown or text[span.start : span.end] for span in spans(text))


def links(text: str) -> list[str]:
    """Where the links of `text` lead, each once."""
    return list(dict.fromkeys(span.url for span in spans(text) if span.url))


def code(text: str) -> str:
    """The code blocks of `text`, "" for none."""
    return "\n\n".join(text[span.start : span.end] for span in spans(text) if span.kind == "block")


def to_html(text: str, ink: Ink, *, heard: str | None = None) -> str:
    """`text` as HTML for a QLabel. heard: the beginning of it that was audible; None = all."""
    known = len(text) if heard is None else _common(text, heard)
    parts: list[str] = []
    inline: list[str] = []
    for span in _split(spans(text), known):
        if span.kind == "block":
            parts += [_paragraph(inline), _block(text, span, ink, span.start >= known)]
            inline = []
        else:
            inline.append(_piece(text, span, ink, span.start >= known))
    return "".join([*parts, _paragraph(inline)])


# --- reading ---


def _trimmed(text: str, start: int, end: int) -> int:
    """`end` before the line break that ends there."""
    return end - 1 if end > start and text[end - 1] == "\n" else end


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for mark in _LINE.finditer(text, start, end):
        if mark.group("bullet"):
            yield from _inline(text, at, mark.start("bullet"), "text")
            yield Span(mark.start("bullet"), mark.end("bullet"), "bullet", shown="•")
            at = mark.end("bullet")
        else:
            yield from _inline(text, at, mark.start(), "text")
            line = text.find("\n", mark.end(), end)
            at = end if line < 0 else line
            yield from _inline(text, mark.end(), at, "heading")
    yield from _inline(text, at, end, "text")


def _inline(text: str, start: int, end: int, kind: Kind) -> Iterator[Span]:
    at = start
    for match in _INLINE.finditer(text, start, end):
        yield from _some(at, match.start(), kind)
        at = match.end()
        name = match.lastgroup or ""
        if name == "url":
            at = match.start() + len(match.group().rstrip(_TRAILING))
            yield Span(match.start(), at, "link", text[match.start() : at])
        elif name == "address":
            yield Span(*match.span("label"), "link", match.group("address"))
        else:
            yield Span(*match.span(name), name)  # type: ignore[arg-type]
    yield from _some(at, end, kind)


def _some(start: int, end: int, kind: Kind) -> Iterator[Span]:
    if start < end:
        yield Span(start, end, kind)


def _split(found: list[Span], known: int) -> Iterator[Span]:
    """The same, with the span in which `known` lies as two."""
    for span in found:
        if span.start < known < span.end and not span.shown:
            yield Span(span.start, known, span.kind, span.url)
            yield Span(known, span.end, span.kind, span.url)
        else:
            yield span


# --- writing ---


def _slices(word: str, run: int) -> list[str]:
    return [word[start : start + run] for start in range(0, len(word), run)]


def _paragraph(inline: list[str]) -> str:
    words = "".join(inline)
    return f'<div style="white-space:pre-wrap">{words}</div>' if words.strip() else ""


def _piece(text: str, span: Span, ink: Ink, unheard: bool) -> str:
    words = html.escape(breakable(span.shown or text[span.start : span.end]))
    colour = ink.unheard if unheard else ""
    match span.kind:
        case "action":
            return f'<i style="color:{colour or ink.action}">{words}</i>'
        case "link":
            return f'<a href="{html.escape(span.url)}" style="color:{colour or ink.link}">{words}</a>'
        case "code":
            return f'<code style="background:{ink.code}">{_grey(words, colour)}</code>'
        case "bold" | "heading":
            return f"<b>{_grey(words, colour)}</b>"
        case "strike":
            return f"<s>{_grey(words, colour)}</s>"
    return _grey(words, colour)


def _grey(words: str, colour: str) -> str:
    return f'<span style="color:{colour}">{words}</span>' if colour else words


def _block(text: str, span: Span, ink: Ink, unheard: bool) -> str:
    words = html.escape(breakable(text[span.start : span.end], CODE_RUN))
    inside = _grey(words, ink.unheard if unheard else "")
    return (
        f'<table width="100%" cellpadding="8" style="background:{ink.code}"><tr><td>'
        f'<pre style="white-space:pre-wrap">{inside}</pre></td></tr></table>'
    )


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
