"""The conversations that her memory was developed by: well formed, ours alone, and answered by the shipped brain."""

from collections import Counter
from pathlib import Path

import pytest

from companion.errors import TrainingError
from companion.persona.recall import fold
from trainer.evaluation import suite, suite_ask, suite_files, suite_judge
from trainer.evaluation.speaker import Sampling
from trainer.starter.told import talks

ROOT = Path(__file__).parents[3]


def test_there_are_enough_talks_in_both_languages_for_everyone() -> None:
    found = [talk for name in talks.FILES for talk in talks.load(talks.HERE / name).talks]
    assert len(found) >= 60
    assert min(Counter(talk.language for talk in found).values()) >= 25
    assert min(Counter(talk.character for talk in found).values()) >= 7
    assert sum(step.needs_context for talk in found for step in talk.turns) >= 250


def test_none_of_it_is_held_out_material() -> None:
    held_out = {fold(text) for _, text, _ in suite_files.load(ROOT / "tests" / "starter" / "held_out").said()}
    ours = {
        fold(step.user) for name in talks.FILES for talk in talks.load(talks.HERE / name).talks for step in talk.turns
    }
    assert len(ours) > 290
    assert len(ours & held_out) <= 6  # "thank you", "what should I do?": what everybody says


def test_a_wrong_talk_is_named(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    path.write_text(
        "comfort: {ko: [a], en: [a]}\njoy: {ko: [a], en: [a]}\ntalks: [{who: nova, language: ko, turns: [gay | a]}]"
    )
    with pytest.raises(TrainingError, match="conversation 1"):
        talks.load(path)


def test_the_shipped_brain_takes_up_what_was_said(tmp_path: Path) -> None:
    material = talks.load(talks.HERE / talks.FILES[0]).only(("snow_white", "moru"))
    people = suite.cast(material)
    brain = ROOT / "assets" / "starter" / "brain" / "starter-q8_0.gguf"
    replies = suite_ask.run(suite_ask.Model(brain, Sampling()), material, people, tmp_path, lambda _: None)
    later = [one for one in suite_judge.all_of(replies, material, people) if not one.reply.id.endswith("/1")]
    asked = [one.context for one in later if one.context is not None]
    assert len(asked) >= 40
    assert sum(asked) / len(asked) >= 0.8
    assert sum(bool(one.wrong) for one in later) / len(later) <= 0.05
