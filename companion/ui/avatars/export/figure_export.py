"""A drawn character as a rig that an artist goes on from: figure.svg and rig.yaml. Main thread.

Still parts are written as they are drawn; bending ones with their keys (`keys`); gestures as hidden pairs of arms. The
bindings are those that the drawn figure has, so that it moves as it did.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from companion.face.pose import GESTURES, NEUTRAL, FacePose
from companion.ui.avatars.export import keys
from companion.ui.avatars.export.files import write_new
from companion.ui.avatars.export.recorder import Drawn, Recorder
from companion.ui.avatars.export.writer import Group, SvgWriter
from companion.ui.avatars.figure.arms import ArmLook, ArmSolver, Carried
from companion.ui.avatars.figure.effects import draw_effects
from companion.ui.avatars.figure.hands import SHAPES
from companion.ui.avatars.figure.ink import Ink
from companion.ui.avatars.figure.layers import VIEW_HEIGHT, VIEW_WIDTH, VIEW_X, VIEW_Y, recipes
from companion.ui.avatars.figure.sleeves import Limb
from companion.ui.avatars.figure.style import Style
from companion.ui.avatars.figure.wardrobe import HAIRDOS, OUTFITS

Recipe = Callable[[Ink], None]
_NOTE = (
    "Groups are parts of a living figure: their names say what they are. Groups with a dot (eye_l.closed) are keys of "
    "a part: the same paths with their nodes moved. rig.yaml beside this file binds them."
)


def figure_files(style: Style, title: str) -> dict[str, str]:
    """File name -> text of the rig of a style. Raises AvatarError when a part can't be written."""
    groups, bindings = _Figure(style).all()
    view = (VIEW_X, VIEW_Y, VIEW_WIDTH, VIEW_HEIGHT)
    svg = SvgWriter(view).document(groups, title, _NOTE)
    return {"figure.svg": svg, "rig.yaml": _sheet(title, bindings)}


def write(style: Style, title: str, folder: Path) -> list[Path]:
    """Write the rig into a folder that has none yet. Raises AvatarError."""
    return write_new(folder, figure_files(style, title))


class _Figure:
    """Collects groups, back to front, and what rig.yaml must say about them."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._recipes = recipes(style)
        self._hairdo, self._outfit = HAIRDOS[style.hair_style], OUTFITS[style.outfit]
        self._groups: list[Group] = []
        self._bindings: dict[str, dict[str, Any]] = {}

    def all(self) -> tuple[list[Group], dict[str, dict[str, Any]]]:
        self._behind()
        self._body()
        self._head()
        self._front()
        return self._groups, self._bindings

    def _behind(self) -> None:
        high, roots = self._hairdo.high, self._hairdo.roots
        tails = "twin_tail" if high else "hair_tail"
        if high:
            self._tails(tails, roots)
        self._still("cape", "cape_back", pivot=[500, 930])
        self._still(
            "mass", "hair_back", pivot=[500, 300], swing={"hair_tails": 0, "head_z": 0}, move={"head_z": [0, 0]}
        )
        if not high:
            self._tails(tails, roots)
        self._still("skull", "hair_skull")

    def _tails(self, name: str, roots: Any) -> None:
        if roots is None:
            return
        self._still("tail_l", f"{name}_l", pivot=list(roots[0]))
        self._still("tail_r", f"{name}_r", pivot=list(roots[1]))

    def _body(self) -> None:
        self._still("feet", "feet")
        self._still("skirt", "skirt", pivot=[500, 930])
        self._still("torso", "body")
        look = self._outfit.arms
        if look is None:
            self._still("arms", "arms")
        self._still("sleeves", "sleeves")
        for name in ("held", "flame"):
            if look is None or name not in look.carried:
                held = self._outfit.held
                self._still(name, "prop", pivot=list(held.root), swing={"ornament": held.swing})

    def _head(self) -> None:
        style = self._style
        self._still("ears", "ears", move={"head_x": [8, 0], "head_y": [0, -4]})
        self._groups += keys.face_groups(style)
        self._groups += keys.cheek_groups(style)
        self._groups += keys.nose_groups(style)
        self._groups += keys.mouth_groups(style)
        for name, side in (("eye_l", -1), ("eye_r", 1)):
            self._groups += keys.eye_groups(style, name, side)
            self._bindings[name] = {"pivot": [500 + side * 93, 466]}
        self._still("glasses", "glasses")
        self._still("lock_l", "lock_l", pivot=[300, 300])
        self._still("lock_r", "lock_r", pivot=[700, 300])
        self._still("antenna", "ahoge", pivot=[486, 130])
        self._still("bangs", "hair_bangs", pivot=[500, 200])
        for name, side in (("brow_l", -1), ("brow_r", 1)):
            self._groups += keys.brow_groups(style, name, side)
            self._bindings[name] = {"pivot": [500 + side * 100, 366]}
        for name in ("tear", "sweat", "anger", "sleep"):
            pose = replace(NEUTRAL, **{name: 1.0})
            self._add(name, keys.recorded(lambda ink, _, pose=pose: draw_effects(ink, pose)))  # type: ignore[misc]
            self._groups[-1].hidden = True
        self._still("ribbon", "ribbon", pivot=[702, 330])
        self._still("front", "head_front", pivot=[500, 200])

    def _front(self) -> None:
        look = self._outfit.arms
        if look is not None:
            self._add("arms", self._arms(look, NEUTRAL))
            for name in GESTURES:
                items = self._arms(look, replace(NEUTRAL, **{f"arms_{name}": 1.0}))
                self._groups.append(Group(f"arms.{name}", list(items), hidden=True))
        self._still("drape", "lock_drape", belongs="head", pivot=[700, 560], swing={"hair_locks": 1, "head_z": -6})

    def _still(self, recipe: str, name: str, **binding: Any) -> None:
        draw = self._recipes.get(recipe)
        if draw is not None and self._add(name, keys.recorded(lambda ink, _: draw(ink))) and binding:
            self._bindings[name] = binding

    def _add(self, name: str, shapes: list[Drawn]) -> bool:
        if shapes:
            self._groups.append(Group(name, list(shapes)))
        return bool(shapes)

    # --- arms ---

    def _arms(self, look: ArmLook, pose: FacePose) -> list[Drawn]:
        recorder = Recorder()
        limbs = ArmSolver(look).solve(pose)
        for side in (1, 0):
            for behind in (True, False):
                if not behind:
                    self._limb(recorder, look, limbs[side])
                for name, carried in look.carried.items():
                    if carried.side == side and carried.behind is behind:
                        self._carried(recorder, look, name, carried, limbs[side])
        return recorder.drawn

    def _limb(self, recorder: Recorder, look: ArmLook, limb: Limb) -> None:
        recorder.save()
        if limb.side > 0:
            recorder.translate(1000, 0)
            recorder.scale(-1, 1)
        look.draw(Ink(recorder), self._style.palette, limb)  # type: ignore[arg-type]
        recorder.restore()

    def _carried(self, recorder: Recorder, look: ArmLook, name: str, carried: Carried, limb: Limb) -> None:
        draw = self._recipes.get(name)
        size = 1.0 if carried.shape is None else limb.shares[SHAPES.index(carried.shape)]
        if draw is None or size < 0.02:
            return
        wrist = limb.wrist if limb.side < 0 else (1000.0 - limb.wrist[0], limb.wrist[1])
        turn = carried.turn * (limb.hand - look.rest[carried.side].hand) * (-1.0 if limb.side > 0 else 1.0)
        recorder.save()
        recorder.translate(carried.root[0] + wrist[0] - carried.grip[0], carried.root[1] + wrist[1] - carried.grip[1])
        if carried.shape is not None:
            recorder.scale(size, size)
        else:
            recorder.rotate(turn)
        recorder.translate(-carried.root[0], -carried.root[1])
        draw(Ink(recorder))  # type: ignore[arg-type]
        recorder.restore()


def _sheet(title: str, bindings: dict[str, dict[str, Any]]) -> str:
    import yaml

    head = (
        "# How figure.svg lives. Everything that is not said here is as usual for a part of that name;\n"
        "# docs/make-an-avatar.md lists all parts, parameters and keys. Saved while she is shown, a change shows at\n"
        "# once.\n"
    )
    data: dict[str, Any] = {"drawing": "figure.svg", "title": title, "unit": 1, "head": [500, 640], "waist": [500, 930]}
    text = yaml.safe_dump({**data, "parts": bindings}, sort_keys=False, allow_unicode=True, default_flow_style=None)
    return head + text
