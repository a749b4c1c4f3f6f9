"""The rig avatar: one SVG whose groups are parts and one rig.yaml that binds them. UI thread; needs a QGuiApplication.

`create` reads the folder `avatar.folder` of the character (see docs/make-an-avatar.md); nothing else is opened.
"""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QRegion

from companion.face.pose import FacePose
from companion.ui.avatars.face_spot import FaceSpot, spot
from companion.ui.avatars.folder import Housed, folder_of, no_options
from companion.ui.avatars.framed import Frame
from companion.ui.avatars.puppet.building import load_rig
from companion.ui.avatars.puppet.model import Rig
from companion.ui.avatars.puppet.stage import Stage


class RigAvatar:
    """An AvatarRenderer. Call `resize` once before `paint`; sizes and points are logical pixels."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.aspect = rig.view[2] / rig.view[3]
        self._frame = Frame()

    @property
    def undrawn(self) -> tuple[str, ...]:
        """What of the drawing is left out: line, element, and what to do."""
        return self.rig.undrawn

    @property
    def files(self) -> tuple[Path, ...]:
        """What it was made from; when one of them is saved, it can be made anew."""
        return self.rig.files

    @property
    def face_spot(self) -> FaceSpot | None:
        """Where her face is, if a part says so."""
        box = next((part.box for name in ("face", "head") for part in self.rig.parts if part.name == name), None)
        return None if box is None or box.isEmpty() else spot(box, self.rig.view)

    def resize(self, size: QSize, ratio: float = 1.0) -> None:
        """Prepare for a size (~60 ms at 400 x 600). Raises AvatarError for an empty or absurd size."""
        if self._frame.changes(size, ratio):
            self._frame.drawer = Stage(self.rig, *self._frame.pixels)

    def paint(self, painter: QPainter, pose: FacePose) -> None:
        """Draw the figure at (0, 0) .. size."""
        self._frame.paint(painter, pose)

    def hit(self, point: QPointF) -> bool:
        """Whether the last painted frame has something at a logical point."""
        return self._frame.hit(point)

    def region(self) -> QRegion:
        """The coarse outline of the last painted frame."""
        return self._frame.region()


def prepare(character: Housed) -> None:
    """Read the drawing ahead (a large one takes 0.4 s); `create` then finds it. Any thread. Raises AvatarError."""
    load_rig(folder_of(character))


def create(character: Housed, options: Mapping[str, object] | None = None) -> RigAvatar:
    """The renderer of a character.

    Raises:
        AvatarError: no folder, or a drawing or rig.yaml with mistakes; file and line of each are named.
    """
    no_options(character, "rig", {**character.avatar.style, **(options or {})})
    return RigAvatar(load_rig(folder_of(character)))
