"""A sprite's frame: the pictures of what the pose shows, crossfaded, breathing, swaying, talking. UI thread.

Which pictures, and how far one has faded into the next, follows from the pose alone, so any pose can be painted at any
time. Mouth and lids snap, as in a drawn film; without mouth pictures she bounces gently with her voice.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter

from companion.errors import AvatarError
from companion.face.pose import FacePose
from companion.face.reading import shares
from companion.face.visemes import VISEMES
from companion.ui.avatars.figure.compositor import clamped
from companion.ui.avatars.figure.layers import blank
from companion.ui.avatars.sprite.folder_set import Look, SpriteSet
from companion.ui.avatars.sprite.pictures import Pictures

MARGIN = 0.03  # of the height, so that she may sway inside of the window
_BLINK = 0.3  # lids below this share of the expression's are shut
_WEAK, _FULL = 0.12, 0.42  # strength of an expression: below, neutral is shown; above, its picture alone

Place = tuple[float, float, float, float]
"""dx as a share of the height; shear; scale x, y. Her lower end stays where it is: a picture may be cut off there."""


def weights(pose: FacePose) -> dict[str, float]:
    """Emotions and how visible their pictures are, adding up to 1."""
    found = {name: _smooth((share - _WEAK) / (_FULL - _WEAK)) for name, share in shares(pose).items()}
    total = sum(found.values())
    if total < 1.0:
        found["neutral"] = found.get("neutral", 0.0) + 1.0 - total
        total = 1.0
    return {name: share / total for name, share in found.items() if share / total > 0.01}


def _smooth(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


def mouth(pose: FacePose, there: "set[str]") -> str:
    """The mouth picture for a pose, of those that are there ("" = shut)."""
    opened = pose.mouth_open
    if opened < 5.0 or not there - {""}:
        return ""
    vowels = sorted(there & set("aiueo"))
    if len(vowels) >= 2:
        return min(vowels, key=lambda name: _distance(pose, name))
    if vowels and "open" not in there:
        return vowels[0]
    if "half" in there and (opened < 17.0 or "open" not in there):
        return "half"
    return "open" if "open" in there else ""


def _distance(pose: FacePose, name: str) -> float:
    shape = VISEMES[name]
    return (
        abs(pose.mouth_open - shape.open) / 46
        + abs(pose.mouth_width - shape.width) / 27
        + abs(pose.mouth_round - shape.round)
    )


class SpriteStage:
    """Draws frames of one set at one size in device pixels."""

    def __init__(
        self,
        sprites: SpriteSet,
        width: int,
        height: int,
        liveliness: float = 1.0,
        on_problem: Callable[[AvatarError], None] = lambda _error: None,
    ) -> None:
        self._set, self._lively, self._on_problem = sprites, liveliness, on_problem
        self._broken: dict[Path, QImage] = {}
        self.frame, self._sheet = blank(width, height), blank(width, height)
        box = QSize(max(1, round(width * (1 - 2 * MARGIN))), max(1, round(height * (1 - MARGIN))))
        self.pictures = Pictures(box)
        self._shown: tuple[object, ...] | None = None
        first = [self._set.looks["neutral"].mouths[""]]
        self.pictures.prefetch([*first, *sprites.files])

    def draw(self, pose: FacePose) -> QImage:
        """The frame for a pose; the same image every time."""
        pose = clamped(pose)
        shown = weights(pose)
        paths = [(self._picture(self._set.looks[name], pose), share) for name, share in shown.items()]
        place = self._place(pose, any(len(self._set.looks[name].mouths) > 1 for name in shown))
        key = (*[(path, round(share * 64)) for path, share in paths], *[round(value * 2048) for value in place])
        if key == self._shown:
            return self.frame
        images = [(self._image(path), share) for path, share in paths]
        self._shown = key
        with QPainter(self.frame) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.fillRect(self.frame.rect(), Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            if len(images) == 1:
                self._put(painter, images[0][0], place)
            else:
                self._fade(painter, images, place)
        return self.frame

    def _fade(self, painter: QPainter, images: list[tuple[QImage, float]], place: Place) -> None:
        """Several pictures at once: shares add up to 1, so where all are solid she stays solid."""
        for image, share in images:
            self._sheet.fill(Qt.GlobalColor.transparent)
            with QPainter(self._sheet) as inner:
                inner.setOpacity(share)
                self._put(inner, image, place)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
            painter.drawImage(0, 0, self._sheet)

    def _image(self, path: Path) -> QImage:
        """A picture; one that has become unreadable is told once, and an empty one is shown in its place."""
        if path in self._broken:
            return self._broken[path]
        try:
            return self.pictures(path)
        except AvatarError as error:
            self._broken[path] = blank(1, 1)
            self._on_problem(error)
            return self._broken[path]

    def _picture(self, look: Look, pose: FacePose) -> Path:
        narrow = max(pose.eye_open_l, pose.eye_open_r)
        blinking = bool(look.blinks) and narrow < _BLINK
        pictures = look.blinks if blinking else look.mouths
        name = mouth(pose, set(pictures))
        return pictures[name] if name in pictures else next(iter(pictures.values()))

    def _place(self, pose: FacePose, speaks: bool) -> Place:
        """Her feet stay where they are."""
        k = self._lively
        talk = 0.0 if speaks else min(1.0, pose.mouth_open / 40.0)
        hop = max(0.0, getattr(pose, "bounce", 0.0))
        stretch = 0.008 * pose.breath + 0.004 * pose.head_lift + 0.018 * talk + 0.014 * hop + 0.006 * pose.head_y
        lean = 0.022 * pose.head_x + 0.030 * pose.head_z + 0.01 * pose.body_x
        return (
            0.006 * k * pose.body_x,
            k * lean,
            1.0 - 0.4 * k * stretch,
            1.0 + k * stretch,
        )

    def _put(self, painter: QPainter, image: QImage, place: Place) -> None:
        dx, shear, sx, sy = place
        width, height = self.frame.width(), self.frame.height()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(width / 2 + dx * height, height)
        painter.shear(-shear, 0.0)
        painter.scale(sx, sy)
        painter.drawImage(-image.width() // 2, -image.height(), image)
        painter.restore()
