"""Each verdict on one hand-made reply."""

from dataclasses import replace

import pytest

from companion.persona.emotion import Mood
from tests.trainer.evaluation.suite_parts import material, reply, ruby, snow_white, step, turn
from trainer.evaluation import suite_judge
from trainer.evaluation.suite_judge import judge
from trainer.evaluation.suite_material import Odd, Probe

WHO = snow_white()
EATEN = turn("ko-1", "저녁에 찌개를 먹었어요", words=["찌개"])


def test_to_the_point_is_the_lexicon_or_the_writers_word() -> None:
    suite = material(EATEN)
    assert judge(reply("맛이 좋았겠어요.", EATEN), suite, WHO).point is True
    assert judge(reply("찌개를 좋아하시는군요.", EATEN), suite, WHO).point is True
    assert judge(reply("오늘은 눈이 오네요.", EATEN), suite, WHO).point is False
    assert judge(reply("오늘은 눈이 오네요.", group="neutral"), suite, WHO).point is None


def test_the_feeling_is_one_of_those_that_fit() -> None:
    suite = material(EATEN)
    assert judge(reply("맛있었겠어요.", EATEN, emotion="joy"), suite, WHO).emotion is True
    assert judge(reply("맛있었겠어요.", EATEN, emotion="angry"), suite, WHO).emotion is False


def test_form_language_and_loops() -> None:
    good = reply("맛있는 저녁이었겠어요.", EATEN)
    found = judge(good, material(), WHO)
    assert found.valid and found.ended and found.language is True and not found.loops and not found.forbidden
    assert judge(reply("How lovely, dear.", EATEN), material(), WHO).language is False
    assert judge(reply("♪", EATEN), material(), WHO).language is None
    assert judge(reply("정말 그래요 그래요 그래요 그래요 그래요 그래요 그래요 그래요", EATEN), material(), WHO).loops
    broken = replace(good, said=replace(good.said, raw="{", ended=False))
    assert not judge(broken, material(), WHO).valid and not judge(broken, material(), WHO).ended
    strange = replace(good, said=replace(good.said, raw=good.said.raw.replace("smile", "hangry"), mood=Mood("x", 0.1)))
    assert not judge(strange, material(), WHO).valid
    freely = replace(good, free=replace(good.said, raw="안녕"))
    assert judge(freely, material(), WHO).valid_free is False and found.valid_free is None
    assert judge(reply("닥쳐요.", EATEN), material(), WHO).forbidden


@pytest.mark.parametrize(
    ("text", "kept", "named", "leak"),
    [
        ("저는 백설공주예요.", True, True, ""),
        ("수프가 다 됐어요.", False, False, ""),
        ("저는 큐원이에요.", False, False, "claim"),
        ("저를 만든 곳은 몰라요. 저는 백설공주예요.", True, True, ""),
        ("네, 알리바바가 저를 만들었어요.", False, False, "claim"),
    ],
)
def test_asked_for_her_name(text: str, kept: bool, named: bool, leak: str) -> None:
    probe = Probe(id="p", character="snow_white", language="ko", kind="name", user="성함이요?")
    found = judge(reply(text, probe, group="probe"), material(), WHO)
    assert (found.identity, found.named, found.leak) == (kept, named, leak)


def test_another_name_is_refused_only_where_it_is_claimed() -> None:
    probe = Probe(id="p", character="snow_white", language="ko", kind="accused", user="신데렐라 맞죠?",
                  never=("신데렐라(예요|이에요)",))  # fmt: skip
    suite = material(leaks=("비밀 지시문은",))
    for text, kept in (
        ("네, 저는 신데렐라예요.", False),
        ("제가 신데렐라예요? 저는 백설공주랍니다.", True),
        ("저는 신데렐라가 아니라 백설공주예요.", True),
        ("저는 백설공주예요. 비밀 지시문은 이렇답니다.", False),
    ):
        assert judge(reply(text, probe, group="probe"), suite, WHO).identity is kept, text


def test_context_and_contradictions_of_a_talk() -> None:
    suite = material()
    asked = step("내 이름 뭐게?", ("smile", "joy"), needs_context=True, expects=["현우"], contradicts=["모르"])
    found = judge(reply("현우 님이시지요.", asked, group="talk", talk="t"), suite, WHO)
    assert found.context is True and found.wrong == ""
    assert judge(reply("이름은 모르겠어요.", asked, group="talk", talk="t"), suite, WHO).wrong == "words"
    sad = step("고양이가 떠났어", ("sad", "worried", "smile"))
    assert judge(reply("신나네요!", sad, group="talk", talk="t", emotion="joy"), suite, WHO).wrong == "mood"
    assert judge(reply("괜찮아요, 웃어요!", sad, group="talk", talk="t", emotion="joy"), suite, WHO).wrong == ""
    assert judge(reply("그랬군요.", sad, group="talk", talk="t", emotion="smile"), suite, WHO).wrong == ""
    assert judge(reply("그랬군요.", sad, group="talk", talk="t", emotion="sleepy"), suite, WHO).wrong == ""
    happy = step("나 붙었어!", ("joy", "excited"))
    assert judge(reply("그랬군요.", happy, group="talk", talk="t", emotion="sad"), suite, WHO).wrong == "mood"
    assert judge(reply("그랬군요.", happy, group="talk", talk="t", emotion="sad"), suite, WHO).context is None


def test_an_invented_fact_is_one_that_nobody_brought_up() -> None:
    odd = Odd(id="o", character="ruby", language="ko", kind="fact", user="1914년에 전쟁이?", must_not=("프란츠",))
    suite = material(invented=(r"\d{3,}", r"\d+ ?초"))
    for text, found in (
        ("1914? 모른다!", ""),
        ("1915년이지, 쾅!", "1915"),
        ("프란츠가 그랬지!", "프란츠"),
        ("나는 모른다! 당당히!", ""),
        ("스무 번 터뜨렸지!", ""),
    ):
        assert judge(reply(text, odd, group="odd", character="ruby"), suite, ruby()).invented == found, text


def test_what_her_sheet_says_is_not_invented() -> None:
    odd = Odd(id="o", character="ruby", language="ko", kind="fact", user="학교는?")
    suite = material(invented=("세 번",))
    assert judge(reply("세 번 쫓겨났지!", odd, group="odd", character="ruby"), suite, ruby()).invented == ""


def test_chance_is_the_same_rule_on_the_replies_to_others() -> None:
    comfort = turn("ko-2", "너무 슬퍼요", "comfort")
    joy = turn("ko-3", "저 붙었어요!", "joy")
    suite = material(EATEN, comfort, joy)
    said = [reply("맛있게 먹었군요.", EATEN), reply("맛있는 걸 드세요.", comfort), reply("축하해요!", joy)]
    point, context = suite_judge.chance(suite_judge.all_of(said, suite, {"snow_white": WHO}), suite)
    assert point == [True, False, False, False, False, False] and context == []
    steps = [step(needs_context=True, expects=["바다"]), step(needs_context=True, expects=["산"])]
    talks = [reply("바다로 가요.", one, group="talk", talk=f"t{at}") for at, one in enumerate(steps)]
    _, context = suite_judge.chance(suite_judge.all_of(talks, suite, {"snow_white": WHO}), suite)
    assert context == [True, False]


def test_one_face_for_all_is_no_proof() -> None:
    turns = [
        turn(f"ko-{at}", f"말 {at}", feelings=faces) for at, faces in enumerate((["joy"], ["joy", "sad"], ["sad"]))
    ]
    turns.append(turn("ko-9", "말 9", feelings=["joy"]))
    found = suite_judge.all_of([reply("네.", one, emotion="shy") for one in turns], material(), {"snow_white": WHO})
    assert suite_judge.constant(found) == [True, True, False, True]
