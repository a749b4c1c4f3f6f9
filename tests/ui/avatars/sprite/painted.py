"""Sprite sets made by a script: a simple figure whose colour, mouth and eyes say which picture it is."""

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from companion.ui.avatars.sprites import SpriteAvatar, create
from tests.ui.avatars.puppet.drawings import Look, Sitter

GO_EMOTIONS = (
    *("admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity", "desire"),
    *("disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear", "gratitude", "grief", "joy"),
    *("love", "nervousness", "neutral", "optimism", "pride", "realization", "relief", "remorse", "sadness", "surprise"),
)


def hue(index: int) -> QColor:
    return QColor.fromHsvF(index * 0.618 % 1.0, 0.8, (0.95, 0.7, 0.5)[index % 3])


def picture(colour: QColor, mouth: float = 0.0, shut: bool = False, size: tuple[int, int] = (200, 300)) -> QImage:
    """Body, head, two eyes and a mouth; mouth 0..1."""
    width, height = size
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(0)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(width / 200, height / 300)
        painter.setBrush(colour)
        painter.drawRect(QRectF(50, 150, 100, 150))
        painter.drawEllipse(QPointF(100, 90), 70, 75)
        painter.setBrush(QColor("#101010"))
        for x in (75, 125):
            painter.drawEllipse(QPointF(x, 80), 10, 1.5 if shut else 14)
        painter.drawEllipse(QPointF(100, 125), 14, 2 + 14 * mouth)
    return image


def folder(home: Path, names: list[str], **options: object) -> Path:
    """avatar/<name>.png for each name; colours by the first word, mouth and eyes by the others."""
    place = home / "avatar"
    place.mkdir(parents=True, exist_ok=True)
    words = sorted({name.rpartition("/")[2].split(".")[0] for name in names})
    for name in names:
        file = place / (name if name.endswith((".webp", ".jpg")) else f"{name}.png")
        file.parent.mkdir(parents=True, exist_ok=True)
        parts = file.stem.split(".")
        if file.exists():
            continue
        colour = hue(words.index(parts[0]) if parts[0] in words else 0)
        mouth = {"open": 1.0, "half": 0.4, "a": 1.0, "o": 0.7, "i": 0.3}.get(parts[1] if len(parts) > 1 else "", 0.0)
        assert picture(colour, mouth, "blink" in parts, **options).save(str(file))  # type: ignore[arg-type]
    return place


def sprites(home: Path, names: list[str], style: dict[str, object] | None = None, **options: object) -> SpriteAvatar:
    folder(home, names, **options)
    return create(Sitter(home, avatar=Look(style or {})))
