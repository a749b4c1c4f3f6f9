"""Records that hold nothing but texts, `{"text": …}` or strings: prose. Pure; any thread."""

from typing import Any

from trainer.rows import Document
from trainer.sources.found import Found, Source, document_id, wrong_lines
from trainer.sources.records import Record


def fits(records: list[Record]) -> bool:
    return _text(records[0][1]) is not None


def read_records(source: Source, records: list[Record]) -> Found:
    """All texts as one document each. Raises TrainingError: an entry without a text; all lines are named."""
    texts = [(line, _text(value)) for line, value in records]
    wrong = [(line, "there is no `text`") for line, text in texts if text is None]
    if wrong:
        raise wrong_lines(source, wrong, what="entries", hint='Every entry is {"text": …} like the first one.')
    documents = [
        Document(id=document_id(source, number), source=source.name, kind="prose", text=text)
        for number, (_, text) in enumerate(texts)
        if text and text.strip()
    ]
    return Found("texts", tuple(documents))


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    text = value.get("text") if isinstance(value, dict) else None
    return text if isinstance(text, str) and set(value) <= {"text", "id", "title", "source", "meta", "url"} else None
