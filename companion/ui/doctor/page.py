"""The doctor: every part is tried while one looks on, and what fails says what to do here. Main thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.ui import icons
from companion.ui.markup import breakable
from companion.ui.tall import Tall
from companion.ui.texts import TEXTS, Texts, describe
from companion.ui.theme import Palette

SIZE, LEAST = (640, 640), (440, 400)
_SIGNS = {"pass": "check", "note": "about", "fail": "alert", "skip": "dots", "waiting": "dots", "running": "dots"}


@dataclass(frozen=True)
class Finding:
    """What is known of one part. status: pass, note, fail or skip; the rest as in `companion.checkup.check`."""

    name: str
    status: str
    code: str
    detail: str
    fix: str = ""
    remedy: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class DoctorActions:
    """start: try everything anew. stop: no more. copy: the report goes to the clipboard. mend: where it can be done."""

    start: Callable[[], None]
    stop: Callable[[], None]
    copy: Callable[[], None]
    mend: Callable[[str], None]


class DoctorPage(QWidget):
    """`begin`, `begun`, `found`, `ended` tell how far it is."""

    def __init__(self, names: Sequence[str], actions: DoctorActions, texts: Texts, palette: Palette) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts("doctor.title"))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self._actions, self._texts = actions, texts
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._make_head(len(names)))
        body = QWidget()
        body.setObjectName("pageBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(8)
        self.rows = {name: Row(name, texts, palette, actions.mend) for name in names}
        for row in self.rows.values():
            column.addWidget(row)
        column.addStretch(1)
        self._scroll = Tall()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(body)
        box.addWidget(self._scroll, 1)
        box.addWidget(self._make_foot())

    def _make_head(self, count: int) -> QFrame:
        head = QFrame()
        head.setObjectName("pageHead")
        box = QVBoxLayout(head)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(4)
        box.addWidget(_words(self._texts("doctor.title"), "pageTitle"))
        self.summary = _words("", "lead")
        box.addWidget(self.summary)
        box.addSpacing(6)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.bar.setRange(0, count)
        self.bar.setAccessibleName(self._texts("doctor.progress"))
        box.addWidget(self.bar)
        return head

    def _make_foot(self) -> QFrame:
        foot = QFrame()
        foot.setObjectName("pageFoot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 12, 20, 14)
        row.setSpacing(8)
        self.copied = _words("", "small")
        row.addWidget(self.copied, 1)
        self.copy = QPushButton(self._texts("doctor.copy"))
        self.copy.clicked.connect(lambda _on=False: self._actions.copy())
        self.again = QPushButton(self._texts("doctor.again"))
        self.again.setObjectName("primary")
        self.again.clicked.connect(lambda _on=False: self._actions.start())
        for button in (self.copy, self.again):
            button.setAutoDefault(True)
            row.addWidget(button)
        return foot

    # --- how far it is ---

    def begin(self) -> None:
        """All anew."""
        for row in self.rows.values():
            row.wait()
        self.bar.setValue(0)
        self.bar.show()
        self.copied.setText("")
        self.copy.setEnabled(False)
        self.again.setEnabled(False)
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # or it would jump to a button in the list
        self.summary.setText(self._texts("doctor.running"))

    def begun(self, name: str) -> None:
        if name in self.rows:
            self.rows[name].run()
            self._scroll.ensureWidgetVisible(self.rows[name], 0, 24)

    def found(self, finding: Finding) -> None:
        row = self.rows.get(finding.name)
        if row is not None:
            row.show_finding(finding)
            self.bar.setValue(sum(1 for each in self.rows.values() if each.finding is not None))

    def ended(self, problem: str = "") -> None:
        """problem: why it ended before everything was tried; "" = it is complete."""
        for row in self.rows.values():
            if row.finding is None:
                row.wait()
        failed = [row.title for row in self.rows.values() if row.finding is not None and row.finding.status == "fail"]
        if problem:
            self.summary.setText(breakable(problem))
        elif failed:
            key = "doctor.one_failed" if len(failed) == 1 else "doctor.failed"
            self.summary.setText(self._texts(key, count=len(failed), names=", ".join(failed)))
        else:
            notes = sum(1 for row in self.rows.values() if row.finding is not None and row.finding.status == "note")
            key = "doctor.well" if not notes else "doctor.well_one" if notes == 1 else "doctor.well_but"
            self.summary.setText(self._texts(key, count=notes))
        self.bar.hide()
        self.copy.setEnabled(True)
        self.again.setEnabled(True)
        bad = [row for row in self.rows.values() if row.finding is not None and row.finding.status == "fail"]
        self._scroll.ensureWidgetVisible((bad or list(self.rows.values()))[0], 0, 24)
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str) -> None:
        """Beside the buttons: the report was copied."""
        self.copied.setText(text)

    def set_look(self, palette: Palette) -> None:
        for row in self.rows.values():
            row.set_look(palette)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._actions.stop()
        super().closeEvent(event)


class Row(QFrame):
    """One part: its sign, name, what was found, and what to do."""

    def __init__(self, name: str, texts: Texts, palette: Palette, mend: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("plainCard")
        self.name, self._texts, self._palette, self._mend = name, texts, palette, mend
        self.title = texts(f"doctor.check.{name}")
        self.finding: Finding | None = None
        self._state = "waiting"
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(12)
        self._sign = QLabel()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(_words(self.title, "cardName"))
        self.detail = _words("", "small")
        box.addWidget(self.detail)
        self.fix = _words("", "doFix")
        self.fix.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.fix.setContentsMargins(0, 4, 0, 0)
        box.addWidget(self.fix)
        row.addLayout(box, 1)
        self.button = QPushButton()
        self.button.setAutoDefault(True)
        self.button.clicked.connect(self._pressed)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.wait()

    def wait(self) -> None:
        self.finding = None
        self._show("waiting", self._texts("doctor.waiting"))

    def run(self) -> None:
        key = f"doctor.{self.name}.running"
        known = key in TEXTS[self._texts.language]
        self._show("running", self._texts(key if known else "doctor.trying"))

    def show_finding(self, finding: Finding) -> None:
        self.finding = finding
        fix = finding.fix if finding.status in ("fail", "note") else ""
        offers = finding.remedy if finding.status in ("fail", "note") else ""
        self._show(finding.status, sentence(finding, self._texts), fix, offers)

    def set_look(self, palette: Palette) -> None:
        self._palette = palette
        self._show_sign()

    def _show(self, state: str, detail: str, fix: str = "", remedy: str = "") -> None:
        self._state = state
        self.detail.setText(breakable(detail))
        self.fix.setText(breakable(fix))
        self.fix.setVisible(bool(fix))
        self.button.setVisible(bool(remedy))
        if remedy:
            self.button.setText(self._texts(f"doctor.mend.{remedy}"))
            self.button.setAccessibleName(f"{self.title}: {self.button.text()}")
        said = self._texts(f"doctor.status.{state}")
        self.setAccessibleName(". ".join(part for part in (f"{self.title}: {said}", detail, fix) if part))
        self._show_sign()

    def _show_sign(self) -> None:
        colours = self._palette
        colour = {"pass": colours.good, "note": colours.warm, "fail": colours.danger, "running": colours.accent}
        picture = icons.pixmap(_SIGNS[self._state], colour.get(self._state, colours.unheard), 22, 2.0)
        self._sign.setPixmap(picture)
        self._sign.setToolTip(self._texts(f"doctor.status.{self._state}"))

    def _pressed(self) -> None:
        if self.finding is not None:
            self._mend(self.finding.remedy)


def sentence(finding: Finding, texts: Texts) -> str:
    """What was found, in the person's language where it has words for it; else in its own."""
    key = f"doctor.{finding.name}.{finding.code}"
    if key in TEXTS[texts.language]:
        values = dict(finding.values)
        if "for" in values:
            values["for"] = texts(f"doctor.check.{values['for']}")
        return texts(key, **values)
    if finding.status == "skip":
        return texts("doctor.skipped", name=texts(f"doctor.check.{finding.values.get('for', 'microphone')}"))
    return describe(CompanionError(finding.detail, code=finding.code), texts).message


def _words(text: str, name: str) -> QLabel:
    label = QLabel(breakable(text))
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
