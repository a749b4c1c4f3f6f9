"""What people preferred (M10): feedback/*.jsonl of a workspace, one JSON object a line. Any thread; reads files only.

{"language": "ko", "user": "안녕", "chosen": "왔구나!", "rejected": "안녕하세요.", "past": [...]}
    two answers to one prompt; an answer is words, or {"text", "emotion", "intensity"}; past: exchanges as in Row
{"language": "ko", "user": "안녕", "reply": "안녕하세요.", "satisfied": false}
    an answer that was not liked: a rejected side where training data answers the same prompt
Lines that are only votes are for the evaluation and pass.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from companion.errors import TrainingError
from companion.persona.character import Character
from trainer.lexicon.lookup import emotion_of
from trainer.rows import Exchange, Row
from trainer.sources.language import language_of

_DOWN = frozenset({"down", "-1", "0", "no", "bad", "dislike", "👎", "싫어요"})


@dataclass(frozen=True, slots=True)
class Preference:
    """row: the last exchange holds what was liked; with liked=False it holds what was not, and there is no other."""

    row: Row
    rejected: Exchange | None = None
    liked: bool = True


def files(folder: Path) -> list[Path]:
    """The workspace's feedback files, in order."""
    return sorted((folder / "feedback").glob("*.jsonl"))


def read(path: Path, character: Character) -> list[Preference]:
    """Raises TrainingError: unreadable, or a line is broken; names file and line, never words."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path} can't be read.", code="feedback-unreadable") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = _preference(json.loads(line), f"feedback-{path.stem}/{number}", character)
        except (ValueError, KeyError, TypeError, ValidationError, RecursionError) as error:
            raise TrainingError(
                f"{path}, line {number}: this is no preference.",
                code="feedback-invalid",
                hint='Write {"user": …, "chosen": …, "rejected": …} or {"user": …, "reply": …, "satisfied": false}.',
            ) from error
        found += [one] if one else []
    return found


def _preference(record: Any, name: str, character: Character) -> Preference | None:
    if not isinstance(record, dict):
        raise TypeError("no object")
    if "chosen" in record and "rejected" in record:
        row = _row(record, record["chosen"], name, character)
        return Preference(row, _answer(record["rejected"], "", row.language))
    reply = record.get("reply")
    if isinstance(reply, str | dict) and "user" in record and _disliked(record):
        return Preference(_row(record, reply, name, character), liked=False)
    return None


def _disliked(record: dict[str, Any]) -> bool:
    rating = record.get("rating")
    low = isinstance(rating, int | float) and not isinstance(rating, bool) and rating <= 2
    return record.get("satisfied") is False or str(record.get("vote", "")).strip().casefold() in _DOWN or low


def _row(record: dict[str, Any], answer: object, name: str, character: Character) -> Row:
    words = answer if isinstance(answer, str) else str(answer["text"]) if isinstance(answer, dict) else ""
    language = record.get("language") or language_of(words) or character.languages[0]
    past = [Exchange.model_validate(turn) for turn in record.get("past", ())]
    return Row(
        id=name,
        kind="dialogue",
        language=language,
        scene=name,
        summary=str(record.get("summary", "")),
        exchanges=(*past, _answer(answer, str(record["user"]), language)),
        variant=str(record.get("variant", "")),
        source="feedback",
    )


def _answer(value: object, user: str, language: Any) -> Exchange:
    if isinstance(value, dict):
        return Exchange.model_validate({"user": user, "emotion": "neutral", "intensity": 0.3, **value})
    if not isinstance(value, str) or not value.strip():
        raise TypeError("an answer is words")
    felt = emotion_of(value, language)
    emotion, intensity = (felt.emotion, felt.intensity) if felt else ("neutral", 0.3)
    return Exchange(user=user, text=value, emotion=emotion, intensity=intensity)
