"""Choosing tokens: freely for the words of a reply, among given labels for her emotion. In the brain's process."""

from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


class Pen:
    """Writes tokens behind the cache: what is fed waits and goes into the model in one batch when logits are needed."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._pending: list[int] = []

    def push(self, tokens: Sequence[int]) -> None:
        self._pending += tokens

    def logits(self) -> FloatArray:
        """float32 [n_vocab] after everything pushed so far. Raises Aborted."""
        if self._pending:
            waiting, self._pending = self._pending, []
            self._model.evaluate(waiting)
        view: FloatArray = self._model.logits()
        return view

    def choose(
        self, labels: Sequence[str], after: str, temperature: float, random: np.random.Generator
    ) -> tuple[int, list[int]]:
        """Sample one of `labels`, which `after` will follow; pushes its tokens and returns its index and them.

        Walks the tree of the labels' tokens; each fork is decided by the softmax of the allowed tokens' logits at
        `temperature` (0: the largest), what is forced costs no evaluation.
        """
        stop = self._model.tokenize(after)[:1]  # decides between a label and a longer one that begins with it
        paths = [self._model.tokenize(label) + stop for label in labels]
        left = [index for index, path in enumerate(paths) if path not in paths[:index]]
        depth = 0
        while True:
            options = list(dict.fromkeys(paths[index][depth] for index in left))
            token = options[0]
            if len(options) > 1:
                token = options[_draw(self.logits()[options], temperature, random)]
                left = [index for index in left if paths[index][depth] == token]
            if len(left) == 1:
                break
            self.push([token])
            depth += 1
        whole = paths[left[0]][: len(paths[left[0]]) - len(stop)]
        self.push(whole[depth:])
        return left[0], whole


def _draw(logits: FloatArray, temperature: float, random: np.random.Generator) -> int:
    if temperature <= 0:
        return int(np.argmax(logits))
    scaled = (logits.astype(np.float64) - float(logits.max())) / temperature
    weights = np.exp(scaled)
    return int(random.choice(len(weights), p=weights / weights.sum()))


class WordSampler:
    """Samples the words of one reply, with a penalty on tokens that it has already used (Keskar et al. 2019, CTRL).

    Args:
        model: a `NativeModel`.
        settings: temperature, top_k, top_p, min_p, repeat_penalty.
        seed: of the random draws.
        window: only the last so many tokens count as used; None = all of the reply.
    """

    def __init__(self, model: Any, settings: dict[str, Any], seed: int, window: int | None = None) -> None:
        self._penalty = float(settings["repeat_penalty"])
        self._used: deque[int] = deque(maxlen=window)
        self._chain = model.chain(
            temperature=float(settings["temperature"]),
            top_k=int(settings["top_k"]),
            top_p=float(settings["top_p"]),
            min_p=float(settings["min_p"]),
            seed=seed,
        )

    def start(self, logits: FloatArray) -> None:
        """Prepare fresh logits: apply the penalty in place."""
        if self._used and self._penalty != 1.0:
            used = list(dict.fromkeys(self._used))
            values = logits[used]
            logits[used] = np.where(values > 0, values / self._penalty, values * self._penalty)

    def draw(self) -> int:
        return int(self._chain.sample())

    def use(self, token: int) -> None:
        if self._used.maxlen is not None or token not in self._used:
            self._used.append(token)

    def close(self) -> None:
        self._chain.close()
