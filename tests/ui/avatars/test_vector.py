"""The drawn avatar, looked at by its pixels."""

import math
import time
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize
from PySide6.QtGui import QColor, QPainter

from companion.errors import AvatarError
from companion.face.director import FaceDirector
from companion.face.expression import face
from companion.face.pose import NAMES, NEUTRAL, FacePose, from_values
from companion.face.visemes import VISEMES
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.avatars.figure.compositor import clamped
from companion.ui.avatars.figure.layers import PartCache, blank, inked
from companion.ui.avatars.vector import VectorAvatar, create, portrait
from companion.ui.face_feed import FaceFeed
from tests.ui.avatars.sitters import DESIGNED, at, avatar, holes, opaque, picture, pixels, sitter

CORNERS = [(-1.0, -1.0), (-1.0, 0.0), (-1.0, 1.0), (0.0, -1.0), (0.0, 1.0), (1.0, -1.0), (1.0, 0.0), (1.0, 1.0)]


@pytest.fixture(scope="module")
def heads(qapp: object) -> dict[str, VectorAvatar]:
    return {name: avatar(name) for name in DESIGNED}


@pytest.mark.parametrize("name", [*DESIGNED, "mina"])
def test_she_is_drawn_and_stays_inside_the_picture(name: str) -> None:
    shown = opaque(picture(avatar(name)))
    assert 0.25 < shown.mean() < 0.7
    assert not shown[:, 0].any() and not shown[:, -1].any() and not shown[0].any()


def test_two_characters_differ_in_silhouette() -> None:
    first, second = (opaque(picture(avatar(name))) for name in DESIGNED)
    assert (first & second).sum() / (first | second).sum() < 0.8


@pytest.mark.parametrize("name", DESIGNED)
@pytest.mark.parametrize(("x", "y"), CORNERS)
@pytest.mark.parametrize("tilt", [-1.0, 0.0, 1.0])
def test_no_gap_in_the_head_at_any_pose(
    heads: dict[str, VectorAvatar], name: str, x: float, y: float, tilt: float
) -> None:
    pose = replace(NEUTRAL, head_x=x, head_y=y, head_z=tilt, hair_bangs=2.0 * tilt, hair_locks=-6.0 * tilt)
    solid = opaque(picture(heads[name], pose))
    right, bottom = at(730, 600)
    assert not holes(solid)[:bottom, :right].any()
    column, row = at(500 + 50 * x, 470)
    assert solid[row - 30 : row + 30, column - 30 : column + 30].all()


def test_all_expressions_are_told_apart_at_120_pixels() -> None:
    who = avatar("snow_white", 200)
    left, top = at(300, 300)
    right, bottom = at(700, 660)
    faces = {}
    for emotion in CANONICAL:
        shot = picture(who, replace(face(Mood(emotion, 1.0)), head_x=0, head_y=0, head_z=0))
        faces[emotion] = pixels(shot)[top:bottom, left:right, :3].astype(int)
    for first in CANONICAL:
        for second in CANONICAL:
            if first < second:
                difference = np.abs(faces[first] - faces[second]).max(axis=2)
                assert (difference > 40).mean() > 0.006, (first, second)


def test_the_mouth_opens_in_the_picture() -> None:
    who = avatar("ruby", 400)
    left, top = at(440, 560, 400)
    right, bottom = at(560, 645, 400)

    def dark(viseme: str) -> int:
        shape = VISEMES[viseme]
        pose = replace(NEUTRAL, mouth_open=shape.open, mouth_width=shape.width, mouth_round=shape.round)
        part = pixels(picture(who, pose, 400))[top:bottom, left:right, 1]
        return int((part < 120).sum())

    assert dark("a") > dark("o") > dark("i") > dark("sil")


def test_closed_eyes_hide_the_iris() -> None:
    who = avatar("ruby", 400)
    column, row = at(407, 466, 400)

    def amber(pose: FacePose) -> int:
        part = pixels(picture(who, pose, 400))[row - 22 : row + 26, column - 20 : column + 20].astype(int)
        return int(((part[..., 2] > 190) & (part[..., 0] < 130)).sum())

    assert amber(NEUTRAL) > 300
    assert amber(replace(NEUTRAL, eye_open_l=0.0, eye_open_r=0.0)) == 0


def test_the_eyes_turn() -> None:
    who = avatar("snow_white", 400)

    def middle(gaze: float) -> float:
        column, row = at(407, 470, 400)
        part = pixels(picture(who, replace(NEUTRAL, gaze_x=gaze), 400))[row - 6 : row + 6, column - 24 : column + 24]
        dark = part[..., :3].astype(int).sum(axis=2) < 200
        return float(np.nonzero(dark)[1].mean())

    assert middle(1.0) - middle(-1.0) > 5


def test_hit_is_true_on_her_and_false_beside_her() -> None:
    who = avatar("snow_white")
    picture(who)
    assert who.hit(QPointF(*at(500, 500))) and who.hit(QPointF(*at(500, 1100)))
    for point in (QPointF(2, 2), QPointF(198, 298), QPointF(-5, 10), QPointF(10, 5000)):
        assert not who.hit(point)


@pytest.mark.parametrize("name", DESIGNED)
def test_the_region_covers_every_drawn_pixel_and_little_more(name: str) -> None:
    who = avatar(name)
    shown = opaque(picture(who))
    region = who.region()
    inside = np.array([[region.contains(QPoint(x, y)) for x in range(200)] for y in range(300)])
    assert not (shown & ~inside).any()
    assert inside.mean() < shown.mean() + 0.25
    assert not inside[:8, :8].any()
    assert region.boundingRect().right() < 200 and region.boundingRect().bottom() < 300


def test_the_region_follows_the_size_and_the_ratio() -> None:
    who = create(sitter("ruby"))
    who.resize(QSize(203, 307), 1.5)
    picture(who)
    box = who.region().boundingRect()
    assert 140 < box.width() <= 203 and 250 < box.height() <= 307


def test_a_fine_screen_gets_a_fine_frame() -> None:
    who = create(sitter("snow_white"))
    who.resize(QSize(200, 300), 2.0)
    image = blank(400, 600)
    image.setDevicePixelRatio(2.0)
    painter = QPainter(image)
    who.paint(painter, NEUTRAL)
    painter.end()
    assert np.abs(pixels(image).astype(int) - pixels(picture(avatar("snow_white", 400), NEUTRAL, 400))).max() <= 1
    assert who.hit(QPointF(*at(500, 500)))


def test_an_odd_window_centres_the_figure() -> None:
    who = create(sitter("snow_white"))
    who.resize(QSize(400, 300))
    image = blank(400, 300)
    painter = QPainter(image)
    who.paint(painter, NEUTRAL)
    painter.end()
    columns = np.flatnonzero(opaque(image).any(axis=0))
    assert columns[0] > 90 and columns[-1] < 310


@pytest.mark.parametrize("size", [QSize(0, 300), QSize(200, 0), QSize(-4, -4), QSize(100_000, 10)])
def test_an_absurd_size_is_refused(size: QSize) -> None:
    with pytest.raises(AvatarError, match="pixels large"):
        create(sitter("ruby")).resize(size)


def test_painting_without_a_size_is_refused() -> None:
    with pytest.raises(AvatarError, match="before it had a size"):
        picture(create(sitter("ruby")))


def test_a_wrong_style_is_refused_at_creation() -> None:
    with pytest.raises(AvatarError, match="hair_style"):
        create(sitter("ruby", hair_style="mohawk"))
    with pytest.raises(AvatarError, match=r"avatar\.style\.eyes"):
        create(sitter("ruby"), {"eyes": "green"})


def test_options_win_over_the_character() -> None:
    plain = pixels(picture(avatar("ruby", eyes="#ff0000")))
    made = create(sitter("ruby", eyes="#ff0000"), {"eyes": "#00ff00"})
    made.resize(QSize(200, 300))
    assert (pixels(picture(made)) != plain).any()


def test_the_same_pose_gives_the_same_picture() -> None:
    first, second = pixels(picture(avatar("ruby"))), pixels(picture(avatar("ruby")))
    assert (first == second).all()


def test_an_earlier_pose_leaves_nothing_behind() -> None:
    who = avatar("snow_white")
    before = pixels(picture(who))
    picture(who, replace(face(Mood("excited", 1.0)), head_z=-1.0, head_x=1.0))
    assert (pixels(picture(who)) == before).all()


def test_what_is_out_of_range_is_clamped() -> None:
    wild = from_values([1e6] * len(NAMES))
    nothing = from_values([math.nan] * len(NAMES))
    assert clamped(NEUTRAL) is NEUTRAL
    assert clamped(wild).head_x == 1.0 and clamped(wild).mouth_open == 56.0
    assert not math.isnan(clamped(nothing).head_x)
    who = avatar("snow_white")
    for pose in (wild, nothing, from_values([-1e6] * len(NAMES)), from_values([math.inf] * len(NAMES))):
        assert opaque(picture(who, pose)).any()


def frames(who: VectorAvatar, count: int, width: int) -> list[float]:
    """Thread CPU milliseconds of each painted frame of lively idling."""
    director, spent = FaceDirector(rng=Random(1)), []
    image = blank(width, width * 3 // 2)
    for index in range(count):
        now = index / 60
        if index % 90 == 0:
            director.react(Mood(CANONICAL[index // 90 % len(CANONICAL)], 1.0), now)
        pose = director.update(now, Mood("neutral", 0.0), None, (math.sin(now), 0.3))
        painter = QPainter(image)
        began = time.thread_time()
        who.paint(painter, pose)
        spent.append((time.thread_time() - began) * 1000)
        painter.end()
    return spent


def test_a_frame_is_quick_and_reuses_its_images() -> None:
    who = avatar("snow_white", 400)
    compositor = who._compositor
    assert compositor is not None
    frame, spent = compositor.frame, frames(who, 240, 400)
    assert sorted(spent)[len(spent) // 2] < 12.0
    assert compositor.frame is frame
    assert compositor.cache.misses < 3 * 240
    misses = compositor.cache.misses
    picture(who, director_pose := FaceDirector(rng=Random(1)).update(0.0, Mood("neutral", 0.0)), 400)
    picture(who, director_pose, 400)
    assert compositor.cache.misses <= misses + 9


def test_the_box_around_what_is_drawn_touches_it_on_all_sides() -> None:
    image = blank(37, 23)
    assert inked(image).isEmpty()
    image.setPixelColor(36, 5, QColor(0, 0, 0, 1))  # the faintest there is, in the last column
    assert inked(image) == QRect(36, 5, 1, 1)
    image.setPixelColor(4, 22, QColor("red"))
    image.setPixelColor(20, 9, QColor("red"))
    assert inked(image) == QRect(4, 5, 33, 18)
    image.setPixelColor(0, 0, QColor("red"))
    assert inked(image) == image.rect()


@pytest.mark.parametrize("name", DESIGNED)
def test_only_what_is_told_to_be_new_differs_and_nothing_old_is_left(name: str) -> None:
    kept = avatar(name, 240)
    feed = FaceFeed(FaceDirector(rng=Random(5)))
    feed._director.react(Mood("joy", 1.0), 0.0)
    before, parts = None, 0
    for frame in range(75):
        if frame == 40:
            feed._director.wave(frame / 15)
        feed.frame(frame / 15, (0.4, 0.1))
        assert feed.pose is not None
        area = kept.advance(feed.pose)
        shown = pixels(picture(kept, feed.pose, 240))
        if before is not None:
            changed = np.argwhere((shown != before).any(axis=2))
            assert all(area.contains(int(x), int(y)) for y, x in changed)
            parts += not area.isEmpty() and area.width() * area.height() < 0.6 * 240 * 360
        before = shown
        if frame % 5 == 4:  # drawn anew as a whole it looks the same, but for the rounding of single pixels
            off = np.abs(pixels(picture(avatar(name, 240), feed.pose, 240)).astype(int) - shown)
            assert (off > 48).sum() < 20, frame
    assert parts > 4


def test_the_cache_forgets_the_oldest_within_its_bytes() -> None:
    cache = PartCache(limit=3 * 40 * 40 * 4)
    for index in range(10):
        cache.get((index,), lambda: blank(40, 40))
    assert len(cache) == 3 and cache.misses == 10
    cache.get((9,), lambda: blank(40, 40))
    assert cache.misses == 10
    cache.get((0,), lambda: blank(40, 40))
    assert cache.misses == 11


@pytest.mark.parametrize("side", [22, 64, 128])
def test_portraits(side: int) -> None:
    glad = portrait(sitter("snow_white"), Mood("joy", 1.0), QSize(side, side))
    sad = portrait(sitter("snow_white"), Mood("sad", 1.0), QSize(side, side))
    assert glad.size() == QSize(side, side)
    assert opaque(glad).mean() > 0.4
    assert (pixels(glad) != pixels(sad)).any()
    assert portrait(sitter("ruby"), Mood("joy", 0.0), QSize(side, side), 2.0).size() == QSize(2 * side, 2 * side)


@pytest.mark.parametrize("name", ["snow_white", "ruby"])
def test_what_is_kept_from_frame_to_frame_shows_no_trace(name: str) -> None:
    """Head, fringe and hanging hair are drawn only when they move; every order of poses gives the same pictures."""
    random = np.random.default_rng(2)
    moves = [
        "breath",
        "head_lift",
        "body_x",
        "head_x",
        "head_z",
        "eye_open_l",
        "hair_bangs",
        "hair_locks",
        "hair_tails",
        "ornament",
    ]
    going = avatar(name)
    pose = NEUTRAL
    for _ in range(25):
        some = random.choice(moves, 2, replace=False)
        pose = replace(pose, **{str(move): float(random.integers(2, 15)) / 16 for move in some})
        np.testing.assert_array_equal(pixels(picture(going, pose)), pixels(picture(avatar(name), pose)))
