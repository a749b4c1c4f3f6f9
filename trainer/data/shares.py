"""Least and most of each kind of row (`data.shares`). Pure; any thread."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from companion.errors import TrainingError
from trainer.rows import Kind, Row


@dataclass(frozen=True, slots=True)
class Share:
    """One line of the report. least, most, had, has: shares of all rows (0 to 1), before and after."""

    kind: Kind
    least: float
    most: float
    had: float
    has: float
    rows: int
    dropped: int

    @property
    def short(self) -> bool:
        """Fewer than asked for; dropping other rows would not be worth it, more must be written."""
        return self.has < self.least


def balance(
    rows: Sequence[Row], wanted: Mapping[Kind, tuple[float, float]], seed: int
) -> tuple[list[Row], list[Row], list[Share]]:
    """(rows that stay, surplus, report). Of a kind above its most, rows go by a hash of their id: no order, no luck.

    Raises:
        TrainingError: the most of all kinds that are there don't add up to 1, or a least is above its most.
    """
    counts = Counter(row.kind for row in rows)
    _check(counts, wanted)
    room = _room(counts, wanted)
    stay: list[Row] = []
    surplus: list[Row] = []
    taken: Counter[Kind] = Counter()
    for row in sorted(rows, key=lambda row: hashlib.sha256(f"{seed}\n{row.kind}\n{row.id}".encode()).digest()):
        fits = taken[row.kind] < room[row.kind]
        (stay if fits else surplus).append(row)
        taken[row.kind] += fits
    place = {id(row): number for number, row in enumerate(rows)}
    stay.sort(key=lambda row: place[id(row)])
    return stay, surplus, _report(counts, taken, wanted)


def _check(counts: Mapping[Kind, int], wanted: Mapping[Kind, tuple[float, float]]) -> None:
    wrong = [
        f"{kind}: least {least:g} is above most {most:g}" for kind, (least, most) in wanted.items() if least > most
    ]
    if counts and sum(wanted.get(kind, (0.0, 1.0))[1] for kind in counts) < 1 - 1e-9:
        there = ", ".join(f"{kind} {wanted[kind][1]:g}" for kind in sorted(counts))
        wrong.append(f"the most of all kinds that there are ({there}) add up to less than 1")
    if sum(least for least, _ in wanted.values()) > 1 + 1e-9:
        wrong.append("the least of all kinds add up to more than 1")
    if wrong:
        raise TrainingError(
            f"data.shares in recipe.yaml can't be kept: {'; '.join(wrong)}.",
            code="shares-impossible",
            hint="Raise the most of a kind, or write rows of the kinds that are missing.",
        )


def _room(counts: Mapping[Kind, int], wanted: Mapping[Kind, tuple[float, float]]) -> dict[Kind, int]:
    """Largest total T with sum(min(count, most * T)) = T, by iteration from above (each step only falls)."""
    most = {kind: wanted.get(kind, (0.0, 1.0))[1] for kind in counts}
    total = float(sum(counts.values()))
    for _ in range(10_000):
        smaller = sum(min(count, most[kind] * total) for kind, count in counts.items())
        if total - smaller < 1e-6:
            break
        total = smaller
    return {
        kind: min(count, max(int(most[kind] > 0), int(most[kind] * total + 1e-6))) for kind, count in counts.items()
    }


def _report(
    counts: Mapping[Kind, int], taken: Mapping[Kind, int], wanted: Mapping[Kind, tuple[float, float]]
) -> list[Share]:
    before, after = max(1, sum(counts.values())), max(1, sum(taken.values()))
    return [
        Share(
            kind=kind,
            least=wanted.get(kind, (0.0, 1.0))[0],
            most=wanted.get(kind, (0.0, 1.0))[1],
            had=counts.get(kind, 0) / before,
            has=taken.get(kind, 0) / after,
            rows=taken.get(kind, 0),
            dropped=counts.get(kind, 0) - taken.get(kind, 0),
        )
        for kind in sorted({*counts, *wanted})
    ]
