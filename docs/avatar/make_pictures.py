"""Makes the pictures of docs/make-an-avatar.md and of the cast: `python docs/avatar/make_pictures.py`; no screen."""

import os
import tempfile
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from companion.face.expression import face
from companion.face.pose import NEUTRAL, FacePose
from companion.persona.emotion import Mood
from companion.ui.avatars import sheet, vector
from companion.ui.avatars.export import example, tool
from companion.ui.avatars.puppet.svg_file import read_svg
from companion.ui.avatars.rig import RigAvatar

IMAGES = Path(__file__).resolve().parents[1] / "images"
INK, SOFT = QColor("#4a3a55"), QColor("#8d6bd8")
CAST = ("snow_white", "ruby", "nova", "daon", "solmi", "nuri", "moru", "rapunzel")
CAST_WIDE = 1200  # pixels
LABELS = {
    "ahoge": (250, 60), "ear_l": (36, 150), "ear_r": (560, 150), "brow_l": (60, 214), "brow_r": (560, 214),
    "eye_l": (36, 330), "iris_r": (575, 300), "white_r": (575, 350), "nose": (575, 396), "blush": (36, 420),
    "mouth": (575, 440), "face": (70, 470), "body": (80, 640), "tail": (560, 720),
}  # fmt: skip
PLACES = {
    "ahoge": (300, 150), "ear_l": (190, 160), "ear_r": (420, 160), "brow_l": (215, 256), "brow_r": (385, 256),
    "eye_l": (205, 320), "iris_r": (392, 330), "white_r": (410, 340), "nose": (306, 392), "blush": (180, 396),
    "mouth": (310, 424), "face": (210, 455), "body": (220, 620), "tail": (500, 640),
}  # fmt: skip


def paper(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#f6f1fb"))
    return image


def put(painter: QPainter, figure: tool.Figure, pose: FacePose, x: int, y: int, size: QSize) -> None:
    figure.resize(size)
    painter.save()
    painter.translate(x, y)
    figure.paint(painter, pose)
    painter.restore()


def anatomy(figure: RigAvatar) -> QImage:
    """The example with the names of its parts."""
    image = paper(720, 780)
    k, left, top = 0.86, 100, 30
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        put(painter, figure, NEUTRAL, left, top, QSize(round(600 * k), round(820 * k)))
        painter.setFont(QFont("DejaVu Sans Mono", 11))
        for name, (x, y) in LABELS.items():
            side = 1 if x > 300 else -1
            end = QPointF(left + x * k + 30 * side, top + y * k)
            start = QPointF(left + PLACES[name][0] * k, top + PLACES[name][1] * k)
            painter.setPen(QPen(SOFT, 1.6))
            painter.drawLine(start, end)
            painter.setBrush(SOFT)
            painter.drawEllipse(start, 3.5, 3.5)
            painter.setPen(INK)
            box = QRectF(end.x() - (4 if side > 0 else 96), end.y() - 10, 100, 20)
            align = Qt.AlignmentFlag.AlignLeft if side > 0 else Qt.AlignmentFlag.AlignRight
            painter.fillRect(painter.boundingRect(box, align, name).adjusted(-3, 0, 3, 0), QColor("#f6f1fb"))
            painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, name)
    return image


def keys(figure: RigAvatar, folder: Path) -> QImage:
    """One eye at its keys, and half way between them, with the nodes of its lash."""
    image = paper(720, 210)
    drawing = read_svg(folder / "figure.svg")
    rows = (("eye_l", 1.0, 0.0), ("half way", 0.5, 0.0), ("eye_l.closed", 0.0, 0.0), ("eye_l.smile", 0.0, 1.0))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(QFont("DejaVu Sans Mono", 11))
        for index, (name, opened, smile) in enumerate(rows):
            painter.save()
            painter.setClipRect(index * 180 + 8, 8, 164, 160)
            pose = replace(NEUTRAL, eye_open_l=opened, eye_open_r=opened, eye_smile=smile)
            put(painter, figure, pose, index * 180 + 90 - 335, 88 - 495, QSize(900, 1230))
            painter.restore()
            painter.setPen(INK)
            label = QRectF(index * 180, 172, 180, 28)
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, name)
    assert "eye_l.closed" in drawing.by_id
    return image


def row(figure: tool.Figure, names: tuple[str, ...], width: int) -> QImage:
    """Some feelings side by side."""
    each = width // len(names)
    high = round(each / figure.aspect)
    image = paper(width, high + 26)
    with QPainter(image) as painter:
        painter.setFont(QFont("DejaVu Sans", 10))
        for index, name in enumerate(names):
            put(painter, figure, face(Mood(name, 1.0)), index * each, 0, QSize(each, high))
            painter.setPen(INK)
            painter.drawText(QRectF(index * each, high, each, 24), Qt.AlignmentFlag.AlignCenter, name)
    return image


def cast() -> tuple[QImage, QImage]:
    """All of them side by side, and as silhouettes."""
    here = Path(__file__).resolve().parent
    each, high = CAST_WIDE // len(CAST), round(CAST_WIDE / len(CAST) * 1.5)
    drawn, shapes = paper(each * len(CAST), high), paper(each * len(CAST), high)
    with QPainter(drawn) as painter, QPainter(shapes) as black:
        for number, name in enumerate(CAST):
            folder = here.parents[1] / "trainer" / "examples" / name
            avatar = vector.create(sheet.sitter(str(folder) if folder.is_dir() else name))
            put(painter, avatar, sheet.REST, number * each, 0, QSize(each, high))  # type: ignore[arg-type]
            black.drawImage(number * each, 0, sheet.silhouette(avatar, each))
    return drawn, shapes


def main() -> None:
    application = tool.application()
    for name, made in zip(("cast", "silhouettes"), cast(), strict=True):
        sheet.for_document(made, made.width()).save(str(Path(__file__).with_name(f"{name}.png")))
    with tempfile.TemporaryDirectory() as place:
        cat, ruby = Path(place) / "cat", Path(place) / "ruby"
        example.write(cat)
        tool.export("ruby", ruby)
        for name, made in (("cat", tool.load(cat)), ("ruby", tool.load(ruby))):
            assert isinstance(made, RigAvatar)
            row(made, ("neutral", "joy", "angry", "surprised", "shy", "sleepy"), 660).save(
                str(IMAGES / f"avatar-{name}.png")
            )
        figure = tool.load(cat)
        assert isinstance(figure, RigAvatar)
        anatomy(figure).save(str(IMAGES / "avatar-parts.png"))
        keys(figure, cat).save(str(IMAGES / "avatar-keys.png"))
    del application


if __name__ == "__main__":
    main()
