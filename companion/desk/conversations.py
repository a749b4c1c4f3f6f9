"""The page "Conversations": the chat window with the list of all conversations open. Main thread."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from companion.desk.host import Host

ASKED_EACH_TIME = True
"""The window is often open already, without its list."""


def open(host: "Host") -> QWidget:
    """The chat window."""
    chat = host.desktop.chat
    host.desktop.place_chat()
    chat.show_drawer(True)
    return chat
