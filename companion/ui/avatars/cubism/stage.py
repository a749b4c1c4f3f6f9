"""Frames of one Live2D model at one size in device pixels, asked of the process that draws her. UI thread."""

import itertools
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from companion.errors import AvatarError
from companion.face import reading
from companion.face.pose import FacePose
from companion.ui.avatars.cubism.expressions import Expression, apply
from companion.ui.avatars.cubism.feeling import without
from companion.ui.avatars.cubism.model_file import ModelFile
from companion.ui.avatars.cubism.parameters import Table, bounded, folded
from companion.ui.avatars.cubism.playing import Player
from companion.ui.avatars.cubism.process import Facts, Frame, PainterProcess
from companion.ui.avatars.figure.layers import blank

FRAMES_PER_S = 60.0
_SHARE = 1.5  # a frame is asked for at most every 1.5 times what drawing one takes, so a core stays free
_LATE_S = 20.0  # a still picture is given up after that
_LARGEST = 16384  # pixels of the space she is drawn in
_SIDE, _TOP, _FOOT = 0.04, 0.03, 0.015  # margins, as shares of the window
TALL, CLOSER = 1.6, 1.8  # a figure so many times as high as wide is shown so much closer: faces are what is looked at
_numbers = itertools.count(1)


class Stage:
    """Asks for frames and shows them. waits: whether `draw` gives exactly the pose's frame. seen: one has come."""

    def __init__(
        self,
        painter: PainterProcess,
        model: ModelFile,
        shown: Mapping[str, Expression],
        size: tuple[int, int],
        *,
        zoom: float | None,
        physics: bool,
        clock: Callable[[], float],
        on_problem: Callable[[AvatarError], None],
        player: Player | None = None,
    ) -> None:
        self._painter, self._model, self._shown, self._size = painter, model, shown, size
        self._zoom, self._physics, self._clock, self._on_problem = zoom, physics, clock, on_problem
        self.frame = blank(*size)
        self._player = player
        self.waits = False
        self._number = next(_numbers)
        self._table: Table | None = None
        self._moved: set[str] = set()  # folded names of what the house moves
        self._view = (0, 0, *size)
        self._asked = self._arrived = 0
        self._when = float("-inf")
        self._took = 0.0
        self._told = False
        self.seen = False

    def borrow(self, frame: QImage) -> None:
        """Show an older frame, stretched, until the first of this size is there."""
        self.frame = frame.scaled(*self._size, Qt.AspectRatioMode.IgnoreAspectRatio)

    def draw(self, pose: FacePose, wait: bool | None = None) -> QImage:
        """The frame to show. A process that fails is told once, and the last frame stays."""
        wait = self.waits if wait is None else wait
        try:
            if self._loaded():
                self._still(pose) if wait else self._live(pose)
        except AvatarError as error:
            if not self._told:
                self._told = True
                self._on_problem(error)
        return self.frame

    def values(self, pose: FacePose, now: float | None = None) -> list[float]:
        """What the model's parameters are for a pose; only when she is loaded. now: None = her motions do not count."""
        assert self._table is not None
        pose = bounded(pose)
        felt = reading.felt(pose)
        given = self._table.posed(without(pose, felt, self._shown))
        if self._player is not None and now is not None:
            self._player.lay(given, self._moved, self._model.lips, now)
        speaking = {key: given[key] for key in given if folded(key) == "parammouthopeny"}
        feels = reading.added(felt)
        shown = [(self._shown[emotion], share) for emotion, share in feels.items() if emotion in self._shown]
        at_rest = self._shown.get("neutral")
        if at_rest is not None:
            shown.append((at_rest, max(0.0, 1.0 - sum(feels.values()))))
        apply(given, shown)
        for key, opened in speaking.items():  # an expression that shuts the mouth must not silence her
            given[key] = max(given[key], opened)
        return self._table.cut(given)

    def _loaded(self) -> bool:
        if self._table is not None:
            return True
        facts = self._painter.facts()
        if facts is None:
            return False
        self._table = Table(facts.parameters, self._model.eyes, self._model.lips)
        self._moved = self._table.moved()
        self._view = fitted(facts, self._size, self._zoom)
        return True

    def _still(self, pose: FacePose) -> None:
        number = self._ask(pose, 0.0)
        frame = self._painter.frame(self._number, number, _LATE_S)
        if frame is None or frame.number < number:
            raise AvatarError(f"{self._model.path}: a picture of her took too long.", code="live2d-slow")
        self._take(frame)

    def _live(self, pose: FacePose) -> None:
        frame = self._painter.frame(self._number)
        if frame is not None and frame.number != self._arrived:
            self._take(frame)
        now = self._clock()
        due = max(1.0 / FRAMES_PER_S, _SHARE * self._took)
        if self._arrived == self._asked and now - self._when >= due - 0.004:
            self._ask(pose, min(0.1, max(0.001, now - self._when)) if self._physics else 0.0, now)
            self._when = now

    def _ask(self, pose: FacePose, passed: float, now: float | None = None) -> int:
        self._asked = self._painter.ask(self._number, self._size, self._view, self.values(pose, now), passed)
        return self._asked

    def _take(self, frame: Frame) -> None:
        self.seen = True
        self._arrived, self._took = frame.number, 0.8 * self._took + 0.2 * frame.took if self._took else frame.took
        self.frame = QImage(
            frame.pixels, frame.width, frame.height, 4 * frame.width, QImage.Format.Format_ARGB32_Premultiplied
        )


def fitted(facts: Facts, size: tuple[int, int], zoom: float | None = None) -> tuple[int, int, int, int]:
    """Where the model's space lies in a frame: left, lower edge, width, height in pixels, as OpenGL counts.

    At zoom 1 she stands on the lower edge, whole and in the middle; closer, her head is in the middle of what is seen.
    """
    wide, high = size
    left, top, width, height = facts.box
    whole, spread = high * (1 - _TOP - _FOOT) / height, wide * (1 - 2 * _SIDE) / (width * facts.aspect)
    if zoom is None:  # no hand is cut off
        zoom = min(CLOSER, max(1.0, spread / whole)) if height > TALL * width * facts.aspect else 1.0
    scale = min(whole, spread) * zoom
    scale = min(scale, _LARGEST, _LARGEST / facts.aspect)
    middle = left + width / 2 if zoom < 1.2 else facts.middle
    x = wide / 2 - middle * scale * facts.aspect
    y = high * _TOP - top * scale if zoom > 1.001 else high * (1 - _FOOT) - (top + height) * scale
    return round(x), round(high - y - scale), max(1, round(scale * facts.aspect)), max(1, round(scale))
