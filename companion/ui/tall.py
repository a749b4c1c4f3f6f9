"""A view that scrolls over what may grow: cards, rows, texts that wrap. Main thread.

# WORKAROUND: QScrollArea asks how high its widget wants to be when the widget's layout has changed. On a busy machine
that is sometimes before what was added is shown, and everything stays squeezed into the window (seen with Qt 6.11, in
one of thirty pages of the settings). Here the height is looked at once more when all is done.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

_LOOKS_MS = (0, 120)  # after the last change of the layout


class Tall(QScrollArea):
    """A QScrollArea whose widget is resizable and never less high than it needs to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self._looks = [QTimer(self) for _ in _LOOKS_MS]
        for timer, wait in zip(self._looks, _LOOKS_MS, strict=True):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(self._look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            for timer in self._looks:
                timer.start()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QEvent) -> None:
        for timer in self._looks:
            timer.stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        for timer in self._looks:
            timer.start()

    def _look(self) -> None:
        inside = self.widget()
        if inside is None or not self.isVisible():
            return
        layout = inside.layout()
        needed = layout.totalHeightForWidth(inside.width()) if layout is not None and layout.hasHeightForWidth() else -1
        if inside.height() < needed:
            QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))  # QScrollArea asks again
