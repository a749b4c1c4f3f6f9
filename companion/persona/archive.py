"""Zip archives from strangers: no bombs, no paths that lead outside, no links. Any thread.

Everything is checked before the first byte is unpacked: how many members there are, what the directory of the archive
says of their sizes, that they don't overlap, and every name. Reading stops at the size that was said.
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

MAX_MEMBERS = 10_000
MAX_MEMBER = 96 * 1024 * 1024
MAX_TOTAL = 512 * 1024 * 1024
MAX_RATIO = 400  # deflate reaches about 1030; text about 20
_SMALL = 4 * 1024 * 1024  # a member below this is never a bomb
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    UnicodeError,
)


class ArchiveError(ValueError):
    """The archive can't be used; the message is one clause without the file's name."""


@dataclass(frozen=True, slots=True)
class Limits:
    """members: how many. member, total: bytes unpacked, of one and of all. doubles: may a name stand there twice,
    also in other letter case (the last one counts)?"""

    members: int = MAX_MEMBERS
    member: int = MAX_MEMBER
    total: int = MAX_TOTAL
    doubles: bool = True


class Archive:
    """An open zip file whose members' names and sizes were checked. Belongs to one thread; use as a context manager.

    Sizes are those that the directory of the archive declares; reading stops there, so none can be larger.
    """

    def __init__(self, file: Path | BinaryIO, limits: Limits | None = None) -> None:
        """limits: None = those of a document.

        Raises:
            ArchiveError: no zip file, damaged, encrypted, a bomb, a link, or a name that leads outside.
        """
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, struct.error) as error:
            raise ArchiveError("it is not a whole zip archive") from error
        try:
            self._members = _checked(self._zip.infolist(), limits or Limits())
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

    def size(self, name: str) -> int:
        """Bytes of a member, unpacked. KeyError: no such member."""
        return self._members[name].file_size

    def read(self, name: str) -> bytes:
        """A member's bytes. Raises ArchiveError: no such member, damaged, or packed in an unknown way."""
        with self.open(name) as member:
            return member.read()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A member to read piece by piece. Raises ArchiveError as `read`, also while it is read; what the caller does
        besides reading should not stand inside."""
        if name not in self._members:
            raise ArchiveError(f"it has no {name}")
        try:
            with self._zip.open(self._members[name]) as member:
                yield member
        except _DAMAGE as error:
            raise ArchiveError(f"its part {name} is damaged") from error


def _checked(members: list[zipfile.ZipInfo], limits: Limits) -> dict[str, zipfile.ZipInfo]:
    if len(members) > limits.members:
        raise ArchiveError(f"it holds more than {limits.members:,} files")
    total = 0
    seen: set[str] = set()
    for member in members:
        if not member.filename.strip("/"):
            raise ArchiveError("a name inside it is empty")
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in (path.parts[0] if path.parts else ""):
            raise ArchiveError("a name inside it leads outside of it")
        if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise ArchiveError("it holds a link or a device, which no document does")
        if member.flag_bits & 0x1:
            raise ArchiveError("it is protected by a password")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArchiveError("it is packed in an unknown way")
        folded = unicodedata.normalize("NFC", str(path)).casefold()
        if folded in seen and not limits.doubles:
            raise ArchiveError("a name stands in it twice")
        seen.add(folded)
        total += member.file_size
        ratio = member.file_size / max(1, member.compress_size)
        if (
            member.file_size > limits.member
            or total > limits.total
            or (member.file_size > _SMALL and ratio > MAX_RATIO)
        ):
            raise ArchiveError("it would unpack to far more than a document holds")
    _apart(members)
    return {member.filename: member for member in members if not member.is_dir()}


def _apart(members: list[zipfile.ZipInfo]) -> None:
    """Members that share bytes make a small file unpack to a huge one (D. Fifield, A better zip bomb, 2019)."""
    end = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < end:
            raise ArchiveError("parts of it overlap, as in an archive that is made to do harm")
        name = member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437", "replace")
        end = member.header_offset + 30 + len(name) + member.compress_size
