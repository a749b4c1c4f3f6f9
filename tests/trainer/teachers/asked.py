"""Requests, readers and pools as tests of the teachers need them."""

import asyncio
from pathlib import Path
from typing import Any

from companion.persona.prompt import Message
from trainer.recipe import TeacherRecipe
from trainer.teachers import registry
from trainer.teachers.answers import Answers
from trainer.teachers.contract import Request, Teacher
from trainer.teachers.pool import Pool
from trainer.writing import reading

SCHEMA = {
    "type": "object",
    "properties": {"said": {"type": "string"}},
    "required": ["said"],
    "additionalProperties": False,
}


def requests(count: int, kind: str = "k") -> list[Request]:
    return [
        Request(
            f"{kind}/{number}", kind, (Message("system", "Answer."), Message("user", f"Say {number}.")), SCHEMA, 0.5, 99
        )
        for number in range(count)
    ]


def read(request: Request, text: str) -> str:
    said: str = reading.value(text, request.schema)["said"]
    return said


def recipe(url: str, **own: Any) -> TeacherRecipe:
    return TeacherRecipe(engine="openai_compatible", url=url, model="m", **own)


def pool(settings: TeacherRecipe, folder: Path, told: list[str] | None = None, teacher: Teacher | None = None) -> Pool:
    """Waits are a hundredth of what they are outside of tests."""
    teacher = teacher or registry.create(settings)
    tell = (lambda done, total, note: told.append(f"{done}/{total} {note}")) if told is not None else (lambda *_: None)
    return Pool(teacher, settings, Answers(folder / "raw", teacher.name), folder / "dead.jsonl", tell, first_wait=0.01)


def run(
    settings: TeacherRecipe, folder: Path, asked: list[Request], told: list[str] | None = None
) -> tuple[dict[str, str], Pool]:
    """What came back, and the pool that asked."""

    async def all_of_it() -> tuple[dict[str, str], Pool]:
        async with pool(settings, folder, told) as open_:
            open_.expect(len(asked))
            return await open_.run(asked, read), open_

    return asyncio.run(all_of_it())
