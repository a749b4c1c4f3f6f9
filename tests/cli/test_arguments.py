"""Arguments of the command: wrong ones are named, and help is there at once."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run

FASTEST_HELP = 0.3  # seconds of the median, see the issue


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "companion", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environment,
        check=False,
    )


def test_help_needs_no_heavy_library_and_answers_at_once() -> None:
    took = []
    for _ in range(5):
        before = os.times()
        started = time.monotonic()
        done = command("--help")
        wall = time.monotonic() - started
        after = os.times()
        assert done.returncode == 0 and "listen" in done.stdout
        # On a machine that is busy with other things the processor time of the command is the fair figure.
        own = after.children_user + after.children_system - before.children_user - before.children_system
        took.append(min(wall, own))
    assert statistics.median(took) < FASTEST_HELP, took


def test_help_imports_nothing_heavy() -> None:
    script = "import sys; from companion.__main__ import parser; parser(); print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "companion" in loaded
    assert not loaded & {"numpy", "PySide6", "yaml", "pydantic", "llama_cpp", "torch", "onnxruntime", "sounddevice"}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["sing"], "sing"),
        (["ask"], "text"),
        (["ask", "hello", "there"], "there"),
        (["listen"], "FILE.wav"),
        (["characters", "eat"], "eat"),
        (["bench", "--turns", "many"], "many"),
        (["listen", "--gap", "soon", "a.wav"], "soon"),
        (["--set", "voice", "ask", "hello"], "voice"),
        (["--set", "voice.speed=[1", "ask", "hello"], "not valid"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_arguments(run: Run, arguments: list[str], named: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2 and ran.out == ""
    assert named in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err


def test_an_unknown_setting_is_named_with_the_nearest(run: Run) -> None:
    ran = run("--set", "brain.modle=x", "ask", "hello")
    assert ran.code == 1 and "Traceback" not in ran.err
    assert "brain.modle" in ran.err and "did you mean `model`" in ran.err


def test_a_wrong_value_is_named(run: Run) -> None:
    ran = run("--set", "voice.speed=fast", "ask", "hello")
    assert ran.code == 1 and "voice.speed" in ran.err and "fast" in ran.err


def test_a_missing_settings_file(run: Run, tmp_path: Path) -> None:
    assert run("--config", tmp_path / "none.yaml", "ask", "hello").failed_with_one_line("none.yaml")


def test_a_broken_settings_file(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "conf.yaml"
    broken.write_text("voice:\n  speed: [1\n")
    assert run("--config", broken, "ask", "hello").failed_with_one_line("conf.yaml", "line 3")


def test_a_closed_pipe_is_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "companion", "characters", "list", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
        process.wait(timeout=60)
    assert "Traceback" not in complaint


@pytest.mark.parametrize(
    ("arguments", "variable", "shown"),
    [
        ((), "", True),
        (("--no-first-run",), "", False),
        ((), "1", False),
        (("--config", "mine.yaml"), "", False),
    ],
)
def test_the_first_start_can_be_left_out(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], variable: str, shown: bool
) -> None:
    from companion import start

    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("language: en\n", encoding="utf-8")
    monkeypatch.setenv("COMPANION_NO_FIRST_RUN", variable)
    seen: list[bool] = []
    monkeypatch.setattr(start, "main", lambda *_values, guide, **_more: seen.append(guide) or 0)
    assert run(*arguments).code == 0
    assert seen == [shown]
