"""The guided page "Make a character": one step at a time, with the way back. Main thread; sees only plain callables.

What it is told comes by `show_*`; what a person does leaves by `MakeActions`.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from companion.ui.character.kit import Page, button, card, column, words
from companion.ui.character.portrait import Face, welcome
from companion.ui.make.describe import Describe, Sources, busy
from companion.ui.make.how import HowStep
from companion.ui.make.progress import Progress
from companion.ui.make.report import ReportStep
from companion.ui.make.run import RunStep
from companion.ui.make.start import StartStep
from companion.ui.make.values import Example, How, MakeActions, Plan, Preset, Report, Sample, Wish, Workshop
from companion.ui.renderer import Renderer
from companion.ui.texts import ErrorWords, Texts

SIZE = QSize(720, 700)
STEPS = ("who", "sources", "how", "run", "report")


class MakePage(Page):
    """step: "start" or one of STEPS. name: who is being made, for the title."""

    def __init__(self, actions: MakeActions, texts: Texts, closed: Callable[[], None] = lambda: None) -> None:
        super().__init__(texts("make.title"), size=SIZE, closed=closed, dropped=lambda files: self._files(files))
        self.setMinimumSize(580, 420)
        self._actions, self._texts = actions, texts
        self.step = "start"
        self.name = ""
        self.wish = Wish(language=texts.language)
        self.body: QWidget | None = None
        self._examples: Sequence[Example] = ()
        self._steps: dict[str, QLabel] = {}
        self._trail = QWidget()
        line = QHBoxLayout(self._trail)
        line.setContentsMargins(0, 6, 0, 0)
        line.setSpacing(4)
        for number, step in enumerate(STEPS, 1):
            mark = QLabel(f"{number}  {texts(f'make.step.{step}')}")
            mark.setObjectName("step")
            line.addWidget(mark)
            self._steps[step] = mark
        line.addStretch(1)
        self.head_box.addWidget(self._trail)
        self.show_busy()

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost with this window."""
        return self.step not in ("start", "busy", "run")

    # --- what the page is told ---

    def show_busy(self, text: str = "") -> None:
        self._put("busy", busy(text or self._texts("make.reading")))

    def show_start(self, workshops: Sequence[Workshop], examples: Sequence[Example], *, undo: bool = False) -> None:
        """Who is being made. undo: somebody was just thrown away."""
        self._examples = examples
        body = StartStep(
            self._texts,
            workshops,
            begin=self.show_describe,
            open=self._actions.open,
            discard=self._actions.discard,
        )
        self._put("start", body)
        self.set_foot(*((button(self._texts("make.undo"), self._actions.undo), None) if undo else ()))
        body.new.setFocus()

    def show_describe(self, wish: Wish | None = None) -> None:
        """Step one."""
        self.wish = wish or self.wish
        body = Describe(self._texts, self.wish, self._examples)
        self._put("who", body)
        back = button(self._texts("make.back"), self._actions.refresh, "quiet")
        self.set_foot(back, None, button(self._texts("make.next"), self._described, "primary"))
        body.name.edit.setFocus()

    def _described(self) -> None:
        assert isinstance(self.body, Describe)
        self.wish = self.body.wish()
        if not self.wish.name and not self.wish.begin:
            self.body.name.complain(self._texts("make.name.missing"))
            return
        self.show_sources()

    def show_sources(self) -> None:
        """Step two."""
        self._put("sources", Sources(self._texts, self.wish.sources))
        back = button(self._texts("make.back"), self._back_to_who, "quiet")
        following = button(self._texts("make.next"), self._begin, "primary")
        self.set_foot(back, None, following)
        following.setFocus()

    def _back_to_who(self) -> None:
        self._keep_sources()
        self.show_describe()

    def _keep_sources(self) -> None:
        if isinstance(self.body, Sources):
            from dataclasses import replace

            self.wish = replace(self.wish, sources=tuple(self.body.sources))

    def _begin(self) -> None:
        self._keep_sources()
        self.show_busy(self._texts("make.beginning"))
        self._actions.describe(self.wish)

    def show_how(self, name: str, presets: Sequence[Preset], how: How, *, fresh: bool) -> None:
        """Step three. fresh: nothing of her is made yet, so the steps before may be gone back to."""
        self.name = name
        self._put("how", HowStep(self._texts, presets, how, self._plan_again))
        back = self.show_sources if fresh else self._actions.refresh
        self._go = button(self._texts("make.go"), self._run, "primary")
        self._go.setEnabled(False)
        self.set_foot(button(self._texts("make.back"), back, "quiet"), None, self._go)
        self._actions.plan(how)

    def _plan_again(self, how: How) -> None:
        self._go.setEnabled(False)
        self._actions.plan(how)

    def show_plan(self, plan: Plan) -> None:
        if isinstance(self.body, HowStep):
            self.body.show_plan(plan)
            self._go.setEnabled(not plan.blocked)

    def show_plan_error(self, error: ErrorWords) -> None:
        if isinstance(self.body, HowStep):
            self.body.show_error(error)

    def _run(self) -> None:
        if isinstance(self.body, HowStep):
            self._actions.run(self.body.how())

    def show_run(self, name: str, progress: Progress, planned: Mapping[str, float], how: How) -> None:
        """Step four, while it works and when it has stopped."""
        self.name = name
        fresh = not isinstance(self.body, RunStep)
        if fresh:
            self._put("run", RunStep(self._texts))
        assert isinstance(self.body, RunStep)
        before = self.body.shown.standing
        self.body.show_progress(progress, planned)
        if not fresh and before == progress.standing:
            return
        texts = self._texts
        if progress.standing == "running":
            self.set_foot(
                button(texts("make.later"), self.close, "quiet"), None, button(texts("make.stop"), self._actions.stop)
            )
        elif progress.reported:
            self.set_foot(None, button(texts("make.read"), self._actions.report, "primary"))
        else:
            again = button(texts("make.go_on"), lambda: self._actions.run(how), "primary")
            self.set_foot(button(texts("make.back"), self._actions.refresh, "quiet"), None, again)

    def show_trouble(self, error: ErrorWords) -> None:
        if isinstance(self.body, RunStep):
            self.body.show_trouble(error)

    def show_samples(self, samples: Sequence[Sample]) -> None:
        if isinstance(self.body, RunStep):
            self.body.show_samples(samples, self._texts("make.run.samples"))

    def show_report(self, name: str, report: Report) -> None:
        """Step five."""
        self.name = name
        texts = self._texts
        self._put("report", ReportStep(texts, report, name))
        file = report.file
        whole = [button(texts("make.report.open"), lambda: self._actions.show_file(file), "quiet")] if file else []
        if report.passed:
            first = button(texts("make.promote"), lambda: self._actions.promote(False), "primary")
            self.set_foot(button(texts("make.back"), self._actions.refresh, "quiet"), *whole, None, first)
        else:
            change = button(texts("make.report.change"), self._actions.open_folder)
            anyway = button(texts("make.promote.anyway"), lambda: self._actions.promote(True))
            self.set_foot(button(texts("make.back"), self._actions.refresh, "quiet"), *whole, None, change, anyway)

    def show_promoted(
        self, name: str, notes: Sequence[str], figure: Renderer | None = None, face: Callable[[], Face] | None = None
    ) -> None:
        """She stands in the menu. figure: an avatar of hers that nothing else uses; face: makes her move."""
        texts = self._texts
        self.name = name
        told = [words(f"· {note}", "small") for note in notes]
        self._put("report", column(welcome(texts("make.promoted", name=name), name, told, figure, face)))
        talk = button(texts("make.talk", name=name), self._talk, "primary")
        self.set_foot(button(texts("make.back"), self._actions.refresh, "quiet"), None, talk)
        talk.setFocus()

    def _talk(self) -> None:
        self._actions.talk()
        self.close()

    def show_error(self, error: ErrorWords) -> None:
        """A step failed; the way back is to what was there before it."""
        parts: list[QWidget] = [
            words(error.title, "cardName"),
            words(error.message, "said", kind="bad", selectable=True),
        ]
        parts += [words(text, "small", selectable=True) for text in (error.detail, error.hint) if text]
        step = self.step
        self._put(step if step in STEPS else "start", column(card(*parts)))
        back = self.show_sources if self.wish.name or self.wish.begin else self._actions.refresh
        self.set_foot(button(self._texts("make.back"), back, "quiet"))

    # --- the frame ---

    def _put(self, step: str, body: QWidget) -> None:
        self.body = body
        self.set_body(body)
        self.set_foot()
        if step != "busy":
            self.step = step
        texts = self._texts
        named = self.name if step in ("how", "run", "report") else ""
        self.title.setText(texts("make.title.of", name=named) if named else texts("make.title"))
        self._trail.setVisible(self.step != "start")
        now = STEPS.index(self.step) if self.step in STEPS else -1
        for number, (name, mark) in enumerate(self._steps.items()):
            mark.setProperty("kind", "now" if number == now else "done" if number < now else "")
            mark.setAccessibleDescription(texts("make.step.now") if name == self.step else "")
            mark.style().unpolish(mark)
            mark.style().polish(mark)

    def _files(self, files: Sequence[Path]) -> None:
        """Dropped files are what there is of her."""
        if isinstance(self.body, Sources):
            self.body.add(files)
