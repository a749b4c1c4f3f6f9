"""PDF by pypdf. Pages are apart by a form feed, so that running heads and page numbers can be told. Any thread."""

import logging
from collections.abc import Iterator

from trainer.rows import Document
from trainer.sources.found import Found, Skipped, Source, document_id, unreadable

SUFFIXES = (".pdf",)
MAX_PAGES = 20_000
_ENOUGH = 20  # characters a page, below which all pages together are taken for pictures


def read(source: Source) -> Found:
    """The text of all pages.

    Raises:
        TrainingError: no PDF, cut off or damaged, locked by a password, or pictures of text without text.
    """
    pages, skipped = [], []
    with _quiet():
        for number, text in _pages(source):
            if text is None:
                skipped.append(Skipped(f"page {number}", "page-damaged", "this page is damaged"))
            pages.append(text or "")
    if not pages or len(skipped) == len(pages):
        raise _damaged(source)
    if sum(len(page.strip()) for page in pages) < min(_ENOUGH * len(pages), 200):
        what = "its pages are pictures without text" if any(page for page in pages) or len(pages) > 0 else "it is empty"
        raise unreadable(source, what, "Run text recognition (OCR) over it and save it again.", code="source-no-text")
    text = "\f".join(pages)
    made = Document(id=document_id(source, 0), source=source.name, kind="prose", text=text)
    return Found("pdf", (made,), (), tuple(skipped))


def _pages(source: Source) -> Iterator[tuple[int, str | None]]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    broken = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError)
    try:
        reader = PdfReader(source.path)
        if reader.is_encrypted and not reader.decrypt(""):
            hint = "Save a copy without the password and put that here."
            raise unreadable(source, "it is locked by a password", hint, code="source-locked")
        count = len(reader.pages)
    except DependencyError as error:
        hint = "Save a copy without encryption and put that here."
        raise unreadable(
            source, "it is encrypted in a way that needs a password program", hint, code="source-locked"
        ) from error
    except broken as error:
        raise _damaged(source) from error
    if count > MAX_PAGES:
        raise unreadable(source, f"it has more than {MAX_PAGES:,} pages", "Split it.", code="source-too-large")
    for number in range(count):
        try:
            yield number + 1, reader.pages[number].extract_text()
        except broken:  # one page that pypdf can't read; the caller counts it
            yield number + 1, None


def _damaged(source: Source) -> Exception:
    hint = "Copy it again from where it came; if it opens in a viewer, print it into a new PDF."
    return unreadable(source, "it is no whole PDF (cut off or damaged)", hint, code="source-damaged")


class _quiet:
    """pypdf tells every repaired mistake to its own logger; what matters here is told by us."""

    def __enter__(self) -> None:
        self._logger = logging.getLogger("pypdf")
        self._level = self._logger.level
        self._logger.setLevel(logging.CRITICAL)

    def __exit__(self, *_: object) -> None:
        self._logger.setLevel(self._level)
