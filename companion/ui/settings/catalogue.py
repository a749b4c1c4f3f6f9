"""Every setting there is, read off the models of `companion.config`: none can be missing in the window. Pure.

Only where a setting stands and how its number is shown is written here; what is new shows up by itself, as its type
says, on the page of its section.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from companion.config import Config, defaults

Kind = Literal[
    "switch", "choice", "option", "number", "seed", "position", "text", "hotkey", "model", "microphone", "speaker"
]
PAGES = ("you", "microphone", "voice", "ears", "brain", "conversation", "window", "privacy", "advanced")


@dataclass(frozen=True)
class Shown:
    """How a number is shown: times `factor`, with `digits` behind the point and a unit; ends of the slider as shown."""

    low: float
    high: float
    step: float
    unit: str = ""
    factor: float = 1.0
    digits: int = 0


@dataclass(frozen=True)
class Setting:
    """One setting. name: dotted, as `--set` takes it. low, high: what is possible, as stored; None: no bound.

    choices: of a `choice`; those of an `option` or `model` are known to the app alone. whole: an integer.
    """

    name: str
    page: str
    kind: Kind
    default: Any
    low: float | None = None
    high: float | None = None
    whole: bool = False
    choices: tuple[str, ...] = ()
    shown: Shown | None = None

    @property
    def words(self) -> str:
        """Key of its words: title; `.help` behind it: the explanation; `.<choice>`: a choice."""
        return f"settings.hers.{self.name}" if self.page == "her" else f"set.{self.name}"


_PAGE_OF_SECTION = {
    "microphone": "microphone",
    "speaker": "voice",
    "voice": "voice",
    "ears": "ears",
    "brain": "brain",
    "barge_in": "conversation",
    "conversation": "conversation",
    "window": "window",
    "hotkeys": "window",
    "models": "privacy",
}
_PAGE_OF = {
    "character": "you",
    "language": "you",
    "offline": "privacy",
    "window.theme": "you",
    "microphone.hold_complete_ms": "conversation",
    "microphone.hold_unsure_ms": "conversation",
    "microphone.hold_unfinished_ms": "conversation",
    "brain.max_sentences": "conversation",
    "brain.recall": "conversation",
}
_ADVANCED = frozenset(
    {
        "microphone.speech_threshold",
        "microphone.pre_roll_ms",
        "microphone.min_speech_ms",
        "barge_in.confirm_ms",
        "barge_in.duck_db",
        "barge_in.resume_ms",
        "ears.compute_type",
        "ears.device",
        "ears.threads",
        "ears.short_window",
        "brain.context",
        "brain.threads",
        "brain.gpu_layers",
        "brain.batch",
        "brain.reuse_prefix",
        "brain.top_k",
        "brain.min_p",
        "log.level",
    }
)
_KIND: Mapping[str, Kind] = {
    "character": "option",
    "ears.engine": "option",
    "ears.compute_type": "option",
    "brain.engine": "option",
    "voice.engine": "option",
    "brain.model": "model",
    "brain.adapter": "model",
    "ears.model": "model",
    "voice.model": "model",
    "microphone.device": "microphone",
    "speaker.device": "speaker",
}
_SECONDS = Shown(0, 3, 0.1, "s", 0.001, 1)
_SHOWN: Mapping[str, Shown] = {
    "speaker.volume": Shown(0, 100, 5, "%", 100),
    "voice.speed": Shown(0.5, 2, 0.05, "×", 1, 2),
    "window.scale": Shown(50, 200, 5, "%", 100),
    "window.fps": Shown(15, 144, 1, "/s"),
    "microphone.hold_complete_ms": Shown(0.1, 2, 0.05, "s", 0.001, 2),
    "microphone.hold_unsure_ms": Shown(0.1, 3, 0.05, "s", 0.001, 2),
    "microphone.hold_unfinished_ms": Shown(0.3, 5, 0.1, "s", 0.001, 1),
    "microphone.speech_threshold": Shown(0.1, 0.9, 0.05, "", 1, 2),
    "microphone.pre_roll_ms": Shown(0, 1000, 10, "ms"),
    "microphone.min_speech_ms": Shown(0, 600, 10, "ms"),
    "barge_in.confirm_ms": Shown(64, 1000, 16, "ms"),
    "barge_in.duck_db": Shown(-40, 0, 1, "dB"),
    "barge_in.resume_ms": Shown(0.2, 5, 0.1, "s", 0.001, 1),
    "ears.threads": Shown(1, 16, 1),
    "brain.context": Shown(512, 16_384, 256),
    "brain.threads": Shown(0, 32, 1),
    "brain.gpu_layers": Shown(-1, 99, 1),
    "brain.batch": Shown(16, 2048, 16),
    "brain.temperature": Shown(0, 2, 0.05, "", 1, 2),
    "brain.top_p": Shown(0, 1, 0.01, "", 1, 2),
    "brain.top_k": Shown(0, 200, 1),
    "brain.min_p": Shown(0, 0.5, 0.01, "", 1, 2),
    "brain.repeat_penalty": Shown(0.8, 1.5, 0.01, "", 1, 2),
    "brain.max_tokens": Shown(16, 1000, 8),
    "brain.max_sentences": Shown(1, 20, 1),
    "brain.recall": Shown(0, 8, 1),
    "conversation.history_turns": Shown(0, 200, 5),
    "conversation.mood_half_life_s": Shown(10, 600, 10, "s"),
}


@cache
def settings() -> tuple[Setting, ...]:
    """All of them, in the order of conf.yaml."""
    usual = defaults()
    found = []
    for name, field in Config.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            part = getattr(usual, name)
            inside = section.model_fields.items()
            found += [_setting(f"{name}.{inner}", each, getattr(part, inner)) for inner, each in inside]
        else:
            found.append(_setting(name, field, getattr(usual, name)))
    return tuple(found)


def values_of(config: Config) -> dict[str, Any]:
    """Dotted names and values."""
    values: dict[str, Any] = {}
    for name, value in config.model_dump().items():
        inside = value if isinstance(value, dict) else None
        values |= {name: value} if inside is None else {f"{name}.{inner}": each for inner, each in inside.items()}
    return values


def _setting(name: str, field: FieldInfo, default: Any) -> Setting:
    low, high = _bounds(field)
    kind, choices, whole = _kind(name, field.annotation)
    shown = None
    if kind == "number":
        shown = _SHOWN.get(name) or _fitting(name, default, low, high, whole)
    section = name.partition(".")[0]
    page = "advanced" if name in _ADVANCED else _PAGE_OF.get(name) or _PAGE_OF_SECTION.get(section, "advanced")
    return Setting(name, page, kind, default, low, high, whole, choices, shown)


def _kind(name: str, annotation: Any) -> tuple[Kind, tuple[str, ...], bool]:
    if annotation is bool:
        return "switch", (), False
    if get_origin(annotation) is Literal:
        return "choice", tuple(map(str, get_args(annotation))), False
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [each for each in get_args(annotation) if each is not type(None)]
        return ("seed" if inner == [int] else "position"), (), True
    if annotation in (int, float):
        return "number", (), annotation is int
    return _KIND.get(name, "hotkey" if name.startswith("hotkeys.") else "text"), (), False


def _bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    low = high = None
    for each in field.metadata:
        low = getattr(each, "ge", getattr(each, "gt", low))
        high = getattr(each, "le", getattr(each, "lt", high))
    return low, high


def _fitting(name: str, default: float, low: float | None, high: float | None, whole: bool) -> Shown:
    """A slider for a number that nobody has described yet."""
    bottom = low if low is not None else min(0.0, default)
    top = high if high is not None and high <= 1000 else max(10.0, 4 * abs(default), bottom + 10)
    if name.endswith("_ms"):
        return Shown(bottom, min(top, 5000.0), 10, "ms")
    return Shown(bottom, top, 1 if whole else (top - bottom) / 100, "", 1, 0 if whole else 2)
