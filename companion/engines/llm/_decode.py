"""Generates one reply: the skeleton of the JSON object is fed, the emotion chosen, the words sampled. No grammar.

Lives in the brain's process, main thread only. Each reply is valid by construction: what the model contributes is a
choice among the allowed labels and the inside of one JSON string, which is escaped anew where it would not be valid.
"""

import codecs
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from companion.engines.llm._guards import LoopGuard, SentenceLimit
from companion.engines.llm._native import Aborted
from companion.engines.llm._prompt_tokens import PromptTokens
from companion.engines.llm._sampling import Pen, WordSampler
from companion.engines.llm._snapshots import Snapshots
from companion.persona.emotion import Mood
from companion.persona.reply import INTENSITIES, Skeleton, escape
from companion.persona.text_stream import PlainStream, TextStream

Emit = Callable[[dict[str, Any]], None]
_UNKNOWN = "0.5"
_WINDOW = 64  # tokens of a script within which repeating is discouraged
_REDRAWS = 256  # of one token; then the last one counts, whatever it is


@dataclass(slots=True)
class Stats:
    """Of one reply or preparation.

    prompt_tokens; of them reused: found in the cache (restored: from a snapshot); evaluated: for prompt and skeleton;
    generated: sampled words; decodes: calls of llama_decode; dropped_messages: left out for the context; ms: by mark.
    """

    prompt_tokens: int = 0
    reused: int = 0
    restored: int = 0
    evaluated: int = 0
    generated: int = 0
    decodes: int = 0
    dropped_messages: int = 0
    ms: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Words:
    """What was sampled. body: the bytes of the JSON string as generated; tokens: those that spell its beginning."""

    text: str = ""
    body: bytes = b""
    tokens: list[int] = field(default_factory=list)
    stopped: str = "end"


class Decoder:
    """Prompts and replies of one model.

    Args:
        model: a `NativeModel`.
        snapshots: computed prefixes.
        emit: receives {"kind": "mood" | "text" | "progress", ...} as they happen.
        reuse: False reads every prompt anew, to measure what reading it once saves.
    """

    def __init__(self, model: Any, snapshots: Snapshots, emit: Emit, *, reuse: bool = True) -> None:
        self._model = model
        self._snapshots = snapshots
        self._emit = emit
        self._reuse = reuse
        self.prompts = PromptTokens(model)
        self.stats = Stats()

    def most(self, max_tokens: int) -> int:
        """The longest reply that leaves half of the context to the prompt."""
        return min(max_tokens, int(self._model.n_ctx) // 2)

    def prepare(self, messages: Sequence[dict[str, str]], max_tokens: int, template: str = "chatml") -> Stats:
        """Compute these messages now. Raises Aborted."""
        self.stats = Stats()
        prompt = self.prompts.build(messages, self.most(max_tokens), generate=False, template=template)
        self._prefill(prompt.tokens, prompt.system, leave=0)
        return self.stats

    def _prefill(self, tokens: list[int], system: int, *, leave: int) -> list[int]:
        """Bring the cache to `tokens`, less at most the last `leave`, from what it holds or from a snapshot.

        Returns those that are left (at least one if `leave`): in one batch with what follows they cost less.
        """
        began, before = time.perf_counter(), self._model.evaluated
        target = tokens[: len(tokens) - min(leave, 1)]
        kept = self._model.rewind(_shared(self._model.tokens, target) if self._reuse else 0)
        prefix = tokens[: min(system, len(target))]
        if kept < len(prefix) and self._reuse:
            kept = self._prefix(prefix, kept)
        stop = max(kept, len(tokens) - leave)
        self._model.evaluate(tokens[kept:stop], self._progress)
        self.stats.prompt_tokens = len(tokens)
        self.stats.evaluated = self._model.evaluated - before
        self.stats.reused = stop - self.stats.evaluated
        self.stats.ms["prefill"] = (time.perf_counter() - began) * 1000
        return tokens[stop:]

    def _prefix(self, prefix: list[int], kept: int) -> int:
        """Bring the cache to the system turn: restored, or computed behind the `kept` tokens and remembered."""
        state = self._snapshots.get(prefix)
        if state is not None:
            if self._model.restore(prefix, state):
                self.stats.restored = len(prefix)
                return len(prefix)
            self._snapshots.drop(prefix)
            kept = 0
        self._model.evaluate(prefix[kept:], self._progress)
        self._snapshots.put(prefix, self._model.state())
        return len(prefix)

    def _progress(self) -> None:
        self._emit({"kind": "progress"})

    def reply(self, request: dict[str, Any]) -> dict[str, Any]:
        """Generate; returns text, emotion, intensity, raw, stopped and stats. An abort gives stopped "cancelled"."""
        self.stats = Stats()
        request["sampling"]["max_tokens"] = self.most(int(request["sampling"]["max_tokens"]))
        writing = _Writing(self._model, request, self._emit, self.stats)
        evaluated, decodes = self._model.evaluated, self._model.decodes
        try:
            template = request.get("template", "chatml")
            prompt = self.prompts.build(request["messages"], request["sampling"]["max_tokens"], template=template)
            self.stats.dropped_messages = prompt.dropped
            writing.pen.push(self._prefill(prompt.tokens, prompt.system, leave=max(1, self._model.batch // 2)))
            writing.run()
        except Aborted:
            writing.words.stopped = "cancelled"
        finally:
            writing.close()
        self.stats.evaluated = self._model.evaluated - evaluated - writing.sampled
        self.stats.decodes = self._model.decodes - decodes
        result, tokens = writing.result()
        if tokens:
            self.prompts.remember(result["raw"], tokens)
        self.stats.ms["total"] = writing.elapsed()
        return {**result, "stats": asdict(self.stats)}


class _Writing:
    """One reply while it is written."""

    def __init__(self, model: Any, request: dict[str, Any], emit: Emit, stats: Stats) -> None:
        self._model = model
        self._emit = emit
        self._stats = stats
        self._began = time.perf_counter()
        self._emotions: list[str] = request["emotions"]
        self._sampling: dict[str, Any] = request["sampling"]
        self._skeleton = Skeleton.of(request["order"])
        wish = self._sampling["seed"]
        seed = (int(wish) if wish is not None else int.from_bytes(os.urandom(4), "big")) & 0xFFFFFFFF
        self._random = np.random.default_rng(seed)
        self._plain = request["order"] == "plain"
        self._asked = Mood(*request["mood"]) if self._plain else None
        self._sampler = WordSampler(model, self._sampling, seed, _WINDOW if self._plain else None)
        self._limit = SentenceLimit(int(request["max_sentences"]))
        self._loop = LoopGuard()
        self.pen = Pen(model)
        self.words = _Words()
        self.sampled = 0
        self._label: list[list[int]] = []  # tokens of emotion and intensity
        self._emotion = "neutral" if "neutral" in self._emotions else self._emotions[0]
        self._intensity = _UNKNOWN

    def elapsed(self) -> float:
        return (time.perf_counter() - self._began) * 1000

    def run(self) -> None:
        if self._asked is not None:
            self._emotion, self._intensity = self._asked.emotion, str(self._asked.intensity)
            self._tell_mood()
            self._write()
        elif self._skeleton.order == "text_first":
            self._feed(self._skeleton.before_text)
            self._write()
            self._close_text()
            self._feel(self._skeleton.end)
        else:
            self._feed(self._skeleton.before_emotion)
            self._feel(self._skeleton.before_text)
            self._feed(self._skeleton.before_text)
            self._write()

    def close(self) -> None:
        self._sampler.close()

    def _feed(self, part: str) -> None:
        self.pen.push(self._model.tokenize(part))

    def _feel(self, after: str) -> None:
        """Choose emotion and intensity; the face may change as soon as they are known."""
        heat, middle = float(self._sampling["temperature"]), self._skeleton.before_intensity
        emotion, spelled = self.pen.choose(self._emotions, middle, heat, self._random)
        self._feed(middle)
        intensity, digits = self.pen.choose(INTENSITIES, after, heat, self._random)
        self._label = [spelled, digits]
        self._emotion, self._intensity = self._emotions[emotion], INTENSITIES[intensity]
        self._tell_mood()

    def _tell_mood(self) -> None:
        self._stats.ms["mood"] = self.elapsed()
        self._emit({"kind": "mood", "emotion": self._emotion, "intensity": float(self._intensity)})

    def _write(self) -> None:
        """Sample the words until the closing quote, the end of generation, or a guard."""
        stream = PlainStream() if self._plain else TextStream()
        for _ in range(int(self._sampling["max_tokens"])):
            token = self._next()
            if self._model.ends(token):
                break
            self._stats.generated += 1
            piece = self._model.piece(token)
            said = self._limit.feed(stream.feed(piece))
            self.words.body += piece
            self._say(said)
            if stream.closed or self._limit.reached:
                self.words.stopped = "end" if stream.closed else "length"
                break
            self.words.tokens.append(token)
            self.pen.push([token])
            self.sampled += 1
            if self._loop.feed(said):
                self.words.stopped = "loop"
                break
        else:
            self.words.stopped = "length"
        if not stream.closed and not self._limit.reached:
            self._say(self._limit.feed(stream.finish()))

    def _next(self) -> int:
        """A sampled token; while nothing visible has been said, none that would end the text; never one that tears a
        character apart (a syllable is up to three tokens, and a small model mixes them up)."""
        logits = self.pen.logits()
        self._sampler.start(logits)
        token = self._sampler.draw()
        for _ in range(_REDRAWS):
            torn = self._tears(token)
            if not torn and (self.words.text.strip() or not self._finishes(token)):
                break
            if torn:  # of all tokens, only those of the right kind are left
                logits[self._model.continues != bool(_unfinished(self.words.body))] = -np.inf
            logits[token] = -np.inf
            token = self._sampler.draw()
            if logits[token] == -np.inf:
                break
        self._sampler.use(token)
        return token

    def _tears(self, token: int) -> bool:
        """Whether the token's bytes can't follow those before them in UTF-8."""
        if self._model.ends(token):
            return False
        try:
            codecs.utf_8_decode(_unfinished(self.words.body) + self._model.piece(token), "strict", False)
        except UnicodeDecodeError:
            return True
        return False

    def _finishes(self, token: int) -> bool:
        if self._model.ends(token):
            return True
        piece = self._model.piece(token)
        if self._plain or b'"' not in piece:
            return False
        trial = TextStream()
        said = trial.feed(self.words.body + piece)
        return trial.closed and not said.strip()

    def _say(self, text: str) -> None:
        if not text:
            return
        if not self.words.text:
            self._stats.ms["first_text"] = self.elapsed()
        self.words.text += text
        self._emit({"kind": "text", "delta": text})

    def _close_text(self) -> None:
        """Text first: bring the model's view to where the closing part begins (guards may have cut its last words)."""
        body, tokens = self._kept()
        self.pen.push(self._model.tokenize(body[self._spelled(tokens) :].decode()))
        self._feed(self._skeleton.before_emotion)

    def _kept(self) -> tuple[bytes, list[int]]:
        """The bytes of the JSON string that stay, and the sampled tokens that spell its beginning.

        As generated where that reads back as the text that was said, else escaped anew.
        """
        if self._plain:
            body = self.words.text.encode()
        else:
            body = _until_quote(self.words.body)
            if _reads(body) != self.words.text:
                body = escape(self.words.text).encode()
        tokens: list[int] = []
        at = 0
        for token in self.words.tokens:
            piece = self._model.piece(token)
            if body[at : at + len(piece)] != piece:
                break
            tokens.append(token)
            at += len(piece)
        while tokens and body[at : at + 1] >= b"\x80" and body[at] < 0xC0:  # within a character
            at -= len(self._model.piece(tokens.pop()))
        return body, tokens

    def _spelled(self, tokens: Sequence[int]) -> int:
        return sum(len(self._model.piece(token)) for token in tokens)

    def result(self) -> tuple[dict[str, Any], list[int]]:
        """The reply as a frame, and the tokens that spell `raw` ([] where they can't be told)."""
        skeleton, tokenize = self._skeleton, self._model.tokenize
        body, spelled = self._kept()
        rest = body[self._spelled(spelled) :].decode()
        if self._plain:
            return self._frame(self.words.text), [*spelled, *(tokenize(rest) if rest else [])]
        words = [*tokenize(skeleton.before_text), *spelled, *(tokenize(rest) if rest else [])]
        emotion, intensity = self._label or [tokenize(self._emotion), tokenize(self._intensity)]
        feeling = [*tokenize(skeleton.before_emotion), *emotion, *tokenize(skeleton.before_intensity), *intensity]
        first, second = (words, feeling) if skeleton.order == "text_first" else (feeling, words)
        tokens = [*first, *second, *tokenize(skeleton.end)]
        raw = "".join(skeleton.parts(self.words.text, Mood(self._emotion, float(self._intensity))))
        as_generated = b"".join(self._model.piece(token) for token in tokens).decode("utf-8", "replace")
        if _object_text(as_generated) == self.words.text:
            raw = as_generated
        else:
            tokens = []
        return self._frame(raw), tokens

    def _frame(self, raw: str) -> dict[str, Any]:
        return {
            "kind": "done",
            "text": self.words.text,
            "emotion": self._emotion,
            "intensity": float(self._intensity),
            "raw": raw,
            "stopped": self.words.stopped,
        }


def _shared(left: Sequence[int], right: Sequence[int]) -> int:
    """Length of the longest common prefix."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


def _until_quote(body: bytes) -> bytes:
    """`body` up to its first unescaped quote."""
    at = 0
    while at < len(body):
        if body[at : at + 1] == b"\\":
            at += 1
        elif body[at : at + 1] == b'"':
            return body[:at]
        at += 1
    return body


def _reads(body: bytes) -> str | None:
    """What the inside of a JSON string says; None where it is not valid."""
    try:
        value = json.loads('"' + body.decode() + '"')
        value.encode()
    except (ValueError, RecursionError):
        return None
    return str(value)


def _object_text(raw: str) -> str | None:
    try:
        value = json.loads(raw)
    except ValueError:
        return None
    return value.get("text") if isinstance(value, dict) else None


def _unfinished(data: bytes) -> bytes:
    """The bytes at the end of `data` that begin a UTF-8 character without ending it."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte & 0xC0 != 0x80:
            length = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
            return data[-back:] if length > back else b""
    return b""
