"""Whole models: several files as one, resumed, killed, doubled, mended."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from companion import paths
from companion.errors import ModelError
from companion.models import installed, storage
from companion.models.catalogue import Entry
from companion.models.hub import Hub
from companion.models.install import Surroundings, install
from companion.models.progress import Progress
from companion.models.stop import Stop
from tests.models import hub_server as hubs
from tests.models.conftest import address, noise, voice
from tests.models.hub_server import HubServer, sha

FLAT = {"voice.bin": noise(200_000), "settings.txt": b"hum", "words.txt": noise(5_000, 2)}


@pytest.fixture
def entry(server: HubServer) -> Entry:
    return voice(server, FLAT)


def lies_there(entry: Entry, contents: dict[str, bytes] = FLAT) -> bool:
    """Whole, with its record, and nothing besides."""
    folder = paths.user_models() / entry.id
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != paths.MODEL_RECORD}
    leftovers = {path.name for path in (paths.user_models() / ".downloads").iterdir()}
    model = installed.find(entry.id)
    assert model is not None
    recorded = {file.name: file.sha256 for file in model.files}
    return (
        found == contents
        and recorded == {name: sha(content) for name, content in contents.items()}
        and leftovers <= {f"{entry.id}.lock", "first.json", "first.lock"}
    )


def fails(code: str, entry: Entry, hub: Hub, around: Surroundings, stop: Stop | None = None) -> ModelError:
    with pytest.raises(ModelError) as caught:
        install(entry, hub, around=around, stop=stop)
    assert caught.value.code == code, caught.value
    return caught.value


def test_all_files_come_and_then_the_folder(entry: Entry, hub: Hub, around: Surroundings) -> None:
    reports: list[Progress] = []

    def report(progress: Progress) -> None:
        reports.append(progress)
        assert progress.stage == "done" or not (paths.user_models() / entry.id).exists()

    model = install(entry, hub, report=report, around=around)
    assert lies_there(entry)
    assert (model.id, model.kind, model.size) == ("hum", "voice", entry.size)
    assert {file.by for file in model.files} == {"catalogue"}
    assert reports[-1].stage == "done" and reports[-1].done == reports[-1].total == entry.size
    assert [report.file for report in reports if report.stage == "connecting"] == list(FLAT) or len(reports) > 3


def test_a_file_may_lie_in_a_folder_of_its_own(server: HubServer, hub: Hub, around: Surroundings) -> None:
    files = [{"path": "voices/words.txt", "save_as": "more/words.txt", "size": 5, "sha256": sha(b"la la")}]
    model = install(voice(server, {"words.txt": b"la la"}, files=files, main="more/words.txt"), hub, around=around)
    assert (model.folder / "more" / "words.txt").read_bytes() == b"la la"


def test_a_model_that_is_there_is_not_asked_for_again(
    server: HubServer, entry: Entry, hub: Hub, around: Surroundings
) -> None:
    install(entry, hub, around=around)
    before = [(path, path.stat().st_mtime_ns) for path in sorted((paths.user_models() / "hum").iterdir())]
    server.requests.clear()
    install(entry, Hub("http://127.0.0.1:9"), around=around)
    assert server.requests == []
    assert before == [(path, path.stat().st_mtime_ns) for path in sorted((paths.user_models() / "hum").iterdir())]


@pytest.mark.parametrize("harm", ["missing", "shorter", "other"])
def test_only_what_is_damaged_is_downloaded_again(
    server: HubServer, entry: Entry, hub: Hub, around: Surroundings, harm: str
) -> None:
    install(entry, hub, around=around)
    victim, kept = (paths.user_models() / "hum" / name for name in ("words.txt", "voice.bin"))
    match harm:
        case "missing":
            victim.unlink()
        case "shorter":
            victim.write_bytes(victim.read_bytes()[:-1])
        case "other":
            victim.write_bytes(noise(5_000, 3))
    stamp = kept.stat()
    server.requests.clear()
    install(entry, hub, around=around)
    assert lies_there(entry)
    assert [request.path for request in server.requests] == [address("words.txt")]
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == (stamp.st_mtime_ns, stamp.st_ino)


def test_files_that_were_copied_there_are_taken_as_they_are(
    server: HubServer, entry: Entry, hub: Hub, around: Surroundings
) -> None:
    folder = paths.user_models() / "hum"
    folder.mkdir(parents=True)
    for name, content in FLAT.items():
        (folder / name).write_bytes(content)
    install(entry, hub, around=around)
    assert lies_there(entry) and server.requests == []


def test_one_file_that_is_missing_on_the_hub_leaves_no_model(
    server: HubServer, entry: Entry, hub: Hub, around: Surroundings
) -> None:
    del server.files[address("words.txt")]
    fails("models-gone", entry, hub, around)
    assert not (paths.user_models() / "hum").exists()
    assert installed.unfinished("hum") == 200_003
    server.files[address("words.txt")] = FLAT["words.txt"]
    server.requests.clear()
    install(entry, hub, around=around)
    assert lies_there(entry)
    assert [request.path for request in server.requests] == [address("words.txt")], "what is checked stays"


def test_paused_and_taken_up_again(server: HubServer, entry: Entry, hub: Hub, around: Surroundings) -> None:
    server.on(address("voice.bin"), hubs.cut(150_000), hubs.hang_up)
    stop = Stop()
    reports = []

    def report(progress: Progress) -> None:
        reports.append(progress)
        if progress.stage == "waiting":
            stop.pause()

    with pytest.raises(ModelError, match="paused"):
        install(entry, hub, report=report, around=around, stop=stop)
    assert installed.unfinished("hum") == 150_000
    install(entry, hub, around=around)
    assert lies_there(entry)
    assert server.asked(address("voice.bin"))[-1].range == "bytes=150000-"


def test_cancelled_leaves_nothing(server: HubServer, entry: Entry, hub: Hub, around: Surroundings) -> None:
    server.on(address("words.txt"), hubs.hang_up)
    stop = Stop()

    def report(progress: Progress) -> None:
        if progress.stage == "waiting":
            stop.cancel()

    with pytest.raises(ModelError, match="cancelled"):
        install(entry, hub, report=report, around=around, stop=stop)
    assert installed.unfinished("hum") == 0
    assert not (paths.user_models() / ".downloads" / "hum").exists()


def test_room_for_the_whole_model_is_asked_for_first(
    server: HubServer, entry: Entry, hub: Hub, around: Surroundings
) -> None:
    little = replace(around, free=lambda folder: storage.SPARE + entry.size - 1)
    fails("models-disk-full", entry, hub, little)
    assert server.requests == []
    enough = replace(around, free=lambda folder: storage.SPARE + entry.size)
    install(entry, hub, around=enough)
    assert lies_there(entry)


def test_a_newer_catalogue_does_not_mix_versions(server: HubServer, hub: Hub, around: Surroundings) -> None:
    """Half of one revision was downloaded; the next version of the program names another."""
    old = voice(server, FLAT)
    del server.files[address("words.txt")]
    fails("models-gone", old, hub, around)
    fresh = {"voice.bin": noise(200_000, 7), "settings.txt": b"sing"}
    install(voice(server, fresh), hub, around=around)
    assert lies_there(old, fresh)


# --- what nobody knows the hash of ---


def test_the_first_download_is_remembered(server: HubServer, hub: Hub, around: Surroundings) -> None:
    entry = voice(server, FLAT, known=False)
    model = install(entry, hub, around=around)
    assert {file.by for file in model.files} == {"first"}
    installed.remove("hum")
    server.files[address("words.txt")] = noise(5_000, 9)
    error = fails("models-changed", entry, hub, around)
    assert "words.txt" in error.message and "--forget" in error.hint
    installed.forget_first(entry)
    again = install(entry, hub, around=around)
    assert lies_there(entry, FLAT | {"words.txt": noise(5_000, 9)})
    assert {file.by for file in again.files} == {"first", "earlier"} or {file.by for file in again.files} == {"first"}


def test_the_same_bytes_again_are_as_the_first(server: HubServer, hub: Hub, around: Surroundings) -> None:
    entry = voice(server, FLAT, known=False)
    server.redirect = True
    assert {file.by for file in install(entry, hub, around=around).files} == {"hub"}
    installed.remove("hum")
    assert {file.by for file in install(entry, hub, around=around).files} == {"earlier"}


def test_what_came_first_and_is_no_model_is_not_remembered(
    server: HubServer, hub: Hub, around: Surroundings, piper_files: dict[str, bytes]
) -> None:
    good = {name: piper_files[name] for name in ("voice.onnx", "voice.onnx.json")}
    entry = voice(server, good | {"voice.onnx": b"not a network"}, known=False, engine="piper", main="voice.onnx")
    fails("models-structure", entry, hub, around)
    assert not (paths.user_models() / "hum").exists() and installed.unfinished("hum") == 0
    server.files[address("voice.onnx")] = good["voice.onnx"]
    install(entry, hub, around=around)
    assert lies_there(entry, good)


# --- other processes ---


@contextmanager
def process(entry: Entry, hub: Hub, folder: Path, *more: str) -> Iterator["subprocess.Popen[str]"]:
    file = folder / "entry.json"
    file.write_text(entry.model_dump_json(), encoding="utf-8")
    command = [sys.executable, "-m", "tests.models.process", str(file), hub.base, *more]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def until(child: "subprocess.Popen[str]", bytes_there: int) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        if json.loads(line).get("done", 0) >= bytes_there:
            return
    raise AssertionError("the process ended")


def test_killed_with_nine_and_taken_up_again(
    server: HubServer, entry: Entry, hub: Hub, around: Surroundings, tmp_path: Path
) -> None:
    server.on(address("voice.bin"), hubs.slowly(120_000))
    with process(entry, hub, tmp_path) as child:
        until(child, 120_000)
        child.send_signal(signal.SIGKILL)
        child.wait(10)
    server.go.set()
    have = installed.unfinished("hum")
    assert have == 120_000 and not (paths.user_models() / "hum").exists()
    install(entry, hub, around=around)
    assert lies_there(entry)
    assert server.asked(address("voice.bin"))[-1].range == f"bytes={have}-"


def test_two_processes_do_not_fight(
    server: HubServer, entry: Entry, hub: Hub, around: Surroundings, tmp_path: Path
) -> None:
    server.on(address("voice.bin"), hubs.slowly(120_000))
    with process(entry, hub, tmp_path) as child:
        until(child, 120_000)
        error = fails("models-busy", entry, hub, around)
        assert error.retryable
        with pytest.raises(ModelError, match="another program"):
            installed.remove("hum")
        server.go.set()
        out, _ = child.communicate(timeout=20)
    assert json.loads(out.splitlines()[-1])["stage"] == "done"
    assert lies_there(entry) and len(server.asked(address("voice.bin"))) == 1


def test_two_threads_do_not_fight(server: HubServer, entry: Entry, hub: Hub, around: Surroundings) -> None:
    results: list[str] = []

    def download() -> None:
        try:
            results.append(install(entry, hub, around=around).id)
        except ModelError as error:
            results.append(error.code)

    threads = [threading.Thread(target=download) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(results) <= {"hum", "models-busy"} and "hum" in results
    assert lies_there(entry) and len(server.asked(address("voice.bin"))) == 1


def test_a_disk_that_is_really_full(
    server: HubServer, entry: Entry, hub: Hub, around: Surroundings, tmp_path: Path
) -> None:
    """The kernel refuses to let a file grow (RLIMIT_FSIZE), as a full disk or a quota does."""
    with process(entry, hub, tmp_path, "130000") as child:
        out, _ = child.communicate(timeout=20)
    assert json.loads(out.splitlines()[-1]) == {"code": "models-disk-full"}
    assert installed.unfinished("hum") == 130_000
    install(entry, hub, around=around)
    assert lies_there(entry)
    assert server.asked(address("voice.bin"))[-1].range == "bytes=130000-"


# --- the engines find what was downloaded by its id ---


def test_the_brain_is_found_by_its_id(server: HubServer, hub: Hub, around: Surroundings, brain_file: bytes) -> None:
    from companion.config import defaults
    from companion.engines import brains
    from companion.engines.llm import _gguf
    from companion.persona.character import find_character

    entry = voice(
        server,
        {"tiny.gguf": brain_file},
        id="tiny-brain",
        kind="brain",
        engine="llama_cpp",
        shape={"parameters": 1, "layers": 1, "kv_heads": 1, "head_size": 1, "vocabulary": 1},
        sampling={"temperature": 0.33, "top_k": 7},
    )
    model = install(entry, hub, around=around)
    assert paths.resolve("tiny-brain") == model.folder / "tiny.gguf"
    assert _gguf.inspect(paths.resolve("tiny-brain")).architecture == "qwen3"
    settings = defaults().brain.model_copy(update={"model": "tiny-brain"})
    advised = brains.settings_for(find_character("snow_white"), settings)
    assert (advised.temperature, advised.top_k, advised.top_p) == (0.33, 7, settings.top_p), "as its makers advise"
    assert brains.stamp(settings) != ((0, 0),)


def test_the_ears_hear_by_their_id(
    server: HubServer, hub: Hub, around: Surroundings, ears_files: dict[str, bytes]
) -> None:
    import numpy as np

    from companion.config import defaults
    from companion.engines import registry

    entry = voice(
        server,
        ears_files,
        id="tiny-ears",
        kind="ears",
        engine="faster_whisper",
        main="model.bin",
        shape={"parameters": 1},
    )
    install(entry, hub, around=around)
    ears = registry.module("stt", "faster_whisper").create(defaults().ears.model_copy(update={"model": "tiny-ears"}))
    try:
        sound = np.random.default_rng(0).normal(0.0, 0.1, 16_000).astype(np.float32)
        assert ears.transcribe(sound, language="en").text == "hello there"
    finally:
        ears.close()


def test_the_voice_speaks_by_its_id(
    server: HubServer, hub: Hub, around: Surroundings, piper_files: dict[str, bytes]
) -> None:
    from companion.config import defaults
    from companion.engines import registry
    from companion.persona.character import VoiceChoice
    from companion.voice.types import Turn, VoiceStyle

    install(voice(server, piper_files, engine="piper", main="voice.onnx"), hub, around=around)
    piper = registry.module("tts", "piper")
    assert piper.speaks("hum", "en") and not piper.speaks("hum", "ko")
    engine = piper.create(
        {"en": VoiceChoice(engine="piper")}, defaults().voice.model_copy(update={"engine": "piper", "model": "hum"})
    )
    try:
        pieces = list(engine.synthesize("Hello.", language="en", style=VoiceStyle(), turn=Turn(0)))
        assert sum(len(piece.pcm) for piece in pieces) > 1000
    finally:
        engine.close()
