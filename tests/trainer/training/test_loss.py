"""The loss over learned positions against torch's own."""

from typing import Any

import pytest

from tests.trainer.training import material
from trainer.training import loss

pytestmark = material.LIBRARIES


def network(kind: str = "qwen3", **more: Any) -> Any:
    """A random network of two layers in double precision, so that differences are no rounding."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4}
    sizes |= {"num_key_value_heads": 2, "head_dim": 8, "vocab_size": 90}
    return AutoModelForCausalLM.from_config(AutoConfig.for_model(kind, **sizes, **more)).double().eval()


def batch() -> Any:
    import torch

    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(0, 90, (3, 40), generator=generator)
    labels = ids.where(torch.rand(3, 40, generator=generator) < 0.4, torch.tensor(-100))
    labels[2] = -100
    return ids, labels


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("chunk", [7, 1024])
def test_loss_and_gradients_equal_torch(tied: bool, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the chunk, the tying, and with a row in which nothing is learned."""
    import torch
    from torch.nn import functional

    monkeypatch.setattr(loss, "CHUNK", chunk)
    ids, labels = batch()
    ours, theirs = network(tie_word_embeddings=tied), network(tie_word_embeddings=tied)
    assert loss.applies(ours)
    loss.attach(ours)
    found = ours(input_ids=ids, labels=labels, learned_loss=True)
    logits = theirs(input_ids=ids).logits[:, :-1]
    expected = functional.cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten(), reduction="sum")
    known = labels[:, 1:] != -100
    assert int(found.count) == int(known.sum())
    assert found.total.item() == pytest.approx(expected.item(), rel=1e-5)
    assert int(found.right) == int((logits.argmax(-1)[known] == labels[:, 1:][known]).sum())
    (3 * found.total).backward()
    (3 * expected).backward()
    for (name, one), other in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        assert torch.allclose(one.grad, other.grad, atol=1e-4, rtol=1e-4), name


def test_what_the_model_answers_is_as_before() -> None:
    import torch

    ids, _ = batch()
    model = network()
    before = model(input_ids=ids).logits
    loss.attach(model)
    assert torch.equal(model(input_ids=ids).logits, before)


def test_nothing_learned_is_a_loss_of_zero() -> None:
    import torch

    ids, _ = batch()
    model = network()
    loss.attach(model)
    found = model(input_ids=ids, labels=torch.full_like(ids, -100), learned_loss=True)
    found.total.backward()
    assert found.total.item() == 0.0 and int(found.count) == 0


def test_networks_with_more_than_a_plain_head_are_left_to_the_library() -> None:
    assert not loss.applies(network("gemma2"))
