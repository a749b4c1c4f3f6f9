"""The Live2D renderer in windows and pictures. What needs no library draws by a stand-in process (see test_process)."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from companion.errors import AvatarError
from companion.face.expression import face
from companion.face.pose import NEUTRAL, FacePose
from companion.persona.emotion import Mood
from companion.ui.avatars import live2d
from companion.ui.avatars.cubism import process, remembered
from companion.ui.avatars.cubism.process import Facts
from companion.ui.avatars.cubism.stage import fitted
from companion.ui.avatars.figure.layers import blank
from tests.ui.avatars.cubism import real
from tests.ui.avatars.cubism.folders import model
from tests.ui.avatars.cubism.test_process import DRAWS, FACTS, READY, program
from tests.ui.avatars.puppet.drawings import Look, Sitter
from tests.ui.avatars.sitters import pixels

FACES = {"smile": {"ParamMouthForm": 1.0}, "F02": {"ParamAngleX": 12.0}}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr("companion.paths.user_data", lambda: tmp_path / "data")
    monkeypatch.setattr(remembered, "version", lambda: "1.0.0")
    model(tmp_path / "avatar", FACES)
    program(monkeypatch, READY, FACTS, DRAWS)
    yield tmp_path
    live2d._warm.clear()
    process.close_all()


def made(home: Path, **style: object) -> live2d.Live2dAvatar:
    return live2d.create(Sitter(home, avatar=Look(style)))


def blue(of: live2d.Live2dAvatar, pose: FacePose = NEUTRAL) -> int:
    """The stand-in process paints all with the value of the head's angle."""
    image = blank(20, 30)
    with QPainter(image) as painter:
        of.paint(painter, pose)
    return int(pixels(image)[15, 10, 0])


def test_a_picture_waits_for_its_pose(home: Path) -> None:
    her = made(home)
    her.resize(QSize(20, 30))
    assert her.ready(20.0)
    assert [blue(her, replace(NEUTRAL, head_x=x)) for x in (0.1, 0.7, 0.1)] == [3, 21, 3]


def test_expressions_come_by_the_share_of_their_feeling(home: Path) -> None:
    her = made(home, angry="F02")
    her.resize(QSize(20, 30))
    assert her.ready(20.0)
    angry = replace(face(Mood("angry", 1.0)), head_x=0.0)
    assert blue(her, angry) == 12
    weak = replace(face(Mood("angry", 0.2)), head_x=0.0)
    assert 2 < blue(her, weak) < 8
    her.want({"angry": "none"})
    assert blue(her, angry) == 0


def test_a_window_never_waits(home: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, "import time; time.sleep(2)\n", FACTS, DRAWS)
    her = made(home)

    class Window(QWidget):
        def paintEvent(self, _event: QPaintEvent) -> None:
            with QPainter(self) as painter:
                her.paint(painter, replace(NEUTRAL, head_x=0.5))

    window = Window()
    window.resize(20, 30)
    her.resize(window.size())
    began = time.monotonic()
    window.grab()
    assert time.monotonic() - began < 1.0 and not her.loaded
    assert her.region().isEmpty() and not her.hit(QPointF(10, 15))
    assert her.ready(20.0)
    until = time.monotonic() + 20.0
    stage = her._stage
    while stage is not None and pixels(stage.frame)[15, 10, 0] != 15:
        assert time.monotonic() < until
        window.grab()
        time.sleep(0.005)
    assert her.loaded and stage is not None and not stage.waits


def test_who_can_not_be_drawn_is_told_and_somebody_stands_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, 'say({"refused": "live2d-gl", "message": "none here"}); sys.exit(3)')
    her = made(home)
    her.resize(QSize(60, 90))
    with pytest.raises(AvatarError):
        her.ready(20.0)
    image = blank(60, 90)
    with QPainter(image) as painter:
        her.paint(painter, NEUTRAL)
    told: list[str] = []
    her.on_problem = lambda error: told.append(error.code)  # also who asks late is told
    with QPainter(image) as painter:
        her.paint(painter, NEUTRAL)
    assert told == ["live2d-gl"]
    assert (pixels(image)[..., 3] > 100).mean() > 0.15 and not her.region().isEmpty()


def test_what_prepare_loads_is_used(home: Path) -> None:
    sitter = Sitter(home, avatar=Look())
    live2d.prepare(sitter)
    her = live2d.create(sitter)
    assert her.loaded and len(process._running) == 1
    her.close()
    assert not process._running


def test_prepare_tells_what_is_wrong(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, 'say({"refused": "live2d-empty", "message": "nothing"}); sys.exit(3)')
    with pytest.raises(AvatarError, match="nothing"):
        live2d.prepare(Sitter(home, avatar=Look()))


def test_without_the_library_the_command_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "version", lambda: "")
    with pytest.raises(AvatarError) as caught:
        made(home)
    assert caught.value.code == "live2d-missing" and "pip install 'vtuber-companion[live2d]'" in caught.value.hint
    assert not process._running


def test_a_model_that_broke_the_library_is_not_tried_again(home: Path) -> None:
    _model, digest = live2d.loaded(home / "avatar")
    remembered.write(digest, "SIGSEGV")
    with pytest.raises(AvatarError) as caught:
        made(home)
    assert caught.value.code == "live2d-crash" and "SIGSEGV" in caught.value.message
    her = live2d.tried_anew(Sitter(home, avatar=Look()))
    assert her.facts.library == "1" and remembered.read(digest) == ""


@pytest.mark.parametrize(
    ("style", "says"),
    [
        ({"joy": "gone"}, "no expression 'gone'"),
        ({"zoom": 9}, "zoom is 9"),
        ({"zoom": True}, "zoom is True"),
        ({"physics": "on"}, "physics is 'on'"),
        ({"zooom": 2}, "no avatar.style.zooom"),
        ({"model": "../x.model3.json"}, "no ../x.model3.json"),
    ],
)
def test_a_wrong_style(home: Path, style: dict[str, object], says: str) -> None:
    with pytest.raises(AvatarError, match=says.replace(".", r"\.")) as caught:
        made(home, **style)
    assert caught.value.hint or "needed" in caught.value.message


def test_a_folder_is_read_again_only_after_a_change(home: Path) -> None:
    first = live2d.loaded(home / "avatar")
    assert live2d.loaded(home / "avatar")[0] is first[0]
    (home / "avatar" / "her.moc3").write_bytes(b"MOC3\x04".ljust(300, b"\0"))
    assert live2d.loaded(home / "avatar")[1] != first[1]


@pytest.mark.parametrize("size", [(200, 300), (500, 300), (90, 300)])
@pytest.mark.parametrize("zoom", [None, 1.0, 2.0, 4.0])
def test_she_stands_in_the_middle_whole_or_closer(size: tuple[int, int], zoom: float | None) -> None:
    facts = Facts((), 0.5, (0.25, 0.2, 0.5, 0.6), 0.5, "", "")
    left, lower, wide, high = fitted(facts, size, zoom)
    top = size[1] - lower - high
    head, feet = top + 0.2 * high, top + 0.8 * high
    assert 0 <= head < 0.7 * size[1]
    assert abs(left + wide / 2 - size[0] / 2) <= 1
    if zoom == 1.0:
        assert feet <= size[1] and left + 0.25 * wide >= 0


# --- by a real model and the real library; see tests/ui/avatars/cubism/real.py ---


def test_real_hair_swings_by_the_models_physics() -> None:
    now = 0.0

    def clock() -> float:
        return now

    her = live2d.create(real.sitter(), clock=clock)
    assert her.ready(process.READY_S)
    her.resize(QSize(200, 300))
    stage = her._stage
    assert stage is not None
    frames = []
    for step in range(40):
        now += 0.05
        stage.draw(replace(NEUTRAL, head_x=1.0 if step < 5 else 0.0, head_z=1.0 if step < 5 else 0.0), wait=False)
        stage._painter.frame(stage._number, stage._asked, 20.0)
        if step >= 8:
            frames.append(pixels(stage.frame).astype(int))
    moved = [float((np.abs(a - b).max(axis=2) > 24).mean()) for a, b in itertools.pairwise(frames)]
    assert max(moved[:12]) > 0 and sum(moved[:10]) > 2 * sum(moved[-10:])
    her.close()


def test_a_real_model_that_is_damaged_ends_only_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    home = real.folder()
    monkeypatch.setattr("companion.paths.user_data", lambda: tmp_path / "data")
    shutil.copytree(home, tmp_path / "avatar")
    moc = next((tmp_path / "avatar").rglob("*.moc3"))
    whole = moc.read_bytes()
    moc.write_bytes(whole[:64] + bytes(reversed(whole[64 : len(whole) // 2])))
    with pytest.raises(AvatarError) as caught:
        live2d.prepare(Sitter(tmp_path, avatar=Look()))
    assert caught.value.code in ("live2d-crash", "live2d-died", "live2d-files", "live2d-empty")
    with pytest.raises(AvatarError):
        live2d.prepare(Sitter(tmp_path, avatar=Look()))
    process.close_all()
