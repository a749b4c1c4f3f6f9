"""A running app as far as pages need one: real threads, settings and look; no model is loaded, nobody listens."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QApplication

from companion import config as configuration
from companion import window_state
from companion.config import Config, Source
from companion.desk.live import Live
from companion.errors import CompanionError
from companion.persona.character import Character
from companion.session import Session
from companion.ui.main_thread import MainThread
from companion.ui.texts import Texts
from companion.ui.theme import Theme
from tests.ui.parts import Disc


class Windows(QObject):
    """What pages use of `companion.ui.desktop.Desktop`."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.theme = Theme(app, "light", self)
        self.reported: list[CompanionError] = []
        self.controls = SimpleNamespace(current="snow_white", opening="", mode="open", choose_mode=lambda mode: None)
        self.pet = SimpleNamespace(geometry=lambda: QRect(400, 200, 300, 450))
        self.problems = SimpleNamespace(solved=lambda key: None)

    def report(self, error: CompanionError, stage: str = "") -> None:
        self.reported.append(error)


class Stand:
    """A `companion.desk.host.Host`. said: what was noted. wishes: what was asked of the app."""

    def __init__(self, app: QApplication, language: str = "en", **overrides: Any) -> None:
        self.app = app
        self.config: Config = configuration.load(overrides=overrides)
        self.texts = Texts("ko" if language == "ko" else "en")
        self.closing = False
        self.said: list[dict[str, Any]] = []
        self.wishes: list[tuple[str, object]] = []
        self.state = window_state.WindowState()
        self.drawn: list[str] = []
        self._main = MainThread()
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="page")
        self.session = Session(self.config, on_event=lambda event: None)
        self.desktop = Windows(app)
        self.live: Any = Live(self, Source(None, overrides))

    def background(self, work: Callable[[], Any]) -> "Future[Any]":
        return self._pool.submit(work)

    def on_main(self, work: Callable[[], object]) -> None:
        self._main.call(work)

    def on_session(self, work: Callable[[], object]) -> None:
        self._pool.submit(work)

    def switch(self, character_id: str) -> None:
        self.wishes.append(("switch", character_id))

    def refresh_characters(self) -> None:
        self.wishes.append(("refresh_characters", None))

    def take_in(self, files: Sequence[Path]) -> None:
        self.wishes.append(("take_in", tuple(files)))

    def open_page(self, name: str, setting: str = "") -> None:
        self.wishes.append(("open_page", f"{name} {setting}".strip()))

    def use(self, config: Config) -> None:
        self.config = config

    def speak(self) -> None:
        self.wishes.append(("speak", None))

    def models_changed(self) -> None:
        self.wishes.append(("models_changed", None))

    def restart(self) -> None:
        self.wishes.append(("restart", None))

    def remember(self, **changes: object) -> None:
        self.state = window_state.save(self._place(), self.state, **changes)

    @property
    def guide(self) -> int | None:
        return self.state.guide

    @property
    def settings_page(self) -> str:
        return self.state.settings_page

    def renderer(self, character: Character) -> Any:
        self.drawn.append(character.id)
        return Disc()

    def note(self, data: Mapping[str, Any]) -> None:
        self.said.append(dict(data))

    @staticmethod
    def _place() -> Any:
        from companion import paths

        return paths.user_data() / "window.json"

    def until(self, wanted: Callable[[], object], what: str = "", seconds: float = 20.0) -> None:
        """Let the windows work until `wanted` is so."""
        end = time.monotonic() + seconds
        while not wanted():
            assert time.monotonic() < end, f"{what or wanted} did not happen in {seconds} s; {self.said}"
            self.app.processEvents()
            time.sleep(0.005)

    def close(self) -> None:
        self.closing = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._main.close()
        self.desktop.deleteLater()
        self.app.processEvents()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
