"""Builds a rig: the drawing and rig.yaml together, every part bound, everything wrong named.

Main thread or a worker.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QRectF

from companion.face.pose import GESTURES
from companion.ui.avatars.puppet.defaults import GESTURED, INNER, PARTS, Binding, inner_of
from companion.ui.avatars.puppet.extent import too_far
from companion.ui.avatars.puppet.model import Part, Piece, Rig, normal
from companion.ui.avatars.puppet.paint import colour, passed_on
from companion.ui.avatars.puppet.path_data import IDENTITY, PathError, multiply, transform_of
from companion.ui.avatars.puppet.shapes import Grower, Shape, bounds, correct
from companion.ui.avatars.puppet.sheet import PartSheet, SheetFile, read_sheet
from companion.ui.avatars.puppet.svg_file import SHAPES, Drawing, Node, Problem, read_svg, refused

_GUIDE_FACE, _GUIDE_HEIGHT = 376.0, 1368.0  # the face's width and the page's height on the art guide's canvas
_OWN_NAMES = re.compile(
    r"(svg|g|group|layer|ebene|레이어|path|rect|circle|ellipse|use|image|polygon|polyline|line|clone|_x?)"
    r"([ _-]?\d[-\w]*)?",
    re.IGNORECASE,
)
LOOSE = "rest"
MAX_PARTS = 120


def load_rig(folder: Path) -> Rig:
    """The rig in a folder; asked for again, the same one until a file has changed. Any thread.

    Raises:
        AvatarError: `avatar-svg` or `avatar-yaml`; the message names file and line of everything that is wrong.
    """
    return _load(folder, _stamps(folder))


def _stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells whether one of the files has changed."""
    files = [path for path in sorted(folder.iterdir()) if path.suffix in (".svg", ".yaml")] if folder.is_dir() else []
    stats = [(path.name, path.stat()) for path in files if path.is_file()]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


@lru_cache(maxsize=4)
def _load(folder: Path, _stamps: tuple[tuple[str, int, int], ...]) -> Rig:
    file = read_sheet(folder)
    drawing = read_svg(folder / file.sheet.drawing)
    return _Builder(drawing, file).build()


class _Builder:
    """Finds the parts of one drawing and binds them."""

    def __init__(self, drawing: Drawing, file: SheetFile) -> None:
        self._drawing, self._file = drawing, file
        self._sheet = file.sheet
        self._known = set(PARTS) | set(self._sheet.parts)
        self._parts: list[Part] = []
        self._keys: list[tuple[str, str, Piece]] = []
        self._names: dict[int, str] = {}  # of groups inside of parts
        self._problems: list[Problem] = []
        self._sheet_problems: list[Problem] = []
        self._notes: list[Problem] = list(drawing.notes)

    def build(self) -> Rig:
        self._check_values()
        self._problems += too_far(self._drawing)
        if self._problems:
            raise refused(self._drawing.path, self._problems)
        self._search(Piece(self._drawing.root, {}, IDENTITY), "")
        self._check_names()
        self._hide_for_gestures()
        self._grow()
        if self._problems:
            raise refused(self._drawing.path, self._problems)
        self._measure()
        unit = self._unit()
        for part in self._parts:
            part.binding = self._placed(part, unit)
        self._check_sheet()
        if self._sheet_problems:
            raise refused(self._file.path, self._sheet_problems, code="avatar-yaml")
        frame = self._frame()
        return Rig(
            self._drawing,
            self._sheet,
            frame,
            unit,
            self._sheet.head or self._neck(unit),
            self._sheet.waist or self._waist(),
            tuple(self._parts),
            _lines(self._notes),
            _lines(self._drawing.notes),
            (self._drawing.path, self._file.path),
        )

    # --- finding parts ---

    def _name(self, node: Node) -> str:
        """The part name of a node; empty for one that only a program has named."""
        for given in (node.label, node.id):
            name = normal(given)
            stem = name.partition(".")[0]
            if given and (stem in self._known or inner_of(stem)[0]):
                return name
        given = node.label or node.id
        if not given or _OWN_NAMES.fullmatch(given) or (node.label == "" and node.id[-1:].isdigit()):
            return ""
        return normal(given)

    def _search(self, piece: Piece, inside: str) -> None:
        """Walk groups that are not parts themselves. inside: the part whose group holds other parts ("head")."""
        here = self._step(piece)
        for child in piece.node.children:
            if child.tag not in SHAPES and child.tag not in ("g", "use", "image", "svg"):
                continue
            below = Piece(child, here.above, here.matrix, here.opacity)
            name = self._name(child)
            stem, _, key = name.partition(".")
            if stem in GESTURED and key in GESTURES:
                self._add_gesture(stem, key, below)
            elif key and stem in self._known:
                self._keys.append((stem, key, below))
            elif child.attributes.get("display") == "none" and child.tag != "svg" and not self._comes(stem):
                if stem in self._known:
                    self._note(child, f"`{stem}` is hidden, so it is not drawn")
            elif stem in self._known and not self._holds_parts(child):
                self._add(stem, below)
            elif child.tag in ("g", "svg") and (not name or self._holds_parts(child)):
                self._search(below, stem if stem in self._known else inside)
            else:
                self._add_loose(below, name, inside)

    def _comes(self, name: str) -> bool:
        """Whether a part is seen only at times, so that it may be hidden in the drawing."""
        own = self._sheet.parts.get(name)
        return bool(PARTS.get(name, Binding()).show) or bool(own is not None and own.show)

    def _step(self, piece: Piece) -> Piece:
        """What a group gives to its children."""
        node = piece.node
        try:
            matrix = multiply(piece.matrix, transform_of(node.attributes.get("transform", "")))
        except PathError:
            matrix = piece.matrix
        opacity = piece.opacity * float(_plain_number(node.attributes.get("opacity", "1")))
        return Piece(node, passed_on(node.attributes, piece.above), matrix, opacity)

    def _holds_parts(self, node: Node) -> bool:
        names = (self._name(below).partition(".")[0] for below in node.walk()[1:])
        return any(name in self._known for name in names)

    def _add(self, name: str, piece: Piece) -> None:
        piece.node.attributes.pop("display", None)
        if any(part.name == name for part in self._parts) and name != LOOSE:
            self._problems.append((piece.node.line, f"there are two parts `{name}`; put one group around both"))
            return
        self._parts.append(Part(name, PARTS.get(name, Binding()), [piece], line=piece.node.line))

    def _add_gesture(self, stem: str, gesture: str, piece: Piece) -> None:
        """A drawing that is shown in place of another while she makes a gesture."""
        piece.node.attributes.pop("display", None)
        show = {f"arms_{gesture}": (0.45, 0.55)}
        binding = replace(PARTS[stem], show=show, keys={})
        self._parts.append(Part(f"{stem}.{gesture}", binding, [piece], line=piece.node.line))

    def _hide_for_gestures(self) -> None:
        for part in self._parts:
            drawn = [other.name.partition(".")[2] for other in self._parts if other.name.startswith(f"{part.name}.")]
            hide = {f"arms_{gesture}": (0.55, 0.45) for gesture in drawn}
            if hide:
                part.binding = replace(part.binding, show={**part.binding.show, **hide})

    def _add_loose(self, piece: Piece, name: str, inside: str) -> None:
        """A shape outside of every part: it goes with what holds it, otherwise with the body."""
        if name and "." not in name:
            near = difflib.get_close_matches(name, self._known, n=1, cutoff=0.72)
            if near:
                text = f"there is no part `{name[:40]}`; did you mean `{near[0]}`?"
                self._problems.append((piece.node.line, f"{text} (or bind it in rig.yaml under `parts`)"))
                return
            self._note(piece.node, f"`{name[:40]}` is no known part: it moves with the body; rig.yaml can bind it")
        elif name:
            stem = name.partition(".")[0]
            near = difflib.get_close_matches(stem, self._known, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            self._problems.append((piece.node.line, f"`{name[:60]}` is a key of no part{hint}"))
            return
        owner = inside or LOOSE
        binding = PARTS.get(inside, PARTS["body"])
        last = self._parts[-1] if self._parts else None
        if last is not None and last.name in (owner, f"{owner}~"):
            last.pieces.append(piece)
            return
        taken = any(part.name == owner for part in self._parts)
        self._parts.append(Part(f"{owner}~" if taken else owner, binding, [piece], line=piece.node.line))

    def _note(self, node: Node, text: str) -> None:
        self._notes.append((node.line, text))

    # --- checks ---

    def _check_values(self) -> None:
        """Colours and transforms that can't be read, with their lines; Qt would paint them black without a word."""
        for node in self._drawing.root.walk():
            for name in ("fill", "stroke", "stop-color"):
                value = node.attributes.get(name, "")
                try:
                    if value and not value.startswith("url("):
                        colour(value)
                except ValueError as error:
                    self._problems.append((node.line, f"`{name}`: {error}"))
            for name in ("transform", "gradientTransform"):
                try:
                    transform_of(node.attributes.get(name, ""))
                except PathError as error:
                    self._problems.append((node.line, str(error)))

    def _check_names(self) -> None:
        if not self._parts and not self._problems:
            self._problems.append((1, "there is nothing to draw; name groups as parts: face, eye_l, mouth, body, …"))
        if len(self._parts) > MAX_PARTS:
            self._problems.append((1, f"more than {MAX_PARTS} parts"))
        there = {part.name for part in self._parts}
        if not there & {"face", "head"}:
            self._note(self._drawing.root, "there is no part `face` or `head`: lengths are taken from the page")
        for stem, key, piece in self._keys:
            if stem not in there:
                self._problems.append((piece.node.line, f"`{stem}.{key}` is a key, but there is no part `{stem}`"))

    def _check_sheet(self) -> None:
        there = {part.name for part in self._parts}
        for name, part in self._sheet.parts.items():
            if name not in there:
                near = difflib.get_close_matches(name, there, n=1)
                hint = f"; did you mean `{near[0]}`?" if near else ""
                text = f"{self._drawing.path.name} has no part `{name}`{hint}"
                self._sheet_problems.append((self._file.line("parts", name), text))
                continue
            drawn = {key for stem, key, _ in self._keys if stem == name}
            for key in part.keys or {}:
                if key not in drawn:
                    text = f"{self._drawing.path.name} has no group `{name}.{key}`"
                    self._sheet_problems.append((self._file.line("parts", name, "keys", key), text))
            if part.clip and part.clip not in there:
                line = self._file.line("parts", name, "clip")
                self._sheet_problems.append((line, f"there is no part `{part.clip}` to clip `{name}` by"))
        for stem, key, piece in self._keys:
            bound = next(found.binding.keys for found in self._parts if found.name == stem)
            unbound = [word for word in key.split("-") if word not in bound]
            if unbound:
                text = f"key `{unbound[0]}` of `{stem}` (line {piece.node.line} of the drawing) has no binding"
                near = difflib.get_close_matches(unbound[0], bound, n=1)
                hint = f"; did you mean `{near[0]}`?" if near else f"; write it under parts: {stem}: keys"
                self._sheet_problems.append((self._file.line("parts", stem), text + hint))

    # --- living shapes ---

    def _grow(self) -> None:
        keyed = {stem for stem, _, _ in self._keys}
        for part in self._parts:
            part.binding = self._bound(part)
            inside = self._inner_names(part)
            if not (part.name in keyed or inside):
                continue
            grower = Grower(self._drawing.by_id, self._names)
            grown = [grower.grow(piece.node, piece.above, piece.matrix) for piece in part.pieces]
            for piece, made in zip(part.pieces, grown, strict=True):
                if made is not None:
                    made.opacity *= piece.opacity
            living = [shape for shape in grown if shape is not None]
            part.shape = living[0] if len(living) == 1 else Shape(children=living)
            own = sorted((key.count("-"), key, piece.node.line) for stem, key, piece in self._keys if stem == part.name)
            for _, key, line in own:  # single keys first: drawings for two at once build on them
                found = next(piece for stem, word, piece in self._keys if (stem, word) == (part.name, key))
                self._add_key(grower, part, key, found, line)
            for shape in part.shape.walk():
                bound = part.inner.get(shape.name)
                if bound is not None and bound.clip in {below.name for below in part.shape.walk()}:
                    shape.clip_of = bound.clip
            self._problems += grower.problems

    def _add_key(self, grower: Grower, part: Part, key: str, piece: Piece, line: int) -> None:
        if line != piece.node.line:
            self._problems.append((line, f"there are two groups `{part.name}.{key}`"))
            return
        grown = grower.grow(piece.node, piece.above, piece.matrix, hidden_too=True)
        if grown is not None and part.shape is not None:
            grown.opacity *= piece.opacity
            grower.add_key(part.shape, grown, key)
            if "-" in key:
                correct(part.shape, key)

    def _inner_names(self, part: Part) -> bool:
        """Names of groups inside of a part that move by themselves."""
        own = self._sheet.parts.get(part.name, PartSheet()).inner
        wanted = set(own)
        for piece in part.pieces:
            for node in piece.node.walk()[1:]:
                name = self._name(node)
                stem, side = inner_of(name)
                if name in own or (stem and part.name.startswith("eye")):
                    self._names[id(node)] = name
                    wanted.discard(name)
                    part.inner[name] = self._inner(own.get(name), stem, side)
                    if part.inner[name].show:
                        node.attributes.pop("display", None)
        for name in sorted(wanted):
            line = self._file.line("parts", part.name, "inner", name)
            self._sheet_problems.append((line, f"`{part.name}` has no group `{name}` in {self._drawing.path.name}"))
        return bool(part.inner)

    @staticmethod
    def _inner(own: object, stem: str, side: str) -> Binding:
        usual = INNER.get(stem, Binding())
        usual = replace(usual, clip=usual.clip + side if usual.clip else "")
        if own is None:
            return usual
        grow = {name: (value, value) for name, value in own.grow.items()}  # type: ignore[attr-defined]
        return replace(
            usual,
            move={**usual.move, **own.move},  # type: ignore[attr-defined]
            grow={**usual.grow, **grow},
            show={**usual.show, **own.show},  # type: ignore[attr-defined]
            clip=own.clip or usual.clip,  # type: ignore[attr-defined]
        )

    # --- bindings ---

    def _bound(self, part: Part) -> Binding:
        """The usual binding without what the artist's keys do better, and what rig.yaml says."""
        usual = part.binding
        drawn = {key for stem, key, _ in self._keys if stem == part.name}
        words = {word for key in drawn for word in key.split("-")}
        keys = {key: dict(ramps) for key, ramps in usual.keys.items()}
        if "smile" not in words and "closed" in keys:
            keys["closed"].pop("eye_smile", None)
        drop_move = {name for name in usual.move if name.startswith("brow_y") and words & {"up", "down"}}
        turn = {} if words & {"angry", "worried"} else dict(usual.turn)
        move = {name: value for name, value in usual.move.items() if name not in drop_move}
        draw, grow = usual.draw, dict(usual.grow)
        if part.name == "mouth" and not drawn:
            draw = "house_mouth"
        if part.name in ("eye_l", "eye_r") and not words & {"closed", "smile"}:  # squeezed; see house_lids
            grow[f"eye_open{part.name[-2:]}"] = (0.0, 1.0)
            turn["eye_slant"] = -6.0 * part.side
        own = self._sheet.parts.get(part.name)
        if own is None:
            return replace(usual, keys=keys, move=move, turn=turn, grow=grow, draw=draw)
        return replace(
            usual,
            belongs=own.belongs or usual.belongs,
            move={**move, **(own.move or {})},
            swing={**usual.swing, **(own.swing or {})},
            turn={**turn, **(own.turn or {})},
            grow={**grow, **(own.grow or {})},
            far=usual.far if own.far is None else own.far,
            show={**usual.show, **(own.show or {})},
            keys={**keys, **(own.keys or {})},
            clip=usual.clip if own.clip is None else own.clip,
            pivot=own.pivot,
            draw=own.draw or draw,
        )

    def _placed(self, part: Part, unit: float) -> Binding:
        """The binding in the drawing's own units, with a pivot. What rig.yaml gives is in them already."""
        bound, own = part.binding, self._sheet.parts.get(part.name)
        said = set((own.move if own else None) or ())
        move = {k: v if k in said else (v[0] * unit, v[1] * unit) for k, v in bound.move.items() if any(v)}
        box = part.box
        points = {
            "top": (box.center().x(), box.top()),
            "bottom": (box.center().x(), box.bottom()),
            "centre": (box.center().x(), box.center().y()),
            "low": (box.center().x(), box.top() + 0.72 * box.height()),
        }
        for name, inner in part.inner.items():
            mine = own.inner.get(name) if own else None
            told = set(mine.move) if mine else set()
            scaled = {k: v if k in told else (v[0] * unit, v[1] * unit) for k, v in inner.move.items()}
            part.inner[name] = replace(inner, move=scaled)
        there = {other.name for other in self._parts}
        clip = bound.clip if bound.clip in there else ""
        return replace(bound, move=move, pivot=bound.pivot or points[bound.anchor], clip=clip)

    # --- measures ---

    def _frame(self) -> tuple[float, float, float, float]:
        """What is shown of the page."""
        page, frame = self._drawing.view, self._sheet.frame
        if frame is None:
            return page
        if not all(0.05 * whole <= part <= 2 * whole for whole, part in zip(page[2:], frame[2:], strict=True)):
            text = f"frame is {frame[2]:g} x {frame[3]:g}; a twentieth to twice of the page's {page[2]:g} x {page[3]:g}"
            raise refused(self._file.path, [(self._file.line("frame"), text)], code="avatar-yaml")
        return frame

    def _measure(self) -> None:
        from companion.ui.avatars.puppet.pictures import box_of

        for part in self._parts:
            if part.shape is not None:
                part.box = bounds(part.shape)
            elif not part.gestured:
                part.box = box_of(self._drawing, part)

    def _box(self, *names: str) -> QRectF | None:
        return next(
            (part.box for name in names for part in self._parts if part.name == name and part.box.width()), None
        )

    def _unit(self) -> float:
        if self._sheet.unit is not None:
            return self._sheet.unit
        face = self._box("face")
        if face is not None:
            return face.width() / _GUIDE_FACE
        return self._drawing.view[3] / _GUIDE_HEIGHT

    def _neck(self, unit: float) -> tuple[float, float]:
        """Where the head turns: a little above the chin."""
        face = self._box("face", "head", "hair_bangs")
        if face is not None:
            return face.center().x(), face.bottom() - 12 * unit
        x, y, width, height = self._drawing.view
        return x + width / 2, y + height * 0.48

    def _waist(self) -> tuple[float, float]:
        """About where she leans: the upper end of a skirt, otherwise low in the picture."""
        skirt = self._box("skirt")
        x, y, width, height = self._drawing.view
        return (skirt.center().x(), skirt.top()) if skirt is not None else (x + width / 2, y + height * 0.7)


def _plain_number(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 1.0


def _lines(problems: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(f"line {line}: {text}" for line, text in sorted(set(problems)))
