"""Random-weight models of real size, so that `companion bench` gives honest times where no real model can be had.

    python -m benchmarks.stand_ins FOLDER

Writes FOLDER/brain.gguf (Qwen2.5-0.5B: 24 layers, 151,936 tokens, Q4_K_M), FOLDER/ears/ (Whisper base, CTranslate2
int8) and FOLDER/voice.onnx with its .json (Piper medium). Every stage computes for real; what they say and hear is
noise. Parts that are there already are kept. Needs torch, onnx, gguf and llama_cpp; about two minutes and 2 GB of disk,
600 MB of it for good.

The ears hear the same SENTENCE in every sound: its number of tokens is what an utterance of the bench has on average
(one for each 0.15 s of its 1.6 s), so that decoding costs what it would cost, and never runs into the fallback.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

SENTENCE = "tell me now"  # 11 tokens in the vocabulary of the tests, one a letter


def main(argv: Sequence[str] | None = None) -> int:
    """Build what is missing; says how long each part took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stand_ins", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    folder: Path = parser.parse_args(argv).folder
    folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Callable[[Path], object]] = {"voice.onnx": _voice, "ears": _ears, "brain.gguf": _brain}
    for name, build in parts.items():
        if (folder / name).exists():
            print(f"{name}: already there")
            continue
        started = time.monotonic()
        _whole(folder / name, build)
        print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)
    return 0


def _whole(path: Path, build: Callable[[Path], object]) -> None:
    """Build under another name, so that a broken run leaves nothing that looks finished."""
    part = path.with_name("part-" + path.name)
    build(part)
    beside = part.with_name(part.name + ".json")
    if beside.exists():
        beside.replace(path.with_name(path.name + ".json"))
    part.replace(path)


def _voice(path: Path) -> None:
    from benchmarks import piper_shape

    piper_shape.build(path)


def _ears(path: Path) -> None:
    from companion.persona.character import list_characters
    from tests.tiny_models import BASE, whisper

    names = [tuple(dict.fromkeys(character.names.values())) for character in list_characters().characters]
    hints = [f" {', '.join(each)}." for each in names]  # as WhisperEars passes them on
    whisper(path, SENTENCE, shape=BASE, language="en", hints=hints)


def _brain(path: Path) -> None:
    import llama_cpp

    from benchmarks.vocabulary import qwen_like
    from tests.tiny_gguf import QWEN25_05B, quantized

    silent = llama_cpp.llama_log_callback(lambda level, text, data: None)
    llama_cpp.llama_log_set(silent, None)  # the quantizer has a line for each tensor
    words, mute = qwen_like(QWEN25_05B.vocab)
    quantized(path, QWEN25_05B, words=words, mute=mute)


if __name__ == "__main__":
    sys.exit(main())
