"""What the voices share: beginning with the first sound, since a listener counts silence as waiting. Pure."""

import numpy as np

from companion.voice.types import Pcm

_QUIET = 0.004  # below this nothing is heard
_LEAD = 0.004  # seconds of silence that stay before the first sound


def silence_before(pcm: Pcm, rate: int) -> int:
    """Samples that can be left out before the first sound; all of them when there is none."""
    loud = np.flatnonzero(np.abs(pcm) > _QUIET)
    return max(0, int(loud[0]) - round(_LEAD * rate)) if len(loud) else len(pcm)


def at_volume(pcm: Pcm, volume: float) -> Pcm:
    """Louder or quieter, clipped at full scale."""
    return pcm if volume == 1.0 else np.clip(pcm * np.float32(volume), -1.0, 1.0)
