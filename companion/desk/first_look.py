"""What is on the screen before the rest of the program is loaded: her own window, with her in it. Main thread.

It reads her sheet and draws her avatar, and imports nothing that this does not need: `companion.app` takes it over.
"""

import logging
from dataclasses import dataclass
from typing import Any

from companion import paths, window_state
from companion.config import Config, interface_language
from companion.desk.redrawing import renderer_of
from companion.errors import CompanionError, ConfigError
from companion.face.director import FaceDirector
from companion.persona.character import Character, first_of
from companion.ui.actions import WindowSettings
from companion.ui.face_feed import Director
from companion.ui.first_sight import FirstSight
from companion.ui.texts import Texts
from companion.window_state import WindowState

log = logging.getLogger(__name__)


@dataclass
class FirstLook:
    """texts_problem: the person's own words of the windows can't be used. character: who is seen; None = nobody."""

    state: WindowState
    settings: WindowSettings
    texts: Texts
    sight: FirstSight
    texts_problem: ConfigError | None = None
    character: Character | None = None

    def show(self, config: Config) -> None:
        """The character of the last time comes onto the screen, if her files are well; what is wrong is told later."""
        try:
            character = first_of((self.state.character, config.character))
            renderer = renderer_of(character)
        except CompanionError as error:
            log.info("nobody is shown early: %s", error.code)
            return
        self.character = character
        self.sight.put_on(character.name(self.texts.language), renderer)
        self.sight.show()


def begin(application: Any, config: Config, director: Director | None = None) -> FirstLook:
    """Her window, still empty and unseen. director: makes her face; None: a FaceDirector."""
    state = window_state.load(state_file())
    settings = _settings(config, state)
    language = interface_language(config)
    texts, problem = _texts("ko" if language == "ko" else "en")
    return FirstLook(
        state,
        settings,
        texts,
        FirstSight(application, settings, texts, director or FaceDirector(), scheme=config.window.theme),
        problem,
    )


def state_file() -> Any:
    """Where the windows' state is kept."""
    return paths.user_data() / "window.json"


def _texts(language: Any) -> tuple[Texts, ConfigError | None]:
    """With the words that the person has changed, unless the file of them is wrong."""
    folder = paths.user_data() / "i18n"
    if not folder.is_dir():
        return Texts(language, {}), None
    from companion.ui import linguist

    try:
        return Texts(language, linguist.own(folder, language)), None
    except ConfigError as error:
        return Texts(language, {}), error


def _settings(config: Config, state: WindowState) -> WindowSettings:
    window = config.window
    return WindowSettings(
        scale=state.scale or window.scale,
        always_on_top=window.always_on_top if state.always_on_top is None else state.always_on_top,
        framed=window.framed if state.framed is None else state.framed,
        ground=window.ground,
        click_through=window.click_through,
        fps=window.fps,
        show_latency=window.show_latency,
        position=state.position or window.position,
        microphone_mode=state.mode or config.microphone.mode,
        voice_on=config.speaker.voice_on if state.voice_on is None else state.voice_on,
        offline=config.offline,
        hotkeys=config.hotkeys.model_dump(),
        quiet=bool(state.quiet),
        windows=state.windows,
        homes=state.homes,
        chat_open=state.chat_open,
        chat_drawer=state.chat_drawer,
        draft=state.draft,
    )
