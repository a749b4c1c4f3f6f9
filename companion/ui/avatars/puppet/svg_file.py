"""Reads an SVG as data that is safe to draw: a tree of known elements that know their lines. Pure, except the read.

Nothing is executed or fetched: scripts, animation, links to other files, entities and whatever could unfold to
gigabytes are refused by name and line. What is merely not drawn (text, filters) is a note, and is left out. Style
attributes and simple style sheets are resolved into attributes, so that what follows sees one form only.
"""

import base64
import binascii
import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from companion.errors import AvatarError

MAX_BYTES = 16 * 1024 * 1024
MAX_ELEMENTS = 20_000
MAX_DEPTH = 48
MAX_PROBLEMS = 20
MAX_IMAGE_SIDE = 4096  # pixels
MAX_COORDINATE = 1e6
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink href"
_LABEL = "http://www.inkscape.org/namespaces/inkscape label"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_STRUCTURE = frozenset(
    {"svg", "g", "defs", "use", "image", "clipPath", "mask", "linearGradient", "radialGradient", "stop"}
)
DRAWN = SHAPES | _STRUCTURE
_SILENT = frozenset({"title", "desc", "metadata", "filter"})  # of a filter, what uses it is told
_UNDRAWN = {
    "text": "text is not drawn, because fonts differ; make it a path (Inkscape: Path > Object to Path)",
    "filter": "filters (blur, shadow) are not drawn; use a gradient",
    "pattern": "patterns are not drawn; draw the shapes themselves",
    "marker": "markers are not drawn; make the stroke a path",
    "symbol": "symbols are not drawn; unlink the clone (Inkscape: Edit > Clone > Unlink)",
    "switch": "`switch` is not drawn",
}
_FORBIDDEN = {
    "script": "scripts are not allowed",
    "foreignObject": "foreign content is not allowed",
    "a": "links are not allowed",
    "animate": "animation is not allowed; rig.yaml moves the parts",
    "animateTransform": "animation is not allowed; rig.yaml moves the parts",
    "animateMotion": "animation is not allowed; rig.yaml moves the parts",
    "animateColor": "animation is not allowed; rig.yaml moves the parts",
    "set": "animation is not allowed; rig.yaml moves the parts",
    "handler": "scripts are not allowed",
    "iframe": "foreign content is not allowed",
    "audio": "sound is not allowed",
    "video": "films are not allowed",
    "feImage": "pictures in filters are not allowed",
}
_PAINT = _words(
    "fill stroke stroke-width fill-opacity stroke-opacity opacity fill-rule stroke-linecap stroke-linejoin "
    "stroke-miterlimit display visibility stop-color stop-opacity clip-path mask "
    "clip-rule"
)
_GEOMETRY = _words(
    "id class d x y width height cx cy r rx ry x1 y1 x2 y2 points transform gradientTransform gradientUnits "
    "spreadMethod offset fx fy viewBox href clipPathUnits maskUnits maskContentUnits preserveAspectRatio"
)
_KEPT = _PAINT | _GEOMETRY
_LENGTHS = _words("x y width height cx cy r rx ry x1 y1 x2 y2 fx fy stroke-width")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NUMBERS_ONLY = re.compile(r"[\s,0-9eE+\-.]*")
_PATH_ONLY = re.compile(r"[\s,0-9eE+\-.MmLlHhVvCcSsQqTtAaZz]*")
_URL = re.compile(r"url\(\s*['\"]?([^'\")]*)['\"]?\s*\)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
Problem = tuple[int, str]
"""Line (from 1), and what is wrong there."""


@dataclass(slots=True)
class Node:
    """One element. name: its Inkscape label, otherwise its id."""

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    label: str = ""

    @property
    def id(self) -> str:
        return self.attributes.get("id", "")

    def walk(self) -> "list[Node]":
        """This node and all below it, in document order."""
        found, waiting = [], [self]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting += reversed(node.children)
        return found


@dataclass(frozen=True, slots=True)
class Drawing:
    """A read SVG. view: x, y, width, height of its viewBox. by_id: everything with an id. notes: what is left out."""

    path: Path
    root: Node
    view: tuple[float, float, float, float]
    by_id: dict[str, Node]
    notes: tuple[Problem, ...]


def refused(path: Path, problems: list[Problem], *, code: str = "avatar-svg", hint: str = "") -> AvatarError:
    """One error that names every place."""
    found = sorted(set(problems))
    shown = "\n".join(f"  - line {line}: {text}" for line, text in found[:MAX_PROBLEMS])
    more = f"\n  - and {len(found) - MAX_PROBLEMS} more" if len(found) > MAX_PROBLEMS else ""
    return AvatarError(
        f"{path}: {len(found)} thing(s) are wrong:\n{shown}{more}",
        code=code,
        hint=hint or "Mend these places and save the file; docs/make-an-avatar.md shows how a drawing is built.",
    )


def read_svg(path: Path) -> Drawing:
    """Read a drawing.

    Raises:
        AvatarError: missing, too large, not XML, not SVG, or something that is refused; all places with their lines.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise AvatarError(
            f"{path} is missing.", code="avatar-missing", hint="rig.yaml names it as `drawing`."
        ) from error
    except OSError as error:
        raise AvatarError(f"{path} can't be read: {error.strerror}.", code="avatar-unreadable") from error
    if len(data) > MAX_BYTES:
        raise refused(path, [(1, f"the file is larger than {MAX_BYTES // 2**20} MiB")])
    return parse_svg(data, path)


def parse_svg(data: bytes, path: Path) -> Drawing:
    """The same from bytes; `path` is for messages."""
    reader = _Reader()
    try:
        reader.parse(data)
    except expat.ExpatError as error:
        text = f"this is not well-formed XML ({expat.ErrorString(error.code)})"
        raise refused(path, [*reader.problems, (error.lineno, text)]) from error
    except (ValueError, LookupError) as error:  # an encoding that Python's parser does not have
        raise refused(path, [(1, "its encoding can't be read; save it as UTF-8")]) from error
    except _Stop as stop:
        raise refused(path, [*reader.problems, (stop.line, stop.text)]) from None
    root = reader.root
    if root is None or root.tag != "svg":
        raise refused(path, [(1, "this is not an SVG drawing")])
    view = _view(root, reader.problems)
    by_id = _ids(root, reader.problems)
    _apply_sheet(root, reader)
    _check_references(root, by_id, reader.problems)
    if reader.problems:
        raise refused(path, reader.problems)
    return Drawing(path, root, view, by_id, tuple(sorted(set(reader.notes))))


class _Stop(Exception):
    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line, self.text = line, text


class _Reader:
    """The expat handlers; collects what is wrong, and stops where going on would be dangerous."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.sheet: list[tuple[str, dict[str, str]]] = []
        self._open: list[Node] = []
        self._count = self._depth = 0
        self._skip = 0  # depth inside something that is not drawn
        self._css: list[str] | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.ProcessingInstructionHandler = self._instruction

    def parse(self, data: bytes) -> None:
        self._parser.Parse(data, True)

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _entity(self, name: str, *_: object) -> None:
        raise _Stop(self._line, f"XML entities (`{name[:40]}`) are not allowed; save it as plain SVG")

    def _instruction(self, target: str, _data: str) -> None:
        if target.startswith("xml-stylesheet"):
            self.problems.append((self._line, "style sheets in other files are not allowed"))

    def _start(self, full: str, raw: dict[str, str]) -> None:
        self._count += 1
        self._depth += 1
        line = self._line
        if self._count > MAX_ELEMENTS:
            raise _Stop(line, f"more than {MAX_ELEMENTS:,} elements; simplify the drawing")
        if self._depth > MAX_DEPTH:
            raise _Stop(line, f"groups are nested more than {MAX_DEPTH} deep")
        space, _, tag = full.rpartition(" ")
        if tag in _FORBIDDEN:
            self.problems.append((line, f"<{tag}>: {_FORBIDDEN[tag]}"))
        if self._skip:
            self._skip += 1
            return
        if space != _SVG:
            if self.root is None:
                raise _Stop(line, "this is not an SVG drawing (its first element is not <svg> of SVG)")
            self._skip = 1
            return
        if tag == "style":
            self._css, self._skip = [], 1
            return
        if tag not in DRAWN:
            if tag not in _SILENT and tag not in _FORBIDDEN:
                said = _UNDRAWN.get(tag, "it is not drawn")
                self.notes.append((line, f"{_called(tag, raw)}: {said}"))
            self._skip = 1
            return
        node = Node(tag, line, self._attributes(tag, raw, line), label=raw.get(_LABEL, "").strip())
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _full: str) -> None:
        self._depth -= 1
        if self._skip:
            self._skip -= 1
            if self._css is not None and not self._skip:
                self._read_sheet("".join(self._css))
                self._css = None
            return
        self._open.pop()

    def _text(self, text: str) -> None:
        if self._css is not None:
            self._css.append(text)

    def _attributes(self, tag: str, raw: dict[str, str], line: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for full, value in raw.items():
            name = "href" if full == _XLINK else full
            if name.lower().startswith("on"):
                self.problems.append((line, f"`{name[:40]}`: scripts are not allowed"))
            elif name == "style":
                continue
            elif name in _KEPT:
                found[name] = value.strip()
            elif name == "filter":
                self.notes.append((line, f"{_called(tag, raw)}: {_UNDRAWN['filter']}"))
        for name, value in _declarations(raw.get("style", "")):  # a style wins over an attribute
            if name in _PAINT:
                found[name] = value
            elif name == "filter" and value != "none":
                self.notes.append((line, f"{_called(tag, raw)}: {_UNDRAWN['filter']}"))
            elif name == "stroke-dasharray" and value != "none":
                self.notes.append((line, f"{_called(tag, raw)}: dashes are not drawn; the line is whole"))
            elif name == "mix-blend-mode" and value != "normal":
                self.notes.append((line, f"{_called(tag, raw)}: blend modes are not drawn; use a colour with opacity"))
        self._check_values(tag, found, line)
        return found

    def _check_values(self, tag: str, found: dict[str, str], line: int) -> None:
        for name, value in found.items():
            for target in _URL.findall(value):
                if not target.startswith("#"):
                    self.problems.append((line, f"`{name}` points outside of the file ({target[:60]})"))
            wrong = _wrong_number(name, value)
            if wrong:
                self.problems.append((line, wrong))
        target = found.get("href", "")
        if tag == "image":
            wrong = _wrong_image(target)
            if wrong:
                self.problems.append((line, wrong))
        elif target and not target.startswith("#"):
            self.problems.append((line, f"`href` points outside of the file ({target[:60]})"))

    def _read_sheet(self, text: str) -> None:
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        if "@" in text or "url(" in re.sub(r"url\(\s*['\"]?#", "", text):
            self.problems.append((self._line, "a <style> may not import or point outside of the file"))
            return
        for selectors, body in _RULE.findall(text):
            for selector in selectors.split(","):
                self.sheet.append((selector.strip(), {k: v for k, v in _declarations(body) if k in _PAINT}))


def _called(tag: str, raw: dict[str, str]) -> str:
    """An element as the person finds it again: its tag, and its label or id."""
    name = (raw.get(_LABEL) or raw.get("id") or "").strip()
    return f"<{tag[:40]}> `{name[:60]}`" if name else f"<{tag[:40]}>"


def _declarations(style: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in style.split(";"))
    return [
        (name.strip().lower(), value.replace("!important", "").strip()) for name, _, value in pairs if value.strip()
    ]


def _wrong_number(name: str, value: str) -> str:
    if name == "d":
        return "" if _PATH_ONLY.fullmatch(value) and _small(value) else "the path data can't be read"
    if name == "points":
        return "" if _NUMBERS_ONLY.fullmatch(value) and _small(value) else "the points can't be read"
    if name in _LENGTHS and value:
        found = _NUMBER.match(value)
        if found is None or value[found.end() :].strip() not in ("", "px", "%") or not _small(value):
            return f"`{name}` is {value[:30]!r}; a number is needed"
    if name in ("transform", "gradientTransform") and not _small(value):
        return f"`{name}` holds an absurd number"
    return ""


def _small(text: str) -> bool:
    """Whether every number is finite and not absurd."""
    if "e" not in text and "E" not in text and not re.search(r"\d{7}(?:\.|[^\d.]|$)", text):
        return True
    return all(math.isfinite(x) and abs(x) <= MAX_COORDINATE for x in map(float, _NUMBER.findall(text)))


def _wrong_image(target: str) -> str:
    """A picture must be inside of the file, a PNG, and of a sane size."""
    head, comma, body = target.partition(",")
    if head.replace(" ", "") != "data:image/png;base64" or not comma:
        return (
            f"<image> must be a PNG embedded in the file, not {target[:40]!r} (Inkscape: Extensions > Images > Embed)"
        )
    try:
        start = base64.b64decode(re.sub(r"\s", "", body[:120])[:64], validate=True)
    except (binascii.Error, ValueError):
        return "the embedded picture can't be read"
    if start[:8] != b"\x89PNG\r\n\x1a\n" or start[12:16] != b"IHDR":
        return "the embedded picture is not a PNG"
    width, height = (int.from_bytes(start[at : at + 4], "big") for at in (16, 20))
    if not (0 < width <= MAX_IMAGE_SIDE and 0 < height <= MAX_IMAGE_SIDE):
        return f"the embedded picture is {width} x {height} pixels; {MAX_IMAGE_SIDE} a side is the most"
    return ""


def numbers(text: str) -> list[float]:
    """All numbers in a list like "1,2 3"."""
    return [float(part) for part in _NUMBER.findall(text)]


def _view(root: Node, problems: list[Problem]) -> tuple[float, float, float, float]:
    box = numbers(root.attributes.get("viewBox", ""))
    if not box:
        size = [numbers(root.attributes.get(name, "")) for name in ("width", "height")]
        box = [0.0, 0.0, size[0][0], size[1][0]] if all(size) else []
    if len(box) != 4 or not all(map(math.isfinite, box)):
        problems.append((root.line, "<svg> needs a viewBox of four numbers (Inkscape: File > Document Properties)"))
        return 0.0, 0.0, 1.0, 1.0
    x, y, width, height = box
    if not (8 <= width <= 50_000 and 8 <= height <= 50_000 and 0.1 <= width / height <= 10):
        problems.append((root.line, f"the page is {width:g} x {height:g}; 8 to 50,000 a side, 1:10 at most"))
        return 0.0, 0.0, 1.0, 1.0
    return x, y, width, height


def _ids(root: Node, problems: list[Problem]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in root.walk():
        if node.id in found:
            problems.append(
                (node.line, f"the id `{node.id[:40]}` is there twice (first in line {found[node.id].line})")
            )
        elif node.id:
            found[node.id] = node
    return found


def _apply_sheet(root: Node, reader: _Reader) -> None:
    """Rules for a tag, a .class or an #id become attributes where the element says nothing itself by style."""
    if not reader.sheet:
        return
    for node in root.walk():
        words = node.attributes.get("class", "").split()
        names = {node.tag, "*", f"#{node.id}", *(f".{word}" for word in words)}
        for selector, rules in reader.sheet:
            if selector in names or selector.removeprefix(node.tag) in names - {node.tag, "*"}:
                node.attributes.update(rules)


def _check_references(root: Node, by_id: dict[str, Node], problems: list[Problem]) -> None:
    """Every #name must be there, and a clone must not hold clones: ten lines of those unfold to a million shapes."""
    holds_use = {node.id for node in root.walk() if node.id and any(below.tag == "use" for below in node.walk()[1:])}
    for node in root.walk():
        targets = [target for value in node.attributes.values() for target in _URL.findall(value)]
        if node.tag != "image":
            targets.append(node.attributes.get("href", ""))
        for target in [target[1:] for target in targets if target.startswith("#")]:
            there = by_id.get(target)
            if there is None:
                problems.append((node.line, f"`#{target[:40]}` is nowhere in the file"))
            elif node.tag == "use" and (there.tag == "use" or target in holds_use or node in there.walk()):
                problems.append((node.line, f"a clone of `#{target[:40]}`, which holds clones itself; unlink it"))
