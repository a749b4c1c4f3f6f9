"""Teacher: answers from a recording, a raw/*.jsonl file of an earlier run or a folder of them. Any event loop.

The same prompt gets the recorded answer; a prompt that was worded differently then gets the answer with the same id.
"""

from pathlib import Path

from companion.errors import TrainingError
from trainer.recipe import TeacherRecipe
from trainer.teachers import answers
from trainer.teachers.contract import Answer, Request, Unusable

LABEL = "A recording of earlier answers"


def create(settings: TeacherRecipe, *, offline: bool = False) -> "Replay":
    """offline: taken for symmetry; nothing is asked of anybody. Raises TrainingError: no such file, or it is empty."""
    path = Path(settings.model).expanduser()
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not settings.model or not files:
        raise TrainingError(
            f"recipe.yaml: teacher.model names no recording: {settings.model!r}.",
            code="teacher-model-missing",
            hint="Write the path of a raw/*.jsonl file, or of the folder they lie in.",
        )
    lines = [line for file in files for line in answers.read(file) if not line.error]
    if not lines:
        raise TrainingError(f"{path} holds no answers.", code="teacher-model-missing", hint="Name another recording.")
    return Replay(path.name, lines)


class Replay:
    """`contract.Teacher` without a model."""

    workers = 0

    def __init__(self, name: str, lines: list[answers.Recorded]) -> None:
        self.name = f"replay:{name}"
        self._by_prompt = {line.prompt_hash: line for line in lines}
        self._by_id = {line.id: line for line in lines}

    async def ask(self, request: Request) -> Answer:
        """See `contract.Teacher.ask`. Raises Unusable: not in the recording."""
        line = self._by_prompt.get(request.prompt_hash) or self._by_id.get(request.id)
        if line is None:
            raise Unusable("not-recorded", f"{request.id} is not in the recording.", final=True)
        return Answer(line.text, line.tokens_in, line.tokens_out, line.ms / 1000)

    async def close(self) -> None:
        """Nothing to free."""
