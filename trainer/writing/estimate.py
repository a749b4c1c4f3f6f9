"""What asking the teacher will take, before it is asked. Reads what was answered before; changes nothing.

Tokens in: of one real prompt of each kind, times their number. Tokens out: of what is asked for. Seconds: of the
answers that are there, else assumed; over the workers.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.recipe import TeacherRecipe
from trainer.stage import Context, Counts, Estimate
from trainer.teachers.answers import Answers
from trainer.teachers.contract import Request, estimated_tokens
from trainer.writing.session import settings

_ASSUMED = {"openai_compatible": 8.0, "llama_cpp": 60.0, "replay": 0.001}  # seconds a request
SCENE, TURN, SCRIPT = 80, 75, 600  # tokens of an answer: a scene, a turn, a script


@dataclass(frozen=True, slots=True)
class Part:
    """`count` requests like `sample`, each answered with about `out` tokens."""

    count: int
    sample: Request | None
    out: int


def estimate(ctx: Context, parts: Sequence[Part], counts: Counts, note: str = "") -> Estimate:
    """The sum of the parts."""
    teacher = ctx.recipe.teacher
    requests = sum(part.count for part in parts)
    asked = sum(
        part.count * estimated_tokens([message.content for message in part.sample.messages])
        for part in parts
        if part.sample
    )
    answered = sum(part.count * part.out for part in parts)
    each, measured = _speed(ctx, teacher)
    workers = 1 if teacher.engine == "llama_cpp" else min(teacher.workers, max(1, requests))
    how = f"{each:.1f} s a request as measured here" if measured else f"{each:g} s a request assumed"
    return Estimate(
        counts={"requests": requests, **counts},
        tokens=asked + answered,
        seconds=requests * each / workers,
        money=(asked * teacher.price_in + answered * teacher.price_out) / 1e6,
        disk_bytes=answered * 6,
        basis=f"{how}, {workers} at a time" + (f"; {note}" if note else ""),
    )


def _speed(ctx: Context, teacher: TeacherRecipe) -> tuple[float, int]:
    """Seconds a request, and from how many answers that is known."""
    resolved = settings(ctx)
    name = resolved.model.replace("\\", "/").rpartition("/")[2] if teacher.engine == "llama_cpp" else resolved.model
    for folder in (ctx.out, ctx.of("dialogues"), ctx.of("scenes")):
        speed = Answers(folder / "raw", name).speed
        if len(speed) >= 3:
            return max(0.001, statistics.median(speed[-200:]) / 1000), len(speed)
    return _ASSUMED[teacher.engine], 0
