"""The example that ships: her card, her conversations and her tale are whole, in her manner, and safe to train on."""

import re

import pytest

from tests.trainer.examples.written import Written, written
from trainer.create import example_folder
from trainer.data import leaks, manner


@pytest.fixture(scope="module")
def rapunzel() -> Written:
    return written("rapunzel")


def test_her_conversations_have_at_most_three_turns(rapunzel: Written) -> None:
    assert {len(dialogue.turns) for dialogue in rapunzel.dialogues} == {1, 2, 3}


@pytest.mark.parametrize(("file", "speaker"), [("tale_ko.txt", "라푼젤"), ("tale_en.txt", "Rapunzel")])
def test_her_tale_holds_lines_of_hers_that_can_be_found(rapunzel: Written, file: str, speaker: str) -> None:
    text = (example_folder("rapunzel") / "sources" / file).read_text(encoding="utf-8")
    lines = re.findall(rf"^{speaker}: (.+)$", text, re.MULTILINE)
    assert len(lines) >= 25 and len(text.split()) >= 900
    assert [line for line in lines if leaks.leak(line, rapunzel.character)] == []
    if speaker == "라푼젤":
        assert [line for line in lines if manner.off_level(line, "casual")] == []
