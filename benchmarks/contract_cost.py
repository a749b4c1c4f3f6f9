"""What the reply contract costs: replies with a fed skeleton against free decoding of as many tokens, same model.

    python -m benchmarks.contract_cost MODEL.gguf [--replies 20]

Both begin behind the same prompt, already computed, with the same sampling. Free decoding is llama.cpp's own sampler,
one token after the other. Prints JSON in milliseconds a token; the costs are against free decoding (0.05 = 5 % slower):

- cost_of_object: the whole reply object against as many free tokens. Below 0: fed parts go through in batches.
- cost_of_a_word: one sampled token of the text, with the guards and readers around it.
- skeleton_ms: what the fed parts and the choice of the emotion take before the first word can be sampled.

Processor time is what counts on a machine that does other things too.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MOST_TOKENS = 40  # words of a reply; a short answer


def main(argv: Sequence[str] | None = None) -> int:
    """Measure both ways in turn, so that whatever disturbs disturbs both."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contract_cost", description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, metavar="MODEL.gguf")
    parser.add_argument("--replies", type=int, default=20, metavar="N")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(arguments.model, arguments.replies, Path(folder))
    print(json.dumps({"load_average": round(os.getloadavg()[0], 2), **figures}, indent=1))
    return 0


def measure(path: Path, replies: int, folder: Path) -> dict[str, Any]:
    """Medians over `replies` replies, less those of under four words."""
    from companion.engines.llm._decode import Decoder
    from companion.engines.llm._native import NativeModel
    from companion.engines.llm._snapshots import Snapshots

    model = NativeModel(path, context=2048, batch=256, threads=1)
    began: list[float] = []  # processor time at the first words of the reply
    decoder = Decoder(
        model,
        Snapshots(folder, "contract"),
        lambda frame: began.append(time.process_time()) if frame["kind"] == "text" else None,
    )
    request = _request()
    prompt = decoder.prompts.build(request["messages"], MOST_TOKENS).tokens
    decoder.prepare(request["messages"], MOST_TOKENS)
    rows = []
    for seed in range(1, replies + 1):
        model.rewind(len(prompt) - 1)
        began.clear()
        start = time.process_time()
        done = decoder.reply(request | {"sampling": request["sampling"] | {"seed": seed}})
        end = time.process_time()
        if (words := done["stats"]["generated"]) < 4:
            continue
        tokens = len(model.tokenize(done["raw"]))
        model.rewind(len(prompt) - 1)
        free = _free(model, prompt[-1:], max(tokens, words), request["sampling"], seed)
        rows.append(
            {
                "object": (end - start) / tokens,
                "word": (end - began[0]) / (words - 1),
                "free": free,
                "skeleton": began[0] - start,
            }
        )
    model.close()
    return {"model": path.name, "replies": len(rows), **_costs(rows)}


def _costs(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    middle = {name: statistics.median(row[name] for row in rows) * 1000 for name in rows[0]}
    return {
        "object_ms_per_token": round(middle["object"], 3),
        "word_ms_per_token": round(middle["word"], 3),
        "free_ms_per_token": round(middle["free"], 3),
        "skeleton_ms": round(middle["skeleton"], 2),
        "cost_of_object": round(middle["object"] / middle["free"] - 1, 3),
        "cost_of_a_word": round(middle["word"] / middle["free"] - 1, 3),
    }


def _request() -> dict[str, Any]:
    from companion.persona.character import find_character
    from companion.persona.emotion import Mood
    from companion.persona.prompt import Context, build, user_text

    character = find_character("snow_white")
    messages = build(character, "en", (), user_text("What food do you like?", Context(Mood("neutral", 0.5))))
    return {
        "op": "reply",
        "messages": [{"role": message.role, "content": message.content} for message in messages],
        "emotions": list(character.emotions),
        "order": "emotion_first",
        "sampling": {
            "temperature": 0.8,
            "top_p": 0.95,
            "top_k": 40,
            "min_p": 0.05,
            "repeat_penalty": 1.1,
            "max_tokens": MOST_TOKENS,
            "seed": 1,
        },
        "max_sentences": 6,
    }


def _free(model: Any, last: list[int], count: int, sampling: dict[str, Any], seed: int) -> float:
    """Decode `count` tokens; returns seconds of processor time a token, without the first."""
    names = ("temperature", "top_p", "top_k", "min_p")
    chain = model.chain(**{name: sampling[name] for name in names}, seed=seed)
    model.evaluate(last)
    token = chain.sample()
    start = time.process_time()
    for _ in range(count - 1):
        model.evaluate([token])
        token = chain.sample()
    taken = time.process_time() - start
    chain.close()
    return taken / (count - 1)


if __name__ == "__main__":
    sys.exit(main())
