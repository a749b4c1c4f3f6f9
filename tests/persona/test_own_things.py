"""What of her own world somebody names."""

import numpy as np
import pytest

from companion.persona import understanding
from companion.persona.emotion import Mood
from companion.persona.meant import Meant
from companion.persona.own_things import Things, words
from companion.persona.recall import Exchange

SMILE = Mood("smile", 0.5)


def exchange(ways: str, text: str, about: str = "world", language: str = "ko") -> Exchange:
    return Exchange(language, tuple(ways.split(" | ")), ((SMILE, text),), about=about)


COAL = exchange("숯덩이는 뭐 먹어? | 숯덩이 밥 뭐 줘", "석탄을 먹지.")
ROOF = exchange("지붕은 또 날아갔어? | 지붕 누가 고쳐", "숯덩이가 자는 동안 고쳤어.")
EATEN = exchange("뭐 먹었어? | 밥 먹었어? | 점심 뭐야", "죽 먹었어.", "food.ate")
TALK = [exchange(f"배고파 {at} | 심심해 {at} | 안녕 {at}", f"그래 {at}.", "bored") for at in range(20)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("숯덩이한테 인사 전해 줘", {"숯덩", "인사", "전해"}),
        ("지붕은?", {"지붕"}),
        ("Cinder's berries and boxes", {"cinder", "berry", "box"}),
        ("what is that", set()),
        ("", set()),
    ],
)
def test_words_are_compared_without_particles_and_endings(text: str, found: set[str]) -> None:
    assert words(text) == found


def test_an_exchange_about_the_thing_is_nearer_than_one_that_mentions_it() -> None:
    things = Things([COAL, ROOF, EATEN, *TALK])
    sure, about = things.named("숯덩이는 잘 있어?")
    assert sure > 0.8 and about[0] > about[1] > 0 and not about[2:].any()
    assert things.named("밥은 먹었어?")[0] == 0 and not np.any(things.named("안녕")[1])
    assert Things([]).named("숯덩이")[0] == 0


def test_what_has_no_topic_counts_for_her_things_and_makes_none() -> None:
    news = exchange("숯덩이 인형 샀어 | 숯덩이 인형 봤어 | 인형 가게에 숯덩이 있더라", "닮았어?", "")
    things = Things([COAL, news, *TALK])
    sure, about = things.named("숯덩이 닮은 거 샀어")
    assert sure > 0.8 and about[1] == pytest.approx(about[0], abs=0.05)
    assert things.named("인형 샀어")[0] == 0


def test_a_long_name_may_have_a_slip() -> None:
    granat = exchange("who is granat? | is granat angry", "My teacher!", language="en")
    things = Things([granat, *TALK])
    assert things.named("does Grannat know")[1][0] > 0 and not things.named("granite walls")[1].any()


def test_her_thing_goes_before_a_topic_but_not_before_what_is_the_persons() -> None:
    found = Meant([EATEN, COAL, ROOF, *TALK], [], understanding.load())
    assert found.find("숯덩이는 오늘 뭐 먹었어?", "ko", 1)[0].text == "석탄을 먹지."
    assert found.find("오늘 뭐 먹었어?", "ko", 1)[0].text == "죽 먹었어."
    knows = understanding.load()
    mine, hers = (found._own_things(text, knows.read(text))[0] for text in ("내 숯덩이 갈색", "숯덩이 갈색"))
    assert 0 < mine < hers


def test_the_name_of_a_thing_is_not_hers() -> None:
    name = exchange("이름이 뭐야?", "미나야!", "who.you")
    found = Meant([name, COAL, ROOF, *TALK], ["미나"], understanding.load())
    assert found.find("숯덩이라는 이름은 누가 지었어?", "ko", 1)[0].text == "석탄을 먹지."
    assert found.find("숯덩이 본 사람인데 넌 누구니?", "ko", 1)[0].text == "미나야!"
