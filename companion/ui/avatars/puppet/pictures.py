"""Parts that do not bend, as pictures: each a small SVG of its own for QSvgRenderer, drawn once for a size. UI thread.

QtSvg ignores clip paths, paints unknown colours black and follows links; so what it gets is written anew from the
checked tree: clips as masks, colours as #rrggbb with an opacity, and nothing that points outside.
"""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

import numpy as np
from PySide6.QtCore import QByteArray, QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from companion.ui.avatars.figure.layers import Layer, alpha, blank
from companion.ui.avatars.puppet.model import Part, Piece
from companion.ui.avatars.puppet.paint import colour, share
from companion.ui.avatars.puppet.path_data import PathError, transform_of
from companion.ui.avatars.puppet.shapes import outline
from companion.ui.avatars.puppet.svg_file import SHAPES, Drawing, Node, refused

_MARGIN = 0.08  # of the page, on each side: hair may hang out of it
_LOOK = 280.0  # pixels of the rough picture that finds a part's box
_DEFINED = ("linearGradient", "radialGradient", "mask", "clipPath")
_OPACITY = {"fill": "fill-opacity", "stroke": "stroke-opacity", "stop-color": "stop-opacity"}
_NOT_WRITTEN = frozenset({"class", "display", "clip-path", "viewBox", "preserveAspectRatio"})


def document(drawing: Drawing, pieces: Iterable[Piece]) -> QByteArray:
    """An SVG that holds these pieces and what they refer to."""
    pieces = list(pieces)
    needed = _needed(drawing, pieces)
    defs = "".join(_define(drawing, node) for node in needed)
    body = "".join(_placed(piece) for piece in pieces)
    x, y, width, height = _page(drawing)
    return QByteArray(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="{x:g} {y:g} {width:g} {height:g}"><defs>{defs}</defs>{body}</svg>'
        ).encode()
    )


def _page(drawing: Drawing) -> tuple[float, float, float, float]:
    x, y, width, height = drawing.view
    return x - width * _MARGIN, y - height * _MARGIN, width * (1 + 2 * _MARGIN), height * (1 + 2 * _MARGIN)


def _references(node: Node) -> list[str]:
    found = []
    for below in node.walk():
        for name, value in below.attributes.items():
            if value.startswith("url("):
                found.append(value[4:].partition(")")[0].strip(" '\"#"))
            elif name == "href" and value.startswith("#"):
                found.append(value[1:])
    return found


def _needed(drawing: Drawing, pieces: list[Piece]) -> list[Node]:
    """Gradients, masks, clips and clones that these pieces need, each once."""
    found: dict[str, Node] = {}
    waiting = [name for piece in pieces for name in _references(piece.node)]
    waiting += [
        value[4:].strip(" )'\"#") for piece in pieces for value in piece.above.values() if value.startswith("url(")
    ]
    inside = {below.id for piece in pieces for below in piece.node.walk() if below.id}
    while waiting:
        name = waiting.pop()
        node = drawing.by_id.get(name)
        if name in found or node is None:
            continue
        found[name] = node
        waiting += _references(node)
    return [node for name, node in found.items() if node.tag in _DEFINED or name not in inside]


def _define(drawing: Drawing, node: Node) -> str:
    if node.tag != "clipPath":
        return _written(node, keep_hidden=node.tag in _DEFINED)
    box = QRectF()
    shapes = ""
    for child in node.walk():
        if child.tag not in SHAPES:
            continue
        try:
            found = outline(child, transform_of(child.attributes.get("transform", "")))
        except PathError:
            continue
        if len(found.points):
            low, high = found.points.min(axis=0), found.points.max(axis=0)
            box = box.united(QRectF(low[0], low[1], high[0] - low[0] + 0.01, high[1] - low[1] + 0.01))
        plain = Node(child.tag, child.line, {k: v for k, v in child.attributes.items() if not k.startswith("stroke")})
        plain.attributes |= {"fill": "#ffffff", "fill-opacity": "1", "opacity": "1"}
        shapes += _written(plain)
    frame = f'x="{box.x() - 1:g}" y="{box.y() - 1:g}" width="{box.width() + 2:g}" height="{box.height() + 2:g}"'
    return f'<mask id={quoteattr(node.id)} maskUnits="userSpaceOnUse" {frame}>{shapes}</mask>'


def _placed(piece: Piece) -> str:
    matrix = " ".join(f"{value:g}" for value in piece.matrix)
    given = "".join(f" {name}={quoteattr(value)}" for name, value in _plain(piece.above).items())
    opacity = "" if piece.opacity >= 1 else f' opacity="{piece.opacity:g}"'
    return f'<g transform="matrix({matrix})"{given}{opacity}>{_written(piece.node, keep_hidden=True)}</g>'


def _written(node: Node, *, keep_hidden: bool = False) -> str:
    if node.attributes.get("display") == "none" and not keep_hidden:
        return ""
    attributes = {k: v for k, v in node.attributes.items() if k not in _NOT_WRITTEN}
    clip = node.attributes.get("clip-path", "")
    if clip.startswith("url(") and "mask" not in attributes:
        attributes["mask"] = clip
    if "href" in attributes:
        attributes["xlink:href"] = attributes.pop("href")
    tag = "g" if node.tag == "svg" else node.tag
    text = "".join(f" {name}={quoteattr(value)}" for name, value in _plain(attributes).items())
    return f"<{tag}{text}>{''.join(_written(child) for child in node.children)}</{tag}>"


def _plain(attributes: Mapping[str, str]) -> dict[str, str]:
    """Colours as #rrggbb, with their alpha as an opacity."""
    result = dict(attributes)
    for name, opacity in _OPACITY.items():
        value = result.get(name, "")
        if not value or value.startswith("url("):
            continue
        try:
            found = colour(value)
        except ValueError:
            continue
        result[name] = "none" if found is None else found.name()
        if found is not None and found.alpha() < 255:
            result[opacity] = f"{share(result.get(opacity, '')) * found.alphaF():.4g}"
    return result


def _ink(renderer: QSvgRenderer, page: tuple[float, float, float, float], scale: float) -> QRect:
    """The pixels that a rough picture has ink in."""
    image = blank(round(page[2] * scale) + 1, round(page[3] * scale) + 1)
    with QPainter(image) as painter:
        renderer.render(painter, QRectF(0, 0, page[2] * scale, page[3] * scale))
    inked = alpha(image) > 0
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return QRect()
    return QRect(int(columns[0]), int(rows[0]), int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1)


def _renderer(drawing: Drawing, part: Part) -> QSvgRenderer:
    if part.source is None:
        part.source = QSvgRenderer(document(drawing, part.pieces))
        if not part.source.isValid():
            raise refused(drawing.path, [(part.line, f"the part `{part.name}` can't be drawn")])
    return part.source


def box_of(drawing: Drawing, part: Part) -> QRectF:
    """Where a part has ink, in the drawing's coordinates, to about a 280th of the page."""
    page = _page(drawing)
    scale = _LOOK / max(page[2], page[3])
    box = _ink(_renderer(drawing, part), page, scale)
    if box.isEmpty():
        return QRectF()
    return QRectF(box.x() / scale + page[0], box.y() / scale + page[1], box.width() / scale, box.height() / scale)


def picture(drawing: Drawing, part: Part, scale: float) -> Layer | None:
    """The part at `scale` pixels a unit, cropped; None where it has no ink."""
    if part.gestured and part.box.isEmpty():
        part.box = box_of(drawing, part)
    page = _page(drawing)
    pad = max(page[2], page[3]) / _LOOK * 2
    box = part.box.adjusted(-pad, -pad, pad, pad).intersected(QRectF(*page))
    if part.box.isEmpty():
        return None
    renderer = _renderer(drawing, part)
    left, top = int((box.x() - page[0]) * scale), int((box.y() - page[1]) * scale)
    image = blank(int(box.width() * scale) + 2, int(box.height() * scale) + 2)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-left, -top)
        renderer.render(painter, QRectF(0, 0, page[2] * scale, page[3] * scale))
    return Layer(image, left / scale + page[0], top / scale + page[1])
