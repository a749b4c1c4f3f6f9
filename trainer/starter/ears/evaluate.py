"""``python -m trainer.starter.ears.evaluate DIR``: how well the exported ears hear, in figures.

"exact" and "cer" compare without case and punctuation (cer also without spaces); "strict" compares the very text.
What stands under "app" is judged by the app's rule, which takes only what it knows: there a sentence that was refused
counts as if every letter of it were missing. The clips are those of clips.py.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainer.starter.ears.clips import Clip, Sentences
    from trainer.starter.ears.listening import Heard

Pairs = list[tuple["Clip", "Heard"]]


def edits(heard: str, said: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(said) + 1))
    for index, char in enumerate(heard, 1):
        above, row[0] = row[0], index
        for place, other in enumerate(said, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (char != other))
    return row[-1]


def score(pairs: Pairs) -> dict[str, float]:
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


def by_language(name: str, pairs: Pairs) -> dict[str, dict[str, float]]:
    """The score of all, and of each language."""
    figures = {name: score(pairs)}
    for language in dict.fromkeys(clip.saying.language for clip, _ in pairs):
        figures[f"{name}_{language}"] = score([pair for pair in pairs if pair[0].saying.language == language])
    return figures


def refused(pairs: Pairs) -> dict[str, float]:
    """The share of clips of which no text remained."""
    share = sum(not heard.kept.strip() for _, heard in pairs) / max(1, len(pairs))
    return {"clips": len(pairs), "refused": round(share, 4)}


def listen(hear: Callable[..., Heard], clips: Iterable[Clip]) -> Pairs:
    return [(clip, hear(clip.wave)) for clip in clips]


def not_speech(hear: Callable[..., Heard], count: int) -> dict[str, float]:
    """Share of sounds without speech from which a text remains, and the no-speech probability."""
    import numpy as np

    from trainer.starter.ears import augment
    from trainer.starter.ears.clips import SEED

    rng = np.random.default_rng(SEED + 2)
    heard = [hear(augment.not_speech(rng), "ko" if index % 2 else "en") for index in range(count)]
    with_text = sum(bool(one.kept.strip()) for one in heard) / count
    return {
        "clips": count,
        "text_kept": round(with_text, 4),
        "text_without_rule": round(sum(bool(one.text.strip()) for one in heard) / count, 4),
        "no_speech": round(sum(one.no_speech for one in heard) / count, 4),
    }


def model_figures(folder: Path, sentences: Sentences, every: int, misses: bool) -> dict[str, Any]:
    """The model alone, in both windows. Raises ValueError when it is not multilingual."""
    from functools import partial

    from trainer.starter.ears import clips
    from trainer.starter.ears.listening import hear_short, hear_whole, load

    model = load(folder)
    if not model.model.is_multilingual:
        raise ValueError(f"{folder} is not multilingual")
    short, whole = partial(hear_short, model), partial(hear_whole, model)
    held_out, plain = list(clips.held_out(sentences))[:: 3 * every], list(clips.plain(sentences))[:: 6 * every]
    began = time.process_time()
    heard = listen(short, held_out)
    spent = (time.process_time() - began) / len(held_out)
    if misses:
        print_misses("held_out", heard)
    figures: dict[str, Any] = by_language("held_out", heard)
    figures["plain"] = score(listen(short, plain))
    figures["held_out_30s"] = score(listen(whole, held_out[::5]))
    figures["plain_30s_timestamps"] = score(listen(partial(whole, timestamps=True), plain[::5]))
    for kind in ("words", "part"):
        figures[kind] = score(listen(short, clips.drawn(sentences, kind, 80 // every)))
    figures["not_speech"] = not_speech(short, 120 // every)
    figures["not_speech_30s"] = not_speech(whole, 40 // every)
    return figures | {"cpu_ms_per_utterance": round(spent * 1000, 1)}


def app_figures(folder: Path, sentences: Sentences, every: int, misses: bool) -> dict[str, Any]:
    """With the rule of the app: what it hears, and what it refuses."""
    from functools import partial

    from companion.known_sentences import Known
    from trainer.starter.ears import clips
    from trainer.starter.ears.listening import hear_known, load

    known = Known.read(folder)
    if known is None:
        raise ValueError(f"{folder} has no {Known.NAME}")
    hear = partial(hear_known, load(folder), known)
    heard = listen(hear, list(clips.held_out(sentences))[::every])
    noisy = listen(hear, list(clips.noisy(sentences))[:: 2 * every])
    figures: dict[str, Any] = by_language("held_out", heard) | by_language("noisy", noisy)
    other = listen(hear, clips.others(lambda text: bool(known.closest(text)), 2 * every))
    for language in sentences:
        figures[f"other_sentences_{language}"] = refused(
            [pair for pair in other if pair[0].saying.language == language]
        )
    words = listen(hear, clips.drawn(sentences, "words", 80 // every))
    figures["other_sentences"] = refused(other)
    figures["words_in_random_order"] = refused([pair for pair in words if not known.closest(pair[0].saying.transcript)])
    figures["foreign_languages"] = refused(listen(hear, [*clips.foreign(True), *clips.foreign(False)]))
    figures["not_speech"] = not_speech(hear, 120 // every)
    if misses:
        print_misses("app held_out", heard)
        print_taken(other)
    return figures


def evaluate(folder: Path, misses: bool = False, every: int = 1) -> dict[str, Any]:
    """All figures. ``misses`` prints what went wrong; ``every`` n-th clip is enough for a quick look."""
    from trainer.starter.ears.text import load_sentences

    sentences = load_sentences()
    figures = model_figures(folder, sentences, every, misses)
    return figures | {"app": app_figures(folder, sentences, every, misses)}


def print_misses(name: str, pairs: Pairs, most: int = 40) -> None:
    from trainer.starter.ears.text import normalise

    wrong = [(c, h) for c, h in pairs if normalise(h.kept) != normalise(c.saying.transcript)]
    for clip, heard in wrong[:most]:
        print(f"{name} {clip.voice}: {clip.saying.transcript!r} -> {heard.text!r} {heard.no_speech:.2f}")


def print_taken(pairs: Pairs) -> None:
    for clip, heard in pairs:
        if heard.kept.strip():
            print(f"not refused {clip.voice}: {clip.saying.transcript!r} -> {heard.text!r} {heard.logprob:.2f}")


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
