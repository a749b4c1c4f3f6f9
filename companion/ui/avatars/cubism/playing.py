"""Which of a model's motions is seen, and how it is laid over what the house does. UI thread.

Motions of the group Idle go on for ever, one after another, and move what the house does not (tails, ears, arms). One
for a touch (TapHead, TapBody, …) plays once, over all but the lips.
"""

import random
from collections.abc import Callable, Mapping, Sequence

from companion.ui.avatars.cubism.motion import Motion
from companion.ui.avatars.cubism.parameters import folded

_LIPS = frozenset({"parammouthopeny", *(f"param{vowel}" for vowel in "aiueo")})
_HEAD = ("head", "pat", "face")
_BODY = ("body", "tap", "touch", "poke", "flick", "shake", "pinch")
Spot = str  # "head" | "body"


class Player:
    """motions: groups of the model. choose: which of several comes next."""

    def __init__(
        self, motions: Mapping[str, Sequence[Motion]], choose: Callable[[Sequence[Motion]], Motion] = random.choice
    ) -> None:
        self._choose = choose
        self._idle = _of(motions, ("idle",))
        head, body = _of(motions, _HEAD), _of(motions, _BODY)
        self._touches = {"head": head or body, "body": [one for one in body if one not in head] or body}
        self._resting: tuple[Motion, float] | None = None  # and since when
        self._played: tuple[Motion, float] | None = None

    @property
    def touching(self) -> bool:
        """Whether a motion for a touch is under way."""
        return self._played is not None

    def touched(self, spot: Spot, now: float) -> None:
        """She was patted or poked; one motion at a time."""
        lines = self._touches.get(spot, [])
        if lines and self._played is None:
            self._played = (self._choose(lines), now)

    def lay(self, given: dict[str, float], moved: set[str], lips: Sequence[str], now: float) -> None:
        """Change `given` (id -> value). moved: folded names that the house moves. lips: ids that speak."""
        self._rest(given, moved, now)
        if self._played is not None:
            motion, since = self._played
            if now - since >= motion.seconds:
                self._played = None
            else:
                weight = motion.weight(now - since)
                for name, value in motion.at(now - since).items():
                    if name in given and name not in lips and folded(name) not in _LIPS:
                        given[name] += weight * (value - given[name])

    def _rest(self, given: dict[str, float], moved: set[str], now: float) -> None:
        if not self._idle:
            return
        if self._resting is None or now - self._resting[1] >= self._resting[0].seconds or now < self._resting[1]:
            before = self._resting[0] if self._resting is not None else None
            others = [one for one in self._idle if one is not before] or self._idle
            self._resting = (self._choose(others), now)
        motion, since = self._resting
        weight = motion.weight(now - since, goes=len(self._idle) > 1)
        for name, value in motion.at(now - since).items():
            if name in given and folded(name) not in moved:
                given[name] += weight * (value - given[name])


def _of(motions: Mapping[str, Sequence[Motion]], words: Sequence[str]) -> list[Motion]:
    """Motions of the groups whose names have one of these words in them."""
    return [
        one for group, listed in motions.items() for one in listed if any(word in group.casefold() for word in words)
    ]
