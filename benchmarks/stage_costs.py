"""What each stage of the stand-ins costs by itself, one thread: to compare with models of the same size elsewhere.

    python -m benchmarks.stage_costs FOLDER

FOLDER is what `benchmarks.stand_ins` wrote. Prints JSON: for each operation the median wall-clock time and processor
time in milliseconds; on a busy machine the processor time is the honest one.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

REPEATS = 5


def main(argv: Sequence[str] | None = None) -> int:
    """Measure all three; prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stage_costs", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    folder: Path = parser.parse_args(argv).folder
    costs = {"brain": _brain(folder / "brain.gguf"), "ears": _ears(folder / "ears"), "voice": _voice(folder)}
    print(json.dumps({"load_average": os.getloadavg()[0], **costs}, indent=1))
    return 0


def _timed(work: Callable[[], object]) -> dict[str, float]:
    walls, processor = [], []
    for _ in range(REPEATS):
        wall, own = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        processor.append((time.process_time() - own) * 1000)
    return {"wall_ms": round(statistics.median(walls), 1), "cpu_ms": round(statistics.median(processor), 1)}


def _brain(path: Path) -> dict[str, Any]:
    from companion.engines.llm._native import NativeModel

    model = NativeModel(path, context=2048, batch=256, threads=1)
    words = np.random.default_rng(1).integers(1000, 20_000, 900).tolist()

    def prompt() -> None:
        model.clear()
        model.evaluate(words[:256])

    costs = {"prompt_256_tokens": _timed(prompt)}
    model.clear()
    model.evaluate(words)
    costs["question_28_tokens_after_900"] = _timed(lambda: (model.rewind(900), model.evaluate(words[:28])))
    costs["token_after_900"] = _timed(lambda: (model.rewind(928), model.evaluate(words[:1])))
    model.close()
    return costs


def _ears(folder: Path) -> dict[str, Any]:
    from ctranslate2 import StorageView
    from faster_whisper import WhisperModel

    from companion.engines.stt.faster_whisper import WhisperEars

    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)
    costs: dict[str, Any] = {}
    for frames in (500, 800, 3000):
        mel = StorageView.from_array(np.zeros((1, 80, frames), np.float32))
        costs[f"encode_{frames}_frames"] = _timed(lambda mel=mel: model.model.encode(mel))  # type: ignore[misc]
    speech = np.random.default_rng(1).normal(0, 0.1, 32_000).astype(np.float32)
    for short in (True, False):
        ears = WhisperEars(model, short)
        costs["hear_2_s" if short else "hear_2_s_in_30_s_window"] = _timed(
            lambda ears=ears: ears.transcribe(speech, language="en")  # type: ignore[misc]
        )
    return costs


def _voice(folder: Path) -> dict[str, Any]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(folder / "voice.onnx"), options, providers=["CPUExecutionProvider"])
    costs: dict[str, Any] = {}
    for seconds in (1.3, 3.7):
        ids = np.full((1, round(seconds * 22_050 / 256 / 3)), 14, np.int64)
        feed = {
            "input": ids,
            "input_lengths": np.array([ids.shape[1]], np.int64),
            "scales": np.array([0.667, 1.0, 0.8], np.float32),
        }
        feed = {name: feed[name] for name in (given.name for given in session.get_inputs())}
        cost = _timed(lambda feed=feed: session.run(None, feed))  # type: ignore[misc]
        length = session.run(None, feed)[0].size / 22_050
        costs[f"speak_{length:.1f}_s"] = cost | {"real_time_factor": round(cost["cpu_ms"] / 1000 / length, 3)}
    return costs


if __name__ == "__main__":
    sys.exit(main())
