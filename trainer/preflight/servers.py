"""Before a run: the teacher and the judge answer, and know the model that is asked for. Main thread."""

import asyncio
import difflib
from pathlib import Path

from companion.errors import TrainingError
from trainer.convert import gguf_file
from trainer.preflight.problem import Case, Problem
from trainer.recipe import TeacherRecipe
from trainer.teachers import openai_compatible, registry
from trainer.teachers.openai_compatible import Served
from trainer.writing import session


def look(case: Case) -> list[Problem]:
    """Whoever is asked in this run."""
    found: list[Problem] = []
    recipe = case.recipe
    if case.any_due("scenes", "dialogues") and recipe.teacher.engine != registry.SEED:
        found += _teacher(case)
    judge = recipe.evaluate.judge
    if "evaluate" in case.due and judge.url:
        asked = TeacherRecipe(
            engine="openai_compatible", url=judge.url, model=judge.model, key_env=judge.key_env, workers=judge.workers
        )
        found += _server(case, "evaluate.judge", asked)
    return found


def _teacher(case: Case) -> list[Problem]:
    stage = case.job.catalog["dialogues" if "dialogues" in case.due else "scenes"]
    teacher = session.settings(case.job.context(stage))
    if teacher.engine == "openai_compatible":
        return _server(case, "teacher", teacher)
    if teacher.engine == "llama_cpp":
        return _gguf(case, teacher)
    return case.tried("teacher.model", lambda: registry.create(teacher, offline=case.offline))


def _gguf(case: Case, teacher: TeacherRecipe) -> list[Problem]:
    if not teacher.model:
        return [
            case.problem(
                "teacher.model",
                "teacher.model is empty",
                "Write the path of a .gguf file, absolute or beside recipe.yaml",
                "teacher-model-missing",
            )
        ]
    return case.tried("teacher.model", lambda: gguf_file.check(Path(teacher.model).expanduser()))


def _server(case: Case, setting: str, asked: TeacherRecipe) -> list[Problem]:
    """setting: the section of the recipe."""
    try:
        served = asyncio.run(_ask(asked, offline=case.offline))
    except TrainingError as error:
        key = {"teacher-model-missing": "model", "teacher-key": "key_env"}.get(error.code, "url")
        problem = case.from_error(f"{setting}.{key}", error)
        message = problem.message.replace("teacher.", f"{setting}.")
        return [Problem(problem.place, message, problem.fix.replace("teacher.", f"{setting}."), problem.code)]
    if served.trouble:
        message = f"{setting}.url: {asked.url} does not answer ({served.trouble})"
        fix = "Start the server (Ollama: `ollama serve`), or mend the address"
        return [case.problem(f"{setting}.url", message, fix, "teacher-unreachable", serious=not served.busy)]
    return _model(case, setting, asked, served)


def _model(case: Case, setting: str, asked: TeacherRecipe, served: Served) -> list[Problem]:
    """Is the model there? A server of one model often takes any name."""
    if served.names is None or asked.model in served.names or f"{asked.model}:latest" in served.names:
        return []
    if len(served.names) == 1 and not served.strict:
        return []
    near = difflib.get_close_matches(asked.model, served.names, n=1)
    known = ", ".join(served.names[:8]) + (" …" if len(served.names) > 8 else "")
    message = f"{setting}.model: {asked.url} has no model {asked.model!r}"
    message += f"; did you mean `{near[0]}`?" if near else ""
    fix = f"It has: {known}" if known else f"It has none yet; Ollama: `ollama pull {asked.model}`"
    return [case.problem(f"{setting}.model", message, fix, "teacher-model-missing")]


async def _ask(asked: TeacherRecipe, *, offline: bool) -> Served:
    server = openai_compatible.create(asked, offline=offline)
    try:
        return await server.served()
    finally:
        await server.close()
