"""The development sets beside the first: they can be asked, and nothing that she learns from is among them."""

from pathlib import Path

import pytest

from tests.trainer.evaluation.suite_parts import HELD_OUT
from trainer.evaluation.cases import letters
from trainer.starter import cast, scenes
from trainer.starter.understanding import develop, material

SETS = sorted((HELD_OUT.parent / "development").glob("turns_*.yaml"))
SHORT = 8  # letters; what everybody says


def taught() -> set[str]:
    known = material.topics()
    turns = [turn for listed in known.turns.values() for turn in listed]
    texts = [each.text for each in (*material.said(known), *turns)]
    texts += [way for scene in scenes.load() for turn in scene.turns for way in turn.ways]
    return {letters(text) for text in texts if len(letters(text)) >= SHORT}


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_each_turn_says_who_is_asked_and_what_takes_it_up(path: Path) -> None:
    asked = list(develop.turns(path))
    assert len(asked) >= 60 and {each.turn.character for each in asked} <= set(cast.CAST)
    assert {each.turn.language for each in asked} == {"ko", "en"}
    assert all(len(each.turn.feelings) >= 2 and "|" not in each.turn.user for each in asked)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_turn_is_among_what_is_learnt_or_written_for(path: Path) -> None:
    asked = [each.turn.user for each in develop.turns(path)]
    known = taught()
    assert not [text for text in asked if letters(text) in known]
    assert len({letters(text) for text in asked}) == len(asked)
