import threading
import unicodedata
from pathlib import Path

import pytest

from companion.errors import MemoryStoreError
from companion.memory.store import Conversation, Store
from companion.persona.emotion import NEUTRAL, Mood
from companion.persona.reply import decode, encode
from companion.voice.ports import ConversationLog
from companion.voice.types import Turn

JOY = Mood("joy", 0.6)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "data" / "conversations.sqlite3"


@pytest.fixture
def store(place: Path):
    opened = Store(place, clock=iter(range(1000, 9000)).__next__)
    yield opened
    opened.close()


def exchange(talk: Conversation, number: int, user: str, reply: str) -> Turn:
    turn = Turn(number)
    talk.user_said(turn, user, "ko", f"[neutral] {user}")
    talk.reply_progress(turn, reply[:3], JOY)
    talk.reply_done(turn, reply, reply, True, JOY, encode(reply, JOY))
    return turn


def test_a_turn_as_it_happens(store: Store) -> None:
    talk: ConversationLog = store.conversation("ruby")
    assert isinstance(talk, Conversation)
    turn = Turn(1)
    talk.user_said(turn, "안녕", "ko", "[neutral] 안녕")
    (stored,) = talk.past(10)
    assert (stored.user, stored.context, stored.text, stored.complete) == ("안녕", "[neutral] 안녕", "", False)
    talk.reply_progress(turn, "쾅!", JOY)
    talk.reply_progress(turn, "쾅! 왔구나", JOY)
    (stored,) = talk.past(10)
    assert (stored.text, stored.heard, stored.complete, stored.mood) == ("쾅! 왔구나", "쾅! 왔구나", False, JOY)
    talk.reply_done(turn, "쾅! 왔구나, 조수!", "쾅! 왔구나,", False, JOY, "")
    talk.reply_progress(turn, "too late", NEUTRAL)
    (stored,) = talk.past(10)
    assert (stored.text, stored.heard, stored.mood) == ("쾅! 왔구나, 조수!", "쾅! 왔구나,", JOY)
    assert (stored.language, stored.source, stored.when) == ("ko", "voice", 1001.0)


def test_what_the_next_prompt_sees_of_it(store: Store) -> None:
    talk = store.conversation("ruby")
    exchange(talk, 1, "하나", "둘!")
    cut, silent, greeting = Turn(2), Turn(3), Turn(4, "greeting")
    talk.user_said(cut, "셋", "ko", "[joy 0.6] 셋")
    talk.reply_done(cut, "넷 다섯", "넷", False, JOY, encode("넷 다섯", JOY))
    talk.user_said(silent, "여섯", "ko", "[joy 0.5] 여섯")
    talk.reply_done(greeting, "왔구나", "왔구나", True, JOY, encode("왔구나", JOY))
    past = [turn.past_turn("emotion_first") for turn in talk.past(10)]
    assert [turn.user for turn in past] == ["[neutral] 하나", "[joy 0.6] 셋", "[joy 0.5] 여섯", "[neutral]"]
    assert [decode(turn.assistant)[0] for turn in past] == ["둘!", "넷", "…", "왔구나"]
    assert past[0].assistant == encode("둘!", JOY)


def test_words_that_went_into_the_next_turn_are_not_told_twice(store: Store) -> None:
    talk = store.conversation("ruby")
    cut, whole, killed = Turn(1), Turn(2), Turn(3)
    talk.user_said(cut, "나는 어제", "ko", "[neutral] 나는 어제")
    talk.user_said(whole, "공원에 갔어", "ko", "[neutral] 나는 어제 공원에 갔어")
    talk.reply_done(whole, "쾅!", "쾅!", True, JOY, encode("쾅!", JOY))
    talk.user_said(killed, "또 갈래", "ko", "[joy 0.6] 또 갈래")
    past = talk.past_turns(10, "emotion_first")
    assert [turn.user for turn in past] == ["[neutral] 나는 어제 공원에 갔어", "[joy 0.6] 또 갈래"]
    assert [decode(turn.assistant)[0] for turn in past] == ["쾅!", "…"]
    assert len(talk.past(10)) == 3


def test_past_is_the_last_ones_in_order(store: Store) -> None:
    talk = store.conversation("ruby")
    for number in range(5):
        exchange(talk, number, f"말 {number}", "응")
    assert [turn.user for turn in talk.past(2)] == ["말 3", "말 4"]
    assert talk.past(0) == talk.past(-1) == []


def test_the_newest_conversation_is_resumed(store: Store, place: Path) -> None:
    exchange(store.conversation("ruby"), 1, "안녕", "왔구나")
    second = store.new_conversation("ruby")
    exchange(second, 1, "또 안녕", "또 왔구나")
    exchange(store.conversation("snow_white"), 1, "사과", "어머")
    store.close()
    again = Store(place)
    assert again.conversation("ruby").id == second.id
    assert [turn.user for turn in again.conversation("ruby").past(9)] == ["또 안녕"]
    listed = again.conversations()
    assert [(one.character, one.opening, one.turns) for one in listed] == [
        ("snow_white", "사과", 1),
        ("ruby", "또 안녕", 1),
        ("ruby", "안녕", 1),
    ]
    assert [one.opening for one in again.conversations("ruby")] == ["또 안녕", "안녕"]
    assert all(one.last >= one.started for one in listed)
    again.close()


def test_turn_numbers_may_begin_anew(store: Store) -> None:
    talk = store.conversation("ruby")
    exchange(talk, 1, "하나", "응")
    exchange(talk, 1, "둘", "응")
    assert [turn.user for turn in talk.past(9)] == ["하나", "둘"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("사과", ["빨간 사과 좋아해?", "사과는 무서워"]),
        ("간 사", ["빨간 사과 좋아해?"]),
        ("무서워요", ["사과는 무서워"]),
        ("과", ["빨간 사과 좋아해?", "사과는 무서워"]),
        ("HELLO", ["Hello 100%"]),
        ("00%", ["Hello 100%"]),
        ("0%", ["Hello 100%"]),
        ("_", []),
        ('"', ['say "hi"']),
        ('"hi"', ['say "hi"']),
        ("사과 OR hello", []),
        ("", []),
        ("   ", []),
        (unicodedata.normalize("NFD", "사과는"), ["사과는 무서워"]),
    ],
)
def test_search_finds_parts_of_words(store: Store, wanted: str, found: list[str]) -> None:
    talk = store.conversation("snow_white")
    exchange(talk, 1, "빨간 사과 좋아해?", "아니요")
    exchange(talk, 2, "사과는 무서워", "저도 무서워요")
    exchange(talk, 3, "Hello 100%", "Oh my")
    exchange(talk, 4, 'say "hi"', "hi")
    hits = store.search(wanted)
    assert sorted(hit.turn.user for hit in hits) == sorted(found)
    assert {(hit.character, hit.conversation) for hit in hits} <= {("snow_white", talk.id)}
    assert len(store.search(wanted, limit=1)) == min(1, len(found))


def test_search_forgets_words_that_were_replaced(store: Store) -> None:
    talk = store.conversation("ruby")
    turn = Turn(1)
    talk.reply_progress(turn, "abracadabra", JOY)
    assert len(store.search("cadab")) == 1
    talk.reply_done(turn, "boom", "boom", True, JOY, "")
    assert store.search("cadab") == [] and len(store.search("boom")) == 1


def test_deleted_words_are_gone_from_the_disk(store: Store, place: Path) -> None:
    kept, secret = store.conversation("ruby"), store.conversation("snow_white")
    for number in range(50):
        exchange(secret, number, f"비밀번호 hunter{number}", "쉿, 비밀번호라니요")
    exchange(kept, 99, "남아 있어", "그래")
    needles = ("비밀번호".encode(), b"hunter", "비밀번".encode())

    def anywhere() -> bool:
        return any(needle in part.read_bytes() for part in place.parent.iterdir() for needle in needles)

    assert anywhere(), "the search below must be able to find the words"
    assert secret.delete() and not secret.delete()
    assert not anywhere()
    assert store.search("비밀번호") == [] and len(store.search("남아")) == 1
    with pytest.raises(MemoryStoreError) as caught:
        secret.user_said(Turn(1), "x", "ko", "x")
    assert caught.value.code == "memory-deleted"


def test_strange_characters_survive_or_are_replaced(store: Store) -> None:
    talk = store.conversation("ruby")
    exchange(talk, 1, "a\ud800b\0c 😀", "🎆")
    assert talk.past(1)[0].user == "a\ufffdbc 😀" and talk.past(1)[0].text == "🎆"


def test_many_threads_write_one_store(store: Store) -> None:
    talks = [store.conversation("ruby"), store.conversation("snow_white")]
    together = threading.Barrier(4)
    troubles: list[BaseException] = []

    def work(number: int) -> None:
        try:
            together.wait(10)
            for step in range(25):
                exchange(talks[number % 2], number * 100 + step, f"말 {number} {step}", "응 그래")
        except BaseException as error:
            troubles.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert troubles == []
    assert [len(talk.past(100)) for talk in talks] == [50, 50]
    assert all(turn.complete for talk in talks for turn in talk.past(100))


def test_two_stores_on_one_file(store: Store, place: Path) -> None:
    other = Store(place)
    exchange(store.conversation("ruby"), 1, "여기", "응")
    exchange(other.conversation("ruby"), 1, "저기", "응")
    assert [turn.user for turn in store.conversation("ruby").past(9)] == ["여기", "저기"]
    other.close()


def test_a_closed_store_says_so(store: Store) -> None:
    talk = store.conversation("ruby")
    store.close()
    store.close()
    with pytest.raises(MemoryStoreError, match="closed"):
        talk.past(1)
