"""The held-out material is read strictly: what is wrong is told with file, line, entry and what to write."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.errors import TrainingError
from tests.trainer.evaluation.suite_parts import HELD_OUT
from trainer.evaluation import suite, suite_files
from trainer.evaluation.suite_material import Turn, begins, matches


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real material, to be broken."""
    return Path(shutil.copytree(HELD_OUT, tmp_path / "held_out"))


@pytest.fixture
def told(folder: Path) -> Callable[[str, str, str], str]:
    """Replaces a text in a file once and returns what the loader says."""

    def break_it(name: str, old: str, new: str) -> str:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(TrainingError) as caught:
            suite_files.load(folder)
        assert caught.value.code == "suite-invalid" and caught.value.hint
        return caught.value.message

    return break_it


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "says"),
    [
        ("turns_ko.yaml", "feelings: [smile, joy, love, excited]", "feelings: [smile, jou]", 10, "write `joy`"),
        ("turns_ko.yaml", "    intent: greeting\n", "", 6, "`intent`: it is missing; add it"),
        ("turns_ko.yaml", "intent: greeting", "intent: greetings", 11, "intents.yaml has no 'greetings'; add it there"),
        ("turns_ko.yaml", "words: ['퇴근'", "words: ['(퇴근'", 12, "not a regular expression"),
        ("turns_ko.yaml", "words: ['퇴근'", "words: ['x*'", 12, "matches everything"),
        (
            "turns_ko.yaml",
            "character: snow_white",
            "character: snow_wite",
            7,
            "'snow_wite' does not stand in cast.yaml",
        ),
        ("turns_ko.yaml", "language: ko", "language: en", 8, "this file is for ko; move the entry"),
        ("turns_ko.yaml", "    user: ", "    says: nothing\n    user: ", 9, "nothing is called so here"),
        ("turns_ko.yaml", "id: ko-snow-white-02", "id: ko-snow-white-01", 13, "used in turns_ko.yaml too"),
        ("cast.yaml", "friends: [daon", "friends: [dawn", 3, "dawn is no character of this cast"),
        ("odd.yaml", "kind: keyboard", "kind: keybord", 16, "'keyboard'"),
    ],
)
def test_a_mistake_names_place_entry_and_cure(
    told: Callable[[str, str, str], str], name: str, old: str, new: str, line: int, says: str
) -> None:
    message = told(name, old, new)
    assert f"{name}, line {line}" in message and says in message
    assert name == "cast.yaml" or "(entry " in message


def test_a_conversation_has_five_turns_and_says_what_it_expects(folder: Path) -> None:
    """Two mistakes in two conversations are both told."""
    path = folder / "conversations.yaml"
    text = path.read_text(encoding="utf-8")
    first = text.index("      - user:")
    text = text[:first] + text[text.index("      - user:", first + 1) :]
    text = text[::-1].replace("        needs_context: true\n"[::-1], "", 1)[::-1]
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        suite_files.load(folder)
    assert "talk-ko-snow-white-1" in caught.value.message and "5 items" in caught.value.message
    path.write_text(HELD_OUT.joinpath("conversations.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    changed = path.read_text(encoding="utf-8").replace("        needs_context: true\n", "", 1)
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(TrainingError, match=r"talk-ko-snow-white-1.*says what it `expects`"):
        suite_files.load(folder)


def test_the_same_words_twice_and_a_missing_file(folder: Path) -> None:
    path = folder / "identity.yaml"
    twice = path.read_text(encoding="utf-8").replace("    user: ", '    user: "Pants, please!" #', 2)
    path.write_text(twice, encoding="utf-8")
    with pytest.raises(TrainingError, match=r"id-ko-snow-white-1 says the same; write something else"):
        suite_files.load(folder)
    (folder / "odd.yaml").unlink()
    with pytest.raises(TrainingError, match=r"odd\.yaml is missing; write it"):
        suite_files.load(folder)


def test_broken_yaml_is_told_with_its_line(folder: Path) -> None:
    (folder / "neutral.yaml").write_text("ko:\n  - [\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"neutral\.yaml, line \d+"):
        suite_files.load(folder)


def test_only_some_characters_and_only_the_first() -> None:
    whole = suite.material(HELD_OUT)
    some = suite.material(HELD_OUT, ["ruby", "moru"], 2)
    assert some.characters == ("ruby", "moru") and some.friends == ("moru",) and some.whole == 7
    assert len(some.turns) == 2 * 2 * 2 and len(some.neutral["ko"]) == 2 and some.replies < whole.replies
    with pytest.raises(TrainingError, match="nothing about pinocchio") as caught:
        suite.material(HELD_OUT, ["pinocchio"])
    assert "snow_white" in caught.value.hint


def test_everybody_in_the_material_is_found() -> None:
    people = suite.cast(suite.material(HELD_OUT))
    assert [who.id for who in people.values()] == list(people) and len(people) == 7


def test_words_begin_a_word_and_patterns_stand_anywhere() -> None:
    assert begins(("물",), "찬 물이에요") and not begins(("물",), "선물이에요")
    assert begins(("tea",), "Tea, dear?") and not begins(("tea",), "hot steam")
    assert matches(("물",), "선물이에요") and not matches((r"\btea",), "hot steam")


def test_a_turn_is_what_its_file_says() -> None:
    found = {one.id: one for one in suite.material(HELD_OUT).turns}["en-ruby-25"]
    assert isinstance(found, Turn) and (found.character, found.language) == ("ruby", "en")
