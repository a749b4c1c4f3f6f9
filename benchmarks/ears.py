"""Ears of the app side by side on the same clips: what they hear, what they refuse, and what it costs.

    python -m benchmarks.ears [--every N] [FOLDER | pocketsphinx] ...

Each is loaded by the app's own engine, one thread. Clips: held-out eSpeak voices (trainer/starter/ears/clips.py), in
English only if PocketSphinx takes part, of the sentences that all of them know. Prints JSON.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from companion import config
from companion.engines.stt import faster_whisper, pocketsphinx
from companion.known_sentences import Known
from trainer.starter.ears import augment, clips
from trainer.starter.ears.evaluate import edits
from trainer.starter.ears.text import load_sentences, normalise

SPHINX = "pocketsphinx"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure all; prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ears", description=__doc__.splitlines()[0])
    parser.add_argument("ears", nargs="*", default=["assets/starter/ears", SPHINX], metavar="FOLDER | pocketsphinx")
    parser.add_argument("--every", type=int, default=8, help="only every n-th clip (default: %(default)s)")
    chosen = parser.parse_args(argv)
    engines = {name: _load(name) for name in chosen.ears}
    sentences = load_sentences()
    if SPHINX in engines:
        sentences = {"en": sentences["en"]}
    spoken = list(clips.held_out(sentences))[:: chosen.every]
    known = Known(saying.transcript for listed in load_sentences().values() for saying in listed)
    others = clips.others(lambda text: bool(known.closest(text)), chosen.every)
    other = [clip for clip in others if clip.saying.language in sentences]
    rng = np.random.default_rng(clips.SEED + 6)
    sounds = [augment.not_speech(rng) for _ in range(240 // chosen.every)]
    figures = {name: _measure(engine, spoken, other, sounds) for name, engine in engines.items()}
    print(json.dumps({"load_average": os.getloadavg()[0], **figures}, indent=1, ensure_ascii=False))
    return 0


def _load(name: str) -> Any:
    settings = config.defaults().ears.model_copy(update={"threads": 1})
    if name == SPHINX:
        return pocketsphinx.create(settings)
    return faster_whisper.create(settings.model_copy(update={"model": str(Path(name).resolve())}))


def _measure(
    engine: Any, spoken: Sequence[clips.Clip], other: Sequence[clips.Clip], sounds: Sequence[np.ndarray]
) -> dict[str, Any]:
    began = time.process_time()
    texts = [engine.transcribe(clip.wave, language=None).text for clip in spoken]
    spent = (time.process_time() - began) / len(spoken)
    said = [normalise(clip.saying.transcript) for clip in spoken]
    heard = [normalise(text) for text in texts]
    letters = sum(len(_letters(text)) for text in said)
    return {
        "clips": len(spoken),
        "cer": round(sum(edits(_letters(a), _letters(b)) for a, b in zip(heard, said, strict=True)) / letters, 4),
        "exact": _share(a == b for a, b in zip(heard, said, strict=True)),
        "unclear": _share(not text for text in texts),
        "other_sentences": len(other),
        "other_sentences_refused": _share(not engine.transcribe(clip.wave, language=None).text for clip in other),
        "sounds": len(sounds),
        "sounds_with_text": _share(bool(engine.transcribe(sound, language=None).text) for sound in sounds),
        "cpu_ms_per_utterance": round(spent * 1000, 1),
    }


def _letters(text: str) -> str:
    return text.replace(" ", "")


def _share(found: Iterable[bool]) -> float:
    listed = list(found)
    return round(sum(listed) / max(1, len(listed)), 4)


if __name__ == "__main__":
    sys.exit(main())
