"""Folders of pictures: found, checked, shown, and alive."""

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter

from companion.errors import AvatarError
from companion.face.expression import face
from companion.face.pose import NEUTRAL, FacePose, blend
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.avatars.figure.layers import blank
from companion.ui.avatars.sprite.stage import weights
from companion.ui.avatars.sprites import SpriteAvatar, create
from tests.ui.avatars.puppet.drawings import Look, Sitter
from tests.ui.avatars.sitters import pixels
from tests.ui.avatars.sprite.painted import GO_EMOTIONS, folder, hue, sprites

ALL = list(CANONICAL)


def shot(who: SpriteAvatar, pose: FacePose = NEUTRAL, width: int = 200) -> NDArray[np.int64]:
    who.resize(QSize(width, width * 3 // 2))
    image = blank(width, width * 3 // 2)
    with QPainter(image) as painter:
        who.paint(painter, pose)
    for thread in threading.enumerate():
        if thread.name == "sprites":
            thread.join(10)
    return pixels(image).astype(np.int64)


def colour(who: SpriteAvatar, pose: FacePose) -> tuple[int, int, int]:
    """Of the middle of her body."""
    blue, green, red, _ = shot(who, pose)[250, 100]
    return int(red), int(green), int(blue)


def test_each_feeling_has_its_picture(tmp_path: Path) -> None:
    who = sprites(tmp_path, ALL)
    words = sorted(ALL)
    for emotion in CANONICAL:
        tone = hue(words.index(emotion))
        assert colour(who, face(Mood(emotion, 1.0))) == pytest.approx((tone.red(), tone.green(), tone.blue()), abs=3)


def test_a_sillytavern_folder_loads_as_it_is(tmp_path: Path) -> None:
    who = sprites(
        tmp_path, [f"Seraphina/{label}" for label in GO_EMOTIONS] + ["Seraphina/winter/joy", "Seraphina/joy-1"]
    )
    names = {emotion: look.mouths[""].stem for emotion, look in who.sprites.looks.items()}
    assert names == {
        "neutral": "neutral", "joy": "joy", "smile": "optimism", "sad": "sadness", "angry": "anger",
        "surprised": "surprise", "shy": "embarrassment", "love": "love", "smug": "pride", "sleepy": "neutral",
        "worried": "nervousness", "excited": "excitement",
    }  # fmt: skip
    assert who.sprites.costumes == ("Seraphina/winter",)
    dressed = create(Sitter(tmp_path, avatar=Look({"costume": "winter"})))
    assert {look.mouths[""].parent.name for look in dressed.sprites.looks.values()} == {"winter"}
    with pytest.raises(AvatarError, match="no costume 'wintr'") as caught:
        create(Sitter(tmp_path, avatar=Look({"costume": "wintr"})))
    assert "winter" in caught.value.hint


def test_one_picture_is_enough(tmp_path: Path) -> None:
    who = sprites(tmp_path, ["whoever she is"])
    assert set(who.sprites.shown.values()) == {"neutral"}
    assert shot(who, face(Mood("joy", 1.0)))[..., 3].any()


def test_other_formats(tmp_path: Path) -> None:
    who = sprites(tmp_path, ["neutral.webp", "joy.jpg"])
    assert who.sprites.looks["joy"].mouths[""].name == "joy.jpg"
    assert shot(who, face(Mood("joy", 1.0))).any()


def test_mouth_and_blink_variants(tmp_path: Path) -> None:
    who = sprites(tmp_path, ["neutral", "neutral.open", "neutral.half", "neutral.blink", "neutral.open.blink", "joy"])

    def dark(pose: FacePose) -> int:
        return int((shot(who, pose)[..., :3].max(axis=2)[118:200, 60:140] < 60).sum())

    shut, half, opened = (dark(replace(NEUTRAL, mouth_open=value)) for value in (0.0, 12.0, 40.0))
    assert shut < half < opened
    blinking = replace(NEUTRAL, eye_open_l=0.0, eye_open_r=0.0)
    assert dark(blinking) == pytest.approx(shut, abs=8)
    eyes = np.s_[50:110, 60:140]
    assert (shot(who, blinking)[eyes][..., :3].max(axis=2) < 60).sum() < (
        shot(who)[eyes][..., :3].max(axis=2) < 60
    ).sum() / 2
    assert dark(replace(blinking, mouth_open=40.0)) == pytest.approx(opened, abs=8)


def test_vowel_pictures_follow_the_viseme(tmp_path: Path) -> None:
    who = sprites(tmp_path, ["neutral", "neutral.a", "neutral.i", "neutral.o"])
    stage_names = set()
    for width, opened, rounding in ((29, 46, 0.5), (36, 17, 0.1), (20, 36, 1.0)):
        pose = replace(NEUTRAL, mouth_width=width, mouth_open=opened, mouth_round=rounding)
        stage_names.add(shot(who, pose)[118:170, 80:120].tobytes())
    assert len(stage_names) == 3


def test_without_mouth_pictures_she_bounces(tmp_path: Path) -> None:
    who = sprites(tmp_path, ["neutral"])
    tops = [
        np.flatnonzero(shot(who, replace(NEUTRAL, mouth_open=value), 400)[..., 3].any(axis=1))[0] for value in (0, 46)
    ]
    assert tops[0] - tops[1] >= 3
    still = sprites(tmp_path, ["neutral"], {"liveliness": 0})
    assert (shot(still, replace(NEUTRAL, mouth_open=46.0, breath=1.0)) == shot(still)).all()


def test_she_breathes_and_sways_on_her_feet(tmp_path: Path) -> None:
    who = sprites(tmp_path, ["neutral"])
    rest, turned = shot(who, NEUTRAL, 400), shot(who, replace(NEUTRAL, head_x=1.0), 400)

    def middle(picture: NDArray[np.int64], row: int) -> float:
        return float(np.flatnonzero(picture[row, :, 3] > 60).mean())

    assert middle(turned, 150) - middle(rest, 150) > 4
    assert abs(middle(turned, 595) - middle(rest, 595)) < 1.5
    assert (shot(who, replace(NEUTRAL, breath=1.0), 400) != rest).any()


def test_a_feeling_fades_into_the_next_and_she_stays_solid(tmp_path: Path) -> None:
    who = sprites(tmp_path, ALL)
    joy, angry = face(Mood("joy", 1.0)), face(Mood("angry", 1.0))
    first, last = colour(who, joy), colour(who, angry)
    halfway = shot(who, blend(joy, angry, 0.5))
    assert halfway[250, 100, 3] == pytest.approx(255, abs=3)
    for tone, start, end in zip(halfway[250, 100, 2::-1], first, last, strict=True):
        assert tone == pytest.approx((start + end) / 2, abs=12)
    for k in (0.0, 0.2, 0.5, 0.9, 1.0):
        assert sum(weights(blend(joy, angry, k)).values()) == pytest.approx(1.0, abs=0.05)
    assert weights(NEUTRAL) == {"neutral": 1.0}


def test_the_sheet_may_choose_pictures(tmp_path: Path) -> None:
    who = sprites(tmp_path, ["neutral", "cat face", "cat face.open"], {"smug": "cat face.png"})
    assert who.sprites.looks["smug"].mouths[""].name == "cat face.png"
    with pytest.raises(AvatarError, match=r"avatar\.style\.smug .* 'cat fac'") as caught:
        create(Sitter(tmp_path, avatar=Look({"smug": "cat fac"})))
    assert "'cat face'" in caught.value.hint
    with pytest.raises(AvatarError, match="liveliness"):
        create(Sitter(tmp_path, avatar=Look({"liveliness": "much"})))
    with pytest.raises(AvatarError, match="costum"):
        create(Sitter(tmp_path, avatar=Look({"costum": "winter"})))


def test_broken_and_huge_pictures_are_all_named(tmp_path: Path) -> None:
    place = folder(tmp_path, ["neutral", "joy", "sad", "angry"])
    (place / "joy.png").write_bytes(b"no picture at all")
    (place / "sad.png").write_bytes((place / "neutral.png").read_bytes()[:20])
    data = bytearray((place / "angry.png").read_bytes())
    data[16:24] = (50_000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    (place / "angry.png").write_bytes(bytes(data))
    with pytest.raises(AvatarError, match="3 picture") as caught:
        create(Sitter(tmp_path))
    for said in ("joy.png: it is no picture", "sad.png: ", "angry.png: it is 50000 x 50000 pixels"):
        assert said in caught.value.message
    assert caught.value.hint


def test_a_picture_that_breaks_off_is_told_once(tmp_path: Path) -> None:
    place = folder(tmp_path, ["neutral", "joy"])
    whole = (place / "joy.png").read_bytes()
    (place / "joy.png").write_bytes(whole[: len(whole) // 2])
    who = create(Sitter(tmp_path))
    told: list[AvatarError] = []
    who.on_problem = told.append
    assert shot(who)[250, 100, 3] == 255 and not told
    for _ in range(2):
        shot(who, face(Mood("joy", 1.0)))
        shot(who)
    assert len(told) == 1 and "joy.png" in told[0].message


def test_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "avatar").mkdir()
    with pytest.raises(AvatarError, match="no pictures of feelings"):
        create(Sitter(tmp_path))
    folder(tmp_path, ["one", "two"])
    with pytest.raises(AvatarError, match="none of the 2 pictures"):
        create(Sitter(tmp_path))


def test_too_many_pictures_and_links_are_refused(tmp_path: Path) -> None:
    place = folder(tmp_path, ["neutral"])
    (place / "loop").symlink_to(place, target_is_directory=True)
    assert create(Sitter(tmp_path)).sprites.costumes == ()
    data = (place / "neutral.png").read_bytes()
    for index in range(601):
        (place / f"joy-{index}.png").write_bytes(data)
    with pytest.raises(AvatarError, match="more than 600"):
        create(Sitter(tmp_path))
