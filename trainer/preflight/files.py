"""Before a run: the person's own conversations, topics and prompts can be read. Any thread."""

from dataclasses import replace

from trainer.preflight.problem import Case, Problem
from trainer.teachers import seed_dialogues
from trainer.writing import session, topics


def look(case: Case) -> list[Problem]:
    """Faulty dialogues/, topics.yaml, prompts/; the messages name file and line."""
    stages = sorted(case.due & {"scenes", "dialogues"})
    if not stages:
        return []
    job = case.job
    ctx = job.context(job.catalog[stages[0]])

    def written() -> None:
        seed_dialogues.check(session.seeds(ctx), ctx.character)

    def asked() -> None:
        for stage in stages:
            job.catalog[stage].plan(job.context(job.catalog[stage]))

    place = job.workspace
    found: list[Problem] = []
    for path, what in (
        (place.dialogues, written),
        (place.topics_file, lambda: topics.counted(place, job.recipe)),
        (place.prompts, asked),
    ):
        if path == place.prompts and found:
            break  # it would only say the same
        for one in case.tried("data.topics", what):
            message = one.message.removeprefix(f"{path}: ")
            found.append(replace(one, place=str(path), message=message) if path.exists() else one)
    return found
