"""Piper as her voice: one ONNX model a language, one sentence at a time, phonemes with times where the voice has them.

Called from the voice worker alone, one thread. A sentence can't be stopped half way (medium voices take 4 % of its
length); `turn` is looked at between sentences. Piper brings its own copy of eSpeak NG for the phonemes.
"""

import json
import logging
import re
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from companion import paths
from companion.config import VoiceConfig
from companion.engines.tts._sound import at_volume, silence_before
from companion.errors import SpeechError
from companion.offline import no_telemetry
from companion.persona.character import VoiceChoice
from companion.voice.types import Pcm, SpeechPiece, TimedPhoneme, Turn, VoiceStyle

LABEL = "Piper"
_MOST_SEMITONES = 6.0  # beyond that the voice turns into somebody else's
_SILENT = frozenset("_^$ .,;:!?-'\"()¿¡")
_MARKS = frozenset("ˈˌːˑ‿̩̯̃̆̊ʰʲʷˠˤ͡")  # they belong to the sound before or after them


_LOADED: weakref.WeakValueDictionary[tuple[Path, int], Any] = weakref.WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class _Voice:
    piper: Any
    speaker: int | None
    speed: float
    pitch: float


class PiperSpeech:
    """See `ports.TextToSpeech`. A language without a voice of its own is read by the first one."""

    def __init__(self, voices: Mapping[str, _Voice], speed: float) -> None:
        self._voices = dict(voices)
        self._speed = speed

    def synthesize(self, text: str, *, language: str, style: VoiceStyle, turn: Turn) -> Iterator[SpeechPiece]:
        """One piece a sentence, at the voice's own rate. Raises SpeechError."""
        if not self._voices:
            raise SpeechError("The voice is closed.", code="piper-closed")
        voice = self._voices.get(language) or next(iter(self._voices.values()))
        if turn.cancelled or not text.strip():
            return
        try:
            sentences = voice.piper.phonemize(text)
            words = _Words(text, sentences)
            for sentence in sentences:
                if turn.cancelled:
                    return
                if sentence:
                    piece = self._say(voice, sentence, style, words)
                    if len(piece.pcm) and not turn.cancelled:
                        yield piece
        except (RuntimeError, ValueError) as error:
            raise SpeechError(
                f"Piper could not say {len(text)} characters ({type(error).__name__}).",
                code="piper-failed",
                hint="Try again; if it happens every time, choose another voice.",
                retryable=True,
            ) from error

    def close(self) -> None:
        self._voices.clear()

    def _say(self, voice: _Voice, phonemes: Sequence[str], style: VoiceStyle, words: "_Words") -> SpeechPiece:
        from piper import SynthesisConfig

        piper = voice.piper
        pitch = max(-_MOST_SEMITONES, min(_MOST_SEMITONES, voice.pitch + style.pitch))
        higher = 2.0 ** (pitch / 12) if abs(pitch) > 0.1 else 1.0
        speed = self._speed * voice.speed * style.speed / higher  # it is played `higher` times faster
        settings = SynthesisConfig(speaker_id=voice.speaker, length_scale=piper.config.length_scale / speed)
        ids = piper.phonemes_to_ids(list(phonemes))
        result = piper.phoneme_ids_to_audio(ids, settings, include_alignments=True)
        audio, lengths = result if isinstance(result, tuple) else (result, None)
        pcm: Pcm = np.atleast_1d(np.asarray(audio, np.float32))
        rate = int(piper.config.sample_rate)
        if higher != 1.0 and len(pcm):
            import soxr

            pcm = np.asarray(soxr.resample(pcm, rate * higher, rate), np.float32)
        skipped = silence_before(pcm, rate)
        timed = _timed(piper.config.phoneme_id_map, phonemes, ids, lengths, 1 / (rate * higher), words)
        kept = tuple(TimedPhoneme(p.name, max(0.0, p.start - skipped / rate), p.char) for p in timed)
        return SpeechPiece(np.clip(at_volume(pcm[skipped:], style.volume), -1.0, 1.0), rate, kept)


class _Words:
    """Where each spoken word begins in the text; -1 when its numbers and the like become several words."""

    def __init__(self, text: str, sentences: Sequence[Sequence[str]]) -> None:
        spoken = sum(len("".join(sentence).split()) for sentence in sentences)
        starts = [match.start() for match in re.finditer(r"\S+", text) if any(char.isalnum() for char in match.group())]
        self._starts = starts if len(starts) == spoken else None
        self._next = 0

    def begin(self) -> int:
        """The next word begins."""
        if self._starts is None or self._next >= len(self._starts):
            return -1
        self._next += 1
        return self._starts[self._next - 1]


def _timed(
    table: Mapping[str, Sequence[int]],
    phonemes: Sequence[str],
    ids: Sequence[int],
    lengths: Any,
    seconds: float,
    words: _Words,
) -> list[TimedPhoneme]:
    """Phonemes with their starts. lengths: samples of each id (None: not known); seconds: of one sample."""
    if lengths is None or len(lengths) != len(ids):
        return []
    starts = np.concatenate([[0], np.cumsum(np.asarray(lengths, np.float64))]) * seconds
    pad = len(table.get("_", ()))
    place = len(table.get("^", ())) + pad
    found: list[TimedPhoneme] = []
    char, in_word = -1, False
    for name in phonemes:
        size = len(table.get(name, ()))
        if not size:
            continue  # the voice does not know this sound and leaves it out
        if place >= len(ids):
            return []
        silent = name in _SILENT
        if not silent and not in_word:
            char = words.begin()
        in_word = name != " " and (in_word or not silent)
        label = "_" if silent else name
        if name not in _MARKS and not (found and label == "_" == found[-1].name):
            found.append(TimedPhoneme(label, float(starts[place]), char))
        place += size + pad
    return [*found, TimedPhoneme("_", float(starts[min(place, len(ids) - 1)]), char)]


def create(voices: Mapping[str, VoiceChoice], settings: VoiceConfig) -> PiperSpeech:
    """Load every language's voice. Raises SpeechError when one is missing or damaged."""
    logging.getLogger("piper").setLevel(logging.INFO)  # at debug it would write down what is said
    loaded: dict[str, _Voice] = {}
    models: dict[Path, Any] = {}
    for language, choice in voices.items():
        path = _find(language, choice.model or settings.model)
        if path not in models:
            models[path] = _shared(path)
        speaker = _speaker(path, models[path], choice.voice)
        loaded[language] = _Voice(models[path], speaker, choice.speed, choice.pitch)
    return PiperSpeech(loaded, settings.speed)


def speaks(reference: str, language: str) -> bool:
    """Whether the voice in a file was made for a language; True where its settings don't tell.

    A voice made for several has a list `languages` in its settings.
    """
    path = paths.resolve(reference)
    try:
        settings = json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8"))
        if isinstance(settings.get("languages"), list):
            return language in settings["languages"]
        named = str(settings["espeak"]["voice"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return True
    return named.split("-")[0] == language


def _find(language: str, reference: str) -> Path:
    if not reference:
        raise SpeechError(
            f"No Piper voice is named for {language}.",
            code="piper-voice-unset",
            hint="Set voice.model (or `model` in the character's voices) to an .onnx file, or voice.engine: espeak.",
        )
    path = paths.resolve(reference)
    settings = path.with_name(path.name + ".json")
    for file in (path, settings):
        if not file.is_file():
            raise SpeechError(
                f"The Piper voice file {file} does not exist.",
                code="piper-voice-missing",
                hint="A voice is two files, NAME.onnx and NAME.onnx.json: download both, or set voice.engine: espeak.",
            )
    return path


def _shared(path: Path) -> Any:
    """The voice, loaded once for all characters who speak with it at the same time."""
    key = (path, path.stat().st_mtime_ns)
    voice = _LOADED.get(key)
    if voice is None:
        voice = _LOADED[key] = _load(path)
    return voice


def _load(path: Path) -> Any:
    no_telemetry()
    import onnxruntime
    from piper import PiperConfig, PiperVoice

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the language model needs the other cores
    options.log_severity_level = 4
    try:
        config = PiperConfig.from_dict(json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8")))
        session = onnxruntime.InferenceSession(_aligned(path), options, providers=["CPUExecutionProvider"])
        voice = PiperVoice(session=session, config=config)
        voice.phoneme_ids_to_audio(voice.phonemes_to_ids(["a"]))  # warm, and proof that it is a Piper voice
    except Exception as error:  # onnxruntime, json and piper share no base class but this
        raise SpeechError(
            f"The Piper voice {path} is damaged or no Piper voice ({type(error).__name__}).",
            code="piper-voice-damaged",
            hint="Download NAME.onnx and NAME.onnx.json again, or set voice.engine: espeak.",
        ) from error
    return voice


def _aligned(path: Path) -> str | bytes:
    """The model with phoneme lengths as an output, where the onnx package is there to add it; else as it is."""
    try:
        import onnx
        from piper.patch_voice_with_alignment import add_alignment_output
    except ImportError:
        return str(path)
    model = onnx.load(str(path))
    try:
        add_alignment_output(model)
    except ValueError:  # has it already, or is of another build
        return str(path)
    return bytes(model.SerializeToString())


def _speaker(path: Path, voice: Any, name: str) -> int | None:
    """The number of a speaker in a voice with several; "" = its default."""
    if not name:
        return None
    known = voice.config.speaker_id_map
    if name in known:
        return int(known[name])
    if name.isdigit() and int(name) < voice.config.num_speakers:
        return int(name)
    raise SpeechError(
        f"The Piper voice {path.name} has no speaker `{name}`.",
        code="piper-no-speaker",
        hint=f"It has: {', '.join(known) or 'one only; leave `voice` empty'}.",
    )
