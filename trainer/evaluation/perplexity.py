"""How well a model foretells texts: her own answers of scenes it never saw, and ordinary sentences. One thread.

Perplexity is exp of the mean surprise a token; bits per character compare models with other vocabularies. Only the
reply counts, not the prompt. The change on ordinary sentences says how much was forgotten.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from trainer.evaluation.cases import Case
from trainer.evaluation.intervals import Figure, bootstrap
from trainer.evaluation.speaker import Speaker


@dataclass(frozen=True, slots=True)
class Surprise:
    """Of one text. nats: -ln p of all its tokens together."""

    nats: float
    tokens: int
    characters: int


def of_answers(speaker: Speaker, cases: Iterable[Case], tell: Callable[[], None] = lambda: None) -> list[Surprise]:
    """The reference answer of each case, with the token that ends it; what does not fit the context is left out."""
    found = []
    for case in cases:
        before = speaker.prompt(case.messages)
        tokens = [*before, *speaker.parts(case.answer), *speaker.closing()]
        if case.answer and len(tokens) <= speaker.model.context:
            nats = speaker.model.surprise(tokens, len(before))
            found.append(Surprise(sum(nats), len(nats), len(case.answer)))
        tell()
    return found


def of_texts(speaker: Speaker, texts: Iterable[str], tell: Callable[[], None] = lambda: None) -> list[Surprise]:
    """Plain texts without a conversation around them; the first token is given."""
    found = []
    for text in texts:
        tokens = [*speaker.model.begin, *speaker.ids(text)]
        nats = speaker.model.surprise(tokens, max(1, len(speaker.model.begin)))
        if nats:
            found.append(Surprise(sum(nats), len(nats), len(text)))
        tell()
    return found


def perplexity(found: Sequence[Surprise]) -> Figure:
    """exp(nats / tokens) of all texts together, with a bootstrap over the texts."""
    return bootstrap(found, _perplexity)


def bits_per_character(found: Sequence[Surprise]) -> Figure:
    """nats / ln 2 / characters."""
    return bootstrap(found, lambda sample: _ratio(sample, lambda one: one.characters, math.log(2)))


def change(before: Sequence[Surprise], after: Sequence[Surprise]) -> Figure:
    """Perplexity after / before - 1, over the same texts: 0.1 = 10 % worse."""
    return bootstrap(list(zip(before, after, strict=True)), _change)


def _change(sample: Sequence[tuple[Surprise, Surprise]]) -> float | None:
    first, second = (_perplexity([pair[side] for pair in sample]) for side in (0, 1))
    return second / first - 1 if first and second else None


def _perplexity(sample: Sequence[Surprise]) -> float | None:
    mean = _ratio(sample, lambda one: one.tokens, 1.0)
    return None if mean is None else math.exp(min(mean, 700.0))


def _ratio(sample: Sequence[Surprise], of: Callable[[Surprise], int], unit: float) -> float | None:
    count = sum(of(one) for one in sample)
    return sum(one.nats for one in sample) / count / unit if count else None
