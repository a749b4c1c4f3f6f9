"""The arms of `companion-train bench` beside one another: same conversations, one process each. Main thread.

Speed and memory do not depend on what the weights are, so where a model can't be had its shape is built with random
ones; whether all arms learn the same is seen on a base that has learned something (the starter).
"""

import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from companion import paths
from companion.errors import TrainingError
from companion.persona.character import load_character
from trainer import base, dialogues, render, templates
from trainer.recipe import Recipe
from trainer.rows import Exchange, Row
from trainer.training import examples, launch, shapes
from trainer.training.job import Job
from trainer.training.memory import Sizes


def _published(name: str) -> dict[str, Any]:
    """What a model's own config.json says of its sizes."""
    return {key: value for key, value in shapes.PUBLISHED[name].items() if key != "parameters"}


ARMS = ("hf", "hf16", "ours", "unsloth")
SHAPES: dict[str, dict[str, Any]] = {
    "small": {
        "model_type": "qwen3",
        "hidden_size": 512,
        "intermediate_size": 1536,
        "num_hidden_layers": 8,
        "num_attention_heads": 8,
        "num_key_value_heads": 4,
        "head_dim": 64,
        "vocab_size": 32768,
        "tie_word_embeddings": True,
    },
    "qwen3-4b": _published("Qwen/Qwen3-4B-Instruct-2507"),
    "qwen2.5-7b": _published("Qwen/Qwen2.5-7B-Instruct"),
}
"""What can be built with random weights."""

_EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "rapunzel"
HELD_OUT = 16


def measure(
    arms: Sequence[str],
    base_folder: Path,
    recipe: Recipe,
    *,
    steps: int,
    warmup: int,
    work: Path,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """The figures of all arms.

    Raises:
        TrainingError: the base can't be used. An arm that fails has `error` in its row; the others go on.
    """
    found = base.inspect(base_folder, base_folder.name)
    stage = recipe.train.stages[0]
    count = (steps + warmup) * stage.batch * stage.accumulate
    rows = list(itertools.islice(conversations(recipe), count + HELD_OUT))
    if len(rows) < count + HELD_OUT:
        raise TrainingError(
            f"The example has conversations for {(len(rows) - HELD_OUT) // (stage.batch * stage.accumulate)} steps.",
            code="bench-steps",
            hint="Lower --steps, --warmup or --batch.",
        )
    work.mkdir(parents=True, exist_ok=True)
    examples.write(work / "train.jsonl", rows[HELD_OUT:])
    examples.write(work / "val.jsonl", rows[:HELD_OUT])
    load = list(os.getloadavg()) if hasattr(os, "getloadavg") else []  # before it began
    results = {}
    for arm in arms:
        tell(arm)
        results[arm] = _arm(arm, found, recipe, work, warmup)
    return {
        "base": found.name,
        "parameters": found.parameters,
        "recipe": recipe.train.model_dump(mode="json"),
        "prompt": recipe.prompt,
        "steps": steps,
        "warmup": warmup,
        "load_average": load,
        "versions": versions(),
        "arms": results,
    }


def _arm(arm: str, found: base.Base, recipe: Recipe, work: Path, warmup: int) -> dict[str, Any]:
    folder = work / arm
    python = launch.unsloth_python() if arm == "unsloth" else sys.executable
    if not python:
        return {
            "error": f"unsloth is not installed here; set {launch.UNSLOTH_PYTHON} to the python of its environment."
        }
    stage = recipe.train.stages[0]
    method = "lora" if arm == "hf16" else recipe.train.method
    backend = "unsloth" if arm == "unsloth" else "hf"
    train = recipe.train.model_copy(update={"method": method, "backend": backend})
    job = Job(
        kind="sft",
        index=0,
        recipe=recipe.model_copy(update={"train": train}).model_dump(mode="json", by_alias=True),
        base=str(found.folder),
        base_name=found.name,
        template=templates.training_template(recipe, found.template),
        examples=str(work / "train.jsonl"),
        held_out=str(work / "val.jsonl"),
        start="",
        work=str(folder / "work"),
        out=str(folder / "adapter"),
        log=str(folder / "log.jsonl"),
        label=arm,
        offline=True,
    )
    (folder / "work").mkdir(parents=True, exist_ok=True)
    sizes = Sizes(stage.batch, stage.accumulate, recipe.train.max_length)
    task = {"arm": arm, "warmup": warmup, "job": asdict(job), "sizes": asdict(sizes)}
    (folder / "task.json").write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")
    command = [python, "-m", "trainer.training.bench_arm", str(folder / "task.json"), str(folder / "result.json")]
    with (folder / "output.txt").open("w", encoding="utf-8") as output:
        ended = subprocess.run(
            command, stdout=output, stderr=subprocess.STDOUT, env=launch.environment(), cwd=folder, check=False
        )
    if ended.returncode:
        return {"error": _last_line(folder / "output.txt"), "status": ended.returncode}
    result: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return result


def _last_line(output: Path) -> str:
    lines = [line for line in output.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"


def conversations(recipe: Recipe) -> Iterator[examples.Conversation]:
    """The example's hand-written dialogues in all their wordings, in an order that never changes."""
    character = load_character(_EXAMPLE)
    found = dialogues.load(_EXAMPLE / "dialogues")
    order = [
        (one, way) for one in found for way in range(max(len(turn.ways) * len(turn.replies) for turn in one.turns))
    ]
    random.Random(1).shuffle(order)
    for number, (one, way) in enumerate(order):
        exchanges = []
        for turn in one.turns:
            said, line = turn.ways[way % len(turn.ways)], turn.replies[way // len(turn.ways) % len(turn.replies)]
            exchanges.append(Exchange(user=said, text=line.text, emotion=line.emotion, intensity=line.intensity))
        row = Row(
            id=str(number),
            kind=one.kind,
            language=one.language,
            scene=one.id,
            mood=one.mood,
            exchanges=tuple(exchanges),
        )
        messages = render.messages(character, row, detail=recipe.prompt)
        yield examples.Conversation(row.id, tuple(render.record(messages)))


def shaped(name: str, tell: Callable[[str], None]) -> Path:
    """A folder with random weights in the shape of a model and the starter's tokenizer; made once, kept in the cache.

    Raises:
        TrainingError: there is not enough room on the disk.
    """
    import shutil

    folder = paths.cache() / "bench" / name
    if (folder / "config.json").is_file():
        return folder
    shape = shapes.of(SHAPES[name])
    assert shape is not None
    folder.parent.mkdir(parents=True, exist_ok=True)
    need, free = 2 * shape.parameters, shutil.disk_usage(folder.parent).free
    if need * 1.1 > free:
        raise TrainingError(
            f"{name} takes {need / 1e9:.1f} GB, and {folder.parent} has {free / 1e9:.1f} GB free.",
            code="disk",
            hint="Free some space, or choose a smaller --shape.",
        )
    tell(f"building {name} with random weights, {need / 1e9:.1f} GB")
    _build(SHAPES[name], folder)
    return folder


def _build(config: dict[str, Any], folder: Path) -> None:
    import shutil

    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    torch.manual_seed(1)
    sizes = {key: value for key, value in config.items() if key != "model_type"}
    settings = AutoConfig.for_model(config["model_type"], **sizes, max_position_embeddings=4096)
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        built = AutoModelForCausalLM.from_config(settings, dtype=torch.bfloat16)
    built.save_pretrained(str(part))
    starter = paths.assets() / "starter" / "base"
    for file in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(starter / file, part / file)
    part.rename(folder)


def versions() -> dict[str, str]:
    """What was measured with."""
    from importlib import metadata

    found = {}
    for name in ("torch", "transformers", "trl", "peft", "bitsandbytes"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found
