"""The cast that ships, and the trainer's example: each with a look of her own, looked at by its pixels."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize

from companion.face.expression import face
from companion.face.pose import GESTURES, NEUTRAL, FacePose
from companion.persona.character import Character, load_character
from companion.persona.emotion import Mood
from companion.ui.avatars.figure.style import style_of
from companion.ui.avatars.vector import VectorAvatar, create, portrait
from tests.ui.avatars.sitters import DESIGNED, at, avatar, holes, opaque, picture, pixels

ROOT = Path(__file__).parents[3]
FOLDERS = [
    sheet.parent for place in ("characters", "trainer/examples") for sheet in ROOT.glob(f"{place}/*/character.yaml")
]
CAST = ("nova", "daon", "moru", "rapunzel")
OUTFITS = {"nova": "glow_jacket", "daon": "cardigan", "moru": "half_cape", "rapunzel": "kirtle"}
CORNERS = [(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0), (0.0, 0.0)]


def character(name: str) -> Character:
    return load_character(next(folder for folder in FOLDERS if folder.name == name))


def drawn(name: str, width: int = 200) -> VectorAvatar:
    if name in DESIGNED:
        return avatar(name, width)
    made = create(character(name))
    made.resize(QSize(width, width * 3 // 2))
    return made


@pytest.fixture(scope="module")
def cast(qapp: object) -> dict[str, VectorAvatar]:
    return {name: drawn(name) for name in (*CAST, *DESIGNED)}


@pytest.mark.parametrize("name", CAST)
def test_her_sheet_names_an_outfit_that_nobody_else_wears(name: str) -> None:
    known = [load_character(folder) for folder in FOLDERS]
    styles = {who.id: style_of(who.id, who.avatar.style) for who in known}
    assert len(styles) >= 8
    assert styles[name].outfit == OUTFITS[name]
    for other, style in styles.items():
        if other != name:
            assert style.outfit != styles[name].outfit and style.hair_style != styles[name].hair_style


def test_silhouettes_are_told_apart(cast: dict[str, VectorAvatar]) -> None:
    shapes = {name: opaque(picture(who)) for name, who in cast.items()}
    for first, second in combinations(shapes, 2):
        same = (shapes[first] & shapes[second]).sum() / (shapes[first] | shapes[second]).sum()
        assert same < 0.87, (first, second, same)


@pytest.mark.parametrize("name", CAST)
def test_she_stays_inside_the_picture_in_every_gesture(cast: dict[str, VectorAvatar], name: str) -> None:
    for gesture in ("rest", *GESTURES):
        pose = NEUTRAL if gesture == "rest" else replace(NEUTRAL, **{f"arms_{gesture}": 1.0})
        shown = opaque(picture(cast[name], pose))
        assert 0.25 < shown.mean() < 0.72, gesture
        assert not shown[:, 0].any() and not shown[:, -1].any() and not shown[0].any(), gesture


@pytest.mark.parametrize("name", CAST)
@pytest.mark.parametrize(("x", "y"), CORNERS)
def test_no_gap_in_the_head_at_any_pose(cast: dict[str, VectorAvatar], name: str, x: float, y: float) -> None:
    for tilt in (-1.0, 1.0):
        pose = replace(NEUTRAL, head_x=x, head_y=y, head_z=tilt, hair_bangs=2.0 * tilt, hair_locks=-6.0 * tilt)
        right, bottom = at(730, 600)
        assert not holes(opaque(picture(cast[name], pose)))[:bottom, :right].any(), tilt


def count(who: VectorAvatar, pose: FacePose, box: tuple[float, float, float, float], kind: str) -> tuple[int, float]:
    """How many pixels of a canvas box have a kind of colour, and their mean height (canvas units)."""
    x0, y0 = at(box[0], box[1], 400)
    x1, y1 = at(box[2], box[3], 400)
    part = pixels(picture(who, pose, 400))[y0:y1, x0:x1].astype(int)
    blue, green, red, alpha = (part[..., index] for index in range(4))
    found = {
        "yellow": (red > 210) & (green > 160) & (blue < 130),
        "mint": (green > 220) & (red < 190) & (blue > 170) & (alpha > 200),
        "teal": (green > 90) & (blue > 120) & (red < 110) & (alpha > 200),
    }[kind]
    rows = np.nonzero(found)[0]
    return int(found.sum()), float(rows.mean()) if len(rows) else 0.0


def test_the_mug_goes_with_the_hand_that_holds_it() -> None:
    daon, box = drawn("daon", 400), (380.0, 700.0, 700.0, 960.0)
    many, low = count(daon, NEUTRAL, box, "yellow")
    as_many, high = count(daon, replace(NEUTRAL, arms_cheer=1.0), box, "yellow")
    assert many > 300 and as_many > 300
    assert low - high > 15


def test_the_sock_is_put_away_where_the_hand_is_open() -> None:
    moru, box = drawn("moru", 400), (130.0, 780.0, 236.0, 930.0)
    assert count(moru, NEUTRAL, box, "teal")[0] > 300
    assert count(moru, replace(NEUTRAL, arms_wave=1.0), box, "teal")[0] == 0


def test_blinky_floats_as_she_breathes_and_stays_when_she_gestures() -> None:
    nova, box = drawn("nova", 400), (860.0, 660.0, 920.0, 900.0)
    many, low = count(nova, NEUTRAL, box, "mint")
    assert many > 200
    assert low - count(nova, replace(NEUTRAL, breath=1.0), box, "mint")[1] > 3
    assert count(nova, replace(NEUTRAL, arms_cross=1.0), box, "mint") == (many, low)


@pytest.mark.parametrize(("name", "x", "y"), [("daon", 716, 790), ("moru", 744, 780)])
def test_hair_over_the_shoulder_lies_before_the_arms(name: str, x: float, y: float) -> None:
    who = drawn(name, 400)
    column, row = at(x, y, 400)
    spots = [
        pixels(picture(who, pose, 400))[row - 3 : row + 3, column - 3 : column + 3]
        for pose in (NEUTRAL, replace(NEUTRAL, arms_cheer=1.0), replace(NEUTRAL, arms_tell=1.0))
    ]
    assert (spots[0] == spots[1]).all() and (spots[0] == spots[2]).all()


@pytest.mark.parametrize("name", CAST)
def test_her_portrait_shows_the_mood(name: str) -> None:
    glad, sad = (portrait(character(name), Mood(mood, 1.0), QSize(64, 64)) for mood in ("joy", "sad"))
    assert opaque(glad).mean() > 0.4 and (pixels(glad) != pixels(sad)).any()


@pytest.mark.parametrize("name", CAST)
def test_an_order_of_poses_leaves_no_trace(name: str, cast: dict[str, VectorAvatar]) -> None:
    before = pixels(picture(cast[name]))
    picture(cast[name], replace(face(Mood("excited", 1.0)), head_z=-1.0, head_x=1.0, hair_locks=6.0, breath=1.0))
    assert (pixels(picture(cast[name])) == before).all()
