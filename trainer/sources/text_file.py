"""Plain text and Markdown. What the text is (dialogues, a chat log, a script, prose) is told by its lines."""

import re
from collections.abc import Callable

from trainer.rows import Document
from trainer.sources import exagirl, kakaotalk, qa, script, whatsapp
from trainer.sources.found import Found, Source, document_id, unreadable
from trainer.sources.records import read_text
from trainer.sources.typography import bounded

_FORMS: tuple[tuple[Callable[[str], bool], Callable[[Source, str], Found]], ...] = (
    (exagirl.fits_text, exagirl.read_text),
    (kakaotalk.fits_text, kakaotalk.read_text),
    (whatsapp.fits_text, whatsapp.read_text),
    (qa.fits_text, qa.read_text),
)
SUFFIXES = (".txt", ".md", ".markdown", ".text", ".fountain")
_FENCE = re.compile(r"^(```|~~~)")
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_INLINE = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)\s]+(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
)


def read(source: Source) -> Found:
    """Rows or a document, whichever the text is.

    Raises:
        TrainingError: no text, an encoding that can't be told, an empty file, or wrong rows.
    """
    text = bounded(read_text(source))
    if not text.strip():
        raise unreadable(source, "it holds nothing", "Take it out of sources/.", code="source-empty")
    for fits, reader in _FORMS:
        if fits(text):
            return reader(source, text)
    if source.path.suffix.lower() in (".md", ".markdown"):
        text = plain(text)
    if script.fits_text(text):
        return script.read_text(source, text)
    return Found("text", (Document(id=document_id(source, 0), source=source.name, kind="prose", text=text),))


def plain(markdown: str) -> str:
    """Markdown without its marks: headings stand as lines of their own, code blocks and pictures fall away."""
    lines: list[str] = []
    fenced = False
    for line in _FRONT.sub("", markdown).split("\n"):
        if _FENCE.match(line.strip()):
            fenced = not fenced
        elif not fenced:
            lines.append(_line(line))
    text = "\n".join(lines)
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text


def _line(line: str) -> str:
    heading = re.match(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$", line)
    if heading:
        return f"\n{heading.group(1)}\n"
    if re.fullmatch(r"\s*([-*_])(?:\s*\1){2,}\s*", line):
        return ""
    return re.sub(r"^\s*(?:>\s?|[-*+]\s+|\d+\.\s+)+", "", line)
