"""The judge, over HTTP on this machine: scores, interviews, both orders, and what it fails at."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from tests.trainer.evaluation import workshop
from tests.trainer.teachers.loopback import Said, server
from trainer.evaluation import judging
from trainer.evaluation.judging import AXES, Judge, Pair, Talk
from trainer.evaluation.speaker import GREEDY, Speaker
from trainer.recipe import JudgeRecipe

TALK = Talk("one", "ko", (("Person", "안녕?"), ("백설공주", "어서 오세요!")))
Answer = Callable[[str], str]


def judge(url: str, folder: Path) -> Judge:
    settings = JudgeRecipe(url=url, model="strict", workers=4)
    return Judge(settings, workshop.character(), folder, offline=True, tell=lambda done, total, note: None)


def says(answer: Answer) -> Callable[[int, dict[str, Any]], Said]:
    return lambda number, body: Said(content=answer(body["messages"][-1]["content"]))


def by_words(prefer: str) -> Answer:
    """Prefers the reply that holds a word, wherever it stands."""

    def answer(asked: str) -> str:
        first = asked.split("[A]")[1].split("[B]")[0]
        second = asked.split("[B]")[1]
        winner = "A" if prefer in first else "B" if prefer in second else "tie"
        return json.dumps({"reason": "r", "winner": winner})

    return answer


def test_scores_of_every_axis_with_their_interval(tmp_path: Path) -> None:
    """§2.8: memory, values, personality, hallucination, stability, 1 to 7."""

    def answer(asked: str) -> str:
        return '{"reason": "ok", "score": 6}' if AXES["memory"] in asked else '{"score": "4"}'

    with server(says(answer)) as log:
        made = judge(log.url, tmp_path)
        made.axes([TALK, Talk("two", "en", TALK.turns)])
    record = made.judged.record("strict")
    assert set(record["axes"]) == set(AXES) and record["failures"] == []
    assert record["axes"]["memory"] == {"value": 6.0, "low": 6.0, "high": 6.0, "n": 2}
    assert record["axes"]["values"]["value"] == 4.0
    assert len(log.bodies) == 10 and all(body["temperature"] == 0 for body in log.bodies)
    assert "당신은 백설공주" in log.asked()[0] and "어서 오세요!" in log.asked()[0]


def test_nothing_is_asked_twice(tmp_path: Path) -> None:
    with server(says(lambda asked: '{"reason": "ok", "score": 5}')) as log:
        judge(log.url, tmp_path).axes([TALK])
        again = judge(log.url, tmp_path)
        again.axes([TALK])
    assert len(log.bodies) == 5 and again.judged.axes["memory"] == [5.0]


@pytest.mark.parametrize("rubbish", ["well played", '{"score": 9}', '{"score": true}', "[1]", '{"reason": "x"}'])
def test_what_is_no_score_is_named_and_never_counted(tmp_path: Path, rubbish: str) -> None:
    with server(says(lambda asked: rubbish)) as log:
        made = judge(log.url, tmp_path)
        made.axes([TALK])
    record = made.judged.record("strict")
    assert record["axes"] == {} and len(record["failures"]) == len(AXES)
    assert record["failures"][0] == "axes/one/memory: no usable score"


def test_a_pair_is_won_only_in_both_orders(tmp_path: Path) -> None:
    pairs = [Pair(str(n), "안녕?", "hers GOOD", "other") for n in range(3)] + [Pair("lost", "?", "hers", "other GOOD")]
    with server(says(by_words("GOOD"))) as log:
        made = judge(log.url, tmp_path)
        made.duels(pairs)
    assert made.judged.duels == {"0": 1.0, "1": 1.0, "2": 1.0, "lost": 0.0}
    record = made.judged.record("strict")
    assert record["pairwise"]["value"] == 0.75 and record["pairwise"]["n"] == 4
    assert record["pairwise"]["low"] < 0.75 and record["agreed"]["value"] == 1.0
    assert len(log.bodies) == 8


def test_a_judge_that_likes_the_first_place_decides_nothing(tmp_path: Path) -> None:
    with server(says(lambda asked: '{"reason": "r", "winner": "A"}')) as log:
        made = judge(log.url, tmp_path)
        made.duels([Pair("x", "?", "hers", "other")])
    assert made.judged.duels == {"x": 0.5} and made.judged.agreed == [False]


def test_a_failure_is_no_win(tmp_path: Path) -> None:
    """One order is judged, the other is not: the pair counts nowhere."""

    def half(asked: str) -> str:
        return '{"winner": "A", "reason": "r"}' if asked.index("hers") < asked.index("other") else "no idea"

    with server(says(half)) as log:
        made = judge(log.url, tmp_path)
        made.duels([Pair("x", "?", "hers", "other")])
    assert made.judged.duels == {} and made.judged.failures == ["pair/x: not judged in both orders"]
    assert "pairwise" not in made.judged.record("strict")


def test_interviews_are_five_turns_with_the_real_model(tmp_path: Path) -> None:
    """§2.8: the judge asks on, she answers with all that was said before."""
    speaker = Speaker(workshop.BRAIN)
    try:
        with server(says(lambda asked: json.dumps({"question": f"질문 {asked.count('Interviewer:')}?"}))) as log:
            made = judge(log.url, tmp_path)
            talks = made.interviews(speaker, GREEDY, "short")
    finally:
        speaker.close()
    assert len(talks) == judging.TOPICS and made.judged.failures == []
    assert [len(talk.turns) for talk in talks] == [2 * judging.TURNS] * judging.TOPICS
    assert [who for who, _ in talks[0].turns[:2]] == ["Interviewer", "백설공주"]
    assert talks[0].turns[8][1] == "질문 4?" and {talk.language for talk in talks} == {"ko", "en"}
    assert len(log.bodies) == 25


def test_an_interview_that_breaks_off_is_named(tmp_path: Path) -> None:
    speaker = Speaker(workshop.BRAIN)
    try:
        with server(says(lambda asked: '{"question": ""}')) as log:
            made = judge(log.url, tmp_path)
            assert made.interviews(speaker, GREEDY, "short") == []
    finally:
        speaker.close()
    assert len(made.judged.failures) == judging.TOPICS


def test_a_judge_without_a_model_or_a_server_is_told(tmp_path: Path) -> None:
    settings = JudgeRecipe(url="http://127.0.0.1:9/v1", model="")
    with pytest.raises(TrainingError, match="no model"):
        Judge(settings, workshop.character(), tmp_path, offline=True, tell=lambda done, total, note: None)
    with server(lambda number, body: Said(status=401)) as log, pytest.raises(TrainingError):
        judge(log.url, tmp_path).axes([TALK])
