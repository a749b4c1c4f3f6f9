"""Next-token loss over the learned positions only, a chunk at a time. Process of the training; torch.

A conversation is mostly given (system turn, what people said); of its logits nobody needs those of the given positions.
So the hidden states of the learned ones are gathered first, and their logits, the loss and its gradients are made in
one pass over chunks of CHUNK positions: no more than CHUNK x vocabulary logits exist at a time, and none is kept for
the way back. (The gradient of the cross entropy is known as soon as the logits are: softmax minus one-hot.)
"""

import types
from dataclasses import dataclass
from typing import Any

CHUNK = 1024
KINDS = frozenset({"qwen2", "qwen3", "llama", "mistral"})
"""model_type whose logits are `hidden @ head.T` and nothing else (no soft cap, no scale)."""


@dataclass(frozen=True, slots=True)
class Losses:
    """total: sum over the learned positions, differentiable. count: how many. right: how many the model would say."""

    total: Any
    count: Any
    right: Any


def applies(model: Any) -> bool:
    """Is the loss of this model made here, or by the trainer library?"""
    config = model.config.get_text_config()
    scaled = any(getattr(config, name, None) for name in ("final_logit_softcapping", "logit_scale", "logits_scaling"))
    head = model.get_output_embeddings()
    plain = getattr(head, "bias", None) is None
    return config.model_type in KINDS and plain and not scaled


def attach(model: Any) -> None:
    """Gives `model` (the inner one of an adapter) a second way forward: `model(..., labels=…, learned_loss=True)`
    returns Losses. It goes through `forward`, so what is wrapped around the model (DDP, an adapter) keeps working."""
    plain = model.forward

    def forward(self: Any, *args: Any, learned_loss: bool = False, **inputs: Any) -> Any:
        if not learned_loss:
            return plain(*args, **inputs)
        labels = inputs.pop("labels")[:, 1:]
        inputs["use_cache"] = False
        states = self.base_model(*args, **inputs).last_hidden_state[:, :-1]
        chosen = labels != -100
        head = self.get_output_embeddings()
        total, right = _function().apply(states[chosen], head.weight, labels[chosen])
        return Losses(total, chosen.sum(), right)

    model.forward = types.MethodType(forward, model)


def _function() -> Any:
    """The autograd function; made on first use, since torch is not imported before."""
    global _made
    if _made is None:
        _made = _make()
    return _made


_made: Any = None


def _make() -> Any:
    import torch

    class LearnedLoss(torch.autograd.Function):  # type: ignore[misc]
        """states (n, hidden), head (vocab, hidden), labels (n) -> sum of the losses, how many argmax are right."""

        @staticmethod
        def forward(ctx: Any, states: Any, head: Any, labels: Any) -> Any:
            wanted = (ctx.needs_input_grad[0], ctx.needs_input_grad[1])
            to_states = torch.empty_like(states) if wanted[0] else None
            to_head = torch.zeros_like(head, dtype=torch.float32) if wanted[1] else None
            total = states.new_zeros((), dtype=torch.float32)
            right = torch.zeros((), dtype=torch.long, device=states.device)
            for begin in range(0, len(labels), CHUNK):
                part = states[begin : begin + CHUNK].to(head.dtype)
                target = labels[begin : begin + CHUNK]
                logits = (part @ head.t()).float()
                right += (logits.argmax(-1) == target).sum()
                logits -= logits.logsumexp(-1, keepdim=True)
                total -= logits.gather(-1, target[:, None]).sum()
                if not any(wanted):
                    continue
                slope = logits.exp_()
                slope.scatter_add_(-1, target[:, None], slope.new_full((len(target), 1), -1.0))
                slope = slope.to(head.dtype)
                if to_states is not None:
                    to_states[begin : begin + CHUNK] = (slope @ head).to(states.dtype)
                if to_head is not None:
                    to_head += (slope.t() @ part).float()
            ctx.save_for_backward(to_states, to_head)
            ctx.head_dtype = head.dtype
            ctx.mark_non_differentiable(right)
            return total, right

        @staticmethod
        def backward(ctx: Any, slope: Any, _: Any) -> Any:
            to_states, to_head = ctx.saved_tensors
            return (
                None if to_states is None else to_states * slope.to(to_states.dtype),
                None if to_head is None else (to_head * slope).to(ctx.head_dtype),
                None,
            )

    return LearnedLoss
