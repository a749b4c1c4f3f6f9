"""`companion-train`: there from the first install on, without torch, and with one line for what is wrong."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from trainer.__main__ import main

HEAVY = {"torch", "transformers", "numpy", "gguf", "companion"}


def test_every_command_that_is_installed_can_be_loaded() -> None:
    ours = [point for point in entry_points(group="console_scripts") if point.name in ("companion", "companion-train")]
    assert len({point.name for point in ours}) == 2
    assert all(callable(point.load()) for point in ours)


def test_help_needs_no_heavy_library() -> None:
    script = "import sys; from trainer.__main__ import parser; parser(); print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "trainer" in loaded and not loaded & HEAVY


@pytest.mark.parametrize("arguments", [["--help"], ["starter", "--help"], ["starter", "brain", "--help"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0 and "usage" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["sing"], ["starter"], ["starter", "voice"], ["starter", "brain", "--no"]])
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2 and "error" in capsys.readouterr().err


def test_without_the_libraries_of_training(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "trainer.starter.ears.build", None)
    assert main(["starter", "ears"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
