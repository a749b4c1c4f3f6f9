"""Writes recorded shapes as an SVG that Inkscape opens: groups with ids and labels, gradients and clips.

Pure besides Qt's paths and brushes; main thread.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QGradient, QLinearGradient, QPainterPath, QRadialGradient

from companion.ui.avatars.export.recorder import Drawn

_CAPS = 'stroke-linecap="round" stroke-linejoin="round"'


@dataclass(slots=True)
class Group:
    """A named group: shapes and groups in order. hidden: a key or a gesture, out of the artist's way."""

    name: str
    items: "list[Drawn | Group]" = field(default_factory=list)
    hidden: bool = False


def number(value: float) -> str:
    """With two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def path_data(path: QPainterPath) -> str:
    """`M` and absolute `C` only, so that every key of a part can be compared with it."""
    parts: list[str] = []
    count, at = path.elementCount(), 0
    here = start = (0.0, 0.0)
    while at < count:
        element = path.elementAt(at)
        place = (element.x, element.y)
        if element.isMoveTo():
            _close(parts, here, start)
            parts.append(f"M{number(place[0])} {number(place[1])}")
            start = place
        elif element.isCurveTo():
            b, c = path.elementAt(at + 1), path.elementAt(at + 2)
            points = (element.x, element.y, b.x, b.y, c.x, c.y)
            parts.append("C" + " ".join(map(number, points)))
            place, at = (c.x, c.y), at + 2
        else:  # a line, as a cubic
            x, y = place
            dx, dy = (x - here[0]) / 3, (y - here[1]) / 3
            points = (here[0] + dx, here[1] + dy, x - dx, y - dy, x, y)
            parts.append("C" + " ".join(map(number, points)))
        here, at = place, at + 1
    _close(parts, here, start)
    return "".join(parts)


def _close(parts: list[str], here: tuple[float, float], start: tuple[float, float]) -> None:
    if len(parts) > 1 and abs(here[0] - start[0]) + abs(here[1] - start[1]) < 0.01 and not parts[-1].startswith("M"):
        parts.append("Z")


class SvgWriter:
    """Collects gradients and clips while groups are written."""

    def __init__(self, view: tuple[float, float, float, float]) -> None:
        self._view = view
        self._defs: dict[str, str] = {}
        self._clips = 0

    def document(self, groups: Iterable[Group], title: str, note: str) -> str:
        """The whole file."""
        body = "\n".join(self._group(group, "  ") for group in groups)
        defs = "\n".join(f"    {text}" for text in self._defs.values())
        view = " ".join(map(number, self._view))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"\n'
            '     xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"\n'
            f'     width="{number(self._view[2])}" height="{number(self._view[3])}" viewBox="{view}"\n'
            '     fill-rule="evenodd">\n'
            f"  <title>{escape(title)}</title>\n  <desc>{escape(note)}</desc>\n"
            f"  <defs>\n{defs}\n  </defs>\n{body}\n</svg>\n"
        )

    def _group(self, group: Group, indent: str) -> str:
        layer = ' inkscape:groupmode="layer"' if indent == "  " else ""
        hidden = ' style="display:none"' if group.hidden else ""
        name = quoteattr(group.name)
        lines = [
            f"{indent}<g id={name} inkscape:label={name}{layer}{hidden}>" if group.name else f"{indent}<g{hidden}>"
        ]
        lines += self._items(group.items, indent + "  ")
        lines.append(f"{indent}</g>")
        return "\n".join(lines)

    def _items(self, items: "Sequence[Drawn | Group]", indent: str) -> list[str]:
        """Shapes; neighbours with the same clip share one group, and what erases becomes a mask of what is before."""
        lines: list[str] = []
        clips: tuple[QPainterPath, ...] = ()
        for item in items:
            wanted = clips_of(item)
            if wanted != clips:
                lines += [f"{indent}</g>"] * len(clips)
                lines += [f'{indent}<g clip-path="url(#{self._clip(path)})">' for path in wanted]
                clips = wanted
            if isinstance(item, Group):
                lines.append(self._group(item, indent + "  "))
            elif item.erases:
                mask = self._mask(item)
                lines = [f'{indent}<g mask="url(#{mask})">', *lines, f"{indent}</g>"]
            else:
                lines.append(indent + self._shape(item))
        return lines + [f"{indent}</g>"] * len(clips)

    def _shape(self, item: Drawn) -> str:
        fill, fill_opacity = self._paint(item.fill)
        parts = [f'd="{path_data(item.path)}" fill="{fill}"']
        if item.path.fillRule() is Qt.FillRule.WindingFill:
            parts.append('fill-rule="nonzero"')
        if fill_opacity < 0.999:
            parts.append(f'fill-opacity="{number(fill_opacity)}"')
        if item.line is not None:
            line, line_opacity = self._paint(item.line)
            parts.append(f'stroke="{line}" stroke-width="{number(item.width)}" {_CAPS}')
            if line_opacity < 0.999:
                parts.append(f'stroke-opacity="{number(line_opacity)}"')
        if item.opacity < 0.999:
            parts.append(f'opacity="{item.opacity:.3g}"')
        return f"<path {' '.join(parts)}/>"

    def _paint(self, brush: QBrush | None) -> tuple[str, float]:
        if brush is None:
            return "none", 1.0
        gradient = brush.gradient()
        if gradient is None:
            return brush.color().name(), brush.color().alphaF()
        return f"url(#{self._gradient(brush, gradient)})", 1.0

    def _gradient(self, brush: QBrush, gradient: QGradient) -> str:
        t = brush.transform()
        matrix = " ".join(f"{v:.5g}" for v in (t.m11(), t.m12(), t.m21(), t.m22(), t.dx(), t.dy()))
        stops = "".join(f'<stop offset="{number(at)}" {_stop(colour)}/>' for at, colour in gradient.stops())
        if isinstance(gradient, QLinearGradient):
            a, b = gradient.start(), gradient.finalStop()
            tag = "linearGradient"
            place = f'x1="{number(a.x())}" y1="{number(a.y())}" x2="{number(b.x())}" y2="{number(b.y())}"'
        else:
            assert isinstance(gradient, QRadialGradient)
            c = gradient.center()
            tag = "radialGradient"
            place = f'cx="{number(c.x())}" cy="{number(c.y())}" r="{number(gradient.radius())}"'
        where = "" if t.isIdentity() else f' gradientTransform="matrix({matrix})"'
        text = f'gradientUnits="userSpaceOnUse" {place}{where}>{stops}</{tag}>'
        known = f"{tag} {text}"
        if known not in self._defs:
            self._defs[known] = f'<{tag} id="paint{len(self._defs) + 1}" {text}'
        return self._defs[known].split('"')[1]

    def _clip(self, path: QPainterPath) -> str:
        self._clips += 1
        name = f"clip{self._clips}"
        self._defs[name] = f'<clipPath id="{name}"><path d="{path_data(path)}"/></clipPath>'
        return name

    def _mask(self, item: Drawn) -> str:
        self._clips += 1
        name = f"mask{self._clips}"
        x, y, width, height = (number(value) for value in (-500, -500, 2200, 2600))
        box = f'x="{x}" y="{y}" width="{width}" height="{height}"'
        hole = f'<path d="{path_data(item.path)}" fill="#000000"/>'
        self._defs[name] = (
            f'<mask id="{name}" maskUnits="userSpaceOnUse" {box}><rect {box} fill="#ffffff"/>{hole}</mask>'
        )
        return name


def clips_of(item: "Drawn | Group") -> tuple[QPainterPath, ...]:
    """The clips of a shape, or those that all of a group share."""
    return getattr(item, "clips", ())


def _stop(colour: QColor) -> str:
    text = f'stop-color="{colour.name(QColor.NameFormat.HexRgb)}"'
    return text if colour.alphaF() > 0.999 else f'{text} stop-opacity="{number(colour.alphaF())}"'
