"""Her exchanges, found by what is meant."""

import json
import time
from pathlib import Path

import numpy as np
import pytest

from companion.errors import CharacterError
from companion.persona import meant, understanding
from companion.persona.character import find_character, list_characters
from companion.persona.emotion import Mood
from companion.persona.features import hashed, names
from companion.persona.meant import Meant
from companion.persona.recall import Exchange, Reminder

JOY = Mood("joy", 0.5)


def exchange(ways: str, text: str, **more: object) -> Exchange:
    return Exchange("ko", tuple(ways.split(" | ")), ((JOY, text),), **more)  # type: ignore[arg-type]


HERS = [
    exchange("배고파 | 밥 줘", "죽 한 그릇 드릴까요?", about="food", plain=0.9),
    exchange("이름이 뭐야?", "미나예요!", about="name", plain=1.0),
    exchange("응", "자, 여기 숟가락.", after=frozenset({"죽 한 그릇 드릴까요"})),
    exchange("응", "그렇군요."),
    exchange("ㅁㄴㅇㄹ", "무슨 말인지 모르겠어요.", lost=True),
    Exchange("en", ("i'm hungry",), ((JOY, "Some soup?"),), about="food"),
]


@pytest.fixture(scope="module")
def hers() -> Meant:
    return Meant(HERS, ["미나"], understanding.load())


def test_features_tell_questions_and_pieces() -> None:
    assert "?" in names("밥 먹었어?") and "?" not in names("밥 먹었어")
    assert {"=밥", "u밥", "s밥$", "2^ 밥"} <= names("밥 먹었어")
    assert {"=hello", "c^he", "chello"} <= names("Hello!")
    assert hashed("Hello!") == hashed("hello") and names("…") == {"2^ $", "silent …"}


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("배고파", "죽 한 그릇 드릴까요?"),
        ("미나야 뱃가죽이 등에 붙었어, 뭐 좀 먹고 싶다", "죽 한 그릇 드릴까요?"),  # none of its words is in hers
        ("너를 뭐라고 부르면 될까?", "미나예요!"),
        ("ㅋㅌㅊㅍ ㅁㄴㅇㄹ", "무슨 말인지 모르겠어요."),
    ],
)
def test_what_is_meant_is_found(hers: Meant, said: str, line: str) -> None:
    assert hers.find(said, "ko", 1)[0].text == line


def test_her_last_line_goes_first(hers: Meant) -> None:
    reminder = Reminder(hers, 1)
    assert reminder.lines("응", "ko", ["죽 한 그릇 드릴까요?"])[0].text == "자, 여기 숟가락."
    assert reminder.lines("응", "ko", [])[0].text == "그렇군요."


def test_the_language_is_kept_and_k_too(hers: Meant) -> None:
    assert hers.find("i'm starving", "en", 1)[0].text == "Some soup?"
    assert len(hers.find("배고파", "ko", 3)) <= 3
    assert hers.find("배고파", "ko", 0) == hers.find(" ", "ko", 1) == hers.find("배고파", "fr", 1) == ()


def test_what_is_held_out_is_not_found_by_its_own_words(hers: Meant) -> None:
    only = Meant([exchange("모자 좀 봐", "예뻐요."), HERS[4]], [], understanding.load())
    assert only.find("모자 좀 봐", "ko", 1)[0].user == "모자 좀 봐"
    near = Meant([exchange("모자 좀 봐 | 새 모자야", "예뻐요."), HERS[4]], [], understanding.load())
    assert near.find("모자 좀 봐", "ko", 1, without={"모자 좀 봐"})[0].user == "새 모자야"


def test_she_does_not_say_the_same_again_where_there_is_another() -> None:
    two = Meant([exchange("심심해", "놀까요?"), exchange("심심해 | 할 거 없어", "책은요?")], [], understanding.load())
    first = two.find("심심해", "ko", 1)[0].text
    assert two.find("심심해", "ko", 1, lately={first})[0].text != first


def test_nobody_without_exchanges() -> None:
    assert Meant([], [], understanding.load()).find("안녕", "ko", 1) == ()


def test_everybody_who_ships_answers_in_milliseconds_and_in_her_feelings() -> None:
    people = list_characters().characters
    assert len(people) >= 7
    for her in people:
        found = meant.load(her.folder, her.called)
        assert found is not None
        assert {mood.emotion for each in found.exchanges for mood, _ in each.lines} <= set(her.emotions)
        began = time.perf_counter()
        for language, said in (
            ("ko", "오늘 회사에서 혼났는데 위로 좀 해 줘"),
            ("en", "my boss was mean to me, say something"),
        ):
            assert len(found.find(said, language, 1)) == 1
        assert time.perf_counter() - began < 0.25  # ten milliseconds each on a machine that is not busy


def test_a_folder_without_lines_has_none(tmp_path: Path) -> None:
    assert meant.load(tmp_path) is None
    (tmp_path / "recall.jsonl").write_text("", encoding="utf-8")
    assert meant.load(tmp_path) is None
    (tmp_path / "recall.jsonl").write_text(json.dumps({"language": "ko", "ways": [1], "lines": []}), encoding="utf-8")
    with pytest.raises(CharacterError) as caught:
        meant.load(tmp_path)
    assert "line 1" in caught.value.message


def test_a_damaged_understanding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "u.npz"
    for data in (b"", b"PK\x03\x04 no"):
        path.write_bytes(data)
        with pytest.raises(CharacterError) as caught:
            understanding.load(path)
        assert "u.npz" in caught.value.message and caught.value.hint
    np.savez(path, about=np.zeros(3, dtype=np.uint8))
    with pytest.raises(CharacterError):
        understanding.load(path)
    with pytest.raises(CharacterError):
        understanding.load(tmp_path / "none.npz")


def test_topics_are_shares(hers: Meant) -> None:
    known = understanding.load()
    reading = known.read("정말 고마워, 네 덕분이야")
    assert reading.topics.sum() == pytest.approx(1.0, abs=1e-4)
    assert known.topics[int(reading.topics.argmax())] == "thanks"
    assert float((reading.values**2).sum()) == pytest.approx(1.0, abs=1e-3)
    assert known.likes[int(reading.likes.argmax())] == ("ko", "고마워")


def test_ruby_is_asked_for_her_name() -> None:
    ruby = find_character("ruby")
    found = meant.load(ruby.folder, ruby.called)
    assert found is not None and "루비" in found.find("너 이름이 뭐니?", "ko", 1)[0].text


@pytest.mark.parametrize(
    "said", ["도장에 누구 이름이 찍혀 있어?", "What do your neighbours call you?", "명찰에 뭐라고 적혀 있어요?"]
)
def test_a_sign_gives_the_topic_away(said: str) -> None:
    known = understanding.load()
    assert known.topics[int(known.read(said).topics.argmax())] == "name"


@pytest.mark.parametrize("said", ["내 이름은 민수야", "my dog is sick", "비 온다"])
def test_no_sign_where_none_is(said: str) -> None:
    known = understanding.load()
    assert known.topics[int(known.read(said).topics.argmax())] != "name"
