"""Damage of every kind is found and named; files put there by hand are taken up; removing leaves nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from companion import paths
from companion.errors import ModelError
from companion.models import installed, structure
from companion.models.catalogue import Entry
from companion.models.hub import Hub
from companion.models.install import Surroundings, install
from companion.models.verify import verify
from tests.models.conftest import noise, voice
from tests.models.hub_server import HubServer

FILES = {"voice.bin": noise(9_000), "words.txt": b"la la"}


@pytest.fixture
def entry(server: HubServer, hub: Hub, around: Surroundings) -> Entry:
    entry = voice(server, FILES)
    install(entry, hub, around=around)
    return entry


@pytest.fixture
def folder() -> Path:
    return paths.user_models() / "hum"


def problems(entry: Entry | None) -> dict[str, str]:
    return {finding.file: finding.problem for finding in verify(entry, "hum")}


def test_in_order(entry: Entry) -> None:
    assert problems(entry) == {"voice.bin": "", "words.txt": ""}
    assert {finding.by for finding in verify(entry, "hum")} == {"catalogue"}


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "8,999 bytes instead of 9,000"),
        (lambda path: path.write_bytes(noise(9_000, 1)), "differs from the catalogue (SHA-256)"),
    ],
)
def test_damage_is_named(entry: Entry, folder: Path, harm: Callable[[Path], object], words: str) -> None:
    harm(folder / "voice.bin")
    found = problems(entry)
    assert words in found["voice.bin"] and found["words.txt"] == ""


def test_a_model_that_the_catalogue_no_longer_has(entry: Entry, folder: Path) -> None:
    assert problems(None) == {"voice.bin": "", "words.txt": ""}
    (folder / "words.txt").write_bytes(b"lu lu")
    assert problems(None)["words.txt"] == "differs from what was downloaded"


def test_files_put_there_by_hand_are_taken_up(entry: Entry, folder: Path) -> None:
    (folder / paths.MODEL_RECORD).unlink()
    assert installed.find("hum") is None
    assert problems(entry) == {"voice.bin": "", "words.txt": ""}
    model = installed.find("hum")
    assert model is not None and [file.name for file in model.files] == ["voice.bin", "words.txt"]


def test_files_put_there_by_hand_that_are_not_right_are_not(entry: Entry, folder: Path) -> None:
    (folder / paths.MODEL_RECORD).unlink()
    (folder / "words.txt").write_bytes(b"lu")
    assert "bytes instead of" in problems(entry)["words.txt"]
    assert installed.find("hum") is None


@pytest.mark.parametrize("text", ["{", "[]", '{"id": "hum"}', '{"files": 3}', '{"files": [{"name": "x"}]}'])
def test_a_damaged_record_is_written_anew(entry: Entry, folder: Path, text: str) -> None:
    (folder / paths.MODEL_RECORD).write_text(text)
    with pytest.raises(ModelError) as caught:
        installed.find("hum")
    assert caught.value.code == "models-record"
    assert installed.all_models()[0] == [] and len(installed.all_models()[1]) == 1
    assert set(problems(entry).values()) == {""}
    assert installed.find("hum") is not None


def test_a_model_that_is_not_there(server: HubServer) -> None:
    with pytest.raises(ModelError, match="not on this machine") as caught:
        verify(voice(server, FILES), "hum")
    assert caught.value.code == "models-not-there"
    with pytest.raises(ModelError, match="not on this machine"):
        installed.remove("hum")


@pytest.mark.parametrize("model_id", ["../hum", "/etc", "", ".downloads", "a/b", "a\\b"])
def test_a_path_is_no_id(model_id: str) -> None:
    for touch in (installed.find, installed.remove, installed.unfinished, lambda wrong: verify(None, wrong)):
        with pytest.raises(ModelError, match="no model's id"):
            touch(model_id)


def test_removed_is_gone_with_all_its_bytes(entry: Entry, folder: Path) -> None:
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert installed.remove("hum") == size
    assert not folder.exists() and installed.all_models() == ([], [])
    assert {path.name for path in (paths.user_models() / ".downloads").iterdir()} == {"hum.lock"}


def test_a_folder_of_the_person_s_own_stays(server: HubServer) -> None:
    own = paths.user_models() / "hum"
    own.mkdir(parents=True)
    (own / "mine.gguf").write_bytes(b"mine")
    with pytest.raises(ModelError, match="not on this machine"):
        installed.remove("hum")
    assert (own / "mine.gguf").exists()


# --- structure ---


def wrong(kind: str, engine: str, folder: Path, main: str) -> str:
    with pytest.raises(ModelError) as caught:
        structure.check(kind, engine, folder, main)
    assert caught.value.code == "models-structure"
    return caught.value.message


def laid(folder: Path, files: dict[str, bytes], **changes: bytes | None) -> Path:
    for name, content in {**files, **changes}.items():
        if content is not None:
            (folder / name).write_bytes(content)
    return folder


def test_real_models_are_in_order(
    tmp_path: Path, brain_file: bytes, ears_files: dict[str, bytes], piper_files: dict[str, bytes]
) -> None:
    for name, files, kind, engine, main in (
        ("brain", {"tiny.gguf": brain_file}, "brain", "llama_cpp", "tiny.gguf"),
        ("ears", ears_files, "ears", "faster_whisper", "model.bin"),
        ("voice", piper_files, "voice", "piper", "voice.onnx"),
    ):
        (tmp_path / name).mkdir()
        structure.check(kind, engine, laid(tmp_path / name, files), main)


def test_the_models_that_ship_are_in_order() -> None:
    starter = paths.assets() / "starter"
    structure.check("brain", "llama_cpp", starter / "brain", "starter-q8_0.gguf")
    structure.check("ears", "faster_whisper", starter / "ears", "model.bin")


@pytest.mark.parametrize("damage", ["cut", "magic", "empty", "page"])
def test_a_brain_that_is_none(tmp_path: Path, brain_file: bytes, damage: str) -> None:
    content = {"cut": brain_file[:-100], "magic": b"GGML" + brain_file[4:], "empty": b"", "page": b"<!doctype html>"}
    message = wrong("brain", "llama_cpp", laid(tmp_path, {"a.gguf": content[damage]}), "a.gguf")
    assert "a.gguf" in message


@pytest.mark.parametrize("damage", ["cut", "longer", "empty", "version", "other"])
def test_ears_that_are_none(tmp_path: Path, ears_files: dict[str, bytes], damage: str) -> None:
    weights = ears_files["model.bin"]
    content = {
        "cut": weights[:-5],
        "longer": weights + b"x",
        "empty": b"",
        "version": b"\x63" + weights[1:],
        "other": weights.replace(b"WhisperSpec", b"WhisperSpam", 1),
    }
    assert "model.bin" in wrong(
        "ears", "faster_whisper", laid(tmp_path, ears_files | {"model.bin": content[damage]}), ""
    )


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"])
def test_ears_whose_words_are_damaged(tmp_path: Path, ears_files: dict[str, bytes], name: str) -> None:
    assert name in ears_files
    assert name in wrong("ears", "faster_whisper", laid(tmp_path, ears_files | {name: ears_files[name][:-2]}), "")


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "no graph"])
def test_a_voice_that_is_none(tmp_path: Path, piper_files: dict[str, bytes], damage: str) -> None:
    network = piper_files["voice.onnx"]
    content = {"cut": network[:-3], "empty": b"", "text": b"hello there", "no graph": b"\x08\x08"}
    assert "voice.onnx is no whole ONNX model" in wrong(
        "voice", "piper", laid(tmp_path, piper_files | {"voice.onnx": content[damage]}), "voice.onnx"
    )


@pytest.mark.parametrize("settings", ["{", "{}", "[]", '{"phoneme_type": "pygoruut"}'])
def test_a_voice_whose_settings_are_none(tmp_path: Path, piper_files: dict[str, bytes], settings: str) -> None:
    if "pygoruut" in settings:  # the Korean voice that Piper itself can't speak with
        data = json.loads(piper_files["voice.onnx.json"])
        settings = json.dumps(data | json.loads(settings))
    files = piper_files | {"voice.onnx.json": settings.encode()}
    assert "voice.onnx.json" in wrong("voice", "piper", laid(tmp_path, files), "voice.onnx")
