"""The page "Make a character": joins its steps with the trainer's processes and workspaces. Main thread.

Files are read and written on pool threads; `companion-train` runs as processes (`trainer_process`, `training`).
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from companion.desk import training, workshops
from companion.desk.host import Host
from companion.desk.trainer_process import Answer
from companion.errors import CompanionError, TrainingError
from companion.face.director import FaceDirector
from companion.persona import own
from companion.persona.character import Character, find_character, load_character
from companion.ui.make.page import MakePage
from companion.ui.make.progress import Progress
from companion.ui.make.values import Example, How, MakeActions, Plan, Preset, Trouble, Wish
from companion.ui.texts import TEXTS, describe
from companion.voice.stages import explained

_FOLLOW = 1500  # milliseconds between two looks at a run of another process, while the page is seen


def open(host: Host) -> MakePage:
    """A new window; it finds what is under way, and what was left unfinished."""
    return _Make(host).page


class _Make(QObject):
    """What the page asks for; a child of the page, so it ends with it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host, self._texts = host, host.texts
        self._id, self._name = "", ""
        self._draft = False  # nothing is made yet of the one that is described
        self._examples: tuple[Example, ...] | None = None
        self._presets: tuple[Preset, ...] = ()
        self._planned: dict[str, float] = {}
        self._how = How()
        self._away: own.Away | None = None
        self._asking: Answer | None = None
        self._open = True
        self._training = training.of(host)
        self._follow = QTimer(self)
        self._follow.setInterval(_FOLLOW)
        self._follow.timeout.connect(self._look_again)
        self.page = MakePage(
            MakeActions(
                refresh=self._refresh,
                open=self._go_on,
                describe=self._describe,
                plan=self._plan,
                run=self._run,
                stop=lambda: self._training.stop(self._id),
                report=self._report,
                promote=self._promote,
                discard=self._discard,
                undo=self._undo,
                talk=lambda: self._host.switch(self._id),
                show_file=lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))) and None,
                open_folder=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))) and None,
            ),
            host.texts,
            closed=self._end,
        )
        self.setParent(self.page)
        self._training.changed.connect(self._moved)
        self._training.prepared.connect(self._prepared)
        self._training.ended.connect(self._ended)
        busy = self._training.running()
        if busy:
            self._go_on(busy[0])
        else:
            self._refresh()

    @property
    def _folder(self) -> Path:
        return workshops.root() / self._id

    def _end(self) -> None:
        self._open = False
        self._follow.stop()

    # --- who is being made ---

    def _refresh(self) -> None:
        self._follow.stop()
        self._id = ""
        if self._examples is None:
            self._ask(["list"], self._listed, lambda error: self.page.show_error(self._words(error)))
        else:
            self._work(workshops.everyone, self._show_start)

    def _listed(self, found: dict[str, Any]) -> None:
        self._examples = tuple(_example(row, self._texts.language) for row in found.get("cards") or ())
        self._refresh()

    def _show_start(self, found: tuple[Any, ...]) -> None:
        self.page.show_start(found, self._examples or (), undo=self._away is not None)

    def _discard(self, character_id: str) -> None:
        self._work(lambda: workshops.throw_away(workshops.root() / character_id), self._discarded)

    def _discarded(self, away: own.Away) -> None:
        self._away = away
        self._refresh()

    def _undo(self) -> None:
        away, self._away = self._away, None
        if away is not None:
            self._work(lambda: workshops.bring_back(away), lambda _none: self._refresh())

    def _go_on(self, character_id: str) -> None:
        self._id, self._draft = character_id, False
        folder = self._folder
        self.page.show_busy()
        self._work(
            lambda: (workshops.look(folder), workshops.progress(folder), workshops.remembered(folder)), self._opened
        )

    def _opened(self, found: tuple[Any, ...]) -> None:
        workshop, progress, self._how = found
        self._name = workshop.name
        known = self._training.progress(self._id)
        if self._id in self._training.running() and known is not None:
            self._show_run(known)
        elif workshop.standing == "running":
            self._show_run(progress)
            self._follow.start()
        elif workshop.standing in ("passed", "not_passed"):
            self._report()
        elif workshop.standing in ("draft", "in_menu"):
            self._show_how()
        else:
            self._show_run(progress if progress.stages else Progress("stopped"))
            self._replan(self._how)

    # --- describing ---

    def _describe(self, wish: Wish) -> None:
        folder = self._folder if self._id else None
        reserved = {one.id for one in self._examples or ()}

        def prepare() -> str:
            if folder is not None and self._draft:
                workshops.forget_draft(folder)
            name = wish.name or wish.begin
            return workshops.free_id(name, reserved)

        self._work(prepare, lambda name: self._create(name, wish))

    def _create(self, character_id: str, wish: Wish) -> None:
        self._id = character_id
        words = ["new", character_id, "--language", wish.language, "--preset", "starter"]
        words += ["--name", f"{wish.language}={wish.name}"] if wish.name else []
        words += ["--example", wish.begin] if wish.begin else []
        words += ["--casual"] if "반말" in wish.level and not wish.begin else []
        if wish.sources:
            words += ["--from", *(str(path) for path in wish.sources)]
        self._ask(words, lambda made: self._apply(wish, made), self._not_made)

    def _apply(self, wish: Wish, made: dict[str, Any]) -> None:
        self._draft = True
        folder = self._folder

        def apply() -> str:
            workshops.apply(folder, wish)
            her = load_character(folder)
            return her.title(her.languages[0])

        self._work(apply, self._described)

    def _described(self, name: str) -> None:
        self._name = name
        self._how = How()
        self._host.note({"event": "workshop", "character": self._id})
        self._show_how()

    def _not_made(self, error: CompanionError) -> None:
        self._id = ""
        self.page.show_error(self._words(error))

    # --- how ---

    def _show_how(self) -> None:
        if not self._presets:
            self._ask(["presets"], self._preset_list, lambda error: self.page.show_error(self._words(error)))
            return
        self.page.show_how(self._name, self._presets, self._how, fresh=self._draft)

    def _preset_list(self, found: dict[str, Any]) -> None:
        self._presets = tuple(_preset(row) for row in found.get("presets") or () if isinstance(row, dict))
        self._show_how()

    def _plan(self, how: How) -> None:
        """What it takes so; an answer to an older question is dropped."""
        self._replan(how, self.page.show_plan, lambda error: self.page.show_plan_error(self._words(error)))

    def _replan(
        self,
        how: How,
        then: Callable[[Plan], object] = lambda _plan: None,
        failed: Callable[[CompanionError], object] = lambda _error: None,
    ) -> None:
        def planned(found: dict[str, Any]) -> None:
            plan = _plan(found)
            self._planned = plan.seconds
            self._host.note({"event": "planned", "seconds": round(plan.total), "blocked": plan.blocked})
            then(plan)

        words = ["plan", self._id, "--until", "evaluate", *workshops.arguments(how), *self._offline()]
        self._ask(words, planned, failed)

    def _offline(self) -> list[str]:
        return ["--offline"] if self._host.config.offline else []

    # --- making ---

    def _run(self, how: How) -> None:
        self._how, self._draft = how, False
        folder = self._folder

        def prepare() -> Progress:
            workshops.remember(folder, how)
            return workshops.progress(folder)

        self._work(prepare, lambda before: self._start(before, promote=False))

    def _start(self, before: Progress, *, promote: bool) -> None:
        self._training.start(self._id, workshops.arguments(self._how), promote=promote, before=before)

    def _moved(self, character_id: str) -> None:
        progress = self._training.progress(character_id)
        if self._open and character_id == self._id and progress is not None:
            self._show_run(progress)

    def _show_run(self, progress: Progress) -> None:
        self.page.show_run(self._name, progress, self._planned, self._how)
        trouble = progress.trouble
        if progress.standing == "failed" and trouble is not None and not progress.reported:
            error = TrainingError(trouble.message, code=trouble.code, hint=trouble.hint)
            self.page.show_trouble(self._words(error))

    def _prepared(self, character_id: str) -> None:
        if self._open and character_id == self._id:
            folder = self._folder
            self._work(lambda: workshops.learned(folder), self.page.show_samples)

    def _look_again(self) -> None:
        """A run of another process, while the page is seen."""
        folder, character_id = self._folder, self._id
        if not self.page.isVisible() or not character_id:
            return

        def show(progress: Progress) -> None:
            if character_id == self._id:
                self._show_run(progress)
                if progress.standing != "running":
                    self._follow.stop()

        self._work(lambda: workshops.progress(folder), show)

    def _ended(self, character_id: str, promote: bool, result: object) -> None:
        if not self._open:
            if promote and not isinstance(result, TrainingError):
                self._host.refresh_characters()
            return
        if character_id != self._id:
            return
        failed = training.error(result)
        progress = self._training.progress(character_id)
        if promote and failed is None and isinstance(result, dict) and result.get("ok"):
            self._promoted(result)
        elif failed is not None and (progress is None or progress.trouble is None):
            self.page.show_trouble(self._words(failed))
        elif progress is not None and progress.reported and not promote:
            self._report()

    # --- the report card, and the menu ---

    def _report(self) -> None:
        folder, character_id = self._folder, self._id

        def show(report: Any) -> None:
            if character_id == self._id:
                self.page.show_report(self._name, report)
                self._host.note({"event": "report", "character": character_id, "passed": report.passed})
                self._failed_gates = [gate.name for gate in report.failed]

        self._work(lambda: workshops.report(folder), show)

    def _promote(self, anyway: bool) -> None:
        if anyway:
            loose = [f"gates.{name}=null" for name in self._failed_gates]
            settings = tuple(dict.fromkeys((*self._how.settings, *loose)))
            self._how = How(self._how.preset, self._how.base, self._how.teacher, self._how.teacher_model, settings)
        folder, how = self._folder, self._how

        def prepare() -> Progress:
            workshops.remember(folder, how)
            return workshops.progress(folder)

        self._work(prepare, lambda before: self._start(before, promote=True))

    def _promoted(self, result: dict[str, Any]) -> None:
        character_id = self._id

        def dress() -> Character:
            workshops.dress(character_id)
            return find_character(character_id)

        self._work(dress, lambda her: self._welcome(her, result))

    def _welcome(self, her: Character, result: dict[str, Any]) -> None:
        self._host.refresh_characters()
        self._host.note({"event": "promoted", "character": self._id})
        registered = (result.get("counts") or {}).get("register") or {}
        said = str(registered.get("notes") or "")
        notes = [said] if said and "is not installed" not in said else []  # Ollama is nobody's business here
        self.page.show_promoted(her.title(self._texts.language), notes, self._host.renderer(her), FaceDirector)

    # --- the ways out of this thread ---

    def _ask(
        self,
        words: list[str],
        then: Callable[[dict[str, Any]], object],
        failed: Callable[[CompanionError], object],
    ) -> None:
        if self._asking is not None:
            self._asking.drop()

        def answered(found: dict[str, Any]) -> None:
            self._asking = None
            if self._open:
                then(found)

        def refused(error: TrainingError) -> None:
            self._asking = None
            if self._open:
                failed(error)

        self._asking = Answer(words, self._host.config, self._training, answered, refused)

    def _work(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        def run() -> None:
            try:
                result = work()
            except Exception as error:  # thread boundary
                failure = explained("train", error)
                self._host.on_main(lambda: self.page.show_error(self._words(failure)) if self._open else None)
                return
            self._host.on_main(lambda: then(result) if self._open else None)

        self._host.background(run)

    def _words(self, error: CompanionError) -> Any:
        told, known = describe(error, self._texts, "train"), TEXTS[self._texts.language]
        text = known.get(f"make.error.{error.code}")
        if text is None:
            return told
        return replace(told, message=text, hint=known.get(f"make.error.{error.code}.hint", ""), detail=error.message)


def _example(row: dict[str, Any], language: str) -> Example:
    told = {key: row.get(key) if isinstance(row.get(key), dict) else {} for key in ("names", "one_line", "line")}
    said = {key: str(texts.get(language) or next(iter(texts.values()), "")) for key, texts in told.items() if texts}
    name = str(row.get("id"))
    return Example(name, said.get("names", name), said.get("one_line", ""), said.get("line", ""))


def _preset(row: dict[str, Any]) -> Preset:
    return Preset(
        name=str(row.get("preset")),
        base=str(row.get("base")),
        about=str(row.get("what")),
        parameters=int(row.get("parameters") or 0),
        licence=str(row.get("licence") or ""),
        commercial=row.get("commercial") if isinstance(row.get("commercial"), bool) else None,
        download=int(row.get("download_bytes") or 0),
        here=bool(row.get("here", row.get("base") == "starter")),
    )


def _plan(found: dict[str, Any]) -> Plan:
    seconds = {
        str(line.get("stage")): float((line.get("estimate") or {}).get("seconds") or 0.0)
        for line in found.get("stages") or ()
    }
    total = found.get("total") or {}
    return Plan(
        seconds=seconds,
        memory=int(total.get("vram_bytes") or 0),
        disk=int(total.get("disk_bytes") or 0),
        free=int(found.get("free_bytes") or 0),
        fits=bool(found.get("fits", True)),
        at_least=tuple(str(name) for name in found.get("at_least") or ()),
        troubles=tuple(
            Trouble(
                str(one.get("place")),
                str(one.get("message")),
                str(one.get("fix")),
                bool(one.get("serious", True)),
                str(one.get("code")),
            )
            for one in found.get("problems") or ()
        ),
    )
