"""Faces for the lists that one chooses from: drawn once, behind the scenes, and anew when a look has changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon

from companion import paths
from companion.desk import heads
from companion.desk.heads import SIZE, Heads
from companion.persona import own
from companion.persona.character import find_character, list_characters
from tests.desk.app_stand import Stand


@pytest.fixture
def host(stand: Callable[..., Stand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return stand()


def everybody() -> set[str]:
    return {one.id for one in list_characters().characters}


def test_everybody_has_a_face_and_a_ring_where_she_is_the_one(host: Stand) -> None:
    taken: dict[str, QIcon] = {}
    Heads(host).want(taken.__setitem__)
    assert not taken, "nothing is drawn while the list opens"
    host.until(lambda: set(taken) == everybody(), "all are drawn")
    pictures = {who: icon.pixmap(SIZE, SIZE).toImage() for who, icon in taken.items()}
    for who, icon in taken.items():
        plain, chosen = pictures[who], icon.pixmap(SIZE, SIZE, QIcon.Mode.Normal, QIcon.State.On).toImage()
        assert plain.pixelColor(0, 0).alpha() == 0 and plain.pixelColor(SIZE // 2, SIZE // 2).alpha() == 255
        assert chosen != plain
    assert len({bytes(picture.constBits()) for picture in pictures.values()}) == len(pictures), "each her own"


def test_what_is_drawn_is_kept_and_what_has_changed_is_drawn_anew(host: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    usual = heads.renderer_of
    monkeypatch.setattr(heads, "renderer_of", lambda who: (drawn.append(who.id), usual(who))[1])
    made, taken = Heads(host), {}
    made.want(taken.__setitem__)
    host.until(lambda: set(taken) == everybody())
    again: dict[str, QIcon] = {}
    made.want(again.__setitem__)
    assert set(again) == everybody() and sorted(drawn) == sorted(everybody())
    own.change(find_character("ruby"), {"avatar": {"renderer": "vector", "style": {"like": "snow_white"}}})
    drawn.clear()
    made.want(again.__setitem__)
    host.until(lambda: drawn == ["ruby"])
    host.until(lambda: again["ruby"] is not taken["ruby"])


def test_one_that_cannot_be_drawn_has_none(host: Stand) -> None:
    folder = paths.user_characters() / "ruby"
    own.change(find_character("ruby"), {"avatar": {"renderer": "sprites", "folder": "nothing"}})
    assert folder.is_dir()
    taken: dict[str, QIcon] = {}
    Heads(host).want(taken.__setitem__)
    host.until(lambda: set(taken) == everybody() - {"ruby"})
