"""The menu of the right mouse button and of the tray, built from the shared `Controls`. Main thread."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from companion.ui.controls import Controls
from companion.ui.texts import Texts


def build_menu(controls: Controls, texts: Texts, parent: QWidget | None = None) -> QMenu:
    """A menu with every command; its character list follows `controls` while it lives."""
    menu = QMenu(parent)
    menu.setAccessibleName(texts("app"))
    menu.setToolTipsVisible(True)
    characters = menu.addMenu(texts("menu.character"))
    characters.setToolTipsVisible(True)
    for group in (
        (controls.chat,),
        (controls.listen, controls.push_to_talk, controls.voice, controls.stop),
        (controls.on_top, controls.corner),
        (controls.about, controls.quit),
    ):
        menu.addSeparator()
        menu.addActions(list(group))

    def fill() -> None:
        characters.clear()
        actions = controls.character_actions
        if actions:
            characters.addActions(actions)
        else:
            nobody = QAction(texts("menu.no_characters"), characters)
            nobody.setEnabled(False)
            characters.addAction(nobody)

    fill()
    controls.characters_changed.connect(fill)
    menu.destroyed.connect(lambda: controls.characters_changed.disconnect(fill))
    return menu
