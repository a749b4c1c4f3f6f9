"""Messages between the app and the brain's process: a 4-byte big-endian length, then a JSON object in ASCII.

No pickle: what arrives can only be data. Both ends use it; a frame is read and written by one thread at a time.
"""

import json
import struct
from typing import Any, BinaryIO

LIMIT = 64 * 1024 * 1024  # bytes; a longer frame means that the stream is out of step
_LENGTH = struct.Struct(">I")
Frame = dict[str, Any]


def write(stream: BinaryIO, frame: Frame) -> None:
    """Send one frame. Raises OSError or ValueError when the other end is gone."""
    body = json.dumps(frame, separators=(",", ":")).encode("ascii")
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read(stream: BinaryIO) -> Frame | None:
    """The next frame; None at the end of the stream, also in the middle of a frame.

    Raises:
        ValueError: the bytes are not a frame.
    """
    head = _exactly(stream, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LIMIT:
        raise ValueError(f"a frame of {length} bytes")
    body = _exactly(stream, length)
    if body is None:
        return None
    frame = json.loads(body)
    if not isinstance(frame, dict):
        raise ValueError("a frame must be an object")
    return frame


def _exactly(stream: BinaryIO, count: int) -> bytes | None:
    parts: list[bytes] = []
    while count:
        part = stream.read(count)
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
