"""Several conversations in one row behind one system turn. Pure lists, and a collator that makes tensors of them.

Conversations with the same character begin with the same system turn, often longer than the rest. It is computed once:

    row        system | conversation 1 | conversation 2 | …
    positions  0 … p-1 | p …            | p …
    sees       itself   system, itself    system, itself

A causal model computes exactly what it would for each conversation alone, at a fraction of the tokens. What sees what
is a mask of (row, row), which every attention kernel of transformers takes but FlashAttention.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer.training.tokens import IGNORED, Encoded

KINDS = frozenset({"qwen2", "qwen3", "llama", "mistral"})  # those that were run


@dataclass(frozen=True, slots=True)
class Pack:
    """ids, labels, positions: one for each token. parts: 0 for the shared beginning, then 1, 2, … by conversation."""

    ids: tuple[int, ...]
    labels: tuple[int, ...]
    positions: tuple[int, ...]
    parts: tuple[int, ...]

    @property
    def conversations(self) -> int:
        return self.parts[-1]


def pack(rows: Sequence[Encoded], *, most: int, length: int, seed: int) -> list[Pack]:
    """Rows of at most `most` conversations and `length` tokens (one that is longer stays alone); in random order.

    A conversation is put into the first row with the same beginning and room for it."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    open_: dict[tuple[int, ...], list[list[int]]] = {}
    done: list[tuple[int, list[int]]] = []
    for index in order:
        shared = rows[index].ids[: rows[index].shared]
        groups = open_.setdefault(shared, [])
        fit = next((group for group in groups if _tokens(rows, [*group, index]) <= length), None)
        if fit is None:
            fit = []
            groups.append(fit)
            done.append((len(done), fit))
        fit.append(index)
        if len(fit) >= most:
            groups[:] = [group for group in groups if group is not fit]
    return [_row([rows[index] for index in group]) for _, group in done]


def _tokens(rows: Sequence[Encoded], group: Sequence[int]) -> int:
    shared = rows[group[0]].shared
    return shared + sum(len(rows[index].ids) - shared for index in group)


def _row(members: Sequence[Encoded]) -> Pack:
    shared = members[0].shared
    ids, positions, parts = list(members[0].ids[:shared]), list(range(shared)), [0] * shared
    labels = [IGNORED] * shared
    for number, one in enumerate(members, 1):
        own = len(one.ids) - shared
        ids += one.ids[shared:]
        labels += [IGNORED, *one.labels[shared + 1 :]]  # its first token is foretold by another's last
        positions += range(shared, shared + own)
        parts += [number] * own
    return Pack(tuple(ids), tuple(labels), tuple(positions), tuple(parts))


def known(config: Mapping[str, Any]) -> bool:
    """Does this network (its config.json) take a mask of (row, row) in every layer? Not those with code of their own,
    and not those whose layers see a window of the latest tokens only."""
    windowed = config.get("sliding_window") and config.get("use_sliding_window", True)
    return config.get("model_type") in KINDS and not config.get("auto_map") and not windowed


def usable(rows: Sequence[Encoded]) -> bool:
    """Does each conversation begin with given tokens, and is the first one after the system turn given too?"""
    return all(0 < row.shared < len(row.ids) and row.labels[row.shared] == IGNORED for row in rows)


def collator(padding: int) -> Any:
    """Makes a batch of rows: input_ids, labels, position_ids (batch, length) and the mask (batch, 1, length, length).

    A padded place sees itself alone, so that no kernel divides by zero; nobody sees it and it has no label."""
    import torch

    def collate(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        length = max(len(row["input_ids"]) for row in rows)

        def padded(name: str, value: int) -> Any:
            return torch.tensor([list(row[name]) + [value] * (length - len(row[name])) for row in rows])

        parts = padded("parts", -1)
        at = torch.arange(length)
        seen = (parts[:, None, :] == 0) | (parts[:, None, :] == parts[:, :, None])
        mask = seen & (at[None, :] <= at[:, None]) & (parts[:, None, :] >= 0)
        mask |= (parts[:, :, None] < 0) & torch.eye(length, dtype=torch.bool)
        return {
            "input_ids": padded("input_ids", padding),
            "labels": padded("labels", IGNORED),
            "position_ids": padded("position_ids", 0),
            "attention_mask": mask[:, None],
        }

    return collate
