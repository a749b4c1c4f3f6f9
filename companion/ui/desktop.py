"""All windows together: the one object that the app builds, feeds with events, and asks to show another character.

Main thread. `Desktop` never sees an engine: events come through `Bridge.event`, wishes leave through `Actions`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCursor, QGuiApplication, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from companion.errors import CompanionError
from companion.persona.emotion import Mood
from companion.ui import placement
from companion.ui.actions import Actions, MenuCharacter, Touch, WindowSettings
from companion.ui.bridge import Bridge
from companion.ui.bubble import WIDEST, Bubble
from companion.ui.cards import Cards
from companion.ui.chat.items import Opening
from companion.ui.chat_panel import ChatPanel
from companion.ui.controls import Controls
from companion.ui.face_feed import NO_MOOD, Director
from companion.ui.first_sight import FirstSight
from companion.ui.hotkeys import Hotkeys
from companion.ui.keeper import Keeper
from companion.ui.menus import CommandMenu
from companion.ui.messages import Portrait
from companion.ui.problems import Problems
from companion.ui.quick_bar import QuickBar
from companion.ui.renderer import Renderer
from companion.ui.status import Status
from companion.ui.surroundings import FullScreen, Surroundings
from companion.ui.texts import Texts
from companion.ui.theme import Palette, Scheme
from companion.ui.tray import Tray, app_icon
from companion.ui.windowing import watch_screens
from companion.voice.types import Notice, PlaybackPosition, ReplyStarted, SpeechStarted, StateChanged

_LEAVE = 150  # ms after the chat was opened or closed until that is told
EDGE = 32  # pixels around a window for its title bar and frame
_MOVING = (StateChanged, ReplyStarted, SpeechStarted)  # events that her face answers in the next frame


class Desktop(QObject):
    """The windows of one running companion.

    Args:
        bridge: where events come from.
        director: makes her face (companion.face.director.FaceDirector); needed where `sight` is not given.
        position: what the speaker plays now. mood: the mood carried over turns. Both must return at once.
        sight: she herself, where she is on the screen already.
    """

    def __init__(
        self,
        app: QApplication,
        bridge: Bridge,
        actions: Actions,
        settings: WindowSettings,
        texts: Texts,
        director: Director | None = None,
        *,
        position: Callable[[], PlaybackPosition | None] = lambda: None,
        mood: Callable[[], Mood] = lambda: NO_MOOD,
        clock: Callable[[], float] = time.monotonic,
        scheme: Scheme = "auto",
        sight: FirstSight | None = None,
    ) -> None:
        super().__init__()
        self._actions, self._settings, self._texts, self._clock = actions, settings, texts, clock
        self._bridge = bridge
        self._models = ""
        self._portrait: Portrait = lambda _mood: None
        self._about: QWidget | None = None
        self._keeper = Keeper(settings.windows, actions.placed)
        self._homes = dict(settings.homes)
        self._closing = self._chat_placed = False
        self._left_as: tuple[bool, int | None] = settings.chat_open, settings.chat_drawer
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(_LEAVE)
        self._leaving.timeout.connect(lambda: self._actions.chat_left(*self._left_as))
        if sight is None:
            if director is None:
                raise TypeError("Desktop needs a director or a sight")
            sight = FirstSight(app, settings, texts, director, clock=clock, scheme=scheme)
        self._sight = sight
        self.theme, self.feed, self.pet = self._sight.theme, self._sight.feed, self._sight.pet
        self.theme.setParent(self)
        self.feed.follow(position, mood)
        palette = self.theme.palette
        app.setWindowIcon(app_icon(palette))
        self.controls = controls = Controls(actions, texts, settings)
        self.status = Status(
            mode=controls.mode, voice_on=controls.voice.isChecked(), offline=settings.offline, quiet=settings.quiet
        )
        self.bubble = Bubble(palette, clock)
        self.bubble.subtitle.voice_on = controls.voice.isChecked()
        self.problems = Problems(texts, self._show_problems)
        self.cards = Cards(texts, palette, self.problems.solved)
        self.chat = ChatPanel(
            actions,
            self.controls,
            texts,
            palette,
            portrait=self._face_for_chat,
            show_latency=settings.show_latency,
        )
        self.chat.restore_draft(settings.draft)
        self.menu = CommandMenu(self.controls, texts)
        self.tray = Tray(self.menu, palette, self)
        self.quick = QuickBar(controls, texts, palette, lambda: self.menu.popup(QCursor.pos()))
        self.pet.put_on(self.quick)
        self.hotkeys = Hotkeys()
        self._full_screen = FullScreen(app.platformName())
        self.surroundings = Surroundings(self._full_screen, parent=self)
        self._connect(app)
        self._show_status()

    @property
    def renderer(self) -> Renderer | None:
        """The avatar that is shown."""
        return self._sight.renderer

    # --- what the app tells the windows ---

    def show(self) -> None:
        """Put her on the desktop, where the person left her if that place is still on a screen."""
        if not self.pet.isVisible():
            self._sight.show()
        if self._settings.chat_open:
            self._open_chat()
        self.tray.show()
        self.hotkeys.set(self._settings.hotkeys)
        self.surroundings.start()
        self._follow()

    def set_characters(self, characters: Sequence[MenuCharacter], current: str) -> None:
        """Fill the character menu."""
        self.controls.set_characters(characters, current)

    def show_character(
        self,
        character_id: str,
        name: str,
        renderer: Renderer,
        *,
        opening: Opening | None = None,
        models: str = "",
        portrait: Portrait | None = None,
    ) -> None:
        """She is here: at start, or because a switch has succeeded.

        opening: what was said with her. models: the models in use, labelled honestly, one line for the person.
        portrait: her face for the chat (see `portraits.Portraits`).
        """
        self._models = models
        self._portrait = portrait or (lambda _mood: None)
        self.feed.calm(self._clock())
        self.bubble.clear()
        self._sight.put_on(name, renderer)
        self.chat.load(name, opening, models)
        self.controls.set_current(character_id)
        self.problems.solved("character")
        self._change(replace(self.status, switching="", latency_ms=None))

    def redraw(self, renderer: Renderer) -> None:
        """The avatar of the character that is shown has changed."""
        self._sight.draw(renderer)

    def switch_failed(self, error: CompanionError) -> None:
        """The character that was chosen can't come: the old one stays, and a card says why."""
        self.controls.set_current(self.controls.current)
        self._change(replace(self.status, switching=""))
        self.problems.report("character", error)

    def report(self, error: CompanionError, stage: str = "") -> None:
        """Show an error that no event carries (a setting is wrong, a file is missing)."""
        self.problems.report(stage or error.stage, error)

    def set_look(self, *, click_through: bool, fps: int, show_latency: bool) -> None:
        """Settings of the windows that have changed."""
        self.pet.set_fps(fps)
        self.pet.set_click_through(click_through)
        self.pet.badge.set_show_latency(show_latency)
        self.chat.set_show_latency(show_latency)

    def set_ground(self, colour: str) -> None:
        """What is behind her where she stands in a window."""
        self.pet.set_ground(self.theme.palette, colour)

    def speak(self, texts: Texts, name: str) -> None:
        """Another language in every window that is not a page; name: hers in it."""
        self._texts = texts
        self._sight.speak(texts, name)
        self.controls.speak(texts)
        self.menu.speak(texts)
        self.quick.speak(texts)
        self.chat.speak(texts, name)
        self.cards.speak(texts)
        self.problems.speak(texts)
        if self._about is not None and self._about.isVisible():
            self._open_about()
        self._show_status()

    def set_offline(self, offline: bool) -> None:
        self._change(replace(self.status, offline=offline))

    def set_models(self, models: str) -> None:
        """Other models are in use; see `show_character`."""
        self._models = models
        self.chat.set_footer(models)

    def place(self, position: tuple[int, int] | None) -> None:
        """Put her there; None: into the lower right corner."""
        screen = QGuiApplication.primaryScreen().availableGeometry()
        self._homes.clear()
        self.pet.place(QPoint(*position) if position is not None else placement.corner(screen, self.pet.size()))

    def come_back(self, *, here: bool = False) -> None:
        """The program was started again, or the tray was clicked: she shows herself, inside a screen.

        here: on the screen where the pointer is, in its corner when she stands on another.
        """
        self.pet.setWindowState(self.pet.windowState() & ~Qt.WindowState.WindowMinimized)
        self.pet.show()
        if here and QGuiApplication.screenAt(QCursor.pos()) not in (None, self.pet.screen()):
            self.pet.to_corner()
        self.pet.rescue()
        self.pet.raise_()

    def show_page(self, page: QWidget, name: str = "") -> None:
        """Show a page where the last one of that name was, else beside her, or raise it where it is."""
        if page is self.chat:
            self.place_chat()
        elif page.isVisible():
            self._keeper.watch(page)
        elif not (name and self._keeper.restore(page, name)):
            self._keeper.watch(page)
            self._put_beside(page)
        page.show()
        page.raise_()
        page.activateWindow()

    def close(self) -> None:
        """Close all windows and stop all timers; events are ignored from now on."""
        self._bridge.close()
        self._closing = True
        self._leaving.stop()
        self._keeper.close()
        self.quick.close_now()
        self.hotkeys.close()
        self.surroundings.stop()
        self._full_screen.close()
        self.tray.hide()
        self.bubble.clear()
        for window in (self.cards, self.chat, self.pet, self.bubble, self.menu):
            window.close()
        if self._about is not None:
            self._about.close()

    # --- events ---

    @Slot(object)
    def on_event(self, event: object) -> None:
        """One event of the loop; called by the bridge on the main thread."""
        self.feed.on_event(event, self._clock())
        self.problems.on_event(event)
        self.bubble.on_event(event)
        self.chat.on_event(event)
        self._change(self.status.after(event))
        if isinstance(event, _MOVING):
            self.pet.wake()

    def _change(self, status: Status) -> None:
        if status != self.status:
            self.status = status
            self._show_status()

    def _show_status(self) -> None:
        self.pet.badge.show_status(self.status)
        self.chat.show_status(self.status)
        name = self.controls.name(self.controls.current) or self._texts("app")
        self.tray.set_tip(self._texts("tray.tip", name=name, state=self.status.words(self._texts)))

    def _show_problems(self) -> None:
        self.cards.show_problems(self.problems.open)
        self._follow()

    def _follow(self) -> None:
        her, head = self.pet.geometry(), self.pet.head()
        self.cards.follow(her, self._keeper.shown())
        self.bubble.follow(her, head, self.cards.geometry() if self.cards.isVisible() else QRect())

    # --- wishes ---

    def _connect(self, app: QApplication) -> None:
        self._bridge.event.connect(self.on_event)
        self.theme.changed.connect(self._recolour)
        pet, controls, actions = self.pet, self.controls, self._actions
        pet.hovered.connect(self.quick.hover)
        self.quick.appeared.connect(lambda _on: pet.look_again())
        pet.chat_wanted.connect(self._open_chat)
        pet.menu_wanted.connect(self.menu.popup)
        pet.touched.connect(self._touched)
        pet.talk_held.connect(self._talk)
        pet.stop_wanted.connect(actions.stop)
        pet.files_dropped.connect(actions.take_in)
        pet.placed.connect(self._follow)
        pet.moved_to.connect(self._moved)
        pet.scaled_to.connect(actions.scaled)
        controls.chat_wanted.connect(self._open_chat)
        controls.corner_wanted.connect(self._to_corner)
        controls.about_wanted.connect(self._open_about)
        controls.on_top_changed.connect(pet.set_on_top)
        controls.framed_changed.connect(pet.set_framed)
        pet.leave_wanted.connect(actions.quit)
        controls.mode_changed.connect(lambda mode: self._change(replace(self.status, mode=mode)))
        controls.voice_changed.connect(self._voice_changed)
        controls.opening_changed.connect(self._opening)
        controls.mood_wished.connect(self._feel)
        controls.quiet_changed.connect(lambda on: self._change(replace(self.status, quiet=on)))
        self.surroundings.changed.connect(pet.set_sparing)
        self.hotkeys.pressed.connect(self._hotkey)
        self.hotkeys.released.connect(lambda name: self._talk(False) if name == "talk" else None)
        self.hotkeys.failed.connect(self._no_hotkeys)
        self.tray.wanted.connect(self.come_back)
        self._keeper.rearranged.connect(self._follow)
        self.chat.left.connect(self._chat_left)
        self.chat.drafted.connect(actions.drafted)
        watch_screens(app, self._screens_changed)

    def _moved(self, x: int, y: int) -> None:
        screens = _screens()
        self._homes[screens] = (x, y)
        self._actions.moved(x, y, screens)

    def _screens_changed(self) -> None:
        """One has come, gone or changed: she stands where she stood with these, and no window is out of reach."""
        home = self._homes.get(_screens())
        if home is not None:
            self.pet.place(QPoint(*home))
        else:
            self.pet.rescue()
        self._keeper.rescue()

    def _chat_left(self, is_open: bool, drawer: object) -> None:
        """What is told a moment later is not told at all when the program ends: its end closes the chat as well."""
        if not self._closing:
            self._left_as = is_open, drawer if isinstance(drawer, int) else None
            self._leaving.start()

    def _touched(self, kind: Touch) -> None:
        answer = getattr(self.renderer, "touched", None)  # a model with motions of its own
        if answer is not None:
            answer(kind)
            self.feed.stir(self._clock())
        self._actions.touched(kind)

    def _feel(self, mood: Mood) -> None:
        self.feed.feel(mood, self._clock())
        self.pet.wake()

    def _talk(self, down: bool) -> None:
        if self.controls.mode == "push_to_talk":
            self._actions.push_to_talk(down)

    def _hotkey(self, name: str) -> None:
        if name == "talk":
            self._talk(True)
        elif name == "come_back":
            self.come_back(here=True)
        elif name == "mute":
            self.controls.toggle_listening()
        elif name == "quiet":
            self.controls.quiet.trigger()

    def _no_hotkeys(self, reason: str) -> None:
        self.problems.on_event(
            Notice("hotkeys", f"{self._texts('hotkeys.none')} ({reason}). {self._texts('hotkeys.hint')}")
        )

    def _voice_changed(self, on: bool) -> None:
        self.bubble.subtitle.voice_on = on
        self._change(replace(self.status, voice_on=on))

    def _opening(self, character_id: str) -> None:
        self._change(replace(self.status, switching=self.controls.name(character_id) if character_id else ""))

    def _to_corner(self) -> None:
        self.pet.show()
        self.pet.to_corner()

    def _open_about(self) -> None:
        if self._about is not None:
            self._about.close()
        from companion.ui.about import About  # reads what is installed: not before it is asked for

        self._about = About(self._texts, self.theme.palette, self._models)
        self._put_beside(self._about)
        self._about.show()
        self._about.raise_()

    def _face_for_chat(self, mood: Mood) -> QPixmap | None:
        """Nothing while the chat is closed: the first picture takes a while to draw."""
        return self._portrait(mood) if self.chat.isVisible() else None

    def _open_chat(self) -> None:
        self.place_chat()
        self.chat.open()

    def place_chat(self) -> None:
        """The first time where it was last, else beside her; later where the person has put it."""
        if self._chat_placed:
            return
        self._chat_placed = True
        self.chat.widen(self._settings.chat_drawer)
        if not self._keeper.restore(self.chat, "chat"):
            self._put_beside(self.chat)

    def _put_beside(self, window: QWidget) -> None:
        """Put a window beside her, wholly on her screen, and with room for her bubble between them where there is."""
        her = self.pet.geometry()
        screen = (QGuiApplication.screenAt(her.center()) or QGuiApplication.primaryScreen()).availableGeometry()
        framed = window.size() + QSize(2 * EDGE, 2 * EDGE)
        for room in (WIDEST, 0):
            place = placement.beside(her, her.center().y(), framed + QSize(room, 0), screen)
            if place.side != "above":
                break
        far = QPoint(room if place.side == "right" else 0, EDGE)
        rect = QRect(place.rect.topLeft() + far, window.size())
        if place.side == "above":  # no room on either side: at the edge of the screen that is farther from her
            left = her.center().x() > screen.center().x()
            rect.moveLeft(screen.left() + EDGE if left else screen.right() - EDGE - rect.width())
        window.move(placement.inside(rect, screen).topLeft())

    def _recolour(self, palette: Palette) -> None:
        self.pet.set_ground(palette)
        self.pet.badge.set_palette(palette)
        self.bubble.set_palette(palette)
        self.quick.set_palette(palette)
        self.cards.set_palette(palette)
        self.chat.set_look(palette)


def _screens() -> str:
    return placement.arrangement([screen.availableGeometry() for screen in QGuiApplication.screens()])
