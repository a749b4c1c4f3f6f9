"""Adapter and base become one model: a Hugging Face folder in 16 bit with the inference template and her persona as
default system turn. A process of its own; writes stages/merge/<variant>/.

The adapter goes onto the base as it is published, never onto the 4-bit one that it was trained on: what was rounded for
training is not rounded in the result.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from companion.persona import prompt
from companion.persona.character import Character
from trainer import adapter_base, base, outline, templates, whole
from trainer.recipe import Recipe
from trainer.stage import Context, Counts, Estimate, variants
from trainer.stages import train_result

NEEDS: tuple[str, ...] = ("train", "dpo")
HEAVY = True

_EXTRA = ("tokenizer.model", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE")  # of the base; go with the model
SPARE = 1.2  # of the weights' size: what merging needs besides


def options(recipe: Recipe) -> dict[str, Any]:
    return {
        "base": recipe.base,
        "revision": recipe.revision,
        "trust_remote_code": recipe.trust_remote_code,
        "method": recipe.train.method,
        "template": recipe.template,
        "prompt": recipe.prompt,
        "sampling": recipe.sampling.model_dump(),
        "variants": dict(recipe.variants),
    }


def plan(ctx: Context) -> Estimate:
    """Disk for one 16-bit model a variant."""
    found = outline.of(ctx.recipe, ctx.offline)
    size = 2 * found.parameters
    many = len(variants(ctx.recipe))
    return Estimate(
        counts={"models": many},
        disk_bytes=size * many,
        seconds=many * (5 + 2 * size / 200e6),
        basis=f"16-bit weights of {found.name}, written at 200 MB/s; about {SPARE * size / 1e9:.1f} GB of memory.",
    )


def run(ctx: Context) -> Counts:
    """Merges every variant.

    Raises:
        TrainingError: an adapter for another base, too little memory or disk, weights that are not finite.
    """
    found = base.resolve(ctx.recipe, ctx.offline)
    names = variants(ctx.recipe)
    for number, variant in enumerate(names):
        ctx.tell(number, len(names), variant)
        if not (ctx.out / variant).is_dir():  # from a run that was killed; whole, since it was renamed
            _make(ctx, found, variant)
    ctx.tell(len(names), len(names), "")
    size = sum(file.stat().st_size for file in ctx.out.rglob("*.safetensors"))
    return {"models": len(names), "bytes": size, "base": found.name, "method": ctx.recipe.train.method}


def _make(ctx: Context, found: base.Base, variant: str) -> None:
    with whole.folder(ctx.out / variant) as part:
        result = train_result.last(ctx, variant)
        adapter = None if ctx.recipe.train.method == "full" else result
        if adapter is not None:
            adapter_base.check(adapter, found)
        _enough(found, part)
        merged(found, adapter, result if adapter is None else found.folder, part, ctx.recipe.trust_remote_code)
        finish(part, found, ctx.recipe, ctx.character)


def merged(found: base.Base, adapter: Path | None, weights: Path, target: Path, trust: bool = False) -> None:
    """Loads `weights` as they are stored, adds the adapter, saves 16-bit safetensors with their config.

    Raises:
        TrainingError: the merged weights are not finite.
    """
    import torch
    from transformers import AutoModelForCausalLM

    config = json.loads((weights / "config.json").read_text(encoding="utf-8"))
    stored = str(config.get("dtype") or config.get("torch_dtype") or _stored(weights))
    half = torch.bfloat16 if stored == "bfloat16" else torch.float16
    model: Any = AutoModelForCausalLM.from_pretrained(weights, dtype="auto", trust_remote_code=trust)
    if adapter is not None:
        model = _with_adapter(model, adapter, found)
    _untie(model)
    model = model.to(_fitting(model, half))
    model.save_pretrained(target, max_shard_size="4GB")


def _with_adapter(model: Any, adapter: Path, found: base.Base) -> Any:
    from peft import PeftModel

    try:
        return PeftModel.from_pretrained(model, adapter).merge_and_unload(safe_merge=True)
    except ValueError as error:
        if "NaNs detected" not in str(error):
            raise
        raise TrainingError(
            f"The adapter in {adapter} has values that are not finite.",
            code="adapter-not-finite",
            hint="The training diverged: lower the learning rate and run `train` again.",
        ) from error
    except RuntimeError as error:
        raise TrainingError(
            f"The adapter in {adapter} does not fit {found.name}: {str(error).splitlines()[0]}", code="adapter-base"
        ) from error


def _stored(weights: Path) -> str:
    from trainer.convert.weights import of_folder

    kinds = {stored.type for stored in of_folder(weights)}
    return "bfloat16" if kinds == {"BF16"} else "other"


def _fitting(model: Any, half: Any) -> Any:
    """float16 is finer than bfloat16, but ends at 65,504."""
    import torch

    if half is torch.float16 and any(float(p.detach().abs().max()) > 65_504 for p in model.parameters()):
        return torch.bfloat16
    return half


def _untie(model: Any) -> None:
    """Embeddings and head that were trained apart must be saved apart."""
    head, embeddings = model.get_output_embeddings(), model.get_input_embeddings()
    if head is None or not getattr(model.config, "tie_word_embeddings", False):
        return
    import torch

    if head.weight is not embeddings.weight and not torch.equal(head.weight, embeddings.weight):
        model.config.tie_word_embeddings = False


def finish(folder: Path, found: base.Base, recipe: Recipe, character: Character) -> None:
    """Tokenizer with the inference template and the right stop token, generation settings, the base's licence."""
    from transformers import AutoTokenizer, GenerationConfig

    tokenizer: Any = AutoTokenizer.from_pretrained(found.folder, trust_remote_code=recipe.trust_remote_code)
    system = prompt.system_text(character, character.languages[0], detail=recipe.prompt)
    tokenizer.chat_template = templates.inference_template(recipe, system, found.template)
    stop = templates.stop_token(recipe, tokenizer.eos_token or "")
    vocabulary = tokenizer.get_vocab()
    ends = [vocabulary[token] for token in dict.fromkeys((stop, tokenizer.eos_token)) if token in vocabulary]
    if stop in vocabulary:
        tokenizer.eos_token = stop
    tokenizer.save_pretrained(folder)
    for name in _EXTRA:
        if (found.folder / name).is_file():
            shutil.copyfile(found.folder / name, folder / name)
    wish = recipe.sampling
    GenerationConfig(
        do_sample=wish.temperature > 0,
        temperature=wish.temperature or None,
        top_p=wish.top_p,
        top_k=wish.top_k,
        min_p=wish.min_p,
        repetition_penalty=wish.repeat_penalty,
        max_new_tokens=wish.max_tokens,
        eos_token_id=ends or None,
        pad_token_id=tokenizer.pad_token_id if tokenizer.pad_token_id is not None else (ends or [None])[0],
    ).save_pretrained(folder)


def _enough(found: base.Base, part: Path) -> None:
    import psutil

    need = 2 * found.parameters
    free, memory = shutil.disk_usage(part).free, psutil.virtual_memory().available + psutil.swap_memory().free
    if need > free:
        raise TrainingError(
            f"Merging writes {need / 1e9:.1f} GB, and {part.parent} has {free / 1e9:.1f} GB free.",
            code="disk",
            hint="Free some disk space and run again.",
        )
    if SPARE * need > memory:
        raise TrainingError(
            f"Merging needs {SPARE * need / 1e9:.1f} GB of memory, and {memory / 1e9:.1f} GB are free.",
            code="memory",
            hint="Close other programs, or add swap; the adapter is safe and nothing has to be trained again.",
        )
