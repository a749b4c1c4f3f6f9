"""Frames survive pipes that deliver any number of bytes; broken streams end, wrong bytes are refused."""

import io

import pytest

from companion.engines.llm import _frames


class Dripping(io.RawIOBase):
    def __init__(self, data: bytes) -> None:
        self._inner = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        return self._inner.read(min(1, count))


def packed(*frames: dict) -> bytes:
    stream = io.BytesIO()
    for frame in frames:
        _frames.write(stream, frame)
    return stream.getvalue()


def test_frames_arrive_whole_from_single_bytes() -> None:
    sent = [{"id": 1, "text": "안녕 \ud83d"}, {"id": 2, "list": [1.5, None, True]}]
    stream = Dripping(packed(*sent))
    assert [_frames.read(stream), _frames.read(stream), _frames.read(stream)] == [*sent, None]


def test_every_cut_is_an_end_and_not_an_error() -> None:
    data = packed({"kind": "text", "delta": "x"})
    for length in range(len(data)):
        assert _frames.read(io.BytesIO(data[:length])) is None


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff{}", b"\x00\x00\x00\x02[]", b"\x00\x00\x00\x03{x}"])
def test_wrong_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        _frames.read(io.BytesIO(data))
