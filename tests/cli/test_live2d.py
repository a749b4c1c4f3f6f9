"""`companion avatar live2d`: whose model it is, and what is written into her sheet. Its window: tests/ui/character."""

import shutil
from pathlib import Path

import pytest

from companion import paths
from companion.cli import live2d
from companion.errors import CharacterError
from companion.persona.character import load_character
from companion.ui.character.live2d_choice import save


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(paths.shipped_characters() / "ruby", tmp_path / "ruby")
    (tmp_path / "ruby" / "avatar").mkdir()
    return tmp_path / "ruby"


def test_whose_model_it_is(home: Path, tmp_path: Path) -> None:
    assert live2d.model_of(str(home)).folder == home / "avatar"
    mine = live2d.model_of(str(home / "avatar"))
    assert mine.her is not None and mine.her.id == "ruby" and mine.folder == home / "avatar"
    (tmp_path / "somewhere").mkdir()
    nobodys = live2d.model_of(str(tmp_path / "somewhere"))
    assert nobodys.her is None and nobodys.name == "somewhere"
    assert live2d.model_of("ruby").her is not None
    with pytest.raises(CharacterError):
        live2d.model_of("nobody-at-all")


def test_saving_changes_the_avatar_and_nothing_else(home: Path) -> None:
    path = home / "character.yaml"
    path.write_text("# my own words\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    before = load_character(home)
    assert save(live2d.model_of(str(home)), {"joy": "F05", "sad": "none"}) == str(path)
    after = load_character(home)
    assert after.avatar.renderer == "live2d" and after.avatar.folder == "avatar"
    assert after.avatar.style == {"joy": "F05", "sad": "none"}
    assert after.model_copy(update={"avatar": before.avatar, "digest": before.digest}) == before
    assert path.read_text(encoding="utf-8").startswith("# my own words\n")


def test_what_else_the_style_says_stays(home: Path) -> None:
    save(live2d.model_of(str(home)), {"joy": "F05"})
    path = home / "character.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("joy: F05", "joy: F05\n    zoom: 1.5"), encoding="utf-8")
    save(live2d.model_of(str(home)), {"shy": "F07"})
    assert load_character(home).avatar.style == {"zoom": 1.5, "shy": "F07"}
    save(live2d.model_of(str(home)), {})
    assert load_character(home).avatar.style == {"zoom": 1.5}


def test_a_sheet_that_would_be_wrong_is_left_as_it_was(home: Path) -> None:
    model = live2d.model_of(str(home))
    path = home / "character.yaml"
    wrong = path.read_text(encoding="utf-8") + "nonsense: 1\n"  # spoilt by hand in the meantime
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(CharacterError, match="nonsense"):
        save(model, {"joy": "F05"})
    assert path.read_text(encoding="utf-8") == wrong
