"""CSV and TSV: KakaoTalk's export of macOS, questions and answers, speakers and words, or one column of texts."""

import csv

from trainer.sources import kakaotalk, plain_records, qa, script
from trainer.sources.found import Found, Source, unreadable
from trainer.sources.records import Record, read_text

SUFFIXES = (".csv", ".tsv")


def read(source: Source) -> Found:
    """Rows or a document, by the names of the columns.

    Raises:
        TrainingError: no table, or columns that are not known.
    """
    text = read_text(source)
    delimiter = "\t" if source.path.suffix.lower() == ".tsv" else ","
    try:
        reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
        records: list[Record] = [(reader.line_num, {k: v or "" for k, v in row.items() if k}) for row in reader]
    except csv.Error as error:
        raise unreadable(source, f"it is no table ({error})", "Save it again as CSV.", code="source-damaged") from error
    if not records:
        raise unreadable(source, "it holds nothing", "Take it out of sources/.", code="source-empty")
    if {"Date", "User", "Message"} <= set(records[0][1]):
        return kakaotalk.read_csv(source, [value for _, value in records])
    for module in (qa, script, plain_records):
        if module.fits(records):
            found: Found = module.read_records(source, records)
            return found
    hint = "Name the columns Q and A, speaker and text, or text."
    raise unreadable(source, "its columns are not known", hint, code="source-format")
