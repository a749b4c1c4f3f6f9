"""Before a run: everything that would stop it hours later, told at once. Changes nothing; the main thread.

Looked at are only the stages that would run. What can be seen in files and installed packages is always looked at; the
teacher's server and the base's page on the hub are asked with a few seconds' patience, and not while offline; with
`deep` (a run that is about to begin) also what takes longer.
"""

from companion.errors import TrainingError
from trainer import pipeline
from trainer.preflight import base_model, files, licence, machine, servers, training
from trainer.preflight.problem import Case, Problem
from trainer.recipe_layers import Layers
from trainer.state import Job

_PARTS = (files, servers, base_model, licence, training, machine)


def examine(job: Job, layers: Layers, *, deep: bool = False) -> tuple[Problem, ...]:
    """All problems, the serious ones first; () where nothing is to be done.

    Raises:
        TrainingError: unknown stages or variants were asked for.
    """
    due = frozenset(
        name
        for name, state in pipeline.outlook(job).items()
        if not state.done and not job.catalog[name].skip(job.recipe)
    )
    case = Case(job, due, layers, deep)
    found = [problem for part in _PARTS for problem in part.look(case)] if due else []
    once = dict.fromkeys(found)
    return tuple(sorted(once, key=lambda one: not one.serious))


def refuse(problems: tuple[Problem, ...]) -> None:
    """Raises TrainingError when one of them is serious; the message lists them all."""
    serious = [problem for problem in problems if problem.serious]
    if not serious:
        return
    raise TrainingError(
        "\n".join([f"{len(serious)} thing(s) would stop this run:", *(f"  - {one.said}" for one in serious)]),
        code="preflight",
        hint="Nothing was begun.",
    )
