"""What is known of a base before it is on this machine: sizes, licence, whether it needs code of its own. Any thread.

From its files where they are here; else from the table of published shapes; else from its page on the hub, of which
nothing is kept. Plans and the checks before a run stand on it: neither downloads weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from companion.errors import TrainingError
from trainer import base, hub, licences
from trainer.licences import Licence
from trainer.recipe import Recipe
from trainer.training import shapes
from trainer.training.shapes import Shape


@dataclass(frozen=True, slots=True)
class Outline:
    """shape: None for a kind of network that is not known. found: the base itself, None where it is not here.
    download_bytes: what fetching it will take, 0 where it is here. source: where the sizes come from, a clause."""

    name: str
    parameters: int
    shape: Shape | None
    licence: Licence
    config: Mapping[str, Any] = field(repr=False)
    download_bytes: int
    source: str
    found: base.Base | None = None


def of(recipe: Recipe, offline: bool = False) -> Outline:
    """The outline of a recipe's base.

    Raises:
        TrainingError: code `base-sizes-unknown` where it is not here and nobody here knows its sizes; or the base is
            missing, broken or not permitted, see `base.resolve`.
    """
    try:
        return _here(base.resolve(recipe, offline=True))
    except TrainingError as error:
        if error.code != "base-offline":
            raise
    known = shapes.PUBLISHED.get(recipe.base)
    if known is not None:
        weights = int(known["parameters"])
        licence = licences.of_family(recipe.base)
        return Outline(recipe.base, weights, shapes.of(known), licence, known, 2 * weights, "sizes as published")
    return _on_hub(recipe, offline)


def _here(found: base.Base) -> Outline:
    config = found.config()
    licence = Licence(found.licence, found.commercial, found.terms)
    return Outline(found.name, found.parameters, shapes.of(config), licence, config, 0, "sizes of its files", found)


def _on_hub(recipe: Recipe, offline: bool) -> Outline:
    seen = None if hub.forbidden(offline) else hub.glance(recipe.base, recipe.revision)
    if seen is None or isinstance(seen, TrainingError):
        why = "nothing may be asked of the network" if seen is None else seen.message.removeprefix("base: ")
        raise TrainingError(
            f"The sizes of {recipe.base} are not known: it is not on this machine, and {why.rstrip('.')}.",
            code="base-sizes-unknown",
            hint="They are known as soon as it is here, or the hub can be asked.",
        )
    shape = shapes.of(seen.config)
    weights = seen.parameters or (shape.parameters if shape else seen.bytes // 2)
    licence = licences.named(seen.licence) if seen.licence else licences.of_family(recipe.base)
    return Outline(recipe.base, weights, shape, licence, seen.config, seen.bytes, "sizes as its page on the hub says")
