"""Colours, gradients and pens of SVG attributes as Qt's brushes and pens. Main thread or any thread on an own image."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QGradient, QLinearGradient, QPen, QRadialGradient, QTransform

from companion.ui.avatars.puppet.path_data import PathError, transform_of
from companion.ui.avatars.puppet.svg_file import Node, numbers

_FUNCTION = re.compile(r"(rgba?|hsla?)\(([^)]*)\)")
_INHERITED = (
    *("fill", "fill-opacity", "fill-rule", "visibility", "stroke", "stroke-opacity", "stroke-width"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit"),
)
_CAPS = {"round": Qt.PenCapStyle.RoundCap, "square": Qt.PenCapStyle.SquareCap}
_JOINS = {"round": Qt.PenJoinStyle.RoundJoin, "bevel": Qt.PenJoinStyle.BevelJoin}
_SPREADS = {"reflect": QGradient.Spread.ReflectSpread, "repeat": QGradient.Spread.RepeatSpread}


def colour(text: str) -> QColor | None:
    """A colour of SVG or CSS; None for `none`. Raises ValueError for what is no colour."""
    found = _colour(text)
    return None if found is None else QColor(found)


@lru_cache(maxsize=1024)
def _colour(text: str) -> QColor | None:
    text = text.strip()
    if text in ("none", "transparent"):
        return None
    match = _FUNCTION.fullmatch(text.lower())
    if match:
        return _function(match.group(1), match.group(2))
    if re.fullmatch(r"#[0-9a-fA-F]{8}", text):
        found = QColor(text[:7])
        found.setAlpha(int(text[7:], 16))
        return found
    if text in ("currentColor", "inherit", "context-fill", "context-stroke"):
        return QColor("#000000")
    if not re.fullmatch(r"#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|[a-zA-Z]{3,24}", text) or not QColor(text).isValid():
        raise ValueError(f"{text[:40]!r} is not a colour; write #rrggbb")
    return QColor(text)


def _function(name: str, body: str) -> QColor:
    parts = re.findall(r"[-+0-9.]+%?", body)
    if len(parts) < 3:
        raise ValueError(f"{name}({body[:30]}) is not a colour; write #rrggbb")
    opacity = _share(parts[3]) if len(parts) > 3 else 1.0
    if name.startswith("rgb"):
        red, green, blue = (_share(part) if part.endswith("%") else float(part) / 255 for part in parts[:3])
        return QColor.fromRgbF(_unit(red), _unit(green), _unit(blue), opacity)
    return QColor.fromHslF(float(parts[0]) % 360 / 360, _share(parts[1]), _share(parts[2]), opacity)


def _share(text: str) -> float:
    return _unit(float(text[:-1]) / 100 if text.endswith("%") else float(text))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def share(text: str, otherwise: float = 1.0) -> float:
    """An opacity or offset, a number or a percentage, 0..1."""
    try:
        return _share(text.strip()) if text.strip() else otherwise
    except ValueError:
        return otherwise


def inherited(attributes: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """Attributes as they count for an element below `above`."""
    found = {name: above[name] for name in _INHERITED if name in above}
    found.update({name: value for name, value in attributes.items() if value != "inherit"})
    return found


def passed_on(attributes: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """What a group gives to its children."""
    return {name: value for name, value in inherited(attributes, above).items() if name in _INHERITED}


@dataclass(frozen=True, slots=True)
class Paint:
    """A fill or stroke. gradient: its node; None = one colour."""

    colour: QColor
    opacity: float
    gradient: Node | None = None


def paint_of(text: str, opacity: str, by_id: Mapping[str, Node]) -> Paint | None:
    """What `fill` or `stroke` says; None for nothing. Raises ValueError."""
    if text.startswith("url("):
        target, _, rest = text.partition(")")
        node = by_id.get(target[4:].strip(" '\"#"))
        if node is not None and node.tag in ("linearGradient", "radialGradient"):
            return Paint(QColor("#000000"), share(opacity), node)
        text = rest.strip() or "none"
    found = colour(text)
    return None if found is None else Paint(found, share(opacity))


def brush(paint: Paint, box: QRectF, by_id: Mapping[str, Node]) -> QBrush:
    """The paint as a brush; `box`: of the shape, for gradients that follow it."""
    if paint.gradient is None:
        plain = QColor(paint.colour)
        plain.setAlphaF(plain.alphaF() * paint.opacity)
        return QBrush(plain)
    values, stops = _gradient(paint.gradient, by_id)
    gradient = _radial(values) if paint.gradient.tag == "radialGradient" else _linear(values)
    gradient.setSpread(_SPREADS.get(values.get("spreadMethod", ""), QGradient.Spread.PadSpread))
    for stop in stops:
        shown = colour(stop.attributes.get("stop-color", "#000000")) or QColor(0, 0, 0, 0)
        shown.setAlphaF(shown.alphaF() * share(stop.attributes.get("stop-opacity", "")) * paint.opacity)
        gradient.setColorAt(share(stop.attributes.get("offset", ""), 0.0), shown)
    result = QBrush(gradient)
    place = QTransform()
    try:
        place = QTransform(*transform_of(values.get("gradientTransform", "")))
    except PathError:
        pass  # the linter has named it
    if values.get("gradientUnits") != "userSpaceOnUse":
        place = place * QTransform(max(1e-6, box.width()), 0, 0, max(1e-6, box.height()), box.x(), box.y())
    result.setTransform(place)
    return result


def _gradient(node: Node, by_id: Mapping[str, Node]) -> tuple[dict[str, str], list[Node]]:
    """Attributes and stops, with what it takes over from the gradients that it refers to."""
    values: dict[str, str] = {}
    stops: list[Node] = []
    seen: set[int] = set()
    here: Node | None = node
    while here is not None and id(here) not in seen:
        seen.add(id(here))
        values = {**here.attributes, **values}
        stops = stops or [child for child in here.children if child.tag == "stop"]
        here = by_id.get(here.attributes.get("href", "").removeprefix("#"))
    return values, stops


def _value(values: Mapping[str, str], name: str, otherwise: float) -> float:
    text = values.get(name, "")
    found = numbers(text)
    return otherwise if not found else found[0] / 100 if text.strip().endswith("%") else found[0]


def _linear(values: Mapping[str, str]) -> QGradient:
    return QLinearGradient(*(_value(values, name, 1.0 if name == "x2" else 0.0) for name in ("x1", "y1", "x2", "y2")))


def _radial(values: Mapping[str, str]) -> QGradient:
    cx, cy, r = (_value(values, name, 0.5) for name in ("cx", "cy", "r"))
    return QRadialGradient(cx, cy, r, _value(values, "fx", cx), _value(values, "fy", cy))


def pen(filled: QBrush, attributes: Mapping[str, str], width: float) -> QPen:
    """A pen `width` wide."""
    result = QPen(filled, width)
    result.setCapStyle(_CAPS.get(attributes.get("stroke-linecap", ""), Qt.PenCapStyle.FlatCap))
    result.setJoinStyle(_JOINS.get(attributes.get("stroke-linejoin", ""), Qt.PenJoinStyle.SvgMiterJoin))
    return result
