"""The step in which a person chooses the recipe, and sees what it takes before anything happens. Main thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from companion.ui.character.amounts import lasting, size
from companion.ui.character.kit import Field, card, pill, row, words
from companion.ui.make.values import How, Plan, Preset
from companion.ui.texts import TEXTS, ErrorWords, Texts

_PAUSE = 700  # milliseconds without a key before the plan is made anew


def _weights(count: int) -> str:
    return f"{count / 1e9:.1f} B" if count >= 1e8 else f"{count / 1e6:.1f} M"


class _Choice(QPushButton):
    """A button that is as high as what lies in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("choice")
        self.setCheckable(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        inside = self.layout()
        return inside.sizeHint() if inside is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        inside = self.layout()
        return inside.minimumSize() if inside is not None else super().minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        inside = self.layout()
        return inside.heightForWidth(width) if inside is not None else super().heightForWidth(width)


class HowStep(QWidget):
    """`how()` is what was chosen. changed: the plan does not fit any more; `show_plan` brings the new one."""

    def __init__(self, texts: Texts, presets: Sequence[Preset], how: How, changed: Callable[[How], None]) -> None:
        super().__init__()
        self._texts, self._presets, self._changed = texts, presets, changed
        self.setObjectName("pageBody")
        self.plan: Plan | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 22)
        box.setSpacing(12)
        self._group = QButtonGroup(self)
        self.choices: dict[str, QPushButton] = {}
        self._plan = QVBoxLayout()
        self._plan.setSpacing(6)
        self._plan_card = card(gap=6)
        inner = self._plan_card.layout()
        assert isinstance(inner, QVBoxLayout)
        inner.addLayout(self._plan)
        box.addWidget(self._plan_card)
        for preset in sorted(presets, key=lambda one: (one.name != "starter", one.parameters or 10**12)):
            box.addWidget(self._choice(preset, preset.name == how.preset))
        self.more = QPushButton(texts("make.more"))
        self.more.setObjectName("quiet")
        self.more.setCheckable(True)
        self.more.setAccessibleName(texts("make.more"))
        self.teacher = self._field("teacher", how.teacher)
        self.teacher_model = self._field("teacher_model", how.teacher_model)
        self.base = self._field("base", how.base)
        self.settings = self._field("settings", "\n".join(how.settings), lines=4)
        self._advanced = card(self.teacher, self.teacher_model, self.base, self.settings, gap=14)
        self._advanced.setVisible(bool(how.settings or how.teacher or how.base))
        self.more.setChecked(self._advanced.isVisibleTo(self))
        self.more.toggled.connect(self._advanced.setVisible)
        box.addWidget(row(self.more, None))
        box.addWidget(self._advanced)
        box.addStretch(1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._again)
        for field in (self.teacher, self.teacher_model, self.base, self.settings):
            field.edit.textChanged.connect(lambda *_: self._pause.start(_PAUSE))
        self.show_reading()

    def _field(self, name: str, text: str, lines: int = 1) -> Field:
        texts = self._texts
        hint, example = texts(f"make.{name}.hint"), texts(f"make.{name}.example")
        return Field(texts(f"make.{name}"), hint=hint, example=example, lines=lines, text=text)

    def _choice(self, preset: Preset, chosen: bool) -> QPushButton:
        texts = self._texts
        title = TEXTS[texts.language].get(f"make.preset.{preset.name}", preset.name)
        about = TEXTS[texts.language].get(f"make.preset.{preset.name}.about", preset.about)
        facts = [] if preset.name == "starter" else [preset.base]
        if preset.parameters:
            facts.append(texts("make.weights", count=_weights(preset.parameters)))
        if preset.licence:
            key = "make.licence" if preset.commercial is not False else "make.licence.nc"
            facts.append(texts(key, name=preset.licence))
        facts.append(texts("make.here") if preset.here else texts("make.download", size=size(preset.download)))
        made = _Choice()
        made.setChecked(chosen)
        made.setAccessibleName(f"{title}. {about} {', '.join(facts)}")
        box = QVBoxLayout(made)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(4)
        head = row(words(title, "cardName"), pill(facts[-1], "good" if preset.here else "warn"))
        layout = head.layout()
        assert layout is not None
        layout.setStretch(0, 1)  # type: ignore[attr-defined]
        for part in (head, words(about, ""), words(" · ".join(facts[:-1]), "small")):
            if not isinstance(part, QLabel) or part.text():
                part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                box.addWidget(part)
        made.clicked.connect(lambda _on=False: self._again())
        self._group.addButton(made)
        self.choices[preset.name] = made
        return made

    def how(self) -> How:
        chosen = next((name for name, made in self.choices.items() if made.isChecked()), "starter")
        return How(chosen, self.base.text, self.teacher.text, self.teacher_model.text, self.settings.lines())

    def _again(self) -> None:
        self._pause.stop()
        self.show_reading()
        self._changed(self.how())

    def show_reading(self) -> None:
        self.plan = None
        self._show(words(self._texts("make.plan.reading"), "small"))

    def show_error(self, error: ErrorWords) -> None:
        """The recipe can't be planned: a setting is wrong."""
        parts = [words(error.message, "said", kind="bad", selectable=True)]
        parts += [words(text, "small") for text in (error.detail, error.hint) if text]
        self._show(*parts)

    def show_plan(self, plan: Plan) -> None:
        """What it takes, and what stands in the way."""
        texts = self._texts
        self.plan = plan
        least = ".least" if "seconds" in plan.at_least else ""
        facts = [texts(f"make.plan.time{least}", time=lasting(plan.total, texts))] if plan.total else []
        if plan.memory:
            facts.append(texts("make.plan.memory", size=size(plan.memory)))
        facts.append(texts("make.plan.disk", size=size(plan.disk), free=size(plan.free)))
        parts: list[QWidget] = [words(texts("make.plan"), "part"), row(*(pill(fact) for fact in facts), None)]
        if not plan.fits:
            parts.append(words(texts("make.plan.full"), "said", kind="bad"))
        for trouble in plan.troubles:
            kind = "bad" if trouble.serious else "warn"
            known = TEXTS[texts.language].get(f"make.error.{trouble.code}", "")
            hint = TEXTS[texts.language].get(f"make.error.{trouble.code}.hint", "")
            parts.append(words(known or trouble.message, "said", kind=kind, selectable=True))
            parts += [words(hint, "small")] if hint else []
            detail = trouble.message if known else trouble.fix
            parts.append(words(f"{trouble.place}: {detail}" if detail else trouble.place, "small"))
        if not plan.blocked:
            parts.append(words(texts("make.plan.ready"), "small"))
        self._show(*parts)

    def _show(self, *parts: QWidget) -> None:
        while self._plan.count():
            item = self._plan.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for part in parts:
            self._plan.addWidget(part)
