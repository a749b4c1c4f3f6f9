"""Go on with a checkpoint after the texts have grown: new syllables and phonemes, the old ones in their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from trainer.starter.ears.tokens import Tokens


def transplant(
    saved: dict[str, Any], tokens: Tokens, names: Sequence[str], fresh: dict[str, Tensor]
) -> dict[str, Tensor]:
    """The weights of ``saved``, with the rows of tokens and phonemes moved by name; new rows stay as in
    ``fresh``. The last token row is the filler.
    """
    before = Tokens(tuple(saved["syllables"]))
    was = {before.vocabulary[index]: row for row, index in enumerate(before.trained)} | {None: len(before.trained)}
    now = [tokens.vocabulary[index] for index in tokens.trained] + [None]
    weights: dict[str, Tensor] = dict(saved["model"])
    weights["embedding.weight"] = _moved(weights["embedding.weight"], was, now, fresh["embedding.weight"])
    heard = {name: row for row, name in enumerate(saved["names"])}
    for key in ("phonemes.weight", "phonemes.bias"):
        weights[key] = _moved(weights[key], heard, names, fresh[key])
    return weights


def _moved(old: Tensor, was: dict[Any, int], now: Sequence[Any], fresh: Tensor) -> Tensor:
    made = fresh.clone()
    for row, name in enumerate(now):
        if name in was:
            made[row] = old[was[name]]
    return made
