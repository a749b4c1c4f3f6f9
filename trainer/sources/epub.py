"""E-books (.epub) and web pages (.html): the chapters in reading order. Only the standard library. Any thread."""

import posixpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from companion.persona.archive import Archive
from trainer.rows import Document
from trainer.sources.encoding import EncodingError, decode
from trainer.sources.found import Found, Skipped, Source, document_id, unreadable
from trainer.sources.html_text import text_of, title_of
from trainer.sources.records import read_text
from trainer.sources.zipped import opened, part, xml

SUFFIXES = (".epub", ".html", ".htm", ".xhtml")
_CONTAINER = "META-INF/container.xml"
_HINT = "Get the book in another copy, or convert it to .txt."


def read(source: Source) -> Found:
    """A document a chapter for a book, one for a page.

    Raises:
        TrainingError: no e-book, damaged, copy-protected, a bomb, a chapter outside of the book, or no text.
    """
    if source.path.suffix.lower() != ".epub":
        html = read_text(source)
        return _found(source, "html", [(title_of(html), text_of(html))], [])
    with opened(source, "an e-book") as archive:
        if "META-INF/encryption.xml" in archive and "META-INF/rights.xml" in archive:
            what = "it is protected against copying"
            raise unreadable(source, what, "Use a book without protection.", code="source-locked")
        chapters, skipped = _chapters(source, archive)
    return _found(source, "epub", chapters, skipped)


def _found(source: Source, form: str, chapters: list[tuple[str, str]], skipped: list[Skipped]) -> Found:
    documents = tuple(
        Document(id=document_id(source, number), source=source.name, kind="prose", title=title, text=text)
        for number, (title, text) in enumerate((title, text) for title, text in chapters if text)
    )
    if not documents:
        raise unreadable(source, "it has no text", "Take it out of sources/.", code="source-empty")
    return Found(form, documents, (), tuple(skipped))


def _chapters(source: Source, archive: Archive) -> tuple[list[tuple[str, str]], list[Skipped]]:
    container = xml(source, part(source, archive, _CONTAINER), _CONTAINER)
    package = next((item.get("full-path", "") for item in container.iter() if _local(item) == "rootfile"), "")
    if not package:
        raise unreadable(source, "it names no contents", _HINT, code="source-damaged")
    root = xml(source, part(source, archive, package), package)
    items = {item.get("id", ""): item for item in root.iter() if _local(item) == "item"}
    order = [item.get("idref", "") for item in root.iter() if _local(item) == "itemref"]
    chapters: list[tuple[str, str]] = []
    skipped: list[Skipped] = []
    for number, name in enumerate(order, 1):
        item = items.get(name)
        if item is None or "html" not in item.get("media-type", "html") or "nav" in item.get("properties", "").split():
            continue
        place = posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(item.get("href", ""))))
        if place.startswith(("..", "/")):
            what = f"its chapter {number} lies outside of the book"
            raise unreadable(source, what, _HINT, code="source-unsafe")
        if place not in archive:
            skipped.append(Skipped(f"chapter {number}", "chapter-missing", "this chapter is not in the file"))
            continue
        try:
            html, _ = decode(part(source, archive, place))
        except EncodingError as error:
            raise unreadable(source, f"chapter {number}: {error}", _HINT, code="source-encoding") from error
        chapters.append((title_of(html), text_of(html)))
    return chapters, skipped


def _local(item: Element) -> str:
    return str(item.tag).rsplit("}", 1)[-1]
