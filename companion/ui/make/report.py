"""The step in which a person reads her report card before she enters the menu. Main thread."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from companion.ui.character.amounts import size
from companion.ui.character.kit import card, words
from companion.ui.make.run import sample
from companion.ui.make.values import Gate, Report
from companion.ui.texts import TEXTS, Texts

_SAMPLES = 14


class ReportStep(QWidget):
    """What she can do, figure by figure, and lines of hers to read."""

    def __init__(self, texts: Texts, report: Report, name: str) -> None:
        super().__init__()
        self._texts = texts
        self.setObjectName("pageBody")
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 22)
        box.setSpacing(12)
        key = "make.report.passed" if report.passed else "make.report.failed"
        verdict = words(texts(key, name=name, count=len(report.failed)), "cardName")
        about = texts("make.report.about", answers=report.answers, base=report.base, size=size(report.bytes))
        box.addWidget(card(verdict, words(about, "small")))
        box.addWidget(self._gates(report))
        for gate in report.failed:
            box.addWidget(self._mend(gate))
        lines = [sample(one, texts) for one in report.samples[:_SAMPLES]]
        if lines:
            box.addWidget(card(words(texts("make.report.samples"), "part"), *lines, gap=8))
        box.addStretch(1)

    def gate_name(self, name: str) -> str:
        return TEXTS[self._texts.language].get(f"make.gate.{name}", name)

    def _gates(self, report: Report) -> QWidget:
        made = card(words(self._texts("make.report.figures"), "part"), gap=8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for number, gate in enumerate(report.gates):
            mark = words("✓" if gate.passed else "✕", "stageMark", kind="done" if gate.passed else "bad")
            value = words(percent(gate.value) if gate.value is not None else "–", "")
            sense = self._texts(f"make.report.{gate.sense}", limit=percent(gate.limit))
            for at, part in enumerate((mark, words(self.gate_name(gate.name), ""), value, words(sense, "small"))):
                part.setWordWrap(at == 1)
                side = Qt.AlignmentFlag.AlignRight if at == 2 else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(part, number, at, side | Qt.AlignmentFlag.AlignVCenter if at != 1 else side)
        layout = made.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addLayout(grid)
        return made

    def _mend(self, gate: Gate) -> QWidget:
        known = TEXTS[self._texts.language].get(f"make.mend.{gate.name}", "")
        return card(
            words(self._texts("make.report.mend", name=self.gate_name(gate.name)), "fieldName"),
            words(known or gate.mend, ""),
            name="drawer",
        )


def percent(value: float) -> str:
    return f"{value * 100:.0f} %"
