"""`companion chat`: typed lines in, streamed replies out, remembered like in the window."""

import io
from pathlib import Path

import pytest

from companion.memory.store import Store
from tests.cli.conftest import Run


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_lines_are_answered_and_remembered(talk: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "안녕", "", "Hello")
    ran = talk("chat", "--json")
    assert ran.code == 0, ran.err
    events = ran.lines()
    replies = [event for event in events if event["event"] == "reply"]
    assert [event["text"] for event in events if event["event"] == "transcript"] == ["안녕", "Hello"]
    assert len(replies) == len([event for event in events if event["event"] == "timings"]) == 2
    store = Store(home / "conversations.sqlite3")
    try:
        past = store.conversation("snow_white").past(10)
    finally:
        store.close()
    assert [turn.user for turn in past] == ["안녕", "Hello"]
    assert [turn.text for turn in past] == [reply["text"] for reply in replies]


def test_switching_and_quitting(talk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "/switch ruby", "hello", "/switch nobody", "/quit", "never read")
    ran = talk("chat", "--json")
    assert ran.code == 0
    assert {"event": "character", "character": "ruby"} in ran.lines()
    assert [event["text"] for event in ran.lines() if event["event"] == "transcript"] == ["hello"]
    assert ran.err.startswith("companion: ") and "nobody" in ran.err and ran.err.count("\n") == 1


def test_plain_text_streams_the_mood_and_the_words(talk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "hello")
    ran = talk("chat")
    assert ran.code == 0 and ran.out.startswith("[") and ran.out.partition("] ")[2].strip()


def test_input_that_is_no_text_ends_it(talk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\xff\n"), encoding="utf-8"))
    ran = talk("chat")
    assert ran.code == 0 and ran.out == ""


def test_a_missing_brain(run: Run, tmp_path: Path) -> None:
    assert run("--set", f"brain.model={tmp_path / 'none.gguf'}", "chat").failed_with_one_line("none.gguf")
