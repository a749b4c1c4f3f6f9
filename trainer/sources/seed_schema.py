"""Rows in the seed schema (B6), JSON Lines: `{"instruction", "context": {"summary", "current_emotion": {"type",
"intensity"}}, "input", "output": "<JSON string>"}`, where the output holds `{"text", "emotion", "intensity"}`.

Strict: every mistake of every line is told at once. `train_data_type_A.jsonl` holds rows of the variant `A`, if the
recipe has it. The instruction is replaced by the prompt that the app itself builds. Pure; any thread.
"""

import json
import re
from typing import Any

from trainer.rows import Exchange, FeltMood, Row
from trainer.sources import turns
from trainer.sources.found import Found, Skipped, Source, row_id, wrong_lines
from trainer.sources.language import language_of
from trainer.sources.records import Record, objects

KEYS = frozenset({"instruction", "context", "input", "output"})
_VARIANT = re.compile(r"type_([A-Za-z0-9]{1,20})$")
_HINT = "docs/sources.md shows a row of this schema; mend or delete these lines."


class Wrong(ValueError):
    """One mistake, as a clause that never quotes words."""


def fits(records: list[Record]) -> bool:
    first = records[0][1]
    return isinstance(first, dict) and "context" in first and "output" in first and "input" in first


def read_records(source: Source, records: list[Record]) -> Found:
    """The rows of a file.

    Raises:
        TrainingError: anything that is not this schema; all lines are named.
    """
    variant = _variant(source)
    rows: list[Row] = []
    problems: list[tuple[int, str]] = []
    instructions: set[str] = set()
    for line, record in objects(source, records, what="rows"):
        mistakes, row = _row(source, line, record, variant)
        problems += [(line, mistake) for mistake in mistakes]
        rows += [row] if row else []
        instructions.add(str(record.get("instruction", "")).strip())
    if problems:
        raise wrong_lines(source, problems, what="rows", hint=_HINT)
    return Found("seed-schema", rows=tuple(rows), skipped=tuple(_notes(source, variant, len(instructions - {""}))))


def _variant(source: Source) -> str:
    named = _VARIANT.search(source.path.stem)
    return named.group(1) if named and named.group(1) in source.variants else ""


def _notes(source: Source, variant: str, instructions: int) -> list[Skipped]:
    notes = []
    if instructions:
        text = f"{instructions} instruction text(s) replaced by the prompt that the app builds"
        notes.append(Skipped("", "instruction-replaced", text))
    named = _VARIANT.search(source.path.stem)
    if named and not variant:
        text = f"the name says variant {named.group(1)}, which the recipe doesn't have: taken as rows for all"
        notes.append(Skipped("", "variant-unknown", text))
    return notes


def _row(source: Source, line: int, record: dict[str, Any], variant: str) -> tuple[list[str], Row | None]:
    mistakes = [f"unknown key {key!r}" for key in sorted(set(record) - KEYS)]
    mistakes += [f"`{key}` is missing" for key in sorted(KEYS - set(record))]
    said = record.get("input")
    if not isinstance(said, str):
        mistakes.append("`input` must be a text")
    if not isinstance(record.get("instruction", ""), str):
        mistakes.append("`instruction` must be a text")
    summary, mood = "", FeltMood()
    try:
        summary, mood = _context(record.get("context", {}))
    except Wrong as error:
        mistakes.append(str(error))
    exchange: Exchange | None = None
    try:
        exchange = _output(said if isinstance(said, str) else "", record.get("output"))
    except Wrong as error:
        mistakes.append(str(error))
    language = language_of(exchange.text + " " + exchange.user) if exchange else None
    if exchange and language is None:
        mistakes.append("the text is neither Korean nor English")
    if mistakes or exchange is None or language is None:
        return mistakes, None
    return [], Row(
        id=row_id(source, line),
        kind="dialogue",
        language=language,
        scene=turns.scene_id(source, summary or line),
        summary=summary,
        mood=mood,
        exchanges=(exchange,),
        variant=variant,
        source=source.name,
    )


def _context(context: object) -> tuple[str, FeltMood]:
    if not isinstance(context, dict):
        raise Wrong("`context` must be an object with `summary` and `current_emotion`")
    unknown = sorted(set(context) - {"summary", "current_emotion"})
    if unknown:
        raise Wrong(f"unknown key `context.{unknown[0]}`")
    summary = context.get("summary", "")
    if not isinstance(summary, str):
        raise Wrong("`context.summary` must be a text")
    if "current_emotion" not in context:
        raise Wrong("`context.current_emotion` is missing")
    return summary.strip(), _mood(context["current_emotion"])


def _mood(value: object) -> FeltMood:
    if not isinstance(value, dict) or set(value) != {"type", "intensity"}:
        raise Wrong("`context.current_emotion` must have exactly `type` and `intensity`")
    try:
        emotion, intensity = turns.emotion_of(value)
    except ValueError as error:
        raise Wrong(f"`context.current_emotion`: {error}") from error
    return FeltMood(emotion=emotion, intensity=intensity or 0.0)


def _output(said: str, output: object) -> Exchange:
    """The answer inside the answer: `output` is a JSON string, and what is in it is checked as well."""
    if not isinstance(output, str):
        raise Wrong("`output` must be a JSON string, not an object" if output is not None else "`output` is missing")
    try:
        reply = json.loads(output)
    except (ValueError, RecursionError) as error:
        raise Wrong("`output` holds no valid JSON") from error
    if not isinstance(reply, dict):
        raise Wrong("`output` must hold an object with `text` and `emotion`")
    unknown = sorted(set(reply) - {"text", "emotion", "intensity"})
    if unknown:
        raise Wrong(f"unknown key `output.{unknown[0]}`")
    text = reply.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Wrong("`output.text` must be a text that is not empty")
    try:
        emotion, intensity = turns.emotion_of(reply.get("emotion"))
        if "intensity" in reply:
            intensity = turns.strength(reply["intensity"])
    except ValueError as error:
        raise Wrong(f"`output.emotion`: {error}") from error
    return turns.exchange(said, text, emotion, 0.5 if intensity is None else intensity)
