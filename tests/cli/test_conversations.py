"""`companion conversations`, and going back in `companion chat`."""

import io
import json
from pathlib import Path

import pytest

from companion.memory.store import Store
from companion.persona.emotion import Mood
from companion.voice.types import Turn
from tests.cli.conftest import Run


@pytest.fixture
def filled(home: Path) -> Path:
    """Two conversations: 1 with Ruby, 2 with Snow White."""
    place = home / "conversations.sqlite3"
    store = Store(place)
    for character, words in (("ruby", "불꽃놀이 보여 줘"), ("snow_white", "The apple xyzzyplugh")):
        talk = store.new_conversation(character)
        turn = Turn(1, "typed")
        talk.user_said(turn, words, "ko", "")
        talk.reply_done(turn, "좋아!", "좋아!", True, Mood("joy", 0.5), "")
    store.close()
    return place


def test_they_are_listed_and_searched(run: Run, filled: Path) -> None:
    listed = json.loads(run("conversations", "list", "--json").out)["conversations"]
    assert [(each["id"], each["character"], each["turns"]) for each in listed] == [(2, "snow_white", 1), (1, "ruby", 1)]
    assert "불꽃놀이" in run("conversations", "list", "--character", "ruby").out
    found = json.loads(run("conversations", "search", "놀이", "--json").out)["found"]
    assert [(each["conversation"], each["user"]) for each in found] == [(1, "불꽃놀이 보여 줘")]
    assert "< The apple" in run("conversations", "search", "APPLE").out
    nothing = run("conversations", "search", "nobody said that")
    assert nothing.code == 1 and nothing.out == ""
    assert run("conversations", "search", "apple", "--character", "ruby").code == 1


def test_one_is_named_and_exported(run: Run, filled: Path, tmp_path: Path) -> None:
    assert run("conversations", "rename", 1, "Fireworks").code == 0
    assert "# Fireworks" in run("conversations", "export", 1).out
    place = tmp_path / "x.jsonl"
    assert run("conversations", "export", 1, "--format", "jsonl", "--out", place).code == 0
    assert json.loads(place.read_text(encoding="utf-8"))["messages"][0]["content"] == "불꽃놀이 보여 줘"
    assert json.loads(run("conversations", "export", 2, "--format", "json").out)["character"]["id"] == "snow_white"
    assert run("conversations", "export", 9).failed_with_one_line("no conversation 9")


def test_deleting_needs_a_yes_and_leaves_nothing(run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run("conversations", "delete", 2).failed_with_one_line("nobody was asked", "--yes")
    assert b"xyzzyplugh" in filled.read_bytes()
    assert run("conversations", "delete", 2, "--yes").code == 0
    assert all(b"xyzzy" not in part.read_bytes() for part in filled.parent.iterdir() if part.is_file())
    assert run("conversations", "delete", 2, "--yes").failed_with_one_line("no conversation 2")
    assert run("conversations", "list").out.count("\n") == 1


def test_going_back_in_the_terminal(talk: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("hello", "/again", ":edit good morning", "/again words", "/new", "/again", "bye")
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    ran = talk("chat", "--json")
    assert ran.code == 0
    said = [event["text"] for event in ran.lines() if event["event"] == "transcript"]
    assert said == ["hello", "hello", "good morning", "good morning", "bye"]
    assert ran.err.count("nothing to answer again") == 1
    store = Store(home / "conversations.sqlite3")
    try:
        first, second = sorted(store.conversations("snow_white"), key=lambda info: info.id)
        assert (first.turns, first.opening, second.opening) == (1, "good morning", "bye")
        assert len(store.search("hello")) == 2 and len(store.search("good morning")) == 2
    finally:
        store.close()
