"""Every step of the guided page, in both languages: reachable by keys, named, uncut at its smallest size."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from companion.errors import TrainingError
from companion.ui.make.describe import Describe, Sources
from companion.ui.make.how import HowStep
from companion.ui.make.page import MakePage
from companion.ui.make.progress import Point, Progress, Stage
from companion.ui.make.progress import Trouble as Why
from companion.ui.make.values import Example, Gate, How, MakeActions, Plan, Preset, Report, Sample, Trouble, Wish
from companion.ui.make.values import Workshop as Shop
from companion.ui.texts import Texts, describe
from companion.ui.theme import Theme

EXAMPLES = (
    Example("nova", "노바", "컴퓨터에 사는 명랑한 아이.", "왔어?"),
    Example("ruby", "Ruby", "An archmage.", "Hi!"),
)
PRESETS = (
    Preset("starter", "starter", "", 2_800_000, "GPL-3.0-or-later", True, 0, True),
    Preset("qwen3-4b", "Qwen/Qwen3-4B-Instruct-2507", "", 4_000_000_000, "Apache-2.0", True, 8_000_000_000),
    Preset("mine", "LGAI/Exaone", "A recipe of one's own", 7_800_000_000, "EXAONE", False, 15_600_000_000),
)
PLAN = Plan({"train": 200.0}, 774_000_000, 83_000_000, 70_000_000_000, True, (), ())
BLOCKED = Plan({}, 0, 9, 1, False, ("seconds",), (Trouble("recipe.yaml, line 3", "no", "do", True, "base-offline"),))
GATES = (
    Gate("emotion", 0.4, 0.7, "least", False, "write"),
    Gate("leak", None, 0.0, "most", True, ""),
    Gate("new", 1, 1, "least", False, "see"),
)
REPORT = Report(False, GATES, (Sample("안녕?", "반가워!", "joy"),), 24, 3_000_000, "starter", Path("/x/card.html"))
RUN = Progress(
    "running",
    (Stage("collect", "done", 3.0), Stage("train", "running"), Stage("evaluate")),
    "train",
    5,
    9,
    points=(Point(1, 2.0), Point(2, 1.0), Point(2, 1.5, True)),
    notes=("shorter",),
)
FAILED = Progress(
    "failed", RUN.stages, trouble=Why("train", "memory", "Memory ran out.", "Take a smaller base.", False)
)


def calls(said: list[tuple[object, ...]]) -> MakeActions:
    def recorder(name: str) -> Callable[..., None]:
        return lambda *arguments: said.append((name, *arguments))

    return MakeActions(**{name: recorder(name) for name in MakeActions.__dataclass_fields__})


def _failed(page: MakePage, texts: Texts) -> None:
    page.show_run("Mira", FAILED, {}, How())
    page.show_trouble(describe(TrainingError("Memory ran out.", code="memory", hint="Smaller."), texts, "train"))


STATES: dict[str, Callable[[MakePage, Texts], object]] = {
    "start": lambda page, _: page.show_start(
        [
            Shop(name, name, name, 3, 15, 1)
            for name in ("draft", "unfinished", "running", "passed", "not_passed", "in_menu", "broken")
        ],  # type: ignore[arg-type]
        EXAMPLES,
        undo=True,
    ),
    "who": lambda page, texts: page.show_describe(Wish(name="Mira", language=texts.language)),
    "sources": lambda page, _: (setattr(page, "wish", Wish("Mira", sources=(Path("/a/b.txt"),))), page.show_sources()),
    "how": lambda page, _: (page.show_how("Mira", PRESETS, How(settings=("a=1",)), fresh=True), page.show_plan(PLAN)),
    "blocked": lambda page, _: (page.show_how("Mira", PRESETS, How("mine"), fresh=False), page.show_plan(BLOCKED)),
    "run": lambda page, _: (page.show_run("Mira", RUN, PLAN.seconds, How()), page.show_samples(REPORT.samples)),
    "failed": _failed,
    "report": lambda page, _: page.show_report("Mira", REPORT),
    "promoted": lambda page, _: page.show_promoted("Mira", ["a note"]),
}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("state", STATES)
def test_each_state_is_named_and_uncut(qapp: QApplication, state: str, language: str) -> None:
    theme = Theme(qapp, "light")
    texts = Texts("ko" if language == "ko" else "en")
    page = MakePage(calls([]), texts)
    page.show_start((), EXAMPLES)
    STATES[state](page, texts)
    page.resize(page.minimumSize())
    page.show()
    for _ in range(3):
        qapp.processEvents()
    kinds = (QPushButton, QLineEdit, QPlainTextEdit, QComboBox)
    controls = [one for kind in kinds for one in page.findChildren(kind) if one.isVisibleTo(page)]
    assert controls
    for one in controls:
        assert one.accessibleName() or getattr(one, "text", lambda: "")(), f"{one.objectName()} has no name"
        assert one.focusPolicy() != Qt.FocusPolicy.NoFocus
        if isinstance(one, QPushButton) and one.text():
            assert one.width() >= one.sizeHint().width(), f"{one.text()!r} is cut"
    body = page.scroll.widget()
    assert body is not None and body.minimumSizeHint().width() <= page.scroll.viewport().width(), "it is too wide"
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert not page.isVisible()
    theme.deleteLater()


def test_from_the_name_to_the_wish_by_keys_alone(qapp: QApplication) -> None:
    said: list[tuple[object, ...]] = []
    page = MakePage(calls(said), Texts("en"))
    page.show_start((), EXAMPLES)
    page.show()
    QTest.qWaitForWindowActive(page)
    start = page.focusWidget()
    assert isinstance(start, QPushButton) and start.text() == "New character"
    QTest.keyClick(start, Qt.Key.Key_Space)
    assert isinstance(page.body, Describe) and page.focusWidget() is page.body.name.edit
    press(page, "Next")
    assert page.body.name.wrong.isVisible() and not said, "she needs a name"
    QTest.keyClicks(page.focusWidget(), "Mira")
    seen: list[QWidget] = []
    while page.focusWidget() not in seen:
        seen.append(page.focusWidget())
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
    names = [one.accessibleName() for one in seen]
    assert names.index("Her name") < names.index("How would she answer?") < names.index("Next")
    press(page, "Next")
    assert isinstance(page.body, Sources)
    press(page, "Next")
    (wish,) = [told[1] for told in said if told[0] == "describe"]
    assert isinstance(wish, Wish) and wish.name == "Mira"
    page.close()


def test_what_stands_in_the_way_holds_her_back(qapp: QApplication) -> None:
    said: list[tuple[object, ...]] = []
    page = MakePage(calls(said), Texts("en"))
    page.show_how("Mira", PRESETS, How(), fresh=True)
    assert said == [("plan", How())] and not page._go.isEnabled()
    page.show_plan(BLOCKED)
    assert not page._go.isEnabled()
    assert isinstance(page.body, HowStep)
    page.body.choices["qwen3-4b"].click()
    assert said[-1] == ("plan", How("qwen3-4b"))
    page.show_plan(PLAN)
    assert page._go.isEnabled()
    page._go.click()
    assert said[-1] == ("run", How("qwen3-4b"))
    assert page.minimumSize().height() <= 640 and QSize(720, 640).height() >= page.minimumHeight()
    page.close()


def press(page: MakePage, text: str) -> None:
    QApplication.processEvents()
    (found,) = [one for one in page.findChildren(QPushButton) if one.text() == text and one.isVisibleTo(page)]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
