"""Rows in the seed schema: read when right, and every mistake told (B6)."""

import json
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from tests.trainer.sources.sheet import written
from trainer.sources import json_file
from trainer.sources.found import Found

GOOD: dict[str, Any] = {
    "instruction": "당신은 A형 친구입니다.",
    "context": {"summary": "비 오는 날", "current_emotion": {"type": "sad", "intensity": 0.4}},
    "input": "우산 있어?",
    "output": json.dumps({"text": "응, 같이 쓰자!", "emotion": "joy", "intensity": 0.7}, ensure_ascii=False),
}


def changed(path: str, value: object) -> dict[str, Any]:
    record = json.loads(json.dumps(GOOD))
    *parents, key = path.split(".")
    inside = record
    for parent in parents:
        inside = inside[parent]
    if value is None:
        del inside[key]
    else:
        inside[key] = value
    return record


def said(**changes: object) -> str:
    reply = {"text": "응!", "emotion": "joy", "intensity": 0.7, **changes}
    return json.dumps({key: value for key, value in reply.items() if value is not None}, ensure_ascii=False)


def read(folder: Path, *records: object, name: str = "train_data_type_A.jsonl", **more: Any) -> Found:
    text = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    return json_file.read(written(folder, name, text, **more))


def test_b6_blood_type_rows_are_read_whole(tmp_path: Path) -> None:
    """B6: {instruction, context{summary, current_emotion{type, intensity}}, input, output: JSON string}."""
    found = read(tmp_path, GOOD, variants=("A", "B"))
    (row,) = found.rows
    assert (row.variant, row.language, row.summary) == ("A", "ko", "비 오는 날")
    assert (row.mood.emotion, row.mood.intensity) == ("sad", 0.4)
    (turn,) = row.exchanges
    assert (turn.user, turn.text, turn.emotion, turn.intensity) == ("우산 있어?", "응, 같이 쓰자!", "joy", 0.7)
    assert [part.code for part in found.skipped] == ["instruction-replaced"]


def test_b6_a_variant_that_the_recipe_lacks_is_said_aloud(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.rows[0].variant == ""
    assert "variant-unknown" in {part.code for part in found.skipped}


@pytest.mark.parametrize("emotion", ["기쁨", "HAPPY", {"type": "joy", "intensity": 0.2}, "excitement"])
def test_b6_emotions_may_have_other_names(tmp_path: Path, emotion: object) -> None:
    found = read(tmp_path, changed("output", said(emotion=emotion, intensity=None)))
    assert found.rows[0].exchanges[0].emotion in ("joy", "excited")


MISTAKES: list[tuple[str, object, str]] = [
    ("input", None, "`input` is missing"),
    ("extra", 1, "unknown key 'extra'"),
    ("input", 5, "`input` must be a text"),
    ("instruction", 5, "`instruction` must be a text"),
    ("context", [], "`context` must be an object"),
    ("context.summary", 5, "`context.summary` must be a text"),
    ("context.mood", 5, "unknown key `context.mood`"),
    ("context.current_emotion", None, "`context.current_emotion` is missing"),
    ("context.current_emotion", "sad", "exactly `type` and `intensity`"),
    ("context.current_emotion.type", "hungry", "unknown emotion"),
    ("context.current_emotion.intensity", 1.5, "from 0 to 1"),
    ("context.current_emotion.intensity", True, "from 0 to 1"),
    ("output", None, "`output` is missing"),
    ("output", {"text": "응", "emotion": "joy"}, "must be a JSON string, not an object"),
    ("output", "그냥 말", "holds no valid JSON"),
    ("output", "[" * 100_000, "holds no valid JSON"),
    ("output", "[1]", "must hold an object"),
    ("output", said(text=" "), "`output.text`"),
    ("output", said(text=None), "`output.text`"),
    ("output", said(emotion=None), "`output.emotion`: unknown emotion"),
    ("output", said(intensity="high"), "`output.emotion`: intensity"),
    ("output", said(tone="x"), "unknown key `output.tone`"),
]


@pytest.mark.parametrize(("path", "value", "message"), MISTAKES)
def test_b6_every_mistake_names_its_line_and_what_is_wrong(
    tmp_path: Path, path: str, value: object, message: str
) -> None:
    with pytest.raises(TrainingError) as error:
        read(tmp_path, GOOD, changed(path, value))
    assert error.value.code == "source-rows-invalid"
    assert "train_data_type_A.jsonl" in error.value.message
    assert f"line 2: {message}" in error.value.message or (
        "line 2: " in error.value.message and message in error.value.message
    )
    assert error.value.hint


def test_b6_all_mistakes_of_all_lines_are_told_at_once_without_words(tmp_path: Path) -> None:
    wrong = [changed("output", said(text="비밀 이야기", tone=1)) for _ in range(30)]
    with pytest.raises(TrainingError) as error:
        read(tmp_path, GOOD, *wrong)
    assert "30 thing(s)" in error.value.message
    assert "and 10 more" in error.value.message
    assert "비밀" not in str(error.value)


def test_rows_of_one_summary_are_one_scene(tmp_path: Path) -> None:
    other = changed("context.summary", "")
    found = read(tmp_path, GOOD, GOOD, other, other)
    scenes = [row.scene for row in found.rows]
    assert scenes[0] == scenes[1]
    assert len(set(scenes)) == 3
    assert len({row.id for row in found.rows}) == 4


def test_broken_json_names_the_line(tmp_path: Path) -> None:
    text = json.dumps(GOOD) + "\n{broken\n" + json.dumps(GOOD) + "\n[1,\n"
    with pytest.raises(TrainingError, match=r"(?s)2 thing.*line 2: not valid JSON.*line 4"):
        json_file.read(written(tmp_path, "rows.jsonl", text))
