"""The window: the one module that knows engines, loop and windows together. `main` runs on the main thread.

Slow work (loading models, switching) runs on one "session" thread, in order; its results come back to the main thread
through `_Main`. The character is on the screen before any model is loaded.
"""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from companion import window_state
from companion.config import Config, Source
from companion.desk import chat, first_look, pages, speaking
from companion.desk.first_look import FirstLook
from companion.desk.heads import Heads
from companion.desk.live import Live
from companion.desk.redrawing import Redrawing, prepare, renderer_of
from companion.desk.touching import Touching
from companion.errors import AvatarError, CompanionError, ConfigError
from companion.event_log import EventLog, FrameLog, StallLog, director
from companion.persona.character import Avatar, Character, CharacterList, find_character, list_characters
from companion.persona.emotion import Mood
from companion.session import Session
from companion.voice.stages import explained
from companion.voice.types import Event, Failed, State

log = logging.getLogger(__name__)


class Companion:
    """Everything that lives as long as the window. Main thread, except where a method says otherwise."""

    def __init__(
        self,
        application: Any,
        config: Config,
        events: EventLog | None,
        source: Source,
        look: FirstLook | None = None,
    ) -> None:
        """look: what is on the screen already."""
        from companion.ui.bridge import Bridge
        from companion.ui.desktop import Desktop
        from companion.ui.main_thread import MainThread

        look = look or first_look.begin(application, config, director(events))
        self._application, self._config = application, config
        self._memory_file = first_look.state_file()
        self._fresh = not self._memory_file.exists() and not source.place.exists()
        self._remembered, self._events = look.state, events
        self._seen = look.character  # whose avatar `desktop.renderer` is
        self._portraits: Any = None
        self._bridge = Bridge()
        self._main = MainThread()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="session")
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="page")
        self._pages: dict[str, Any] = {}
        self.texts = look.texts
        self._session = Session(_as_left(config, look.settings), on_event=self._on_event)
        self._closing = self.starts_anew = False
        self._failed: CompanionError | None = None  # why there is no conversation
        self.desktop = Desktop(
            application,
            self._bridge,
            self._actions(),
            look.settings,
            self.texts,
            position=self._session.position,
            mood=self._mood,
            sight=look.sight,
        )
        self.live = Live(self, source)
        self._redrawing = Redrawing(self, renderer_of)
        if look.texts_problem is not None:
            self._main.call(lambda: self.desktop.report(look.texts_problem, "config"))
        if self._events:
            self._frames = FrameLog(self._events.line, lambda: self._session.state is State.SPEAKING)
            self._stalls = StallLog(self._events.line, self._main.call)
            self.desktop.pet.painted.connect(self._frames.painted)

    def start(self, problem: ConfigError | None, *, guide: bool = True) -> None:
        """Show her, then load the models behind the scenes; on a new profile the first start opens beside her."""
        found = list_characters()
        character = self._first_character(found)
        self.desktop.set_characters(self._menu(found), character.id)
        self._show(character)
        self.desktop.show()
        if problem is not None:
            self.desktop.report(problem, "config")
        self.live.watch()
        self._later(self._open, character)
        if guide and (self._fresh or self.guide is not None):
            self._main.call(lambda: self.open_page("first_run"))  # she is seen first
        if self._remembered.downloads:
            self._main.call(self._go_on)

    def _go_on(self) -> None:
        """Downloads that were agreed to, and that this program's own new start has cut off."""
        from companion.desk import downloads

        for model_id in self._remembered.downloads:
            downloads.of(self).start(model_id, then_use=True)
        self._remember(downloads=())

    def close(self) -> None:
        """Stop everything, in order; bounded: who waits for this thread or for a model is told that it is over."""
        self._closing = True
        if self._events:
            self._stalls.close()
        self.live.close()
        self._redrawing.close()
        for page in self._pages.values():
            if _is_open(page):
                page.close()
        self.desktop.close()
        self._main.close()
        self._session.give_up()
        self._worker.submit(self._session.close)
        self._worker.shutdown(wait=True)
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self._events:
            self._events.close()

    # --- session thread ---

    def _guarded(self, call: Callable[..., object], *arguments: Any) -> None:
        """The boundary of the session thread."""
        try:
            call(*arguments)
        except Exception as error:  # thread boundary: without it she would seem to wake up for ever
            failure = explained("app", error)
            log.warning("the session thread failed: %s", failure.code)
            if not self._closing:
                self._failed = self._failed or failure
                self._on_event(Failed(failure.stage, failure))

    def _open(self, character: Character) -> None:
        try:
            self._session.open(character.id)
        except CompanionError as error:
            log.warning("opening failed: %s", error.code)
            self._failed = error
            self._on_event(Failed(error.stage, error))
            return
        mode, voice = self._main.ask(lambda: (self.desktop.controls.mode, self.desktop.controls.voice.isChecked()))
        self._with_loop(lambda loop: (loop.set_microphone(mode), loop.set_voice(voice)))  # as it was left
        opening = chat.opening(self._session)
        self._main.ask(lambda: self._show(character, opening=opening))  # before she speaks
        self._greet()

    def _switch(self, character_id: str) -> None:
        try:
            character = find_character(character_id)
            prepare(character)
            renderer = self._main.ask(lambda: renderer_of(character))
            if self._session.loop is None:
                self._session.open(character_id)
                self._failed = None
            else:
                self._session.switch_character(character_id)
        except CompanionError as error:
            log.warning("switch failed: %s", error.code)
            self._write({"event": "switch_failed", "character": character_id, "code": error.code})
            self._main.call(lambda failed=error: self.desktop.switch_failed(failed))
            return
        opening = chat.opening(self._session)
        self._main.ask(lambda: self._show(character, renderer, opening))
        self._main.call(lambda: self._remember(character=character.id))
        self._write({"event": "switched", "character": character_id})
        self._greet()

    def _greet(self) -> None:
        loop, character = self._session.loop, self._session.character
        if loop is None or character is None or self._closing or self._remembered.quiet:
            return
        greetings = character.greetings.get(self._session.language_of(character), ())
        if greetings:
            greeting = random.choice(greetings)
            loop.say(greeting.text, Mood(greeting.emotion, greeting.intensity))

    # --- main thread ---

    def _first_character(self, found: CharacterList) -> Character:
        if not found.characters:
            raise found.broken[0] if found.broken else CompanionError("There are no characters.", code="no-characters")
        wanted = (self._remembered.character, self._config.character)
        by_id = {character.id: character for character in found.characters}
        return next((by_id[name] for name in wanted if name in by_id), found.characters[0])

    def _menu(self, found: CharacterList) -> list[Any]:
        from companion.ui.actions import MenuCharacter

        items = [
            MenuCharacter(who.id, who.title(self.texts.language), renewed=self._session.outdated(who))
            for who in found.characters
        ]
        return items + [MenuCharacter(_folder_name(error), _folder_name(error), str(error)) for error in found.broken]

    def _show(self, character: Character, renderer: Any = None, opening: Any = None) -> None:
        from companion.face.expression import face
        from companion.ui.portraits import Portraits

        kept = self.desktop.renderer if character == self._seen else None  # drawing her anew would take time
        shown = renderer or kept or self._look(character)
        if shown is not kept or self._portraits is None:
            self._portraits = Portraits(self._look(character), face, self.desktop.theme.palette)
        self._seen = character
        self.desktop.show_character(
            character.id,
            character.name(self.texts.language),
            shown,
            opening=opening,
            models=self._models(),
            portrait=self._portraits,
        )
        self._redrawing.watch(character, shown)

    def _look(self, character: Character) -> Any:
        """Her avatar; one that can't be drawn is reported, and she comes as one who has no style of her own."""
        try:
            return renderer_of(character)
        except AvatarError as error:
            self.desktop.report(error, "avatar")
            return renderer_of(character.model_copy(update={"avatar": Avatar()}))

    def _models(self) -> str:
        config = self._session.config
        key = "models.starter" if "assets/starter" in config.brain.model else "models.own"
        return self.texts(key, brain=Path(config.brain.model).name, ears=Path(config.ears.model).name)

    def _mood(self) -> Mood:
        loop = self._session.loop
        return loop.mood() if loop is not None else Mood("neutral", 0.0)

    def _feel(self, mood: Mood) -> None:
        self._with_loop(lambda loop: loop.feel(mood))
        self._write({"event": "mood_wished", "emotion": mood.emotion})

    def _actions(self) -> Any:
        from companion.ui.actions import Actions

        return Actions(
            submit=self._submit,
            stop=lambda: self._with_loop(lambda loop: loop.interrupt(by="stop")),
            switch_character=lambda name: self._later(self._switch, name),
            list_characters=lambda: self._menu(list_characters()),
            set_listening=self._listen,
            push_to_talk=lambda down: self._with_loop(lambda loop: loop.push_to_talk(down)),
            set_voice=self._speak,
            touched=Touching(self).touched,
            heads=Heads(self).want,
            mood=self._mood,
            feel=self._feel,
            set_quiet=lambda on: self._remember(quiet=on),
            set_always_on_top=lambda on: self._remember(always_on_top=on),
            set_framed=lambda on: self._remember(framed=on),
            drafted=lambda text: self._remember(draft=text),
            moved=lambda x, y, screens: self._remember(
                position=(x, y), homes=self._remembered.at_home(screens, (x, y))
            ),
            scaled=lambda scale: self._remember(scale=scale),
            quit=self._application.quit,
            open_page=self.open_page,
            chat=chat.ChatDesk(self).actions(self._remembered.chat_scale or 1.0),
            pages=pages.available(),
            take_in=self.take_in,
            placed=lambda name, place: self._remember(windows=self._remembered.placed(name, place)),
            chat_left=lambda is_open, drawer: self._remember(chat_open=is_open, chat_drawer=drawer),
        )

    # --- what pages may ask for; see desk.host.Host ---

    @property
    def config(self) -> Config:
        return self._config

    @property
    def session(self) -> Session:
        return self._session

    @property
    def closing(self) -> bool:
        return self._closing

    def background(self, work: Callable[[], Any]) -> "Future[Any]":
        return self._pool.submit(work)

    def on_main(self, work: Callable[[], object]) -> None:
        self._main.call(work)

    def on_session(self, work: Callable[[], object]) -> None:
        self._later(work)

    def switch(self, character_id: str) -> None:
        self.refresh_characters()
        self.desktop.controls.set_opening(character_id)
        self._later(self._switch, character_id)

    def refresh_characters(self) -> None:
        self.desktop.controls.refresh_characters()

    def open_page(self, name: str, setting: str = "") -> None:
        page = self._pages.get(name)
        if not _is_open(page) or pages.asked_each_time(name):
            try:
                page = self._pages[name] = pages.make(name, self)
            except CompanionError as error:
                self.desktop.report(error)
                return
        self.note({"event": "page", "page": name})
        self.desktop.show_page(page, name)
        if setting:
            page.show_setting(setting)

    def take_in(self, files: Sequence[Path]) -> None:
        """Characters that come as files: a window of their own, whichever page is open."""
        from companion.desk import importing

        before = self._pages.get("importing")
        if _is_open(before):
            before.close()
        self._pages["importing"] = importing.open(self, files)
        self.desktop.show_page(self._pages["importing"])

    def use(self, config: Config) -> None:
        self._config = config

    def speak(self) -> None:
        speaking.change(self, lambda: self._pages, self._use_texts)

    def _use_texts(self, texts: Any) -> None:
        self.texts = texts

    def models_changed(self) -> None:
        self.desktop.set_models(self._models())

    @property
    def guide(self) -> int | None:
        return self._remembered.guide

    @property
    def settings_page(self) -> str:
        return self._remembered.settings_page

    def renderer(self, character: Character) -> Any:
        return self._look(character)

    def restart(self) -> None:
        self.starts_anew = True
        self._application.quit()

    def remember(self, **changes: object) -> None:
        self._remember(**changes)

    def note(self, data: Mapping[str, Any]) -> None:
        self._write(dict(data))

    def _submit(self, text: str) -> None:
        if self._session.loop is None:
            waking = CompanionError("She is still waking up.", code="still-loading", hint="Try again in a moment.")
            self.desktop.report(self._failed or waking)
            return
        self._session.loop.submit(text)

    def _listen(self, on: bool) -> None:
        mode = self.desktop.controls.mode
        self._with_loop(lambda loop: loop.set_microphone(mode))
        if not self.desktop.controls.quiet.isChecked():
            self._remember(mode=mode)

    def _speak(self, on: bool) -> None:
        self._with_loop(lambda loop: loop.set_voice(on))
        if not self.desktop.controls.quiet.isChecked():
            self._remember(voice_on=on)

    def _with_loop(self, call: Callable[[Any], None]) -> None:
        if self._session.loop is not None:
            call(self._session.loop)

    def _later(self, call: Callable[..., object], *arguments: Any) -> None:
        if not self._closing:
            self._worker.submit(self._guarded, call, *arguments)

    def _remember(self, **changes: object) -> None:
        self._remembered = window_state.save(self._memory_file, self._remembered, **changes)

    # --- any thread ---

    def _on_event(self, event: Event) -> None:
        if self._events:
            self._events.write(event)
        self._bridge.post(event)

    def _write(self, data: dict[str, Any]) -> None:
        if self._events:
            self._events.line(data)


def _as_left(config: Config, left: Any) -> Config:
    """With microphone and voice as the person has left them; a microphone that is off is not opened at all."""
    mode = "off" if left.quiet else left.microphone_mode
    microphone = config.microphone.model_copy(update={"mode": mode})
    speaker = config.speaker.model_copy(update={"voice_on": left.voice_on and not left.quiet})
    return config.model_copy(update={"microphone": microphone, "speaker": speaker})


def _is_open(page: Any) -> bool:
    """Whether a page is there and seen; one that was closed may be gone below Python. Main thread."""
    from shiboken6 import isValid

    return page is not None and isValid(page) and bool(page.isVisible())


def _folder_name(error: CompanionError) -> str:
    """Best name for a character that can't be loaded."""
    return Path(getattr(error, "folder", "") or error.message.split(":")[0]).name
