"""Lets a GGUF answer, in two ways: in the app's (the reply object is fed, its free parts chosen) and freely.

One thread; needs llama-cpp-python. The app's own decoder is faster and can be stopped; the trainer must not import it.
Both tokenize part by part and draw alike: penalty on used tokens, top-k, top-p, min-p, temperature.
"""

import codecs
import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from companion.errors import TrainingError
from companion.persona.emotion import Mood
from companion.persona.prompt import Message, asked_mood, chatml
from companion.persona.reply import INTENSITIES, Order, Skeleton, decode, encode, escape
from companion.persona.text_stream import TextStream
from trainer import templates
from trainer.evaluation.gguf_model import Floats, GgufModel

_REDRAWS = 64  # of a token that can't stand there; then the last one counts
_OBJECT = 48  # tokens of a reply besides its words: skeleton and labels
_ORDERS: tuple[Order, ...] = ("emotion_first", "text_first")


@dataclass(frozen=True, slots=True)
class Sampling:
    """temperature 0 takes the likeliest token. no_repeat: no sequence of so many tokens comes twice; 0 = allowed."""

    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.1
    max_tokens: int = 120
    no_repeat: int = 0

    def key(self) -> str:
        """The same settings, the same text."""
        return " ".join(f"{name}={value}" for name, value in asdict(self).items())


GREEDY = Sampling(temperature=0.0, repeat_penalty=1.0)


@dataclass(frozen=True, slots=True)
class Said:
    """A reply. ended: the model stopped by itself. raw: the object as the app keeps it, or what was said freely.

    tokens: of the free words. seconds: for all of it, the reading of the prompt included."""

    text: str
    mood: Mood
    raw: str
    ended: bool
    tokens: int = 0
    seconds: float = 0.0


class Speaker:
    """One GGUF.

    template: how conversations are written. "chatml" = as the app does; "" = the app's way where the vocabulary knows
    ChatML, else the template inside the GGUF."""

    def __init__(
        self, path: Path, context: int = 2048, *, threads: int = 1, gpu: bool = False, template: str = ""
    ) -> None:
        self.model = GgufModel(path, context=context, threads=threads, gpu=gpu)
        self._template = template

    def close(self) -> None:
        self.model.close()

    @cached_property
    def chatml(self) -> bool:
        """Whether conversations are written as the app writes them."""
        if self._template:
            return self._template == "chatml"
        marks = ("<|im_start|>", "<|im_end|>")
        return all(len(self.model.ids(mark, special=True)) == 1 for mark in marks) or not self.model.template

    def ids(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids of a text; with `special` control tokens count as such."""
        return self.model.ids(text, special=special)

    def read(self, tokens: Sequence[int]) -> Floats:
        """Logits, float32 [vocabulary], after exactly these tokens."""
        return self.model.read(tokens)

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """Token ids of a conversation up to where her reply begins."""
        if not self.chatml:
            return self.model.begin + self.ids(self._written(messages, True), special=True)
        tokens = list(self.model.begin)
        for message in messages:
            tokens += self._turn(message)
        return tokens + self.ids("<|im_start|>assistant\n", special=True)

    def _turn(self, message: Message) -> list[int]:
        """A message with its control tokens; past replies part by part, as in training."""
        if message.role != "assistant":
            return self.ids(chatml((message,), add_generation_prompt=False), special=True)
        opened = self.ids("<|im_start|>assistant\n", special=True)
        return opened + self.parts(message.content) + self.ids("<|im_end|>\n", special=True)

    def parts(self, raw: str) -> list[int]:
        """Tokens of a reply: part by part where it is an object of the contract, else as a text."""
        try:
            text, mood = decode(raw)
        except ValueError:
            return self.ids(raw)
        for order in _ORDERS:
            if encode(text, mood, order) == raw:
                return [token for part in Skeleton.of(order).parts(text, mood) for token in self.ids(part)]
        return self.ids(raw)

    def closing(self) -> list[int]:
        """The token that ends her reply."""
        end = "<|im_end|>" if self.chatml else self.model.specials[1]
        return self.ids(end, special=True) if end else []

    def _written(self, messages: Sequence[Message], ask: bool) -> str:
        begin, end = self.model.specials
        turns = [{"role": message.role, "content": message.content} for message in messages]
        text = templates.render(self.model.template, turns, add_generation_prompt=ask, eos_token=end, bos_token=begin)
        return text.removeprefix(begin) if begin and self.model.begin else text

    def fitted(self, messages: Sequence[Message], room: int) -> tuple[Message, ...]:
        """The conversation with its oldest turns left out, until a reply of `room` tokens fits into the context.

        Raises:
            TrainingError: system turn and last turn alone are too long.
        """
        system = tuple(message for message in messages[:1] if message.role == "system")
        rest = tuple(messages[len(system) :])
        most = self.model.context - room - _OBJECT
        while len(self.prompt((*system, *rest))) > most:
            if len(rest) <= 2:
                raise TrainingError(
                    f"{self.model.path.name}: a prompt does not fit into {self.model.context} tokens with a reply of "
                    f"{room}.",
                    code="context-too-small",
                    hint="Lower sampling.max_tokens, write `prompt: short` in recipe.yaml, or shorten the profile.",
                )
            rest = rest[2:]
        return (*system, *rest)

    def reply(
        self,
        messages: Sequence[Message],
        rng: random.Random,
        sampling: Sampling,
        *,
        emotions: Sequence[str],
        order: Order = "emotion_first",
    ) -> Said:
        """One reply as the app makes it: an object, valid in any case, or the plain text of a script."""
        began = time.perf_counter()
        if order == "plain":
            return self._script(messages, rng, sampling)
        skeleton = Skeleton.of(order)
        tokens = self.prompt(messages)
        if order == "text_first":
            words, ended, count = self._words(tokens + self.ids(skeleton.before_text), rng, sampling)
            tokens = tokens + self.ids(skeleton.before_text) + self.ids(escape(words))
            emotion, intensity, _ = self._feeling(tokens, emotions, skeleton, skeleton.end, rng, sampling)
        else:
            emotion, intensity, tokens = self._feeling(tokens, emotions, skeleton, skeleton.before_text, rng, sampling)
            words, ended, count = self._words(tokens + self.ids(skeleton.before_text), rng, sampling)
        mood = Mood(emotion, float(intensity))
        raw = "".join(skeleton.parts(words, mood))
        text, mood = decode(raw)
        return Said(text, mood, raw, ended, count, time.perf_counter() - began)

    def free(self, messages: Sequence[Message], rng: random.Random, sampling: Sampling, stop: str = "") -> Said:
        """What the model says when nothing is fed: until it ends by itself, or before the text `stop` where one is
        given. `text` equals `raw` and the mood says nothing."""
        began = time.perf_counter()
        tokens, said, ended = self.prompt(messages), b"", False
        start, most = len(tokens), sampling.max_tokens + _OBJECT
        while len(tokens) - start < most and len(tokens) < self.model.context:
            token = choose(self.read(tokens), tokens[start:], rng, sampling)
            ended = self.model.ends(token)
            if ended:
                break
            tokens.append(token)
            said += self.model.piece(token)
            if stop and stop.encode() in said:
                said, ended = said[: said.index(stop.encode())], True
                break
        raw = said.decode("utf-8", "replace")
        return Said(raw, Mood("neutral", 0.0), raw, ended, len(tokens) - start, time.perf_counter() - began)

    def _script(self, messages: Sequence[Message], rng: random.Random, sampling: Sampling) -> Said:
        """Plain text, felt as it was asked for."""
        said = self.free(messages, rng, sampling)
        mood = asked_mood(messages[-1].content)[0] or said.mood
        return replace(said, mood=mood)

    def _feeling(
        self,
        tokens: list[int],
        emotions: Sequence[str],
        skeleton: Skeleton,
        after: str,
        rng: random.Random,
        sampling: Sampling,
    ) -> tuple[str, str, list[int]]:
        """Emotion, intensity, and all tokens with them."""
        middle, heat = skeleton.before_intensity, sampling.temperature
        emotion, tokens = self._label(tokens + self.ids(skeleton.before_emotion), emotions, middle, rng, heat)
        intensity, tokens = self._label(tokens + self.ids(middle), INTENSITIES, after, rng, heat)
        return emotion, intensity, tokens

    def _label(
        self, tokens: list[int], labels: Sequence[str], after: str, rng: random.Random, temperature: float
    ) -> tuple[str, list[int]]:
        """One of the labels and all tokens with it: each fork is drawn among the allowed tokens. The first token of
        `after` decides between a label and a longer one that begins with it."""
        stop = self.ids(after)[:1]
        paths = {label: [*self.ids(label), *stop] for label in labels}
        depth = 0
        while len(paths) > 1:
            options = sorted({path[depth] for path in paths.values()})
            token = options[0] if len(options) == 1 else _draw(self.read(tokens), options, temperature, rng)
            paths = {label: path for label, path in paths.items() if path[depth] == token}
            tokens = [*tokens, token]
            depth += 1
        label, path = next(iter(paths.items()))
        whole = path[: len(path) - len(stop)]
        return label, tokens[: len(tokens) - depth] + whole

    def _words(self, tokens: list[int], rng: random.Random, sampling: Sampling) -> tuple[str, bool, int]:
        """The words after the opening quote, whether she closed it, and how many tokens they are."""
        stream, words, body = TextStream(), "", b""
        start = len(tokens)
        while len(tokens) - start < sampling.max_tokens and len(tokens) < self.model.context - _OBJECT:
            token = self._next(self.read(tokens), tokens[start:], body, words, rng, sampling)
            if self.model.ends(token):
                break
            tokens = [*tokens, token]
            piece = self.model.piece(token)
            body += piece
            words += stream.feed(piece)
            if stream.closed:
                return words, True, len(tokens) - start
        return words + stream.finish(), False, len(tokens) - start

    def _next(
        self, logits: Floats, used: Sequence[int], body: bytes, words: str, rng: random.Random, sampling: Sampling
    ) -> int:
        """A token; while nothing visible was said none that ends the text, never one that tears a character apart."""
        token = choose(logits, used, rng, sampling)
        for _ in range(_REDRAWS):
            if not self._tears(body, token) and (words.strip() or not self._closes(token)):
                break
            logits[token] = float("-inf")
            token = choose(logits, used, rng, sampling)
        return token

    def _closes(self, token: int) -> bool:
        return self.model.ends(token) or b'"' in self.model.piece(token)

    def _tears(self, body: bytes, token: int) -> bool:
        if self.model.ends(token):
            return False
        try:
            codecs.utf_8_decode(unfinished(body) + self.model.piece(token), "strict", False)
        except UnicodeDecodeError:
            return True
        return False


def unfinished(data: bytes) -> bytes:
    """The bytes at the end of `data` that begin a UTF-8 character without ending it."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte & 0xC0 != 0x80:
            length = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
            return data[-back:] if length > back else b""
    return b""


def _draw(logits: Floats, options: list[int], temperature: float, rng: random.Random) -> int:
    import numpy as np

    values = logits[options].astype(np.float64)
    if temperature <= 0:
        return options[int(values.argmax())]
    weights = np.exp((values - values.max()) / temperature)
    return rng.choices(options, weights.tolist())[0]


def choose(logits: Floats, used: Sequence[int], rng: random.Random, sampling: Sampling) -> int:
    """One token from the logits, float [vocabulary]; `used`: the reply so far, in order."""
    import numpy as np

    values = logits.astype(np.float64)
    for token in set(used):
        penalty = sampling.repeat_penalty
        values[token] = values[token] / penalty if values[token] > 0 else values[token] * penalty
    if sampling.no_repeat > 1:
        values[list(_followers(list(used), sampling.no_repeat))] = -np.inf
    if sampling.temperature <= 0:
        return int(values.argmax())
    most = min(sampling.top_k or len(values), len(values))
    best = np.argpartition(-values, most - 1)[:most] if most < len(values) else np.arange(len(values))
    best = best[np.argsort(-values[best], kind="stable")]
    weights = np.exp(values[best] - values[best[0]])
    weights /= weights.sum()
    keep = (np.cumsum(weights) - weights < sampling.top_p) & (weights >= sampling.min_p * weights[0])
    hot = weights[keep] ** (1 / sampling.temperature)
    return int(rng.choices(best[keep].tolist(), hot.tolist())[0])


def _followers(used: list[int], size: int) -> set[int]:
    """Tokens that would write a sequence of `size` tokens a second time."""
    tail = used[len(used) - size + 1 :]
    if len(tail) < size - 1:
        return set()
    return {used[at + size - 1] for at in range(len(used) - size + 1) if used[at : at + size - 1] == tail}


def brief(sampling: Sampling, room: int) -> Sampling:
    """The same, with replies of at most `room` tokens."""
    return replace(sampling, max_tokens=min(sampling.max_tokens, room))
