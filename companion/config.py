"""conf.yaml -> frozen settings. Loaded once; defaults live in the shipped file alone; all errors are told at once."""

import contextlib
import difflib
import locale
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from companion import paths
from companion.errors import ConfigError

Fraction = Annotated[float, Field(ge=0.0, le=1.0)]
Milliseconds = Annotated[int, Field(ge=0, le=60_000)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class MicrophoneConfig(_Section):
    device: str
    mode: Annotated[
        Literal["open", "push_to_talk", "off"],
        BeforeValidator(lambda value: "off" if value is False else value),  # YAML reads a bare `off` as false
    ]
    echo: Literal["auto", "half_duplex", "headset"]
    speech_threshold: Fraction
    hold_complete_ms: Milliseconds
    hold_unsure_ms: Milliseconds
    hold_unfinished_ms: Milliseconds
    pre_roll_ms: Milliseconds
    min_speech_ms: Milliseconds


class SpeakerConfig(_Section):
    device: str
    volume: Fraction
    voice_on: bool


class BargeInConfig(_Section):
    enabled: bool
    confirm_ms: Milliseconds
    duck_db: Annotated[float, Field(ge=-60, le=0)]
    resume_ms: Milliseconds


class EarsConfig(_Section):
    engine: str
    model: str
    language: Literal["character", "auto", "ko", "en"]
    compute_type: str
    device: Literal["cpu", "cuda"]
    threads: Annotated[int, Field(ge=1, le=64)]
    short_window: bool


class BrainConfig(_Section):
    engine: str
    model: str
    adapter: str
    context: Annotated[int, Field(ge=256, le=1_000_000)]
    threads: Annotated[int, Field(ge=0, le=256)]
    gpu_layers: Annotated[int, Field(ge=-1)]
    batch: Annotated[int, Field(ge=1, le=8192)]
    reuse_prefix: bool
    temperature: Annotated[float, Field(ge=0, le=5)]
    top_p: Fraction
    top_k: Annotated[int, Field(ge=0)]
    min_p: Fraction
    repeat_penalty: Annotated[float, Field(ge=0.5, le=3)]
    max_tokens: Annotated[int, Field(ge=8, le=8192)]
    max_sentences: Annotated[int, Field(ge=1, le=100)]
    recall: Annotated[int, Field(ge=0, le=8)]
    seed: int | None
    url: str
    api_key_env: str
    remote_model: str


class VoiceConfig(_Section):
    engine: str
    model: str
    speed: Annotated[float, Field(ge=0.3, le=3)]
    emotion: bool


class ConversationConfig(_Section):
    speculate: bool
    history_turns: Annotated[int, Field(ge=0, le=10_000)]
    mood_half_life_s: Annotated[float, Field(gt=0)]
    touch_words: bool


class WindowConfig(_Section):
    scale: Annotated[float, Field(ge=0.2, le=5)]
    always_on_top: bool
    framed: bool
    ground: Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6})?$")]
    theme: Literal["auto", "light", "dark"]
    click_through: bool
    fps: Annotated[int, Field(ge=10, le=240)]
    show_latency: bool
    position: tuple[int, int] | None


Hotkey = Annotated[str, Field(pattern=r"^$|^(<[a-z0-9_]+>|[^\s<>+])(\+(<[a-z0-9_]+>|[^\s<>+]))+$")]


class HotkeysConfig(_Section):
    """Keys that work in any program, as "<ctrl>+<alt>+m"; "": none."""

    come_back: Hotkey
    talk: Hotkey
    mute: Hotkey
    quiet: Hotkey


class ModelsConfig(_Section):
    hub: str


class LogConfig(_Section):
    level: Literal["debug", "info", "warning", "error"]


class Config(_Section):
    """All settings. Sections are passed as plain values to constructors; nobody keeps the whole."""

    character: str
    language: Literal["auto", "ko", "en"]
    offline: bool
    microphone: MicrophoneConfig
    speaker: SpeakerConfig
    barge_in: BargeInConfig
    ears: EarsConfig
    brain: BrainConfig
    voice: VoiceConfig
    conversation: ConversationConfig
    window: WindowConfig
    hotkeys: HotkeysConfig
    models: ModelsConfig
    log: LogConfig


@dataclass(frozen=True)
class Source:
    """Where the settings of a run come from. file: None = `paths.user_config()`. overrides: as in `load`."""

    file: Path | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> Path:
        """The person's own file, whether it is there or not."""
        return self.file if self.file is not None else paths.user_config()

    def load(self) -> Config:
        """The settings as they are now. Raises ConfigError."""
        return load(self.file, self.overrides)

    def without(self, names: Iterable[str]) -> "Source":
        """The person has changed these in the window: what was given at the start does not hide that."""
        dropped = set(names)
        return replace(self, overrides={name: each for name, each in self.overrides.items() if name not in dropped})


def load(user_file: Path | None = None, overrides: Mapping[str, Any] | None = None) -> Config:
    """Shipped defaults, then the person's file (default `paths.user_config()`; may be missing), then `overrides`.

    Args:
        user_file: a conf.yaml with only what differs.
        overrides: nested mapping or dotted keys ({"brain.threads": 2}), e.g. from `--set`.

    Raises:
        ConfigError: the file is not readable YAML, or settings are unknown or wrong; the message lists all of them.
    """
    merged = _read(paths.default_config())
    place = user_file if user_file is not None else paths.user_config()
    if user_file is not None and not place.exists():
        raise ConfigError(f"The settings file {place} does not exist.", code="config-missing")
    sources = []
    if place.exists():
        merged = _merge(merged, _read(place))
        sources.append(str(place))
    for key, value in (overrides or {}).items():
        merged = _merge(merged, _nest(key, value))
    if overrides:
        sources.append("--set")
    return _validate(merged, " and ".join(sources))


def check(config: Config, name: str, value: Any) -> Config:
    """`config` with one setting changed. Raises ConfigError: the value is impossible."""
    return _validate(_merge(config.model_dump(mode="json"), _nest(name, value)), name)


def defaults() -> Config:
    """The shipped settings alone; used when the person's file is wrong, so that the app still starts."""
    return _validate(_read(paths.default_config()), str(paths.default_config()))


def interface_language(config: Config) -> Literal["ko", "en"]:
    """ "ko" or "en": the setting, or what the system's language says."""
    if config.language != "auto":
        return config.language
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not name:
        with contextlib.suppress(ValueError):
            name = locale.getlocale()[0] or ""
    return "ko" if name.lower().startswith(("ko", "korean")) else "en"


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} can't be read: {error}.", code="config-unreadable") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise ConfigError(
            f"{path}{where}: this is not valid YAML ({getattr(error, 'problem', None) or error}).",
            code="config-syntax",
            hint="Mend the line, or rename the file to start with the defaults.",
        ) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: settings must be `name: value` lines.", code="config-syntax")
    return data


def _nest(key: str, value: Any) -> dict[str, Any]:
    head, _, rest = str(key).partition(".")
    return {head: _nest(rest, value)} if rest else {head: value}


def _merge(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        result[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return result


def _validate(data: dict[str, Any], place: str) -> Config:
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        lines = [_explain(item) for item in error.errors()]
        raise ConfigError(
            f"{place}: {len(lines)} setting(s) are wrong:\n" + "\n".join(f"  - {line}" for line in lines),
            code="config-invalid",
            hint="conf.yaml in the program's folder lists every setting with its default.",
        ) from error


def _explain(item: Any) -> str:
    location = ".".join(str(part) for part in item["loc"])
    if item["type"] != "extra_forbidden":
        return f"{location}: {item['msg']} (got {item['input']!r})"
    near = difflib.get_close_matches(str(item["loc"][-1]), _names(item["loc"][:-1]), n=1)
    return f"{location}: unknown setting" + (f"; did you mean `{near[0]}`?" if near else "")


def _names(location: tuple[Any, ...]) -> list[str]:
    model: type[BaseModel] = Config
    for part in location:
        annotation = model.model_fields[str(part)].annotation if str(part) in model.model_fields else None
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return list(model.model_fields)
