"""Silero VAD, streamed: the ONNX model that faster-whisper brings along, with its state carried from frame to frame.

Used by the hearing worker alone. About 0.05 ms a frame on one thread; needs no torch. While the microphone is silent
the model rests, its state kept.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from companion.errors import HearingError
from companion.offline import no_telemetry
from companion.voice.types import Pcm

LABEL = "Silero"
FRAME = 512  # samples at 16 kHz
_CONTEXT = 64  # samples of the frame before that the model wants to see again
_STATE = (1, 1, 128)
_FLOOR = 10 ** (-60 / 10)  # power of a frame in which nobody speaks; the ears read nothing below -55 dBFS
_REST = 16  # frames below it in a row after which the model rests: waking it costs a quiet computer most
_HINT = "Install faster-whisper again (pip install --force-reinstall faster-whisper)."


class SileroDetector:
    """Speech probability frame by frame; see `ports.SpeechDetector`."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input = np.zeros((1, _CONTEXT + FRAME), np.float32)
        self._h = np.zeros(_STATE, np.float32)
        self._c = np.zeros(_STATE, np.float32)
        self._silent = 0  # frames in a row

    def probability(self, frame: Pcm) -> float:
        """Speech probability of the next 512 samples. Raises HearingError for a frame of another size."""
        if frame.shape != (FRAME,):
            raise HearingError(
                f"Voice detection needs frames of {FRAME} samples, not {frame.shape}.", code="vad-frame-size"
            )
        self._silent = self._silent + 1 if float(np.dot(frame, frame)) < _FLOOR * FRAME else 0
        if self._silent > _REST:
            self._input[0, :_CONTEXT] = frame[-_CONTEXT:]
            return 0.0
        self._input[0, _CONTEXT:] = frame
        out, self._h, self._c = self._session.run(None, {"input": self._input, "h": self._h, "c": self._c})
        self._input[0, :_CONTEXT] = frame[-_CONTEXT:]
        probability = float(out.reshape(-1)[0])
        if probability != probability:  # not a number: a broken sample must not deafen her for good
            self.reset()
            return 0.0
        return probability

    def reset(self) -> None:
        self._silent = 0
        self._input.fill(0.0)
        self._h = np.zeros(_STATE, np.float32)
        self._c = np.zeros(_STATE, np.float32)

    def close(self) -> None:
        self._session = None


def create(threads: int = 1) -> SileroDetector:
    """Load the model. Raises HearingError when it is missing or damaged."""
    path = _asset()
    no_telemetry()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no base class but this
        raise HearingError(
            f"The voice detection model {path} is damaged.", code="vad-model-damaged", hint=_HINT
        ) from error
    return SileroDetector(session)


def _asset() -> Path:
    """The newest bundled model, found without importing the package (which would import CTranslate2)."""
    spec = find_spec("faster_whisper")
    folder = Path(spec.origin).parent / "assets" if spec is not None and spec.origin else None
    found = sorted(folder.glob("silero_vad*.onnx")) if folder is not None else []
    if not found:
        raise HearingError("The voice detection model is missing.", code="vad-model-missing", hint=_HINT)
    return found[-1]
