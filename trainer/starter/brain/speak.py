"""A small decoder for judging a GGUF: feeds the skeleton, chooses the labels, samples the words.

Main thread; needs llama-cpp-python.

The app has its own, faster and abortable one; the trainer must not import it. Both tokenise part by part and sample
alike: penalty on used tokens, temperature, top-k, top-p, min-p.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.persona.emotion import Mood
from companion.persona.prompt import Message, chatml
from companion.persona.reply import INTENSITIES, Order, Skeleton, decode, escape
from companion.persona.text_stream import TextStream

Floats = Any


@dataclass(frozen=True, slots=True)
class Sampling:
    """temperature 0 takes the likeliest token."""

    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.1
    max_tokens: int = 120


GREEDY = Sampling(temperature=0.0, repeat_penalty=1.0)


@dataclass(frozen=True, slots=True)
class Said:
    """ended: the model closed the string itself. raw is valid in any case."""

    text: str
    mood: Mood
    raw: str
    ended: bool


class Speaker:
    """One GGUF, one thread. Keeps what it has read of the last prompt."""

    def __init__(self, path: Path, context: int = 2048) -> None:
        import llama_cpp

        self._library = llama_cpp
        self._model = llama_cpp.Llama(
            str(path), n_ctx=context, n_batch=512, n_threads=1, n_threads_batch=1, verbose=False
        )
        self._tokens: list[int] = []

    def close(self) -> None:
        self._model.close()

    def ids(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids of a text; with `special` the control tokens of ChatML count."""
        return list(self._model.tokenize(text.encode("utf-8"), add_bos=False, special=special))

    def read(self, tokens: Sequence[int]) -> Floats:
        """Logits, float32 [vocab], after exactly these tokens."""
        import numpy as np

        shared = 0
        for ours, theirs in zip(self._tokens, tokens[:-1], strict=False):
            if ours != theirs:
                break
            shared += 1
        self._model.n_tokens = shared
        self._model.eval(list(tokens[shared:]))
        self._tokens = list(tokens)
        pointer = self._library.llama_get_logits_ith(self._model.ctx, -1)
        return np.ctypeslib.as_array(pointer, shape=(self._model.n_vocab(),)).copy()

    def reply(
        self,
        messages: Sequence[Message],
        rng: random.Random,
        sampling: Sampling,
        *,
        emotions: Sequence[str],
        order: Order = "emotion_first",
    ) -> Said:
        """One reply object."""
        skeleton = Skeleton.of(order)
        tokens = self.prompt(messages)
        if order == "text_first":
            words, ended = self._words(tokens + self.ids(skeleton.before_text), rng, sampling)
            tokens = tokens + self.ids(skeleton.before_text) + self.ids(escape(words))
            emotion, tokens = self._label(tokens + self.ids(skeleton.before_emotion), emotions, rng, sampling)
            intensity, _ = self._label(tokens + self.ids(skeleton.before_intensity), INTENSITIES, rng, sampling)
        else:
            emotion, tokens = self._label(tokens + self.ids(skeleton.before_emotion), emotions, rng, sampling)
            before = tokens + self.ids(skeleton.before_intensity)
            intensity, tokens = self._label(before, INTENSITIES, rng, sampling)
            words, ended = self._words(tokens + self.ids(skeleton.before_text), rng, sampling)
        mood = Mood(emotion, float(intensity))
        raw = "".join(skeleton.parts(words, mood))
        text, mood = decode(raw)
        return Said(text, mood, raw, ended)

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """Token ids of a prompt: past replies part by part, as in training."""
        tokens: list[int] = []
        for message in messages:
            if message.role != "assistant":
                tokens += self.ids(chatml((message,), add_generation_prompt=False), special=True)
                continue
            text, mood = decode(message.content)
            order: Order = "text_first" if message.content.startswith('{"text"') else "emotion_first"
            tokens += self.ids("<|im_start|>assistant\n", special=True)
            for part in Skeleton.of(order).parts(text, mood):
                tokens += self.ids(part)
            tokens += self.ids("<|im_end|>\n", special=True)
        return tokens + self.ids("<|im_start|>assistant\n", special=True)

    def _label(
        self, tokens: list[int], labels: Sequence[str], rng: random.Random, sampling: Sampling
    ) -> tuple[str, list[int]]:
        paths = {label: self.ids(label) for label in labels}
        depth = 0
        while len(paths) > 1:
            options = sorted({path[depth] for path in paths.values()})
            if len(options) > 1:
                token = _draw(self.read(tokens), options, sampling.temperature, rng)
                paths = {label: path for label, path in paths.items() if path[depth] == token}
            tokens = [*tokens, next(iter(paths.values()))[depth]]
            depth += 1
        label, path = next(iter(paths.items()))
        return label, tokens + path[depth:]

    def _words(self, tokens: list[int], rng: random.Random, sampling: Sampling) -> tuple[str, bool]:
        """The words after the opening quote, decoded, and whether she closed it."""
        stream, used, words = TextStream(), set[int](), ""
        for _ in range(sampling.max_tokens):
            token = choose(self.read(tokens), used, rng, sampling)
            if token == self._model.token_eos():
                break
            tokens = [*tokens, token]
            used.add(token)
            words += stream.feed(self._model.detokenize([token], special=True))
            if stream.closed:
                return words, True
        return words + stream.finish(), False


def _draw(logits: Floats, options: list[int], temperature: float, rng: random.Random) -> int:
    import numpy as np

    values = logits[options].astype(np.float64)
    if temperature <= 0:
        return options[int(values.argmax())]
    weights = np.exp((values - values.max()) / temperature)
    return rng.choices(options, weights.tolist())[0]


def choose(logits: Floats, used: set[int], rng: random.Random, sampling: Sampling) -> int:
    """One token from the logits."""
    import numpy as np

    values = logits.astype(np.float64)
    for token in used:
        values[token] = (
            values[token] / sampling.repeat_penalty if values[token] > 0 else values[token] * sampling.repeat_penalty
        )
    if sampling.temperature <= 0:
        return int(values.argmax())
    best = np.argsort(-values)[: sampling.top_k or None]
    weights = np.exp(values[best] - values[best[0]])
    weights /= weights.sum()
    keep = (np.cumsum(weights) - weights < sampling.top_p) & (weights >= sampling.min_p * weights[0])
    hot = weights[keep] ** (1 / sampling.temperature)
    return int(rng.choices(best[keep].tolist(), hot.tolist())[0])
