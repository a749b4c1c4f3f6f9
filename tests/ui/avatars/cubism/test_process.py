"""The process behind a Live2D avatar: what it answers, how it ends, and what is remembered of that.

The processes are real ones; they speak the painter's lines without the library, which few machines have.
"""

import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.errors import AvatarError
from companion.ui.avatars.cubism import model_file, process, remembered
from companion.ui.avatars.cubism.model_file import ModelFile
from tests.ui.avatars.cubism.folders import model

READY = """
import json, os, signal, sys
def say(answer, pixels=b""):
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\\n" + pixels)
    sys.stdout.buffer.flush()
job = json.loads(sys.stdin.readline())
"""
FACTS = """
say({"ready": True, "parameters": [["ParamAngleX", -30, 30, 0]], "aspect": 0.5, "box": [0.25, 0.25, 0.5, 0.5],
     "middle": 0.5, "graphics": "none", "library": "1"})
"""
DRAWS = """
for line in sys.stdin:
    asked = json.loads(line)
    wide, high = asked["size"]
    say({"frame": asked["frame"], "of": asked["of"], "size": [wide, high], "bytes": 4 * wide * high, "took": 0.001},
        bytes([round(asked["values"][0]) & 255]) * (4 * wide * high))
"""


@pytest.fixture
def her(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelFile]:
    monkeypatch.setattr("companion.paths.user_data", lambda: tmp_path / "data")
    monkeypatch.setattr(remembered, "version", lambda: "1.0.0")
    model(tmp_path / "her")
    yield model_file.read(tmp_path / "her")
    process.close_all()


def program(monkeypatch: pytest.MonkeyPatch, *parts: str) -> None:
    monkeypatch.setattr(process, "COMMAND", ("-c", textwrap.dedent("".join(parts))))


def fails(her: ModelFile) -> AvatarError:
    running = process.hold(her, her.digest())
    with pytest.raises(AvatarError) as caught:
        running.facts(20.0)
    process.let_go(her.digest(), running)
    return caught.value


def test_facts_and_frames(her: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, FACTS, DRAWS)
    running = process.hold(her, her.digest())
    facts = running.facts(20.0)
    assert facts is not None and facts.parameters[0].high == 30 and facts.box == (0.25, 0.25, 0.5, 0.5)
    first = running.ask(1, (3, 2), (0, 0, 3, 2), [7.0], 0.0)
    second = running.ask(2, (4, 1), (0, 0, 4, 1), [9.0], 0.0)
    frame, other = running.frame(1, first, 20.0), running.frame(2, second, 20.0)
    assert frame is not None and (frame.number, frame.width, frame.height) == (first, 3, 2)
    assert frame.pixels == bytes([7]) * 24 and other is not None and other.pixels == bytes([9]) * 16


def test_all_windows_share_one_process_and_the_last_ends_it(her: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, FACTS, DRAWS)
    digest = her.digest()
    first, second = process.hold(her, digest), process.hold(her, digest)
    assert first is second
    process.let_go(digest, first)
    assert first.facts(20.0) is not None
    process.let_go(digest, second)
    first.join()
    assert not any(thread.is_alive() for thread in first._threads) and first.problem is None
    third = process.hold(her, digest)
    process.let_go(digest, first)  # once too often, and of one that has ended
    assert third.facts(20.0) is not None and process.hold(her, digest) is third


def test_an_avatar_that_is_forgotten_lets_go_also_in_the_midst_of_a_lock(
    her: ModelFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(monkeypatch, READY, FACTS, DRAWS)
    digest = her.digest()
    running = process.hold(her, digest)
    with process._lock:  # the garbage collector may come at any time
        process.drop(digest, running)
    running.join()
    assert digest not in process._running and not any(thread.is_alive() for thread in running._threads)


def test_a_refusal_says_what_to_do(her: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, 'say({"refused": "live2d-gl", "message": "There is no OpenGL."}); sys.exit(3)')
    error = fails(her)
    assert error.code == "live2d-gl" and "no OpenGL" in error.message and "libgl1-mesa-dri" in error.hint
    assert remembered.read(her.digest()) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_crash_is_told_and_remembered(her: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, "sys.stderr.write(\"  what():  bad alloc\\n\"); sys.stderr.flush()\n",
            "os.kill(os.getpid(), signal.SIGSEGV)")  # fmt: skip
    error = fails(her)
    assert error.code == "live2d-crash" and "SIGSEGV" in error.message and "bad alloc" in error.message
    assert remembered.read(her.digest()) == "SIGSEGV"
    monkeypatch.setattr(remembered, "version", lambda: "1.0.1")
    assert remembered.read(her.digest()) == ""  # another version is tried anew
    remembered.write(her.digest(), "")
    monkeypatch.setattr(remembered, "version", lambda: "1.0.0")
    assert remembered.read(her.digest()) == ""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "sys.exit('no room left')"])
def test_another_end_is_told_but_not_held_against_the_model(
    her: ModelFile, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    program(monkeypatch, READY, end)
    assert fails(her).code == "live2d-died" and remembered.read(her.digest()) == ""


def test_a_frame_that_breaks_off_is_an_end(her: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, FACTS, 'say({"frame": 1, "of": 1, "size": [9, 9], "bytes": 324, "took": 0.1}, b"few")')
    running = process.hold(her, her.digest())
    with pytest.raises(AvatarError):
        running.frame(1, running.ask(1, (9, 9), (0, 0, 9, 9), [0.0], 0.0), 20.0)


def test_after_an_end_the_next_window_starts_another(her: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, "sys.exit(1)")
    digest = her.digest()
    old = process.hold(her, digest)
    with pytest.raises(AvatarError):
        old.facts(20.0)
    program(monkeypatch, READY, FACTS, DRAWS)
    assert process.hold(her, digest).facts(20.0) is not None


def test_nobody_waits_for_a_model_that_loads(her: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    program(monkeypatch, READY, "import time; time.sleep(60)")
    running = process.hold(her, her.digest())
    began = time.monotonic()
    assert running.facts() is None and running.frame(1) is None and time.monotonic() - began < 0.5
    running._child.kill()


def test_a_broken_memory_counts_as_empty(her: ModelFile, tmp_path: Path) -> None:
    place = tmp_path / "data" / "cache" / "live2d-broken.json"
    place.parent.mkdir(parents=True)
    for text in ("nonsense", "[]", '{"a": 3, "b": ["x"]}'):
        place.write_text(text)
        assert remembered.read("a") == ""
    remembered.write("a", "SIGABRT")
    assert remembered.read("a") == "SIGABRT" and [path.name for path in place.parent.iterdir()] == [place.name]
