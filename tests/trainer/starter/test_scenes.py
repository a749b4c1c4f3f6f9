"""All that was written for the cast, in one form, and the ways to ask for it."""

from pathlib import Path

import pytest

from companion.errors import TrainingError
from companion.persona.emotion import Mood
from companion.persona.recall import Recall, fold
from trainer.starter import cast, recall_files, scenes, ways
from trainer.starter.scenes import Scene, Turn
from trainer.starter.ways import Ways

JOY = Mood("joy", 0.6)


def scene(*asked: str, says: str = "네!", who: str = "ruby", lost: bool = False, more: tuple[Turn, ...] = ()) -> Scene:
    return Scene(who, "ko", (Turn(asked, ((JOY, says),)), *more), lost=lost)


@pytest.fixture(scope="module")
def everything() -> tuple[Scene, ...]:
    return scenes.load()


def test_every_character_has_scenes_in_both_languages_and_does_not_understand_in_several_ways(
    everything: tuple[Scene, ...],
) -> None:
    for name in cast.CAST:
        for language in ("ko", "en"):
            mine = [each for each in everything if (each.character, each.language) == (name, language)]
            assert len(mine) > 80, (name, language)
            lost = {words for each in mine if each.lost for _, words in each.turns[0].lines}
            assert len(lost) >= 6, (name, language)


def test_scenes_that_share_two_ways_lend_each_other_the_rest() -> None:
    one, two, three = scene("배고파", "출출해", "밥 줘"), scene("배고파", "출출해", "꼬르륵"), scene("배고파", "졸려")
    lent = scenes.lend([one, two, three], ())
    assert lent == {0: ("꼬르륵",), 1: ("밥 줘",), 2: ()}


def test_what_was_written_for_everybody_is_lent_to_whoever_is_asked_so() -> None:
    bank = (Ways("ko", "배고파", ("배에서 소리 나", "출출해")), Ways("en", "배고파", ("starving",)))
    assert scenes.lend([scene("배고파!", "출출해"), scene("졸려")], bank) == {0: ("배에서 소리 나",), 1: ()}


def test_a_turn_that_goes_on_is_found_only_after_her_line() -> None:
    more = Turn(("응",), ((JOY, "자, 먹어!"),))
    found = scenes.exchanges([scene("배고파", says="감자 줄까?", more=(more,))])["ruby"]
    assert [each.after for each in found] == [frozenset(), frozenset({fold("감자 줄까?")})]
    assert Recall(found).find("응", "ko", 1, last="감자 줄까?")[0].text == "자, 먹어!"


def test_a_line_with_a_word_of_the_person_stays_out() -> None:
    told = Scene("ruby", "ko", (Turn(("나 {food} 먹었어",), ((JOY, "{food}!"),)),), words={"food": ("빵",)})
    assert scenes.exchanges([told]) == {}
    asked = Scene("ruby", "ko", (Turn(("나 {food} 먹었어",), ((JOY, "맛있었어?"),)),), words={"food": ("빵", "떡")})
    assert scenes.exchanges([asked])["ruby"][0].ways == ("나 빵 먹었어", "나 떡 먹었어")


def test_the_files_can_be_read_back() -> None:
    from companion.persona.recall import parse

    found = scenes.exchanges([scene("배고파", lost=True), scene("졸려")])["ruby"]
    assert parse(recall_files.text(found).splitlines(), "x") == found


def test_ways_are_read_and_what_is_wrong_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "language: ko\nways:\n  - like: 뭐 해?\n    say: 바빠? | 지금 뭐 하는 중 |  | 바빠\n", encoding="utf-8"
    )
    assert ways.load(tmp_path) == (Ways("ko", "뭐 해?", ("바빠", "지금 뭐 하는 중")),)
    (tmp_path / "b.yaml").write_text("language: ko\nways:\n  - like: 뭐 해?\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        ways.load(tmp_path)
    assert "b.yaml, entry 1" in caught.value.message and "c.yaml" in caught.value.message


def test_the_ways_that_ship_are_for_questions_that_are_asked(everything: tuple[Scene, ...]) -> None:
    asked = {(each.language, fold(way)) for each in everything for way in each.turns[0].ways}
    strange = [each.like for each in ways.load() if (each.language, fold(each.like)) not in asked]
    assert not strange, strange[:10]
