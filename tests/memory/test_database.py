import contextlib
import sqlite3
from pathlib import Path

import pytest

from companion.errors import MemoryStoreError
from companion.memory import database
from companion.memory.store import Store
from companion.persona.emotion import Mood
from companion.voice.types import Turn


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite3"


def fill(place: Path, turns: int = 200) -> None:
    store = Store(place)
    talk = store.conversation("ruby")
    for number in range(turns):
        turn = Turn(number)
        talk.user_said(turn, f"안녕 {number}", "ko", "[neutral]")
        talk.reply_done(turn, "쾅! " * 20, "쾅! " * 20, True, Mood("joy", 0.5), "{}")
    store.close()


def set_aside(place: Path) -> list[Path]:
    return sorted(place.parent.glob("*.corrupt-*"))


def damage(place: Path, how: str) -> bytes:
    data = bytearray(place.read_bytes())
    if how == "text":
        data = bytearray("이건 데이터베이스가 아니야\n".encode())
    elif how == "zeros":
        data = bytearray(len(data))
    elif how == "header":
        data[:16] = b"SQLite format 9\0"
    elif how == "cut":
        data = data[: len(data) // 2 + 100]
    elif how == "stub":
        data = data[:50]
    elif how == "pages":
        data[4096 * 2 :] = b"\xa5" * (len(data) - 4096 * 2)
    elif how == "schema page":
        data[100:2000] = b"\xff" * 1900
    place.write_bytes(data)
    return bytes(data)


@pytest.mark.parametrize("how", ["text", "zeros", "header", "cut", "stub", "pages", "schema page"])
def test_a_damaged_file_is_set_aside_and_never_overwritten(place: Path, how: str) -> None:
    fill(place)
    before = damage(place, how)
    store = Store(place)
    (problem,) = store.problems
    (aside,) = set_aside(place)
    assert aside.read_bytes() == before
    assert str(aside) in problem
    store.conversation("ruby").user_said(Turn(1), "다시", "ko", "[neutral] 다시")
    assert [turn.user for turn in store.conversation("ruby").past(9)] == ["다시"]
    store.close()
    again = Store(place)
    assert again.problems == () and len(again.conversation("ruby").past(9)) == 1
    again.close()


def test_two_damaged_files_in_one_second_are_both_kept(place: Path) -> None:
    for content in (b"first" * 300, b"second" * 300):
        place.write_bytes(content)
        Store(place, clock=lambda: 1_700_000_000.0).close()
    assert [aside.read_bytes()[:5] for aside in set_aside(place)] == [b"first", b"secon"]


def test_a_write_ahead_log_goes_along(place: Path) -> None:
    place.write_bytes(b"not a database" * 100)
    wal = place.with_name(place.name + "-wal")
    wal.write_bytes(b"log")
    Store(place).close()
    (aside, aside_wal) = set_aside(place)
    assert aside_wal.name == aside.name + "-wal" and aside_wal.read_bytes() == b"log"


def test_a_newer_schema_is_left_untouched(place: Path) -> None:
    fill(place, 3)
    with contextlib.closing(sqlite3.connect(place)) as connection:
        connection.execute(f"PRAGMA user_version = {database.SCHEMA_VERSION + 1}")
    before = place.read_bytes()
    with pytest.raises(MemoryStoreError, match="newer version") as caught:
        Store(place)
    assert caught.value.code == "memory-newer"
    assert place.read_bytes() == before and set_aside(place) == []


def test_the_database_of_another_program_is_left_untouched(place: Path) -> None:
    with contextlib.closing(sqlite3.connect(place)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.commit()
    before = place.read_bytes()
    with pytest.raises(MemoryStoreError, match="another program"):
        Store(place)
    assert place.read_bytes() == before and set_aside(place) == []


def test_an_unwritable_place_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file" / "conversations.sqlite3", tmp_path):
        with pytest.raises(MemoryStoreError) as caught:
            Store(place)
        assert caught.value.code == "memory-unwritable" and str(place) in str(caught.value) and caught.value.hint


def test_a_busy_file_can_be_tried_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    store = Store(place)
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MemoryStoreError) as caught:
            store.new_conversation("ruby")
        assert caught.value.code == "memory-busy" and caught.value.retryable
        other.execute("ROLLBACK")
    assert store.new_conversation("ruby").id == 1
    store.close()


def test_a_full_disk_can_be_tried_again(place: Path) -> None:
    store = Store(place)
    talk = store.conversation("ruby")
    talk.user_said(Turn(1), "안녕", "ko", "[neutral] 안녕")
    with store.writing() as connection:
        connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(MemoryStoreError) as caught:
        talk.user_said(Turn(2), "길다" * 20_000, "ko", "")
    assert caught.value.code == "memory-full" and caught.value.retryable
    assert [turn.user for turn in talk.past(9)] == ["안녕"]
    store.close()


def test_only_the_owner_may_read(place: Path) -> None:
    fill(place, 1)
    assert place.stat().st_mode & 0o077 == 0


def test_an_empty_file_is_a_new_database(place: Path) -> None:
    place.touch()
    store = Store(place)
    assert store.problems == () and store.conversations() == []
    store.close()
