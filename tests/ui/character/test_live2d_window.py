"""The window that says which expression shows which feeling: by keyboard, in both languages."""

from collections.abc import Mapping

import pytest
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QPainter, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from companion.errors import CharacterError
from companion.face.pose import NEUTRAL, FacePose
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.character.live2d_window import HOUSE, Live2dCalls, Live2dWindow
from companion.ui.texts import Texts


class Seen:
    """A renderer that keeps what it was asked to draw."""

    pose = NEUTRAL

    def resize(self, size: QSize, ratio: float) -> None: ...

    def paint(self, painter: QPainter, pose: FacePose) -> None:
        self.pose = pose

    def hit(self, point: QPointF) -> bool:
        return False

    def region(self) -> QRegion:
        return QRegion()


class Desk:
    def __init__(self, sheet: bool = True, fails: bool = False) -> None:
        self.worn: list[dict[str, str]] = []
        self.saved: list[dict[str, str]] = []
        self._fails = fails
        self.calls = Live2dCalls(
            ["F01", "F05"], {"joy": "F05"}, {"sad": "f01", "shy": HOUSE}, self._wear, self._save if sheet else None,
            lambda wanted: f"avatar: {sorted(wanted)}",
        )  # fmt: skip

    def _wear(self, wanted: Mapping[str, str]) -> None:
        self.worn.append(dict(wanted))

    def _save(self, wanted: Mapping[str, str]) -> str:
        if self._fails:
            raise CharacterError("the disk is full", code="disk")
        self.saved.append(dict(wanted))
        return "her/character.yaml"


@pytest.fixture(params=["en", "ko"])
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts(request.param)


def opened(desk: Desk, texts: Texts) -> Live2dWindow:
    window = Live2dWindow(Seen(), "Mia", desk.calls, texts)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    window.show()
    return window


def test_every_feeling_has_a_choice_with_a_name(qapp: QApplication, texts: Texts) -> None:
    window = opened(Desk(), texts)
    assert list(window.choices) == list(CANONICAL)
    for emotion, choice in window.choices.items():
        assert texts.emotion(emotion) in choice.accessibleName()
        assert [choice.itemData(place) for place in range(choice.count())] == ["", "F01", "F05", HOUSE]
    assert "F05" in window.choices["joy"].itemText(0)
    assert window.wanted() == {"sad": "F01", "shy": HOUSE}
    window.close()


def test_a_choice_is_tried_on_and_saved(qapp: QApplication, texts: Texts) -> None:
    desk = Desk()
    window = opened(desk, texts)
    QTest.keyClick(window.choices["angry"], Qt.Key.Key_Down)
    assert desk.worn == [{"sad": "F01", "shy": HOUSE, "angry": "F01"}]
    assert window.face.mood == Mood("angry", 1.0)
    window.strength.setValue(4)
    assert window.face.mood == Mood("angry", 0.4)
    assert desk.saved == []
    window._save()
    assert desk.saved == desk.worn and "her/character.yaml" in window.said.text().replace("\u200b", "")
    window._forget()
    assert window.wanted() == {}
    window.close()


def test_who_comes_to_a_feeling_sees_it(qapp: QApplication, texts: Texts) -> None:
    window = opened(Desk(), texts)
    QApplication.sendEvent(window.choices["love"], QFocusEvent(QEvent.Type.FocusIn))
    assert window.face.mood == Mood("love", 1.0)
    poses = [window.face.update(now / 20, Mood("neutral", 0.0)) for now in range(20)]
    assert poses[-1].heart > 0.8
    window.talking.setChecked(True)
    assert max(window.face.update(1 + now / 20, Mood("neutral", 0.0)).mouth_open for now in range(20)) > 20
    window.close()


def test_without_a_sheet_the_lines_are_copied(qapp: QApplication, texts: Texts) -> None:
    window = opened(Desk(sheet=False), texts)
    window._save()
    assert QGuiApplication.clipboard().text() == "avatar: ['sad', 'shy']"
    assert window.said.text()
    window.close()


def test_a_failure_is_said(qapp: QApplication, texts: Texts) -> None:
    window = opened(Desk(fails=True), texts)
    window._save()
    assert "the disk is full" in window.said.text().replace("\u200b", "")
    window.close()


def test_esc_closes_and_nothing_goes_on(qapp: QApplication, texts: Texts) -> None:
    window = opened(Desk(), texts)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible() and not window.figure._timer.isActive()
