"""What the first start may ask for, and what it shows: plain values and callables. All is called on the main thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QIcon

from companion.ui.audio_picker import SoundCalls
from companion.ui.first_run.preview import Draw
from companion.ui.models.items import ModelActions, Shelf, Transfer
from companion.voice.types import PlaybackPosition


@dataclass(frozen=True)
class Who:
    """A character that can be chosen. speaks: her languages, in words."""

    id: str
    name: str
    one_line: str
    speaks: str


@dataclass(frozen=True)
class Voice:
    """What became of a sample of somebody's voice. stage: "making", "speaking", "over" or "failed"."""

    who: str
    stage: str
    problem: str = ""


@dataclass(frozen=True)
class Place:
    """Where something of the person's lies. what: a key of the words."""

    what: str
    path: str


@dataclass(frozen=True)
class GuideCalls:
    """All return at once.

    language, microphone, speaker, mode, character: what counts now. choose(name, value): a setting of conf.yaml, is
    written and taken over. draw(id): makes her figure for a preview. heads: small pictures of all, each told
    by its id and an icon, at once or a moment later. hear(id): a sample of her voice; the listener of `follow_voice` is
    told what becomes of it. read_models(answer): called with the models, or with why they can't be read; the listener
    of `follow_models` is told of downloads (id, how far, a line, its kind).
    """

    language: Callable[[], str]
    character: Callable[[], str]
    microphone: Callable[[], str]
    speaker: Callable[[], str]
    mode: Callable[[], str]
    offline: Callable[[], bool]
    choose: Callable[[str, object], None]
    choose_character: Callable[[str], None]
    characters: Callable[[], Sequence[Who]]
    draw: Callable[[str], Draw]
    heads: Callable[[Callable[[str, QIcon], None]], None]
    hear: Callable[[str], None]
    hush: Callable[[], None]
    follow_voice: Callable[[Callable[[Voice], None]], None]
    position: Callable[[], PlaybackPosition | None]
    sound: SoundCalls
    places: Callable[[], Sequence[Place]]
    open_folder: Callable[[], None]
    models: ModelActions
    read_models: Callable[[Callable[[Shelf | None, str], None]], None]
    follow_models: Callable[[Callable[[str, Transfer | None, str, str], None]], None]
    open_chat: Callable[[], None]
