"""Facts, things, tone and acts of single sentences, in both languages; and what is no fact."""

import pytest

from companion.errors import CharacterError
from companion.persona.told import reading, words

TOLD = [
    ("ko", "내 이름은 민준이야", "name", "민준"),
    ("ko", "제 이름은 서연이에요", "name", "서연"),
    ("ko", "저는 하늘이라고 해요", "name", "하늘"),
    ("ko", "저를 소라라고 불러 주세요", "name", "소라"),
    ("ko", "안녕, 나 지우야", "name", "지우"),
    ("ko", "보고합니다, 신입 사원 김태오, 출근했습니다", "name", "김태오"),
    ("en", "Captain Rosa reporting for duty", "name", "Rosa"),
    ("en", "Hello, this is Priya from the night shift", "name", "Priya"),
    ("ko", "나는 스물다섯 살이야", "age", "스물다섯"),
    ("ko", "저는 간호사예요", "job", "간호사"),
    ("ko", "빵집에서 일해", "work", "빵집"),
    ("ko", "부산에 살아요", "home", "부산"),
    ("ko", "강아지 이름은 콩이야", "named", "콩"),
    ("ko", "나는 딸기를 제일 좋아해", "like", "딸기"),
    ("ko", "내가 좋아하는 색은 파란색이야", "favourite", "파란색"),
    ("ko", "오이는 정말 싫어해", "dislike", "오이"),
    ("ko", "점심에 김밥을 먹었어", "ate", "김밥"),
    ("ko", "요즘 기타를 배우고 있어", "learn", "기타"),
    ("ko", "내일 면접이 있어", "plan", "면접"),
    ("en", "My name is Oliver", "name", "Oliver"),
    ("en", "my name is not Tom, it is Tim", "name", "Tim"),
    ("en", "Please call me Sam.", "name", "Sam"),
    ("en", "I'm Priya, nice to meet you", "name", "Priya"),
    ("en", "I am 31 years old", "age", "31"),
    ("en", "I'm a nurse", "job", "nurse"),
    ("en", "I work at a bakery", "work", "at a bakery"),
    ("en", "I live in Busan", "home", "Busan"),
    ("en", "I have a cat called Miso", "named", "Miso"),
    ("en", "I love walking in the rain", "like", "walking in the rain"),
    ("en", "I don't like onions", "dislike", "onions"),
]
NOT_TOLD = [
    ("ko", "기사님이랑 나눠 먹었지", "ate"),
    ("en", "the captain was reporting for duty", "name"),
    ("ko", "나 응원해 줘", "name"),
    ("ko", "나 혼자야", "name"),
    ("ko", "나 감기야", "name"),
    ("ko", "내 이름 뭐라고 했지?", "name"),
    ("ko", "동생은 열 살이야", "age"),
    ("ko", "우리 엄마는 선생님이야", "job"),
    ("ko", "너는 뭘 좋아해?", "like"),
    ("ko", "김치는 안 좋아해", "like"),
    ("en", "I'm tired", "name"),
    ("en", "I am a mess", "job"),
    ("en", "what's my name?", "name"),
    ("en", "Do you like cats?", "like"),
    ("en", "I don't like onions", "like"),
    ("en", "I like you", "like"),
]


def kinds(text: str, language: str) -> dict[str, str]:
    return {fact.kind: fact.value for fact in reading.read(text, language).facts}


@pytest.mark.parametrize(("language", "text", "kind", "value"), TOLD)
def test_a_fact_is_read_in_the_persons_own_words(language: str, text: str, kind: str, value: str) -> None:
    assert kinds(text, language).get(kind, "") == value


@pytest.mark.parametrize(("language", "text", "kind"), NOT_TOLD)
def test_no_fact_is_invented(language: str, text: str, kind: str) -> None:
    assert kind not in kinds(text, language)


@pytest.mark.parametrize(
    ("language", "text", "tone"),
    [
        ("ko", "너무 슬퍼", "bad"),
        ("ko", "시험에 합격했어!", "good"),
        ("ko", "안 무서워", "calm"),
        ("ko", "지갑 찾았다!", "good"),
        ("ko", "어제는 열이 났는데 오늘은 좀 낫네", "good"),
        ("ko", "새끼는 지금 다 잘 있어", "good"),
        ("en", "The lights just came back", "good"),
        ("en", "Nobody knows who wrote it", ""),
        ("en", "Nobody called me", "bad"),
        ("en", "I feel so lonely", "bad"),
        ("en", "I am not sad", "calm"),
        ("en", "They found it!", "good"),
        ("en", "I sit in the kitchen", ""),
    ],
)
def test_how_it_feels_is_heard_with_negation(language: str, text: str, tone: str) -> None:
    assert reading.read(text, language).tone == tone


@pytest.mark.parametrize(
    ("language", "text", "things"),
    [
        ("ko", "강아지가 병원에 갔어", ["강아지", "병원"]),
        ("ko", "수학 시험이 있어", ["수학 시험"]),
        ("ko", "세 개 있어", []),
        ("ko", "비가 와", ["비"]),
        ("ko", "배는 좀 고픈데 강아지가 와", ["강아지"]),
        ("en", "My dog ate the soup", ["your dog", "the soup"]),
        ("en", "I have a job interview", ["your job interview"]),
        ("en", "We watch the rain", ["the rain"]),
        ("en", "It is a bit late", []),
    ],
)
def test_what_is_spoken_of(language: str, text: str, things: list[str]) -> None:
    found = sorted(reading.read(text, language).things, key=lambda thing: text.lower().find(thing.word))
    assert [thing.shown.replace("the job", "your job") for thing in found] == things


def test_an_english_statement_is_told_from_the_other_side() -> None:
    assert reading.reflected("I moved to my aunt.") == "you moved to your aunt"
    assert reading.reflected("Well, I was late") == "you were late"
    assert reading.reflected("Hannah called me") == "Hannah called you"
    assert reading.reflected("I like you") == ""  # whose "you" would it be?


def test_slots_take_the_particle_that_fits() -> None:
    assert reading.filled("{v:을} 좋아", {"v": "감자"}) == "감자를 좋아"
    assert reading.filled("{v:을} 좋아", {"v": "빵"}) == "빵을 좋아"
    assert reading.filled("{v:아}, {w}", {"v": "지우"}) is None


def test_patterns_that_are_not_there_are_named(tmp_path) -> None:
    with pytest.raises(CharacterError, match=r"ko\.yaml"):
        words.load("ko", tmp_path)
