"""The voice of a character in each language: conf.yaml, her sheet, what the person chose for her alone. Any thread."""

from collections.abc import Iterator, Mapping

from companion import paths
from companion.config import Config
from companion.engines import registry
from companion.errors import ConfigError
from companion.persona import overrides
from companion.persona.character import Character, VoiceChoice
from companion.voice import ports
from companion.voice.types import SpeechPiece, Turn, VoiceStyle

FALLBACK_VOICE = "espeak"  # speaks every language and is always there


def open_voice(character: Character, config: Config) -> ports.TextToSpeech:
    """Her voice in each of her languages: the engine that conf.yaml names, or the one she names herself.

    Raises:
        SpeechError, ConfigError: an engine, its library or its voice is missing.
    """
    by_engine: dict[str, dict[str, VoiceChoice]] = {}
    chosen = _engines_chosen(character)
    for language in dict.fromkeys((*character.languages, *character.voices)):
        choice = _with_model_beside(character, character.voices.get(language, VoiceChoice()))
        wanted, own = config.voice.engine, choice.engine or FALLBACK_VOICE
        engine = own if wanted == "character" or language in chosen else wanted
        if engine == "piper" and not (own == "piper" and choice.model) and not _piper_speaks(config, language):
            engine = FALLBACK_VOICE  # rather than Korean read by an English voice
        if engine != own:  # her voice's name means nothing to another engine
            choice = choice.model_copy(update={"engine": engine, "voice": "", "model": ""})
        by_engine.setdefault(engine, {})[language] = choice
    engines: dict[str, ports.TextToSpeech] = {}
    try:
        for engine, voices in by_engine.items():
            created: ports.TextToSpeech = registry.module("tts", engine).create(voices, config.voice)
            engines |= dict.fromkeys(voices, created)
    except BaseException:
        for created in engines.values():
            created.close()
        raise
    return engines[next(iter(engines))] if len(by_engine) == 1 else _VoicePerLanguage(engines)


def _engines_chosen(character: Character) -> set[str]:
    """Languages for which the person has chosen an engine for her alone: that goes before conf.yaml's."""
    try:
        voices = overrides.load(character.id).voices
    except ConfigError:
        return set()  # told where she is loaded
    return {language for language, wishes in voices.items() if wishes.engine}


def _piper_speaks(config: Config, language: str) -> bool:
    speaks: bool = registry.module("tts", "piper").speaks(config.voice.model, language)
    return speaks


def _with_model_beside(character: Character, choice: VoiceChoice) -> VoiceChoice:
    """A voice's model may lie beside character.yaml."""
    if not choice.model:
        return choice
    return choice.model_copy(update={"model": str(paths.resolve(choice.model, base=character.folder))})


class _VoicePerLanguage:
    """A character whose languages are spoken by different engines. Used from the voice's worker thread."""

    def __init__(self, engines: Mapping[str, ports.TextToSpeech]) -> None:
        self._engines = engines

    def synthesize(self, text: str, *, language: str, style: VoiceStyle, turn: Turn) -> Iterator[SpeechPiece]:
        engine = self._engines.get(language) or next(iter(self._engines.values()))
        return engine.synthesize(text, language=language, style=style, turn=turn)

    def close(self) -> None:
        for engine in self._engines.values():
            engine.close()
