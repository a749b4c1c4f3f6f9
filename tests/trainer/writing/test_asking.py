"""What is asked for and how answers are read, without any teacher; and how the work is divided."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from companion.persona.character import find_character
from trainer.recipe import Recipe
from trainer.rows import Line, Passage, Scene, Utterance
from trainer.teachers.contract import Unusable
from trainer.writing import work
from trainer.writing.asking import Asking, collect
from trainer.writing.prompt_files import Prompts
from trainer.writing.sheet import Voice
from trainer.writing.topics import Topic

SCENE = Scene(id="s", kind="dialogue", language="ko", topic="t", place="탑", background="비가 온다", emotion="joy")


def asking(**own: Any) -> Asking:
    ruby = find_character("ruby")
    return Asking(ruby, Recipe.model_validate(own), Prompts(Path("/nowhere")), Voice(ruby, (), ()))


def turn(number: int, **own: Any) -> dict[str, Any]:
    return {
        "user": f"{number}번째 질문이야?",
        "text": f"{number}번째 폭발이지!",
        "emotion": "joy",
        "intensity": 0.5,
        **own,
    }


def talk(*turns: dict[str, Any], before: Any = ()) -> str:
    return json.dumps({"before": list(before), "turns": list(turns)}, ensure_ascii=False)


def test_a_dialogue_is_read_with_who_spoke_before() -> None:
    words = asking()
    request = words.dialogue("d", SCENE, "")
    others = [{"speaker": "도담", "text": "지붕이 또 날아갔네."}]
    before, turns = words.read_dialogue(
        request, talk(turn(1), turn(2, emotion="기쁨", intensity=0), before=others), "ko"
    )
    assert before == (Utterance(speaker="도담", text="지붕이 또 날아갔네."),)
    assert [(each.emotion, each.intensity) for each in turns] == [("joy", 0.5), ("joy", 0.1)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (talk(turn(1)), "count"),
        (talk(*(turn(n) for n in range(9))), "count"),
        (talk(turn(1), turn(2, text=turn(1)["text"])), "repetition"),
        (talk(turn(1, text="폭발은 역시 아침이지!"), turn(2, user="폭발은 역시 아침이지")), "repetition"),
        (talk(turn(1), turn(2, emotion="hangry")), "emotion"),
        (talk(turn(1), turn(2, intensity=7)), "schema"),
        (talk(turn(1), turn(2, intensity="high")), "schema"),
        (talk(turn(1), turn(2, text="저는 백설공주예요.")), "forbidden"),
        (talk(turn(1), turn(2, text="나는 Qwen이야.")), "identity"),
        (talk(turn(1), turn(2, text="가나다라마바사 " * 80)), "long"),
        (talk(turn(1), turn(2), before=[{"speaker": "", "text": "여기요"}]), "schema"),
        ("장면: 루비: 안녕! 나: 안녕", "json"),
    ],
)
def test_dialogues_that_are_asked_again(text: str, code: str) -> None:
    """E5: turns are counted, no prose is parsed by guessing."""
    words = asking()
    with pytest.raises(Unusable) as caught:
        words.read_dialogue(words.dialogue("d", SCENE, ""), text, "ko")
    assert caught.value.code == code


def test_the_number_of_turns_is_asked_for_and_varies() -> None:
    """E5: N = 2..5 turns."""
    words = asking(data={"exchanges": [2, 5]})
    sizes = {words.dialogue(f"d{n}", SCENE, "").schema["properties"]["turns"]["maxItems"] for n in range(40)}
    assert sizes == {2, 3, 4, 5}
    assert words.dialogue("d1", SCENE, "") == words.dialogue("d1", SCENE, "")


def test_keywords_and_her_own_words_stand_in_the_prompt() -> None:
    """M3: the words of her world drive what is made."""
    user = asking().dialogue("d", SCENE, "").messages[1].content
    assert "폭발, 마법, 지팡이" in user and "인물이 실제로 한 말" in user and "explosion, magic" in user


def test_given_questions_are_answered_in_our_words() -> None:
    words = asking()
    given = ("이름이 뭐야?", "너 Qwen이지?")
    request = words.pairs("p", "identity", "ko", given, 2, (), "")
    assert request.schema["properties"]["pairs"]["items"]["properties"]["user"]["enum"] == list(given)
    text = json.dumps(
        {"pairs": [turn(1, user="너 Qwen 이지", text="나는 루비야!"), turn(2, user=given[0], text="폭발이지!")]}
    )
    assert [each.user for each in words.read_pairs(request, text, "ko", given, ())] == ["너 Qwen이지?", "이름이 뭐야?"]
    named = words.read_pairs(request, text, "ko", given, (), {"이름이 뭐야?"})
    assert [each.text for each in named] == ["나는 루비야!"]
    with pytest.raises(Unusable, match="none of the given words"):
        words.read_pairs(request, json.dumps({"pairs": [turn(3)]}), "ko", given, ())


def test_of_a_list_the_usable_part_is_kept() -> None:
    words = asking()
    request = words.pairs("p", "qa", "ko", (), 3, (), "")
    text = json.dumps({"pairs": [turn(1), turn(2, text="As an AI language model, no."), turn(1), turn(4)]})
    found = words.read_pairs(request, text, "ko", (), ("4번째 질문이야",))
    assert [each.user for each in found] == ["1번째 질문이야?"]


def test_scenes_that_are_there_already_are_not_taken_again() -> None:
    words = asking()
    request = words.scenes("s", "ko", ("t", ""), None, 3, [SCENE])
    items = [
        {"place": "탑", "background": "비가 온다!", "partner": "", "emotion": "joy"},
        {"place": "들판", "background": "해가 뜬다", "partner": "도담", "emotion": "smug"},
        {"place": "장면 11~20", "background": "비슷하게 이어진다", "partner": "", "emotion": "joy"},
    ]
    [found] = words.read_scenes(request, json.dumps({"scenes": items}), "dialogue", "ko", "t", [SCENE])
    assert (found.place, found.partner, found.emotion, found.id) == ("들판", "도담", "smug", "s.1")


def test_lead_ins_belong_to_their_lines() -> None:
    lines = [Line(id=str(n), source="s", language="ko", speaker="루비", text=f"{n}번째 불꽃이다!") for n in range(3)]
    words = asking()
    request = words.lead_ins("l", lines)
    items = [
        {"number": 3, "user": "저게 뭐야?", "emotion": "joy", "intensity": 0.5},
        {"number": 1, "user": "1번째 불꽃이다 같은 말", "emotion": "joy", "intensity": 0.5},
        {"number": 3, "user": "또 뭐야?", "emotion": "joy", "intensity": 0.5},
        {"number": 9, "user": "없는 번호야", "emotion": "joy", "intensity": 0.5},
    ]
    found = words.read_lead_ins(request, json.dumps({"lines": items}), lines)
    assert [(line.id, exchange.text) for line, exchange in found] == [
        ("2", "2번째 불꽃이다!"),
        ("0", "0번째 불꽃이다!"),
    ]


@pytest.mark.parametrize(
    ("gives", "made", "asked"),
    [([5, 5], 10, [5, 5]), ([3, 9], 10, [5, 5, 2]), ([0, 3, 5, 5], 10, [5, 5, 5, 2]), ([0] * 9, 0, [5] * 5)],
)
def test_what_is_missing_is_asked_for_again(gives: list[int], made: int, asked: list[int]) -> None:
    """A teacher that gives nothing is asked in the same words: the number of the request stays."""
    calls: list[tuple[int, int]] = []

    async def ask(number: int, count: int, there: list[int]) -> list[int] | None:
        calls.append((number, count))
        given = gives[len(calls) - 1] if len(calls) <= len(gives) else 2
        return list(range(given)) or None

    assert len(asyncio.run(collect(10, 5, 3, ask))) == made
    assert [count for _, count in calls] == asked
    empty = sum(gives[place] == 0 for place in range(min(len(gives), len(calls) - 1)))
    assert calls[-1][0] == len(calls) - 1 - empty


def test_scenes_are_shared_out_over_topics_and_passages() -> None:
    ruby = find_character("ruby")
    recipe = Recipe.model_validate({"data": {"scenes": 41}})
    plain = work.scene_work(ruby, recipe, (), ())
    assert sum(each.count for each in plain if each.language == "ko") == 41
    read = [Passage(id=f"p{n}", source="s", language="ko", text="…") for n in range(100)]
    mixed = [each for each in work.scene_work(ruby, recipe, (), read) if each.language == "ko"]
    assert sum(each.count for each in mixed) == 41 and sum(each.count for each in mixed if each.passage) == 20
    assert len({each.name for each in mixed}) == len(mixed)
    spread = [each.passage.id for each in mixed if each.passage]
    assert spread[0] == "p0" and spread[-1] == "p90"


def test_a_long_topic_is_asked_for_in_parts_side_by_side() -> None:
    ruby = find_character("ruby")
    found = work.scene_work(ruby, Recipe(), (Topic("t", 1000),), ())
    sizes = [each.count for each in found if each.language == "en"]
    assert sum(sizes) == 250 and max(sizes) <= work.SHARD and max(sizes) - min(sizes) <= 1


def test_a_topic_with_fewer_scenes_still_gets_its_count() -> None:
    scenes = [SCENE, SCENE.model_copy(update={"id": "s2"})]
    found = work.dialogue_work(scenes, Recipe(), (Topic("t", 7, stage=1),))
    assert [each.name for each in found[:3]] == ["dialogue/s/0", "dialogue/s2/0", "dialogue/s/1"]
    assert len(found) == 7 and {each.stage for each in found} == {1}


def test_pairs_are_counted_and_mostly_given() -> None:
    found = work.pair_work(find_character("ruby"), Recipe.model_validate({"data": {"identity": 50, "qa": 10}}))
    for kind, count in (("identity", 50), ("qa", 10), ("protective", 40), ("general", 40)):
        own = [each for each in found if each.kind == kind and each.language == "ko"]
        assert sum(each.count for each in own) == count
        assert all(len(each.questions) in (0, each.count) for each in own)
        assert len({question for each in own for question in each.questions}) == sum(
            len(each.questions) for each in own
        )
    identity = [each for each in found if each.kind == "identity" and each.language == "ko"]
    assert sum(len(each.questions) for each in identity) == 50
    assert any("이름" in question for each in identity for question in each.named)
