"""`companion avatar`: the command from its arguments to its files."""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from companion.__main__ import main
from companion.ui.avatars.export.tool import load, poses
from companion.ui.avatars.rig import RigAvatar
from companion.ui.avatars.sprites import SpriteAvatar
from tests.ui.avatars.puppet.drawings import SIX, write
from tests.ui.avatars.sprite.painted import folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))


def test_export_then_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new" / "ruby"
    assert main(["avatar", "export", "ruby", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(out / "figure.svg"), str(out / "rig.yaml")]
    assert main(["avatar", "check", str(out), "--out", str(tmp_path / "sheet.png")]) == 0
    said = capsys.readouterr().out
    assert "a whole avatar (rig)" in said and "eye_l" in said
    sheet = QImage(str(tmp_path / "sheet.png"))
    assert sheet.width() == 1200 and sheet.height() > 4 * 200
    assert main(["avatar", "export", "ruby", "--out", str(out)]) == 1
    assert "already" in capsys.readouterr().err


def test_check_names_every_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = write(tmp_path, SIX + '<g id="hair_bck"><path d="M0 0H9V9Z"/></g>\n<script/>')
    assert main(["avatar", "check", str(place), "--out", str(tmp_path / "sheet.png")]) == 1
    said = capsys.readouterr().err
    assert "line 11: <script>" in said and not (tmp_path / "sheet.png").exists()
    write(tmp_path, SIX + '<g id="hair_bck"><path d="M0 0H9V9Z"/></g>')
    assert main(["avatar", "check", str(place), "--out", str(tmp_path / "sheet.png")]) == 1
    assert "did you mean `hair_back`?" in capsys.readouterr().err


def test_check_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder(tmp_path, ["neutral", "joy", "landscape"])
    assert main(["avatar", "check", str(place), "--out", str(tmp_path / "sheet.png"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["kind"] == "sprites" and "excited shows joy" in report["notes"]
    assert "landscape.png names no feeling" in report["notes"]
    assert any("no open mouths" in note for note in report["notes"])


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_check_of_nothing(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["avatar", "check", str(tmp_path / name), "--out", str(tmp_path / "sheet.png")]) == 1
    assert name in capsys.readouterr().err


def test_a_folder_says_itself_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert isinstance(load(write(tmp_path / "a")), RigAvatar)
    assert isinstance(load(folder(tmp_path / "b", ["joy"])), SpriteAvatar)
    assert len(poses()) == 24


def test_what_is_not_drawn_by_the_program_is_not_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import shutil

    from companion import paths

    place = paths.user_characters() / "mina"
    shutil.copytree(paths.shipped_characters() / "ruby", place)
    text = (place / "character.yaml").read_text(encoding="utf-8").replace("id: ruby", "id: mina")
    assert "renderer: vector" in text
    (place / "character.yaml").write_text(text.replace("renderer: vector", "renderer: rig"), encoding="utf-8")
    assert main(["avatar", "export", "mina", "--out", str(tmp_path / "out")]) == 1
    assert "not drawn by the program" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_the_example_is_whole_and_small(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "cat"
    assert main(["avatar", "example", "--out", str(out)]) == 0
    assert main(["avatar", "check", str(out), "--out", str(tmp_path / "sheet.png"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report["notes"] == [] and (out / "figure.svg").stat().st_size < 12_000
    assert main(["avatar", "example", "--out", str(out)]) == 1
    assert "nothing is lost" in capsys.readouterr().err
