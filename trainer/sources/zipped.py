"""Documents that are zip archives of XML (docx, epub, hwpx): checked before anything is unpacked, no entities. Any
thread.
"""

from xml.etree.ElementTree import Element, ParseError

from companion.persona.archive import Archive, ArchiveError
from trainer.sources.found import Source, unreadable


def opened(source: Source, kind: str) -> Archive:
    """The archive of a document. kind: "a Word document", for the message.

    Raises:
        TrainingError: no zip archive, damaged, locked, a bomb, or with names that lead outside.
    """
    try:
        return Archive(source.path)
    except ArchiveError as error:
        hint = "Copy it again from where it came, or open it in its program and save it again."
        raise unreadable(source, f"{error}, so it can't be {kind}", hint, code="source-damaged") from error
    except OSError as error:
        what = f"it can't be read ({error.strerror})"
        raise unreadable(source, what, "Check that the file is there and may be read.") from error


def part(source: Source, archive: Archive, name: str) -> bytes:
    """A member. Raises TrainingError: missing or damaged."""
    try:
        return archive.read(name)
    except ArchiveError as error:
        hint = "Copy it again from where it came, or save it again from its program."
        raise unreadable(source, str(error), hint, code="source-damaged") from error


def xml(source: Source, data: bytes, name: str) -> Element:
    """The root of an XML part. Raises TrainingError: no XML, or one that defines or fetches entities."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(data)
    except DefusedXmlException as error:
        what = f"its part {name} defines entities, which no document needs"
        hint = "Don't trust this file; get it from somewhere else."
        raise unreadable(source, what, hint, code="source-unsafe") from error
    except (ParseError, ValueError, RecursionError) as error:
        hint = "Copy it again from where it came, or save it again from its program."
        raise unreadable(source, f"its part {name} is no XML", hint, code="source-damaged") from error
    return root
