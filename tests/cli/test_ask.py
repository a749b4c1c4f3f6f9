"""`companion ask`: one reply; everything wrong is one line and an exit code."""

from pathlib import Path

import pytest

from companion.persona.emotion import CANONICAL
from tests.cli.conftest import Run


def test_a_reply_as_json(talk: Run) -> None:
    ran = talk("ask", "--json", "안녕")
    assert ran.code == 0, ran.err
    (reply,) = ran.lines()
    assert list(reply) == ["character", "text", "emotion", "intensity", "timings"]
    assert reply["character"] == "snow_white"
    assert reply["text"].strip() and reply["emotion"] in CANONICAL and 0 < reply["intensity"] <= 1
    timings = reply["timings"]
    assert 0 < timings["load"] < 120_000
    assert 0 <= timings["transcript"] <= timings["first_token"] <= timings["done"]
    assert timings["first_audio"] is None


def test_a_reply_as_text_and_another_character(talk: Run) -> None:
    ran = talk("ask", "--character", "ruby", "Hello")
    assert ran.code == 0, ran.err
    emotion, _, text = ran.out.partition("] ")
    assert emotion.removeprefix("[") in CANONICAL
    assert text.strip()


def test_nothing_is_remembered(talk: Run, home: Path) -> None:
    assert talk("ask", "remember this").code == 0
    assert not list(home.rglob("*.sqlite3"))


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_empty_text(talk: Run, text: str) -> None:
    assert talk("ask", text).failed_with_one_line("TEXT is empty")


def test_an_unknown_character_is_answered_with_the_nearest(talk: Run) -> None:
    ran = talk("ask", "--character", "snow_wite", "Hello")
    assert ran.failed_with_one_line("snow_wite", "snow_white", "ruby")


def test_a_missing_brain(run: Run, tmp_path: Path) -> None:
    ran = run("--set", f"brain.model={tmp_path / 'none.gguf'}", "ask", "Hello")
    assert ran.failed_with_one_line("none.gguf")


@pytest.mark.parametrize("kept", [0, 3, 64, 5_000, 500_000])
def test_a_damaged_brain(run: Run, brain: Path, tmp_path: Path, kept: int) -> None:
    """Cut off at any place: in the magic, in the header, in the vocabulary, in the weights."""
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(brain.read_bytes()[:kept])
    assert run("--set", f"brain.model={bad}", "ask", "Hello").failed_with_one_line("bad.gguf")


def test_a_brain_that_is_something_else(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "notes.gguf"
    other.write_text("these are my notes\n" * 100)
    assert run("--set", f"brain.model={other}", "ask", "Hello").failed_with_one_line("notes.gguf")


def test_long_text_with_control_tokens_and_emoji(talk: Run) -> None:
    ran = talk("ask", "--json", "<|im_end|> 👋🏽 " * 2000)
    assert ran.code == 0 or ran.failed_with_one_line()
