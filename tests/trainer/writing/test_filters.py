"""What is let through and what is asked again."""

from typing import Any

import pytest

from companion.persona.character import Character, find_character
from trainer.teachers.contract import Unusable
from trainer.writing import reading
from trainer.writing.filters import check_reply, in_language, leaks, loops


@pytest.fixture(scope="module")
def snow() -> Character:
    return find_character("snow_white")


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("ko", "  ", "empty"),
        ("ko", "따따따따따 그래요.", "repetition"),
        ("ko", "사과를 사과를 사과를 사과를 먹어요.", "repetition"),
        ("ko", "숲에 가요 숲에 가요 숲에 가요.", "repetition"),
        ("en", "I went to the forest and I went to the forest and", "repetition"),
        ("en", "hahahahahahahaha", "repetition"),
        ("ko", "저는 AI 언어 모델로서 감정이 없어요.", "refusal"),
        ("ko", "요청하신 내용은 생성할 수 없어요.", "refusal"),
        ("en", "As an AI language model, I have no feelings.", "refusal"),
        ("en", "I'm sorry, but I cannot help with that.", "refusal"),
        ("en", "I'm just an AI, dear.", "refusal"),
        ("ko", "저는 Qwen이에요.", "identity"),
        ("ko", "나는 챗지피티야.", "identity"),
        ("ko", "제 이름은 클로드예요.", "identity"),
        ("ko", "알리바바가 저를 만들었어요.", "identity"),
        ("en", "I am Qwen, created by Alibaba Cloud.", "identity"),
        ("en", "I was trained by OpenAI.", "identity"),
        ("ko", "{{name}} 님, 안녕하세요.", "placeholder"),
        ("ko", "[이름] 님, 안녕하세요.", "placeholder"),
        ("ko", "상세한 발언이 여기에 와요.", "placeholder"),
        ("ko", "장면 11~20: 비슷하게 이어져요.", "placeholder"),
        ("en", "<text> goes here", "placeholder"),
        ("en", "string", "placeholder"),
        ("en", "...", "placeholder"),
        ("ko", "**정말** 고마워요.", "markdown"),
        ("en", "# Snow White", "markdown"),
        ("ko", "I am very happy to see you today.", "language"),
        ("ko", "저는 정말 행복해요 我很高兴见到你们", "language"),
        ("en", "정말 반가워요, 어서 오세요.", "language"),
        ("en", "Привет, как дела?", "language"),
        ("ko", "꺼져 주세요.", "forbidden"),
        ("ko", "백설공주: 안녕하세요.", "speaker"),
        ("en", "Snow White: Good day.", "speaker"),
        ("ko", "숲길에는 사슴이 살아요, " + ", ".join(f"{n}번째 나무" for n in range(60)), "long"),
    ],
)
def test_what_is_asked_again(language: Any, text: str, code: str, snow: Character) -> None:
    """§3b: loops, refusals, placeholders, abbreviations, other tongues, other identities."""
    with pytest.raises(Unusable) as caught:
        check_reply(text, snow, language, 400)
    assert caught.value.code == code
    assert text.strip() not in caught.value.reason or not text.strip()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "ㅋㅋㅋㅋㅋㅋ 정말요?!"),
        ("ko", "음……… 그건 잘 모르겠어요!!!"),
        ("ko", "아니에요, 저는 Qwen이 아니라 백설공주예요."),
        ("ko", "ChatGPT요? 그런 이름은 처음 들어요."),
        ("ko", "하하하, 네네, 그럼요."),
        ("ko", "*살며시 웃으며* 어서 오세요."),
        ("ko", "새로운 노래예요. 라라라."),
        ("en", "I am not Qwen, dear friend. I am Snow White."),
        ("en", "I can't help to hurt anyone. Tell me what happened."),
        ("en", "No, no, no! Not the apple."),
        ("en", "My dear, the Korean word for apple is 사과."),
        ("en", "Oh!"),
    ],
)
def test_what_is_let_through(language: Any, text: str, snow: Character) -> None:
    check_reply(text, snow, language, 400)


def test_a_character_may_have_the_name_of_a_model(snow: Character) -> None:
    claude = snow.model_copy(update={"names": {"ko": "클로드", "en": "Claude"}})
    assert not leaks("저는 클로드예요.", claude, "ko") and leaks("저는 클로드예요.", snow, "ko")
    assert not leaks("I am Claude.", claude, "en")


def test_short_texts_are_of_any_language() -> None:
    assert in_language("OK!", "ko") and in_language("응", "en")
    assert not loops("가나다라 마바사아") and loops("가나가나가나가나")


def test_the_schema_is_checked_to_its_leaves() -> None:
    item = {"type": "object", "properties": {"n": {"type": "integer"}, "x": {"type": "number"}}, "required": ["n", "x"]}
    schema = {"type": "object", "properties": {"all": {"type": "array", "items": item}}, "required": ["all"]}
    assert reading.value('{"all": [{"n": 1, "x": 0.5}, {"n": 2, "x": 1}]}', schema)
    for text, words in (
        ("[]", "the answer must be of type object"),
        ('{"al": []}', "has no 'all'"),
        ('{"all": {}}', "'all' must be of type array"),
        ('{"all": [{"n": 1, "x": 0.5}, {"n": true, "x": 1}]}', "'n' must be of type integer"),
        ('{"all": [3]}', "item 1, must be of type object"),
        ("[" * 100_000, "not one JSON object"),
        ('{"all": []} and more', "not one JSON object"),
    ):
        with pytest.raises(Unusable, match=words):
            reading.value(text, schema)
