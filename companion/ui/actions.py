"""What the windows may ask for, and the few values the app hands them. Qt-free; all is called on the main thread.

The callables come from `companion.app`. They must return at once: slow work belongs to the session's own threads, and
its result comes back as an event through `Bridge.post` or as a call of a `Desktop` method on the main thread.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from companion.persona.emotion import NEUTRAL, Mood
from companion.ui.chat.items import ChatActions
from companion.window_state import Place

Touch = Literal["pat", "poke"]
MicrophoneMode = Literal["open", "push_to_talk", "off"]


@dataclass(frozen=True)
class MenuCharacter:
    """One line of the character menu. problem: why it can't be chosen (shown as a tooltip, greyed); "" = it can.

    renewed: it stands on the desktop, but its files have changed since it came: choosing it brings the new state.
    """

    id: str
    name: str
    problem: str = ""
    renewed: bool = False


@dataclass(frozen=True)
class Actions:
    """What a person can do in the windows.

    submit: a typed turn, never blank. stop: cut her off, and forget what is being thought. switch_character: id of
    the character to change to. list_characters: who there is now, asked whenever the menu opens. set_listening: open
    (True) or close the microphone. push_to_talk: the key or button went down (True) or up. set_voice: speak aloud or
    answer in text only. touched: her body was patted or poked. moved: new upper left corner of the character in screen
    coordinates, and the arrangement of the screens. scaled: new size factor (0.5 to 2.0). open_page: one of the names
    in `pages`, which the menu lists. placed: a window was moved or resized. chat_left: whether the chat is open, and
    by how many pixels its list of conversations has widened it (None: the list is closed).
    set_framed: she stands in an ordinary window, or free. drafted: what is written in the chat and not sent yet.
    set_quiet: do not disturb: she neither listens nor speaks, until it is switched off.
    heads: pictures of the characters, each told by its id and an icon (a QIcon), at once or a moment later.
    mood: how she feels now. feel: the person wants her to feel so; it fades as any mood does.
    chat: what concerns what was said. take_in: character files that were dropped on her; none: ask for one.
    """

    submit: Callable[[str], None]
    stop: Callable[[], None]
    switch_character: Callable[[str], None]
    list_characters: Callable[[], Sequence[MenuCharacter]]
    set_listening: Callable[[bool], None]
    push_to_talk: Callable[[bool], None]
    set_voice: Callable[[bool], None]
    touched: Callable[[Touch], None]
    set_always_on_top: Callable[[bool], None]
    moved: Callable[[int, int, str], None]
    scaled: Callable[[float], None]
    quit: Callable[[], None]
    open_page: Callable[[str], None] = lambda _name: None
    chat: ChatActions = field(default_factory=ChatActions)
    pages: Sequence[str] = ()
    set_quiet: Callable[[bool], None] = lambda _on: None
    take_in: Callable[[Sequence[Path]], None] = lambda _files: None
    placed: Callable[[str, Place], None] = lambda _name, _place: None
    chat_left: Callable[[bool, int | None], None] = lambda _open, _drawer: None
    set_framed: Callable[[bool], None] = lambda _on: None
    drafted: Callable[[str], None] = lambda _text: None
    heads: Callable[[Callable[[str, Any], None]], None] = lambda _take: None
    mood: Callable[[], Mood] = lambda: NEUTRAL
    feel: Callable[[Mood], None] = lambda _mood: None


@dataclass(frozen=True)
class WindowSettings:
    """Plain values of conf.yaml that the windows start with; the names are those of the settings. The last five are
    what `WindowState` remembers."""

    scale: float = 1.0
    always_on_top: bool = True
    framed: bool = False
    ground: str = ""
    click_through: bool = True
    fps: int = 60
    show_latency: bool = True
    position: tuple[int, int] | None = None
    microphone_mode: MicrophoneMode = "open"
    voice_on: bool = True
    offline: bool = True
    hotkeys: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False
    windows: Mapping[str, Place] = field(default_factory=dict)
    homes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    chat_open: bool = False
    chat_drawer: int | None = None
    draft: str = ""
