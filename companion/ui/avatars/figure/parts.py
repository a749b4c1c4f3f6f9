"""Parts that are rebuilt from the pose, as data: where they lie, how they shift, what they depend on. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from companion.face.pose import NAMES, FacePose
from companion.ui.avatars.figure.effects import draw_effects
from companion.ui.avatars.figure.eyes import Stamp, draw_brow, draw_eye
from companion.ui.avatars.figure.face import MARKS, draw_blush, draw_face, draw_nose
from companion.ui.avatars.figure.features import FACES, with_features
from companion.ui.avatars.figure.hair import bangs_outline
from companion.ui.avatars.figure.ink import Ink
from companion.ui.avatars.figure.mouth import draw_mouth
from companion.ui.avatars.figure.style import Style

_STEPS = {"mouth_width": 1.0, "mouth_open": 1.0, "mouth_form": 12.0, "mouth_round": 10.0, "mouth_teeth": 8.0} | {
    "gaze_x": 20.0, "gaze_y": 16.0, "eye_open_l": 16.0, "eye_open_r": 16.0,
}  # fmt: skip
_USUAL_STEP = 20.0
_TURN = (("head_x", 16.0), ("head_y", 16.0))  # what is redrawn for a turn of the head
_FAR = (("head_x", 8.0),)  # what is only foreshortened by it


@dataclass(frozen=True, slots=True)
class Part:
    """box: x, y, width, height on the canvas. shift: dx, dy at head_x = 1, head_y = 1 (up).

    steps: the parameters it depends on, and how many steps of each unit are told apart; a part is repainted when one
    of them has moved by a step. side: -1 viewer's left, 1 right (foreshortened there), 0 neither.
    """

    box: tuple[float, float, float, float]
    shift: tuple[float, float]
    steps: tuple[tuple[str, float], ...]
    draw: Callable[[Ink, FacePose, Stamp], None]
    side: int = 0


def _steps(*names: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, _STEPS.get(name, _USUAL_STEP)) for name in names)


def parts(style: Style) -> dict[str, Part]:
    """All rebuilt parts by name."""
    palette, bangs, features = style.palette, bangs_outline(style.bangs), FACES[style.face]
    marks = style.accessories & MARKS
    gaze = ("eye_smile", "eye_squint", "eye_slant", "gaze_x", "gaze_y", "iris", "heart", "star")
    found = {
        "face": Part(
            (295, 160, 410, 510), (8, -4), _TURN,
            lambda ink, pose, _: draw_face(ink, palette, pose.head_x, pose.head_y, bangs),
        ),
        "blush": Part(
            (300, 500, 400, 84), (30, -20), (*_steps("blush", "hatch"), *_TURN),
            lambda ink, pose, _: draw_blush(ink, palette, pose, marks),
        ),
        "nose": Part((485, 520, 30, 40), (56, -32), (), lambda ink, pose, _: draw_nose(ink, palette)),
        "mouth": Part(
            (430, 540, 140, 124), (44, -26), _steps(*(name for name in NAMES if name.startswith("mouth_"))),
            lambda ink, pose, _: draw_mouth(ink, palette, pose),
        ),
        "effects": Part(
            (240, 200, 460, 420), (40, -24), _steps("tear", "sweat", "anger", "sleep"),
            lambda ink, pose, _: draw_effects(ink, pose),
        ),
    }  # fmt: skip
    for side, name, eye_x, brow_x in ((-1, "l", 290, 320), (1, "r", 484, 504)):
        found[f"eye_{name}"] = Part(
            (eye_x, 366, 226, 196),
            (40, -24),
            (*_steps(f"eye_open_{name}", *gaze), *_FAR),
            lambda ink, pose, iris, side=side: draw_eye(  # type: ignore[misc]
                ink, palette, with_features(pose, features), side, iris
            ),
            side,
        )
        found[f"brow_{name}"] = Part(
            (brow_x, 300, 176, 100),
            (37, -24),
            (*_steps(f"brow_y_{name}", f"brow_angle_{name}", f"brow_bend_{name}"), *_FAR),
            lambda ink, pose, _, side=side: draw_brow(  # type: ignore[misc]
                ink, palette, with_features(pose, features), side, features.brow_width
            ),
            side,
        )
    return found
