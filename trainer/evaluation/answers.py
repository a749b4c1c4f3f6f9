"""What a model answered, remembered: answers/<name>.jsonl, append-only. One process and thread writes.

An answer is found again by the model's hash, the way of decoding, the sampling, the seed and the prompt. So an
evaluation that was killed goes on, and one that is repeated asks only what is new.
"""

import hashlib
import json
import os
import random
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from companion.errors import TrainingError
from companion.persona.character import Character
from companion.persona.emotion import Mood
from trainer.evaluation.cases import Case
from trainer.evaluation.speaker import Said, Sampling, Speaker

Way = Literal["contract", "free"]
"""contract: the reply object is fed, as the app does. free: nothing is fed."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How a model is asked. model: SHA-256 of its file."""

    model: str
    way: Way
    sampling: Sampling
    seed: int

    def key(self, case: Case) -> str:
        parts = (self.model, self.way, self.sampling.key(), str(self.seed), case.digest)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Answers:
    """The file of one model. Raises TrainingError when it can't be read or written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _read(path)
        self._file = -1
        self.reused = 0
        self.made = 0

    def get(self, asking: Asking, case: Case, make: Callable[[], Said]) -> Said:
        """The remembered answer, or a new one, which is in the file when this returns."""
        key = asking.key(case)
        if key in self._known:
            self.reused += 1
            return self._known[key]
        said = make()
        self._append({"key": key, **asdict(said), "mood": [said.mood.emotion, said.mood.intensity]})
        self._known[key] = said
        self.made += 1
        return said

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _append(self, record: dict[str, object]) -> None:
        data = json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        try:
            if self._file < 0:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n") and self._path.stat().st_size
                self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
                data = b"\n" + data if torn else data
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as error:
            raise TrainingError(
                f"{self._path} can't be written: {error.strerror}.",
                code="disk",
                hint="Free some disk space and run again; what was answered is kept.",
            ) from error


def ask(
    speaker: Speaker,
    cases: Iterable[Case],
    asking: Asking,
    answers: Answers,
    character: Character,
    tell: Callable[[], None] = lambda: None,
) -> dict[str, Said]:
    """Case id -> answer. Each case has its own random numbers, so that what one is answered depends on no other."""
    found = {}
    for case in cases:
        found[case.id] = answers.get(asking, case, lambda case=case: _said(speaker, case, asking, character))  # type: ignore[misc]
        tell()
    return found


def _said(speaker: Speaker, case: Case, asking: Asking, character: Character) -> Said:
    rng = random.Random(f"{asking.seed} {case.id}")
    messages = speaker.fitted(case.messages, asking.sampling.max_tokens)
    if asking.way != "contract":
        return speaker.free(messages, rng, asking.sampling)
    order = character.reply_order
    return speaker.reply(messages, rng, asking.sampling, emotions=character.emotions, order=order)


def _read(path: Path) -> dict[str, Said]:
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise TrainingError(f"{path} can't be read: {error.strerror}.", code="file-unreadable") from error
    found = {}
    for line in lines:
        try:
            record = json.loads(line)
            key, (emotion, intensity) = record.pop("key"), record.pop("mood")
            found[str(key)] = Said(mood=Mood(str(emotion), float(intensity)), **record)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # torn by a kill; asked again
    return found
