"""The answer of an OpenAI-compatible server: its stream of pieces, and a receiver that makes a reply of them.

Used on the brain worker. Format: https://platform.openai.com/docs/api-reference/chat-streaming
"""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any

from companion.engines.llm._guards import LoopGuard, SentenceLimit
from companion.engines.llm._http import Exchange
from companion.engines.llm._reply_value import BrainReply, Stopped, default_mood
from companion.errors import BrainError
from companion.persona.emotion import Mood
from companion.persona.reply import Done, MoodKnown, Order, ReplyEvent, ReplyReader, TextDelta, decode, encode
from companion.voice import ports
from companion.voice.types import Turn


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of the answer; finish: why it ended ("stop", "length"), with the last piece."""

    content: str
    finish: str = ""


def response_format(kind: str, emotions: Sequence[str], order: str) -> dict[str, Any] | None:
    """The `response_format` of a request: kind is "json_schema", "json_object" or "none"."""
    if kind == "none" or order == "plain":
        return None
    if kind == "json_object":
        return {"type": "json_object"}
    feeling = {"emotion": {"type": "string", "enum": list(emotions)}, "intensity": {"type": "number"}}
    words = {"text": {"type": "string"}}
    properties = {**words, **feeling} if order == "text_first" else {**feeling, **words}
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": schema}}


def model_names(body: bytes) -> list[str]:
    """Ids of `GET /models`; empty where the answer is not understood."""
    try:
        data = json.loads(body).get("data")
    except (ValueError, AttributeError):
        return []
    rows = data if isinstance(data, list) else []
    return [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]


def pieces(exchange: Exchange, answer: HTTPResponse, host: str) -> Iterator[Piece]:
    """The answer as it comes; also of a server that does not stream.

    Raises:
        BrainError: the stream breaks off, holds an error, or is not understood.
    """
    if "json" in answer.headers.get("Content-Type", ""):
        yield _whole(exchange.body(answer), host)
        return
    finished = False
    for line in exchange.lines(answer):
        if not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            finished = True
            break
        piece = _piece(data, "delta", host)
        finished = finished or bool(piece.finish)
        yield piece
    if not finished:
        raise BrainError(f"The answer of {host} broke off before its end.", code="brain-stream-broken", retryable=True)


def _whole(body: bytes, host: str) -> Piece:
    piece = _piece(body, "message", host)
    return Piece(piece.content, piece.finish or "stop")


def _piece(data: bytes, part: str, host: str) -> Piece:
    try:
        value = json.loads(data)
        failed = "error" in value
        choices = value.get("choices") or [{}]
        content = (choices[0].get(part) or {}).get("content") or ""
        finish = choices[0].get("finish_reason") or ""
        understood = isinstance(content, str) and isinstance(finish, str)
    except (ValueError, AttributeError, TypeError, IndexError, KeyError) as error:
        raise _strange(host) from error
    if failed:
        raise BrainError(f"{host} failed in mid-reply.", code="brain-server-failed", retryable=True)
    if not understood:
        raise _strange(host)
    return Piece(content, finish)


def _strange(host: str) -> BrainError:
    return BrainError(
        f"{host} answered in a form that is not understood.",
        code="brain-not-api",
        hint="Check `brain.url`; it must be an OpenAI-compatible server and usually ends in /v1.",
    )


class Receiver:
    """Makes one reply of the pieces: tells mood and words as they come, holds the guards."""

    def __init__(
        self,
        emotions: Sequence[str],
        order: Order,
        max_sentences: int,
        turn: Turn,
        events: ports.ReplyEvents,
        mood: Mood | None = None,
    ) -> None:
        self.stopped: Stopped = "end"
        self._emotions = emotions
        self._order: Order = order
        self._turn = turn
        self._events = events
        self._limit = SentenceLimit(max_sentences)
        self._loop = LoopGuard()
        self._reader = ReplyReader(order, mood)
        self._mood = mood or default_mood(emotions)
        self._text = ""
        self._raw = ""
        self._began = time.perf_counter()
        self._marks: dict[str, float] = {}

    def run(self, arriving: Iterator[Piece]) -> None:
        """Read until the reply is complete, the turn cancelled, or a guard says stop."""
        finish = ""
        for piece in arriving:
            finish = piece.finish or finish
            if self._turn.cancelled:
                self.stopped = "cancelled"
                return
            if self._take(self._reader.feed(piece.content)):
                return
        self._take(self._reader.finish())
        if finish == "length" and self.stopped == "end":
            self.stopped = "length"

    def _take(self, events: Sequence[ReplyEvent]) -> bool:
        """True when the reply has ended."""
        for event in events:
            if isinstance(event, MoodKnown):
                self._feel(event.mood)
            elif isinstance(event, TextDelta):
                if self._say(event.text):
                    return True
            elif isinstance(event, Done):
                self._raw = event.raw if event.complete else ""
                return True
        return False

    def _feel(self, mood: Mood) -> None:
        known = mood.emotion in self._emotions
        self._mood = mood if known else Mood(default_mood(self._emotions).emotion, mood.intensity)
        self._marks["mood"] = (time.perf_counter() - self._began) * 1000
        self._events.mood(self._mood)

    def _say(self, delta: str) -> bool:
        said = self._limit.feed(delta)
        if said:
            self._marks.setdefault("first_text", (time.perf_counter() - self._began) * 1000)
            self._text += said
            self._events.text(said)
        if self._limit.reached:
            self.stopped = "length"
        elif self._loop.feed(said):
            self.stopped = "loop"
        return self.stopped != "end"

    def result(self) -> BrainReply:
        self._marks["total"] = (time.perf_counter() - self._began) * 1000
        raw = encode(self._text, self._mood, self._order)
        try:
            if self._order != "plain" and decode(self._raw) == (self._text, self._mood):
                raw = self._raw
        except ValueError:
            pass  # not the contract's form; the re-encoded reply is
        return BrainReply(self._text, self._mood, raw, self.stopped, {"ms": self._marks})
