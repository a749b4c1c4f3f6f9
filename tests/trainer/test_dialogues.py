"""Seed dialogues: what the format says, what is wrong is told with its place, and the example that ships loads."""

from pathlib import Path

import pytest

from companion.errors import TrainingError
from trainer import dialogues
from trainer.dialogues import Line

GOOD = """
language: ko
topic: greetings
dialogues:
  - - 안녕 | 안녕하세요 | 반가워
    - smile .6 어서 와! 탑까지 올라오느라 힘들었지?
    - 응, 다리 아파
    - [worried .4 여기 앉아. 물 떠 올게., smile .5 잠깐만, 방석 깔아 줄게.]
  - before: ["고델: 문 열어라!", "로안: 조용히 해"]
    mood: 걱정 .5
    topic: danger
    turns:
      - ["", 누구야?]
      - - worried 0.7 쉿.
        - joy 1 "왔구나!"
"""


def write(folder: Path, text: str, name: str = "a.yaml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_format_of_the_architecture_page(tmp_path: Path) -> None:
    first, second = dialogues.load(write(tmp_path, GOOD))
    assert (first.id, first.language, first.topic, first.kind, first.stage) == ("a/1", "ko", "greetings", "dialogue", 2)
    assert first.turns[0].ways == ("안녕", "안녕하세요", "반가워")
    assert first.turns[0].replies == (Line("smile", 0.6, "어서 와! 탑까지 올라오느라 힘들었지?"),)
    assert [line.text for line in first.turns[1].replies] == ["여기 앉아. 물 떠 올게.", "잠깐만, 방석 깔아 줄게."]
    assert [(heard.speaker, heard.text) for heard in second.before] == [("고델", "문 열어라!"), ("로안", "조용히 해")]
    assert (second.mood.emotion, second.mood.intensity, second.topic) == ("worried", 0.5, "danger")
    assert second.turns[0].ways == ("", "누구야?")
    assert [line.intensity for line in second.turns[0].replies] == [0.7, 1.0]


def test_what_stands_over_all_dialogues_of_a_file(tmp_path: Path) -> None:
    head = "language: en\nkind: general\nvariant: A\nslots: {herb: [sage, mint]}\ndialogues:\n"
    [found] = dialogues.load(
        write(tmp_path / "deep" / "er", head + "  - ['Do you like {herb}, {name}?', 'smile .5 I like {herb}!']")
    )
    assert (found.kind, found.stage, found.variant, found.topic) == ("general", 1, "A", "a")
    assert found.words["herb"] == ("sage", "mint") and len(found.words["name"]) > 50


def test_no_folder_is_no_dialogues(tmp_path: Path) -> None:
    assert dialogues.load(tmp_path / "none") == ()


def test_the_example_that_ships() -> None:
    folder = Path(dialogues.__file__).parent / "examples" / "rapunzel" / "dialogues"
    found = dialogues.load(folder)
    assert len(found) > 300 and {each.language for each in found} == {"ko", "en"}


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("language: ko", "language: jp", 2, "`language` is one of ko, en, not 'jp'"),
        ("language: ko\n", "", 2, "`language: ko` or `language: en` is missing"),
        ("topic: greetings", "topik: greetings", 3, "unknown key `topik`; did you mean `topic`?"),
        ("smile .6 어서", "smle .6 어서", 6, "dialogue 1: unknown emotion 'smle'; did you mean `smile`?"),
        ("smile .6 어서", "어서", 6, "dialogue 1: a reply is written `emotion intensity words`"),
        ("smile .6 어서", "smile 6 어서", 6, "dialogue 1: a reply is written"),
        ("    - 응, 다리 아파\n", "", 5, "dialogue 1: a dialogue is a list"),
        ("- 응, 다리 아파", "- joy .5 좋아", 7, "dialogue 1: an answer of hers stands where a person speaks"),
        ("- 응, 다리 아파", "- 응 {herb}", 5, "there are no words for {herb}"),
        ("- 응, 다리 아파", "- 응 {nam}", 5, "did you mean {name}?"),
        ("- 응, 다리 아파", "- 응: 그래", 7, "dialogue 1: plain text is expected here"),
        ("mood: 걱정 .5", "mood: worried", 10, "dialogue 2: `mood` is written `emotion intensity`"),
        ('"고델: 문 열어라!"', '"문 열어라!"', 9, "dialogue 2: `before` is a list of `speaker: words`"),
        ("    turns:", "    turn:", 12, "dialogue 2: unknown key `turn`; did you mean `turns`?"),
        ("dialogues:", "dialogues: []\nx:", 4, "must be a list with at least one dialogue"),
        ("topic: greetings", "topic: [", 5, "not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_dialogue(
    old: str, new: str, line: int, words: str, tmp_path: Path
) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(TrainingError) as caught:
        dialogues.load(write(tmp_path, GOOD.replace(old, new)))
    assert f"a.yaml, line {line}: " in caught.value.message
    assert words in caught.value.message


def test_all_faults_of_all_files_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("smile .6", "smle .6").replace("joy 1", "jy 1"), "a.yaml")
    write(tmp_path, GOOD.replace("language: ko", "language: x"), "b.yaml")
    with pytest.raises(TrainingError, match=r"3 thing\(s\) are wrong") as caught:
        dialogues.load(tmp_path)
    assert "b.yaml" in caught.value.message
