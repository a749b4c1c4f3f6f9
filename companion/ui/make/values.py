"""What the page for making a character shows and may ask for: plain values. Pure; any thread."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Language = Literal["ko", "en"]
Standing = Literal["draft", "unfinished", "running", "passed", "not_passed", "in_menu", "broken"]


@dataclass(frozen=True, slots=True)
class Workshop:
    """Someone who is being made. done, of: stages. version: of the newest one that reached the menu, 0 = none."""

    id: str
    name: str
    standing: Standing
    done: int
    of: int
    version: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """How she is described. begin: "" = a friendly blank one, or the id of an example. level: her manner in words. A
    field that is empty stays as `begin` has it. examples: pairs of what is said to her and what she answers.
    sources: files and folders; a character card among them fills her profile."""

    name: str = ""
    language: Language = "ko"
    begin: str = ""
    one_line: str = ""
    traits: tuple[str, ...] = ()
    level: str = ""
    rules: tuple[str, ...] = ()
    backstory: tuple[str, ...] = ()
    user_relation: str = ""
    greeting: str = ""
    examples: tuple[tuple[str, str], ...] = ()
    sources: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """One who ships to begin with. line: something she says."""

    id: str
    name: str
    one_line: str
    line: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A recipe. parameters, download: of its base, 0 = unknown; here: the base needs no download. commercial: None =
    unknown."""

    name: str
    base: str
    about: str
    parameters: int = 0
    licence: str = ""
    commercial: bool | None = None
    download: int = 0
    here: bool = False


@dataclass(frozen=True, slots=True)
class How:
    """How she is made. settings: `key=value` of the recipe. teacher: address and model of a server that writes
    conversations, "" = none."""

    preset: str = "starter"
    base: str = ""
    teacher: str = ""
    teacher_model: str = ""
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """What stands in the way of a run (serious) or should be known. place: where."""

    place: str
    message: str
    fix: str
    serious: bool
    code: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run takes. seconds: stage -> seconds. memory: of a GPU, bytes. at_least: figures that are not whole."""

    seconds: dict[str, float]
    memory: int
    disk: int
    free: int
    fits: bool
    at_least: tuple[str, ...]
    troubles: tuple[Trouble, ...]

    @property
    def total(self) -> float:
        return sum(self.seconds.values())

    @property
    def blocked(self) -> bool:
        return not self.fits or any(trouble.serious for trouble in self.troubles)


@dataclass(frozen=True, slots=True)
class Sample:
    """A line of hers. faults: what is wrong with it, in the trainer's words."""

    question: str
    text: str
    emotion: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure that had to be reached. sense: "least" or "most". mend: how, in the trainer's words."""

    name: str
    value: float | None
    limit: float
    sense: str
    passed: bool
    mend: str


@dataclass(frozen=True, slots=True)
class Report:
    """Her report card. file: the whole of it, for a browser; None = not there."""

    passed: bool
    gates: tuple[Gate, ...]
    samples: tuple[Sample, ...]
    answers: int
    bytes: int
    base: str
    file: Path | None = None

    @property
    def failed(self) -> tuple[Gate, ...]:
        return tuple(gate for gate in self.gates if not gate.passed)


@dataclass(frozen=True)
class MakeActions:
    """What the page may ask for; all return at once, answers come as calls of the page's methods.

    open: a workspace to go on with. describe: a new workspace from a wish. plan: what it would take so. run: begin or
    go on, after `plan`. stop: in order; what is done is kept. report: read her report card. promote: into the menu;
    anyway: although a gate failed. discard: into the trash. undo: the last discard.
    """

    refresh: Callable[[], None]
    open: Callable[[str], None]
    describe: Callable[[Wish], None]
    plan: Callable[[How], None]
    run: Callable[[How], None]
    stop: Callable[[], None]
    report: Callable[[], None]
    promote: Callable[[bool], None]
    discard: Callable[[str], None]
    undo: Callable[[], None]
    talk: Callable[[], None]
    show_file: Callable[[Path], None]
    open_folder: Callable[[], None]
