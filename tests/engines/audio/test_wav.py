"""Recordings of every common kind become 16 kHz mono; anything else is one clear error."""

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from companion.engines.audio import _wav
from companion.errors import AudioError
from tests.engines.audio.chunks import tone


def _write(path: Path, pcm: np.ndarray, rate: int, width: int, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setparams((channels, width, rate, 0, "NONE", ""))
        wide = np.repeat(pcm, channels)
        if width == 1:
            out.writeframes(((wide * 127) + 128).astype(np.uint8).tobytes())
        elif width == 3:
            ints = (wide * 8388607).astype("<i4")
            out.writeframes(ints.view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
        else:
            out.writeframes((wide * (2 ** (8 * width - 1) - 1)).astype(f"<i{width}").tobytes())
    return path


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize(("width", "channels"), [(1, 1), (2, 1), (2, 2), (3, 2), (4, 1)])
def test_any_rate_width_and_channels(tmp_path: Path, rate: int, width: int, channels: int) -> None:
    pcm = _wav.read(_write(tmp_path / "a.wav", tone(0.5, rate), rate, width, channels))
    assert pcm.dtype == np.float32
    assert len(pcm) == pytest.approx(8_000, abs=4)
    middle = pcm[2_000:6_000]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.02)
    assert np.argmax(np.abs(np.fft.rfft(middle))) == pytest.approx(440 / 4, abs=1)


def _float_wav(pcm: np.ndarray, rate: int = 16_000, extensible: bool = False) -> bytes:
    form = struct.pack("<HHIIHH", 0xFFFE if extensible else 3, 1, rate, rate * 4, 4, 32)
    if extensible:
        form += struct.pack("<HHI", 22, 32, 4) + struct.pack("<H", 3) + bytes(14)
    body = b"fmt " + struct.pack("<I", len(form)) + form + b"LIST" + struct.pack("<I", 3) + b"abc\0"
    data = pcm.astype("<f4").tobytes()
    return b"RIFF" + struct.pack("<I", 0) + b"WAVE" + body + b"data" + struct.pack("<I", len(data)) + data


@pytest.mark.parametrize("extensible", [False, True])
def test_float_with_a_chunk_of_odd_size_before(tmp_path: Path, extensible: bool) -> None:
    path = tmp_path / "f.wav"
    path.write_bytes(_float_wav(tone(0.1), extensible=extensible))
    np.testing.assert_allclose(_wav.read(path), tone(0.1), atol=1e-6)


def test_not_a_number_and_overflow_become_sound(tmp_path: Path) -> None:
    path = tmp_path / "f.wav"
    path.write_bytes(_float_wav(np.array([np.nan, 7.0, -np.inf, 0.5])))
    np.testing.assert_allclose(_wav.read(path), [0, 1, -1, 0.5])


def test_stream_that_was_never_closed_is_read_to_its_end(tmp_path: Path) -> None:
    whole = _wav.encode(tone(0.2), 16_000)
    path = tmp_path / "s.wav"
    path.write_bytes(whole[:40] + b"\xff\xff\xff\xff" + whole[44:-1])  # endless size, and half a sample missing
    assert len(_wav.read(path)) == 3_199


def _header(tag: int, channels: int, rate: int, bits: int) -> bytes:
    return b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", tag, channels, rate, 1, 1, bits)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"ID3\x04" + bytes(100), "ffmpeg"),
        (b"OggS" + bytes(100), "ffmpeg"),
        (b"RIFF\0\0\0\0WAVE", "damaged"),
        (b"RIFF\0\0\0\0WAVEfmt \x04\0\0\0abcd", "damaged"),
        (_wav.encode(np.zeros(0, np.float32), 16_000), "no sound"),
        (
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 2, 1, 16000, 1, 1, 4) + b"data\x04\0\0\0abcd",
            "tag 2",
        ),
        (
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + struct.pack("<HHIIHH", 1, 0, 0, 1, 1, 16) + b"data\x04\0\0\0abcd",
            "sense",
        ),
    ],
)
def test_anything_else_names_the_file_and_the_fix(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "heard.mp3"
    path.write_bytes(content)
    with pytest.raises(AudioError, match=says) as caught:
        _wav.read(path)
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(AudioError) as caught:
            _wav.read(path)
        assert str(path) in caught.value.message


def test_every_cut_of_a_file_is_read_or_refused(tmp_path: Path) -> None:
    whole = _wav.encode(tone(0.01), 16_000)
    path = tmp_path / "cut.wav"
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        try:
            assert len(_wav.read(path)) <= 160
        except AudioError as error:
            assert str(path) in error.message


def test_encode_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "back.wav"
    path.write_bytes(_wav.encode(tone(0.3) * 3, 16_000))
    with wave.open(io.BytesIO(path.read_bytes())) as file:
        assert file.getframerate() == 16_000
    np.testing.assert_allclose(_wav.read(path), np.clip(tone(0.3) * 3, -1, 1), atol=1e-4)
