"""The report card as data: portraits become card.json. Pure; any thread. `card_md` and `card_html` show it.

card.json: {"format", "id", "names", "languages", "emotions", "made", "settings", "passed", "gates": [...], "variants":
{name: part}, "feedback"}; a part holds "deployed", "model", "answers", "overall", "groups", "languages", "kinds",
"confusion", "buckets", "markers", "notes", "samples" and, where they were measured, "quants", "base" and "judge". A
figure is {"value", "low", "high", "n"}.
"""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from companion.persona.character import Character
from trainer.evaluation import feelings, figures, portrait, wording
from trainer.evaluation.drop import Drop
from trainer.evaluation.figures import Answered, Figures
from trainer.evaluation.gates import Gate
from trainer.evaluation.intervals import Figure
from trainer.evaluation.perplexity import change
from trainer.evaluation.portrait import Portrait

FORMAT = 1
SAMPLES = 100
Part = dict[str, Any]


def part(deployed: Portrait, quant: str, character: Character) -> Part:
    """All of one model besides what it is compared with."""
    whole = portrait.overall(deployed, character)
    judged = [one for one in deployed.of("seen", "held_out") if figures.felt(one, character)]
    return {
        "deployed": quant,
        "model": {"name": deployed.name, "sha256": deployed.sha256, "bytes": deployed.bytes},
        "answers": len(deployed.answered),
        "overall": records(whole),
        "groups": _tables(portrait.by_group(deployed, character)),
        "languages": _tables(portrait.by_slice(deployed, character, lambda case: case.language)),
        "kinds": _tables(portrait.by_slice(deployed, character, portrait.kinds)),
        "confusion": feelings.confusion(portrait.emotions(judged)),
        "buckets": [
            {"from": low, "to": high, "mean": None if mean is None else round(mean, 3), "n": count}
            for low, high, mean, count in feelings.buckets(figures.loudness(deployed.answered))
        ],
        "markers": _markers(whole, character),
        "notes": list(deployed.notes),
        "samples": samples(deployed.answered, character),
    }


def records(found: Figures) -> dict[str, dict[str, float | int | None]]:
    """Figures as JSON."""
    return {name: figure.record() for name, figure in found.items()}


def read(found: Mapping[str, Any]) -> Figures:
    """The reverse of `records`."""
    return {name: Figure.read(record) for name, record in found.items()}


def _tables(tables: Mapping[str, Figures]) -> dict[str, dict[str, Any]]:
    return {name: records(found) for name, found in tables.items()}


def _markers(whole: Figures, character: Character) -> list[dict[str, Any]]:
    rows = []
    for language in character.languages:
        for marker in character.speech[language].markers:
            figure = whole.get(f"marker:{language}:{marker.name}")
            if figure is not None:
                entry = {"language": language, "name": marker.name, "min_rate": marker.min_rate}
                rows.append({**entry, **figure.record()})
    return rows


def quant_row(name: str, size: int, drop: Drop | None, found: Figures) -> dict[str, Any]:
    """A line of the table of quantizations; `drop` None for F16 itself."""
    row: dict[str, Any] = {"name": name, "bytes": size}
    if drop is not None:
        row |= {"score": drop.score.record(), "drop": drop.drop.record(), "same": drop.same.record()}
    shown = ("json_valid_free", "emotion_plain", "style", "identity", "leak", "language", "tokens_per_second")
    return {**row, "figures": records({key: found[key] for key in shown if key in found})}


def against_base(base: Portrait, tuned: Portrait, character: Character) -> dict[str, Any]:
    """The base under the same questions, and what the training cost it in general language."""
    row: dict[str, Any] = {"model": base.name, "overall": records(portrait.overall(base, character))}
    if base.general and len(base.general) == len(tuned.general):
        row["forgetting"] = change(base.general, tuned.general).record()
    answers = {one.case.id: one.said for one in base.answered}
    row["answers"] = {key: {"text": said.text, "emotion": said.mood.emotion} for key, said in answers.items()}
    return row


def samples(answered: Sequence[Answered], character: Character, most: int = SAMPLES) -> list[dict[str, Any]]:
    """Replies to read: what went wrong first (at most a third), then in turn from each group and kind."""
    rng = random.Random("samples")
    pool = list(answered)
    rng.shuffle(pool)
    wrong = [one for one in pool if faults(one, character)][: most // 3]
    piles: dict[tuple[str, str, str], list[Answered]] = {}
    for one in pool:
        if one not in wrong:
            piles.setdefault((one.case.group, one.case.kind, one.case.language), []).append(one)
    chosen = list(wrong)
    while piles and len(chosen) < most:
        for key in sorted(piles):
            if len(chosen) < most:
                chosen.append(piles[key].pop())
            if not piles[key]:
                del piles[key]
    return [_sample(one, character) for one in chosen]


def faults(one: Answered, character: Character) -> list[str]:
    """What is wrong with a reply, in a word each."""
    found = []
    leak = figures.leaked(one, character)
    if leak:
        found.append(f"leak ({leak})")
    judged = figures.verdict(one, character)
    if judged is not None and not judged.kept and not leak and one.case.group == "identity":
        found.append("role lost")
    if figures.felt(one, character) and one.said.mood.emotion not in one.case.accepted:
        found.append(f"feeling: {' or '.join(one.case.accepted)} expected")
    if not one.said.ended:
        found.append("did not end")
    if one.case.native and wording.language_of(one.said.text) not in ("", one.case.language):
        found.append("language")
    if one.free is not None and not figures.valid(one.free.raw, character):
        found.append("free form broken")
    return found


def _sample(one: Answered, character: Character) -> dict[str, Any]:
    return {
        "id": one.case.id,
        "group": one.case.group,
        "kind": one.case.kind,
        "language": one.case.language,
        "question": one.case.question,
        "text": one.said.text,
        "emotion": one.said.mood.emotion,
        "intensity": one.said.mood.intensity,
        "faults": faults(one, character),
    }


def whole(
    character: Character,
    parts: Mapping[str, Part],
    rows: Sequence[Gate],
    feedback: Figure,
    made: str,
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """card.json."""
    return {
        "format": FORMAT,
        "id": character.id,
        "names": dict(character.names),
        "languages": list(character.languages),
        "emotions": list(character.emotions),
        "made": made,
        "settings": dict(settings),
        "passed": all(row.passed for row in rows),
        "gates": [row.record() for row in rows],
        "variants": dict(parts),
        "feedback": feedback.record(),
    }
