"""What she answers from what she was told, with the shipped lines of all characters."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from companion.errors import CharacterError
from companion.persona import meant
from companion.persona.character import Character, load_character
from companion.persona.emotion import Mood
from companion.persona.recall import Exchange, Known, Reminder
from companion.persona.told import answer, lines
from companion.persona.told.answer import Told

CAST = ("snow_white", "ruby", "nova", "daon", "solmi", "nuri", "moru")
HERE = Path(__file__).parents[3] / "characters"
PLAIN = Exchange("ko", ("심심해",), ((Mood("smile", 0.5), "놀자!"),), about="bored")


@cache
def her(name: str) -> Character:
    return load_character(HERE / name)


@cache
def told(name: str) -> Told:
    found = answer.load(her(name), (PLAIN,))
    assert found is not None
    return found


def play(name: str, language: str, *said: str) -> str:
    """What she says to the last of these; to the others she says what she finds, or nothing of note."""
    talk: list[tuple[str, str]] = []
    text = ""
    for one in said:
        known = told(name).answer(one, language, talk)
        text = known.text if known else ""
        talk.append((one, text or "…"))
    return text


def everyone() -> Iterator[tuple[str, str]]:
    yield from ((name, language) for name in CAST for language in ("ko", "en"))


TALKS = {
    "ko": [
        (["내 이름은 민준이야", "오늘 비가 와", "내 이름 뭐라고 했지?"], "민준"),
        (["나는 딸기를 좋아해", "아니, 딸기 말고 포도를 좋아해", "내가 뭐 좋아한다고 했지?"], "포도"),
        (["강아지를 키워", "이름은 콩이야", "우리 강아지 이름 기억해?"], "콩"),
        (["내일 면접이 있어", "응", "내일 뭐가 있다고 했지?"], "면접"),
        (["너무 외로워", "친구가 없어", "내 기분이 어떻다고 했지?"], "외롭"),
        (["강아지가 아파", "어떡하지?"], "강아지"),
        (["내일 시험이 있어", "고마워"], "시험"),
        (["지갑을 잃어버렸어", "찾았다!"], "지갑"),
    ],
    "en": [
        (["My name is Oliver", "It rains", "What's my name?"], "Oliver"),
        (["I like tea", "No, not tea, I meant coffee", "What do I like?"], "coffee"),
        (["I have a dog", "His name is Bruno", "What was my dog called?"], "Bruno"),
        (["I have an exam tomorrow", "Yes", "What do I have tomorrow?"], "exam"),
        (["I feel lonely", "Nobody calls", "How did I say I feel?"], "lonely"),
        (["My dog is sick", "What should I do?"], "dog"),
        (["I have an exam tomorrow", "Thank you"], "exam"),
        (["I lost my wallet", "I found it!"], "wallet"),
    ],
}


@pytest.mark.parametrize(("name", "language"), everyone())
def test_she_takes_up_what_was_told(name: str, language: str) -> None:
    for said, word in TALKS[language]:
        assert word in play(name, language, *said), said


@pytest.mark.parametrize(("name", "language"), everyone())
def test_what_she_was_not_told_she_does_not_make_up(name: str, language: str) -> None:
    asked = (
        ["내 이름이 뭐라고 했지?", "나 몇 살이라고 했지?"] if language == "ko" else ["What's my name?", "How old am I?"]
    )
    unknown = {line.words for line in lines.load(HERE / name)[language].by_key["unknown"]}
    for question in asked:
        assert play(name, language, question) in unknown
        assert play(name, language, "비가 와" if language == "ko" else "It rains", question) in unknown


@pytest.mark.parametrize(("name", "language"), everyone())
def test_every_line_is_in_her_manner(name: str, language: str) -> None:
    values = {"thing": "시험", "name": "민준", "told": "서울에 산다고", "quote": "좋아", "value": "콩", "when": "내일"}
    if language == "en":
        values = {
            "thing": "your exam",
            "name": "Max",
            "told": "you like tea",
            "quote": "Fun",
            "value": "Bea",
            "when": "now",
        }
    hers = lines.load(HERE / name)[language]
    assert set(hers.by_key) == set(lines.KEYS)
    shown = 0
    for each in (line for key in lines.KEYS for line in hers.by_key[key]):
        text = lines.filled(each.words.replace("{call}", hers.called(values["name"], language)), values)
        assert text and "{" not in text
        assert not told(name).never(text, language), text
        assert each.said.fullmatch(text)
        shown += 1
    assert shown >= 55


def test_a_chain_that_was_written_goes_on_as_it_was_written() -> None:
    chain = Exchange("ko", ("응",), ((Mood("joy", 0.5), "그럼 가자!"),), after=frozenset({"같이 갈래"}))
    found = answer.load(her("nova"), (chain,))
    assert found is not None
    assert found.answer("응", "ko", [("산책 가고 싶다", "같이 갈래?")]) is None
    assert found.answer("응", "ko", [("내일 시험이 있어", "떨려?")]) is not None


def test_first_words_are_left_to_the_search_unless_they_tell_who_one_is() -> None:
    assert told("nova").answer("강아지가 아파", "ko", []) is None
    assert told("nova").answer("나 지우야", "ko", [("", "안녕!")]) is not None


def test_danger_is_left_to_what_was_written_for_it() -> None:
    talk = [("강아지가 아파", "…")]
    assert told("nova").answer("죽고 싶어", "ko", talk) is None
    found = [Known("죽고 싶어", Mood("love", 0.5), "…")]
    assert told("nova").fitting("죽고 싶어", "ko", talk, found) == found


def test_the_same_question_has_the_same_answer() -> None:
    talk = [("너는 무슨 색 좋아해?", "*빙글* 나는 보라색! 너는?"), ("나는 파란색", "…")]
    known = told("nova").answer("너는 무슨 색 좋아해?", "ko", talk)
    assert known is not None and "보라색" in known.text


def test_she_repeats_what_she_just_said() -> None:
    known = told("ruby").answer("What did you just say?", "en", [("Hi", "I blew up the hill! Ha!")])
    assert known is not None and "I blew up the hill" in known.text


def test_she_does_not_say_the_same_line_twice() -> None:
    talk: list[tuple[str, str]] = [("강아지가 아파", "…")]
    for _ in range(4):
        known = told("daon").answer("강아지가 자꾸 울어", "ko", talk)
        assert known is not None and known.text not in [hers for _, hers in talk]
        talk.append(("강아지가 자꾸 울어", known.text))


def test_no_cheer_for_sorrow_no_second_greeting_no_name_asked_twice() -> None:
    gay = Known("a", Mood("joy", 0.6), "만세!")
    worried = Known("b", Mood("worried", 0.6), "괜찮아?")
    asking = Known("c", Mood("smile", 0.4), "이름이 뭐야?")
    talk = [("내 이름은 민준이야", "반가워")]
    assert told("nova").fitting("너무 슬퍼", "ko", talk, [gay, worried]) == [worried]
    assert told("nova").fitting("음", "ko", talk, [asking, gay]) == [gay]


def test_what_was_surely_meant_goes_before_a_single_sad_word() -> None:
    worried = Known("b", Mood("worried", 0.6), "괜찮아?")
    for sure, right in ((0.9, True), (0.2, False)):
        gay = Known("a", Mood("joy", 0.6), "정답은 그림자!", sure=sure)
        found = told("nova").fitting("너무 어려워서 슬퍼", "ko", [], [gay, worried])
        assert found == ([gay, worried] if right else [worried])


def test_with_a_reminder_what_was_told_comes_before_the_search() -> None:
    found = meant.load(HERE / "solmi", her("solmi").called)
    assert found is not None
    talk = [("I am Jonas", "Hi")]
    told_first = Reminder(found, 1, answer.load(her("solmi"), found.exchanges))
    assert "Jonas" in told_first.lines("What's my name?", "en", ["Hi"], talk)[0].text
    assert "Jonas" not in Reminder(found, 1).lines("What's my name?", "en", ["Hi"], talk)[0].text


def test_wrong_lines_are_named(tmp_path: Path) -> None:
    (tmp_path / "told.yaml").write_text("ko: {call: '{name}', lines: {name: ['gay 2 hm', 'joy .5 {foo}'], x: []}}")
    with pytest.raises(CharacterError) as caught:
        lines.load(tmp_path)
    assert all(word in str(caught.value) for word in ("told.yaml", "gay 2 hm", "foo", "`x`"))
    assert lines.load(tmp_path / "nobody") is None


def test_she_is_angry_only_where_somebody_did_wrong() -> None:
    def moods(first: str, then: str) -> set[str]:
        talk: list[tuple[str, str]] = [(first, "…")]
        found = set()
        for _ in range(5):
            known = told("ruby").answer(then, "en", talk)
            assert known is not None
            found.add(known.mood.emotion)
            talk.append((then, known.text))
        return found

    assert "angry" not in moods("My dog is sick", "It hurts so much")
    assert "angry" in moods("Somebody stole my bike", "They stole my bike, it hurts so much")
