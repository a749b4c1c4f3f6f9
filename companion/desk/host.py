"""What a page may ask of the running app. Main thread, except where a method says otherwise.

A page is a window that the menu opens (settings, conversations, model manager, …). Its widgets live in `companion.ui`
and see only plain callables; the module `companion.desk.<page>` makes those callables from a `Host`.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from companion.config import Config
from companion.persona.character import Character
from companion.session import Session
from companion.ui.desktop import Desktop
from companion.ui.texts import Texts

if TYPE_CHECKING:
    from companion.desk.live import Live

T = TypeVar("T")


class Host(Protocol):
    """The app, as `companion.app` implements it."""

    @property
    def config(self) -> Config:
        """The settings that count now; another object after `use`."""

    @property
    def session(self) -> Session: ...

    @property
    def desktop(self) -> Desktop: ...

    @property
    def texts(self) -> Texts: ...

    def background(self, work: Callable[[], T]) -> "Future[T]":
        """Run slow work (files, downloads, processes) on a pool thread; it ends soon after `closing`. Any thread."""

    def on_main(self, work: Callable[[], object]) -> None:
        """Run on the main thread soon; nothing happens once the app closes. Any thread."""

    def on_session(self, work: Callable[[], object]) -> None:
        """Run on the session thread, after what it is at; errors become cards. Any thread."""

    @property
    def closing(self) -> bool: ...

    def switch(self, character_id: str) -> None:
        """Change to a character, as if chosen in the menu."""

    def refresh_characters(self) -> None:
        """Characters have come, gone or changed: fill the menu anew."""

    def take_in(self, files: Sequence[Path]) -> None:
        """Open the window that takes characters in, with these files, or to choose one."""

    def open_page(self, name: str, setting: str = "") -> None:
        """Open a page of `pages.PAGES`, or raise the window that is open. setting: where in the settings."""

    @property
    def live(self) -> "Live":
        """Changes settings while the app runs."""

    def use(self, config: Config) -> None:
        """`config` counts from now on; called by `live`, which carries it to windows and engines."""

    def speak(self) -> None:
        """Another language may count: windows and pages say it."""

    def models_changed(self) -> None:
        """Other models may be in use: name them where they are named."""

    @property
    def guide(self) -> int | None:
        """The step of the first start that was left open; None: it was not."""

    @property
    def settings_page(self) -> str:
        """The page of the settings that was looked at last; "" for none."""

    def renderer(self, character: Character) -> Any:
        """A figure of hers that nothing else uses; one that can't be drawn is told, and she comes without a style."""

    def restart(self) -> None:
        """End in order and start anew, with what was given on the command line."""

    def remember(self, **changes: object) -> None:
        """Keep fields of `window_state.WindowState` for the next start."""

    def note(self, data: Mapping[str, Any]) -> None:
        """A line for the events file, where one is written; never words of a conversation. Any thread."""
