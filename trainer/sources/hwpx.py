"""Hangul documents in the open form (.hwpx, KS X 6101): a zip archive with the sections as XML. Any thread."""

import re
from xml.etree.ElementTree import Element

from trainer.rows import Document
from trainer.sources.found import Found, Source, document_id, unreadable
from trainer.sources.zipped import opened, part, xml

SUFFIXES = (".hwpx",)
_SECTION = re.compile(r"Contents/section(\d+)\.xml")
_FURNITURE = frozenset({"header", "footer", "pageNum", "hiddenComment", "newNum", "autoNum"})
_NOTES = frozenset({"footNote", "endNote"})


def read(source: Source) -> Found:
    """All paragraphs, tables cell by cell, notes at the end; page heads and numbers fall away.

    Raises:
        TrainingError: no HWPX document, damaged, locked, a bomb, or without text.
    """
    body: list[str] = []
    notes: list[str] = []
    with opened(source, "an HWPX document") as archive:
        manifest = part(source, archive, "META-INF/manifest.xml") if "META-INF/manifest.xml" in archive else b""
        if b"encryption-data" in manifest:
            hint = "Open it in Hangul and save a copy without the password."
            raise unreadable(source, "it is locked by a password", hint, code="source-locked")
        sections = sorted((int(found.group(1)), name) for name in archive if (found := _SECTION.fullmatch(name)))
        for _, name in sections:
            _collect(xml(source, part(source, archive, name), name), body, notes)
    if not sections:
        hint = "Give it the right ending, or open it in Hangul and save it again."
        raise unreadable(source, "it has no sections, so it is no HWPX document", hint, code="source-damaged")
    text = "\n\n".join(line for line in (*body, *notes) if line)
    if not text:
        raise unreadable(source, "it has no text", "Take it out of sources/.", code="source-empty")
    return Found("hwpx", (Document(id=document_id(source, 0), source=source.name, kind="prose", text=text),))


def _collect(root: Element, body: list[str], notes: list[str]) -> None:
    """Paragraphs in order of their beginnings. A stack instead of recursion: tables nest as deep as they like."""
    waiting: list[tuple[Element, list[str]]] = [(root, body)]
    while waiting:
        item, into = waiting.pop()
        name = _local(item)
        if name in _FURNITURE:
            continue
        into = notes if name in _NOTES else into
        if name == "p":
            inner: list[Element] = []
            into.append(_paragraph(item, inner))
            waiting += [(child, into) for child in reversed(inner)]
        else:
            waiting += [(child, into) for child in reversed(item)]


def _paragraph(item: Element, inner: list[Element]) -> str:
    """The paragraph's own words; `inner` gets what hangs on it (tables, notes, boxes)."""
    words: list[str] = []
    for run in item:
        if _local(run) != "run":
            continue
        for child in run:
            if _local(child) == "t":
                words.append(child.text or "")
                for mark in child:
                    words += [
                        {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}.get(
                            _local(mark), ""
                        )
                    ]
                    words.append(mark.tail or "")
            else:
                inner.append(child)
    return "".join(words).strip()


def _local(item: Element) -> str:
    return str(item.tag).rsplit("}", 1)[-1]
