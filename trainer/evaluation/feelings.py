"""Is the feeling the right one, and does the voice rise with it? Pure; any thread.

Emotions are canonical names. An answer counts as right when any of the acceptable ones was chosen: where the same words
were answered in several moods in the data, each of them is acceptable.
"""

import itertools
from collections import Counter
from collections.abc import Collection, Sequence

Judged = tuple[
    Collection[str], str
]  # acceptable emotions (the first of a sequence is the requested one), the chosen one
BUCKETS = ((0.0, 0.35), (0.35, 0.65), (0.65, 1.01))
_PLEASANT = frozenset({"joy", "smile", "love", "smug", "excited", "shy"})
_UNPLEASANT = frozenset({"sad", "angry", "worried"})


def accuracy(found: Sequence[Judged]) -> list[bool]:
    """Of each, whether the chosen emotion is acceptable."""
    return [chosen in accepted for accepted, chosen in found]


def same_sign(found: Sequence[Judged]) -> list[bool]:
    """Of each, whether the chosen emotion is as pleasant, unpleasant or neither as an acceptable one."""
    return [any(sign(chosen) == sign(one) for one in accepted) for accepted, chosen in found]


def sign(emotion: str) -> int:
    """1 pleasant, -1 unpleasant, 0 neither."""
    return (emotion in _PLEASANT) - (emotion in _UNPLEASANT)


def macro_f1(found: Sequence[Judged]) -> float | None:
    """Mean F1 over the emotions that were requested or chosen. What is chosen acceptably counts as its own class;
    else the requested one (the first acceptable) was missed."""
    pairs = [(chosen if chosen in accepted else next(iter(accepted)), chosen) for accepted, chosen in found if accepted]
    labels = {label for pair in pairs for label in pair}
    if not labels:
        return None
    scores = []
    for label in labels:
        right = sum(true == label == chosen for true, chosen in pairs)
        wrong = sum((true == label) != (chosen == label) for true, chosen in pairs)
        scores.append(2 * right / (2 * right + wrong))
    return sum(scores) / len(scores)


def confusion(found: Sequence[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """requested -> chosen -> how often."""
    table: dict[str, Counter[str]] = {}
    for requested, chosen in found:
        table.setdefault(requested, Counter())[chosen] += 1
    return {requested: dict(sorted(row.items())) for requested, row in sorted(table.items())}


def spearman(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Rank correlation (Spearman 1904) with mean ranks for ties; None for fewer than 3 pairs or where one side never
    changes."""
    if len(pairs) < 3:
        return None
    left, right = _ranks([one for one, _ in pairs]), _ranks([other for _, other in pairs])
    middle = (len(pairs) + 1) / 2
    shared = sum((a - middle) * (b - middle) for a, b in zip(left, right, strict=True))
    spread = sum((a - middle) ** 2 for a in left) * sum((b - middle) ** 2 for b in right)
    return max(-1.0, min(1.0, shared / spread**0.5)) if spread > 0 else None


def buckets(pairs: Sequence[tuple[float, float]]) -> list[tuple[float, float, float | None, int]]:
    """(from, to, mean of the second, how many) for weak, middling and strong intensity."""
    rows: list[tuple[float, float, float | None, int]] = []
    for low, high in BUCKETS:
        inside = [value for intensity, value in pairs if low <= intensity < high]
        rows.append((low, min(high, 1.0), sum(inside) / len(inside) if inside else None, len(inside)))
    return rows


def rising(pairs: Sequence[tuple[float, float]]) -> bool | None:
    """Whether no bucket's mean lies below the one before; None with fewer than two buckets filled."""
    means = [mean for _, _, mean, _ in buckets(pairs) if mean is not None]
    return None if len(means) < 2 else all(one <= other for one, other in itertools.pairwise(means))


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for place in order[at : end + 1]:
            ranks[place] = (at + end) / 2 + 1
        at = end + 1
    return ranks
