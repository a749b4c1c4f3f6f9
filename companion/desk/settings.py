"""The settings page: makes the callables of the window from the host. Main thread.

Lists of what may be chosen (models, engines, characters) are gathered on a pool thread.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from companion import settings_file
from companion.desk import live_window, setting_options
from companion.desk.host import Host
from companion.desk.live import RESTART
from companion.desk.sound_booth import sound_calls
from companion.errors import CompanionError, ConfigError
from companion.persona import overrides
from companion.ui.settings.calls import Her, Options, SettingsCalls
from companion.ui.settings.catalogue import PAGES, values_of
from companion.ui.settings.window import SettingsWindow
from companion.ui.texts import describe


def open(host: Host) -> QWidget:
    """The window; it follows what is changed elsewhere while it is open."""
    return _Page(host).window


class _Page(QObject):
    """The callables of one window, and its child: what it is connected to ends with the window."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host, self._texts = host, host.texts
        self._said = ""  # what the foot shall say when the next change has been used
        calls = SettingsCalls(
            values=self._values,
            problem=self._problem,
            change=self._change,
            reset=lambda names: self._do(lambda: host.live.reset(names), "settings.saved"),
            reset_all=lambda: self._do(host.live.reset_all, "settings.was_reset"),
            undo=lambda: self._do(host.live.undo, "settings.undone"),
            can_undo=lambda: host.live.can_undo,
            open_file=self._open_file,
            restart=host.restart,
            restart_waits=host.live.needs_restart,
            options=self._options,
            her=self._her,
            change_hers=self._change_hers,
            here=lambda: (host.desktop.pet.x(), host.desktop.pet.y()),
            sound=lambda parent: sound_calls(parent, self._quiet),
            later=frozenset(RESTART),
        )
        self.window = SettingsWindow(calls, host.texts, host.desktop.theme.palette)
        self.setParent(self.window)
        if host.settings_page in PAGES:
            self.window.open_page(host.settings_page)
        self.window.sidebar.currentRowChanged.connect(lambda row: host.remember(settings_page=PAGES[max(0, row)]))
        desktop = host.desktop
        host.live.changed.connect(self._changed)
        host.live.failed.connect(self._failed)
        desktop.theme.changed.connect(self._recolour)
        for moved in (
            desktop.controls.mode_changed,
            desktop.controls.voice_changed,
            desktop.controls.on_top_changed,
            desktop.controls.framed_changed,
            desktop.controls.opening_changed,
            desktop.pet.scaled_to,
        ):
            moved.connect(self._moved)

    # --- what has happened ---

    def _changed(self, names: frozenset[str]) -> None:
        later = names & self._host.live.needs_restart()
        self._show()
        said, self._said = self._said or "settings.saved", ""
        self.window.say(self._texts("settings.saved_later" if later and said == "settings.saved" else said))

    def _failed(self, error: CompanionError) -> None:
        self._said = ""
        words = describe(error, self._texts)
        self._show()
        self.window.say(f"{self._texts('settings.file_wrong')} {words.detail or words.message}", wrong=True)

    def _recolour(self, palette: Any) -> None:
        self.window.set_look(palette)

    def _moved(self, *_values: object) -> None:
        """Something was changed on the desktop by hand."""
        self._show()

    def _show(self) -> None:
        if isValid(self.window):
            self.window.show_values()

    # --- what the window asks for ---

    def _values(self) -> Mapping[str, Any]:
        return values_of(self._host.config) | live_window.now(self._host)

    def _problem(self, name: str, value: Any) -> str:
        if name.startswith("voices."):  # a wish for her alone: any name may be one
            return ""
        words = _also_wrong(name, value)
        if words:
            return self._texts(words)
        return self._texts("settings.wrong.value") if self._host.live.problem(name, value) else ""

    def _change(self, changes: Mapping[str, Any]) -> None:
        self._do(lambda: self._host.live.change(changes), "settings.saved")

    def _do(self, call: Callable[[], None], said: str) -> None:
        self._said = said
        call()

    def _open_file(self) -> None:
        """In the person's editor; an empty file is made where there is none."""
        host, place = self._host, self._host.live.source.place

        def work() -> None:
            try:
                if not place.exists():
                    settings_file.restore("", place)
            except CompanionError as error:
                host.on_main(lambda failed=error: self._failed(failed))
            else:
                host.on_main(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))))

        host.background(work)

    def _options(self, take: Callable[[Options], None]) -> None:
        host = self._host

        def work() -> None:
            found = setting_options.gather(host.texts)
            host.on_main(lambda: take(found) if isValid(self) else None)

        host.background(work)

    def _her(self) -> Her | None:
        character = self._host.session.character
        if character is None:
            return None
        try:
            wishes = overrides.load(character.id)
        except ConfigError:
            wishes = overrides.NONE  # told where she was loaded
        return Her(
            character.id,
            character.name(self._texts.language),
            character.languages,
            setting_options.flat(wishes.model_dump(exclude_none=True)),
            setting_options.otherwise(character.id, self._host.config),
        )

    def _change_hers(self, character_id: str, changes: Mapping[str, Any]) -> None:
        self._do(lambda: self._host.live.change_hers(character_id, changes), "settings.saved")

    def _quiet(self, on: bool) -> None:
        """She does not listen while the person tries the microphone."""
        loop = self._host.session.loop
        if loop is not None and self._host.desktop.controls.mode == "open":
            loop.set_listening(not on)


def _also_wrong(name: str, value: Any) -> str:
    """Key of what is wrong with a text that any text would pass; "" when nothing is."""
    if name == "brain.url" and not re.match(r"https?://\S+$", str(value)):
        return "settings.wrong.url"
    if name == "models.hub" and value != "auto" and not re.match(r"https://\S+$", str(value)):
        return "settings.wrong.hub"
    if name == "brain.api_key_env" and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", str(value)):
        return "settings.wrong.name"
    return ""
