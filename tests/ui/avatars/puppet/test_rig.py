"""A drawing becomes a living figure: names, keys, bindings, mistakes, and what is painted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtGui import QPainter

from companion.errors import AvatarError
from companion.face.pose import NEUTRAL, FacePose
from companion.ui.avatars.figure.layers import blank
from companion.ui.avatars.puppet.path_data import apply, arc, curves_of, transform_of
from companion.ui.avatars.puppet.svg_file import Node
from companion.ui.avatars.rig import RigAvatar, create
from tests.ui.avatars.puppet.drawings import SIX, Look, Sitter, eye, rig, write
from tests.ui.avatars.sitters import pixels


def shot(of: RigAvatar, pose: FacePose = NEUTRAL, width: int = 400) -> NDArray[np.int64]:
    """[height, width, (b, g, r, a)] of a page of 400 x 600 units."""
    of.resize(QSize(width, width * 3 // 2))
    image = blank(width, width * 3 // 2)
    with QPainter(image) as painter:
        of.paint(painter, pose)
    return pixels(image).astype(np.int64)


def colours(picture: NDArray[np.int64], rgb: str) -> NDArray[np.bool_]:
    """Where the picture has about this colour."""
    red, green, blue = (int(rgb[at : at + 2], 16) for at in (1, 3, 5))
    near = np.abs(picture[..., :3] - [blue, green, red]).max(axis=2) < 24
    return near & (picture[..., 3] > 200)


def middle(found: NDArray[np.bool_]) -> tuple[float, float]:
    rows, columns = np.nonzero(found)
    return float(columns.mean()), float(rows.mean())


def names(of: RigAvatar) -> list[str]:
    return [part.name for part in of.rig.parts]


def test_six_groups_live(tmp_path: Path) -> None:
    who = rig(tmp_path)
    assert names(who) == ["body", "face", "eye_l", "eye_r", "mouth", "brow_l", "brow_r", "hair_bangs"]
    rest = shot(who)
    assert 0.3 < (rest[..., 3] > 100).mean() < 0.8
    iris = colours(rest, "#1f86d8")
    assert iris.sum() > 500
    looking = middle(colours(shot(who, replace(NEUTRAL, gaze_x=1.0)), "#1f86d8"))
    assert looking[0] - middle(iris)[0] > 2
    shut = shot(who, replace(NEUTRAL, eye_open_l=0.0, eye_open_r=0.0))
    assert not colours(shut, "#1f86d8").any() and colours(shut[190:260, 120:280], "#301040").any()
    turned = middle(colours(shot(who, replace(NEUTRAL, head_x=1.0)), "#1f86d8"))
    assert turned[0] - middle(iris)[0] > 12
    talking = shot(who, replace(NEUTRAL, mouth_open=46.0))[295:360, 160:240]
    assert (np.abs(talking - rest[295:360, 160:240]).max(axis=2) > 60).sum() > 200


def test_without_rig_yaml_the_only_svg_is_taken(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "figure.svg").rename(folder / "my drawing.svg")
    assert names(create(Sitter(tmp_path)))
    (folder / "b.svg").write_text("<svg/>")
    with pytest.raises(AvatarError, match=r"there are 2 SVGs and no rig\.yaml"):
        create(Sitter(tmp_path))


def test_inkscape_labels_name_parts_and_beat_ids(tmp_path: Path) -> None:
    body = SIX.replace('id="face"', 'id="layer3" inkscape:label="Face"').replace(
        'id="brow_l"', 'inkscape:label="Brow L"'
    )
    assert {"face", "brow_l"} <= set(names(rig(tmp_path, f'<g id="layer1" inkscape:label="Layer 1">{body}</g>')))


def test_groups_around_parts_give_them_their_transform(tmp_path: Path) -> None:
    plain = shot(rig(tmp_path))
    half = SIX.replace("<g", '<g transform="scale(1)"', 1)
    moved = shot(rig(tmp_path, f'<g transform="translate(40 0)" opacity="0.5">{half}</g>'))
    assert middle(opaque_mask(moved))[0] - middle(opaque_mask(plain))[0] == pytest.approx(40, abs=3)
    assert moved[550, 240, 3] == pytest.approx(128, abs=2)
    eye_alone = rig(tmp_path, f'<g opacity="0.5">{eye("l", 155)}</g>')
    assert 120 < shot(eye_alone)[..., 3].max() < 230  # white, iris and lash, each half


def opaque_mask(picture: NDArray[np.int64]) -> NDArray[np.bool_]:
    return picture[..., 3] > 60


CLOSED = (
    '<g id="eye_l"><path id="white_l" d="M130 230C130 200 180 200 180 230C180 260 130 260 130 230Z" fill="#ffffff"/>'
    '<g id="iris_l"><circle cx="155" cy="232" r="17" fill="#1f86d8"/></g>'
    '<path d="M130 220L155 200L180 220Z" fill="#301040"/></g>'
    '<g id="eye_l.closed" style="display:none">'
    '<path d="m130 250c0 0 50 0 50 0 0 0 -50 0 -50 0z" fill="#ffffff"/>'
    '<g><circle cx="155" cy="232" r="17" fill="#1f86d8"/></g>'
    '<path d="M130 250L155 244L180 250Z" fill="#301040"/></g>\n'
)
KEYED = SIX.replace(eye("l", 155), CLOSED)


def test_a_key_bends_the_part_and_clips_what_is_inside(tmp_path: Path) -> None:
    who = rig(tmp_path, KEYED)
    left = np.s_[190:270, 120:190]
    amounts = [
        colours(shot(who, replace(NEUTRAL, eye_open_l=openness))[left], "#1f86d8").sum() for openness in (1.0, 0.5, 0.0)
    ]
    assert amounts[0] > amounts[1] > 100 and amounts[2] == 0
    lash = [
        middle(colours(shot(who, replace(NEUTRAL, eye_open_l=openness))[left], "#301040"))[1]
        for openness in (1.0, 0.5, 0)
    ]
    assert lash[1] - lash[0] == pytest.approx(lash[2] - lash[1], abs=2.5) and lash[2] - lash[0] > 25
    wide = middle(colours(shot(who, replace(NEUTRAL, eye_open_l=1.2))[left], "#301040"))[1]
    assert wide < lash[0]


def mouth(*keys: str) -> str:
    path = '<path d="M180 300C190 {} 210 {} 220 300C210 {} 190 {} 180 300Z" fill="#5e1a33"/>'
    shapes = {"": (296, 310), "open": (296, 350), "smile": (306, 320), "open-smile": (306, 380)}
    return "".join(
        f'<g id="mouth{"." if key else ""}{key}">{path.format(top, top, low, low)}</g>'
        for key in ("", *keys)
        for top, low in [shapes[key]]
    )


def test_a_drawing_for_two_keys_at_once_shows_as_drawn(tmp_path: Path) -> None:
    plain = SIX[: SIX.index('<g id="mouth">')] + "{}" + SIX[SIX.index('<g id="brow_l">') :]

    def low(pose: FacePose, *keys: str) -> int:
        dark = colours(shot(rig(tmp_path, plain.format(mouth(*keys))), pose)[280:400], "#5e1a33")
        return int(np.nonzero(dark)[0].max())

    both = replace(NEUTRAL, mouth_open=46.0, mouth_form=1.6)
    added, drawn = low(both, "open", "smile"), low(both, "open", "smile", "open-smile")
    assert drawn - added == pytest.approx(15, abs=2)  # 3/4 of (380 - (350 + 320 - 310))
    opened = replace(NEUTRAL, mouth_open=46.0)
    assert low(opened, "open", "smile", "open-smile") == low(opened, "open")


def test_rig_yaml_binds_own_parts(tmp_path: Path) -> None:
    star = '<g id="my_wand"><path d="M20 20H60V60H20Z" fill="#00ff00"/></g>'
    sheet = {
        "drawing": "figure.svg",
        "parts": {
            "my_wand": {"belongs": "body", "move": {"arm": [30, 10]}, "show": {"blush": [0, 1]}, "pivot": [20, 20]}
        },
    }
    who = rig(tmp_path, SIX + star, sheet)
    here = middle(colours(shot(who, replace(NEUTRAL, blush=1.0)), "#00ff00"))
    there = middle(colours(shot(who, replace(NEUTRAL, blush=1.0, arm=1.0)), "#00ff00"))
    assert (there[0] - here[0], there[1] - here[1]) == pytest.approx((30, 10), abs=0.6)
    assert not colours(shot(who, replace(NEUTRAL, blush=0.0)), "#00ff00").any()


WRONG_DRAWINGS = [
    (SIX + '<g id="hair_bck"><path d="M0 0H9V9Z"/></g>', r"no part `hair_bck`; did you mean `hair_back`\?"),
    (SIX + '<g id="mouth.open"><path d="M0 0H9"/><path d="M0 0H9"/></g>', "has a group of 2 where the part"),
    (
        SIX + '<g id="mouth.open"><path d="M0 0L9 9L5 5"/></g>',
        "this path has 2 pieces, .* has 1 pieces",
    ),
    (SIX + '<g id="mouth.open"><path d=""/></g>', "this path has 0 pieces"),
    (SIX + '<g id="tear.open"><path d="M0 0H9"/></g>', "`tear.open` is a key, but there is no part `tear`"),
    (SIX + '<g id="hart.open"><path d="M0 0H9"/></g>', "`hart.open` is a key of no part"),
    (SIX + '<g inkscape:label="face"><path d="M0 0H9"/></g>', "there are two parts `face`"),
    ("<g/>", "there is nothing to draw"),
    (
        KEYED.replace('<circle cx="155" cy="232" r="17" fill="#1f86d8"/>', '<use href="#white_r"/>'),
        "a clone can't bend",
    ),
]


@pytest.mark.parametrize(("body", "said"), WRONG_DRAWINGS)
def test_mistakes_in_a_drawing_are_named(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(AvatarError, match=said) as caught:
        rig(tmp_path, body)
    assert "figure.svg" in caught.value.message and "line " in caught.value.message and caught.value.hint


WRONG_SHEETS = [
    ("parts:\n  mouht: {move: {head_x: [1, 1]}}", r"line 2: figure.svg has no part `mouht`; did you mean `mouth`\?"),
    ("parts:\n  mouth:\n    moove: {}", r"line 3: unknown key `parts.mouth.moove`; did you mean `move`\?"),
    ("parts:\n  mouth:\n    move: {head_xx: [1, 1]}", r"line 3: .*unknown parameter 'head_xx'; did you mean `head_x`"),
    ("parts:\n  mouth:\n    move: {head_x: [1]}", "line 3: "),
    ("parts:\n  mouth:\n    move: {head_x: [.inf, 1]}", "line 3: "),
    ("parts:\n  mouth:\n    keys: {wide: {mouth_width: [1, 2]}}", "line 3: figure.svg has no group `mouth.wide`"),
    ("parts:\n  mouth:\n    clip: fase", "line 3: there is no part `fase`"),
    ("parts:\n  eye_l:\n    inner: {irs_l: {}}", "line 3: `eye_l` has no group `irs_l`"),
    ("drawing: ../other.svg", "line 1: drawing"),
    ("frame: [0, 0, 0, 10]", "line 1: frame is 0 x 10; a twentieth to twice"),
    ("frame: [0, 0, 4000, 5000]", "line 1: frame is 4000 x 5000"),
    ("tilt: [", "not valid YAML"),
    ("a: &a [1]\nb: [*a, *a]", "aliases"),
    ("- 1", "line 1: a rig is a list of"),
]


@pytest.mark.parametrize(("text", "said"), WRONG_SHEETS)
def test_mistakes_in_rig_yaml_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(AvatarError, match=said) as caught:
        rig(tmp_path, sheet=text)
    assert "rig.yaml" in caught.value.message and caught.value.code == "avatar-yaml"


def test_an_unknown_key_of_a_known_part_needs_a_binding(tmp_path: Path) -> None:
    extra = '<g id="mouth.grin"><path d="M170 300C190 310 210 310 230 300" fill="none" stroke="#9c3b4c"/></g>'
    with pytest.raises(AvatarError, match="key `grin` of `mouth`"):
        rig(tmp_path, SIX + extra)
    sheet = {"parts": {"mouth": {"keys": {"grin": {"mouth_cat": [0, 1]}}}}}
    who = rig(tmp_path, SIX + extra, sheet)
    assert (shot(who) != shot(who, replace(NEUTRAL, mouth_cat=1.0))).any()


def test_what_is_not_drawn_is_a_note(tmp_path: Path) -> None:
    extra = '<g id="guide_line"><path d="M0 0H9"/></g><text>hi</text><g id="nose" style="display:none"/>'
    notes = "\n".join(rig(tmp_path, SIX + extra).rig.notes)
    for said in ("`guide_line` is no known part", "text is not drawn", "`nose` is hidden"):
        assert said in notes


def test_clip_paths_and_odd_colours_are_drawn(tmp_path: Path) -> None:
    body = (
        '<defs><clipPath id="c"><path d="M100 0H200V600H100Z"/></clipPath></defs>'
        "<style>.warm{fill:#ff8800}</style>"
        '<g id="clothes" clip-path="url(#c)"><path class="warm" d="M50 400H350V500H50Z"/></g>'
        '<g id="legs"><path fill="rgba(0,255,0,0.5)" d="M50 520H350V560H50Z"/></g>'
    )
    picture = shot(rig(tmp_path, body + SIX[SIX.index('<g id="face') :]))
    orange = colours(picture, "#ff8800")
    assert orange[450, 150] and not orange[450, 90] and not orange[450, 210]
    assert 100 < picture[540, 100, 3] < 150


def test_hit_region_and_size(tmp_path: Path) -> None:
    who = rig(tmp_path)
    picture = shot(who, width=200)
    assert who.hit(QPointF(100, 110)) and not who.hit(QPointF(3, 3))
    assert who.region().contains(QPoint(100, 110)) and picture.any()
    with pytest.raises(AvatarError, match="pixels large"):
        who.resize(QSize(0, 10))


def test_a_folder_outside_of_the_character_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "mina"
    home.mkdir()
    write(home)
    write(tmp_path)
    with pytest.raises(AvatarError, match="outside of her own folder"):
        create(Sitter(home, avatar=Look(folder="../avatar")))
    with pytest.raises(AvatarError, match="there is no folder"):
        create(Sitter(home, avatar=Look(folder="nowhere")))
    with pytest.raises(AvatarError, match=r"no avatar\.style\.hair"):
        create(Sitter(home, avatar=Look({"hair": "#ff0000"})))


def ends(data: str) -> list[tuple[float, float]]:
    return [curve.points[-1] for curve in curves_of(Node("path", 1, {"d": data}))]


def test_path_data_in_every_dialect() -> None:
    absolute = curves_of(Node("path", 1, {"d": "M10 10L20 10L20 20Z"}))[0]
    relative = curves_of(Node("path", 1, {"d": "m10,10 10,0v10z"}))[0]
    assert np.allclose(absolute.points, relative.points) and absolute.closed
    assert ends("M0 0q5 5 10 0t10 0") == [(20, 0)]
    assert ends("M0 0c1 1 2 1 3 0s2-1 3 0") == [(6, 0)]
    assert ends("M0 0A5 5 0 01 10 0") == [(10, 0)]
    quarter = arc((1, 0), (0, 1), 1, 1, 0, False, True)
    assert quarter[0] == pytest.approx((1, 0.5523), abs=1e-3)
    circle = curves_of(Node("circle", 1, {"cx": "5", "cy": "5", "r": "2"}))[0]
    assert len(circle.points) == 13
    rounded = curves_of(Node("rect", 1, {"width": "10", "height": "10", "rx": "2"}))[0]
    assert rounded.points[0] == pytest.approx(rounded.points[-1])
    assert len(curves_of(Node("polygon", 1, {"points": "0,0 5,0 5,5"}))[0].points) == 10


def test_transforms() -> None:
    assert apply(transform_of("translate(10) scale(2)"), (3, 4)) == (16, 8)
    assert apply(transform_of("rotate(90 5 5)"), (5, 0)) == pytest.approx((10, 5))
    assert apply(transform_of("matrix(1 0 0 1 2 3)"), (0, 0)) == (2, 3)


def test_a_clip_bends_with_its_keys_also_with_two_at_once(tmp_path: Path) -> None:
    """A red tongue behind a clip that is 10 high, 30 with either key, and 40 with both."""

    def group(key: str, low: int) -> str:
        name = f"c{len(key)}"
        clip = f'<clipPath id="{name}"><path d="M180 300L220 300L220 {low}L180 {low}Z"/></clipPath>'
        tongue = f'<g clip-path="url(#{name})"><path d="M150 280L250 280L250 400L150 400Z" fill="#ff0000"/></g>'
        return f'<g id="mouth{key}">{clip}{tongue}</g>'

    body = group("", 310) + group(".open", 330) + group(".smile", 330) + group(".open-smile", 340)
    who = rig(tmp_path, SIX[: SIX.index('<g id="mouth">')] + body + SIX[SIX.index('<g id="brow_l">') :])
    for opened, form, high in ((0.0, 0.7, 10), (46.0, 0.7, 30), (0.0, 1.6, 30), (46.0, 1.6, 40)):
        red = colours(shot(who, replace(NEUTRAL, mouth_open=opened, mouth_form=form)), "#ff0000")
        assert np.ptp(np.nonzero(red.any(axis=1))[0]) + 1 == pytest.approx(high, abs=1.5)


def test_the_guide_names_every_part_key_and_parameter() -> None:
    from companion.face.pose import GESTURES, NAMES
    from companion.ui.avatars.puppet.defaults import ALIASES, INNER, PARTS
    from companion.ui.avatars.puppet.sheet import PartSheet

    text = (Path(__file__).parents[4] / "docs" / "make-an-avatar.md").read_text(encoding="utf-8")
    keys = {key for binding in PARTS.values() for key in binding.keys}
    parameters = [name for name in NAMES if not name.startswith("arms_")]
    missing = [
        name
        for name in (*PARTS, *INNER, *keys, *parameters, *GESTURES, *PartSheet.model_fields)
        if f"`{name}`" not in text
    ]
    assert missing == []
    assert {"hair", "hair_front", "torso", "hat"} <= set(ALIASES)


def test_signs_may_be_hidden_in_the_drawing(tmp_path: Path) -> None:
    tear = '<g id="tear" style="display:none"><path d="M140 280H170V310H140Z" fill="#00ff00"/></g>'
    heart = '<g id="heart_l" style="display:none"><path d="M150 226H160V238H150Z" fill="#00ff00"/></g>'
    who = rig(tmp_path, SIX.replace('<g id="iris_l">', heart + '<g id="iris_l">') + tear)
    assert not colours(shot(who), "#00ff00").any()
    assert colours(shot(who, replace(NEUTRAL, tear=1.0)), "#00ff00").sum() > 500
    assert "heart_l" in next(part for part in who.rig.parts if part.name == "eye_l").inner
