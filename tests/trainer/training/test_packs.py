"""Conversations behind one system turn: what is where, and that a model sees no difference."""

from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.training import material
from tests.trainer.training.test_loss import network
from trainer.training import packs
from trainer.training.tokens import IGNORED, Encoded

pytestmark = material.LIBRARIES
SYSTEM = (7, 8, 9)


def row(*own: int, learned: int = 2, system: tuple[int, ...] = SYSTEM) -> Encoded:
    """A conversation of whose own tokens the last `learned` are learned."""
    ids = (*system, *own)
    given_ = len(ids) - learned
    return Encoded(ids, (IGNORED,) * given_ + ids[given_:], False, len(system))


def test_a_row_shows_the_system_turn_once() -> None:
    (found,) = packs.pack([row(1, 2, 3), row(4, 5, 6, 7)], most=8, length=100, seed=1)
    assert found.conversations == 2 and found.ids[:3] == SYSTEM
    assert found.ids[3:] in ((1, 2, 3, 4, 5, 6, 7), (4, 5, 6, 7, 1, 2, 3))
    first = 3 if found.ids[3] == 1 else 4
    assert found.positions == (0, 1, 2, *range(3, 3 + first), *range(3, 10 - first))
    assert found.parts == (0, 0, 0, *([1] * first), *([2] * (7 - first)))
    assert sum(label != IGNORED for label in found.labels) == 4


rows = st.lists(
    st.builds(
        lambda own, system: row(*own, system=system),
        st.lists(st.integers(10, 50), min_size=3, max_size=12),
        st.sampled_from([SYSTEM, (1,), (2, 3, 4, 5, 6)]),
    ),
    min_size=1,
    max_size=25,
)


@given(rows, st.integers(1, 6), st.integers(8, 60), st.integers(0, 3))
def test_every_conversation_is_there_once_within_the_limits(
    found: list[Encoded], most: int, length: int, seed: int
) -> None:
    packed = packs.pack(found, most=most, length=length, seed=seed)
    there = []
    for one in packed:
        assert one.conversations <= most
        assert len(one.ids) <= length or one.conversations == 1
        assert len(one.ids) == len(one.labels) == len(one.positions) == len(one.parts)
        shared = one.parts.count(0)
        for number in range(1, one.conversations + 1):
            at = [place for place, part in enumerate(one.parts) if part == number]
            ids = one.ids[:shared] + tuple(one.ids[place] for place in at)
            there.append((ids, (IGNORED,) * shared + tuple(one.labels[place] for place in at)))
            assert [one.positions[place] for place in at] == list(range(shared, len(ids)))
    assert sorted(there) == sorted((one.ids, one.labels) for one in found)
    assert packed == packs.pack(found, most=most, length=length, seed=seed)


def test_a_model_computes_what_it_computes_for_each_alone() -> None:
    import torch

    model = network()
    alone = [row(11, 12, 13, 14), row(21, 22, 23), row(31, 32, 33, 34, 35), row(41, 42, 43, system=(5, 6))]
    packed = packs.pack(alone, most=8, length=100, seed=1)
    assert len(packed) == 2
    batch = packs.collator(0)(
        [
            {"input_ids": one.ids, "labels": one.labels, "position_ids": one.positions, "parts": one.parts}
            for one in packed
        ]
    )
    logits = model(
        input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], position_ids=batch["position_ids"]
    ).logits
    assert torch.isfinite(logits).all(), "padding too"
    checked = 0
    for number, one in enumerate(packed):
        shared = one.parts.count(0)
        for part in range(1, one.conversations + 1):
            at = [place for place in range(len(one.ids)) if one.parts[place] in (0, part)]
            expected = model(input_ids=torch.tensor([[one.ids[place] for place in at]])).logits[0]
            assert torch.allclose(logits[number, at][shared:], expected[shared:], atol=1e-5)
            checked += 1
    assert checked == 4


def test_rows_without_a_system_turn_are_not_packed() -> None:
    assert packs.usable([row(1, 2, 3)])
    assert not packs.usable([row(1, 2, 3), row(1, 2, 3, system=())])
    assert not packs.usable([row(1, 2, learned=2)]), "her first token would be foretold by another conversation"


def test_networks_that_take_no_mask_of_ours() -> None:
    assert packs.known({"model_type": "qwen3"})
    assert packs.known({"model_type": "qwen2", "sliding_window": 4096, "use_sliding_window": False})
    assert not packs.known({"model_type": "mistral", "sliding_window": 4096})
    assert not packs.known({"model_type": "gemma2"})
    assert not packs.known({"model_type": "llama", "auto_map": {"AutoModelForCausalLM": "code.M"}})
