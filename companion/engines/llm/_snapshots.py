"""Computed prefixes (a character's system turn), kept in memory and on disk: a start or a switch costs milliseconds.

Lives in the brain's process, main thread only. Files are replaced by write-then-rename and carry a digest; what does
not match is deleted and computed again. They hold what llama.cpp derived from a character's card, no conversation.
"""

import contextlib
import hashlib
import os
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

_MAGIC = b"CPREFIX1"
_DIGEST = 32  # bytes of blake2b


def model_key(path: Path, *parts: object) -> str:
    """Identifies a model file (size, time, first MiB) together with everything else that shapes its cache."""
    with path.open("rb") as file:
        head = file.read(1 << 20)
    stat = path.stat()
    text = repr((stat.st_size, stat.st_mtime_ns, parts)).encode()
    return hashlib.blake2b(text + head, digest_size=16).hexdigest()


class Snapshots:
    """States by token prefix. `adapter` identifies the adapter that the model wears; its states are apart from others'.

    Args:
        folder: where files lie; None keeps them in memory only.
        model: `model_key(...)`.
        disk_limit, memory_limit: bytes; the least recently used go first.
    """

    def __init__(
        self, folder: Path | None, model: str, *, disk_limit: int = 512 << 20, memory_limit: int = 192 << 20
    ) -> None:
        self.adapter = ""
        self._folder = folder
        self._model = model
        self._disk_limit = disk_limit
        self._memory_limit = memory_limit
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._unsaved: dict[str, bytes] = {}

    def get(self, tokens: Sequence[int]) -> bytes | None:
        """The state after exactly these tokens, or None."""
        key = self._key(tokens)
        state = self._memory.get(key)
        if state is None:
            state = self._read(key)
            if state is not None:
                self._keep(key, state)
        else:
            self._memory.move_to_end(key)
        return state

    def put(self, tokens: Sequence[int], state: bytes) -> None:
        """Remember; the file is written by `save`."""
        key = self._key(tokens)
        self._keep(key, state)
        if self._folder is not None and len(state) <= self._disk_limit:
            self._unsaved[key] = state

    def drop(self, tokens: Sequence[int]) -> None:
        """Forget a state that llama.cpp did not accept."""
        key = self._key(tokens)
        self._memory.pop(key, None)
        self._unsaved.pop(key, None)
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._file(key).unlink(missing_ok=True)

    def save(self) -> None:
        """Write what is new. A full or read-only disk is no failure: the prefix is computed again next time."""
        unsaved, self._unsaved = self._unsaved, {}
        for key, state in unsaved.items():
            with contextlib.suppress(OSError):
                self._write(key, state)
        if unsaved:
            with contextlib.suppress(OSError):
                self._shrink()

    def _key(self, tokens: Sequence[int]) -> str:
        data = f"{self._model}{self.adapter}".encode() + array("i", tokens).tobytes()
        return hashlib.blake2b(data, digest_size=16).hexdigest()

    def _keep(self, key: str, state: bytes) -> None:
        self._memory[key] = state
        self._memory.move_to_end(key)
        while len(self._memory) > 1 and sum(map(len, self._memory.values())) > self._memory_limit:
            self._memory.popitem(last=False)

    def _file(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{key}.kv"

    def _read(self, key: str) -> bytes | None:
        if self._folder is None:
            return None
        file = self._file(key)
        try:
            data = file.read_bytes()
            state = data[len(_MAGIC) + _DIGEST :]
            if data[: len(_MAGIC) + _DIGEST] != _MAGIC + _digest(state):
                file.unlink(missing_ok=True)
                return None
            os.utime(file)
        except OSError:
            return None
        return state

    def _write(self, key: str, state: bytes) -> None:
        file = self._file(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}.tmp")
        try:
            draft.write_bytes(_MAGIC + _digest(state) + state)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)

    def _shrink(self) -> None:
        assert self._folder is not None
        files = sorted(
            ((file.stat(), file) for file in self._folder.glob("*.kv")), key=lambda item: -item[0].st_mtime_ns
        )
        total = 0
        for stat, file in files:
            total += stat.st_size
            if total > self._disk_limit:
                file.unlink(missing_ok=True)


def _digest(state: bytes) -> bytes:
    return hashlib.blake2b(state, digest_size=_DIGEST).digest()
