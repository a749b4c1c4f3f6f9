"""The sprite avatar: a folder of pictures, one a feeling. UI thread; needs a QGuiApplication.

`create` reads the folder `avatar.folder` of the character; SillyTavern expression folders load as they are. Keys of
`avatar.style`: `costume`, a folder below; `liveliness`, 0 (stands still) to 3; and a file name for any feeling.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QRegion

from companion.errors import AvatarError
from companion.face.pose import FacePose
from companion.persona.emotion import CANONICAL, canonical
from companion.ui.avatars.face_spot import FaceSpot, guessed
from companion.ui.avatars.folder import Housed, folder_of, no_options
from companion.ui.avatars.framed import Frame
from companion.ui.avatars.sprite.folder_set import SpriteSet, read_set
from companion.ui.avatars.sprite.pictures import decoded
from companion.ui.avatars.sprite.stage import MARGIN, SpriteStage


class SpriteAvatar:
    """An AvatarRenderer. Call `resize` once before `paint`; sizes and points are logical pixels."""

    def __init__(self, sprites: SpriteSet, liveliness: float = 1.0) -> None:
        self.sprites, self._liveliness = sprites, liveliness
        self.aspect = sprites.size[0] / sprites.size[1]
        self.on_problem: Callable[[AvatarError], None] = lambda _error: None
        """Called once for a picture that can't be read any more."""
        self._frame = Frame()
        self._stage: SpriteStage | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """What it was made from; when one of them is saved, it can be made anew."""
        return self.sprites.files

    @property
    def face_spot(self) -> FaceSpot:
        """Where her face probably is."""
        found = guessed(decoded(self.sprites.looks["neutral"].mouths[""], QSize(120, 180)))
        window = 2 / 3
        share = min(window * (1 - 2 * MARGIN) / self.aspect, 1 - MARGIN) / min(
            window / self.aspect, 1.0
        )  # room to sway
        return FaceSpot(0.5 + share * (found.x - 0.5), 1 - share * (1 - found.y), share * found.high)

    def resize(self, size: QSize, ratio: float = 1.0) -> None:
        """Prepare for a size; pictures are decoded in the background. Raises AvatarError for an absurd size."""
        if self._frame.changes(size, ratio):
            if self._stage is not None:
                self._stage.pictures.forget()
            self._stage = SpriteStage(
                self.sprites, *self._frame.pixels, self._liveliness, lambda error: self.on_problem(error)
            )
            self._frame.drawer = self._stage

    def paint(self, painter: QPainter, pose: FacePose) -> None:
        """Draw the figure at (0, 0) .. size."""
        self._frame.paint(painter, pose)

    def hit(self, point: QPointF) -> bool:
        """Whether the last painted frame has something at a logical point."""
        return self._frame.hit(point)

    def region(self) -> QRegion:
        """The coarse outline of the last painted frame."""
        return self._frame.region()


def create(character: Housed, options: Mapping[str, object] | None = None) -> SpriteAvatar:
    """The renderer of a character.

    Raises:
        AvatarError: no folder, no pictures, pictures that are broken or huge, or a wrong style key.
    """
    style = {**character.avatar.style, **(options or {})}
    feelings = {key: str(style.pop(key)) for key in list(style) if canonical(key) is not None}
    no_options(character, "sprites", style, ("costume", "liveliness", *CANONICAL))
    liveliness = style.get("liveliness", 1.0)
    if not isinstance(liveliness, int | float) or isinstance(liveliness, bool) or not 0 <= liveliness <= 3:
        raise AvatarError(
            f"{character.id}: avatar.style.liveliness is {liveliness!r}; a number from 0 to 3 is needed.",
            code="avatar-style",
        )
    return SpriteAvatar(read_set(folder_of(character), str(style.get("costume", "")), feelings), float(liveliness))
