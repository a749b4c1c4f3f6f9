"""The starter brain's examination: all of the held-out material, asked of one GGUF, as JSON and Markdown. Main thread;
loads a GGUF."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from companion.errors import CharacterError, TrainingError
from companion.persona.character import Character, find_character
from trainer import manifest
from trainer.evaluation import suite_ask, suite_card, suite_figures, suite_files, suite_gates, suite_judge
from trainer.evaluation.figures import Figures
from trainer.evaluation.suite_ask import Model
from trainer.evaluation.suite_judge import Judged
from trainer.evaluation.suite_material import Suite, Turn

Tell = Callable[[int, int, str], None]


def material(folder: Path, characters: Sequence[str] = (), most: int | None = None) -> Suite:
    """What is asked. characters: only these; none = all. most: of each kind for each character and language.

    Raises:
        TrainingError: the material has mistakes, or does not know a character.
    """
    suite = suite_files.load(folder)
    strange = [name for name in characters if name not in suite.characters]
    if strange:
        raise TrainingError(
            f"{folder} has nothing about {', '.join(strange)}.",
            code="character-missing",
            hint=f"It is about {', '.join(suite.characters)}.",
        )
    suite = suite.only(characters) if characters else suite
    return suite.first(most) if most else suite


def cast(suite: Suite) -> dict[str, Character]:
    """id -> sheet of everybody in the material.

    Raises:
        TrainingError: one is nowhere, or her sheet is broken.
    """
    return {name: _person(name) for name in suite.characters}


def _person(name: str) -> Character:
    try:
        return find_character(name)
    except CharacterError as error:
        raise TrainingError(error.message, code=error.code, hint=error.hint) from error


def examine(
    model: Model, suite: Suite, folder: Path, *, tell: Tell, limits: suite_gates.Limits | None = None
) -> dict[str, Any]:
    """card.json and card.md in `folder`. limits: those of `Limits` where None.

    Raises:
        TrainingError: the GGUF can't be used, a sheet or dialogue is broken, or the disk is full.
        GateFailed: the card is written, and something in it is not good enough.
    """
    people = cast(suite)
    step = 0

    def count(note: str) -> None:
        nonlocal step
        step += 1
        tell(step, suite.replies, note)

    replies = suite_ask.run(model, suite, people, folder / "answers", count)
    found = suite_judge.all_of(replies, suite, people)
    apart = suite_figures.tell_apart(found, people)
    overall = suite_figures.whole(found, suite, people, apart)
    gates = suite_gates.check(limits or suite_gates.Limits(), overall)
    rows = {"overall": {"all": overall}, **_slices(found, suite, people)}
    card = suite_card.record(found, rows, gates, apart, _settings(model, suite, len(found)), model.seed)
    folder.mkdir(parents=True, exist_ok=True)
    manifest.write(folder / "card.json", json.dumps(card, ensure_ascii=False, indent=1))
    manifest.write(folder / "card.md", suite_card.render(card))
    suite_gates.refuse(gates, str(folder / "card.md"))
    return card


def _slices(found: Sequence[Judged], suite: Suite, people: dict[str, Character]) -> dict[str, dict[str, Figures]]:
    turns = [one for one in found if one.reply.group == "turn"]

    def by(which: Sequence[Judged], of: Callable[[Judged], str]) -> dict[str, Figures]:
        return suite_figures.slices(which, people, suite.friends, of)

    return {
        "characters": by(found, lambda one: one.reply.character),
        "languages": by(found, lambda one: one.reply.language),
        "both": by(found, lambda one: f"{one.reply.character}, {one.reply.language}"),
        "intents": by(turns, lambda one: one.reply.entry.intent if isinstance(one.reply.entry, Turn) else ""),
    }


def _settings(model: Model, suite: Suite, replies: int) -> dict[str, Any]:
    return {
        "model": model.path.name,
        "bytes": model.path.stat().st_size,
        "made": manifest.stamp(),
        "seed": model.seed,
        "recall": model.recall,
        "sampling": {name: getattr(model.sampling, name) for name in model.sampling.__slots__},
        "characters": list(suite.characters),
        "whole": suite.whole,
        "replies": replies,
    }
