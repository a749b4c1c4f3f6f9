"""Contact sheets: `python -m companion.ui.avatars.sheet --character ID --out FILE.png`. A tool of its own process.

Shows the twelve expressions at three intensities, the mouth shapes, the gestures, the extremes of the head, the figure
at 400x600 and 200x300 and her silhouette, so that a person can judge every change of the drawing. Runs without a
screen (QT_QPA_PLATFORM=offscreen).
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QLinearGradient, QPainter

from companion.errors import CompanionError
from companion.face.expression import EXPRESSIONS, face
from companion.face.pose import GESTURES, NEUTRAL, FacePose
from companion.face.visemes import VISEMES
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.avatars.vector import VectorAvatar, create

_LABEL = 20
REST = replace(NEUTRAL, head_x=-0.1, head_z=0.12)


@dataclass(frozen=True, slots=True)
class _Look:
    style: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Sitter:
    """A character as far as a drawing needs one."""

    id: str
    avatar: _Look = field(default_factory=_Look)


@dataclass(frozen=True, slots=True)
class Cell:
    """One picture: its name, the pose, and which part of the figure (x, y, width, height as shares)."""

    name: str
    pose: FacePose
    crop: tuple[float, float, float, float]


_HEAD = (0.11, 0.0, 0.78, 0.52)
_MOUTH = (0.32, 0.35, 0.36, 0.135)
_WHOLE = (0.0, 0.0, 1.0, 1.0)


INTENSITIES = (0.35, 0.7, 1.0)


def _expressions(intensity: float = 1.0) -> Iterator[Cell]:
    for name in CANONICAL:
        yield Cell(name, face(Mood(name, intensity)), _HEAD)


def _intensities() -> Iterator[Cell]:
    for name in CANONICAL:
        for intensity in INTENSITIES:
            yield Cell(f"{name} {intensity:.2g}", face(Mood(name, intensity)), _HEAD)


def _gestures() -> Iterator[Cell]:
    for name in GESTURES:
        yield Cell(name, replace(NEUTRAL, **{f"arms_{name}": 1.0}), _WHOLE)


def _acting() -> Iterator[Cell]:
    """The whole figure with each emotion: hands, shoulders and lean."""
    for name in CANONICAL:
        yield Cell(name, face(Mood(name, 1.0)), _WHOLE)


def _settled() -> Iterator[Cell]:
    for name in CANONICAL:
        if EXPRESSIONS[name].settled is not None:
            yield Cell(f"{name}, later", face(Mood(name, 1.0), age=10.0), _HEAD)


def _visemes() -> Iterator[Cell]:
    for name, shape in VISEMES.items():
        pose = replace(
            NEUTRAL,
            mouth_width=shape.width,
            mouth_open=shape.open,
            mouth_form=shape.form,
            mouth_round=shape.round,
            mouth_teeth=shape.teeth,
        )
        yield Cell(name, pose, _MOUTH)


def _heads() -> Iterator[Cell]:
    for y, up in ((1.0, "up"), (0.0, ""), (-1.0, "down")):
        for x, turn in ((-1.0, "left"), (0.0, "front"), (1.0, "right")):
            pose = replace(NEUTRAL, head_x=x, head_y=y, head_z=0.12 * x, gaze_x=0.3 * x, gaze_y=0.3 * y)
            yield Cell(f"{turn} {up}".strip(), pose, _HEAD)
    for tilt in (-1.0, 1.0):
        pose = replace(NEUTRAL, head_z=tilt, hair_bangs=-2 * tilt, hair_locks=-6 * tilt, hair_tails=-4 * tilt)
        yield Cell(f"tilt {tilt:+.0f}", replace(pose, ribbon=-10 * tilt, skirt=1.5 * tilt, body_x=tilt), _WHOLE)


def _picture(avatar: VectorAvatar, cell: Cell, width: int) -> QImage:
    """The cell on a soft background, `width` pixels wide."""
    x, y, share_x, share_y = cell.crop
    size = QSize(round(width / share_x), round(width / share_x / avatar.aspect))
    avatar.resize(size)
    image = QImage(width, round(size.height() * share_y), QImage.Format.Format_ARGB32_Premultiplied)
    ground = QLinearGradient(0, 0, 0, image.height())
    ground.setColorAt(0, QColor("#e9e4f7"))
    ground.setColorAt(1, QColor("#fbe7ee"))
    with QPainter(image) as painter:
        painter.fillRect(image.rect(), ground)
        painter.translate(-size.width() * x, -size.height() * y)
        avatar.paint(painter, cell.pose)
    return image


def _grid(avatar: VectorAvatar, cells: Sequence[Cell], columns: int, width: int) -> QImage:
    """Pictures in rows with their names below."""
    pictures = [_picture(avatar, cell, width) for cell in cells]
    tall = max(picture.height() for picture in pictures) + _LABEL
    rows = -(-len(cells) // columns)
    sheet = QImage(columns * width, rows * tall, QImage.Format.Format_ARGB32_Premultiplied)
    sheet.fill(QColor("#ffffff"))
    with QPainter(sheet) as painter:
        painter.setFont(QFont("DejaVu Sans", 9))
        painter.setPen(QColor("#333333"))
        for index, (cell, picture) in enumerate(zip(cells, pictures, strict=True)):
            left, top = index % columns * width, index // columns * tall
            painter.drawImage(left, top, picture)
            painter.drawText(QRect(left, top + tall - _LABEL, width, _LABEL), Qt.AlignmentFlag.AlignCenter, cell.name)
    return sheet


def _stack(images: Sequence[QImage]) -> QImage:
    """Images below one another."""
    sheet = QImage(
        max(image.width() for image in images),
        sum(image.height() for image in images),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    sheet.fill(QColor("#ffffff"))
    with QPainter(sheet) as painter:
        top = 0
        for image in images:
            painter.drawImage(0, top, image)
            top += image.height()
    return sheet


def silhouette(avatar: VectorAvatar, width: int) -> QImage:
    """The figure filled black: who she is must be told from this alone."""
    avatar.resize(QSize(width, round(width / avatar.aspect)))
    shape = QImage(width, round(width / avatar.aspect), QImage.Format.Format_ARGB32_Premultiplied)
    shape.fill(Qt.GlobalColor.transparent)
    with QPainter(shape) as painter:
        avatar.paint(painter, REST)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(shape.rect(), QColor("#1b1622"))
    return shape


def _figure(avatar: VectorAvatar) -> QImage:
    cells = [Cell("400 x 600", REST, _WHOLE), Cell("joy", face(Mood("joy", 1.0)), _WHOLE)]
    large = [_picture(avatar, cell, 400) for cell in cells]
    small = [_picture(avatar, replace(cell, crop=_WHOLE), 200) for cell in (cells[0], *_expressions())][:3]
    small.append(silhouette(avatar, 200))
    sheet = QImage(1200, 600, QImage.Format.Format_ARGB32_Premultiplied)
    sheet.fill(QColor("#ffffff"))
    with QPainter(sheet) as painter:
        for index, picture in enumerate(large):
            painter.drawImage(400 * index, 0, picture)
        for index, picture in enumerate(small):
            painter.drawImage(800 + 200 * (index % 2), 300 * (index // 2), picture)
    return sheet


SHEETS: Mapping[str, Callable[[VectorAvatar], QImage]] = {
    "figure": _figure,
    "expressions": lambda avatar: _grid(avatar, [*_intensities(), *_settled()], 6, 200),
    "visemes": lambda avatar: _grid(avatar, list(_visemes()), 6, 200),
    "acting": lambda avatar: _grid(avatar, list(_acting()), 6, 200),
    "gestures": lambda avatar: _grid(avatar, list(_gestures()), 6, 200),
    "heads": lambda avatar: _grid(avatar, list(_heads())[:9], 5, 240),
    "tilts": lambda avatar: _grid(avatar, list(_heads())[9:], 4, 300),
    "small": lambda avatar: _grid(avatar, list(_expressions()), 12, 100),
}
"""All sheets by name, in their order."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the sheets; exit code 0, or 2 with one line that says what is wrong."""
    parser = argparse.ArgumentParser(prog="companion.ui.avatars.sheet", description=__doc__)
    parser.add_argument("--character", required=True, help="id of a character, or a folder with a character.yaml")
    parser.add_argument("--out", type=Path, required=True, help="a .png file")
    parser.add_argument("--only", action="append", choices=tuple(SHEETS), help="one of the sheets; may be repeated")
    parser.add_argument("--width", type=int, help="make the sheet this wide, in 256 colours (for documents)")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication([])
    try:
        avatar = create(sitter(chosen.character))
    except CompanionError as error:
        print(error, file=sys.stderr)
        return 2
    sheet = _stack([SHEETS[name](avatar) for name in chosen.only or SHEETS])
    if not for_document(sheet, chosen.width).save(str(chosen.out)):
        print(f"Nothing could be written to {chosen.out}. Choose a .png in a folder that exists.", file=sys.stderr)
        return 2
    del app
    return 0


def for_document(sheet: QImage, width: int | None) -> QImage:
    """The sheet as it is, or small enough to be read beside text."""
    if width is None:
        return sheet
    small = sheet.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
    plain = small.convertToFormat(QImage.Format.Format_RGB32)
    return plain.convertToFormat(QImage.Format.Format_Indexed8, _colours(plain), Qt.ImageConversionFlag.ThresholdDither)


def _colours(image: QImage, count: int = 256) -> list[int]:
    """The colours that stand for all of an RGB32 image best: median cut (Heckbert 1982), as 0xffrrggbb."""
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()]
    found, often = np.unique(pixels & 0xF8F8F8, return_counts=True)
    rgb = np.stack([found >> 16 & 255, found >> 8 & 255, found & 255], axis=1).astype(np.float64) + 4.0
    boxes = [np.arange(len(found))]
    while len(boxes) < count:
        spread = [np.sqrt(often[box].sum()) * np.ptp(rgb[box], axis=0).max() for box in boxes]
        widest = boxes.pop(int(np.argmax(spread)))
        if len(widest) < 2:
            boxes.append(widest)
            break
        order = widest[np.argsort(rgb[widest, np.argmax(np.ptp(rgb[widest], axis=0))], kind="stable")]
        half = int(np.searchsorted(np.cumsum(often[order]), often[order].sum() / 2))
        half = min(max(1, half), len(order) - 1)
        boxes += [order[:half], order[half:]]
    means = [np.average(rgb[box], axis=0, weights=often[box]).round().astype(int) for box in boxes]
    return [0xFF000000 | int(r) << 16 | int(g) << 8 | int(b) for r, g, b in means]


def sitter(character: str) -> _Sitter:
    """The character's own style where she exists (by id or folder), otherwise the plain design for that name."""
    from companion.persona.character import find_character, list_characters, load_character

    if (Path(character) / "character.yaml").is_file():
        found = load_character(Path(character))
        return _Sitter(found.id, _Look(found.avatar.style))
    known = {shipped.id for shipped in list_characters().characters}
    if character not in known:
        return _Sitter(character)
    return _Sitter(character, _Look(find_character(character).avatar.style))


if __name__ == "__main__":
    sys.exit(main())
