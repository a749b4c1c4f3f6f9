"""Makes what the app understands people with: `python -m trainer.starter.understanding.build`. Main thread.

sentences -> topic model (int8) and the ways of saying the known sentences -> assets/starter/understanding. Some minutes
on two cores. `--quick` makes a small one to try the way; `--check` says how well held-out ways are understood.
"""

import argparse
import io
import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from companion.errors import CompanionError
from companion.persona.features import hashed
from companion.persona.fields import Fields
from companion.persona.understanding import Understanding, shipped
from trainer.starter import scenes, ways
from trainer.starter.understanding import fit, material
from trainer.starter.understanding.material import Sentence

_HELD = 0.1  # share of the sentences that --check keeps away
_LEVELS = 127


def pack(model: fit.Model, known: Sequence[ways.Ways], topics: material.Topics | None = None) -> bytes:
    """The file: the model, every way of every known sentence, and what is known of the topics."""
    scales = np.maximum(np.abs(model.weights).max(axis=0), 1e-9) / _LEVELS
    place = {int(feature): at for at, feature in enumerate(model.seen)}
    likes: dict[tuple[str, str], int] = {}
    like: list[int] = []
    sizes: list[int] = []
    features: list[int] = []
    fields = Fields(topics.fields if topics is not None else {})
    for entry in known:
        number = likes.setdefault((entry.language, material.key(entry.like)), len(likes))
        for text in (entry.like, *entry.say):
            at = [place[feature] for feature in hashed(text, fields) if feature in place]
            like.append(number)
            sizes.append(len(at))
            features += at
    about = {"topics": model.topics, "likes": list(likes), "rarest": model.rarest}
    if topics is not None:
        about |= {"signs": dict(topics.signs), "within": dict(topics.within), "feelings": dict(topics.feelings)}
        about["fields"] = topics.fields
    out = io.BytesIO()
    np.savez_compressed(
        out,
        about=np.frombuffer(json.dumps(about, ensure_ascii=False).encode("utf-8"), dtype=np.uint8),
        keys=model.keys,
        seen=model.seen,
        rarity=model.rarity.astype(np.float16),
        weights=np.round(model.weights / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        bias=model.bias,
        like=np.array(like, dtype=np.uint16),
        sizes=np.array(sizes, dtype=np.uint16),
        features=np.array(features, dtype=np.uint32),
    )
    return out.getvalue()


def check(
    model: Understanding, asked: Sequence[Sentence], within: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """source -> shares of sentences whose topic is the first guess, and among the first three."""
    found: dict[str, dict[str, float]] = {}
    for source in sorted({each.source for each in asked}):
        guesses = [
            (
                [model.topics[at] for at in np.argsort(-model.read(each.text).topics)[:3]],
                set(within.get(each.topic, (each.topic,))),
            )
            for each in asked
            if each.source == source
        ]
        found[source] = {
            "of": len(guesses),
            "first": round(sum(top[0] in right for top, right in guesses) / len(guesses), 3),
            "three": round(sum(bool(right & set(top)) for top, right in guesses) / len(guesses), 3),
        }
    return found


def parted(sentences: Sequence[Sentence], seed: int) -> tuple[list[Sentence], list[Sentence]]:
    """To learn, and to ask: ways and turns of which no other copy is learnt."""
    rng = random.Random(f"understanding {seed}")
    asked = [each for each in sentences if each.source in ("way", "said", "turn") and rng.random() < _HELD]
    away = {(each.language, material.key(each.text)) for each in asked}
    return [each for each in sentences if (each.language, material.key(each.text)) not in away], asked


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 built, 1 a fault that is named on stderr."""
    parser = argparse.ArgumentParser(prog="python -m trainer.starter.understanding.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=shipped())
    parser.add_argument("--check", action="store_true", help="judge it on sentences that are held out; writes nothing")
    parser.add_argument("--quick", action="store_true", help="a toy in seconds")
    given = parser.parse_args(arguments)
    try:
        known, sentences = material.everything(scenes.load())
        asked: list[Sentence] = []
        if given.check:
            sentences, asked = parted(sentences, 1)
        steps, kept = (3, 2000) if given.quick else (fit.STEPS, fit.KEPT)
        model = fit.fit(sentences, known.names, within=known.within, fields=known.fields, kept=kept, steps=steps)
        away = {(each.language, material.key(each.text)) for each in asked}
        listed = [
            ways.Ways(
                each.language, each.like, tuple(x for x in each.say if (each.language, material.key(x)) not in away)
            )
            for each in (*ways.load(), *material.turn_ways(known))
        ]
        data = pack(model, listed, known)
        if given.check:
            with np.load(io.BytesIO(data), allow_pickle=False) as loaded:
                print(json.dumps(check(Understanding(loaded), asked, known.within), indent=1))
            return 0
    except CompanionError as error:
        print(error, file=sys.stderr)
        return 1
    given.out.parent.mkdir(parents=True, exist_ok=True)
    part = given.out.with_name(f"{given.out.name}.part")
    part.write_bytes(data)
    part.replace(given.out)
    print(f"{given.out}: {len(data) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
