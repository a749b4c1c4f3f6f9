"""What the person wants of one character alone: brain, language, voice and sampling, beside conf.yaml and her sheet.

Kept in `character-settings/<id>.yaml` of the person's folder, so that a sheet that ships or is exported stays as it is.
Reading and writing small files; any thread.
"""

import contextlib
import functools
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from companion import paths
from companion.errors import ConfigError

if TYPE_CHECKING:
    from companion.persona.character import Character

log = logging.getLogger(__name__)

Speed = Annotated[float, Field(ge=0.3, le=3)]
Semitones = Annotated[float, Field(ge=-24, le=24)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VoiceWishes(_Part):
    """Of one language; None = as her sheet says. Units as in `character.VoiceChoice`."""

    engine: str | None = None
    voice: Annotated[str, Field(max_length=100)] | None = None
    model: Annotated[str, Field(max_length=500)] | None = None
    speed: Speed | None = None
    pitch: Semitones | None = None


class SamplingOverrides(_Part):
    """None = her sheet's, else conf.yaml's."""

    temperature: Annotated[float, Field(ge=0, le=5)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    top_k: Annotated[int, Field(ge=0)] | None = None
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    repeat_penalty: Annotated[float, Field(ge=0.5, le=3)] | None = None
    max_tokens: Annotated[int, Field(ge=8, le=8192)] | None = None
    seed: int | None = None


class Overrides(_Part):
    """brain: a model as `character.Character.brain`; her own adapter is left out on it. language: which of hers she
    speaks first and is heard in."""

    brain: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    language: Literal["ko", "en"] | None = None
    voices: dict[Literal["ko", "en"], VoiceWishes] = Field(default_factory=dict)
    sampling: SamplingOverrides = SamplingOverrides()

    def over(self, character: "Character") -> "Character":
        """Her sheet with these wishes in it."""
        from companion.persona.character import VoiceChoice

        changes: dict[str, Any] = {}
        if self.brain:
            changes = {"brain": self.brain, "adapter": None}
        if self.language in character.languages:
            changes["language"] = self.language
        voices = dict(character.voices)
        for language, wishes in self.voices.items():
            if wished := wishes.model_dump(exclude_none=True):
                old = voices.get(language, VoiceChoice())
                if "engine" in wished and wished["engine"] != old.engine:  # her voice's name means nothing to it
                    wished = {"voice": "", "model": ""} | wished
                voices[language] = old.model_copy(update=wished)
        if voices != character.voices:
            changes["voices"] = voices
        if sampled := self.sampling.model_dump(exclude_none=True):
            changes["sampling"] = character.sampling.model_copy(update=sampled)
        return character.model_copy(update=changes) if changes else character


NONE = Overrides()


def place(character_id: str) -> Path:
    """Where they lie, whether there are any or not."""
    return paths.user_data() / "character-settings" / f"{character_id}.yaml"


def load(character_id: str) -> Overrides:
    """Those of a character; `NONE` where there are none. Cheap: read again only when the file has changed.

    Raises:
        ConfigError: the file can't be read or is wrong; it names each place.
    """
    path = place(character_id)
    try:
        stat = path.stat()
    except FileNotFoundError:
        return NONE
    except OSError as error:
        raise _unreadable(path, error) from error
    found = _as_of(path, stat.st_mtime_ns, stat.st_size)
    if isinstance(found, ConfigError):
        raise found
    return found


def applied(character: "Character") -> "Character":
    """A character as the person wants her. A file that is wrong is logged and not followed; `load` says why."""
    try:
        return load(character.id).over(character)
    except ConfigError as error:
        log.warning("the settings of %s are not followed: %s", character.id, error.code)
        return character


def change(character_id: str, changes: Mapping[str, Any]) -> Overrides:
    """Set or, by None, take back wishes: dotted names such as "sampling.temperature" or "voices.ko.speed".

    Raises:
        ConfigError: a value is wrong, or the file can't be read or written; it stays as it was.
    """
    data = load(character_id).model_dump(mode="json", exclude_none=True)
    for name, value in changes.items():
        _put(data, name.split("."), value)
    path = place(character_id)
    made = _checked(path, data)
    _write(path, _without_empty(made.model_dump(mode="json", exclude_none=True)))
    return made


def _put(data: dict[str, Any], name: list[str], value: Any) -> None:
    for part in name[:-1]:
        data = data.setdefault(part, {})
    if value is None:
        data.pop(name[-1], None)
    else:
        data[name[-1]] = value


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    kept = {key: _without_empty(value) if isinstance(value, dict) else value for key, value in data.items()}
    return {key: value for key, value in kept.items() if value != {}}


@functools.lru_cache(maxsize=256)
def _as_of(path: Path, _time: int, _size: int) -> Overrides | ConfigError:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _checked(path, data if data is not None else {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return _unreadable(path, error)
    except ConfigError as error:
        return error.with_traceback(None)


def _unreadable(path: Path, error: Exception) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    where = f", line {mark.line + 1}" if mark is not None else ""
    what = getattr(error, "strerror", None) or getattr(error, "problem", None) or type(error).__name__
    return ConfigError(
        f"{path}{where}: it can't be read ({what}).",
        code="character-settings-unreadable",
        hint="Mend it, or delete the file; she is as her sheet says until then.",
    )


def _checked(path: Path, data: Any) -> Overrides:
    try:
        return Overrides.model_validate(data)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'the file'}: {item['msg']}" for item in error.errors())
        raise ConfigError(
            f"{path}: {wrong}.",
            code="character-settings-invalid",
            hint="Mend it, or delete the file; she is as her sheet says until then.",
        ) from error


def _write(path: Path, data: dict[str, Any]) -> None:
    part = path.with_name(path.name + ".new")
    try:
        if not data:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            file.write("# What you chose for this character alone, in the window of the settings.\n")
            yaml.safe_dump(data, file, allow_unicode=True, sort_keys=False)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise ConfigError(
            f"Your settings {path} can't be written: {error.strerror}.",
            code="config-unwritable",
            hint="Check the permissions of that folder and the room on the disk.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
