"""One file from the hub to the disk: resumed where it stopped, asked for again when the connection breaks, and under
its own name only when size and hash are right. The downloading thread only.

`NAME.part` holds what is there, `NAME.part.json` the validator (ETag or date) of the version it is part of. It goes on
by `Range` with `If-Range` (RFC 9110, 13.1.5 and 14.2): a server with another version by now sends the whole file.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import BinaryIO

from companion.errors import ModelError
from companion.models import answers, storage
from companion.models.progress import Meter
from companion.models.stop import Stop
from companion.models.transfer import CONNECT_TIMEOUT, READ_TIMEOUT, Broken, Exchange

_CHUNK = 1 << 18
_RESTARTS = 4  # times that a server may make us begin again


@dataclass(frozen=True, slots=True)
class Patience:
    """tries: connections in a row that bring nothing before it gives up. first, longest: seconds between them,
    doubling. timeouts: seconds to connect, and seconds without a byte."""

    tries: int = 6
    first: float = 1.0
    longest: float = 30.0
    timeouts: tuple[float, float] = (CONNECT_TIMEOUT, READ_TIMEOUT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """size, sha256, md5: None where nobody knows; estimate: of the size. earlier: `sha256` is that of the first
    download, not the catalogue's."""

    url: str
    target: Path
    estimate: int
    size: int | None = None
    sha256: str | None = None
    md5: str | None = None
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Got:
    """by: what the bytes were compared with: "catalogue" (SHA-256), "md5" (of the catalogue), "earlier" (the first
    download), "hub" (it announced a SHA-256) or "first" (nothing: they are the first)."""

    size: int
    sha256: str
    by: str


@dataclass(frozen=True, slots=True)
class _State:
    """Of a part on the disk. validator: strong ETag or date of its version. sha256: as the hub announced it."""

    url: str = ""
    validator: str = ""
    total: int | None = None
    sha256: str = ""


class _Fetch:
    def __init__(
        self,
        wanted: Wanted,
        stop: Stop,
        meter: Meter,
        free: storage.Free,
        patience: Patience,
        wall: Callable[[], float],
    ) -> None:
        self._wanted, self._name = wanted, wanted.target.name
        self._stop, self._meter = stop, meter
        self._free, self._patience, self._wall = free, patience, wall
        self._part, self._note = _beside(wanted.target)
        self._pieced = False  # from more than one connection: the pieces may be of different versions
        self._restarts = 0

    def run(self) -> Got:
        while True:
            self._pieced = False
            self._download()
            checked = self._checked()
            if isinstance(checked, Got):
                return checked
            self._forget()
            if not self._pieced or self._restarts >= _RESTARTS:
                raise checked
            self._restarts += 1

    # --- getting the bytes ---

    def _download(self) -> None:
        failures = 0
        while True:
            before = self._have()
            try:
                if self._attempt():
                    return
                self._restarts += 1
                if self._restarts >= _RESTARTS:
                    raise answers.given_up(
                        self._name, Broken("the server answers with other pieces than are asked for")
                    )
            except Broken as broken:
                self._stop.check()  # it may have been broken off by us
                failures = 1 if self._have() > before else failures + 1
                if failures >= self._patience.tries:
                    raise answers.given_up(self._name, broken) from broken
                self._wait(failures, broken)

    def _attempt(self) -> bool:
        """One connection. True when all bytes are there, False when they have to be asked for from the beginning."""
        self._stop.check()
        state, have = self._state(), self._have()
        if have and not self._resumable(state, have):
            self._forget()
            state, have = _State(), 0
        self._pieced = self._pieced or have > 0
        if have and have == (self._wanted.size or state.total):
            return True
        headers = {"Range": f"bytes={have}-"} if have else {}
        if have and state.validator:
            headers["If-Range"] = state.validator
        self._meter.stage("connecting")
        with Exchange(self._wanted.url, headers, timeouts=self._patience.timeouts) as exchange:
            with self._stop.aborting(exchange.abort):
                return self._take(exchange, exchange.open(), have, state)

    def _take(self, exchange: Exchange, answer: HTTPResponse, have: int, state: _State) -> bool:
        host, headers = exchange.host, answer.headers
        if answer.status == 416 and have:
            self._forget()
            return False
        if answer.status not in (200, 206):
            raise answers.refusal(answer.status, host, headers.get("Retry-After", ""), redirected=exchange.redirected)
        if "html" in headers.get("Content-Type", "").lower():
            raise answers.page(host, self._name)
        answers.refuse_packed(host, headers)
        version = answers.validator(headers)
        start, total = answers.extent(answer.status, headers)
        if answer.status == 206 and (not have or start != have or (state.validator and version != state.validator)):
            self._forget()
            return False  # another piece than was asked for, or a piece of another version
        if answer.status == 200:
            self._forget()
            have = 0
        total = self._agreed(exchange, total)
        self._save(_State(self._wanted.url, version, total, exchange.announced.sha256))
        storage.check_room(self._part.parent, (total or self._wanted.estimate) - have, self._free)
        self._meter.stage("downloading")
        self._write(exchange, have, total)
        return True

    def _agreed(self, exchange: Exchange, total: int | None) -> int | None:
        """The size, once what the hub says fits what the catalogue says. Raises ModelError."""
        wanted, announced = self._wanted, exchange.announced
        total = total if total is not None else announced.size
        if wanted.size is not None and total is not None and total != wanted.size:
            raise answers.other_size(exchange.host, self._name, total, wanted.size)
        if wanted.sha256 and announced.sha256 and announced.sha256 != wanted.sha256:
            raise answers.other_content(f"{exchange.host} announces {self._name}", earlier=wanted.earlier)
        return total if total is not None else wanted.size

    def _write(self, exchange: Exchange, have: int, total: int | None) -> None:
        with self._disk(), self._part.open("ab" if have else "wb", buffering=0) as file:
            while chunk := exchange.read(_CHUNK):
                self._stop.check()
                if not have and answers.is_page(chunk):
                    raise answers.page(exchange.host, self._name)
                if total is not None and have + len(chunk) > total:
                    raise Broken(f"{exchange.host} sends more than it promised")
                _write_all(file, chunk)
                have += len(chunk)
                self._meter.at(have)
        self._stop.check()
        if total is not None and have < total:
            raise Broken(f"the connection to {exchange.host} was cut off")

    # --- checking ---

    def _checked(self) -> Got | ModelError:
        self._meter.stage("checking")
        wanted, announced = self._wanted, self._state().sha256
        with self._disk():
            digest = storage.digest(self._part, self._stop.check)
            md5 = storage.digest(self._part, self._stop.check, "md5") if wanted.md5 else None
            size = self._part.stat().st_size
            with self._part.open("rb") as file:
                page = answers.is_page(file.read(1024))
        if page:
            return answers.page("The hub", self._name)
        if wanted.size is not None and size != wanted.size:
            return answers.damaged(self._name, f"has {size:,} bytes instead of {wanted.size:,}")
        if wanted.sha256 and digest != wanted.sha256:
            if wanted.earlier:
                return answers.other_content(f"{self._name} has other content than before", earlier=True)
            return answers.damaged(self._name, "has other content than the catalogue says (SHA-256)")
        if wanted.md5 and md5 != wanted.md5:
            return answers.damaged(self._name, "has other content than the catalogue says (MD5)")
        if announced and digest != announced:
            return answers.damaged(self._name, "has other content than the hub announced (SHA-256)")
        if wanted.sha256:
            return Got(size, digest, "earlier" if wanted.earlier else "catalogue")
        return Got(size, digest, "md5" if md5 else "hub" if announced else "first")

    # --- the part on the disk ---

    def _have(self) -> int:
        with self._disk():
            return self._part.stat().st_size if self._part.exists() else 0

    def _state(self) -> _State:
        try:
            data = storage.read_json(self._note) or {}
            state = _State(data["url"], data["validator"], data["total"], data["sha256"])
        except (ModelError, KeyError):
            return _State()
        words = (state.url, state.validator, state.sha256)
        sound = all(isinstance(word, str) for word in words) and isinstance(state.total, int | None)
        return state if sound else _State()

    def _resumable(self, state: _State, have: int) -> bool:
        """A part of the same address, whose version can be told: by the server, or by the hash in the end."""
        known = state.validator or self._wanted.sha256 or self._wanted.md5 or state.sha256
        return state.url == self._wanted.url and bool(known) and have <= (self._wanted.size or state.total or 0)

    def _save(self, state: _State) -> None:
        storage.write_json(
            self._note,
            {"url": state.url, "validator": state.validator, "total": state.total, "sha256": state.sha256},
        )

    def _forget(self) -> None:
        with self._disk():
            self._part.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)
        self._meter.at(0)

    @contextmanager
    def _disk(self) -> Iterator[None]:
        """What the disk refuses inside becomes a ModelError (what the network refuses is Broken already)."""
        try:
            yield
        except OSError as error:
            raise storage.disk_error(self._part, error) from error

    # --- waiting ---

    def _wait(self, failures: int, broken: Broken) -> None:
        seconds = min(self._patience.longest, self._patience.first * 2 ** (failures - 1))
        seconds *= random.uniform(0.75, 1.25)
        asked = answers.seconds(broken.retry_after, self._wall())
        if asked is not None:
            if asked > answers.LONGEST_WAIT:
                more = f" It asks to wait {asked / 60:.0f} minutes."
                raise answers.given_up(self._name, broken, more) from broken
            seconds = max(asked, seconds)
        self._meter.stage("waiting", f"{broken.reason}; again in {seconds:.0f} s")
        self._stop.wait(seconds)


def fetch(
    wanted: Wanted,
    *,
    stop: Stop,
    meter: Meter,
    free: storage.Free = storage.free_bytes,
    patience: Patience | None = None,
    wall: Callable[[], float] = time.time,
) -> Got:
    """Bring a file to `wanted.target` + ".part", whole and checked; `finish` gives it its name.

    free: free bytes of a folder's disk. wall: seconds since 1970, for dates in `Retry-After`.

    Raises:
        ModelError: paused, cancelled, offline; refused, gone or changed on the hub; damaged on the way; no room. What
            was downloaded is kept, unless it is proved wrong.
    """
    return _Fetch(wanted, stop, meter, free, patience or Patience(), wall).run()


def finish(target: Path) -> None:
    """Give a fetched file its name. Raises ModelError."""
    part, note = _beside(target)
    try:
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
        note.unlink(missing_ok=True)
    except OSError as error:
        raise storage.disk_error(target, error) from error


def _beside(target: Path) -> tuple[Path, Path]:
    return target.with_name(target.name + ".part"), target.with_name(target.name + ".part.json")


def _write_all(file: BinaryIO, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[file.write(view) :]
