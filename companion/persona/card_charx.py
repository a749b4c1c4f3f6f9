"""CHARX: a zip archive with `card.json` and the files that the card names by `embeded://path`. Any thread."""

import io
import zipfile
from pathlib import Path

from companion.persona.archive import Archive, ArchiveError

CARD = "card.json"


def read(path: Path) -> tuple[bytes, dict[str, bytes]]:
    """(the card's JSON, name -> bytes of all other files).

    Raises:
        ArchiveError: no archive, damaged, locked, a bomb, a name that leads outside, or no card.json.
    """
    with Archive(path) as archive:
        if CARD not in archive:
            raise ArchiveError(f"it has no {CARD}, so it is no CHARX card")
        return archive.read(CARD), {name: archive.read(name) for name in archive if name != CARD}


def encode(card: bytes, assets: dict[str, bytes]) -> bytes:
    """The bytes of a CHARX file; equal contents give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((CARD, card), *sorted(assets.items())):
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
