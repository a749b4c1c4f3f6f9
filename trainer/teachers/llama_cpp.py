"""Teacher: a GGUF on this machine, run by llama.cpp in this process, on one thread of its own.

JSON without a grammar (one aborted the whole process on a vocabulary of 151,000 tokens): the fixed parts of the object
are fed, choices are made between the tokens of what may stand there, and only the words between quotes are sampled.
So every answer fits its schema. A prompt that begins like the one before is not computed again.
"""

import asyncio
import json
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from companion.persona.prompt import Message, chatml
from trainer.recipe import TeacherRecipe
from trainer.teachers.contract import Answer, Request, Schema, Unusable

LABEL = "A GGUF on this machine"
CONTEXT = 8192  # tokens at most, whatever more the model was trained for
LONGEST = 600  # characters of a string, where nothing else ends it
_PART = 256  # tokens read at a time: it can be stopped between them
_LEAST = 64  # tokens that must remain for an answer
_TOP_P, _MIN_P, _PENALTY, _LAST = 0.95, 0.05, 1.1, 64


def create(settings: TeacherRecipe, *, offline: bool = False) -> "LlamaCpp":
    """Loads the model. offline: taken for symmetry; nothing is asked of anybody.

    Raises:
        TrainingError: no such file, no GGUF, or llama.cpp can't load it.
    """
    path = Path(settings.model).expanduser()
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise TrainingError(
            f"recipe.yaml: teacher.model names no readable file: {path}.",
            code="teacher-model-missing",
            hint="Write the path of a .gguf file, absolute or beside recipe.yaml.",
        ) from error
    if magic != b"GGUF":
        raise TrainingError(f"{path} is not a GGUF file.", code="teacher-model-broken", hint="Name another file.")
    return LlamaCpp(path, _load(path))


def _load(path: Path) -> Any:
    import llama_cpp

    layers = -1 if llama_cpp.llama_supports_gpu_offload() else 0
    try:
        threads = max(1, (os.cpu_count() or 2) - 1)
        return llama_cpp.Llama(str(path), n_ctx=CONTEXT, n_threads=threads, n_gpu_layers=layers, verbose=False)
    except (ValueError, RuntimeError, OSError) as error:
        raise TrainingError(
            f"llama.cpp can't load {path}.",
            code="teacher-model-broken",
            hint="It may be damaged, or of an architecture that the installed llama-cpp-python does not know.",
        ) from error


class LlamaCpp:
    """`contract.Teacher` in this process."""

    workers = 1

    def __init__(self, path: Path, model: Any) -> None:
        self.name = path.name
        self._model = model
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="teacher")
        kind = model.metadata.get("general.architecture", "")
        trained = model.metadata.get(f"{kind}.context_length", "")
        self._context = min(model.n_ctx(), int(trained) if trained.isdigit() else CONTEXT)
        self._computed: list[int] = []  # the tokens whose state the model holds

    async def ask(self, request: Request) -> Answer:
        """See `contract.Teacher.ask`. When it is cancelled, the thread stops at its next token."""
        stop = threading.Event()
        started = time.monotonic()
        running = asyncio.get_running_loop().run_in_executor(self._thread, self._answer, request, stop)
        try:
            text, asked, answered = await asyncio.shield(running)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.gather(running, return_exceptions=True)
            raise
        return Answer(text, asked, answered, time.monotonic() - started)

    async def close(self) -> None:
        self._thread.shutdown(wait=True)
        self._model.close()

    def _answer(self, request: Request, stop: threading.Event) -> tuple[str, int, int]:
        prompt = self._tokens(request.messages)
        room = self._context - len(prompt)
        if room < _LEAST:
            raise Unusable(
                "context", f"The request of {len(prompt)} tokens does not fit into {self._context}.", final=True
            )
        same = 0
        while same < min(len(prompt) - 1, len(self._computed)) and prompt[same] == self._computed[same]:
            same += 1
        seed = int(request.prompt_hash[:16], 16)  # the same question gets the same answer
        writer = Writer(self._model, self._computed, request.temperature, min(room, request.max_tokens), stop, seed)
        writer.begin(prompt, same)
        value = writer.value(request.schema)
        return json.dumps(value, ensure_ascii=False), len(prompt), writer.written

    def _tokens(self, messages: Sequence[Message]) -> list[int]:
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        template = self._model.metadata.get("tokenizer.chat_template")
        if not template:
            return list(self._model.tokenize(chatml(messages).encode(), add_bos=True, special=True))
        ends = [
            self._model.detokenize([token], special=True).decode("utf-8", "replace") if token >= 0 else ""
            for token in (self._model.token_eos(), self._model.token_bos())
        ]
        sent = [{"role": message.role, "content": message.content} for message in messages]
        text = Jinja2ChatFormatter(template, *ends)(messages=sent, enable_thinking=False).prompt
        return list(self._model.tokenize(text.encode(), add_bos=False, special=True))


class Writer:
    """Writes one JSON value that fits a schema. `computed` is kept up with what the model has read."""

    def __init__(
        self, model: Any, computed: list[int], temperature: float, tokens: int, stop: threading.Event, seed: int
    ) -> None:
        import numpy

        self.written = 0
        self._model = model
        self._computed = computed
        self._temperature = temperature
        self._tokens = tokens
        self._stop = stop
        self._chance = numpy.random.default_rng(seed)
        self._fed = ""  # fixed text that the model has not read yet
        self._number = 0  # of the item of the innermost list, from 1
        self._chosen_from = 0  # tokens read before the last choice

    def begin(self, prompt: list[int], same: int) -> None:
        """Reads the prompt; its first `same` tokens are those read before."""
        import llama_cpp

        memory = llama_cpp.llama_get_memory(self._model.ctx)
        if same and not llama_cpp.llama_memory_seq_rm(memory, -1, same, -1):  # a model that can't be rewound
            same = 0
        if not same:
            self._model.reset()
        self._model.n_tokens = same
        del self._computed[same:]
        self._eval(prompt[same:])

    def value(self, schema: Schema) -> Any:
        """Raises Unusable when the tokens run out, or it was told to stop."""
        kind = schema["type"]
        if kind == "object":
            found = {}
            for place, (name, part) in enumerate(schema["properties"].items()):
                self._fed += ("{" if place == 0 else ", ") + json.dumps(name) + ": "
                found[name] = self.value(part)
            self._fed += "}"
            return found
        if kind == "array":
            return self._list(schema)
        if kind == "integer":
            self._fed += str(self._number)
            return self._number
        if kind == "number":
            return float(self._choose([f"0.{tenth}" for tenth in range(1, 10)] + ["1.0"]))
        self._fed += '"'
        if "enum" in schema:
            return self._choose([f'{name}"' for name in schema["enum"]])[:-1]
        return self._string()

    def _list(self, schema: Schema) -> list[Any]:
        least, most = schema.get("minItems", 0), schema.get("maxItems", 20)
        found: list[Any] = []
        self._fed += "["
        while len(found) < most:
            if len(found) >= least:
                start = '"' if schema["items"]["type"] == "string" else "{"
                if self._choose([", " if found else start, "]"]) == "]":
                    return found
                if not found:  # the item writes its own beginning
                    self._unread()
            elif found:
                self._fed += ", "
            outer, self._number = self._number, len(found) + 1
            found.append(self.value(schema["items"]))
            self._number = outer
        self._fed += "]"
        return found

    def _string(self) -> str:
        """Sampled until an unescaped quote; the words without what JSON would need around them."""
        self._flush()
        written = b""
        while True:
            token, piece = self._sample(first=not written)
            end = _unescaped_quote(written + piece)
            if end is not None:
                self._fed = piece[: end - len(written)].decode("utf-8", "ignore")
                written = (written + piece)[:end]
                break
            if not piece:  # a control token: the end, as the model sees it
                break
            written += piece
            self._read([token])
            if len(written.decode("utf-8", "ignore")) >= LONGEST:
                break
        self._fed += '"'
        text = written.decode("utf-8", "ignore")
        try:
            return str(json.loads(f'"{text}"', strict=False)).strip()
        except ValueError:  # a backslash that escapes nothing
            return text.replace("\\", "").strip()

    def _choose(self, options: Sequence[str]) -> str:
        """One of the texts, token by token by the model's own odds; none may begin with another."""
        self._flush()
        self._chosen_from = len(self._computed)
        left = {option: self._model.tokenize(option.encode(), add_bos=False, special=False) for option in options}
        depth = 0
        while len(left) > 1:
            token, _ = self._sample(allowed=sorted({tokens[depth] for tokens in left.values()}))
            self._read([token])
            depth += 1
            left = {option: tokens for option, tokens in left.items() if tokens[depth - 1] == token}
        [(option, tokens)] = left.items()
        if tokens[depth:]:
            self._read(list(tokens[depth:]))
        return option

    def _sample(self, *, first: bool = False, allowed: Sequence[int] | None = None) -> tuple[int, bytes]:
        """A token and its bytes. first: of a string, which is not to be empty."""
        import llama_cpp
        import numpy

        pointer = llama_cpp.llama_get_logits_ith(self._model.ctx, -1)
        odds = numpy.ctypeslib.as_array(pointer, shape=(self._model.n_vocab(),)).astype(numpy.float64)
        recent = list(set(self._computed[-_LAST:]))
        if allowed is None:
            odds[recent] = numpy.where(odds[recent] > 0, odds[recent] / _PENALTY, odds[recent] * _PENALTY)
        else:
            kept = odds[list(allowed)]
            odds[:] = -numpy.inf
            odds[list(allowed)] = kept
        while True:
            token = int(odds.argmax()) if self._temperature < 0.01 else self._draw(odds)
            piece = self._model.detokenize([token], self._computed)
            if not first or (piece.strip() and not piece.lstrip().startswith((b'"', b"\\"))):
                return token, piece
            odds[token] = -numpy.inf

    def _draw(self, odds: Any) -> int:
        """By temperature, then min-p and top-p."""
        import numpy

        shares = numpy.exp((odds - odds.max()) / self._temperature)
        shares[shares < _MIN_P * shares.max()] = 0
        shares /= shares.sum()
        order = numpy.argsort(shares)[::-1]
        kept = order[: int(numpy.searchsorted(numpy.cumsum(shares[order]), _TOP_P)) + 1]
        return int(self._chance.choice(kept, p=shares[kept] / shares[kept].sum()))

    def _flush(self) -> None:
        if self._fed:
            fed, self._fed = self._fed, ""
            self._read(list(self._model.tokenize(fed.encode(), add_bos=False, special=False)))

    def _unread(self) -> None:
        """Takes back the last choice."""
        del self._computed[self._chosen_from :]
        self._model.n_tokens = self._chosen_from

    def _read(self, tokens: list[int]) -> None:
        if self.written + len(tokens) > self._tokens:
            raise Unusable("cut", f"The answer does not fit into {self._tokens} tokens; be shorter.")
        self._eval(tokens)
        self.written += len(tokens)

    def _eval(self, tokens: list[int]) -> None:
        for first in range(0, len(tokens), _PART):
            if self._stop.is_set():
                raise Unusable("stopped", "The request was stopped.", final=True)
            self._model.eval(tokens[first : first + _PART])
            self._computed += tokens[first : first + _PART]


def _unescaped_quote(data: bytes) -> int | None:
    """Where the string ends."""
    escaped = False
    for place, char in enumerate(data):
        if char == 0x22 and not escaped:
            return place
        escaped = char == 0x5C and not escaped
    return None
