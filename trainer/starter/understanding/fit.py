"""The topic model: multinomial logistic regression over hashed features, in torch. Main thread; CPU.

Rare topics count more, as do the words of topics.yaml and the turns of said.yaml and finer.yaml, which are the most
like what people really write. What is only known to be about a whole topic teaches no more than that it is of one of
its parts.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from companion.persona.features import FIELD, hashed
from companion.persona.fields import Fields
from trainer.starter.understanding.material import Sentence

if TYPE_CHECKING:
    import torch

Report = Callable[[str], None]
_WEIGHT = {"words": 3.0, "said": 3.0, "turn": 6.0}
_BALANCE = 0.4  # 1: every topic counts the same
_FIELD = 2.5  # a field counts so much more than a word as rare
_STRENGTH = 4.0  # of the data against small weights
_ONCE = 2  # sentences in which a feature teaches nothing about others yet
KEPT = 48_000  # features
STEPS = 45  # fewer leave the shares flat


@dataclass(frozen=True, slots=True)
class Model:
    """keys: CRC-32 of the features that tell topics apart, sorted; weights: (features, topics). seen: CRC-32 of every
    feature, sorted; rarity: idf of each of these."""

    topics: tuple[str, ...]
    keys: npt.NDArray[np.uint32]
    seen: npt.NDArray[np.uint32]
    rarity: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    rarest: float


def fit(
    sentences: Sequence[Sentence],
    topics: tuple[str, ...],
    *,
    within: Mapping[str, tuple[str, ...]] | None = None,
    fields: Mapping[str, tuple[str, ...]] | None = None,
    kept: int = KEPT,
    steps: int = STEPS,
    report: Report = print,
) -> Model:
    """The model of these sentences; the same ones give the same model on one machine. within: topic -> what a sentence
    of it may be about; itself where it is not there. fields: as of `Fields`."""
    import torch

    known = Fields(fields or {})
    rows = [hashed(each.text, known) for each in sentences]
    count = Counter(feature for row in rows for feature in row)
    always = {f for row, each in zip(rows, sentences, strict=True) if each.source == "words" for f in row}
    keys = sorted(feature for feature, times in count.items() if times > _ONCE or feature in always)
    rarity = _rarity(keys, count, len(rows), fields or {})
    told = _matrix(rows, keys, rarity)
    kinds = sorted({each.topic for each in sentences})
    truth = torch.tensor([kinds.index(each.topic) for each in sentences])
    away = torch.full((len(kinds), len(topics)), -math.inf)
    for number, kind in enumerate(kinds):
        away[number, [topics.index(part) for part in (within or {}).get(kind, (kind,))]] = 0.0
    weight = _weights(sentences, torch.bincount(truth, minlength=len(kinds)).numpy(), kinds)
    w, b, loss = _search(told, away[truth], torch.from_numpy(weight), steps)
    report(f"{len(rows)} sentences, {len(keys)} features, loss {loss / len(rows):.3f}")
    weights = w.numpy()
    best = np.sort(np.argsort(-np.abs(weights).max(axis=1) * rarity, kind="stable")[:kept])
    return Model(
        topics,
        np.array(keys, dtype=np.uint32)[best],
        np.array(keys, dtype=np.uint32),
        rarity,
        weights[best],
        b.numpy(),
        math.log(1 + len(rows)),
    )


def _rarity(
    keys: Sequence[int], count: Mapping[int, int], rows: int, fields: Mapping[str, tuple[str, ...]]
) -> npt.NDArray[np.float32]:
    parts = {part for field in fields for part in (field, field.partition(".")[0])}
    of_field = {zlib.crc32(f"{FIELD}{part}".encode()) for part in parts}
    more = [_FIELD if key in of_field else 1.0 for key in keys]
    return np.array([math.log(1 + rows / count[key]) * m for key, m in zip(keys, more, strict=True)], dtype=np.float32)


def _matrix(rows: Sequence[Sequence[int]], keys: Sequence[int], rarity: npt.NDArray[np.float32]) -> torch.Tensor:
    """Sentences by features, each of unit length; sparse."""
    import torch

    place = {feature: at for at, feature in enumerate(keys)}
    numbers: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for number, row in enumerate(rows):
        at = [place[feature] for feature in row if feature in place]
        length = math.sqrt(float((rarity[at] ** 2).sum())) or 1.0
        columns += at
        values += (rarity[at] / length).tolist()
        numbers += [number] * len(at)
    shape = (len(rows), len(keys))
    found = torch.sparse_coo_tensor([numbers, columns], values, shape, dtype=torch.float32, check_invariants=True)
    return found.coalesce()


def _search(
    told: torch.Tensor, rest: torch.Tensor, counts: torch.Tensor, steps: int
) -> tuple[torch.Tensor, torch.Tensor, float]:
    """Weights, bias and loss; the gradient is written out, which costs half of that which torch finds.

    rest: -inf where a topic is wrong. counts: how much each sentence counts."""
    import torch

    back = told.t().coalesce()
    w, b = torch.zeros(told.shape[1], rest.shape[1]), torch.zeros(rest.shape[1])
    w.grad, b.grad = torch.zeros_like(w), torch.zeros_like(b)
    search = torch.optim.LBFGS([w, b], max_iter=steps, history_size=4, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        scores = told @ w + b
        right = scores + rest
        wrong = torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)
        error = (torch.softmax(scores, 1) - torch.softmax(right, 1)) * counts[:, None]
        w.grad = (back @ error).add_(w, alpha=1 / _STRENGTH)
        b.grad = error.sum(0)
        return (wrong * counts).sum() + 0.5 / _STRENGTH * (w**2).sum()

    with torch.no_grad():
        search.step(loss)
        return w, b, float(loss())


def _weights(
    sentences: Sequence[Sentence], counts: npt.NDArray[np.int64], kinds: Sequence[str]
) -> npt.NDArray[np.float32]:
    found = np.array(
        [_WEIGHT.get(each.source, 1.0) / max(1, counts[kinds.index(each.topic)]) ** _BALANCE for each in sentences],
        dtype=np.float32,
    )
    return np.asarray(found / found.mean(), dtype=np.float32)
