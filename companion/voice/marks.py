"""When things happened in one turn, for TurnTimings. One owner thread."""

from companion.voice.types import Turn, TurnTimings


class Marks:
    """Clock seconds by name, measured from `origin`: the true end of speech, or the submit of a typed turn."""

    def __init__(self, origin: float) -> None:
        self.origin = origin
        self._times: dict[str, float] = {}

    def mark(self, name: str, time: float) -> None:
        """The first time counts."""
        self._times.setdefault(name, time)

    def has(self, name: str) -> bool:
        return name in self._times

    def timings(self, turn: Turn, *, speculative: bool) -> TurnTimings:
        """Milliseconds since the origin, one decimal."""
        ms = {name: round(max(0.0, time - self.origin) * 1000, 1) for name, time in self._times.items()}
        return TurnTimings(turn, ms, speculative)
