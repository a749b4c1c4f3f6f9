"""Labels are chosen along the tree of their tokens, with as few evaluations as possible."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from companion.engines.llm._sampling import Pen

RANDOM = np.random.default_rng(5)


class Letters:
    """A model whose tokens are single letters and whose logits favour what it is told to."""

    def __init__(self, favours: dict[str, float] | None = None) -> None:
        self.favours = favours or {}
        self.batches: list[str] = []

    def tokenize(self, text: str) -> list[int]:
        return [ord(char) for char in text]

    def evaluate(self, tokens: Sequence[int]) -> None:
        self.batches.append("".join(map(chr, tokens)))

    def logits(self) -> np.ndarray:
        values = np.zeros(128, np.float32)
        for char, value in self.favours.items():
            values[ord(char)] = value
        return values


def test_one_fork_costs_one_evaluation_and_the_rest_waits() -> None:
    model = Letters({"s": 9.0})
    pen = Pen(model)
    pen.push(model.tokenize('{"emotion": "'))
    index, tokens = pen.choose(["joy", "sad", "angry"], '"', 0.0, RANDOM)
    assert (index, tokens) == (1, model.tokenize("sad"))
    assert model.batches == ['{"emotion": "']
    pen.push(model.tokenize('"'))
    pen.logits()
    assert model.batches[1:] == ['sad"']


def test_shared_beginnings_are_walked_without_evaluation() -> None:
    model = Letters({"y": 1.0})
    pen = Pen(model)
    index, _ = pen.choose(["smile", "smug", "smy"], '"', 0.0, RANDOM)
    assert index == 2
    assert model.batches == ["sm"]


@pytest.mark.parametrize(("favour", "label"), [('"', "shy"), ("n", "shyness")])
def test_a_label_that_begins_another_is_decided_by_what_follows(favour: str, label: str) -> None:
    labels = ["shyness", "shy"]
    index, tokens = Pen(Letters({favour: 5.0})).choose(labels, '"', 0.0, RANDOM)
    assert labels[index] == label
    assert tokens == Letters().tokenize(label)


def test_a_single_label_costs_nothing() -> None:
    model = Letters()
    assert Pen(model).choose(["joy"], '"', 1.0, RANDOM)[0] == 0
    assert model.batches == []


def test_equal_labels_are_no_endless_fork() -> None:
    assert Pen(Letters()).choose(["joy", "joy"], '"', 1.0, RANDOM)[0] == 0


def test_the_draw_follows_the_temperature() -> None:
    model = Letters({"a": 0.0, "b": float(np.log(3.0))})
    draws = Counter(Pen(model).choose(["a", "b"], '"', 1.0, RANDOM)[0] for _ in range(4000))
    assert 0.72 < draws[1] / 4000 < 0.78
    flatter = Counter(Pen(model).choose(["a", "b"], '"', 2.0, RANDOM)[0] for _ in range(4000))
    assert 0.60 < flatter[1] / 4000 < 0.67  # sqrt(3) / (1 + sqrt(3)) = 0.634
