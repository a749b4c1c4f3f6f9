"""What a teacher is: a model that is asked for JSON and answers with text. Values only; any thread.

A teacher is one module of this package with `create(settings, *, offline) -> Teacher`. It asks once: retries, waiting,
and what was answered before belong to `trainer.teachers.pool`. What goes wrong is one of

    TrainingError   nothing will go better by asking again (wrong key, no such model): everything stops
    Trouble         this request failed for now (timeout, 503, dropped connection): asked again after a while
    Unusable        the words came but can't be used, or this one request is refused: asked again, told why
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from companion.persona.prompt import Message

Schema = Mapping[str, Any]
"""JSON Schema of the answer, of the parts that every server knows: type, properties, required, enum, items."""


@dataclass(frozen=True, slots=True)
class Request:
    """id: stable over runs ("dialogue/ko/forest/3"). kind: names the raw file. max_tokens: most of an answer."""

    id: str
    kind: str
    messages: tuple[Message, ...]
    schema: Schema
    temperature: float
    max_tokens: int

    @property
    def prompt_hash(self) -> str:
        """SHA-256 over messages and schema; what is asked, whoever is asked."""
        asked = [[(message.role, message.content) for message in self.messages], self.schema]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def params(self) -> dict[str, float | int]:
        return {"temperature": self.temperature, "max_tokens": self.max_tokens}

    def told(self, fault: str) -> "Request":
        """The same request for the next try, with what was wrong with the answer before."""
        *before, last = self.messages
        return replace(self, messages=(*before, replace(last, content=f"{last.content}\n\n{fault}")))


@dataclass(frozen=True, slots=True)
class Answer:
    """tokens_*: as the server counts them, else estimated. seconds: of the last attempt. attempts: from 1."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    attempts: int = 1


class Trouble(Exception):
    """A request failed for now. wait: seconds that the server asks for. limited: it only wants fewer requests."""

    def __init__(self, reason: str, *, wait: float | None = None, limited: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait
        self.limited = limited


class Unusable(Exception):
    """An answer that can't be used. code: stable ("json", "repetition", "refusal"). reason: one sentence, at most
    a word or two of the answer in it. final: asking again is of no use."""

    def __init__(self, code: str, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.final = final


class Teacher(Protocol):
    """name: the model, part of the cache key. workers: most requests at a time that make sense; 0 = no limit."""

    name: str
    workers: int

    async def ask(self, request: Request) -> Answer:
        """One attempt. Raises Trouble, Unusable, TrainingError."""

    async def close(self) -> None:
        """Frees what it holds; may be called twice."""


def estimated_tokens(texts: Sequence[str]) -> int:
    """About how many: 4 Latin letters or 1.6 Hangul syllables each. A rule of thumb, for servers that count nothing."""
    hangul = sum(1 for text in texts for char in text if "\uac00" <= char <= "\ud7a3")
    return round(hangul / 1.6 + (sum(map(len, texts)) - hangul) / 4)
