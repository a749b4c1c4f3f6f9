"""One model, asked everything: its answers, and its figures by group, language and kind. One thread; loads a GGUF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from companion.persona.character import Character
from trainer.evaluation import figures, perplexity
from trainer.evaluation.answers import Answers, Asking, ask
from trainer.evaluation.cases import GROUPS, Case, general
from trainer.evaluation.figures import Answered, Figures, Rivals
from trainer.evaluation.perplexity import Surprise
from trainer.evaluation.speaker import Sampling, Speaker

Tell = Callable[[str], None]
_FEWEST = 5  # answers of a slice that is worth a line
_WITH_SYSTEM = tuple(group for group in GROUPS if group != "identity_bare")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a model is asked, and how. free: also without the skeleton. texts: also how well it foretells texts."""

    character: Character
    cases: tuple[Case, ...]
    sampling: Sampling
    seed: int = 1
    free: bool = True
    texts: bool = True

    @property
    def steps(self) -> int:
        """How often `tell` will be called."""
        written = sum(1 for case in self.cases if case.group == "held_out" and case.answer)
        return len(self.cases) * (2 if self.free else 1) + (written + len(general()) if self.texts else 0)


@dataclass(frozen=True, slots=True)
class Portrait:
    """name: of the model. sha256, bytes: of its file. held_out, general: surprise of texts."""

    name: str
    sha256: str
    bytes: int
    answered: tuple[Answered, ...]
    held_out: tuple[Surprise, ...] = ()
    general: tuple[Surprise, ...] = ()
    reused: int = 0
    notes: tuple[str, ...] = field(default=())

    def of(self, *groups: str) -> list[Answered]:
        return [one for one in self.answered if one.case.group in groups]


def paint(
    name: str,
    path: Path,
    sheet: Sheet,
    answers: Path,
    *,
    sha256: str,
    context: int,
    threads: int,
    template: str = "",
    tell: Tell = lambda note: None,
) -> Portrait:
    """Ask the GGUF at `path`; what it answered before is taken from the file `answers`.

    Raises:
        TrainingError: the GGUF can't be used, a prompt does not fit, or the disk is full.
    """
    speaker = Speaker(path, context, threads=threads, gpu=True, template=template)
    book = Answers(answers)
    try:
        said = ask(speaker, sheet.cases, Asking(sha256, "contract", sheet.sampling, sheet.seed), book, sheet.character,
                   lambda: tell(name))  # fmt: skip
        free = {}
        if sheet.free:
            asking = Asking(sha256, "free", sheet.sampling, sheet.seed)
            free = ask(speaker, sheet.cases, asking, book, sheet.character, lambda: tell(f"{name}, free"))
        written = [case for case in sheet.cases if case.group == "held_out" and case.answer] if sheet.texts else []
        held_out = perplexity.of_answers(speaker, written, lambda: tell(f"{name}, her answers"))
        texts = general() if sheet.texts else ()
        ordinary = perplexity.of_texts(speaker, texts, lambda: tell(f"{name}, ordinary sentences"))
        notes = () if speaker.chatml else ("asked in the template inside the GGUF: its vocabulary knows no ChatML",)
    finally:
        book.close()
        speaker.close()
    answered = tuple(Answered(case, said[case.id], free.get(case.id)) for case in sheet.cases)
    size = path.stat().st_size
    return Portrait(name, sha256, size, answered, tuple(held_out), tuple(ordinary), book.reused, notes)


def overall(portrait: Portrait, character: Character) -> Figures:
    """Of all answers that were given with her system turn, identity without it, and the perplexities."""
    rivals = Rivals(one.case for one in portrait.answered)
    found = figures.measure(portrait.of(*_WITH_SYSTEM), character, rivals)
    bare = figures.measure(portrait.of("identity_bare"), character)
    if "identity" in bare:
        found["identity_bare"] = bare["identity"]
        found["leak_bare"] = bare["leak"]
    found["perplexity"] = perplexity.perplexity(portrait.held_out)
    found["bits_per_character"] = perplexity.bits_per_character(portrait.held_out)
    found["perplexity_general"] = perplexity.perplexity(portrait.general)
    return {name: figure for name, figure in found.items() if figure.value is not None}


def by_group(portrait: Portrait, character: Character) -> dict[str, Figures]:
    """Group -> figures."""
    rivals = Rivals(one.case for one in portrait.answered)
    return {group: figures.measure(found, character, rivals) for group in GROUPS if (found := portrait.of(group))}


def by_slice(portrait: Portrait, character: Character, of: Callable[[Case], str]) -> dict[str, Figures]:
    """`of` a case -> figures, for those with enough answers; identity without a system turn counts nowhere here."""
    rivals = Rivals(one.case for one in portrait.answered)
    piles: dict[str, list[Answered]] = {}
    for one in portrait.of(*_WITH_SYSTEM):
        piles.setdefault(of(one.case), []).append(one)
    return {
        name: figures.measure(pile, character, rivals) for name, pile in sorted(piles.items()) if len(pile) >= _FEWEST
    }


def kinds(case: Case) -> str:
    """The slice of a case by what it is: the kind of a row, `identity: accused` for a probe."""
    return f"{case.group}: {case.kind}" if case.group in ("identity", "odd", "feelings") else case.kind


def emotions(found: Sequence[Answered]) -> list[tuple[str, str]]:
    """(requested, chosen) of the answers whose feeling is known."""
    return [(one.case.accepted[0], one.said.mood.emotion) for one in found if one.case.accepted]
