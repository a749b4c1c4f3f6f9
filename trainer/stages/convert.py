"""The merged model as F16 GGUF with the inference template, and the adapter as GGUF LoRA on a base that others share.
A process of its own; writes stages/convert/<variant>/{model-f16,adapter}.gguf and base/model-f16.gguf.
"""

from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer import base, outline, templates
from trainer.convert import gguf, gguf_file, own, own_lora
from trainer.convert.gguf import Converter
from trainer.convert.names import FAMILIES
from trainer.recipe import Recipe
from trainer.stage import Context, Counts, Estimate, variants
from trainer.stages import train_result

NEEDS: tuple[str, ...] = ("merge",)
HEAVY = True
BASE = "base"  # folder of the untuned base, which adapters are put on


def options(recipe: Recipe) -> dict[str, Any]:
    return {
        "base": recipe.base,
        "revision": recipe.revision,
        "method": recipe.train.method,
        "adapter_gguf": recipe.adapter_gguf,
        "pre_tokenizer": recipe.pre_tokenizer,
        "template": recipe.template,
        "variants": sorted(recipe.variants),
    }


def plan(ctx: Context) -> Estimate:
    """Disk for one F16 file a variant, and one of the base when adapters are written."""
    possible(ctx.recipe)
    found = outline.of(ctx.recipe, ctx.offline)
    many = len(variants(ctx.recipe)) + (1 if wants_adapter(ctx.recipe) else 0)
    size = 2 * found.parameters
    return Estimate(
        counts={"files": many},
        disk_bytes=many * size,
        seconds=many * (5 + 2 * size / 200e6),
        basis="F16 weights, read and written at 200 MB/s.",
    )


def wants_adapter(recipe: Recipe) -> bool:
    """Is an adapter GGUF made at all?"""
    return (recipe.adapter_gguf or recipe.register_.adapter) and recipe.train.method != "full"


def run(ctx: Context) -> Counts:
    """Converts every variant, checks what was written, and says by which converter.

    Raises:
        TrainingError: no converter for this architecture, or the files are not what they should be.
    """
    possible(ctx.recipe)
    found = base.resolve(ctx.recipe, ctx.offline)
    names = variants(ctx.recipe)
    converter = gguf.choose(found.folder, offline=ctx.offline)
    counts: Counts = {"models": len(names), "converter": converter.label, "adapters": 0}
    if converter.why:
        counts["why"] = converter.why
    for number, variant in enumerate(names):
        ctx.tell(number, len(names), variant)
        _model(ctx, converter, variant)
        note = _adapter(ctx, converter, found, variant)
        if note:
            counts["no_adapter"] = note
        elif (ctx.out / variant / "adapter.gguf").is_file():
            counts["adapters"] = int(counts["adapters"]) + 1
    if counts["adapters"]:
        _base(ctx, converter, found)
    ctx.tell(len(names), len(names), "")
    return counts


def possible(recipe: Recipe) -> None:
    """What can't become an adapter is told before anything is trained. Raises TrainingError."""
    if not recipe.register_.adapter:
        return
    whole = "train.method: full" if recipe.train.method == "full" else ""
    why = whole or ("train.lora.embeddings" if recipe.train.lora.embeddings else "")
    if why:
        raise TrainingError(
            f"recipe.yaml: register.adapter and {why} can't both be: an adapter for the app holds LoRA matrices only.",
            code="adapter-not-lora",
            hint="Set register.adapter to false, or train a LoRA without embeddings.",
        )


def _model(ctx: Context, converter: Converter, variant: str) -> None:
    source, target = ctx.of("merge") / variant, ctx.out / variant / "model-f16.gguf"
    template = (source / "chat_template.jinja").read_text(encoding="utf-8")
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        name = _name(ctx, variant)
        gguf.model(converter, source, target, template=template, name=name, pre=ctx.recipe.pre_tokenizer, tell=_quiet)
    check(target, source, template)


def _adapter(ctx: Context, converter: Converter, found: base.Base, variant: str) -> str:
    """Why there is none; "" when it was made or is not wanted."""
    target = ctx.out / variant / "adapter.gguf"
    if not wants_adapter(ctx.recipe) or target.is_file():
        return ""
    folder = train_result.last(ctx, variant)
    more = own_lora.more_than_lora(folder)
    if more and not ctx.recipe.register_.adapter:
        return f"it also holds {more}"
    gguf.adapter(converter, folder, found.folder, target, tell=_quiet)
    return ""


def _base(ctx: Context, converter: Converter, found: base.Base) -> None:
    """The untuned base; several characters share it, so its template has nobody's persona."""
    target = ctx.out / BASE / "model-f16.gguf"
    template = templates.plain_template(ctx.recipe, found.template)
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        pre = ctx.recipe.pre_tokenizer
        gguf.model(converter, found.folder, target, template=template, name=found.name, pre=pre, tell=_quiet)


def check(target: Path, source: Path, template: str) -> None:
    """Reads the file back: as many weights as the model has, the vocabulary whole, the template equal.

    Raises:
        TrainingError: something differs; the file is set aside.
    """
    from trainer.convert.weights import of_folder

    head = gguf_file.read(target)
    config = own.config_of(source)
    tied = bool(config.get("tie_word_embeddings"))
    ours = {stored.name for stored in of_folder(source) if not (tied and stored.name == "lm_head.weight")}
    theirs = [tensor for tensor in head.tensors if tensor.name != "rope_freqs.weight"]
    problems = []
    if config.get("architectures", [""])[0] in FAMILIES and len(theirs) != len(ours):
        problems.append(f"{len(theirs)} tensors instead of {len(ours)}")
    if len(head.tokens) < int(config.get("vocab_size", 0)):
        problems.append(f"{len(head.tokens)} tokens instead of {config['vocab_size']}")
    if head.template != template:
        problems.append("another chat template")
    if problems:
        target.replace(target.with_suffix(".broken"))
        raise TrainingError(
            f"{target.name} is not what was to be written: {', '.join(problems)}.",
            code="convert-different",
            hint="It was set aside as .broken; please report the base's name.",
        )


def _name(ctx: Context, variant: str) -> str:
    name = ctx.character.names.get("en") or ctx.character.name(ctx.character.languages[0])
    return f"{name} {variant}" if variant in ctx.recipe.variants else name


def _quiet(done: int, total: int, note: str) -> None:
    """The progress bar counts variants, not tensors."""
