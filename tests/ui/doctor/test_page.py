"""The doctor's window: live, in words of the person's language, with a button where something can be done here."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from companion.checkup import run
from companion.ui.doctor.page import DoctorActions, DoctorPage, Finding, sentence
from companion.ui.texts import Texts
from companion.ui.theme import DARK, LIGHT
from tests.ui.parts import events

NAMES = ("disk", "microphone", "level", "brain")
MUTED = Finding("microphone", "fail", "microphone-none", "There is no microphone.", "Plug one in.", "microphone")


class Wishes:
    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []
        self.actions = DoctorActions(*(self._note(name) for name in ("start", "stop", "copy", "mend")))  # type: ignore[arg-type]

    def _note(self, name: str) -> object:
        return lambda *values: self.said.append((name, *values))


@pytest.fixture
def wishes() -> Wishes:
    return Wishes()


@pytest.fixture
def page(qapp: QApplication, wishes: Wishes) -> Iterator[DoctorPage]:
    made = DoctorPage(NAMES, wishes.actions, Texts("en"), LIGHT)
    made.show()
    made.begin()
    events(qapp)
    yield made
    if isValid(made):
        made.close()
    events(qapp)


def test_each_check_is_shown_as_it_goes(page: DoctorPage, qapp: QApplication) -> None:
    assert not page.again.isEnabled() and not page.copy.isEnabled()
    page.begun("disk")
    assert page.rows["disk"].detail.text() == "Trying …"
    page.found(Finding("disk", "pass", "free", "…", values={"free_gb": 12.5}))
    assert page.rows["disk"].detail.text() == "12.5 GB are free." and page.bar.value() == 1
    page.begun("level")
    assert "two seconds" in page.rows["level"].detail.text()
    page.found(MUTED)
    row = page.rows["microphone"]
    assert row.button.isVisible() and row.button.text() == "Choose a microphone" and row.fix.text() == "Plug one in."
    assert "failed" in row.accessibleName() and "Plug one in." in row.accessibleName()
    page.found(Finding("level", "skip", "skipped", "…", values={"for": "microphone"}))
    assert "Microphone" in page.rows["level"].detail.text() and not page.rows["level"].button.isVisible()
    page.found(Finding("brain", "pass", "answers", "…", remedy="models", values={"first_ms": 1, "done_ms": 2}))
    assert not page.rows["brain"].button.isVisible(), "what works needs no button"
    page.ended()
    assert page.summary.text() == "One thing needs you: Microphone."
    assert page.again.isEnabled() and qapp.focusWidget() is page.again


def test_buttons_lead_where_it_can_be_mended(page: DoctorPage, wishes: Wishes) -> None:
    page.found(MUTED)
    page.ended()
    QApplication.processEvents()
    QTest.mouseClick(page.rows["microphone"].button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    QTest.keyClick(page.again, Qt.Key.Key_Return)
    assert wishes.said == [("mend", "microphone"), ("copy",), ("start",)]
    page.say("Copied.")
    assert page.copied.text() == "Copied."


def test_what_is_only_worth_knowing_is_no_failure(page: DoctorPage) -> None:
    for name in NAMES:
        page.found(Finding(name, "note" if name == "level" else "pass", "x", "fine"))
    page.ended()
    assert page.summary.text() == "All is well. One thing is worth knowing."
    page.begin()
    assert page.rows["level"].finding is None and page.bar.value() == 0


def test_broken_off_it_says_so(page: DoctorPage) -> None:
    page.begun("disk")
    page.ended("The check broke off.")
    assert page.summary.text() == "The check broke off." and page.rows["disk"].detail.text() == "Waiting"


def test_closing_stops_it(page: DoctorPage, wishes: Wishes, qapp: QApplication) -> None:
    closed = QSignalSpy(page.destroyed)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    events(qapp)
    assert wishes.said == [("stop",)] and closed.count() == 1


def test_the_look_follows(page: DoctorPage) -> None:
    page.found(MUTED)
    page.set_look(DARK)


def test_errors_are_said_in_korean_where_we_have_words() -> None:
    assert sentence(MUTED, Texts("ko")) == "마이크가 없어요."
    unknown = Finding("brain", "fail", "never-heard-of", "It is broken.")
    assert sentence(unknown, Texts("ko")) == "It is broken."


def test_every_check_has_a_name_in_both_languages() -> None:
    for texts in (Texts("en"), Texts("ko")):
        for name in run.CHECKS:
            assert texts(f"doctor.check.{name}")
