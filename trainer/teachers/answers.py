"""What the teacher has answered: raw/<kind>.jsonl, one line a request, append-only. One process and thread writes.

These files are the cache too: an answer is found again by sha256(teacher, params, prompt), so a run that was killed,
or whose counts were raised, asks for what is missing and nothing else. A line that a kill tore is passed over.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.teachers.contract import Answer, Request


def key(teacher: str, params: dict[str, Any], prompt_hash: str) -> str:
    """Of a cached answer."""
    parts = json.dumps([teacher, params, prompt_hash], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Recorded:
    """One line of a raw file. ms: of the attempt that answered. error: "" where the text was usable."""

    id: str
    prompt_hash: str
    teacher: str
    params: dict[str, Any]
    text: str
    attempts: int
    ms: int
    tokens_in: int
    tokens_out: int
    error: str = ""


def read(path: Path) -> list[Recorded]:
    """The whole lines of a raw file, oldest first; torn ones are left out.

    Raises:
        TrainingError: the file can't be read.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise TrainingError(f"{path} can't be read: {error.strerror}.", code="answers-unreadable") from error
    found = []
    for line in lines:
        try:
            found.append(Recorded(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


class Answers:
    """Of one teacher, in `folder`."""

    def __init__(self, folder: Path, teacher: str) -> None:
        self._folder = folder
        self._teacher = teacher
        self._known: dict[str, Recorded] = {}
        self._files: dict[str, int] = {}
        self.speed: list[int] = []  # milliseconds of each answer of this teacher
        for path in sorted(folder.glob("*.jsonl")):
            for line in read(path):
                if not line.error:
                    self._known[key(line.teacher, line.params, line.prompt_hash)] = line
                    if line.teacher == teacher:
                        self.speed.append(line.ms)

    def find(self, request: Request) -> Answer | None:
        """What was answered to the same question with the same settings."""
        line = self._known.get(key(self._teacher, request.params, request.prompt_hash))
        if line is None:
            return None
        return Answer(line.text, line.tokens_in, line.tokens_out, line.ms / 1000, line.attempts)

    def add(self, request: Request, answer: Answer, error: str = "") -> None:
        """Appends a line. It is in the file when this returns, also if the process is killed a moment later.

        Raises:
            TrainingError: the disk is full, or the file can't be written.
        """
        line = Recorded(
            request.id,
            request.prompt_hash,
            self._teacher,
            request.params,
            answer.text,
            answer.attempts,
            round(answer.seconds * 1000),
            answer.tokens_in,
            answer.tokens_out,
            error,
        )
        path = self._folder / f"{request.kind}.jsonl"
        try:
            append(self._file(request.kind, path), json.dumps(asdict(line), ensure_ascii=False))
        except OSError as fault:
            raise TrainingError(
                f"{path} can't be written: {fault.strerror}.", code="disk", hint="Free some disk space and run again."
            ) from fault
        if not error:
            self._known[key(self._teacher, line.params, line.prompt_hash)] = line

    def close(self) -> None:
        for file in self._files.values():
            os.close(file)
        self._files.clear()

    def _file(self, kind: str, path: Path) -> int:
        if kind not in self._files:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._files[kind] = opened(path)
        return self._files[kind]


def opened(path: Path) -> int:
    """A file descriptor that appends; a torn last line is ended first, so that it spoils no other."""
    torn = False
    if path.exists() and path.stat().st_size:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            torn = file.read(1) != b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    if torn:
        os.write(descriptor, b"\n")
    return descriptor


def append(descriptor: int, line: str) -> None:
    """One whole line, or OSError."""
    data = line.encode("utf-8", "replace") + b"\n"
    while data:
        data = data[os.write(descriptor, data) :]
