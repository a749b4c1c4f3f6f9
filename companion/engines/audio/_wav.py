"""WAV files to 16 kHz mono and back. Pure functions; any thread; touches only the named file."""

import io
import struct
import wave
from pathlib import Path

import numpy as np

from companion.errors import AudioError
from companion.voice.types import RATE, Pcm

_EXTENSIBLE = 0xFFFE
_MAX_SECONDS = 3600.0
_CONVERT = "Convert it: ffmpeg -i {name} -ac 1 -ar 16000 out.wav"


def read(path: Path, rate: int = RATE) -> Pcm:
    """Sound of a WAV file: float32 mono [n] in [-1, 1] at `rate` Hz.

    Reads 8, 16, 24 and 32-bit integer and 32 and 64-bit float WAV, any number of channels, any sample rate.

    Raises:
        AudioError: missing, empty, cut off, not WAV, or longer than an hour; names the file and what to do.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AudioError(
            f"The sound file {path} can't be read: {error.strerror or error}.",
            code="sound-unreadable",
            hint="Check the name and the permissions.",
        ) from error
    if not data:
        raise _bad(path, "is empty (0 bytes)", "Record it again.")
    if data[:4] not in (b"RIFF", b"RF64") or data[8:12] != b"WAVE":
        raise _bad(path, "is not a WAV file", _CONVERT.format(name=path.name))
    form, channels, source_rate, bits, body = _chunks(path, data)
    if not (1 <= channels <= 64 and 1_000 <= source_rate <= 768_000):
        raise _bad(path, "is damaged (its format block makes no sense)", "Record or export it again.")
    samples = _decode(path, form, bits, body)
    frames = len(samples) // channels
    if frames == 0:
        raise _bad(path, "holds no sound", "Record it again.")
    if frames / source_rate > _MAX_SECONDS:
        raise _bad(path, "is longer than an hour", "Cut it into shorter files.")
    mono = samples[: frames * channels].reshape(frames, channels).mean(axis=1, dtype=np.float32)
    return resample(mono, source_rate, rate)


def resample(pcm: Pcm, source: int, target: int) -> Pcm:
    """The whole sound at another rate, float32 mono."""
    if source == target:
        return np.ascontiguousarray(pcm, np.float32)
    import soxr

    return np.asarray(soxr.resample(pcm, source, target), np.float32)


def encode(pcm: Pcm, rate: int) -> bytes:
    """A 16-bit mono WAV file as bytes."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(to_int16(pcm).tobytes())
    return buffer.getvalue()


def to_int16(pcm: Pcm) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    """float32 in [-1, 1] to little-endian 16 bit, clipped."""
    return (np.clip(pcm, -1.0, 1.0) * 32767.0).astype("<i2")


def _chunks(path: Path, data: bytes) -> tuple[int, int, int, int, bytes]:
    """Format tag, channels, Hz, bits and sample bytes of a RIFF file (Microsoft "New Multimedia Data Types", 1994)."""
    position, form = 12, None
    while position + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, position)
        body = data[position + 8 : position + 8 + size]
        if name == b"fmt ":
            if len(body) < 16:
                raise _bad(path, "is damaged (its format block is cut off)", "Record or export it again.")
            form = _format(body)
        elif name == b"data":
            if form is None:
                break
            return (*form, body)  # a size of 0xFFFFFFFF (a stream that was never closed) means: up to the end
        position += 8 + size + (size & 1)
    raise _bad(path, "is damaged (no sound data found)", "Record or export it again.")


def _format(body: bytes) -> tuple[int, int, int, int]:
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if tag == _EXTENSIBLE and len(body) >= 26:
        tag = struct.unpack_from("<H", body, 24)[0]
    return tag, channels, rate, bits


def _decode(path: Path, form: int, bits: int, body: bytes) -> Pcm:
    usable = body[: len(body) - len(body) % max(1, bits // 8)]
    match form, bits:
        case 1, 8:  # unsigned
            samples = (np.frombuffer(usable, np.uint8).astype(np.float32) - 128.0) / 128.0
        case 1, 16:
            samples = np.frombuffer(usable, "<i2").astype(np.float32) / 32768.0
        case 1, 24:
            wide = np.zeros((len(usable) // 3, 4), np.uint8)
            wide[:, 1:] = np.frombuffer(usable, np.uint8).reshape(-1, 3)
            samples = wide.view("<i4").ravel().astype(np.float32) / 2147483648.0
        case 1, 32:
            samples = np.frombuffer(usable, "<i4").astype(np.float32) / 2147483648.0
        case 3, 32:
            samples = np.frombuffer(usable, "<f4").astype(np.float32)
        case 3, 64:
            samples = np.frombuffer(usable, "<f8").astype(np.float32)
        case _:
            raise _bad(
                path, f"has a format that is not read here (tag {form}, {bits} bit)", _CONVERT.format(name=path.name)
            )
    return np.asarray(np.clip(np.nan_to_num(samples), -1.0, 1.0), np.float32)


def _bad(path: Path, what: str, hint: str) -> AudioError:
    return AudioError(f"The sound file {path} {what}.", code="sound-invalid", hint=hint)
