"""One file for a character: whole, checked, the same every time."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
import yaml

from companion import paths
from companion.errors import TrainingError
from companion.persona import bring
from companion.persona.character import load_character
from tests.trainer import tuned
from tests.trainer.stages.test_register import ctx, promoted
from trainer import export
from trainer.__main__ import main
from trainer.stages import register
from trainer.workspace import Workspace


@pytest.fixture
def place(own_home: Path) -> Workspace:
    made = tuned.workspace(own_home / "training", "rapunzel")
    promoted(made)
    register.run(ctx(made))
    return made


def test_everything_is_inside_with_its_hash(place: Workspace, tmp_path: Path) -> None:
    record = export.export(place, tmp_path / "x.companion")
    with zipfile.ZipFile(tmp_path / "x.companion") as file:
        assert file.testzip() is None
        names = set(file.namelist())
        inside = json.loads(file.read("companion.json"))
        for name, stored in inside["files"].items():
            data = file.read(name)
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (stored["sha256"], stored["bytes"])
        assert {info.compress_type for info in file.infolist()} == {zipfile.ZIP_STORED}
        file.extractall(tmp_path / "there")
    assert names == {"companion.json", *inside["files"]} and inside == record
    assert {"models/rapunzel-v1-q8_0.gguf", "models/rapunzel-v1-q8_0.json", "card.json"} <= names
    assert record["base"]["licence"] and record["characters"][0]["evaluation"]["identity"] == 0.97
    she = load_character(tmp_path / "there" / "characters" / "rapunzel")
    assert she.brain == "rapunzel-v1-q8_0.gguf"


def test_equal_versions_give_equal_files(place: Workspace, tmp_path: Path) -> None:
    for name in ("a", "b"):
        export.export(place, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_her_look_in_the_app_goes_with_her(place: Workspace, tmp_path: Path) -> None:
    """What the person changed in the app is part of her."""
    file = paths.user_characters() / "rapunzel" / "character.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    export.export(place, tmp_path / "x")
    with zipfile.ZipFile(tmp_path / "x") as archive:
        assert archive.read("characters/rapunzel/character.yaml").decode().endswith("# mine\n")


def test_adapters_bring_their_base_once(own_home: Path, tmp_path: Path) -> None:
    made = tuned.workspace(own_home / "training", "blood")
    promoted(made, ("A", "B"))
    for variant in ("A", "B"):
        folder = made.stage("convert") / variant
        folder.mkdir(parents=True)
        (folder / "adapter.gguf").write_bytes(variant.encode())
    register.run(ctx(made, register={"adapter": True}, variants={"A": "a", "B": "b"}))
    export.export(made, tmp_path / "x")
    with zipfile.ZipFile(tmp_path / "x") as archive:
        models = [name for name in archive.namelist() if name.endswith(".gguf")]
        card = yaml.safe_load(archive.read("characters/blood_b/character.yaml"))
    assert len(models) == 3 and sum("/base-" in name for name in models) == 1
    assert f"models/{card['brain']}" in models and f"models/{card['adapter']}" in models


def test_damage_is_told_and_nothing_half_stays(place: Workspace, tmp_path: Path) -> None:
    card = place.versions / "1" / "card.json"
    whole = card.read_bytes()
    card.write_bytes(b"{}")
    with pytest.raises(TrainingError, match=r"card\.json is missing or was changed"):
        export.export(place, tmp_path / "x")
    card.write_bytes(whole)
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match="can't be written"):
        export.export(place, tmp_path / "file" / "x")
    with pytest.raises(TrainingError, match="has no version 9"):
        export.export(place, tmp_path / "x", 9)
    assert {path.name for path in tmp_path.iterdir()} == {"file"}


def test_the_command(place: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", "rapunzel", str(tmp_path), "--workspace", str(place.folder.parent)]
    assert main(words) == 0
    assert "rapunzel version 1. Base licence: GPL-3.0-or-later." in capsys.readouterr().out
    assert (tmp_path / "rapunzel.companion").is_file()
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == 1


def test_the_app_takes_it_in(place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export.export(place, tmp_path / "x.companion")
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "clean"))
    came = bring.take_in(bring.look(tmp_path / "x.companion"))
    assert [(one.id, one.brain) for one in came.characters] == [("rapunzel", "rapunzel-v1-q8_0.gguf")]
    assert (paths.user_models() / "rapunzel-v1-q8_0.gguf").is_file()
    assert (came.characters[0].folder / "report" / "card.json").is_file()
