"""What is asked of the models of a workspace, from what `prepare` wrote. Reads files; any thread."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from companion.persona.character import Character
from trainer import rows as rows_file
from trainer.evaluation import cases
from trainer.evaluation.cases import Case, Group, Known
from trainer.evaluation.portrait import Sheet
from trainer.evaluation.speaker import GREEDY, Sampling
from trainer.recipe import Recipe
from trainer.rows import Row

_ROOM = 512  # tokens for prompt and reply beside what the recipe trains on


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a variant (its own and those for all)."""

    train: tuple[Row, ...]
    validation: tuple[Row, ...]
    test: tuple[Row, ...]

    @property
    def held_out(self) -> tuple[Row, ...]:
        """Scenes that were not trained on: the test rows, else the validation rows."""
        return self.test or self.validation


def read(prepared: Path, variant: str) -> Rows:
    """variant: "" = none. Raises TrainingError when a file is missing or damaged; no validation or test is fine."""
    parts = []
    for split in ("train", "val", "test"):
        path = prepared / "rows" / f"{split}.jsonl"
        found = rows_file.read(path, Row) if split == "train" or path.is_file() else iter(())
        parts.append(tuple(row for row in found if row.variant in ("", variant)))
    return Rows(*parts)


def sheet(recipe: Recipe, character: Character, prepared: Path, variant: str) -> Sheet:
    """Everything that the deployed model is asked; for `task: script` only scenes, since nobody talks with a script.

    Raises:
        TrainingError: rows are missing or damaged.
    """
    found = read(prepared, variant)
    known = Known((*found.train, *found.validation, *found.test))
    seed, most = recipe.train.seed, recipe.evaluate.samples
    chosen: list[Case] = []
    groups: tuple[tuple[Group, tuple[Row, ...]], ...] = (("seen", found.train), ("held_out", found.held_out))
    for group, rows in groups:
        sample = cases.spread(rows, most, seed)
        chosen += cases.from_rows(character, sample, group, known, detail=recipe.prompt, seed=seed)
    if recipe.task == "chat":
        chosen += questions(character, recipe, found.train, most)
    return Sheet(
        character,
        tuple(chosen),
        sampling(recipe),
        seed,
        free=character.form == "chat",
        texts=recipe.evaluate.perplexity,
    )


def questions(
    character: Character, recipe: Recipe, taught: Sequence[Row], odd: int, probes: int | None = None
) -> list[Case]:
    """The hand-written ones, in the order of the groups: remarks with a plain feeling, odd inputs, probes of identity
    with and without a system turn. taught: rows whose words are not asked. probes: None = what the recipe says."""
    most, detail = probes or recipe.evaluate.probes, recipe.prompt
    felt = cases.untaught(cases.feelings(character, detail=detail), taught, most)
    who = cases.untaught(cases.probes(character, detail=detail), taught, most)[:most]
    return [*cases.some(felt, most), *cases.some(cases.odd(character, detail=detail), odd), *who, *cases.bare(who)]


def greedy(whole: Sheet, most: int) -> Sheet:
    """The part of a sheet that quantizations are compared on, answered greedily: at most so many cases of a group."""
    counts: dict[str, int] = {}
    chosen = []
    for case in whole.cases:
        counts[case.group] = counts.get(case.group, 0) + 1
        if counts[case.group] <= most and case.group != "identity_bare":
            chosen.append(case)
    calm = replace(GREEDY, max_tokens=whole.sampling.max_tokens)
    return replace(whole, cases=tuple(chosen), sampling=calm, texts=False)


def sampling(recipe: Recipe) -> Sampling:
    """As the finished persona is asked."""
    wish = recipe.sampling
    return Sampling(wish.temperature, wish.top_k, wish.top_p, wish.min_p, wish.repeat_penalty, wish.max_tokens)


def context(recipe: Recipe) -> int:
    """Tokens of context that evaluation needs; a model that knows fewer gets as many as it knows."""
    return max(2048, recipe.train.max_length + _ROOM)
