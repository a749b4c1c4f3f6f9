"""The judge of the starter brain: what counts as to the point, as one language, as a loop."""

import pytest

from trainer.starter.brain import dialogues
from trainer.starter.brain.evaluate import Count, Judge, figures, language_of, loops


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(dialogues.load())


@pytest.mark.parametrize(
    ("character", "language", "text", "intent"),
    [
        ("ruby", "ko", "내 이름은 루비! 폭발 하나에 모든 것을 건 대마법사지!", "ask_name"),
        ("ruby", "en", "My name is Ruby! The archmage who staked everything on explosions", "ask_name"),
        ("snow_white", "ko", "저는 열아홉 살이에요. 눈이 내리던 날 태어났답니다", "age"),
        ("snow_white", "en", "I live in a little house in the deep forest with seven dwarfs", "where_live"),
    ],
)
def test_the_nearest_written_reply_tells_the_intent(
    judge: Judge, character: str, language: str, text: str, intent: str
) -> None:
    assert intent in judge.intents(character, language, text)


def test_what_is_near_to_nothing_has_no_intent(judge: Judge) -> None:
    assert judge.intents("ruby", "en", "zzz qqq completely different words") == set()
    assert judge.intents("ruby", "en", "") == set()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("안녕하세요!", "ko"),
        ("Hello!", "en"),
        ("*웃는다* Hello!", "en"),
        ("Tom 님, 만나서 정말 반가워요. 오늘도 좋은 하루 보내세요!", "ko"),
        ("안녕 my dear friend", "mixed"),
    ],
)
def test_language_is_told_by_letters_outside_actions(text: str, language: str) -> None:
    assert language_of(text) == language


def test_loops_are_noticed_and_laughter_is_not() -> None:
    assert loops("go to the hill and go to the hill and go to the hill and go to the hill")
    assert loops("펑펑쾅쾅펑펑쾅쾅펑펑쾅쾅펑펑쾅쾅")
    assert not loops("하하하하! 웃음도 폭발시켜야 제맛이지!")
    assert not loops("Boom boom boom! Every explosion today is for you!")


def test_counts_keep_what_was_wrong() -> None:
    count = Count()
    count.add(True, "q", "r")
    for index in range(40):
        count.add(False, f"q{index}", "r")
    assert (count.right, count.of, len(count.wrong)) == (1, 41, 30)
    assert figures({"a": count}) == {"a": {"share": round(1 / 41, 4), "of": 41}}
    assert Count().share == 0.0
