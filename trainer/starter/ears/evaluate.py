"""``python -m trainer.starter.ears.evaluate DIR``: how well the exported ears hear, in figures.

All clips are made from a fixed seed. "exact" and "cer" compare without case and punctuation (cer also without
spaces); "strict" compares the very text. Voices named in ``speech.HELD_OUT`` were never trained on.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainer.starter.ears.listening import Heard
    from trainer.starter.ears.speech import Wave
    from trainer.starter.ears.text import Saying

SEED = 7_401
PLAIN = ("", "+f3")


@dataclass(frozen=True)
class Clip:
    saying: Saying
    wave: Wave
    voice: str


def edits(heard: str, said: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(said) + 1))
    for index, char in enumerate(heard, 1):
        above, row[0] = row[0], index
        for place, other in enumerate(said, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (char != other))
    return row[-1]


def score(pairs: list[tuple[Clip, Heard]]) -> dict[str, float]:
    """Shares of 1, except ``clips`` and ``logprob`` (mean)."""
    from trainer.starter.ears.text import normalise

    wrong = size = exact = strict = language = 0
    for clip, heard in pairs:
        said, got = normalise(clip.saying.transcript), normalise(heard.kept)
        wrong += edits(got.replace(" ", ""), said.replace(" ", ""))
        size += len(said.replace(" ", ""))
        exact += got == said
        strict += heard.kept.strip() == clip.saying.transcript
        language += heard.language == clip.saying.language
    count = max(1, len(pairs))
    figures = {"cer": wrong / max(1, size), "exact": exact / count, "strict": strict / count}
    finite = [heard.logprob for _, heard in pairs if heard.logprob > -100]  # an empty text has no mean
    figures |= {"language": language / count, "logprob": sum(finite) / max(1, len(finite))}
    return {"clips": len(pairs)} | {name: round(value, 4) for name, value in figures.items()}


def held_out_clips(sentences: dict[str, tuple[Saying, ...]], count: int = 2) -> Iterator[Clip]:
    """Every sentence by ``count`` held-out voices, with light noise and silence around."""
    import numpy as np

    from trainer.starter.ears import augment
    from trainer.starter.ears.speech import HELD_OUT, Voice, speak

    rng = np.random.default_rng(SEED)
    for language, listed in sentences.items():
        for saying in listed:
            for variant in rng.choice(HELD_OUT, count, replace=False):
                base = "ko" if language == "ko" else "en-us"
                name = f"{base}+{variant}"
                voice = Voice(name, int(rng.integers(145, 215)), int(rng.integers(30, 70)))
                wave, _ = augment.pad(rng, speak(saying, voice).wave)
                yield Clip(saying, _light_noise(rng, wave), name)


def _light_noise(rng: Any, wave: Wave) -> Wave:
    import numpy as np

    from trainer.starter.ears import augment

    power = float(np.sqrt(np.mean(wave**2)))
    noisy = wave + augment.noise(rng, len(wave)) * power * 10 ** (-rng.uniform(20, 35) / 20)
    return np.asarray(noisy * rng.uniform(0.2, 0.9) / np.abs(noisy).max(), np.float32)


def plain_clips() -> Iterator[Clip]:
    """Every sentence by eSpeak NG's default voices and a few usual variants, clean."""
    import numpy as np

    from trainer.starter.ears.speech import Voice, speak
    from trainer.starter.ears.text import load_sentences

    for language, listed in load_sentences().items():
        for saying in listed:
            for variant in PLAIN:
                name = ("ko" if language == "ko" else "en-us") + variant
                yield Clip(saying, np.pad(speak(saying, Voice(name)).wave, (4_800, 6_400)), name)


def other_clips(kind: str, count: int) -> Iterator[Clip]:
    """Held-out voices saying what no sentence says: ``words`` in random order, or ``part`` of one."""
    import numpy as np

    from trainer.starter.ears.speech import HELD_OUT, Voice, speak
    from trainer.starter.ears.text import draw, load_sentences

    rng = np.random.default_rng(SEED + 1)
    sentences = load_sentences()
    while count:
        saying = draw(rng, sentences)
        if saying.kind == kind:
            name = ("ko" if saying.language == "ko" else "en-us") + f"+{rng.choice(HELD_OUT)}"
            yield Clip(saying, np.pad(speak(saying, Voice(name)).wave, (3_200, 4_800)), name)
            count -= 1


def not_speech(model: Any, hear: Callable[..., Heard], count: int) -> dict[str, float]:
    """Share of sounds without speech from which a text remains, and the no-speech probability."""
    import numpy as np

    from trainer.starter.ears import augment

    rng = np.random.default_rng(SEED + 2)
    heard = [hear(model, augment.not_speech(rng), "ko" if index % 2 else "en") for index in range(count)]
    with_text = sum(bool(one.kept.strip()) for one in heard) / count
    return {
        "clips": count,
        "text_kept": round(with_text, 4),
        "text_without_rule": round(sum(bool(one.text.strip()) for one in heard) / count, 4),
        "no_speech": round(sum(one.no_speech for one in heard) / count, 4),
    }


def evaluate(folder: Path, misses: bool = False, every: int = 1) -> dict[str, Any]:
    """All figures. ``misses`` prints what went wrong; ``every`` n-th clip is enough for a quick look."""
    from trainer.starter.ears.listening import hear_short, hear_whole, load
    from trainer.starter.ears.text import load_sentences

    model = load(folder)
    if not model.model.is_multilingual:
        raise ValueError(f"{folder} is not multilingual")
    held_out, plain = list(held_out_clips(load_sentences()))[::every], list(plain_clips())[::every]
    began = time.process_time()
    short = [(clip, hear_short(model, clip.wave)) for clip in held_out]
    spent = (time.process_time() - began) / len(held_out)
    pairs = {"held_out": short, "plain": [(clip, hear_short(model, clip.wave)) for clip in plain]}
    for language in ("ko", "en"):
        pairs[f"held_out_{language}"] = [pair for pair in short if pair[0].saying.language == language]
    pairs["held_out_30s"] = [(clip, hear_whole(model, clip.wave)) for clip in held_out[::5]]
    pairs["plain_30s_timestamps"] = [(clip, hear_whole(model, clip.wave, timestamps=True)) for clip in plain[::8]]
    for kind in ("words", "part"):
        pairs[kind] = [(clip, hear_short(model, clip.wave)) for clip in other_clips(kind, 80 // every)]
    if misses:
        for name in ("plain", "held_out", "held_out_30s", "words"):
            print_misses(name, pairs[name])
    figures: dict[str, Any] = {name: score(found) for name, found in pairs.items()}
    figures["not_speech"] = not_speech(model, hear_short, 120 // every)
    figures["not_speech_30s"] = not_speech(model, hear_whole, 40 // every)
    figures["cpu_ms_per_utterance"] = round(spent * 1000, 1)
    return figures


def print_misses(name: str, pairs: list[tuple[Clip, Heard]], most: int = 25) -> None:
    from trainer.starter.ears.text import normalise

    wrong = [(c, h) for c, h in pairs if normalise(h.kept) != normalise(c.saying.transcript)]
    for clip, heard in wrong[:most]:
        print(f"{name} {clip.voice}: {clip.saying.transcript!r} -> {heard.text!r} {heard.no_speech:.2f}")


def write_report(folder: Path, facts: dict[str, Any], figures: dict[str, Any]) -> None:
    """``report.json``: where the model comes from and how well it hears."""
    report = json.dumps(facts | {"evaluation": figures}, indent=2, ensure_ascii=False)
    (folder / "report.json").write_text(report + "\n", encoding="utf-8")
    print(report)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="trainer.starter.ears.evaluate", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="also print what was heard wrong")
    parser.add_argument("--every", type=int, default=1, help="only every n-th clip, for a quick look")
    chosen = parser.parse_args(arguments)
    print(json.dumps(evaluate(chosen.folder, chosen.misses, chosen.every), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
