"""What every renderer of companion/ui/avatars must do, whatever it draws with."""

import importlib
import math
import pkgutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtGui import QPainter, QTransform

import companion.ui.avatars as home
from companion.errors import AvatarError
from companion.face.director import FaceDirector
from companion.face.expression import face
from companion.face.pose import NAMES, NEUTRAL, FacePose, from_values
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.avatars.figure.layers import blank
from companion.ui.renderer import Renderer
from tests.ui.avatars.cubism.real import whole
from tests.ui.avatars.puppet.drawings import SIX, Sitter, rig
from tests.ui.avatars.puppet.test_rig import KEYED
from tests.ui.avatars.sitters import opaque, pixels, sitter
from tests.ui.avatars.sprite.painted import sprites

SIZE = QSize(200, 300)


def _vector(_place: Path) -> Renderer:
    from companion.ui.avatars.vector import create

    return create(sitter("snow_white"))


def _cat(place: Path) -> Renderer:
    from companion.ui.avatars.export import example
    from companion.ui.avatars.rig import create

    if not (place / "avatar").exists():
        example.write(place / "avatar")
    return create(Sitter(place))


def _sprites(place: Path) -> Renderer:
    return sprites(place, [name + kind for name in CANONICAL for kind in ("", ".open", ".blink")])


def _live2d(_place: Path) -> Renderer:
    """A real model by the real library, where both are: see docs/make-an-avatar.md."""
    return whole(physics=False)


MAKERS: dict[str, Callable[[Path], Renderer]] = {
    "vector": _vector,
    "rig": lambda place: rig(place, SIX),
    "rig, the example": _cat,
    "rig, with keys": lambda place: rig(place, KEYED),
    "sprites": _sprites,
    "live2d": _live2d,
    "sprites, faces only": lambda place: sprites(place, list(CANONICAL)),
}


def renderers() -> set[str]:
    """Modules of companion/ui/avatars that make a renderer."""
    found = [info.name for info in pkgutil.iter_modules(home.__path__) if not info.ispkg]
    makes = (importlib.import_module(f"{home.__name__}.{name}").__dict__.get("create") for name in found)
    return {make.__module__.rpartition(".")[2] for make in makes if make is not None}


@pytest.fixture(scope="module", params=list(MAKERS))
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    return request.param, tmp_path_factory.mktemp("avatar")


@pytest.fixture
def made(place: tuple[str, Path]) -> Renderer:
    name, folder = place
    return MAKERS[name](folder)


@pytest.fixture
def who(made: Renderer) -> Iterator[Renderer]:
    made.resize(SIZE, 1.0)
    yield made


def shot(of: Renderer, pose: FacePose = NEUTRAL, ratio: float = 1.0) -> NDArray[np.int64]:
    image = blank(round(SIZE.width() * ratio), round(SIZE.height() * ratio))
    image.setDevicePixelRatio(ratio)
    with QPainter(image) as painter:
        of.paint(painter, pose)
    return pixels(image).astype(np.int64)


def changed(a: NDArray[np.int64], b: NDArray[np.int64], least: int = 40) -> float:
    """Share of the pixels of her that differ."""
    solid = (a[..., 3] > 100) | (b[..., 3] > 100)
    return float((np.abs(a - b).max(axis=2) > least).sum() / max(1, solid.sum()))


def test_every_renderer_is_held_to_the_contract() -> None:
    tested = {name.partition(",")[0] for name in MAKERS}
    assert renderers() == tested


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_she_is_drawn_at_every_ratio(made: Renderer, ratio: float) -> None:
    made.resize(SIZE, ratio)
    picture = shot(made, NEUTRAL, ratio)
    assert picture.shape[:2] == (round(300 * ratio), round(200 * ratio))
    solid = picture[..., 3] > 100
    assert 0.15 < solid.mean() < 0.9
    rows, columns = np.nonzero(solid)
    assert np.ptp(rows) > 200 * ratio and np.ptp(columns) > 70 * ratio


def test_a_fine_screen_shows_the_same_figure(made: Renderer) -> None:
    made.resize(SIZE, 2.0)
    fine = shot(made, NEUTRAL, 2.0).reshape(300, 2, 200, 2, 4).mean(axis=(1, 3))
    made.resize(SIZE, 1.0)
    assert changed(fine.astype(np.int64), shot(made), 90) < 0.05


@pytest.mark.parametrize("size", [QSize(0, 300), QSize(200, 0), QSize(-4, -4), QSize(100_000, 10)])
def test_an_absurd_size_is_refused(made: Renderer, size: QSize) -> None:
    with pytest.raises(AvatarError, match="pixels large") as caught:
        made.resize(size, 1.0)
    assert caught.value.hint


def test_painting_without_a_size_is_refused(made: Renderer) -> None:
    image = blank(4, 4)
    with QPainter(image) as painter, pytest.raises(AvatarError, match="before it had a size"):
        made.paint(painter, NEUTRAL)


def test_an_odd_window_centres_her(made: Renderer) -> None:
    made.resize(QSize(500, 300), 1.0)
    image = blank(500, 300)
    with QPainter(image) as painter:
        made.paint(painter, NEUTRAL)
    columns = np.flatnonzero(opaque(image).any(axis=0))
    assert abs((columns[0] + columns[-1]) / 2 - 250) < 25


def test_hit_and_region_agree_with_the_picture(who: Renderer) -> None:
    solid = shot(who)[..., 3] > 100
    region = who.region()
    inside = np.array([[region.contains(QPoint(x, y)) for x in range(0, 200, 3)] for y in range(0, 300, 3)])
    assert not (solid[::3, ::3] & ~inside).any() and inside.mean() < solid.mean() + 0.3
    rows, columns = np.nonzero(solid)
    for index in range(0, len(rows), 997):
        assert who.hit(QPointF(columns[index] + 0.5, rows[index] + 0.5))
    for point in (QPointF(1, 1), QPointF(198, 1), QPointF(-5, 10), QPointF(10, 5000)):
        assert not who.hit(point)


def test_every_emotion_visibly_differs(who: Renderer) -> None:
    seen = {name: shot(who, replace(face(Mood(name, 1.0)), head_x=0, head_y=0, head_z=0)) for name in CANONICAL}
    for first in CANONICAL:
        for second in CANONICAL:
            if first < second:
                assert changed(seen[first], seen[second]) > 0.0015, (first, second)


def test_the_mouth_moves(who: Renderer) -> None:
    rest = shot(who)
    for opened in (20.0, 46.0):
        assert changed(rest, shot(who, replace(NEUTRAL, mouth_open=opened))) > 0.001


def test_she_blinks(who: Renderer, request: pytest.FixtureRequest) -> None:
    if "faces only" in request.node.name:  # pictures without lids
        return
    assert changed(shot(who), shot(who, replace(NEUTRAL, eye_open_l=0.0, eye_open_r=0.0))) > 0.003


def test_she_breathes_and_turns(who: Renderer) -> None:
    rest = shot(who)
    for pose in (
        replace(NEUTRAL, breath=1.0, head_lift=1.0),
        replace(NEUTRAL, head_x=1.0),
        replace(NEUTRAL, head_z=1.0),
    ):
        assert changed(rest, shot(who, pose), 16) > 0.003


def test_the_same_pose_gives_the_same_picture(who: Renderer) -> None:
    first = shot(who)
    shot(who, replace(face(Mood("excited", 1.0)), head_x=1.0, head_z=-1.0))
    assert (shot(who) == first).all()


def test_the_painter_is_left_as_it_was(who: Renderer) -> None:
    image = blank(400, 600)
    with QPainter(image) as painter:
        painter.translate(30, 40)
        who.paint(painter, NEUTRAL)
        assert painter.transform() == QTransform.fromTranslate(30, 40)
        assert painter.opacity() == 1.0 and not painter.hasClipping()
        mode = painter.compositionMode()
    assert mode is QPainter.CompositionMode.CompositionMode_SourceOver
    assert not opaque(image)[:40].any() and not opaque(image)[:, :30].any()


@pytest.mark.parametrize("value", [1e6, -1e6, math.inf, -math.inf, math.nan])
def test_a_wild_pose_is_still_a_picture(who: Renderer, value: float) -> None:
    assert (shot(who, from_values([value] * len(NAMES)))[..., 3] > 100).any()


def test_a_frame_is_quick(who: Renderer) -> None:
    director, spent = FaceDirector(rng=Random(1)), []
    image = blank(200, 300)
    for index in range(150):
        now = index / 60
        if index % 50 == 0:
            director.react(Mood(CANONICAL[1 + index // 50], 1.0), now)
        pose = director.update(now, Mood("neutral", 0.0), None, (math.sin(now), 0.3))
        with QPainter(image) as painter:
            began = time.thread_time()
            who.paint(painter, pose)
            spent.append((time.thread_time() - began) * 1000)
    assert sorted(spent)[len(spent) // 2] < 8.0
