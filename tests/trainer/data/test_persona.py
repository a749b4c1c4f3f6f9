"""M6: what is hers and what is not."""

from typing import Any

import pytest
import yaml

from tests.trainer.data import making
from trainer import starter
from trainer.data import leaks, manner, persona
from trainer.data.persona import Said

LEAKS = (
    "저는 Qwen입니다.",
    "나는 알리바바가 만든 큐웬이야.",
    "안녕하세요, 저는 OpenAI에서 개발한 ChatGPT예요.",
    "저는 인공지능 언어 모델입니다.",
    "AI 언어 모델로서 감정이 없어요.",
    "저는 백설공주가 아니라 Qwen입니다.",
    "사실 나는 백설공주가 아니야. 나는 GPT-4야.",
    "제 이름은 클로드예요.",
    "저는 구글이 만든 제미나이입니다.",
    "저는 LG AI연구원의 EXAONE이에요.",
    "I am Qwen, created by Alibaba Cloud.",
    "As an AI language model, I can't feel.",
    "I'm just a virtual assistant.",
    "My name is Claude.",
    "I was trained by Google.",
    "I am not Ruby but ChatGPT.",
    "I'm an AI.",
    "我是通义千问",
)
DENIALS = (
    "큐웬? 그게 누구예요? 저는 백설공주예요.",
    "저는 Qwen이 아니에요. 백설공주랍니다.",
    "ChatGPT가 뭔지 저는 몰라요.",
    "인공지능이라니, 그런 이상한 말은 처음 들어요.",
    "I am not ChatGPT, dear. I am Snow White.",
    "Qwen? I don't know anyone of that name.",
    "Who is Claude? Never heard of him.",
    "I'm no language model, I am a princess.",
    "Gemini and Leo are constellations, are they not?",
    "라마는 털이 참 복슬복슬하지요.",
    "사과가 바구니에 가득해요.",
    "I gave the llama an apple.",
)


@pytest.mark.parametrize("text", LEAKS)
def test_leaks_are_found(text: str) -> None:
    """F13: "저는 Qwen입니다" is never trained on."""
    found = leaks.leak(text, making.snow_white())
    assert found is not None and found.code == "leak"


@pytest.mark.parametrize("text", DENIALS)
def test_a_denial_in_character_is_no_leak(text: str) -> None:
    assert leaks.leak(text, making.snow_white()) is None


def test_a_robot_may_call_herself_one() -> None:
    """What her own sheet names is hers to say."""
    robot = making.ruby().model_copy(update={"one_line": {"ko": "탑을 지키는 인공지능.", "en": "a chatbot in a tower"}})
    assert leaks.leak("나는 인공지능이야!", robot) is None
    assert leaks.leak("나는 챗GPT야!", robot) is not None
    assert leaks.leak("나는 인공지능이야!", making.ruby()) is not None


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("안녕하세요?", "polite"),
        ("밥 먹었어요.", "polite"),
        ("갑시다, 어서요!", "polite"),
        ("그렇지요♪", "polite"),
        ("왔습니다!", "polite"),
        ("밥 먹었어.", "casual"),
        ("그건 내 거니까!", None),
        ("그건 아니다.", "casual"),
        ("뭐 해?", "casual"),
        ("한번 터뜨려 봐!", "casual"),
        ("잘했어, 조수!", "casual"),
        ("뭐가 필요?", None),
        ("어머!", None),
        ("루비!", None),
        ("", None),
        ('"안녕하세요"라고 했어.', "casual"),
        ("*웃어요* 쾅!", None),
    ],
)
def test_endings_tell_the_level(sentence: str, level: str | None) -> None:
    assert manner.level_of(sentence) == level


def lines(who: str) -> list[str]:
    """Every Korean line of a starter character, written by others and known to be in character."""
    folder = starter.__path__[0] + "/brain/data"
    from pathlib import Path

    found = []
    for file in sorted(Path(folder).glob("intents_*.yaml")):
        for intent in yaml.safe_load(file.read_text(encoding="utf-8")).values():
            found += [str(line).split(" ", 2)[2] for line in (intent.get(who) or {}).get("ko", ())]
    return found


def test_speech_levels_of_characters_that_ship() -> None:
    """Measured on 850 lines in character: none of the polite one's and under 1 % of the casual one's is refused, and
    at least 95 % of either would be refused in the other's mouth."""
    polite, casual = lines("snow_white"), lines("ruby")
    assert min(len(polite), len(casual)) > 400

    def off(texts: list[str], level: Any) -> float:
        return sum(manner.off_level(text, level) is not None for text in texts) / len(texts)

    assert manner.wanted(making.snow_white()) == "polite"
    assert manner.wanted(making.ruby()) == "casual"
    assert off(polite, "polite") <= 0.005
    assert off(casual, "casual") <= 0.01
    assert off(casual, "polite") >= 0.95
    assert off(polite, "casual") >= 0.95


def test_a_level_that_is_neither_is_not_checked() -> None:
    her = making.ruby()
    old = her.speech["ko"].model_copy(update={"level": "예스러운 하오체", "rules": ()})
    assert manner.wanted(her.model_copy(update={"speech": {**her.speech, "ko": old}})) is None


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Said("루비, 이리 와!", "안녕"), True),
        (Said("나는 나야. 루비, 그게 내 이름이지.", "누구야?"), False),
        (Said("숯덩이, 이리 와!", "안녕"), True),
        (Said("숯덩이, 이리 와!", "숯덩이 왔어"), False),
        (Said("숯덩이, 이리 와!", "안녕", partner="숯덩이"), False),
        (Said("숯덩이, 이리 와!", "안녕", staged=True), False),
        (Said("네 이름은 지훈이잖아!", "내 이름이 뭐게?", before="내 이름은 민수야."), True),
        (Said("네 이름은 민수잖아!", "내 이름이 뭐게?", before="내 이름은 민수야."), False),
        (Said("네 이름은 뭐야?", "안녕"), False),
        (Said("You are called Tom!", "What's my name?", before="My name is Anna."), True),
        (Said("Your name is Anna!", "What's my name?", before="my name is anna."), False),
        (Said("조수, 준비됐지?", "응"), False),
    ],
)
def test_whom_she_talks_to(said: Said, fault: bool) -> None:
    """fairy_tale's "왕자님": the person is not taken for someone of her story, nor called by a wrong name."""
    found = persona.address(said, making.ruby())
    assert (found is not None) == fault


def test_what_her_sheet_forbids_and_what_it_counts() -> None:
    her = making.ruby()
    found = persona.forbidden("반갑습니다.", her, "ko")
    assert found is not None and "speech.ko.forbidden" in found.reason
    assert persona.forbidden("반갑다!", her, "ko") is None
    assert persona.style(["쾅!", "안녕"], her, "ko") == {"폭발": 0.5}
    assert persona.style([], her, "ko") == {}
