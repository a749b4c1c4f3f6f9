"""What training data are like, without a model: feelings, manner, form, repetition. Pure; any thread."""

import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Any

from companion.persona.character import Character, Language
from companion.persona.emotion import CANONICAL
from trainer.data import feelings, manner, persona
from trainer.evaluation.manner import names_self
from trainer.rows import Exchange, Row
from trainer.sources.language import sentences

EDGES = tuple(number / 10 for number in range(11))


def by_language(rows: Sequence[Row], character: Character) -> dict[str, dict[str, Any]]:
    """Language -> figures; only languages that there are rows of."""
    languages = sorted({row.language for row in rows})
    return {
        language: measure([row for row in rows if row.language == language], character, language)
        for language in languages
    }


def measure(rows: Sequence[Row], character: Character, language: Language) -> dict[str, Any]:
    """Figures over all replies. Shares are of replies unless they say otherwise; lengths are characters.

    two_sentences, questions: tiki-taka (B3). emoji, shouts by intensity: mean count per bucket of 0.1 (B5).
    self_mention: share of replies with her name, a figure only (F5): a good persona hardly says its own name.
    most_repeated: share of replies that are the commonest one."""
    turns = [turn for row in rows for turn in row.exchanges]
    texts = [turn.text for turn in turns]
    many = max(1, len(texts))
    level = manner.wanted(character) if language == "ko" else None
    return {
        "rows": len(rows),
        "replies": len(turns),
        "exchanges": dict(sorted(Counter(len(row.exchanges) for row in rows).items())),
        "chars_mean": round(statistics.fmean(map(len, texts)), 1) if texts else 0.0,
        "chars_median": statistics.median(map(len, texts)) if texts else 0,
        "two_sentences": round(sum(len(sentences(text)) <= 2 for text in texts) / many, 4),
        "questions": round(sum("?" in text or "？" in text for text in texts) / many, 4),
        "emotions": {name: count for name in CANONICAL if (count := sum(turn.emotion == name for turn in turns))},
        "intensity": _histogram(turns),
        "emoji_by_intensity": _by_intensity(turns, feelings.emoji_count),
        "shouts_by_intensity": _by_intensity(turns, lambda text: text.count("!")),
        "markers": {name: round(share, 4) for name, share in persona.style(texts, character, language).items()},
        "level": _level(texts, level),
        "self_mention": round(sum(names_self(text, character, language) for text in texts) / many, 4),
        "distinct_replies": round(len(set(texts)) / many, 4),
        "most_repeated": round(max(Counter(texts).values(), default=0) / many, 4),
    }


def _histogram(turns: Sequence[Exchange]) -> dict[str, int]:
    counts = Counter(_bucket(turn) for turn in turns if turn.emotion != "neutral")
    return {f"{edge:.1f}": counts[edge] for edge in EDGES}


def _by_intensity(turns: Sequence[Exchange], count: Any) -> dict[str, float]:
    found: dict[float, list[int]] = {}
    for turn in turns:
        if turn.emotion != "neutral":
            found.setdefault(_bucket(turn), []).append(count(turn.text))
    return {f"{edge:.1f}": round(statistics.fmean(found[edge]), 3) for edge in EDGES if edge in found}


def _bucket(turn: Exchange) -> float:
    return round(turn.intensity, 1)


def _level(texts: Sequence[str], level: manner.Level | None) -> dict[str, Any] | None:
    """Sentences with a level: how many, and the share at hers."""
    if level is None:
        return None
    counts = [manner.levels(text) for text in texts]
    polite, casual = (sum(count[number] for count in counts) for number in (0, 1))
    right = polite if level == "polite" else casual
    return {"wanted": level, "sentences": polite + casual, "right": round(right / max(1, polite + casual), 4)}
