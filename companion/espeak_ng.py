"""eSpeak NG inside this process: text to 16-bit speech with timed phonemes.

The library and its data come from the ``espeakng-loader`` wheel, or from a system ``libespeak-ng``.
It is loaded at the first call. eSpeak NG keeps one state per process (voice, rate, pitch), so every call
holds one lock for its whole synthesis; any thread may call. Speech comes many times faster than it is
played (2 s of speech in about 3 ms), so the lock is short.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.errors import SpeechError

Phoneme = tuple[str, float]
"""An IPA name without stress marks (``_`` is silence) and its start in seconds."""

_SYNCHRONOUS = 2
_PHONEME_EVENTS, _PHONEME_IPA, _DONT_EXIT = 0x1, 0x2, 0x8000
_UTF8 = 1
_END_OF_EVENTS, _PHONEME_EVENT = 0, 7
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_MIN_WPM, _MAX_WPM = 80, 450
_LOCK = threading.RLock()


@dataclass(frozen=True)
class EspeakBlock:
    """About 60 ms of speech: mono int16 samples, and the phonemes that were announced with it.

    ``characters`` has, for each phoneme, the index into the text of the word that it belongs to (of the word after it
    for a pause)."""

    pcm: NDArray[np.int16]
    rate: int
    phonemes: tuple[Phoneme, ...]
    characters: tuple[int, ...] = ()


@dataclass(frozen=True)
class EspeakSpeech:
    """A whole text: mono int16 samples at ``rate`` Hz; phonemes in order, times from the start."""

    pcm: NDArray[np.int16]
    rate: int
    phonemes: tuple[Phoneme, ...]


@dataclass(frozen=True)
class EspeakVoice:
    """``identifier`` is what ``voice=`` takes; ``language`` is a tag such as ``ko`` or ``en-us``."""

    identifier: str
    name: str
    language: str


class _EventId(ctypes.Union):
    _fields_ = [
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    ]


class _Event(ctypes.Structure):
    """``espeak_EVENT`` of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    ]


class _VoiceRecord(ctypes.Structure):
    """``espeak_VOICE`` of speak_lib.h."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class _Library:
    handle: Any
    rate: int
    data: Path | None


@cache
def _library() -> _Library:
    """Load and initialise once; a failure is not remembered, so a later install is found."""
    path, data = _find()
    try:
        handle: Any = ctypes.CDLL(path)
    except OSError as err:
        raise SpeechError(f"eSpeak NG could not be loaded: {err}", code="espeak-missing", hint=_HINT) from err
    handle.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceRecord))
    folder = str(data).encode() if data else None
    rate = handle.espeak_Initialize(_SYNCHRONOUS, 0, folder, _PHONEME_EVENTS | _PHONEME_IPA | _DONT_EXIT)
    if rate <= 0:
        raise SpeechError("eSpeak NG found no voice data", code="espeak-no-data", hint=_HINT)
    return _Library(handle, rate, data)


_HINT = "Install the wheel (pip install espeakng-loader) or the system package libespeak-ng."


def _find() -> tuple[str, Path | None]:
    """Library path and data folder (None: where the library itself looks)."""
    try:
        import espeakng_loader
    except ImportError:
        system = ctypes.util.find_library("espeak-ng")
        if system is None:
            raise SpeechError("eSpeak NG is not installed", code="espeak-missing", hint=_HINT) from None
        return system, None
    return espeakng_loader.get_library_path(), Path(espeakng_loader.get_data_path())


def sample_rate() -> int:
    """Hz of every ``pcm`` here (22,050)."""
    with _LOCK:
        return _library().rate


def voices() -> tuple[EspeakVoice, ...]:
    """Every language voice, by language. Combine with ``variants()`` as ``ko+f3``."""
    with _LOCK:
        records = _library().handle.espeak_ListVoices(None)
        found = []
        for index in range(100_000):
            if not records[index]:
                break
            record = records[index].contents
            language = record.languages[1:].decode("utf-8", "replace")  # the first byte is a priority
            found.append(EspeakVoice(language, record.name.decode("utf-8", "replace"), language))
    return tuple(sorted(found, key=lambda voice: voice.language))


def variants() -> tuple[str, ...]:
    """Names for the part after the plus sign in ``ko+f3``; empty when the data folder is not known."""
    with _LOCK:
        data = _library().data
    return tuple(sorted(path.name for path in (data / "voices" / "!v").iterdir())) if data else ()


def synthesize(
    text: str,
    *,
    voice: str = "ko",
    rate_wpm: int = 175,
    pitch: int = 50,
    pitch_range: int = 50,
    volume: int = 100,
) -> EspeakSpeech:
    """Speak the whole text. See ``stream`` for the arguments."""
    blocks: list[EspeakBlock] = []
    stream(
        text,
        blocks.append,
        voice=voice,
        rate_wpm=rate_wpm,
        pitch=pitch,
        pitch_range=pitch_range,
        volume=volume,
    )
    pcm = np.concatenate([block.pcm for block in blocks]) if blocks else np.zeros(0, np.int16)
    return EspeakSpeech(
        pcm,
        sample_rate(),
        tuple(phoneme for block in blocks for phoneme in block.phonemes),
    )


def stream(
    text: str,
    on_block: Callable[[EspeakBlock], bool | None],
    *,
    voice: str = "ko",
    rate_wpm: int = 175,
    pitch: int = 50,
    pitch_range: int = 50,
    volume: int = 100,
) -> bool:
    """Speak, handing over each block as it is made; ``on_block`` returning False stops at once.

    ``rate_wpm`` 80-450, ``pitch`` and ``pitch_range`` 0-100, ``volume`` 0-200. ``on_block`` runs on the
    calling thread with the lock held: it must not wait for another thread that speaks. Returns whether
    the text was spoken to its end. Raises SpeechError; what ``on_block`` raises comes out unchanged.
    """
    with _LOCK:
        library = _library()
        _choose(library, voice)
        limited = max(_MIN_WPM, min(_MAX_WPM, rate_wpm))
        for parameter, value in (
            (_RATE, limited),
            (_PITCH, pitch),
            (_RANGE, pitch_range),
            (_VOLUME, volume),
        ):
            library.handle.espeak_SetParameter(parameter, int(value), 0)
        return _speak(library, text, on_block)


def _choose(library: _Library, voice: str) -> None:
    variant = voice.partition("+")[2]
    # The library itself ignores an unknown variant without a word.
    known = not variant or library.data is None or (library.data / "voices" / "!v" / Path(variant).name).is_file()
    if not known or library.handle.espeak_SetVoiceByName(voice.encode()) != 0:
        raise SpeechError(
            f"eSpeak NG has no voice {voice!r}",
            code="espeak-no-voice",
            hint="Use a language tag such as 'ko' or 'en-us', with a variant if you like: 'ko+f3'.",
        )


def _speak(library: _Library, text: str, on_block: Callable[[EspeakBlock], bool | None]) -> bool:
    raised: list[BaseException] = []
    stopped = False

    def receive(samples: Any, count: int, events: Any) -> int:
        nonlocal stopped
        if not samples or stopped:
            return int(stopped)
        pcm = np.ctypeslib.as_array(samples, (count,)).copy() if count else np.zeros(0, np.int16)
        try:
            phonemes, characters = _phonemes(events)
            stopped = on_block(EspeakBlock(pcm, library.rate, phonemes, characters)) is False
        except BaseException as err:  # ctypes would print it and go on: carried over the C frame, raised below
            raised.append(err)
            stopped = True
        return int(stopped)

    callback = _Callback(receive)
    library.handle.espeak_SetSynthCallback(callback)
    data = text.replace("\0", " ").encode() + b"\0"
    status = library.handle.espeak_Synth(data, len(data), 0, 0, 0, _UTF8, None, None)
    if raised:
        raise raised[0]
    if status != 0 and not stopped:
        raise SpeechError(
            f"eSpeak NG failed with status {status}",
            code="espeak-failed",
            retryable=True,
        )
    return not stopped


def _phonemes(events: Any) -> tuple[tuple[Phoneme, ...], tuple[int, ...]]:
    found: list[Phoneme] = []
    characters: list[int] = []
    index = 0
    while events[index].type != _END_OF_EVENTS:
        event = events[index]
        if event.type == _PHONEME_EVENT:
            name = event.id.string.decode("utf-8", "ignore").strip("ˈˌ")  # 8 bytes: may cut a character
            found.append((name or "_", event.audio_position / 1000))
            characters.append(max(0, event.text_position - 1))
        index += 1
    return tuple(found), tuple(characters)
