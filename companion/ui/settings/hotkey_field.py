"""A hotkey is chosen by pressing it: the field shows what is held down and keeps it. Main thread."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from companion.ui.settings.fields import WIDTH, Field
from companion.ui.texts import Texts

_MODIFIERS: tuple[tuple[Qt.KeyboardModifier, str], ...] = (
    (Qt.KeyboardModifier.ControlModifier, "ctrl"),
    (Qt.KeyboardModifier.AltModifier, "alt"),
    (Qt.KeyboardModifier.ShiftModifier, "shift"),
    (Qt.KeyboardModifier.MetaModifier, "cmd"),
)
_KEYS: Mapping[int, str] = {
    Qt.Key.Key_Space: "space",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
    Qt.Key.Key_PageUp: "page_up",
    Qt.Key.Key_PageDown: "page_down",
    Qt.Key.Key_Insert: "insert",
    Qt.Key.Key_Delete: "delete",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Pause: "pause",
} | {Qt.Key.Key_F1 + number: f"f{number + 1}" for number in range(20)}


def combination(event: QKeyEvent) -> str:
    """As conf.yaml has it ("<ctrl>+<alt>+m"); "" where no modifier is held, or no key that can be named."""
    held = [f"<{name}>" for modifier, name in _MODIFIERS if event.modifiers() & modifier]
    key = event.key()
    name = f"<{_KEYS[key]}>" if key in _KEYS else chr(key).lower() if 33 <= key <= 126 else ""
    alone = held == ["<shift>"] and not name.startswith("<")  # that is how capital letters are written
    return "+".join([*held, name]) if held and name and name not in "<>+" and not alone else ""


def readable(text: str) -> str:
    """ "<ctrl>+<alt>+m" -> "Ctrl + Alt + M"."""
    parts = [part.strip("<>").replace("_", " ") for part in text.split("+") if part]
    return " + ".join(part[:1].upper() + part[1:] for part in parts)


class HotkeyField(Field):
    """Backspace: none. Escape, Tab and Enter do what they do elsewhere."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.focus_on = self.keys = _Keys(texts, self)
        self._row(self.keys, stretch=0)
        self.setFixedWidth(WIDTH)
        self.keys.pressed.connect(self._pressed)

    def show_value(self, value: Any) -> None:
        self.keys.show_keys(str(value or ""))

    def _pressed(self, text: str) -> None:
        self.keys.show_keys(text)
        self.edited.emit(text)


class _Keys(QLineEdit):
    pressed = Signal(str)

    def __init__(self, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("field")
        self.setReadOnly(True)
        self._texts, self._shown = texts, ""
        self.setPlaceholderText(texts("settings.hotkey.none"))

    def show_keys(self, text: str) -> None:
        self._shown = text
        self.setText(readable(text))

    def event(self, event: QEvent) -> bool:
        """Before the window's own shortcuts."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not event.modifiers():
            self.pressed.emit("")
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        elif text := combination(event):
            if text != self._shown:
                self.pressed.emit(text)
        else:
            held = "+".join(f"<{name}>" for modifier, name in _MODIFIERS if event.modifiers() & modifier)
            self.setText(f"{readable(held)} + …" if held else self._texts("settings.hotkey.press"))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.setText(readable(self._shown))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setPlaceholderText(self._texts("settings.hotkey.press"))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setPlaceholderText(self._texts("settings.hotkey.none"))
        self.setText(readable(self._shown))
