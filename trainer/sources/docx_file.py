"""Word documents (.docx) by python-docx: paragraphs and table rows in order, no headers and footers. Any thread."""

from trainer.rows import Document
from trainer.sources.found import Found, Source, document_id, unreadable
from trainer.sources.zipped import opened

SUFFIXES = (".docx",)


def read(source: Source) -> Found:
    """A table of two columns is taken for speakers and words, as scripts are often set.

    Raises:
        TrainingError: no Word document, damaged, locked, a zip bomb, or without text.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    with opened(source, "a Word document"):
        pass  # sizes and names are checked before the library unpacks anything
    hint = "Open it in a word processor and save it again as .docx."
    try:
        content = docx.Document(str(source.path))
        lines: list[str] = []
        for block in content.iter_inner_content():
            if isinstance(block, Table):
                lines += [_row([cell.text.strip() for cell in row.cells]) for row in block.rows]
            else:
                lines.append(block.text.strip())
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, SyntaxError, OSError) as error:
        raise unreadable(source, "it is no whole Word document", hint, code="source-damaged") from error
    text = "\n\n".join(line for line in lines if line)
    if not text:
        raise unreadable(source, "it has no text", "Take it out of sources/.", code="source-empty")
    title = (content.core_properties.title or "").strip()
    return Found(
        "docx", (Document(id=document_id(source, 0), source=source.name, kind="prose", title=title, text=text),)
    )


def _row(cells: list[str]) -> str:
    distinct = [cell for number, cell in enumerate(cells) if cell and (number == 0 or cell != cells[number - 1])]
    speaker = len(distinct) == 2 and len(distinct[0]) <= 30 and "\n" not in distinct[0]
    return f"{distinct[0].rstrip(':： ')}: {distinct[1]}" if speaker else "\n".join(distinct)
