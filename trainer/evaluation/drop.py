"""What a quantization costs: the same questions, answered greedily by it and by the F16 model, pair by pair. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from companion.persona.character import Character
from trainer.data import manner as endings
from trainer.evaluation import figures, manner, wording
from trainer.evaluation.figures import Answered
from trainer.evaluation.intervals import Figure, difference, mean, share


@dataclass(frozen=True, slots=True)
class Drop:
    """score: of the quantization. drop: score of F16 minus it, paired. same: share of equal replies."""

    score: Figure
    drop: Figure
    same: Figure


def score(one: Answered, character: Character) -> float:
    """How good one reply is, in [0, 1]: the share of what can be asked of it that is so. Acceptable emotion, role
    kept, no leak, right language, level of politeness, a marker of her speech, nothing forbidden, ended, and (where
    she also answered freely) a valid object."""
    case, text = one.case, one.said.text
    speech = character.speech[case.language]
    asked: list[bool] = [one.said.ended, not figures.leaked(one, character), not manner.forbidden(text, speech)]
    if figures.felt(one, character):
        asked.append(one.said.mood.emotion in case.accepted)
    judged = figures.verdict(one, character)
    if judged is not None:
        asked.append(judged.kept)
    if case.native and wording.language_of(text):
        asked.append(wording.language_of(text) == case.language)
    level = endings.wanted(character) if case.language == "ko" else None
    kept = manner.keeps_level(text, level) if level is not None else None
    if kept is not None:
        asked.append(kept)
    if speech.markers:
        asked.append(any(manner.marked(text, speech).values()))
    if one.free is not None:
        asked.append(figures.valid(one.free.raw, character))
    return sum(asked) / len(asked)


def compare(full: Sequence[Answered], quantized: Sequence[Answered], character: Character) -> Drop:
    """Both answered the same cases in the same order."""
    pairs = [(score(one, character), score(other, character)) for one, other in zip(full, quantized, strict=True)]
    return Drop(
        mean(second for _, second in pairs),
        difference(pairs),
        share(one.said.raw == other.said.raw for one, other in zip(full, quantized, strict=True)),
    )
