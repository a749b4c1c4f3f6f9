"""Zip archives from strangers, read without unpacking to disk: no bombs, no paths that lead outside. Any thread."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

MAX_MEMBERS = 10_000
MAX_MEMBER = 96 * 1024 * 1024
MAX_TOTAL = 512 * 1024 * 1024
MAX_RATIO = 400  # deflate reaches about 1030; text about 20
_SMALL = 4 * 1024 * 1024  # a member below this is never a bomb


class ArchiveError(ValueError):
    """The archive can't be used; the message is one clause without the file's name."""


class Archive:
    """An open zip file whose members' names and sizes were checked. Belongs to one thread; use as a context manager.

    Sizes are those that the directory of the archive declares; reading stops there, so none can be larger.
    """

    def __init__(self, file: Path | BinaryIO) -> None:
        """Raises ArchiveError: no zip file, damaged, encrypted, a bomb, or a name that leads outside."""
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
            raise ArchiveError("it is not a whole zip archive") from error
        try:
            self._members = _checked(self._zip.infolist())
        except ArchiveError:
            self._zip.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def read(self, name: str) -> bytes:
        """A member's bytes. Raises ArchiveError: no such member, damaged, or packed in an unknown way."""
        if name not in self._members:
            raise ArchiveError(f"it has no {name}")
        try:
            return self._zip.read(self._members[name])
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise ArchiveError(f"its part {name} is damaged") from error


def _checked(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    if len(members) > MAX_MEMBERS:
        raise ArchiveError(f"it holds more than {MAX_MEMBERS:,} files")
    total = 0
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in (path.parts[0] if path.parts else ""):
            raise ArchiveError("a name inside it leads outside of it")
        if member.flag_bits & 0x1:
            raise ArchiveError("it is protected by a password")
        total += member.file_size
        ratio = member.file_size / max(1, member.compress_size)
        if member.file_size > MAX_MEMBER or total > MAX_TOTAL or (member.file_size > _SMALL and ratio > MAX_RATIO):
            raise ArchiveError("it would unpack to far more than a document holds")
    return {member.filename: member for member in members if not member.is_dir()}
