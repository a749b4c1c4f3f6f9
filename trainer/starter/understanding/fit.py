"""The topic model: multinomial logistic regression over hashed features, in torch. Main thread; CPU.

Rare topics count more, as do the words of topics.yaml and the turns of said.yaml and finer.yaml, which are the most
like what people really write. What is only known to be about a whole topic teaches no more than that it is of one of
its parts.
"""

import math
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from companion.persona.features import FIELD, hashed
from companion.persona.fields import Fields
from trainer.starter.understanding.material import Sentence

Report = Callable[[str], None]
_WEIGHT = {"words": 3.0, "said": 3.0, "turn": 6.0}
_BALANCE = 0.4  # 1: every topic counts the same
_FIELD = 2.0  # a field counts so much more than a word as rare
_STRENGTH = 4.0  # of the data against small weights
KEPT = 50_000  # features


@dataclass(frozen=True, slots=True)
class Model:
    """keys: CRC-32 of the features, sorted; rarity: idf of each; weights: (features, topics)."""

    topics: tuple[str, ...]
    keys: npt.NDArray[np.uint32]
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
    steps: int = 40,
    report: Report = print,
) -> Model:
    """The model of these sentences; the same ones give the same model on one machine. within: topic -> what a sentence
    of it may be about; itself where it is not there. fields: as of `Fields`."""
    import torch

    known = Fields(fields or {})
    rows = [hashed(each.text, known) for each in sentences]
    count = Counter(feature for row in rows for feature in row)
    always = {f for row, each in zip(rows, sentences, strict=True) if each.source in ("words", "turn") for f in row}
    keys = sorted(feature for feature, times in count.items() if times > 1 or feature in always)
    place = {feature: at for at, feature in enumerate(keys)}
    of_field = {
        zlib.crc32(f"{FIELD}{part}".encode()) for field in fields or () for part in (field, field.split(".")[0])
    }
    rarity = np.array(
        [math.log(1 + len(rows) / count[feature]) * (_FIELD if feature in of_field else 1.0) for feature in keys],
        dtype=np.float32,
    )
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
    told = torch.sparse_coo_tensor([numbers, columns], values, shape, dtype=torch.float32, check_invariants=True)
    told = told.coalesce()
    kinds = sorted({each.topic for each in sentences})
    truth = torch.tensor([kinds.index(each.topic) for each in sentences])
    away = torch.full((len(kinds), len(topics)), -math.inf)
    for number, kind in enumerate(kinds):
        away[number, [topics.index(part) for part in (within or {}).get(kind, (kind,))]] = 0.0
    rest = away[truth]
    weight = _weights(sentences, torch.bincount(truth, minlength=len(kinds)).numpy(), kinds)
    w = torch.zeros(len(keys), len(topics), requires_grad=True)
    b = torch.zeros(len(topics), requires_grad=True)
    search = torch.optim.LBFGS([w, b], max_iter=steps, history_size=6, line_search_fn="strong_wolfe")
    counts = torch.from_numpy(weight)

    def loss() -> "torch.Tensor":
        search.zero_grad()
        scores = told @ w + b
        wrong = torch.logsumexp(scores, 1) - torch.logsumexp(scores + rest, 1)
        total = (wrong * counts).sum() + 0.5 / _STRENGTH * (w**2).sum()
        total.backward()
        return total

    search.step(loss)
    report(f"{len(rows)} sentences, {len(keys)} features, loss {float(loss().detach()) / len(rows):.3f}")
    weights = w.detach().numpy()
    best = np.sort(np.argsort(-np.abs(weights).max(axis=1) * rarity, kind="stable")[:kept])
    return Model(
        topics,
        np.array(keys, dtype=np.uint32)[best],
        rarity[best],
        weights[best],
        b.detach().numpy(),
        math.log(1 + len(rows)),
    )


def _weights(
    sentences: Sequence[Sentence], counts: npt.NDArray[np.int64], kinds: Sequence[str]
) -> npt.NDArray[np.float32]:
    found = np.array(
        [_WEIGHT.get(each.source, 1.0) / max(1, counts[kinds.index(each.topic)]) ** _BALANCE for each in sentences],
        dtype=np.float32,
    )
    return np.asarray(found / found.mean(), dtype=np.float32)
