"""What may be chosen in the settings: models that are here, engines, characters; and what counts for a character where
nothing was chosen for her. Pool threads, except `flat` and `otherwise`.
"""

from collections.abc import Mapping
from typing import Any

from companion import config as configuration
from companion import paths
from companion.config import Config
from companion.engines import registry
from companion.models import installed
from companion.persona.character import VoiceChoice, list_characters, sheet
from companion.ui.settings.calls import Option, Options
from companion.ui.texts import TEXTS, Texts

_NUMBERS = ("int8", "int8_float16", "float16", "float32")


def gather(texts: Texts) -> Options:
    """Takes some 100 ms where many models lie; a damaged one is left out (the model page tells it)."""
    usual = configuration.defaults()
    starter, none = texts("settings.starter"), Option("", texts("settings.no_model"))
    models, _damaged = installed.all_models()
    by_kind = {
        kind: [Option(model.id, model.name) for model in models if model.kind == kind]
        for kind in ("brain", "ears", "voice")
    }
    files = [Option(file.name, file.name) for file in sorted(paths.user_models().glob("*.gguf"))]
    voices = [_engine(name, texts) for name in registry.names("tts")]
    return {
        "character": [Option(who.id, who.title(texts.language)) for who in list_characters().characters],
        "ears.engine": [_engine(name, texts) for name in registry.names("stt")],
        "brain.engine": [_engine(name, texts) for name in registry.names("llm")],
        "voice.engine": [_engine("character", texts), *voices],
        "hers.engine": voices,
        "ears.compute_type": [Option(name, name) for name in _NUMBERS],
        "brain.model": [Option(usual.brain.model, starter), *by_kind["brain"], *files],
        "brain.adapter": [none, *files],
        "ears.model": [Option(usual.ears.model, starter), *by_kind["ears"]],
        "voice.model": [none, *by_kind["voice"]],
    }


def _engine(name: str, texts: Texts) -> Option:
    key = f"settings.engine.{name}"
    return Option(name, texts(key) if key in TEXTS[texts.language] else name)


def flat(data: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """{"voices": {"ko": {"speed": 1.2}}} -> {"voices.ko.speed": 1.2}"""
    result: dict[str, Any] = {}
    for name, value in data.items():
        at = f"{before}{name}"
        result |= flat(value, f"{at}.") if isinstance(value, Mapping) else {at: value}
    return result


def otherwise(character_id: str, config: Config) -> dict[str, Any]:
    """What her sheet and conf.yaml say, by the names of `persona.overrides`. Main thread: her sheet was read before."""
    character = sheet(character_id)
    values: dict[str, Any] = {
        "language": character.language or (character.languages[0] if len(character.languages) == 1 else "none"),
        "brain": character.brain or config.brain.model,
    }
    for language in character.languages:
        voice = character.voices.get(language, VoiceChoice())
        at = f"voices.{language}"
        values |= {f"{at}.voice": voice.voice, f"{at}.model": voice.model, f"{at}.speed": voice.speed}
        values |= {f"{at}.pitch": voice.pitch, f"{at}.engine": voice.engine or "espeak"}
    for name, own in character.sampling.model_dump().items():
        values[f"sampling.{name}"] = getattr(config.brain, name) if own is None else own
    return values
