"""A checkpoint goes on after the texts have grown."""

from __future__ import annotations

from dataclasses import replace

import torch

from trainer.starter.ears.grow import transplant
from trainer.starter.ears.model import Ears, Shape
from trainer.starter.ears.tokens import Tokens


def test_rows_move_with_their_names() -> None:
    before, after = Tokens(("나", "안")), Tokens(("가", "나", "안"))
    shape = Shape(len(before.trained), 2, before.filler_count, width=8, heads=2, encoder_layers=1)
    old = Ears(shape)
    new = Ears(replace(shape, tokens=len(after.trained), phonemes=3, filler_count=after.filler_count))
    saved = {"model": old.state_dict(), "syllables": "나안", "names": ["_", "ko:n"]}
    made = transplant(saved, after, ["_", "ko:ɐ", "ko:n"], new.state_dict())
    new.load_state_dict(made)

    def row(tokens: Tokens, text: str) -> int:
        return tokens.small[tokens.encode(text)[0]]

    for text in ("나", "안", "x"):
        torch.testing.assert_close(made["embedding.weight"][row(after, text)], old.embedding.weight[row(before, text)])
    torch.testing.assert_close(made["embedding.weight"][-1], old.embedding.weight[-1])
    torch.testing.assert_close(made["phonemes.bias"][2], old.phonemes.bias[1])
    torch.testing.assert_close(made["order"], old.order)
