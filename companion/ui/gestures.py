"""What the pointer means on her body: drag, poke, pat, double click. Pure; time and places are arguments."""

from dataclasses import dataclass, field
from typing import Literal

Point = tuple[float, float]
Gesture = Literal["drag", "poke", "pat", "none"]

HEAD_SHARE = 0.45  # the upper part of her window is the head
DOUBLE_S = 0.25  # a second press within this time is a double click; until then a poke is held back
STROKES = 3  # changes of direction over the head that make a pat
STROKE_PX = 14.0  # length of a stroke before its turn counts
PAT_REST_S = 0.9  # without movement for this long, the pat is over


@dataclass
class Pointer:
    """The left button and the movement over her.

    threshold: pixels that a press must move to become a drag.
    """

    threshold: float = 8.0
    _pressed: Point | None = None
    _dragging: bool = False
    _turns: list[float] = field(default_factory=list)
    _edge: float | None = None
    _way: int = 0

    @property
    def dragging(self) -> bool:
        return self._dragging

    def press(self, at: Point) -> None:
        """The button goes down at `at` (screen)."""
        self._pressed, self._dragging = at, False

    def move(self, at: Point) -> Gesture:
        """The pointer moves with the button down: "drag" from the moment that it is one."""
        if self._pressed is None:
            return "none"
        far = abs(at[0] - self._pressed[0]) + abs(at[1] - self._pressed[1])
        self._dragging = self._dragging or far >= self.threshold
        return "drag" if self._dragging else "none"

    def release(self) -> Gesture:
        """The button goes up: the end of a "drag", a "poke", or "none" when the press was not hers."""
        result: Gesture = "none"
        if self._pressed is not None:
            result = "drag" if self._dragging else "poke"
        self._pressed, self._dragging = None, False
        return result

    def hover(self, x: float, now: float) -> Gesture:
        """The pointer moves over her head without a button: "pat" at each stroke after the third turn."""
        self._turns = [moment for moment in self._turns if now - moment < PAT_REST_S]
        if self._edge is None:
            self._edge = x
        step = x - self._edge
        way = (step > 0) - (step < 0)
        if way == self._way or abs(step) >= STROKE_PX:
            if self._way and way != self._way:
                self._turns.append(now)
            self._edge, self._way = x, way
        return "pat" if len(self._turns) >= STROKES else "none"

    def leave(self) -> None:
        """The pointer has left her head."""
        self._turns.clear()
        self._edge, self._way = None, 0
