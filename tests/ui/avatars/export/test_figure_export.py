"""A drawn figure as a rig: what an artist opens looks and lives as the figure did."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from companion.errors import AvatarError
from companion.face.expression import face
from companion.face.pose import NEUTRAL, FacePose
from companion.face.visemes import VISEMES
from companion.persona.character import list_characters
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.avatars.export.figure_export import write
from companion.ui.avatars.figure.layers import blank
from companion.ui.avatars.figure.style import style_of
from companion.ui.avatars.puppet.building import load_rig
from companion.ui.avatars.rig import RigAvatar, create
from companion.ui.renderer import Renderer
from tests.ui.avatars.puppet.drawings import Look, Sitter
from tests.ui.avatars.sitters import avatar, pixels

WHO = ("snow_white", "ruby")
FACE = (slice(110, 260), slice(100, 300))


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    found = {}
    for name in WHO:
        home = found[name] = tmp_path_factory.mktemp(name)
        assert [path.name for path in write(style_of(name, {}), name, home / "avatar")] == ["figure.svg", "rig.yaml"]
    return found


@pytest.fixture(scope="module")
def rigs(homes: dict[str, Path], qapp: object) -> dict[str, RigAvatar]:
    made = {name: create(Sitter(home)) for name, home in homes.items()}
    for who in made.values():
        who.resize(QSize(400, 600))
    return made


@pytest.fixture(scope="module")
def drawn(qapp: object) -> dict[str, Renderer]:
    return {name: avatar(name, 400) for name in WHO}


def shot(of: Renderer, pose: FacePose = NEUTRAL) -> NDArray[np.int64]:
    image = blank(400, 600)
    with QPainter(image) as painter:
        of.paint(painter, pose)
    return pixels(image).astype(np.int64)


def differs(a: NDArray[np.int64], b: NDArray[np.int64]) -> float:
    """Share of blocks of 3 x 3 pixels that look different; edges may lie half a pixel apart."""
    rows, columns = a.shape[0] // 3 * 3, a.shape[1] // 3 * 3
    blocks = [part[:rows, :columns].reshape(rows // 3, 3, columns // 3, 3, 4).mean(axis=(1, 3)) for part in (a, b)]
    return float((np.abs(blocks[0] - blocks[1]).max(axis=2) > 40).mean())


@pytest.mark.parametrize("name", WHO)
def test_the_export_has_no_notes_and_all_parts(rigs: dict[str, RigAvatar], name: str) -> None:
    rig = rigs[name].rig
    assert rig.notes == ()
    parts = {part.name for part in rig.parts}
    wanted = {"face", "blush", "hatch", "nose", "mouth", "eye_l", "eye_r", "brow_l", "brow_r", "hair_bangs", "body"}
    assert wanted | {"arms", "arms.wave", "arms.cheer", "tear", "sweat", "anger", "sleep", "lock_l"} <= parts


@pytest.mark.parametrize("name", WHO)
def test_at_rest_it_is_the_same_picture(rigs: dict[str, RigAvatar], drawn: dict[str, Renderer], name: str) -> None:
    assert differs(shot(rigs[name]), shot(drawn[name])) < 0.015


@pytest.mark.parametrize("name", WHO)
@pytest.mark.parametrize("emotion", CANONICAL)
def test_each_expression_is_nearly_the_same_face(
    rigs: dict[str, RigAvatar], drawn: dict[str, Renderer], name: str, emotion: str
) -> None:
    pose = face(Mood(emotion, 1.0))
    ours, theirs = shot(rigs[name], pose)[FACE], shot(drawn[name], pose)[FACE]
    assert differs(ours, theirs) < 0.08


@pytest.mark.parametrize("viseme", VISEMES)
def test_each_viseme_is_nearly_the_same_mouth(
    rigs: dict[str, RigAvatar], drawn: dict[str, Renderer], viseme: str
) -> None:
    shape = VISEMES[viseme]
    pose = replace(
        NEUTRAL,
        mouth_width=shape.width,
        mouth_open=shape.open,
        mouth_form=shape.form,
        mouth_round=shape.round,
        mouth_teeth=shape.teeth,
    )
    mouth = (slice(245, 300), slice(165, 235))
    ours, theirs = shot(rigs["ruby"], pose)[mouth], shot(drawn["ruby"], pose)[mouth]
    assert differs(ours, theirs) < 0.10
    if shape.open > 15:
        assert differs(ours, shot(rigs["ruby"])[mouth]) > 0.03


@pytest.mark.slow
def test_every_shipped_character_can_be_exported(tmp_path: Path) -> None:
    shipped = [who for who in list_characters().characters if who.avatar.renderer == "vector"]
    assert len(shipped) >= 2
    for who in shipped:
        write(style_of(who.id, who.avatar.style), who.id, tmp_path / who.id)
        assert load_rig(tmp_path / who.id).notes == (), who.id


def test_shut_eyes_have_no_iris(rigs: dict[str, RigAvatar]) -> None:
    def amber(pose: FacePose) -> int:
        part = shot(rigs["ruby"], pose)[190:240, 130:270]
        return int(((part[..., 2] > 190) & (part[..., 0] < 130) & (part[..., 1] > 90)).sum())

    assert amber(NEUTRAL) > 500
    assert amber(replace(NEUTRAL, eye_open_l=0.0, eye_open_r=0.0)) < 20


def test_gestures_are_shown_in_place_of_the_arms(rigs: dict[str, RigAvatar]) -> None:
    rest, waving = shot(rigs["snow_white"]), shot(rigs["snow_white"], replace(NEUTRAL, arms_wave=1.0))
    assert differs(rest, waving) > 0.01
    lean = shot(rigs["snow_white"], replace(NEUTRAL, lean=1.0, bounce=1.0))
    assert np.flatnonzero(lean[..., 3].any(axis=1))[0] < np.flatnonzero(rest[..., 3].any(axis=1))[0]


def test_the_svg_opens_without_a_warning_and_names_its_layers(homes: dict[str, Path]) -> None:
    path = homes["ruby"] / "avatar" / "figure.svg"
    assert QSvgRenderer(str(path)).isValid()
    text = path.read_text(encoding="utf-8")
    assert text.count('inkscape:groupmode="layer"') > 40
    assert '<g id="eye_l.closed" inkscape:label="eye_l.closed" inkscape:groupmode="layer" style="display:none">' in text
    assert len(text) < 1_500_000


def test_nothing_is_overwritten(homes: dict[str, Path]) -> None:
    with pytest.raises(AvatarError, match=r"has a figure\.svg already") as caught:
        write(style_of("ruby", {}), "Ruby", homes["ruby"] / "avatar")
    assert "--out" in caught.value.hint


def test_an_artist_who_moves_a_node_sees_it(homes: dict[str, Path], rigs: dict[str, RigAvatar], tmp_path: Path) -> None:
    folder = tmp_path / "avatar"
    folder.mkdir()
    for name in ("figure.svg", "rig.yaml"):
        text = (homes["ruby"] / "avatar" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace('id="hair_bangs"', 'id="hair_bangs" transform="translate(0 -60)"'))
    changed = create(Sitter(tmp_path, avatar=Look()))
    changed.resize(QSize(400, 600))
    assert differs(shot(changed), shot(rigs["ruby"])) > 0.02
