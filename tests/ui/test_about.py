"""What this is, and its licence: nothing is cut, also on a screen that is too low for all of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from companion.ui.about import About
from companion.ui.texts import Texts
from companion.ui.theme import Theme
from tests.ui.parts import events


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("height", [0, 320])
def test_all_of_it_can_be_read(qapp: QApplication, language: str, height: int) -> None:
    theme = Theme(qapp, "light")
    about = About(Texts("ko" if language == "ko" else "en"), theme.palette, "Starter models")
    if height:
        about.resize(about.width(), height)
    about.show()
    events(qapp)
    assert about.height() <= about.screen().availableGeometry().height()
    labels = [label for label in about.findChildren(QLabel) if label.text()]
    assert len(labels) > 20
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width()), f"{label.text()!r} is cut"
    (scroll,) = about.findChildren(QScrollArea)
    assert (scroll.verticalScrollBar().maximum() > 0) == bool(height), "it scrolls only where it must"
    (close,) = about.findChildren(QPushButton)
    assert close.visibleRegion().boundingRect().height() == close.height(), "the button is always there"
    QTest.keyClick(about, Qt.Key.Key_Escape)
    assert not about.isVisible()
    about.deleteLater()
    theme.deleteLater()
    events(qapp)
