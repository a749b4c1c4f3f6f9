"""The figures, limits and the card, on hand-made replies."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from companion.persona.character import Character
from tests.trainer.evaluation.suite_parts import material, reply, ruby, snow_white, step, turn
from trainer.evaluation import suite_apart, suite_card, suite_figures, suite_gates, suite_judge
from trainer.evaluation.suite_ask import Reply
from trainer.evaluation.suite_gates import Limits
from trainer.evaluation.suite_judge import Judged
from trainer.evaluation.suite_material import Odd, Probe, Suite
from trainer.stage import GateFailed

PEOPLE: dict[str, Character] = {"snow_white": snow_white(), "ruby": ruby()}
EATEN = turn("ko-1", "저녁에 찌개를 먹었어요")
SUITE = material(EATEN, invented=(r"\d{3,}",))
ODD = Odd(id="o", character="snow_white", language="ko", kind="maths", user="더하면?")
PROBE = Probe(id="p", character="snow_white", language="ko", kind="name", user="성함이요?")


def judged(*replies: Reply, suite: Suite = SUITE) -> list[Judged]:
    return suite_judge.all_of(replies, suite, PEOPLE)


def test_shares_with_wilsons_interval() -> None:
    replies = [reply("맛있었겠어요.", EATEN), reply("눈이 와요.", EATEN, emotion="angry")]
    replies += [reply(text, ODD, group="odd") for text in ("123이에요.", "몰라요, 가르쳐 주세요.")]
    found = judged(*replies, reply("저는 백설공주예요.", PROBE, group="probe"))
    figures = suite_figures.measure(found, PEOPLE, ())
    assert figures["point"].value == 0.5 and figures["point"].n == 2
    assert figures["emotion"].value == 0.5 and figures["identity"].value == 1.0
    assert figures["odd_invented"].value == 0.5 and figures["odd_in_character"].value == 1.0
    assert figures["json_valid"].n == 5 and figures["json_valid"].low == pytest.approx(0.566, abs=0.001)
    assert "context" not in figures and "friends_brief" not in figures


def test_a_reply_in_another_language_is_out_of_character() -> None:
    found = judged(reply("I don't know, dear.", ODD, group="odd"), reply("몰라요.", ODD, group="odd"))
    figures = suite_figures.measure(found, PEOPLE, ())
    assert figures["odd_in_character"].value == 0.5 and figures["language"].value == 0.5


def test_friends_are_brief_and_ask_back() -> None:
    short = reply("쾅! 너는?", group="neutral", character="ruby")
    long = reply("쾅! 펑! 콰과광!", group="neutral", character="ruby")
    figures = suite_figures.measure(judged(short, long), PEOPLE, {"ruby"})
    assert figures["friends_brief"].value == 0.5 and figures["friends_asks"].value == 0.5


def test_style_is_the_mean_over_the_characters() -> None:
    polite = [reply(f"좋은 날이에요 {at}.", EATEN) for at in range(4)]
    plain = [reply("그래.", group="neutral", character="ruby") for _ in range(4)]
    both = suite_figures.measure(judged(*polite, *plain), PEOPLE, ())["style"]
    assert both.value == 0.5 and suite_figures.measure(judged(*polite), PEOPLE, ())["style"].value == 1.0
    assert suite_figures.measure(judged(*plain), PEOPLE, ())["style"].value == 0.0


def test_louder_with_the_feeling() -> None:
    weak = [(0.2, 0.0)] * 5
    strong = [(0.9, 2.0)] * 5
    assert suite_figures.rising(weak + strong) is True
    assert suite_figures.rising([(0.2, 3.0)] * 5 + strong) is False
    assert suite_figures.rising(weak + strong[:4]) is None


def test_the_same_reply_again_in_a_talk() -> None:
    texts = ("네.", "네.", "그럼요.", "네.")
    found = judged(*(reply(text, step(), group="talk", talk="a") for text in texts))
    assert suite_figures.repeats(found) == [True, False, True]
    other = judged(reply("네.", step(), group="talk", talk="b"))
    assert suite_figures.repeats(found[:1] + other) == []


def test_naive_bayes_knows_who_speaks() -> None:
    texts = {"fire": ("쾅! 터진다!", "펑! 폭발이다!", "쾅쾅!"), "calm": ("그럼요.", "천천히 앉으세요.", "차 드실래요?")}
    ear = suite_apart.Ear(texts)
    assert ear.who(["쾅! 또 터졌다!"]) == "fire" and ear.who(["차 한 잔 드세요."]) == "calm"
    assert ear.who(["그럼요.", "쾅! 펑! 폭발!", "터진다!"]) == "fire"
    assert suite_apart.by("abcdefg", 3) == ["abc", "def"]
    assert suite_apart.ceiling({"a": ["쾅!"] * 10, "b": ["네에."] * 10}, 2) == [True] * 10


def test_the_cast_is_told_apart_by_its_own_written_replies() -> None:
    """Six replies of each that were written for her, as if to neutral turns."""
    replies = [
        reply(text, group="neutral", character=name)
        for name, who in PEOPLE.items()
        for text in suite_apart.written(who, "ko")[:6]
    ]
    apart = suite_figures.tell_apart(judged(*replies), PEOPLE)
    assert apart is not None and apart.told == (True,) * 4 and len(apart.single) == 12 and not apart.few
    assert sum(apart.ceiling) / len(apart.ceiling) > 0.9
    swapped = [replace(one, character="ruby" if one.character == "snow_white" else "snow_white") for one in replies]
    wrong = suite_figures.tell_apart(judged(*swapped), PEOPLE)
    assert wrong is not None and wrong.told == (False,) * 4 and wrong.mixed["ruby", "snow_white"] >= 5
    assert suite_figures.tell_apart(judged(*replies), {"ruby": PEOPLE["ruby"]}) is None


def test_each_limit_fails_by_itself() -> None:
    found = judged(reply("맛있었겠어요.", EATEN), suite=SUITE)
    figures = suite_figures.whole(found, SUITE, PEOPLE, None)
    rows = {row.name: row for row in suite_gates.check(Limits(), figures)}
    assert rows["point"].passed and rows["loops"].passed and not rows["context"].passed
    assert "apart" not in rows and "friends_brief" not in rows
    with pytest.raises(GateFailed) as caught:
        suite_gates.refuse(list(rows.values()), "card.md")
    assert {row.name for row in caught.value.rows} == {name for name, row in rows.items() if not row.passed}
    assert "context: not measured, must be >= 60 %" in caught.value.message and caught.value.report == "card.md"
    suite_gates.refuse([rows["point"]], "card.md")


def test_the_most_that_is_allowed() -> None:
    loud = replace(judged(reply("맛있었겠어요.", EATEN))[0], loops=True, leak="claim")
    rows = {row.name: row for row in suite_gates.check(Limits(), suite_figures.measure([loud], PEOPLE, ()))}
    assert not rows["loops"].passed and not rows["leak"].passed and rows["loops"].sense == "most"


def test_the_card_shows_samples_mistakes_and_talks(tmp_path: Path) -> None:
    many = [
        reply(f"맛 {at}.", turn(f"ko-{at}", f"먹은 것 {at}"), emotion="angry" if at % 2 else "smile")
        for at in range(120)
    ]
    talk = reply("신나네요 | *별*", step("고양이가\n떠났어"), group="talk", talk="talk-ko-1", emotion="joy")
    found = judged(*many, talk)
    figures = suite_figures.whole(found, SUITE, PEOPLE, None)
    rows = {"overall": {"all": figures}} | {
        part: {"x": figures} for part in ("characters", "languages", "both", "intents")
    }
    settings = {"model": "m.gguf", "made": "today", "seed": 1, "recall": 0, "sampling": {"temperature": 0.5},
                "characters": ["snow_white"], "whole": 7, "replies": len(found)}  # fmt: skip
    gates = suite_gates.check(Limits(), figures)
    card = suite_card.record(found, rows, gates, None, settings, 1)
    assert (
        len(card["samples"]) == 100
        and card["samples"] == suite_card.record(found, rows, gates, None, settings, 1)["samples"]
    )
    assert card["samples"] != suite_card.record(found, rows, gates, None, settings, 2)["samples"]
    assert [one["wrong"] for one in card["mistakes"]["contradiction"]] == ["mood"] and not card["passed"]
    text = suite_card.render(json.loads(json.dumps(card)))
    assert "not good enough yet" in text and "## 100 samples to be read" in text and r"신나네요 \| \*별\*" in text
    assert text.count("\n| snow_white |") >= 100 and "고양이가 떠났어" in text
