"""Before a run that is `commercial: true`: nobody whose words go into it forbids that. Reads files; any thread.

Base and teacher by the table of licences; sources by what they say of themselves: `license` in character.yaml, a file
LICENSE or a README.md with `license:` beside them. A reminder, no legal advice.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from trainer import licences
from trainer.licences import UNKNOWN
from trainer.preflight import base_model
from trainer.preflight.problem import Case, Problem
from trainer.teachers import registry

_FORBIDS = re.compile(
    r"non-?\s?commercial|\bcc[- ]by-nc|\bby-nc-|research (use|purposes) only|all rights reserved|비영리|영리.{0,6}금지",
    re.IGNORECASE,
)
_FRONT = re.compile(r"^license(?:_name)?:[ \t]*['\"]?([^'\"\n]+)", re.MULTILINE)
_READ = 20_000  # characters of a licence


def look(case: Case) -> list[Problem]:
    """Who forbids it."""
    if not case.recipe.commercial:
        return []
    return [*_base(case), *_teacher(case), *_sources(case)]


def _base(case: Case) -> list[Problem]:
    seen = base_model.known(case)
    if seen is None:
        return []
    return case.tried("commercial", lambda: licences.refuse_commercial(True, seen.name, seen.licence))


def _teacher(case: Case) -> list[Problem]:
    teacher = case.recipe.teacher
    if teacher.engine == registry.SEED or not case.any_due("scenes", "dialogues"):
        return []
    found = licences.of_family(teacher.model)
    if found.name == UNKNOWN:
        message = f"commercial: whether what {teacher.model or 'the teacher'} writes may be sold is not known here"
        return [case.problem("commercial", message, "Read its terms", "licence-unknown", serious=False)]
    if found.commercial:
        return []
    message = f"`commercial: true`, but the teacher {teacher.model} is under the {found.name}, which forbids it"
    fix = "Set `commercial: false`, or ask another teacher and begin its stages anew"
    return [case.problem("commercial", message, fix, "licence-commercial")]


def _sources(case: Case) -> Iterator[Problem]:
    fix = "Set `commercial: false`, or take those texts out"
    own = case.job.character.license
    if _FORBIDS.search(own):
        where = str(case.job.workspace.character_file)
        yield Problem(where, f"`license: {own}` and `commercial: true` in the recipe", fix, "licence-commercial")
    for file, words in _declared(case.job.workspace.sources):
        message = f"it says {words!r}, and the recipe `commercial: true`"
        yield Problem(str(file), message, fix, "licence-commercial")


def _declared(folder: Path) -> Iterator[tuple[Path, str]]:
    """(file, the words) of every licence in sources/ that forbids it."""
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        is_text = re.match(r"(licen[cs]e|copying)", file.name, re.IGNORECASE)
        if not file.is_file() or not (is_text or file.name.lower() == "readme.md"):
            continue
        text = file.read_text(encoding="utf-8", errors="replace")[:_READ]
        if not is_text:
            front = re.match(r"---\s*\n(.*?)\n---", text, re.DOTALL)
            text = "\n".join(_FRONT.findall(front.group(1))) if front else ""
        found = _FORBIDS.search(text)
        if found:
            yield file, found.group(0)
