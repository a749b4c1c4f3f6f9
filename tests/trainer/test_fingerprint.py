"""What makes a stage run again, told in words; hashes that are remembered; failures that tell no secrets."""

import os
import time
from pathlib import Path

import pytest

from companion.errors import CharacterError, TrainingError
from tests.trainer.fake_run import calls, job, run, workspace
from trainer import failures, fingerprint
from trainer.fingerprint import compatible, difference
from trainer.hashes import Hashes, sha256
from trainer.manifest import Inputs
from trainer.stage import FailedGate, GateFailed
from trainer.state import examine


@pytest.mark.parametrize(
    ("version", "part"), [("5.23.0", "5"), ("0.21.2", "0.21"), ("2.13.0+cpu", "2"), ("0.3.36", "0.3"), ("", "")]
)
def test_compatible(version: str, part: str) -> None:
    assert compatible(version) == part


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({"options": {"a": {"b": 1}}}, {"options": {"a": {"b": 2}}}, "a.b is 2, was 1"),
        ({"options": {}}, {"options": {"a": [1, 2]}}, "a is [1, 2], was nothing"),
        ({"options": {"s": [{"e": 1}, {"e": 2}]}}, {"options": {"s": [{"e": 1}, {"e": 3}]}}, "s.1.e is 3, was 2"),
        ({"needs": {"x": "1"}}, {"needs": {"x": "2"}}, "x gave other results"),
        ({"libraries": {"torch": "2"}}, {"libraries": {"torch": "3"}}, "torch is 3"),
        ({"libraries": {"torch": "2"}}, {}, "torch is gone"),
        ({"prompt": 1}, {"prompt": 2}, "the prompt builder changed"),
        ({"version": 1}, {"version": 2}, "the stage itself changed"),
        ({}, {"skipped": "off"}, "it is no longer needed"),
        ({"skipped": "off"}, {}, "it is needed now"),
        ({"sources": {"a": "1"}}, {"sources": {"a": "missing"}}, "a is gone"),
        ({}, {"sources": dict.fromkeys("abcdef", "1")}, "a is new; b is new; c is new; d is new; and 2 more"),
        ({"options": {"a": 1}}, {"options": {"a": 1}}, ""),
    ],
)
def test_difference(old: dict[str, object], new: dict[str, object], words: str) -> None:
    assert difference(Inputs.model_validate(old), Inputs.model_validate(new)) == words


def test_another_major_version_of_a_library_that_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = workspace(tmp_path)
    run(place)
    calls(place)
    real = fingerprint.installed
    monkeypatch.setattr(fingerprint, "installed", lambda names: {**real(names), **dict.fromkeys(names, "9.1")})
    states = examine(job(place))
    assert states["gamma"].reason == "pydantic is 9" and states["beta"].condition == "done"
    run(place)
    assert calls(place) == ["gamma"]  # with the same result


def test_hashes_are_remembered_and_noticed(tmp_path: Path) -> None:
    file, memory = tmp_path / "model", tmp_path / "hashes.json"
    file.write_text("one", encoding="utf-8")
    old = time.time() - 100
    os.utime(file, (old, old))
    hashes = Hashes(memory)
    assert hashes.of(file) == sha256(file) and hashes.of(tmp_path / "none") == "missing"
    hashes.save()
    again = Hashes(memory)
    state = file.stat()
    memory.write_text(f'{{"{file}": [{state.st_size}, {state.st_mtime_ns}, "remembered"]}}', encoding="utf-8")
    assert Hashes(memory).of(file) == "remembered"
    file.write_text("two", encoding="utf-8")
    assert again.of(file) == sha256(file) == Hashes(memory).of(file)
    file.unlink()
    again.save()
    assert str(file) not in memory.read_text(encoding="utf-8")


def test_a_file_that_was_written_just_now_is_not_remembered(tmp_path: Path) -> None:
    """It may change again within one tick of the clock."""
    file = tmp_path / "rows"
    file.write_text("one", encoding="utf-8")
    hashes = Hashes(tmp_path / "hashes.json")
    first = hashes.of(file)
    stamp = file.stat().st_mtime_ns
    file.write_text("two", encoding="utf-8")
    os.utime(file, ns=(stamp, stamp))
    assert hashes.of(file) != first


@pytest.mark.parametrize("rubbish", ["", "[]", '{"a": 1}', '{"a": [1]}', "{"])
def test_a_damaged_memory_costs_time_only(tmp_path: Path, rubbish: str) -> None:
    (tmp_path / "hashes.json").write_text(rubbish, encoding="utf-8")
    (tmp_path / "a").write_text("one", encoding="utf-8")
    hashes = Hashes(tmp_path / "hashes.json")
    assert hashes.of(tmp_path / "a") == sha256(tmp_path / "a")
    hashes.save()


def test_a_source_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    place = workspace(tmp_path)
    (place.sources / "loop").symlink_to(place.sources / "loop")
    with pytest.raises(TrainingError, match="loop can't be read"):
        run(place)


def test_failures_travel_whole() -> None:
    gate = GateFailed("no", hint="h", rows=(FailedGate("a", "1", ">= 2", "m"),), report="r")
    back = failures.from_json(failures.to_json(gate))
    assert isinstance(back, GateFailed) and (back.rows, back.report, back.code) == (gate.rows, "r", "gate-failed")
    plain = failures.from_json(failures.to_json(TrainingError("m", code="c", retryable=True)))
    assert type(plain) is TrainingError and plain.retryable and plain.code == "c"


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (CharacterError("c.yaml, line 2: x.", code="character-syntax", hint="h"), "character-syntax", "c.yaml, line 2"),
        (OSError(28, "No space left on device", "/x/y"), "disk", "The disk is full (/x/y: stage s)"),
        (PermissionError(13, "Permission denied", "/x/y"), "file-unreadable", "/x/y: Permission denied"),
        (ConnectionResetError(104, "Connection reset by peer"), "system", "Connection reset"),
        (MemoryError(), "memory", "ran out of memory"),
        (
            RuntimeError("CUDA error: device-side assert\nsecond line"),
            "stage-failed",
            "(CUDA error: device-side assert)",
        ),
        (KeyError("her secret"), "stage-failed", "KeyError at an unknown place."),
    ],
)
def test_every_exception_becomes_one_clear_error(error: Exception, code: str, words: str) -> None:
    told = failures.explain("s", error)
    assert told.code == code and words in told.message and told.hint and "secret" not in str(told)


def test_a_traceback_tells_places_and_no_values() -> None:
    def inner() -> None:
        raise KeyError("her" + " secret")

    try:
        try:
            inner()
        except KeyError as error:
            raise RuntimeError("outer") from error
    except RuntimeError as error:
        text = failures.discreet(error)
    assert "KeyError\n" in text and "RuntimeError (outer)" in text and "her secret" not in text
    assert text.index("KeyError\n") < text.index("RuntimeError (outer)")
