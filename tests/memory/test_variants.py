"""Variants of turns: another answer, other words, going from one to the other, deleting; against a model of trees."""

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.memory import schema
from companion.memory.database import APPLICATION_ID
from companion.memory.store import Conversation, Store
from companion.persona.emotion import Mood
from companion.persona.reply import decode, encode
from companion.voice.types import Turn

JOY = Mood("joy", 0.6)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data" / "conversations.sqlite3"


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    opened = Store(place, clock=iter(range(1000, 90000)).__next__)
    yield opened
    opened.close()


def say(talk: Conversation, user: str, reply: str, instead: int = 0) -> int:
    turn = Turn(1, "typed", instead)
    talk.user_said(turn, user, "ko", f"[neutral] {user}")
    talk.reply_progress(turn, reply, JOY)
    talk.reply_done(turn, reply, reply, True, JOY, encode(reply, JOY))
    assert turn.stored > 0
    return turn.stored


def shown(talk: Conversation) -> list[tuple[str, str]]:
    return [(turn.user, turn.text) for turn in talk.page(0, 1000)]


def test_another_answer_takes_the_place_and_the_first_stays_a_variant(store: Store) -> None:
    talk = store.conversation("ruby")
    say(talk, "하나", "일")
    second = say(talk, "둘", "이")
    say(talk, "셋", "삼")
    again = say(talk, "둘", "이이", instead=second)
    assert shown(talk) == [("하나", "일"), ("둘", "이이")]
    last = talk.page(1, 1)[0]
    assert (last.id, last.hers, last.mine) == (again, (second, again), (again,))
    talk.show(second)
    assert shown(talk) == [("하나", "일"), ("둘", "이"), ("셋", "삼")], "what followed it is back"
    assert talk.page(1, 1)[0].hers == (second, again)
    assert len(talk.past(9)) == talk.count() == 3
    assert [decode(turn.assistant)[0] for turn in talk.past_turns(9, "emotion_first")] == ["일", "이", "삼"]


def test_other_words_are_a_variant_of_mine(store: Store) -> None:
    talk = store.conversation("ruby")
    first = say(talk, "하나", "일")
    other = say(talk, "하나?", "일!", instead=first)
    third = say(talk, "하나?", "일?!", instead=other)
    (turn,) = talk.page(0, 9)
    assert (turn.mine, turn.hers) == ((first, third), (other, third))
    talk.show(first)
    (turn,) = talk.page(0, 9)
    assert (turn.mine, turn.hers) == ((first, third), (first,))


def test_what_is_said_next_follows_what_is_shown(store: Store) -> None:
    talk = store.conversation("ruby")
    first = say(talk, "하나", "일")
    say(talk, "하나", "일일", instead=first)
    say(talk, "둘", "이")
    assert shown(talk) == [("하나", "일일"), ("둘", "이")]
    talk.show(first)
    say(talk, "셋", "삼")
    assert shown(talk) == [("하나", "일"), ("셋", "삼")]


def test_the_turns_before_one_are_the_prompt_of_another_answer(store: Store) -> None:
    talk = store.conversation("ruby")
    say(talk, "하나", "일")
    cut = Turn(2)
    talk.user_said(cut, "나는 어제", "ko", "[neutral] 나는 어제")
    whole = Turn(3)
    talk.user_said(whole, "공원에 갔어", "ko", "[neutral] 나는 어제 공원에 갔어")
    turn = talk.turn(whole.stored)
    assert turn is not None
    assert [each.user for each in talk.past_turns(9, "emotion_first", turn)] == ["[neutral] 하나"]
    assert talk.carried_into(turn) == "나는 어제"
    first = talk.page(0, 1)[0]
    assert talk.past_turns(9, "emotion_first", first) == [] and talk.carried_into(first) == ""


def test_a_deleted_turn_leaves_what_followed(store: Store) -> None:
    talk = store.conversation("ruby")
    numbers = [say(talk, str(number), "응") for number in range(4)]
    assert talk.remove(numbers[1]) and not talk.remove(numbers[1])
    assert [user for user, _ in shown(talk)] == ["0", "2", "3"]
    assert talk.remove(numbers[0])
    assert [user for user, _ in shown(talk)] == ["2", "3"]
    assert talk.place(numbers[3]) == 1 and talk.place(numbers[0]) is None


def test_a_deleted_variant_gives_way_to_the_other(store: Store) -> None:
    talk = store.conversation("ruby")
    first = say(talk, "하나", "일")
    other = say(talk, "하나", "일일", instead=first)
    talk.remove(other)
    assert shown(talk) == [("하나", "일")]


def test_deleted_words_are_not_in_the_file(store: Store, place: Path) -> None:
    talk = store.conversation("ruby")
    for number in range(60):
        say(talk, f"아무 말 {number}", "그래 그래 " * 9)
    secret = Turn(5)
    talk.user_said(secret, "뷁쀍 hunter2pass", "ko", "[neutral] 뷁쀍 hunter2pass")
    for end in range(3, 30):  # as it grows on the screen, the word index gets each state
        talk.reply_progress(secret, "쀓꿹 비밀이라면 지켜 줄게요 swordfish"[:end], JOY)
    for number in range(60):
        say(talk, f"다른 말 {number}", "응 응 " * 9)
    needles = [word.encode() for word in ("뷁", "쀍", "쀓꿹", "hunter2", "nter2", "swordfi")]

    def found() -> list[bytes]:
        data = b"".join(part.read_bytes() for part in sorted(place.parent.iterdir()))
        return [needle for needle in needles if needle in data]

    assert found() == needles, "the search must be able to find them"
    talk.remove(secret.stored)
    assert found() == []
    assert store.search("뷁") == store.search("hunter2") == []
    assert talk.count() == 120 and len(store.search("다른")) == 50


def test_a_reader_that_keeps_the_log_is_told(store: Store, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from companion.errors import MemoryStoreError

    talk = store.conversation("ruby")
    number = say(talk, "비밀", "쉿")
    with store.writing() as connection:
        connection.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM turn").fetchone()
    with pytest.raises(MemoryStoreError) as caught:
        talk.remove(number)
    assert caught.value.code in ("memory-not-wiped", "memory-busy") and talk.count() == 0
    other.execute("COMMIT")
    other.close()


@dataclass
class Node:
    """The same thing as a tree in memory. number: as in the database."""

    number: int
    words: str
    parent: "Node | None"
    children: list["Node"] = field(default_factory=list)
    picked: "Node | None" = None


class Model:
    def __init__(self) -> None:
        self.root = Node(0, "", None)
        self.all: dict[int, Node] = {}

    def path(self) -> list[Node]:
        found, at = [], self.root.picked
        while at is not None:
            found.append(at)
            at = at.picked
        return found

    def add(self, number: int, words: str, parent: Node) -> None:
        node = Node(number, words, parent)
        parent.children.append(node)
        parent.picked = node
        self.all[number] = node

    def show(self, node: Node) -> None:
        while node.parent is not None:
            node.parent.picked = node
            node = node.parent

    def remove(self, node: Node) -> None:
        parent = node.parent
        assert parent is not None
        parent.children.remove(node)
        del self.all[node.number]
        for child in node.children:
            child.parent = parent
        parent.children = sorted([*parent.children, *node.children], key=lambda each: each.number)
        if parent.picked is node:
            others = sorted(parent.children, key=lambda each: (each.words == node.words, each.number))
            parent.picked = node.picked or (others[-1] if others else None)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("nnnaaeesssdd"), st.integers(0, 40)), max_size=40))
def test_any_order_of_changes_is_what_a_tree_does(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    store = Store(tmp_path_factory.mktemp("tree") / "x.sqlite3")
    talk, model = store.conversation("ruby"), Model()
    for count, (what, which) in enumerate(steps):
        known = sorted(model.all)
        target = model.all[known[which % len(known)]] if known else None
        if what == "n" or target is None:
            parent = (model.path() or [model.root])[-1]
            model.add(say(talk, f"말 {count}", "응"), f"말 {count}", parent)
        elif what in "ae":
            assert target.parent is not None
            words, parent = (target.words if what == "a" else f"새 {count}"), target.parent
            model.show(target)
            model.add(say(talk, words, "응", instead=target.number), words, parent)
        elif what == "s":
            talk.show(target.number)
            model.show(target)
        else:
            talk.remove(target.number)
            model.remove(target)
        turns = talk.page(0, 1000)
        assert [turn.id for turn in turns] == [node.number for node in model.path()]
        for turn, node in zip(turns, model.path(), strict=True):
            assert node.parent is not None
            alike = tuple(each.number for each in node.parent.children if each.words == node.words)
            assert turn.hers == alike
            assert len(turn.mine) == len({each.words for each in node.parent.children})
    store.close()


def first_version(place: Path, turns: int) -> None:
    """A file as the first version of the program wrote it."""
    place.parent.mkdir(parents=True)
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    for statement in schema.statements(schema.STEPS[0]):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    for talk, character in ((1, "ruby"), (2, "snow_white"), (3, "ruby")):
        connection.execute("INSERT INTO conversation(id, character, started) VALUES (?, ?, ?)", (talk, character, talk))
    for number in range(turns):
        connection.execute(
            "INSERT INTO turn(conversation, source, language, user, context, text, heard, complete, emotion, intensity,"
            " raw, started) VALUES (?, 'voice', 'ko', ?, ?, ?, ?, 1, 'joy', 0.6, '', ?)",
            (number % 3 + 1, f"말 {number}", f"[neutral] 말 {number}", f"답 {number}", f"답 {number}", number),
        )
    connection.close()


def test_a_file_of_the_first_version_opens_with_everything(place: Path) -> None:
    first_version(place, 300)
    store = Store(place)
    assert store.problems == ()
    assert store.conversation("ruby").id == 3 and store.conversation("snow_white").id == 2
    for talk in (1, 2, 3):
        turns = Conversation(store, talk).page(0, 1000)
        assert [turn.user for turn in turns] == [f"말 {number}" for number in range(talk - 1, 300, 3)]
        assert [turn.parent for turn in turns] == [0, *(turn.id for turn in turns[:-1])]
        assert all(turn.hers == turn.mine == (turn.id,) and turn.answered is None for turn in turns)
    assert len(store.search('"답 29"')) == 11 and len(store.search("29 답")) == 13
    third = Conversation(store, 3)
    say(third, "새 말", "새 답", instead=third.page(0, 1)[0].id)
    assert shown(third) == [("새 말", "새 답")]
    store.close()


def test_a_kill_in_the_middle_of_the_change_leaves_the_first_version(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from companion.errors import MemoryStoreError

    first_version(place, 30)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", (schema.STEPS[0], schema.STEPS[1] + "SELECT no_such_function();\n"))
        with pytest.raises(MemoryStoreError):
            Store(place)
    with sqlite3.connect(place) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
        columns = [row[1] for row in connection.execute("PRAGMA table_info(turn)")]
    connection.close()
    assert "parent" not in columns
    store = Store(place)
    assert store.conversation("ruby").count() == 10
    store.close()


def test_a_large_conversation_is_deleted_and_the_rest_is_still_found(store: Store, place: Path) -> None:
    large, small = store.conversation("ruby"), store.conversation("snow_white")
    say(small, "남는 말", "그래")
    with store.changing() as connection:
        for number in range(600):
            connection.execute(
                "INSERT INTO turn(conversation, source, user, text, started) VALUES (?, 'typed', ?, 'swordfish', 1)",
                (large.id, f"비밀 뷁쀍 {number}"),
            )
    assert "뷁쀍".encode() in place.read_bytes() + Path(f"{place}-wal").read_bytes()
    assert store.delete(large.id)
    data = b"".join(part.read_bytes() for part in place.parent.iterdir())
    assert "뷁쀍".encode() not in data and b"wordfi" not in data
    assert store.search("swordfish") == [] and len(store.search("남는 말")) == 1
    number = say(small, "swordfish again", "응")
    assert small.remove(number) and store.search("swordfish") == [], "the index follows as before"


def test_a_long_history_is_read_by_pages_at_once(store: Store) -> None:
    talk = store.conversation("ruby")
    with store.changing() as connection:
        connection.executemany(
            "INSERT INTO turn(id, conversation, source, user, text, started, parent)"
            " VALUES (?, ?, 'typed', ?, '응', 1, ?)",
            ((number, talk.id, f"말 {number}", number - 1) for number in range(1, 20_001)),
        )
    started = time.perf_counter()
    assert talk.count() == 20_000
    assert [talk.page(first, 60)[0].user for first in (0, 10_000, 19_940)] == ["말 1", "말 10001", "말 19941"]
    assert talk.past(60)[-1].id == 20_000 and talk.place(15_000) == 14_999
    assert store.conversations()[0].turns == 20_000
    assert time.perf_counter() - started < 1.0  # a few milliseconds; without the right index several times that
