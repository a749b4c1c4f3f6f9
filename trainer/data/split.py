"""Training, validation and test, by scene and never by row. Pure; any thread.

A unit is what must stay together: all rows of a scene, and scenes that share an exchange word for word. Units are
dealt by kind and language, in the order of a hash of their name and the seed: the order of the rows does not matter,
and a new scene moves few others.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from trainer.rows import Row

TRAIN, VAL, TEST = "train", "val", "test"
PARTS = (TRAIN, VAL, TEST)
_Exchange = tuple[str, str, str]


@dataclass(slots=True)
class _Unit:
    name: str
    rows: list[Row] = field(default_factory=list)

    @property
    def stratum(self) -> tuple[str, str]:
        counts = Counter((row.kind, row.language) for row in self.rows)
        return max(counts, key=lambda stratum: (counts[stratum], stratum))


def split(rows: Sequence[Row], validation: float, test: float, seed: int) -> dict[str, list[Row]]:
    """{"train", "val", "test"} -> rows, each in the order of `rows`.

    validation, test: shares of the rows of each kind and language; as near as whole units allow, and never more than
    half a unit above. Where a share is asked for and no stratum is large enough, the smallest unit serves, provided
    that at least two others remain for training.
    """
    units = _units(rows)
    strata: dict[tuple[str, str], list[_Unit]] = defaultdict(list)
    for unit in units:
        strata[unit.stratum].append(unit)
    where: dict[str, str] = {}
    for stratum in sorted(strata):
        _deal(sorted(strata[stratum], key=lambda unit: _rank(unit.name, seed)), {TEST: test, VAL: validation}, where)
    for part, share in ((TEST, test), (VAL, validation)):
        if share > 0 and part not in where.values():
            _spare(units, part, where, seed)
    parts: dict[str, list[Row]] = {part: [] for part in PARTS}
    at = {id(row): where.get(unit.name, TRAIN) for unit in units for row in unit.rows}
    for row in rows:
        parts[at[id(row)]].append(row)
    return parts


def leaks(parts: dict[str, list[Row]]) -> int:
    """How many held-out rows training has seen: their scene, or all that is said in one of their exchanges."""
    scenes = {row.scene for row in parts[TRAIN]}
    seen = {said for row in parts[TRAIN] for said in _said(row)}
    held = parts[VAL] + parts[TEST]
    across = {row.scene for row in parts[VAL]} & {row.scene for row in parts[TEST]}
    return sum(row.scene in scenes or row.scene in across or not seen.isdisjoint(_said(row)) for row in held)


def _deal(units: list[_Unit], shares: dict[str, float], where: dict[str, str]) -> None:
    total = sum(len(unit.rows) for unit in units)
    left = len(units)
    for part, share in shares.items():
        room = share * total
        for unit in units:
            if left < 2 or unit.name in where or len(unit.rows) / 2 > room:
                continue
            where[unit.name] = part
            room -= len(unit.rows)
            left -= 1


def _spare(units: list[_Unit], part: str, where: dict[str, str], seed: int) -> None:
    free = sorted((unit for unit in units if unit.name not in where), key=lambda u: (len(u.rows), _rank(u.name, seed)))
    if len(free) >= 3:
        where[free[0].name] = part


def _units(rows: Sequence[Row]) -> list[_Unit]:
    parent: dict[str, str] = {}

    def root(scene: str) -> str:
        parent.setdefault(scene, scene)
        while parent[scene] != scene:
            parent[scene] = parent[parent[scene]]
            scene = parent[scene]
        return scene

    places: dict[_Exchange, list[str]] = defaultdict(list)
    for row in rows:
        root(row.scene)
        for said in _said(row):
            places[said].append(row.scene)
    for scenes in places.values():
        for one, other in pairwise(scenes):
            low, high = sorted((root(one), root(other)))
            parent[high] = low
    units: dict[str, _Unit] = {}
    for row in rows:
        name = root(row.scene)
        units.setdefault(name, _Unit(name)).rows.append(row)
    return [units[name] for name in sorted(units)]


def _said(row: Row) -> list[_Exchange]:
    """What each exchange says, besides marks and spaces."""
    return [(row.language, _plain(turn.user), _plain(turn.text)) for turn in row.exchanges]


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum()) or text


def _rank(name: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}\n{name}".encode()).digest()
