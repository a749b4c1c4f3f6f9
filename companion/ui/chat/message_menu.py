"""The menu of one message. Main thread."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from companion.ui import markup
from companion.ui.chat.bubble import Message
from companion.ui.menus import Round
from companion.ui.texts import Texts

_LINKS = 5


def open_menu(
    parent: QWidget,
    message: Message,
    texts: Texts,
    place: QPoint | None,
    wish: Callable[[str], None],
    link: Callable[[str], None],
) -> QMenu:
    """Open it at `place`, or at the pointer. wish: "copy", "copy_code", "copy_part", "copy_all", "again", "edit",
    "delete"."""
    menu, line = Round("", parent), message.line
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(texts("chat.tool.more"))
    wishes = ["copy_part"] if message.bubble.hasSelectedText() else []
    wishes += ["copy", "copy_code"] if markup.code(line.text) else ["copy"]
    wishes += ["copy_all", "edit" if line.mine else "again"]
    for name in wishes:
        action = menu.addAction(texts(f"chat.menu.{name}"))
        action.triggered.connect(partial(_call, wish, name))
        action.setEnabled(name.startswith("copy") or line.turn > 0)
    for url in markup.links(line.text)[:_LINKS]:
        shown = url if len(url) <= 44 else url[:43] + "…"
        action = menu.addAction(texts("chat.menu.link", url=shown).replace("&", "&&"))
        action.triggered.connect(partial(_call, link, url))
    menu.addSeparator()
    action = menu.addAction(texts("chat.menu.delete"))
    action.triggered.connect(partial(_call, wish, "delete"))
    action.setEnabled(line.turn > 0)
    menu.popup(place or QCursor.pos())
    return menu


def _call(call: Callable[[str], None], value: str, _checked: bool = False) -> None:
    call(value)
