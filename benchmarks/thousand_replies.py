"""Replies at temperature 1.0, each checked against the contract: 1,000 of the starter brain, or of any GGUF.

    python -m benchmarks.thousand_replies [MODEL.gguf] [--count 1000]

Goes through the sentences of the bench, both characters, both languages and both orders, with a new seed each time,
through the decoder that the brain's process uses. Prints JSON; exit code 1 if one reply is not valid.
"""

import argparse
import itertools
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from companion import config, paths
from companion.persona.character import list_characters
from companion.persona.emotion import CANONICAL, Mood
from companion.persona.prompt import Context, build, user_text
from companion.persona.reply import decode


def main(argv: Sequence[str] | None = None) -> int:
    """Count; 0 if all are valid."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.thousand_replies", description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, nargs="?", metavar="MODEL.gguf")
    parser.add_argument("--count", type=int, default=1000)
    arguments = parser.parse_args(argv)
    model = arguments.model or paths.resolve(config.defaults().brain.model)
    report = check(model, arguments.count)
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return 0 if report["valid"] == report["replies"] == arguments.count else 1


def check(path: Path, count: int) -> dict[str, Any]:
    """Generate and judge `count` replies; faults are named with their seed."""
    from companion.engines.llm._decode import Decoder
    from companion.engines.llm._native import NativeModel
    from companion.engines.llm._snapshots import Snapshots

    model = NativeModel(path, context=2048, batch=256, threads=1)
    decoder = Decoder(model, Snapshots(None, "thousand"), lambda frame: None)
    faults: list[str] = []
    stopped: Counter[str] = Counter()
    felt: Counter[str] = Counter()
    for seed, request in zip(range(1, count + 1), itertools.cycle(_requests()), strict=False):
        done = decoder.reply(request | {"sampling": request["sampling"] | {"seed": seed}})
        stopped[done["stopped"]] += 1
        felt[done["emotion"]] += 1
        faults += [f"seed {seed}: {fault}" for fault in faults_of(done, request)]
    model.close()
    return {
        "model": path.name,
        "replies": sum(felt.values()),
        "valid": sum(felt.values()) - len({fault.partition(":")[0] for fault in faults}),
        "faults": faults[:20],
        "stopped": dict(stopped),
        "emotions": dict(felt.most_common()),
    }


def faults_of(done: dict[str, Any], request: dict[str, Any]) -> list[str]:
    """What is wrong with one reply; empty when it keeps the contract. Names kinds, never words."""
    try:
        text, mood = decode(done["raw"])
    except ValueError as error:
        return [f"not valid ({type(error).__name__})"]
    wrong = []
    if (text, mood.emotion, mood.intensity) != (done["text"], done["emotion"], done["intensity"]):
        wrong.append("the object says something else than the stream")
    if not text.strip():
        wrong.append("no words")
    if mood.emotion not in request["emotions"] or mood.emotion not in CANONICAL:
        wrong.append(f"unknown emotion {mood.emotion}")
    order = "emotion_first" if next(iter(json.loads(done["raw"]))) == "emotion" else "text_first"
    if order != request["order"]:
        wrong.append(f"order {order}")
    return wrong


def _requests() -> list[dict[str, Any]]:
    """One for each sentence of the bench, character and order."""
    turns = yaml.safe_load((paths.assets() / "bench" / "turns.yaml").read_text(encoding="utf-8"))["turns"]
    said = sorted({(turn["language"], turn["text"].replace("| ", "")) for turn in turns if turn["text"]})
    requests = []
    for character, (language, text), order in itertools.product(
        list_characters().characters, said, ("emotion_first", "text_first")
    ):
        messages = build(character, language, (), user_text(text, Context(Mood("neutral", 0.5))))
        requests.append(
            {
                "messages": [{"role": message.role, "content": message.content} for message in messages],
                "emotions": list(character.emotions),
                "order": order,
                "max_sentences": 6,
                "sampling": {
                    "temperature": 1.0,
                    "top_p": 1.0,
                    "top_k": 0,
                    "min_p": 0.0,
                    "repeat_penalty": 1.0,
                    "max_tokens": 80,
                    "seed": 1,
                },
            }
        )
    return requests


if __name__ == "__main__":
    sys.exit(main())
