"""What supervises the model frame by frame: the phoneme under each encoder frame, and where to look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trainer.starter.ears.speech import SILENCE, Span

FRAME_S = 0.02
"""One encoder frame (two mel frames)."""
IGNORE = -100


def inventory(spans: Sequence[Sequence[Span]]) -> tuple[str, ...]:
    """Silence first, then every other name, sorted."""
    names = {span.name for spoken in spans for span in spoken} - {SILENCE}
    return (SILENCE, *sorted(names))


def frame_labels(spans: Sequence[Span], names: Sequence[str], frames: int, offset_s: float = 0.0) -> NDArray[np.int64]:
    """The index in ``names`` for each frame's moment ``20 ms * index``; 0 (silence) outside of the spans,
    ``IGNORE`` where the name is unknown. ``offset_s`` is the silence before the speech.
    """
    index = {name: number for number, name in enumerate(names)}
    labels = np.zeros(frames, np.int64)
    for span in spans:
        first = int(np.ceil((span.start + offset_s) / FRAME_S - 1e-6))
        last = int(np.ceil((span.end + offset_s) / FRAME_S - 1e-6))
        labels[max(first, 0) : max(last, 0)] = index.get(span.name, IGNORE)
    return labels


def attention_target(times_s: Sequence[float], frames: int, sigma_frames: float = 5.0) -> NDArray[np.float32]:
    """Rows (one a token) that sum to 1: a bell around the token's time; zeros for a negative time."""
    centre = np.asarray(times_s, np.float32)[:, None] / FRAME_S
    grid = np.arange(frames, dtype=np.float32)[None, :]
    bell = np.exp(-0.5 * ((grid - np.minimum(centre, frames - 1)) / sigma_frames) ** 2) + 1e-9
    target = bell / bell.sum(1, keepdims=True)
    return np.where(centre < 0, np.float32(0), target).astype(np.float32)
