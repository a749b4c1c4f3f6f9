"""Layers: what does not change is drawn once for a size and kept as cropped bitmaps. One thread (the UI's)."""

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter

from companion.ui.avatars.figure.curves import left, right
from companion.ui.avatars.figure.face import draw_ears
from companion.ui.avatars.figure.hair import draw_bangs
from companion.ui.avatars.figure.ink import Ink
from companion.ui.avatars.figure.ornaments import draw_eyewear, draw_front, draw_ribbon_tails, draw_strays
from companion.ui.avatars.figure.style import Style
from companion.ui.avatars.figure.wardrobe import HAIRDOS, OUTFITS

if TYPE_CHECKING:  # loading it would keep the person waiting for the first sight of her
    import numpy as np
    from numpy.typing import NDArray

VIEW_X, VIEW_Y, VIEW_WIDTH, VIEW_HEIGHT = 44.0, -16.0, 912.0, 1368.0
FORMAT = QImage.Format.Format_ARGB32_Premultiplied
_SMOOTH = QPainter.RenderHint.SmoothPixmapTransform
_CACHE_BYTES = 24 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Layer:
    """A bitmap and the canvas position of its upper left corner."""

    image: QImage
    x: float
    y: float


def blank(width: int, height: int) -> QImage:
    """A transparent image of at least one pixel."""
    image = QImage(max(1, width), max(1, height), FORMAT)
    image.fill(Qt.GlobalColor.transparent)
    return image


def alpha(image: QImage) -> "NDArray[np.uint8]":
    """Opacity 0..255 of every pixel, [height, width]; a view that lives as long as the image."""
    import numpy as np

    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return pixels[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, 3]


def inked(image: QImage) -> QRect:
    """The smallest rectangle around what is drawn; empty when nothing is. Premultiplied: what is clear is all zeros.

    Whole lines are compared, which is a hundred times as fast as looking at bytes: most of a layer is clear.
    """
    stride, pixels = image.bytesPerLine(), bytes(image.constBits())
    clear = bytes(stride)
    lines = [pixels[start : start + stride] for start in range(0, len(pixels), stride)]
    inky = [number for number, line in enumerate(lines) if line != clear]
    if not inky:
        return QRect()
    left, right = stride, 0
    for line in lines[inky[0] : inky[-1] + 1]:
        if line[:left] != clear[:left]:
            left = stride - len(line.lstrip(b"\0"))
        if line[right:] != clear[right:]:
            right = len(line.rstrip(b"\0"))
    first, last = left // 4, (right - 1) // 4
    return QRect(first, inky[0], last - first + 1, inky[-1] - inky[0] + 1)


def draw_layer(scale: float, draw: Callable[[Ink], None]) -> Layer | None:
    """Draw on the whole canvas at `scale` pixels a unit, then crop to what is there; None when nothing is."""
    margin = 60.0
    image = blank(int((1000 + 2 * margin) * scale), int((1400 + margin) * scale))
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        painter.translate(margin, margin)
        draw(Ink(painter))
    box = inked(image)
    if box.isEmpty():
        return None
    box = box.adjusted(-1, -1, 1, 1).intersected(image.rect())
    return Layer(image.copy(box), box.x() / scale - margin, box.y() / scale - margin)


def recipes(style: Style) -> dict[str, Callable[[Ink], None]]:
    """How every part that does not bend is drawn; some draw nothing for a style."""
    palette, hair, outfit = style.palette, HAIRDOS[style.hair_style], OUTFITS[style.outfit]

    def clothes(name: str) -> Callable[[Ink], None]:
        return lambda ink: outfit.draw(ink, palette, name)

    found: dict[str, Callable[[Ink], None]] = {
        "skull": lambda ink: hair.skull(ink, palette),
        **{name: clothes(name) for name in ("cape", "feet", "skirt", "torso", "arms", "sleeves", "held", "flame")},
        "ears": lambda ink: draw_ears(ink, palette),
        "lock_l": lambda ink: hair.lock(ink, palette, left),
        "lock_r": lambda ink: hair.lock(ink, palette, right),
        "bangs": lambda ink: draw_bangs(ink, palette, style.bangs),
        "front": lambda ink: draw_front(ink, palette, style.accessories),
    }
    if (mass := hair.mass) is not None:
        found["mass"] = lambda ink: mass(ink, palette)
    if (tail := hair.tail) is not None:
        found["tail_l"] = lambda ink: tail(ink, palette, left)
        found["tail_r"] = lambda ink: tail(ink, palette, right)
    if (drape := hair.drape) is not None:
        found["drape"] = lambda ink: drape(ink, palette)
    if "blossom" in style.accessories:
        found["ribbon"] = lambda ink: draw_ribbon_tails(ink, palette)
    if {"glasses", "square_glasses"} & style.accessories:
        found["glasses"] = lambda ink: draw_eyewear(ink, palette, style.accessories)
    if {"antenna", "sprouts"} & style.accessories:
        found["antenna"] = lambda ink: draw_strays(ink, palette, style.accessories)
    return found


def static_layers(style: Style, scale: float, without: Collection[str] = ()) -> dict[str, Layer]:
    """Every part that is drawn once for a size, except `without`; parts that the style lacks are missing."""
    drawn = {name: draw_layer(scale, draw) for name, draw in recipes(style).items() if name not in without}
    return {name: layer for name, layer in drawn.items() if layer is not None}


class PartCache:
    """The least recently used bitmaps of parts that are rebuilt from the pose; bounded in bytes."""

    def __init__(self, limit: int = _CACHE_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._parts: OrderedDict[tuple[object, ...], QImage] = OrderedDict()
        self.misses = 0

    def get(self, key: tuple[object, ...], draw: Callable[[], QImage]) -> QImage:
        """The bitmap for `key`, drawn if it is not there."""
        image = self._parts.get(key)
        if image is not None:
            self._parts.move_to_end(key)
            return image
        self.misses += 1
        image = draw()
        self._parts[key] = image
        self._size += image.sizeInBytes()
        while self._size > self._limit and len(self._parts) > 1:
            _, old = self._parts.popitem(last=False)
            self._size -= old.sizeInBytes()
        return image

    def __len__(self) -> int:
        return len(self._parts)


def blit(painter: QPainter, layer: Layer, scale: float, dx: float, dy: float) -> None:
    """Draw a layer moved by (dx, dy) units; the painter's transform is in pixels."""
    put(painter, QPointF((layer.x + dx) * scale, (layer.y + dy) * scale), layer.image)


def put(painter: QPainter, at: QPointF, image: QImage) -> None:
    """Draw an image between pixels."""
    painter.drawImage(at, image)


def show(painter: QPainter, frame: QImage) -> None:
    """Draw a whole frame at (0, 0), pixel on pixel where the painter is not scaled or turned."""
    plain = not painter.transform().isScaling()  # true also where it is turned
    smooth = painter.testRenderHint(_SMOOTH)
    painter.setRenderHint(_SMOOTH, smooth and not plain)  # with it, Qt interpolates even what lies on the pixels
    painter.drawImage(0, 0, frame)
    painter.setRenderHint(_SMOOTH, smooth)


def copy(painter: QPainter, image: QImage, down: int = 0) -> None:
    """Draw a buffer that lies pixel on pixel over what is painted on, or whole pixels lower."""
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(_SMOOTH, False)  # see `show`
    painter.drawImage(0, down, image)
    painter.restore()
