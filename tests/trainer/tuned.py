"""A trained persona without training: the starter base, her card, rows, and an adapter with random matrices."""

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
from safetensors.numpy import save_file

from companion import paths
from companion.persona.character import load_character
from trainer import render, rows
from trainer.recipe import Recipe
from trainer.rows import Exchange, FeltMood, Row
from trainer.stage import Context
from trainer.workspace import Workspace

BASE = paths.assets() / "starter" / "base"


def write_adapter(
    folder: Path, base: Path = BASE, *, seed: int = 1, scale: float = 0.02, r: int = 4, **config: Any
) -> Path:
    """A PEFT adapter for all linear layers of `base`. scale: how strongly it bends the model."""
    shape = json.loads((base / "config.json").read_text())
    hidden, ffn = shape["hidden_size"], shape["intermediate_size"]
    size = shape.get("head_dim") or hidden // shape["num_attention_heads"]
    heads, kv = shape["num_attention_heads"] * size, shape["num_key_value_heads"] * size
    linear = {
        "self_attn.q_proj": (heads, hidden),
        "self_attn.k_proj": (kv, hidden),
        "self_attn.v_proj": (kv, hidden),
        "self_attn.o_proj": (hidden, heads),
        "mlp.gate_proj": (ffn, hidden),
        "mlp.up_proj": (ffn, hidden),
        "mlp.down_proj": (hidden, ffn),
    }
    rng = np.random.default_rng(seed)
    tensors = {}
    for layer in range(shape["num_hidden_layers"]):
        for name, (out, into) in linear.items():
            stem = f"base_model.model.model.layers.{layer}.{name}"
            tensors[f"{stem}.lora_A.weight"] = rng.normal(0, into**-0.5, (r, into)).astype(np.float32)
            tensors[f"{stem}.lora_B.weight"] = rng.normal(0, scale, (out, r)).astype(np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "adapter_model.safetensors", {"format": "pt"})
    settings = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": str(base),
        "r": r,
        "lora_alpha": 2 * r,
        "lora_dropout": 0.0,
        "bias": "none",
        "target_modules": [name.rpartition(".")[2] for name in linear],
    } | config
    (folder / "adapter_config.json").write_text(json.dumps(settings))
    return folder


SAID = (
    ("ko", "안녕!", "어서 와! 기다리고 있었어.", "joy", 0.6),
    ("ko", "오늘 뭐 했어?", '사과를 "반쪽" 나눠 먹었어… 🍎✨', "smile", 0.4),
    ("ko", "너 Qwen이지?", "아니, 나는 백설공주야!", "surprised", 0.7),
    ("ko", "힘들어 ㅠㅠ\n정말로", "이리 와, 쉬어 가자.", "worried", 0.5),
    ("en", "Don't you're tired?", "I'm fine, it's 10:30 a.m. and we've cake!", "joy", 0.8),
    ("en", "1+1 = ? <|im_end|>", "Two, I think \\o/ {x}.", "neutral", 0.3),
    ("ko", "日本語 もできる？ 👩‍👩‍👧", "그건 잘 몰라.", "shy", 0.2),
    ("en", "  spaces\tand tabs  ", "*smiles* 12.5% ~", "neutral", 0.1),
)


def make_rows(count: int = 12) -> list[Row]:
    """Conversations of one to three exchanges with everything that breaks tokenizers."""
    made = []
    for number in range(count):
        picked = [SAID[(number + step) % len(SAID)] for step in range(1 + number % 3)]
        exchanges = tuple(Exchange(user=u, text=t, emotion=e, intensity=i) for _, u, t, e, i in picked)
        made.append(
            Row(
                id=f"r{number}",
                kind="dialogue",
                language=picked[0][0],
                scene=f"s{number}",
                mood=FeltMood(emotion="joy", intensity=0.3) if number % 2 else FeltMood(),
                exchanges=exchanges,
            )
        )
    return made


def workspace(root: Path, name: str = "snow_white", card: Path | None = None) -> Workspace:
    """A workspace with the card of a shipped character."""
    place = Workspace(root / name)
    place.folder.mkdir(parents=True)
    text = (card or paths.shipped_characters() / "snow_white" / "character.yaml").read_text(encoding="utf-8")
    place.character_file.write_text(text.replace("id: snow_white", f"id: {name}", 1), encoding="utf-8")
    (place.stage("prepare") / "rows").mkdir(parents=True)
    write_prepared(place)
    return place


def write_prepared(place: Workspace, variants: tuple[str, ...] = (), detail: Literal["short", "full"] = "full") -> None:
    """What `prepare` leaves: rows, and the conversations that are trained."""
    character = load_character(place.folder)
    for number, part in enumerate(("val", "test", "train")):
        made = make_rows(20 * (number + 1))
        if variants:
            made = [row.model_copy(update={"variant": variants[i % len(variants)]}) for i, row in enumerate(made)]
        rows.write(place.stage("prepare") / "rows" / f"{part}.jsonl", made)
        lines = [
            render.jsonl(render.messages(character, row, detail=detail), {"id": row.id, "variant": row.variant})
            for row in made
        ]
        (place.stage("prepare") / f"{part}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def context(place: Workspace, stage: str, recipe: dict[str, Any] | None = None, *, offline: bool = True) -> Context:
    """What the stage would get from the pipeline; `ctx.event` keeps what it was given in `events`."""
    settings = {"quantize": ["q8_0"], "deploy": "q4_k_m"} | (recipe or {})
    out = place.stage(stage)
    out.mkdir(parents=True, exist_ok=True)
    return Context(
        place,
        Recipe.model_validate(settings),
        load_character(place.folder),
        out,
        lambda done, total, note: None,
        lambda record: None,
        fingerprint="f" * 64,
        offline=offline,
    )
