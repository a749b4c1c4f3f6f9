"""The interface in another language while the app runs: the windows say it at once, pages are opened anew in place.

Main thread; words that the person has changed are read on a pool thread. A page with something that is not saved yet
(`unsaved`) keeps its language until it is closed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from shiboken6 import isValid

from companion import paths
from companion.config import Config, interface_language
from companion.desk.host import Host
from companion.desk.pages import PAGES
from companion.errors import ConfigError
from companion.ui.texts import Language, Texts


def wanted(config: Config) -> Language:
    """What the windows speak with these settings."""
    return "ko" if interface_language(config) == "ko" else "en"


def words(language: Language) -> tuple[Texts, ConfigError | None]:
    """The words of a language with those that the person has changed, and why these can't be used. Any thread."""
    folder = paths.user_data() / "i18n"
    if not folder.is_dir():
        return Texts(language), None
    from companion.ui import linguist

    try:
        return Texts(language, linguist.own(folder, language)), None
    except ConfigError as error:
        return Texts(language), error


def change(host: Host, pages: Callable[[], Mapping[str, Any]], use: Callable[[Texts], None]) -> None:
    """Take over the language of `host.config`. pages: those that were opened, by name. use: puts the words in place of
    `host.texts`."""
    language = wanted(host.config)

    def read() -> None:
        texts, problem = words(language)
        host.on_main(lambda: take(texts, problem))

    def take(texts: Texts, problem: ConfigError | None) -> None:
        if texts.language != wanted(host.config):  # changed again meanwhile
            return
        if problem is not None:
            host.desktop.report(problem, "config")
        if texts.language == host.texts.language:
            return
        use(texts)
        character = host.session.character
        current = host.desktop.controls.current
        host.desktop.speak(texts, character.name(texts.language) if character else host.desktop.controls.name(current))
        host.models_changed()
        for name, page in list(pages().items()):
            if isValid(page) and page.isVisible() and page is not host.desktop.chat:
                _again(host, name, page, pages)
        host.note({"event": "language", "language": texts.language})

    host.background(read)


def _again(host: Host, name: str, page: Any, pages: Callable[[], Mapping[str, Any]]) -> None:
    """The page says it itself, or is opened anew where it stands, with what was chosen in it."""
    if hasattr(page, "speak"):
        page.speak(host.texts)
        return
    if name not in PAGES or getattr(page, "unsaved", False):
        return
    place, active = page.geometry(), page.isActiveWindow()
    at = page.at() if hasattr(page, "at") else None
    page.close()
    host.open_page(name)
    new = pages().get(name)
    if new is not None and isValid(new):
        new.setGeometry(place)
        if at is not None:
            new.go_to(at)
        if active:
            new.activateWindow()
