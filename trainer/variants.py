"""Variants of a character (four blood types on one base): who stands in the app's menu. Pure; any thread.

A variant is trained on rows of its own under her card, so her prompt is the same for all of them: only the id differs,
and behind her name where the app lists her, the variant's (`Character.title`).
"""

from companion.errors import TrainingError
from companion.persona.character import Character
from trainer.recipe import Recipe
from trainer.stage import MAIN


def character_id(character: Character, variant: str) -> str:
    """`rapunzel`, or `rapunzel_ab` for the variant AB. Raises TrainingError when that is too long for an id."""
    name = character.id if variant == MAIN else f"{character.id}_{variant.lower()}"
    if len(name) > 60:
        raise TrainingError(f"{name!r} is too long for a character's id (60).", code="id-invalid")
    return name


def check(character: Character, recipe: Recipe) -> None:
    """Raises TrainingError when two variants would get one id (A and a)."""
    ids = [character_id(character, variant) for variant in recipe.variants]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise TrainingError(
            f"recipe.yaml: two variants would both be the character {twice[0]!r}.",
            code="variants-alike",
            hint="Give variants names that differ in more than capital letters.",
        )
