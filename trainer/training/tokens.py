"""Conversations as token ids, and which of them are learned: each reply and the token that ends it.

Any thread; works on a tokenizer that the caller loaded. What lies between two replies is tokenized at once, a script by
itself, and a reply object part by part, as the app's decoder feeds and samples it (`persona.reply.cut`): with a large
vocabulary the last letters of a reply and the quote behind them may be one token, which the app can never say, and so
may the line end before a script and the one that it begins with. Ids are told apart by where
their text lies; so a token that straddles the border between what is given and what is learned is learned only if it
ends in the reply.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from companion.errors import TrainingError
from companion.persona import reply
from trainer import templates
from trainer.training.examples import Conversation

IGNORED = -100  # label of a token that is not learned, by PyTorch's convention


@dataclass(frozen=True, slots=True)
class Encoded:
    """ids and labels, each of one length; labels are ids or IGNORED. cut: it was longer than the limit. shared: how
    many tokens the system turn takes, which other conversations begin with too; 0 = not known."""

    ids: tuple[int, ...]
    labels: tuple[int, ...]
    cut: bool
    shared: int = 0

    @property
    def learned(self) -> int:
        return sum(label != IGNORED for label in self.labels)


def encode(
    tokenizer: Any, template: str, conversation: Conversation, max_length: int, *, only_replies: bool = True
) -> Encoded:
    """One conversation, cut at `max_length` tokens.

    Raises:
        TrainingError: the template can't render it, or the tokenizer tells no offsets (a slow one).
    """
    spans = templates.spans(
        template,
        conversation.messages,
        eos_token=tokenizer.eos_token or "",
        bos_token=tokenizer.bos_token or "",
    )
    text = "".join(span.text for span in spans)
    if not getattr(tokenizer, "is_fast", False):
        raise TrainingError(
            "The base's tokenizer does not tell which token is which text (it is a slow one).",
            code="tokenizer-slow",
            hint="Choose a base with tokenizer.json.",
        )
    special = not (tokenizer.bos_token and text.startswith(tokenizer.bos_token))
    ids: list[int] = []
    places: list[tuple[int, int]] = []
    at = 0
    for piece in pieces(tokenizer, spans, conversation):
        found = tokenizer(piece, add_special_tokens=special and at == 0, return_offsets_mapping=True, verbose=False)
        ids += found["input_ids"]
        places += [(at + start, at + end) for start, end in found["offset_mapping"]]
        at += len(piece)
    learned = _ranges(spans)
    labels = [
        token if not only_replies or _within(start, end, learned) else IGNORED
        for token, (start, end) in zip(ids, places, strict=True)
    ]
    opened = _opening(template, conversation, tokenizer, text)
    shared = sum(end <= opened for _, end in places) if opened else 0
    return Encoded(tuple(ids[:max_length]), tuple(labels[:max_length]), len(ids) > max_length, min(shared, max_length))


def pieces(tokenizer: Any, spans: Sequence[templates.Span], conversation: Conversation) -> list[str]:
    """The text of `spans`, cut where tokens must not reach across: where a reply begins, within a reply object, and
    behind it. Joined it is the same text.

    A vocabulary that marks the beginning of a text (SentencePiece's space) is not cut: each piece would get the mark.
    """
    if not _byte_level(tokenizer):
        return ["".join(span.text for span in spans)]
    replies = iter([message["content"] for message in conversation.messages if message["role"] == "assistant"])
    found = [""]
    for span in spans:
        said = next(replies, "") if span.learned else ""
        if said and span.text.startswith(said):
            found += [*reply.cut(said), span.text[len(said) :]]
        else:
            found[-1] += span.text
    return [piece for piece in found if piece]


def _byte_level(tokenizer: Any) -> bool:
    decoder = getattr(getattr(tokenizer, "backend_tokenizer", None), "decoder", None)
    return "ByteLevel" in repr(decoder)


def _opening(template: str, conversation: Conversation, tokenizer: Any, text: str) -> int:
    """Length of the text of the system turn at the beginning; 0 if there is none, or it is not rendered by itself."""
    first = conversation.messages[0]
    if first["role"] != "system":
        return 0
    try:
        alone = templates.render(
            template, [first], eos_token=tokenizer.eos_token or "", bos_token=tokenizer.bos_token or ""
        )
    except TrainingError:
        return 0  # a template that refuses a conversation without a user turn
    return len(alone) if text.startswith(alone) else 0


def _ranges(spans: Sequence[templates.Span]) -> list[tuple[int, int]]:
    ranges, at = [], 0
    for span in spans:
        if span.learned:
            ranges.append((at, at + len(span.text)))
        at += len(span.text)
    return ranges


def _within(start: int, end: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return end > start and any(low < end <= high for low, high in ranges)


@dataclass(frozen=True, slots=True)
class Encodings:
    """All that a training sees. truncated: how many were cut. empty: how many were left out, because nothing to learn
    was left of them."""

    rows: tuple[Encoded, ...]
    truncated: int
    empty: int

    @property
    def tokens(self) -> int:
        return sum(len(row.ids) for row in self.rows)


def encode_all(
    tokenizer: Any, template: str, found: Sequence[Conversation], max_length: int, *, only_replies: bool
) -> Encodings:
    """Raises TrainingError like `encode`, and when nothing at all is left to learn."""
    rows = [encode(tokenizer, template, one, max_length, only_replies=only_replies) for one in found]
    kept = tuple(row for row in rows if row.learned)
    if rows and not kept:
        raise TrainingError(
            f"None of {len(rows)} conversations has a reply within {max_length} tokens.",
            code="nothing-to-learn",
            hint="Raise train.max_length, or write `prompt: short`.",
        )
    return Encodings(kept, sum(row.cut for row in rows), len(rows) - len(kept))
