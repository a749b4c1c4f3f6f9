"""`companion models`: the whole command, against a hub on loopback, with a catalogue of its own."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from companion import config, paths
from companion.models import catalogue as catalogue_file
from companion.models import install as installing
from companion.models.catalogue import Catalogue, load
from companion.models.install import Surroundings
from tests.cli.conftest import Run
from tests.models.conftest import QUICK, address, brain_file, ears_files, noise, piper_files, server, voice
from tests.models.hub_server import HubServer, cut, hang_up, slowly, status

__all__ = ["brain_file", "ears_files", "piper_files", "server"]  # fixtures


@pytest.fixture
def small(
    server: HubServer, piper_files: dict[str, bytes], brain_file: bytes, monkeypatch: pytest.MonkeyPatch
) -> Catalogue:
    """A catalogue with a Piper voice, a brain, and one that no engine here can use."""
    hum = voice(server, piper_files, engine="piper", main="voice.onnx")
    brain = voice(
        server,
        {"tiny.gguf": brain_file},
        id="tiny",
        kind="brain",
        engine="llama_cpp",
        licence="exaone-1.1-nc",
        chatml=False,
        shape={"parameters": 1, "layers": 1, "kv_heads": 1, "head_size": 1, "vocabulary": 1},
    )
    far = voice(server, {"far.bin": b"far"}, id="far")
    unknown = voice(server, {"novel.bin": noise(3_000)}, known=False, id="novel", engine="espeak")
    made = Catalogue(load().licences, (hum, brain, far, unknown))
    monkeypatch.setattr(catalogue_file, "load", lambda path=None: made)
    return made


@pytest.fixture
def models(run: Run, server: HubServer, small: Catalogue) -> Run:
    """`models("get", "hum")`: with the hub on loopback."""

    def command(*arguments: object) -> Any:
        return run("--set", f"models.hub={server.base}", "models", *arguments)

    return command


# --- list ---


def test_list_shows_what_ships_and_what_suits(run: Run) -> None:
    ran = run("models", "list")
    assert ran.code == 0
    for word in (
        "qwen3-4b",
        "whisper-small",
        "piper-kristin",
        "Apache-2.0",
        "no commercial use",
        "2.50 GB",
        "GB of memory",
    ):
        assert word in ran.out
    assert [line.split()[1] for line in ran.out.splitlines() if line.startswith("* ")]


def test_list_for_another_machine_and_language(run: Run) -> None:
    small = run("models", "list", "--memory", "4", "--language", "ko").out
    assert "qwen3-1.7b-q4" in small and "qwen3-4b" not in small and "piper-kristin" not in small
    assert "eSpeak NG does" in small and "not usable in this version" in small
    assert "piper-kristin" in run("models", "list", "--language", "en", "--kind", "voice").out


def test_list_in_korean(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    out = run("models", "list").out
    assert "상업적 이용 불가" in out and "한국어로 제대로 이야기하려면" in out and "recommended" not in out
    ran = run("models", "get", "nothing-like-it")
    assert ran.code == 1 and "목록에 그런 모델이 없어요" in ran.err and ran.err.count("\n") == 1


def test_list_as_json_has_everything_that_a_window_needs(run: Run) -> None:
    data = json.loads(run("models", "list", "--json", "--memory", "8").out)
    row = next(row for row in data["models"] if row["id"] == "qwen3-4b")
    assert row["size"] == 2_497_281_120 and row["licence"]["spdx"] == "Apache-2.0" and row["hashes"] == "catalogue"
    assert row["note"]["ko"] and row["fit"] in ("slow", "enough", "well") and row["installed"] is False
    assert 2.9e9 < row["memory"] < 3.2e9 and data["machine"]["memory_gb"] == 8
    assert set(data["machine"]["advice"]) == {"brain", "ears", "voice"}


# --- get ---


def test_get_asks_first_and_a_script_has_to_agree(models: Run, server: HubServer) -> None:
    ran = models("get", "tiny")
    assert ran.code == 1 and "--yes" in ran.err
    for word in (
        "EXAONE AI Model License",
        "NOT allowed",
        "Research only",
        "some/voices@0123456789ab",
        "every",
        "MB of memory",
    ):
        assert word.lower() in ran.out.lower(), word
    assert server.requests == [] and not paths.user_models().exists()


def test_get_downloads_and_says_how_to_use_it(models: Run, server: HubServer) -> None:
    ran = models("get", "hum", "--yes")
    assert ran.code == 0, ran.err
    assert "hum is ready" in ran.out and "  voice:\n    engine: piper\n    model: hum" in ran.out
    assert "companion models get hum --use" in ran.out and str(paths.user_config()) in ran.out
    assert not paths.user_config().exists(), "nothing is changed unasked"
    assert "on this machine" in models("list").out
    again = models("get", "hum")
    assert again.code == 0 and "in order" in again.out, "no question where nothing is downloaded"


def test_use_writes_the_person_s_settings(models: Run, run: Run) -> None:
    mine = paths.user_config()
    mine.parent.mkdir(parents=True)
    mine.write_text("# mine\nvoice:\n  speed: 1.2   # a little quicker\n", encoding="utf-8")
    assert models("get", "hum", "--yes", "--use").code == 0
    assert mine.read_text(encoding="utf-8") == (
        "# mine\nvoice:\n  engine: piper\n  model: hum\n  speed: 1.2   # a little quicker\n"
    )
    loaded = config.load()
    assert (loaded.voice.engine, loaded.voice.model, loaded.voice.speed) == ("piper", "hum", 1.2)
    listed = models("list").out
    assert "in use" in listed
    assert "name it already" in models("get", "hum").out


def test_a_brain_takes_the_old_adapter_out_of_the_settings(models: Run) -> None:
    paths.user_config().parent.mkdir(parents=True)
    paths.user_config().write_text("brain: {adapter: old.gguf}\n")
    ran = models("get", "tiny", "--yes", "--use")
    assert ran.code == 0 and "clumsy" in ran.out
    assert yaml.safe_load(paths.user_config().read_text()) == {
        "brain": {"adapter": "", "engine": "llama_cpp", "model": "tiny"}
    }


def test_with_a_settings_file_of_its_own(run: Run, server: HubServer, small: Catalogue, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(f"models: {{hub: '{server.base}'}}\n")
    assert run("--config", own, "models", "get", "hum", "--yes", "--use").code == 0
    assert yaml.safe_load(own.read_text())["voice"] == {"engine": "piper", "model": "hum"}
    assert not paths.user_config().exists()


def test_the_voice_that_was_downloaded_speaks(models: Run, run: Run) -> None:
    """The doctor tries the voice for real."""
    assert models("get", "hum", "--yes", "--use").code == 0
    ran = run("--set", "character=snow_white", "--set", "brain.model=missing.gguf", "doctor", "--json")
    checks = {check["name"]: check for check in json.loads(ran.out)["checks"]}
    assert checks["voice"]["status"] == "pass", checks["voice"]


def test_the_brain_that_was_downloaded_answers(models: Run, run: Run) -> None:
    assert models("get", "tiny", "--yes").code == 0
    ran = run(
        "--set", "brain.model=tiny", "--set", "brain.seed=1", "--set", "brain.max_tokens=12", "ask", "Hello", "--json"
    )
    assert ran.code == 0, ran.err
    assert any(line.get("text") for line in ran.lines())


def test_progress_as_json_lines(models: Run) -> None:
    ran = models("get", "hum", "--yes", "--use", "--json")
    lines = ran.lines()
    assert {line["event"] for line in lines[:-1]} == {"progress"}
    assert lines[-1]["event"] == "done" and lines[-1]["used"] is True
    assert lines[-1]["settings"] == {"voice.engine": "piper", "voice.model": "hum"}
    assert lines[-2]["stage"] == "done" and lines[-2]["done"] == lines[-2]["total"]
    assert {file["by"] for file in lines[-1]["files"]} == {"catalogue"}


def test_what_is_not_known_is_told_before_and_after(models: Run) -> None:
    assert "No hash is known for: novel.bin" in models("get", "novel").out
    ran = models("get", "novel", "--yes")
    assert ran.code == 0 and "SHA-256" in ran.out and "nobody vouched" in ran.out
    assert "nobody vouched" in models("verify", "novel").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("get", "hmu", "--yes"), "models-unknown"),
        (("get", "far", "--yes"), "models-no-engine"),
        (("remove", "hum", "--yes"), "models-not-there"),
        (("verify", "hum"), "models-not-there"),
        (("remove", "../hum", "--yes"), "models-unknown"),
        (("where", "nowhere"), "models-unknown"),
    ],
)
def test_errors_are_one_line_or_json(models: Run, arguments: tuple[str, ...], code: str) -> None:
    assert models(*arguments).failed_with_one_line()
    (line,) = models(*arguments, "--json").lines()
    assert (line["event"], line["code"]) == ("failed", code) and line["message"]


def test_a_hub_that_fails_is_told_and_nothing_is_lost(models: Run, server: HubServer) -> None:
    server.on(address("voice.onnx"), cut(50), status(401))
    ran = models("get", "hum", "--yes")
    assert ran.code == 1 and "status 401" in ran.err and "companion models where" in ran.err
    assert "50 B downloaded" in models("list").out and "not finished" in models("where").out
    assert models("get", "hum", "--yes").code == 0
    assert server.asked(address("voice.onnx"))[-1].range == "bytes=50-"


def test_offline_nothing_leaves_this_machine(run: Run, small: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing, "Surroundings", lambda: Surroundings(patience=QUICK))
    ran = run("--set", "models.hub=https://hub.invalid", "models", "get", "hum", "--yes")
    assert ran.failed_with_one_line("offline: true", "--online")
    ran = run("--set", "models.hub=https://hub.invalid", "models", "get", "hum", "--yes", "--online", "--json")
    assert ran.lines()[-1]["code"] == "models-unreachable"


def test_a_wrong_hub_is_told(run: Run, small: Catalogue) -> None:
    assert run("--set", "models.hub=http://mirror.example", "models", "get", "hum").failed_with_one_line(
        "not encrypted"
    )


# --- verify, remove, where ---


def test_verify_finds_damage_and_get_mends_it(models: Run, server: HubServer) -> None:
    assert models("verify").out == "No model has been downloaded.\n"
    models("get", "hum", "--yes")
    assert "hum: in order" in models("verify").out
    file = paths.user_models() / "hum" / "voice.onnx"
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"x")
    ran = models("verify")
    assert ran.code == 1 and "FAIL voice.onnx" in ran.out and "companion models get hum" in ran.out
    assert json.loads(models("verify", "hum", "--json").out)["models"][0]["ok"] is False
    server.requests.clear()
    assert models("get", "hum", "--yes").code == 0
    assert [request.path for request in server.requests] == [address("voice.onnx")]
    assert models("verify", "hum").code == 0


def test_remove_says_what_it_frees_and_what_still_names_it(models: Run) -> None:
    models("get", "hum", "--yes", "--use")
    ran = models("remove", "hum")
    assert ran.code == 1 and "--yes" in ran.err, "nobody there to be asked"
    ran = models("remove", "hum", "--yes")
    assert ran.code == 0 and "free again" in ran.out and "still name hum" in ran.err
    assert not (paths.user_models() / "hum").exists()
    models("get", "novel", "--yes")
    assert json.loads(models("remove", "novel", "--yes", "--forget", "--json").out)["freed"] > 3_000
    assert "forgotten" in models("remove", "novel", "--forget").out


def test_where(models: Run, server: HubServer) -> None:
    models("get", "hum", "--yes")
    ran = models("where")
    assert str(paths.user_models()) in ran.out and server.base in ran.out and "hum" in ran.out
    assert models("where", "hum").out.strip() == str(paths.user_models() / "hum")
    data = json.loads(models("where", "--json").out)
    assert data["models"][0]["id"] == "hum" and data["free"] > 0


def test_a_damaged_record_is_told_everywhere(models: Run) -> None:
    models("get", "hum", "--yes")
    (paths.user_models() / "hum" / paths.MODEL_RECORD).write_text("{")
    for action in ("list", "where", "verify"):
        assert paths.MODEL_RECORD in models(action).err
    assert models("get", "hum", "--yes").code == 0
    assert models("verify").code == 0


# --- the command as a process, in a terminal ---

SCRIPT = """
import json, sys
from pathlib import Path
from companion.__main__ import main
from companion.models import catalogue
from companion.models.catalogue import Catalogue, Entry
entry = Entry.model_validate_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
made = Catalogue(catalogue.load().licences, (entry,))
catalogue.load = lambda path=None: made
sys.exit(main(sys.argv[2:]))
"""


def start(server: HubServer, small: Catalogue, folder: Path, *arguments: str, **how: Any) -> "subprocess.Popen[bytes]":
    file = folder / "entry.json"
    file.write_text(small.find("hum").model_dump_json(), encoding="utf-8")
    command = [sys.executable, "-c", SCRIPT, str(file), "--set", f"models.hub={server.base}", "models", *arguments]
    return subprocess.Popen(command, **how)


def test_ctrl_c_pauses(server: HubServer, small: Catalogue, tmp_path: Path) -> None:
    server.on(address("voice.onnx"), slowly(100))
    child = start(
        server, small, tmp_path, "get", "hum", "--yes", "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    for line in child.stdout:
        if json.loads(line).get("stage") == "downloading" and json.loads(line)["file"] == "voice.onnx":
            break
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=20)
    assert child.returncode == 130 and json.loads(out.splitlines()[-1])["event"] == "paused"
    assert b"Traceback" not in err
    server.go.set()


def test_in_a_terminal_it_asks_and_shows_one_line(server: HubServer, small: Catalogue, tmp_path: Path) -> None:
    server.on(address("voice.onnx"), hang_up)
    main_end, other_end = pty.openpty()
    child = start(server, small, tmp_path, "get", "hum", stdin=other_end, stdout=other_end, stderr=other_end)
    os.close(other_end)
    seen, answered = b"", False
    while True:
        ready = select.select([main_end], [], [], 30)[0]
        try:
            piece = os.read(main_end, 4096) if ready else b""
        except OSError:  # Linux says so when the other end is closed
            piece = b""
        if not piece:
            break
        seen += piece
        if b"[y/N]" in seen and not answered:
            os.write(main_end, b"y\n")
            answered = True
    os.close(main_end)
    text = seen.decode()
    assert child.wait(20) == 0, text
    assert answered and "\r\x1b[2K" in text and "hum is ready" in text and "again in" in text


def test_no_means_nothing(server: HubServer, small: Catalogue, tmp_path: Path) -> None:
    main_end, other_end = pty.openpty()
    os.write(main_end, b"\n")
    child = start(
        server, small, tmp_path, "get", "hum", stdin=other_end, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    _, err = child.communicate(timeout=30)
    os.close(main_end)
    os.close(other_end)
    assert child.returncode == 1 and b"Nothing was done." in err and server.requests == []
