"""The teacher without a model: how many rows, how different, the same for the same seed, true to the profile."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from companion.persona.character import Character, find_character, load_character
from trainer import dialogues
from trainer.dialogues import Dialogue
from trainer.recipe import Recipe
from trainer.rows import Row
from trainer.teachers import seed_dialogues
from trainer.teachers.seed_dialogues import Expander
from trainer.writing.filters import check_reply, leaks
from trainer.writing.level import sentence_level

EXAMPLE = Path(dialogues.__file__).parent / "examples" / "rapunzel"
KINDS = ("identity", "qa", "protective", "general")


@pytest.fixture(scope="module")
def rapunzel() -> Character:
    return load_character(EXAMPLE)


@pytest.fixture(scope="module")
def written() -> tuple[Dialogue, ...]:
    return dialogues.load(EXAMPLE / "dialogues")


def recipe(**data: Any) -> Recipe:
    return Recipe.model_validate({"data": {"variations": 4, **data}})


def test_each_dialogue_comes_as_written_and_in_other_words(rapunzel: Character, written: tuple[Dialogue, ...]) -> None:
    rows = list(Expander(rapunzel, recipe()).expand(written))
    assert 0.95 * seed_dialogues.row_count(written, 4) <= len(rows) <= seed_dialogues.row_count(written, 4)
    assert len({row.fingerprint() for row in rows}) == len(rows) == len({row.id for row in rows})
    said = {(turn.user, turn.text) for row in rows for turn in row.exchanges}
    for each in written:
        for turn in each.turns:
            if not each.words:
                assert (turn.ways[0], turn.replies[0].text) in said
    everything = {turn.text for row in rows for turn in row.exchanges}
    replies = [line.text for each in written if not each.words for turn in each.turns for line in turn.replies]
    assert sum(text in everything for text in replies) > 0.95 * len(replies)
    assert {len(row.exchanges) for row in rows} >= {1, 2, 3, 5, 6}


def test_without_variations_there_are_the_dialogues_as_written(
    rapunzel: Character, written: tuple[Dialogue, ...]
) -> None:
    rows = list(Expander(rapunzel, recipe(variations=0)).expand(written))
    assert len(rows) == len(written)
    assert [row.exchanges[0].text for row in rows] == [
        each.turns[0].replies[0].text if not each.words else row.exchanges[0].text
        for row, each in zip(rows, written, strict=True)
    ]


def test_equal_seeds_give_equal_rows_and_others_do_not(rapunzel: Character, written: tuple[Dialogue, ...]) -> None:
    def make(seed: int) -> list[Row]:
        expander = Expander(rapunzel, Recipe.model_validate({"train": {"seed": seed}}))
        return [*expander.expand(written[:30]), *expander.from_phrases("identity", "ko", 40)]

    assert make(1) == make(1)
    assert make(1) != make(2)


def test_a_change_in_one_file_leaves_the_rows_of_others(rapunzel: Character, written: tuple[Dialogue, ...]) -> None:
    first, last = written[:12], written[-12:]
    alone = {row.id: row for row in Expander(rapunzel, recipe()).expand(first)}
    both = {row.id: row for row in Expander(rapunzel, recipe()).expand((*first, *last))}
    assert alone.items() <= both.items()


def test_chained_dialogues_share_a_scene(rapunzel: Character, written: tuple[Dialogue, ...]) -> None:
    """A split by scene never has one dialogue on both sides."""
    scenes: dict[str, set[str]] = {}
    own = {
        line.text: each.id for each in written for turn in each.turns[:1] for line in turn.replies if not each.remark
    }
    for row in Expander(rapunzel, recipe()).expand(written):
        for turn in row.exchanges:
            if turn.text in own:
                scenes.setdefault(own[turn.text], set()).add(row.scene)
    assert max(map(len, scenes.values())) <= 2  # 2: the same reply stands in two dialogues


def test_a_remark_comes_with_each_of_its_words(rapunzel: Character, written: tuple[Dialogue, ...]) -> None:
    """And rows of the same round are a scene, so that words are held out and never a feeling."""
    remarks = [each for each in written if each.remark]
    assert {each.language for each in remarks} == {"ko", "en"} and len(remarks) >= 20
    rows = list(Expander(rapunzel, recipe(variations=8)).expand(remarks))
    for each in remarks:
        at = [(row, place) for row in rows for place, turn in enumerate(row.written) if turn == f"{each.id}.0"]
        scenes = {row.scene for row, _ in at}
        assert 0.9 * 41 <= len(at) == len(scenes) <= 41
        assert {row.exchanges[place].emotion for row, place in at} == {line.emotion for line in each.turns[0].replies}
        said = {row.exchanges[place].user.rstrip(".!?") for row, place in at}
        assert sum(word.rstrip(".!?") in said for word in each.words[each.remark]) >= 4, "words as they were written"
        assert not any("{" in user for user in said)
    few = list(Expander(rapunzel, recipe(variations=1)).expand(remarks))
    assert sum(len(row.exchanges) for row in few) == 6 * len(remarks)


def test_rows_say_which_written_turns_they_are_made_of(rapunzel: Character, written: tuple[Dialogue, ...]) -> None:
    replies = {
        f"{each.id}.{place}": {line.text for line in turn.replies}
        for each in written
        for place, turn in enumerate(each.turns)
        if not each.words
    }
    rows = list(Expander(rapunzel, recipe()).expand(written))
    for row in rows:
        assert len(row.written) == len(row.exchanges)
        for turn, name in zip(row.exchanges, row.written, strict=True):
            assert name not in replies or turn.text in replies[name]
    assert replies.keys() <= {name for row in rows for name in row.written}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("who", ["snow_white", "ruby", "rapunzel"])
def test_phrases_speak_as_she_does(kind: Any, language: Any, who: str, rapunzel: Character) -> None:
    """Her level of speech, none of her forbidden words, no other identity, no loops, nothing left of a slot."""
    character = rapunzel if who == "rapunzel" else find_character(who)
    rows = list(Expander(character, recipe()).from_phrases(kind, language, 80))
    assert len(rows) == 80
    polite = who == "snow_white"
    for row in rows:
        text = row.exchanges[0].text
        check_reply(text, character, language, 400)
        assert "{" not in text and row.exchanges[0].emotion in character.emotions
        if language == "ko" and sentence_level(text) is not None:
            assert sentence_level(text) == ("polite" if polite else "casual"), text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_identity_holds_against_every_other_name(language: Any, rapunzel: Character) -> None:
    """F13: "너 Qwen이지?", in many ways and both languages; her own name, never the other."""
    rows = list(Expander(rapunzel, recipe()).from_phrases("identity", language, 300))
    name = rapunzel.name(language)
    adversarial = [row for row in rows if row.topic in ("other_model", "maker", "wrong_name", "break_role")]
    assert len(adversarial) >= 60
    assert sum(name in row.exchanges[0].text for row in adversarial) / len(adversarial) > 0.85
    assert not any(leaks(row.exchanges[0].text, rapunzel, language) for row in rows)
    assert len({row.exchanges[0].user for row in rows}) > 120
    asked = " ".join(row.exchanges[0].user for row in adversarial).casefold()
    assert "qwen" in asked or "큐원" in asked


def test_phrases_are_split_by_the_way_of_asking(rapunzel: Character) -> None:
    rows = list(Expander(rapunzel, recipe()).from_phrases("identity", "ko", 200))
    assert len({row.scene for row in rows}) > 50
    assert max(Counter(row.scene for row in rows).values()) < 12


def test_general_rows_are_for_the_first_stage(rapunzel: Character) -> None:
    """E6: a set on manner in general and one on the character."""
    expander = Expander(rapunzel, recipe())
    assert {row.stage for row in expander.from_phrases("general", "en", 30)} == {1}
    assert {row.stage for row in expander.from_phrases("identity", "en", 30)} == {2}


def test_odd_input_gets_an_answer_too(rapunzel: Character) -> None:
    rows = [row for row in Expander(rapunzel, recipe()).from_phrases("general", "ko", 400) if row.topic == "odd"]
    assert len(rows) >= 10 and len({row.exchanges[0].user for row in rows}) >= 10


def test_a_profile_that_says_little_still_answers_who_she_is(rapunzel: Character) -> None:
    empty = {
        "backstory": {},
        "traits": {},
        "relations": (),
        "keywords": (),
        "user_relation": {},
        "age": {},
        "looks": {},
    }
    bare = rapunzel.model_copy(update={**empty, "knowledge_boundary": {}, "emotions": ("neutral", "joy")})
    rows = list(Expander(bare, recipe()).from_phrases("identity", "ko", 60))
    assert len(rows) == 60 and {row.exchanges[0].emotion for row in rows} <= {"neutral", "joy"}
    assert list(Expander(bare, recipe()).from_phrases("qa", "ko", 60)) == []


def test_dialogues_must_fit_the_character(rapunzel: Character, written: tuple[Dialogue, ...]) -> None:
    korean = rapunzel.model_copy(update={"languages": ("ko",), "emotions": ("neutral", "smile")})
    with pytest.raises(TrainingError, match="does not speak 'en'") as caught:
        seed_dialogues.check(written, korean)
    assert "joy is not among her emotions" in caught.value.message
