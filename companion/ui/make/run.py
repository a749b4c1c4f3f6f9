"""The step in which she is made: stages, the one at work, the loss, lines she learns from. Main thread."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from companion.ui.character.amounts import lasting
from companion.ui.character.kit import card, row, words
from companion.ui.make.curve import LossCurve
from companion.ui.make.progress import Progress, Stage
from companion.ui.make.values import Sample
from companion.ui.texts import TEXTS, ErrorWords, Texts

_STEPS = 1000
_MARKS = {"done": "✓", "running": "●", "failed": "✕", "skipped": "–", "waits": "○"}
_KINDS = {"done": "done", "running": "now", "failed": "bad"}
_HIDDEN = frozenset({"dpo", "preferences"})  # unless they do something


class RunStep(QWidget):
    """`show_progress` as often as one likes; it touches only what has changed."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.setObjectName("pageBody")
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 22)
        box.setSpacing(12)
        self.now = words("", "cardName")
        self.left = words("", "small")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(texts("make.run.bar"))
        self.tip = words(texts("make.run.tip"), "small")
        box.addWidget(card(self.now, self.bar, self.left, self.tip, gap=8))
        self.trouble = card(gap=6)
        self.trouble.hide()
        box.addWidget(self.trouble)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        stages = card(words(texts("make.run.stages"), "part"), gap=8)
        layout = stages.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addLayout(self._grid)
        self._rows: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        self.curve = LossCurve(texts("make.run.loss"))
        self.loss = words("", "small")
        self.learning = card(words(texts("make.run.loss"), "part"), self.curve, self.loss, gap=4)
        self.learning.hide()
        box.addWidget(self.learning)
        self.samples = card(gap=6)
        self.samples.hide()
        box.addWidget(self.samples)
        box.addWidget(stages)
        self.more = QPushButton(texts("make.run.log"))
        self.more.setObjectName("quiet")
        self.more.setCheckable(True)
        self.log = QPlainTextEdit()
        self.log.setObjectName("log")
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(400)
        self.log.setFixedHeight(120)
        self.log.setAccessibleName(texts("make.run.log"))
        self.log.hide()
        self.more.toggled.connect(self.log.setVisible)
        box.addWidget(row(self.more, None))
        box.addWidget(self.log)
        box.addStretch(1)
        self._noted = 0
        self.shown = Progress()

    def stage_name(self, name: str) -> str:
        return TEXTS[self._texts.language].get(f"make.stage.{name}", name)

    def show_progress(self, progress: Progress, planned: Mapping[str, float]) -> None:
        texts = self._texts
        before, self.shown = self.shown, progress
        self._headline(progress, planned)
        if progress.stages != before.stages or not self._rows:
            self._stages(progress.stages)
        if progress.points != before.points:
            self.learning.setVisible(len(progress.points) > 1)
            self.curve.show_points(progress.points)
            if progress.points:
                last = progress.points[-1]
                said = [texts("make.run.loss.now", loss=f"{last.loss:.2f}", step=last.step)]
                said += [texts("make.run.loss.dots")] if any(point.validation for point in progress.points) else []
                self.loss.setText(" · ".join(said))
        if len(progress.notes) < self._noted:
            self._noted = 0
            self.log.clear()
        for note in progress.notes[self._noted :]:
            self.log.appendPlainText(note)
        self._noted = len(progress.notes)
        if progress.standing == "running":
            self.trouble.hide()

    def _headline(self, progress: Progress, planned: Mapping[str, float]) -> None:
        texts = self._texts
        total = len(progress.stages) or 1
        share = progress.done / progress.total if progress.total else 0.0
        weights = {stage.name: planned.get(stage.name, 0.0) + 1.0 for stage in progress.stages}
        whole = sum(weights.values()) or 1.0
        done = sum(weights[stage.name] for stage in progress.stages if stage.condition in ("done", "skipped"))
        done += weights.get(progress.stage, 0.0) * min(1.0, share)
        self.bar.setValue(round(_STEPS * done / whole))
        if progress.standing == "running":
            name = self.stage_name(progress.stage) if progress.stage else texts("make.run.begins")
            count = texts("make.run.count", done=progress.done, total=progress.total) if progress.total else ""
            self.now.setText(f"{name}{f' · {count}' if count else ''}")
            left = progress.left(planned)
            stage = texts("make.run.stage", number=min(total, progress.finished + 1), of=total)
            self.left.setText(f"{stage} · {texts('make.run.left', time=lasting(left, texts))}" if left else stage)
        else:
            self.now.setText(texts(f"make.run.{progress.standing}"))
            self.left.setText(texts("make.run.stage", number=progress.finished, of=total) if progress.stages else "")
        self.tip.setVisible(progress.standing == "running")

    def _stages(self, stages: Sequence[Stage]) -> None:
        shown = [one for one in stages if one.name not in _HIDDEN or one.condition in ("running", "failed")]
        if [one.name for one in shown] != list(self._rows):
            while self._grid.count():
                item = self._grid.takeAt(0)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
            self._rows = {}
            for number, one in enumerate(shown):
                labels = (words("", "stageMark"), words(self.stage_name(one.name), ""), words("", "small"))
                for at, label in enumerate(labels):
                    label.setWordWrap(False)
                    self._grid.addWidget(label, number, at)
                self._rows[one.name] = labels
        for one in shown:
            mark, name, took = self._rows[one.name]
            mark.setText(_MARKS.get(one.condition, "○"))
            mark.setProperty("kind", _KINDS.get(one.condition, ""))
            mark.style().unpolish(mark)
            mark.style().polish(mark)
            name.setAccessibleDescription(self._texts(f"make.condition.{one.condition}"))
            took.setText(lasting(one.seconds, self._texts) if one.condition == "done" and one.seconds >= 1 else "")

    def show_samples(self, samples: Sequence[Sample], title: str) -> None:
        """A few lines that she learns from, or that she said."""
        fill(self.samples, [words(title, "part"), *(sample(one, self._texts) for one in samples)])
        self.samples.setVisible(bool(samples))

    def show_trouble(self, error: ErrorWords) -> None:
        """Why it stopped, and what to do."""
        parts: list[QWidget] = [words(error.title, "cardName")]
        parts.append(words(error.message, "said", kind="bad", selectable=True))
        parts += [words(text, "small", selectable=True) for text in (error.detail, error.hint) if text]
        fill(self.trouble, parts)
        self.trouble.show()


def sample(one: Sample, texts: Texts) -> QWidget:
    """What was said, and what she answers with which feeling."""
    made = card(words(one.question, "small"), name="sampleBox", gap=3)
    layout = made.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.setContentsMargins(12, 9, 12, 9)
    said = words(one.text, "", selectable=True)
    mood = words(texts.emotion(one.emotion), "tag")
    mood.setWordWrap(False)
    line = row(said, mood)
    box = line.layout()
    assert box is not None
    box.setStretch(0, 1)  # type: ignore[attr-defined]
    box.setAlignment(mood, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(line)
    return made


def fill(frame: QWidget, parts: Sequence[QWidget]) -> None:
    """Other contents of a card."""
    layout = frame.layout()
    assert isinstance(layout, QVBoxLayout)
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
    for part in parts:
        layout.addWidget(part)
