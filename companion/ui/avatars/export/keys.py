"""The bending parts of a drawn figure as a rest drawing and its keys: recorded at poses, some of them beyond the range.

Lids and lips are linear in their parameters between two recorded openings, so a key that the figure draws otherwise
(a shut eye without its white, a shut mouth as one line) is reckoned from two that have the same shapes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtGui import QPainterPath

from companion.errors import AvatarError
from companion.face.pose import NEUTRAL, FacePose
from companion.ui.avatars.export.recorder import Drawn, Recorder
from companion.ui.avatars.export.writer import Group
from companion.ui.avatars.figure.eyes import draw_brow, draw_eye, draw_iris
from companion.ui.avatars.figure.face import MARKS, draw_blush, draw_face, draw_nose
from companion.ui.avatars.figure.features import FACES, with_features
from companion.ui.avatars.figure.hair import bangs_outline
from companion.ui.avatars.figure.ink import Ink
from companion.ui.avatars.figure.mouth import draw_mouth
from companion.ui.avatars.figure.style import Style

Shapes = list[Drawn]


def recorded(draw: Callable[[Ink, Recorder], None]) -> Shapes:
    """What `draw` draws."""
    recorder = Recorder()
    draw(Ink(recorder), recorder)  # type: ignore[arg-type]
    return recorder.drawn


def mixed(a: QPainterPath, b: QPainterPath, share: float) -> QPainterPath:
    """a + share * (b - a), node by node."""
    result = QPainterPath(a)
    for at in range(a.elementCount()):
        p, q = a.elementAt(at), b.elementAt(at)
        result.setElementPositionAt(at, p.x + (q.x - p.x) * share, p.y + (q.y - p.y) * share)
    return result


def beyond(a: Sequence[Drawn], b: Sequence[Drawn], share: float) -> Shapes:
    """Shapes at `share` of the way from a to b."""
    alike("a bending part", a, b)
    return [
        replace(
            p,
            path=mixed(p.path, q.path, share),
            clips=tuple(mixed(c, d, share) for c, d in zip(p.clips, q.clips, strict=True)),
        )
        for p, q in zip(a, b, strict=True)
    ]


def vanished(rest: Sequence[Drawn], other: Sequence[Drawn]) -> set[int]:
    """Which shapes of `rest` the other drawing does not have."""
    import difflib

    signs = [[(d.path.elementCount(), d.opacity, d.width, _tone(d)) for d in shapes] for shapes in (rest, other)]
    matcher = difflib.SequenceMatcher(None, signs[0], signs[1], autojunk=False)
    kept = {block.a + step for block in matcher.get_matching_blocks() for step in range(block.size)}
    return set(range(len(rest))) - kept


def _tone(item: Drawn) -> str:
    return "" if item.fill is None else item.fill.color().name()


def alike(name: str, a: Sequence[Drawn], b: Sequence[Drawn]) -> None:
    """Both have the same shapes with the same number of nodes; otherwise AvatarError."""
    sizes = [[item.path.elementCount() for item in shapes] for shapes in (a, b)]
    if sizes[0] != sizes[1]:
        raise AvatarError(
            f"{name} can't be exported: its drawings at two poses have {sizes[0]} and {sizes[1]} nodes.",
            code="avatar-export",
        )


def named(name: str, rest: "Sequence[Drawn | Group]", keys: "dict[str, list[Drawn | Group]]") -> list[Group]:
    """A part and its hidden keys."""
    return [Group(name, list(rest)), *[Group(f"{name}.{key}", items, hidden=True) for key, items in keys.items()]]


# --- face ---


def face_groups(style: Style) -> list[Group]:
    bangs = bangs_outline(style.bangs)

    def at(x: float, y: float) -> "list[Drawn | Group]":
        return list(recorded(lambda ink, _: draw_face(ink, style.palette, x, y, bangs)))

    rest = at(0, 0)
    turned = {"left": at(-1, 0), "right": at(1, 0), "up": at(0, 1), "down": at(0, -1)}
    return named("face", rest, turned)


def cheek_groups(style: Style) -> list[Group]:
    """Blush, hatch and freckles; what keeps them inside of the face is the binding."""

    def at(hatch: float, marks: frozenset[str] = frozenset()) -> Shapes:
        pose = replace(NEUTRAL, blush=1.0, hatch=hatch)
        drawn = recorded(lambda ink, _: draw_blush(ink, style.palette, pose, marks))
        return [replace(d, clips=()) for d in drawn]

    soft = at(0.0)
    hatch = [d for d in at(1.0) if d.path.boundingRect().width() < 40]
    marks = at(0.0, style.accessories & MARKS)[len(soft) :]
    groups = [Group("blush", list(soft)), Group("hatch", list(hatch), hidden=True), Group("face_marks", list(marks))]
    return [group for group in groups if group.items]


def nose_groups(style: Style) -> list[Group]:
    return [Group("nose", list(recorded(lambda ink, _: draw_nose(ink, style.palette))))]


# --- eyes ---

_OPENINGS = (0.13, 0.3, 0.55, 0.75)  # the first of these at which an eye still has all its shapes is taken


def eye_groups(style: Style, name: str, side: int) -> list[Group]:
    """Open, and the keys closed, smile, squint, fierce and droop."""

    def at(**changes: float) -> Shapes:
        opened = changes.pop("opened", 1.0)
        posed = replace(NEUTRAL, eye_open_l=opened, eye_open_r=opened, **changes)
        pose = with_features(posed, FACES[style.face])

        def draw(ink: Ink, recorder: Recorder) -> None:
            def iris(inner: Ink, x: float, y: float) -> None:
                recorder.mark = "iris"
                draw_iris(inner, style.palette, pose, x, y)
                recorder.mark = "after"

            draw_eye(ink, style.palette, pose, side, iris)

        return recorded(draw)

    rest = at()
    nearly = next((share for share in _OPENINGS if len(at(opened=share)) == len(rest)), _OPENINGS[-1])
    shut = beyond(rest, at(opened=nearly), 1 / (1 - nearly))
    smile = beyond(rest, at(opened=nearly, eye_smile=1.0), 1 / (1 - nearly))
    gone = {index for index in vanished(rest, at(opened=0.0)) if index and not rest[index].clips}
    shut, smile = ([replace(d, opacity=0.0) if i in gone else d for i, d in enumerate(s)] for s in (shut, smile))
    found = {
        "closed": shut,
        "smile": smile,
        "squint": at(eye_squint=1.0),
        "fierce": at(eye_slant=1.0),
        "droop": at(eye_slant=-1.0),
    }
    extra = {"heart": _extra(rest, at(heart=1.0)), "star": _extra(rest, at(star=1.0))}
    keys = {key: _unnamed(_eye(name, shapes, extra)) for key, shapes in found.items()}
    return named(name, _eye(name, rest, extra), keys)


def _extra(rest: Shapes, more: Shapes) -> Shapes:
    """Shapes inside of the eye that only the second drawing has."""
    inside, wanted = [d for d in rest if d.clips], [d for d in more if d.clips and d.mark == "after"]
    gone = len([d for d in more if d.clips]) - len(inside)
    sizes = [d.path.elementCount() for d in inside if d.mark == "after"]
    found: Shapes = []
    for item in wanted:
        if sizes and item.path.elementCount() == sizes[0]:
            sizes.pop(0)
        else:
            found.append(item)
    return found if found or gone <= 0 else wanted[-gone:]


def _eye(name: str, shapes: Shapes, extra: dict[str, Shapes]) -> "list[Drawn | Group]":
    """Ball, inner groups behind one clip, lines over it."""
    side = name[-2:]
    ball, inside, over = shapes[0], [d for d in shapes if d.clips], [d for d in shapes[1:] if not d.clips]
    clip = inside[0].clips
    bare = [replace(d, clips=()) for d in inside]
    iris = [d for d in bare if d.mark == "iris"]
    later = [d for d in bare if d.mark != "iris"]
    groups = [
        Group(f"iris{side}", list(iris)),
        Group(f"lid_shadow{side}", list(later[:1])),
        Group(f"heart{side}", [replace(d, clips=()) for d in extra["heart"]], hidden=True),
        Group(f"lights{side}", list(later[1:])),
        Group(f"star{side}", [replace(d, clips=()) for d in extra["star"]], hidden=True),
    ]
    inner = Clipped("", [group for group in groups if group.items], clips=clip)
    return [ball, inner, *over]


def _unnamed(items: "list[Drawn | Group]") -> "list[Drawn | Group]":
    """Groups of a key have no names of their own: every id is there once."""
    for item in items:
        if isinstance(item, Group):
            item.name = ""
            _unnamed(item.items)
    return items


class Clipped(Group):
    """A group behind a clip of its own."""

    def __init__(self, name: str, items: "Sequence[Drawn | Group]", clips: tuple[QPainterPath, ...]) -> None:
        super().__init__(name, list(items))
        self.clips = clips


def brow_groups(style: Style, name: str, side: int) -> list[Group]:
    features = FACES[style.face]

    def at(bend: float) -> "list[Drawn | Group]":
        pose = with_features(replace(NEUTRAL, brow_bend_l=bend, brow_bend_r=bend), features)
        return list(recorded(lambda ink, _: draw_brow(ink, style.palette, pose, side, features.brow_width)))

    return named(name, at(NEUTRAL.brow_bend_l), {"arched": at(1.0), "flat": at(0.0)})


# --- mouth ---

_LOW, _HIGH = 8.0, 46.0  # openings that are drawn with the same shapes


def mouth_groups(style: Style) -> list[Group]:
    """Shut, and keys that add up: open, wide, narrow, smile, frown, round, cat, teeth, fang, skew."""

    def drawn(pose: FacePose) -> Shapes:
        return recorded(lambda ink, _: draw_mouth(ink, style.palette, pose))

    def at(opened: float = 0.0, **changes: float) -> Shapes:
        base = replace(NEUTRAL, mouth_teeth=0.021, mouth_fang=0.021)
        pose = replace(base, **{f"mouth_{name}": value for name, value in changes.items()})
        if opened >= _HIGH:
            return drawn(replace(pose, mouth_open=_HIGH))
        low, high = drawn(replace(pose, mouth_open=_LOW)), drawn(replace(pose, mouth_open=_HIGH))
        return beyond(low, high, (opened - _LOW) / (_HIGH - _LOW))

    shapes: dict[str, dict[str, float]] = {
        "open": {"opened": _HIGH},
        "wide": {"width": 40.0},
        "narrow": {"width": 13.0},
        "smile": {"form": 1.6},
        "frown": {"form": -1.5},
        "round": {"round": 1.0},
        "cat": {"cat": 1.0},
        "skew": {"skew": 1.0},
        "teeth": {"teeth": 1.4},
        "fang": {"fang": 1.0},
    }
    pairs = ("open-wide", "open-narrow", "open-smile", "open-frown", "open-round", "open-teeth", "narrow-round")
    for pair in (*pairs, "open-narrow-round"):
        shapes[pair] = {k: v for word in pair.split("-") for k, v in shapes[word].items()}
    keys = {key: _mouth(at(**changes), fang=key == "fang") for key, changes in shapes.items()}
    return named("mouth", _mouth(at()), keys)


def _mouth(shapes: Shapes, fang: bool = False) -> "list[Drawn | Group]":
    """The fang is drawn last; it shows by its key alone."""
    last = shapes[-1] if fang else replace(shapes[-1], opacity=0.0)
    inside = [d for d in shapes[:-1] if d.clips]
    first = shapes.index(inside[0])
    inner = Clipped("", [replace(d, clips=()) for d in inside], clips=inside[0].clips)
    after = [d for d in shapes[first:-1] if not d.clips]
    return [*shapes[:first], inner, *after, last]
