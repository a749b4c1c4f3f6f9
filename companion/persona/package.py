"""One file for a whole character: `<id>.companion`, a ZIP. What it may hold and what stands in it. Pure; any thread.

    companion.json              what is inside: format, characters, base and licence, SHA-256 and size of every file
    characters/<id>/…           her folder as the app knows it; `brain` and `adapter` name files of models/
    models/*.gguf, *.json       models with their cards
    card.json card.md card.html her report card

The same file is written by `companion-train export`. Other names than these are refused, and so is a file whose
list and contents differ. Written by `package_write.py`, read by `package_read.py`.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from companion.persona.character import FILE_NAME

FORMAT = 1
SUFFIX = ".companion"
MANIFEST = "companion.json"
REPORT = ("card.json", "card.md", "card.html")
MAX_MANIFEST = 4 * 1024 * 1024
MAX_FILES = 5_000
MAX_FILE = 256 * 1024 * 1024  # of her folder
MAX_FILES_TOTAL = 1024 * 1024 * 1024
MAX_MODEL = 128 * 1024 * 1024 * 1024
MAX_CHARACTERS = 40
DEEP = 6
_TEXTS = (".yaml", ".yml", ".json", ".jsonl", ".txt", ".md")
SUFFIXES = frozenset(
    (
        *_TEXTS,
        ".png",
        ".jpg",
        ".jpeg",
        ".webp",
        ".gif",
        ".svg",
        ".onnx",
        ".moc3",
        ".wav",
        ".mp3",
        ".ogg",
        ".ttf",
        ".otf",
    )
)
"""Of files in her folder: sheets, dialogues, pictures, rigs, voices. Nothing of it is ever run."""
_PART = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]{1,120}")
_ID = re.compile(r"[a-z0-9_]{1,60}")
_DEVICES = frozenset(("con", "prn", "aux", "nul")) | {
    f"{name}{number}" for name in ("com", "lpt") for number in range(10)
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


class PackageError(ValueError):
    """It can't be used; the message is one clause without the file's name."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the list says of a file."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """ids: of the characters in it. licence: of her model's base; may be "". data: the whole of companion.json."""

    ids: tuple[str, ...]
    files: dict[str, Stored]
    licence: str = ""
    base: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(one.bytes for one in self.files.values())

    @property
    def models(self) -> dict[str, int]:
        """Name -> bytes of each model in it."""
        found = {name.removeprefix("models/"): one.bytes for name, one in self.files.items()}
        return {name: size for name, size in found.items() if name.endswith(".gguf")}


def may_hold(name: str) -> bool:
    """Whether a file of this name (with /) belongs into a package."""
    if name in (*REPORT, MANIFEST):
        return True
    parts = PurePosixPath(name).parts
    if "/".join(parts) != name or not all(map(_is_part, parts)):
        return False
    suffix = PurePosixPath(name).suffix.lower()
    if parts[0] == "models":
        return len(parts) == 2 and suffix in (".gguf", ".json")
    return parts[0] == "characters" and 3 <= len(parts) <= DEEP and bool(_ID.fullmatch(parts[1])) and suffix in SUFFIXES


def _is_part(part: str) -> bool:
    """A name that means the same on every system."""
    plain = part.partition(".")[0].casefold().strip()
    return bool(_PART.fullmatch(part)) and part[0] not in ". " and part[-1] not in ". " and plain not in _DEVICES


def understood(text: bytes) -> Manifest:
    """companion.json. Raises PackageError: it is no list of a package that this program knows."""
    try:
        data = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise PackageError("its list of contents is damaged") from error
    if not isinstance(data, dict) or not isinstance(data.get("format"), int) or isinstance(data["format"], bool):
        raise PackageError("its list of contents is no list of a character")
    if data["format"] > FORMAT:
        raise PackageError(f"it was written by a newer program (format {data['format']})")
    files = _files(data.get("files"))
    told = data.get("base")
    base: dict[str, Any] = told if isinstance(told, dict) else {}
    ids = tuple(dict.fromkeys(name.split("/")[1] for name in files if name.startswith("characters/")))
    if not 1 <= len(ids) <= MAX_CHARACTERS:
        raise PackageError("there is no character in it")
    for one in ids:
        if f"characters/{one}/{FILE_NAME}" not in files:
            raise PackageError(f"its character {one} has no {FILE_NAME}")
    return Manifest(ids, files, str(base.get("licence") or "")[:200], str(base.get("name") or "")[:200], data)


def _files(listed: object) -> dict[str, Stored]:
    if not isinstance(listed, dict) or not 1 <= len(listed) <= MAX_FILES:
        raise PackageError("its list of contents is empty or far too long")
    files: dict[str, Stored] = {}
    for name, said in listed.items():
        size = said.get("bytes") if isinstance(said, dict) else None
        digest = said.get("sha256") if isinstance(said, dict) else None
        if not isinstance(size, int) or isinstance(size, bool) or size < 0 or not isinstance(digest, str):
            raise PackageError("its list of contents lacks a size or a hash")
        if not may_hold(name) or name == MANIFEST or not _SHA256.fullmatch(digest):
            raise PackageError(f"it holds {name[:120]!r}, which has no place in a character's file")
        files[name] = Stored(digest, size)
    own = [one.bytes for name, one in files.items() if not name.startswith("models/")]
    if max(own, default=0) > MAX_FILE or sum(own) > MAX_FILES_TOTAL:
        raise PackageError("it would unpack to far more than a character holds")
    return files


def file_name(folder_name: str) -> str:
    """Of the package of a character with this id."""
    return f"{Path(folder_name).name}{SUFFIX}"
