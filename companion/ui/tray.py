"""The tray entry: the same commands as the right-click menu, and the way back to her. Main thread.

Some desktops have no tray; then nothing is shown and nothing is lost, for every command is also in her own menu.
"""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from companion.ui import icons
from companion.ui.theme import Palette


class Tray(QObject):
    """Wraps QSystemTrayIcon; `wanted` when it is clicked."""

    wanted = Signal()

    def __init__(self, menu: QMenu, palette: Palette, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = QSystemTrayIcon(app_icon(palette), self)
        self._icon.setContextMenu(menu)
        self._icon.activated.connect(self._activated)

    def show(self) -> bool:
        """Show it where the desktop has a tray; False where it has none."""
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return False
        self._icon.show()
        return True

    def hide(self) -> None:
        self._icon.hide()

    def set_tip(self, text: str) -> None:
        """Her name and what she is doing."""
        self._icon.setToolTip(text)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.wanted.emit()


def app_icon(palette: Palette) -> QIcon:
    """The house mark: a cream star on violet."""
    result = QIcon()
    for size in (16, 22, 32, 48, 64, 128, 256):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.mine))
        painter.drawRoundedRect(0, 0, size, size, size * 0.3, size * 0.3)
        star = round(size * 0.68)
        painter.drawPixmap((size - star) // 2, (size - star) // 2, icons.pixmap("star", "#fff7ef", star))
        painter.end()
        result.addPixmap(picture)
    return result
