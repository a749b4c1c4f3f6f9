"""Proof that every program sees what was trained: token ids of at least 100 conversations in trainer, GGUF, chat
template, Modelfile and app; next tokens of the merged model, its F16 GGUF, and base plus adapter. A process of its own;
writes stages/verify/report.json.

A reply is read as a whole, and at each of its places the likeliest next token is compared.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from companion.persona import prompt
from trainer import base, llama, manifest, modelfile, outline, parity, templates
from trainer.convert import gguf_file, native
from trainer.parity import Case, Tally, Views
from trainer.recipe import Recipe
from trainer.stage import MAIN, Context, Counts, Estimate, GateFailed, variants
from trainer.stages import convert
from trainer.stages.quantize import threads, wanted

NEEDS: tuple[str, ...] = ("quantize", "prepare", "convert", "merge")
HEAVY = True

_WORK = 1e14  # operations that comparing next tokens may take on a CPU; then fewer conversations are read
_LEAST = 12  # conversations whose next tokens are compared in any case
_QUANTS = 30  # conversations that tell enough about a quantization, which no gate is set for here


def options(recipe: Recipe) -> dict[str, Any]:
    return {
        "base": recipe.base,
        "template": recipe.template,
        "prompt": recipe.prompt,
        "task": recipe.task,
        "deploy": recipe.deploy,
        "parity_ids": recipe.gates.parity_ids,
        "parity_next": recipe.gates.parity_next,
        "variants": sorted(recipe.variants),
    }


def plan(ctx: Context) -> Estimate:
    """Time for reading the conversations by three or four models."""
    weights = outline.of(ctx.recipe, ctx.offline).parameters
    many = len(variants(ctx.recipe)) * 3
    seconds = many * (3 + min(2.0 * weights * 20_000, _WORK) / 5e10)
    return Estimate(
        counts={"conversations": parity.LEAST * len(variants(ctx.recipe))},
        seconds=seconds,
        basis="20,000 tokens by each model at 50 billion operations a second; fewer conversations for large models.",
    )


def run(ctx: Context) -> Counts:
    """Compares every variant.

    Raises:
        GateFailed: fewer are equal than `gates.parity_ids` and `gates.parity_next` ask for; the report says which.
    """
    found = base.resolve(ctx.recipe, ctx.offline)
    report: dict[str, Any] = {}
    for number, variant in enumerate(variants(ctx.recipe)):
        ctx.tell(number, len(variants(ctx.recipe)), variant)
        report[variant] = _variant(ctx, found, variant)
    text = json.dumps({"prompt_version": prompt.VERSION, "variants": report}, indent=1, ensure_ascii=False)
    manifest.write(ctx.out / "report.json", text)
    failed = failures(report, ctx.recipe)
    if failed:
        raise GateFailed(
            "What was trained and what will be seen differ: " + "; ".join(failed) + ".",
            code="parity",
            hint=f"{ctx.out / 'report.json'} names the conversations; nothing of this goes into the app.",
        )
    shares = [tally["share"] for entry in report.values() for tally in entry["next"].values() if not tally["quantized"]]
    return {
        "conversations": sum(int(entry["conversations"]) for entry in report.values()),
        "ids_equal": min(tally["share"] for entry in report.values() for tally in entry["ids"].values()),
        "next_equal": min(shares),
    }


def _variant(ctx: Context, found: base.Base, variant: str) -> dict[str, Any]:
    merged = ctx.of("merge") / variant
    name = "" if variant == MAIN else variant
    chosen = parity.cases(ctx.of("prepare"), ctx.character, ctx.recipe, name)
    file = ctx.of("quantize") / variant / f"model-{ctx.recipe.deploy}.gguf"
    views = _views(ctx, found, merged, file)
    entry: dict[str, Any] = {"conversations": len(chosen), "modelfile": bool(views.modelfile)}
    entry["default_persona"] = _default_persona(ctx, views)
    with native.Gguf(ctx.of("convert") / variant / "model-f16.gguf") as model:
        encoded, ids = _ids(chosen, views, merged, model, ctx.recipe)
        entry["ids"] = {key: tally.to_json() for key, tally in ids.items()}
    entry["next"] = _next(ctx, found, variant, merged, _budget(encoded, found.parameters))
    return entry


def _views(ctx: Context, found: base.Base, merged: Path, file: Path) -> Views:
    tokenizer = _tokenizer(merged)
    template = gguf_file.read(file).template
    plain = templates.plain_template(ctx.recipe, found.template)
    eos, bos = _tokenizer(found.folder).eos_token or "", tokenizer.bos_token or ""
    try:
        text = modelfile.Modelfile("x", modelfile.go(plain, eos_token=eos, bos_token=bos), "", ctx.recipe.sampling, ())
        words = text.text()
    except TrainingError:
        words = ""  # a template that has no Modelfile; register says so
    trained = templates.training_template(ctx.recipe, found.template)
    own = ctx.recipe.template
    return Views(trained, template, words, "" if own == "base" else own, eos, bos)


def _default_persona(ctx: Context, views: Views) -> bool:
    """The template inside the GGUF opens with her persona when nobody sends a system turn."""
    asked = [{"role": "user", "content": "[neutral]"}]
    system = prompt.system_text(ctx.character, ctx.character.languages[0], detail=ctx.recipe.prompt)
    full = [{"role": "system", "content": system}, *asked]
    special: dict[str, Any] = {"add_generation_prompt": True, "eos_token": views.eos, "bos_token": views.bos}
    return templates.render(views.template, asked, **special) == templates.render(views.trained, full, **special)


Encoded = tuple[Case, list[int], int]  # ids and the place of the first token that is learned


def _ids(
    chosen: Sequence[Case], views: Views, merged: Path, model: native.Gguf, recipe: Recipe
) -> tuple[list[Encoded], dict[str, Tally]]:
    """Every conversation's ids in the trainer, against those of everybody else."""
    from trainer.training import tokens
    from trainer.training.examples import Conversation

    tokenizer = _tokenizer(merged)
    tallies: dict[str, Tally] = {}
    encoded: list[Encoded] = []
    for case in chosen:
        texts = views.texts(case)
        cuts: list[str] = []
        if case.drill:
            wanted_ids = list(
                tokenizer(texts["trainer"], add_special_tokens=_adds(tokenizer, texts["trainer"])).input_ids
            )
        else:
            conversation = Conversation(case.id, case.messages)
            row = tokens.encode(tokenizer, views.trained, conversation, 10**9)
            spans = templates.spans(views.trained, case.messages, eos_token=views.eos, bos_token=views.bos)
            cuts = tokens.pieces(tokenizer, spans, conversation)
            wanted_ids = list(row.ids)
            learned = [place for place, label in enumerate(row.labels) if label >= 0]
            if learned:
                encoded.append((case, wanted_ids, learned[0]))
        begin = [] if views.bos and texts["trainer"].startswith(views.bos) else model.begin
        for key, text in texts.items():
            name = "gguf" if key == "trainer" else key
            parts = cuts if "".join(cuts) == text else [text]
            same = wanted_ids == begin + [token for part in parts for token in model.tokenize(part, special=True)]
            tallies.setdefault(name, Tally()).add(same, case.id)
        if "app" in texts:
            tallies.setdefault("app by message", Tally()).add(_asked(case, views, model, wanted_ids, cuts), case.id)
        if not case.drill:
            tallies.setdefault("app reads", Tally()).add(case.accepted, case.id)
    return encoded, tallies


def _asked(case: Case, views: Views, model: native.Gguf, wanted: list[int], cuts: list[str]) -> bool:
    """Does the app give the model the ids that it was trained on? Where a vocabulary marks the beginning of each text
    (cuts is one piece), a reply by itself has other ids than behind its prompt, which is how it is generated: there
    the prompt is compared."""
    if case.drill or len(cuts) > 1:
        return wanted == parity.app_ids(model, case.app, case.drill, views.turns)
    ours = parity.app_ids(model, case.app[:-1], True, views.turns)
    return wanted[: len(ours)] == ours


def _budget(encoded: list[Encoded], weights: int) -> list[Encoded]:
    """As many conversations as may be read; all of them for small models."""
    kept: list[Encoded] = []
    left = _WORK / (2.0 * max(1, weights))
    for one in encoded:
        if left <= 0 and len(kept) >= _LEAST:
            break
        left -= len(one[1])
        kept.append(one)
    return kept


def _next(
    ctx: Context, found: base.Base, variant: str, merged: Path, encoded: list[Encoded]
) -> dict[str, dict[str, Any]]:
    """Likeliest next tokens in all replies: merged model against GGUF files, merged GGUF against base plus adapter."""
    if not encoded:
        return {}
    longest = max(len(ids) for _, ids, _ in encoded)
    reference = _by_transformers(merged, encoded, ctx.recipe)
    files: dict[str, tuple[Path, Path | None]] = {"f16": (ctx.of("convert") / variant / "model-f16.gguf", None)}
    adapter = ctx.of("convert") / variant / "adapter.gguf"
    if adapter.is_file():
        files["adapter"] = (ctx.of("convert") / convert.BASE / "model-f16.gguf", adapter)
    quants = [name for name in wanted(ctx.recipe) if name != "f16"]
    files |= {name: (ctx.of("quantize") / variant / f"model-{name}.gguf", None) for name in quants}
    results: dict[str, dict[str, Any]] = {}
    for name, (file, lora) in files.items():
        tally, gap = Tally(), 0.0
        with native.Gguf(file, adapter=lora, context=longest, threads=threads(ctx.recipe)) as model:
            most = _QUANTS if name in quants else len(encoded)
            for (case, ids, start), (likeliest, last) in zip(encoded[:most], reference, strict=False):
                if len(ids) > model.context:
                    continue
                given = model.logits(ids[:-1], start - 1)
                gap = max(gap, float(abs(given[-1] - last).max()))
                for ours, theirs in zip(given.argmax(-1), likeliest, strict=True):
                    tally.add(bool(ours == theirs), case.id)
        results[name] = tally.to_json() | {"gap": round(gap, 4), "quantized": name in quants}
    return results


def _by_transformers(merged: Path, encoded: list[Encoded], recipe: Recipe) -> list[tuple[Any, Any]]:
    """For each conversation, by the merged folder itself: the likeliest token at every place of the reply, int
    [places], and the logits at the last one, float32 [vocabulary]."""
    import torch
    from transformers import AutoModelForCausalLM, DynamicCache

    torch.set_num_threads(threads(recipe))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    small = sum(file.stat().st_size for file in merged.glob("*.safetensors")) < 4e9
    model: Any = AutoModelForCausalLM.from_pretrained(merged, dtype=torch.float32 if small else "auto").to(device)
    model.eval()
    found: list[tuple[Any, Any]] = []
    cache, before = DynamicCache(), list[int]()
    with torch.inference_mode():
        for _, ids, start in encoded:
            shared = min(llama.common(before, ids), start - 1)  # her system turn is read once
            if not shared:
                cache = DynamicCache()
            elif len(before) > shared:
                cache.crop(shared - len(before))  # negative: so many tokens are forgotten
            rest = torch.tensor([ids[shared:-1]], device=device)
            logits = model(rest, past_key_values=cache, use_cache=True).logits[0, start - 1 - shared :]
            before = ids[:-1]
            found.append((logits.argmax(-1).cpu().numpy(), logits[-1].float().cpu().numpy()))
    return found


def _tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder)


def _adds(tokenizer: Any, text: str) -> bool:
    return not (tokenizer.bos_token and text.startswith(tokenizer.bos_token))


def failures(report: dict[str, Any], recipe: Recipe) -> list[str]:
    """Each row that is below its gate, in words."""
    said = []
    gates = recipe.gates
    for variant, entry in report.items():
        where = "" if variant == MAIN else f"{variant}: "
        for name, tally in entry["ids"].items():
            if gates.parity_ids is not None and tally["share"] < gates.parity_ids:
                share = f"{tally['equal']} of {tally['of']} conversations, least {gates.parity_ids:.0%}"
                what = "what the app reads" if name == "app reads" else f"token ids in {name}"
                said.append(f"{where}{what}: {share}")
        for name, tally in entry["next"].items():
            if gates.parity_next is not None and not tally["quantized"] and tally["share"] < gates.parity_next:
                said.append(f"{where}next tokens in {name}: {tally['share']:.2%}, least {gates.parity_next:.0%}")
        if not entry["default_persona"]:
            said.append(f"{where}the template in the GGUF does not open with her persona")
    return said
