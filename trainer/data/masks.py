"""What a training sees of a conversation: tokens, cut or not, and which of them are learned. Any thread.

Uses the very function that the training uses, so what the report shows is what happens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trainer import templates
from trainer.training.examples import Conversation
from trainer.training.tokens import IGNORED, encode

NO_LIMIT = 1 << 40


@dataclass(frozen=True, slots=True)
class Piece:
    """One token (several, where a character takes several) as text."""

    text: str
    learned: bool


@dataclass(frozen=True, slots=True)
class Masked:
    """tokens, learned: how many, before anything is cut. right: what is learned is each reply with its stop token, and
    nothing else. pieces: joined they are the text; () unless asked for."""

    id: str
    tokens: int
    learned: int
    right: bool
    pieces: tuple[Piece, ...] = ()


def mask(
    tokenizer: Any,
    template: str,
    conversation: Conversation,
    stop: str,
    *,
    only_replies: bool = True,
    preview: bool = False,
) -> Masked:
    """Raises TrainingError: the template can't render it."""
    told = conversation.messages
    made = encode(tokenizer, template, conversation, NO_LIMIT, only_replies=only_replies)
    eos, bos = tokenizer.eos_token or "", tokenizer.bos_token or ""
    text = templates.render(template, told, eos_token=eos, bos_token=bos)
    special = not (bos and text.startswith(bos))
    offsets = tokenizer(text, add_special_tokens=special, return_offsets_mapping=True, verbose=False)["offset_mapping"]
    pieces = list(_pieces(text, offsets, made.labels)) if preview else _runs(text, offsets, made.labels)
    learned = "".join(piece.text for piece in pieces if piece.learned)
    wanted = "".join(message["content"] + stop for message in told if message["role"] == "assistant")
    right = learned == wanted if only_replies else True
    return Masked(conversation.id, len(made.ids), made.learned, right, tuple(pieces) if preview else ())


def _pieces(text: str, offsets: Sequence[tuple[int, int]], labels: Sequence[int]) -> Iterator[Piece]:
    """Tokens as text; those that share a character are one piece, and what no token covers is a piece not learned."""
    at = 0
    for (start, end), label in zip(offsets, labels, strict=True):
        if end <= at:
            continue
        if start > at:
            yield Piece(text[at:start], False)
        yield Piece(text[max(at, start) : end], label != IGNORED)
        at = end
    if at < len(text):
        yield Piece(text[at:], False)


def _runs(text: str, offsets: Sequence[tuple[int, int]], labels: Sequence[int]) -> list[Piece]:
    """What is learned only, as few pieces."""
    found: list[list[int]] = []
    for (start, end), label in zip(offsets, labels, strict=True):
        if label == IGNORED or end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return [Piece(text[start:end], True) for start, end in found]
