"""The rows that stages hand to each other, as JSON Lines. Pure besides reading and writing files; any thread.

Passage -> a piece of cleaned prose. Line -> something a speaker says in a source, with what was said before.
Row -> a conversation with the character that training data is rendered from. Pair -> two answers to one prompt.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from companion.errors import TrainingError
from companion.persona.character import Language
from companion.persona.emotion import canonical

Kind = Literal["dialogue", "qa", "identity", "protective", "general", "script"]
KINDS: tuple[Kind, ...] = ("dialogue", "qa", "identity", "protective", "general", "script")


def _emotion(value: object) -> object:
    found = canonical(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"unknown emotion {value!r}")
    return found


Emotion = Annotated[str, BeforeValidator(_emotion)]
Intensity = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(_Part):
    """A source as it was read. text: plain, paragraphs apart by an empty line. kind says how to read it."""

    id: str
    source: str  # path relative to the workspace's sources/
    kind: Literal["prose", "script", "chat", "card"]
    language: Language | None = None
    title: str = ""
    text: str


class Passage(_Part):
    """Cleaned prose of bounded length."""

    id: str
    source: str
    language: Language
    text: str


class Utterance(_Part):
    """Someone's words in a source."""

    speaker: str
    text: str


class Line(_Part):
    """Words of the character in a source, with the lines before (oldest first) and what a scene marker said."""

    id: str
    source: str
    language: Language
    scene: str = ""
    before: tuple[Utterance, ...] = ()
    speaker: str
    text: str


class Scene(_Part):
    """What a dialogue is about."""

    id: str
    kind: Kind
    language: Language
    topic: str
    place: str = ""
    background: str = ""
    partner: str = ""  # who speaks with her; "" is the person at the desktop
    emotion: Emotion | None = None  # what the scene should make her feel


class Exchange(_Part):
    """user: what is said to her. text: what she answers, feeling emotion with intensity (0 to 1); `neutral` with 0.0
    means that nobody named the feeling, and `prepare` finds it by words."""

    user: str
    text: Annotated[str, Field(min_length=1)]
    emotion: Emotion
    intensity: Intensity


class FeltMood(_Part):
    """Her current emotion before the first exchange."""

    emotion: Emotion = "neutral"
    intensity: Intensity = 0.0


class Row(_Part):
    """One conversation. scene: rows of one scene are never split over training and test. stage: which training stage
    uses it (1 manner in general, 2 the character; EXAGIRL's two sets). background: others' lines before the first
    exchange. variant: "" = for all of them. written: of each exchange of a hand-written conversation, which written
    turn it is made of; others of the same turn ask the same in other words."""

    id: str
    kind: Kind
    language: Language
    scene: str
    topic: str = ""
    summary: str = ""
    mood: FeltMood = FeltMood()
    background: tuple[Utterance, ...] = ()
    exchanges: Annotated[tuple[Exchange, ...], Field(min_length=1)]
    stage: Literal[1, 2] = 2
    variant: str = ""
    source: str = ""  # "seed", "teacher:<model>", or a file
    written: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """SHA-256 over what is said; equal rows are exact duplicates."""
        said = [self.language, self.summary, *((turn.user, turn.text) for turn in self.exchanges)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


class Rejected(_Part):
    """A row that is not trained on, and why: a stable code ("forbidden", "duplicate", "language") and a sentence."""

    row: Row
    code: str
    reason: str


class Pair(_Part):
    """Two answers after the same conversation: the last exchange of `row` holds the chosen one."""

    row: Row
    rejected: Exchange
    reason: str


Model = TypeVar("Model", bound=BaseModel)


def read(path: Path, kind: type[Model]) -> Iterator[Model]:
    """The rows of a file, in order.

    Raises:
        TrainingError: no such file, or a line that is not such a row; the message names file and line.
    """
    try:
        file = path.open(encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"{path} can't be read: {error.strerror}.", code="rows-unreadable") from error
    with file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield kind.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join(str(part) for part in first["loc"])
                raise TrainingError(
                    f"{path}, line {number}: {place or 'the line'}: {first['msg']}.", code="rows-invalid"
                ) from error


def write(path: Path, rows: Iterable[BaseModel]) -> int:
    """Writes all rows beside the file and renames; returns how many. Nothing partial ever has the final name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    count = 0
    try:
        with part.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(row.model_dump_json(exclude_defaults=False) + "\n")
                count += 1
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise TrainingError(
            f"{path} can't be written: {error.strerror}.", code="disk", hint="Free some disk space and run again."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return count
