"""Which reader reads a file: by its ending, after its first bytes were compared with it. Any thread.

Readers are imported when the first file of their kind comes up.
"""

import importlib
from pathlib import Path

from trainer.sources.encoding import signature
from trainer.sources.found import Found, Skipped, Source, unreadable

MAX_BYTES = 1024**3
_READERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("text_file", (".txt", ".md", ".markdown", ".text", ".fountain")),
    ("json_file", (".json", ".jsonl", ".ndjson")),
    ("table", (".csv", ".tsv")),
    ("pdf", (".pdf",)),
    ("docx_file", (".docx",)),
    ("epub", (".epub", ".html", ".htm", ".xhtml")),
    ("subtitles", (".srt", ".vtt")),
    ("hwp", (".hwp",)),
    ("hwpx", (".hwpx",)),
    ("card", (".png", ".apng", ".charx", ".yaml", ".yml")),
)
_BY_SUFFIX = {suffix: name for name, suffixes in _READERS for suffix in suffixes}
_OLD = {
    ".doc": "Open it in a word processor and save it as .docx.",
    ".rtf": "Open it in a word processor and save it as .docx.",
    ".odt": "Open it in a word processor and save it as .docx.",
    ".mobi": "Convert it to .epub (Calibre does).",
    ".azw3": "Convert it to .epub (Calibre does).",
    ".hml": "Open it in Hangul and save it as .hwpx.",
    ".ass": "Convert it to .srt.",
    ".smi": "Convert it to .srt.",
    ".zip": "Unpack it and put the files here.",
    ".7z": "Unpack it and put the files here.",
    ".gz": "Unpack it and put the files here.",
    ".tar": "Unpack it and put the files here.",
}
_EXPECTED = {
    "a PDF": (".pdf",),
    "a zip archive (docx, epub, hwpx or the like)": (".docx", ".epub", ".hwpx", ".charx"),
    "an old Office or HWP document": (".hwp",),
    "a PNG picture": (".png", ".apng"),
}


def suffixes() -> tuple[str, ...]:
    """All endings that are read."""
    return tuple(_BY_SUFFIX)


def read(source: Source) -> Found:
    """Reads one file of any kind; one of a kind that nobody reads is `skipped`.

    Raises:
        TrainingError: unreadable, damaged, locked, too large, or something else than its ending says.
    """
    suffix = source.path.suffix.lower()
    if suffix in _OLD:
        raise unreadable(source, f"files ending in {suffix} are not read", _OLD[suffix], code="source-format")
    name = _BY_SUFFIX.get(suffix)
    if name is None:
        text = f"files ending in {suffix} are not read" if suffix else "files without an ending are not read"
        return Found("unknown", skipped=(Skipped("", "unknown-format", text),))
    _check(source, suffix)
    module = importlib.import_module(f"trainer.sources.{name}")
    found: Found = module.read(source)
    return found


def _check(source: Source, suffix: str) -> None:
    head = _head(source)
    kind = signature(head)
    if not head:
        raise unreadable(source, "it is empty", "Take it out of sources/.", code="source-empty")
    expected = _EXPECTED.get(kind, ())
    if kind and kind != "an HWP 3 document" and suffix not in expected:
        hint = f"Rename it to {' or '.join(expected)}." if expected else "Take it out of sources/."
        raise unreadable(source, f"it ends in {suffix} but is {kind}", hint, code="source-wrong-type")


def _head(source: Source) -> bytes:
    path: Path = source.path
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            what = f"it is larger than {MAX_BYTES // 1024**3} GiB"
            raise unreadable(source, what, "Split it into smaller files.", code="source-too-large")
        with path.open("rb") as file:
            return file.read(64)
    except OSError as error:
        hint = "Check that the file is there and may be read."
        raise unreadable(source, f"it can't be read ({error.strerror})", hint) from error
