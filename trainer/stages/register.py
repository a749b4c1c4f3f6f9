"""What passed every gate becomes a version, stands in the app's menu, and in Ollama where a person has it.

Writes versions/<n>/, the app's character folders and models, and stages/register/registered.json. The version before
stays: `companion-train rollback`.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from companion.errors import TrainingError
from companion.persona import model_card, prompt
from trainer import app_menu, base, character_text, licences, manifest, modelfile, templates, versions, whole
from trainer import variants as variants_of
from trainer.recipe import Recipe
from trainer.stage import MAIN, Context, Counts, Estimate, GateFailed, variants
from trainer.stages import convert
from trainer.versions import Persona, Version

NEEDS: tuple[str, ...] = ("evaluate", "verify", "quantize", "convert")


def options(recipe: Recipe) -> dict[str, Any]:
    return {
        "register": recipe.register_.model_dump(),
        "deploy": recipe.deploy,
        "sampling": recipe.sampling.model_dump(),
        "template": recipe.template,
        "prompt": recipe.prompt,
        "base": recipe.base,
        "commercial": recipe.commercial,
        "variants": dict(recipe.variants),
    }


def plan(ctx: Context) -> Estimate:
    """Disk: none where files can have two names."""
    return Estimate(counts={"characters": len(variants(ctx.recipe))}, seconds=2.0, basis="Files get a second name.")


def run(ctx: Context) -> Counts:
    """Makes the version and uses it.

    Raises:
        GateFailed: the report card says that she did not pass.
        TrainingError: the base's licence forbids what the recipe wants, the disk refuses, or Ollama fails.
    """
    found = base.resolve(ctx.recipe, ctx.offline)
    licences.refuse_commercial(ctx.recipe.commercial, found.name, licences.Licence(found.licence, found.commercial))
    variants_of.check(ctx.character, ctx.recipe)
    card = report_card(ctx.of("evaluate"))
    ctx.tell(0, 3, "version")
    version = _existing(ctx) or _make(ctx, found, card)
    ctx.tell(1, 3, "app")
    wish = ctx.recipe.register_
    notes = versions.use(ctx.workspace, version, app=wish.app, ollama_wish=wish.ollama)
    ctx.tell(2, 3, "old versions")
    gone = versions.prune(ctx.workspace, wish.keep_versions)
    for note in notes:
        ctx.event({"note": note})
    record = {"version": version.number, "characters": [one.id for one in version.personas], "notes": notes}
    manifest.write(ctx.out / "registered.json", json.dumps(record, ensure_ascii=False, indent=1))
    ctx.tell(3, 3, "")
    counts: Counts = {
        "version": version.number,
        "characters": ", ".join(one.id for one in version.personas),
        "app": "in the menu" if wish.app else "not asked for",
        "removed_versions": len(gone),
    }
    return counts | {"notes": " ".join(notes)} if notes else counts


def report_card(folder: Path) -> dict[str, Any]:
    """card.json of `evaluate`.

    Raises:
        TrainingError: it is missing or damaged.
        GateFailed: it says that a gate failed.
    """
    path = folder / "card.json"
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"{path} can't be read.", code="card-missing", hint="Run `companion-train run` from `evaluate` on."
        ) from error
    if not isinstance(card, dict) or card.get("passed") is not True:
        failed = [str(row.get("name", "")) for row in card.get("gates", ()) if row.get("passed") is False]
        raise GateFailed(
            f"She did not pass: {', '.join(filter(None, failed)) or 'see the report card'}. Nothing was registered.",
            code="not-passed",
            hint=f"{path.with_suffix('.html')} shows why; the version in use stays.",
        )
    return card


def _existing(ctx: Context) -> Version | None:
    """The version that a killed run had finished from the same inputs."""
    same = [one for one in versions.every(ctx.workspace) if ctx.fingerprint and one.fingerprint == ctx.fingerprint]
    return same[-1] if same else None


def _make(ctx: Context, found: base.Base, card: Mapping[str, Any]) -> Version:
    number = versions.next_number(ctx.workspace)
    created = manifest.stamp()
    evaluation = summary(card)
    with whole.folder(versions.folder(ctx.workspace, number)) as place:
        personas = tuple(_persona(ctx, found, place, variant, number, evaluation) for variant in variants(ctx.recipe))
        for name in ("card.json", "card.md", "card.html"):
            if (ctx.of("evaluate") / name).is_file():
                shutil.copyfile(ctx.of("evaluate") / name, place / name)
        if ctx.workspace.recipe_file.is_file():
            shutil.copyfile(ctx.workspace.recipe_file, place / "recipe.yaml")
        version = Version(
            number=number,
            created=created,
            fingerprint=ctx.fingerprint,
            quantization=ctx.recipe.deploy,
            base=found.name,
            licence=found.licence,
            commercial=found.commercial,
            personas=personas,
            evaluation=evaluation,
            files=versions.files(place),
        )
        manifest.write(place / versions.NAME, version.model_dump_json(indent=1))
    return version


def summary(card: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Variant -> figure -> value, of the deployed models."""
    parts = card.get("variants", {})
    return {
        str(variant): {
            str(name): float(figure["value"])
            for name, figure in part.get("overall", {}).items()
            if isinstance(figure, dict) and isinstance(figure.get("value"), int | float)
        }
        for variant, part in parts.items()
        if isinstance(part, dict)
    }


def _persona(
    ctx: Context,
    found: base.Base,
    place: Path,
    variant: str,
    number: int,
    evaluation: Mapping[str, Mapping[str, float]],
) -> Persona:
    name = variants_of.character_id(ctx.character, variant)
    home = place / name
    home.mkdir()
    _character(ctx, home, name, variant)
    deploy = ctx.recipe.deploy
    shared = ctx.recipe.register_.adapter and convert.wants_adapter(ctx.recipe)
    if shared:
        model, adapter = place / "base" / f"model-{deploy}.gguf", home / "adapter.gguf"
        whole.link_or_copy(ctx.of("quantize") / convert.BASE / f"model-{deploy}.gguf", model)
        whole.link_or_copy(ctx.of("convert") / variant / "adapter.gguf", adapter)
        _card(ctx, found, model, {}, number, {})
    else:
        model, adapter = home / f"model-{deploy}.gguf", None
        whole.link_or_copy(ctx.of("quantize") / variant / f"model-{deploy}.gguf", model)
    _card(ctx, found, adapter or model, {name: ctx.character.digest}, number, evaluation.get(variant, {}))
    return Persona(
        id=name,
        variant="" if variant == MAIN else variant,
        model=model.relative_to(place).as_posix(),
        adapter=adapter.relative_to(place).as_posix() if adapter else "",
        modelfile=_modelfile(ctx, found, place, home, model, adapter),
    )


def _character(ctx: Context, home: Path, name: str, variant: str) -> None:
    text = ctx.workspace.character_file.read_text(encoding="utf-8")
    keys: list[tuple[str, str | None]] = [("id", name), ("brain", None), ("adapter", None)]
    keys += [("variant", variant)] if variant != MAIN else []
    if ctx.recipe.task == "script":
        keys += [("form", "script"), ("reply_order", None)]
    for key, value in keys:
        text = character_text.set_key(text, key, value)
    manifest.write(home / "character.yaml", text)
    for file in app_menu.beside(yaml.safe_load(text), ctx.workspace.folder):
        shutil.copyfile(file, home / file.name)


def _card(
    ctx: Context,
    found: base.Base,
    model: Path,
    characters: Mapping[str, str],
    number: int,
    evaluation: Mapping[str, float],
) -> None:
    """What the app reads beside a model (companion.persona.model_card)."""
    recipe = ctx.recipe
    model_card.write(
        model,
        {
            "label": f"{ctx.character.name('en')}, version {number}" if characters else f"base {found.name}",
            "prompt_version": prompt.VERSION,
            "chat_template_sha256": model_card.template_sha256(templates.plain_template(recipe, found.template)),
            "characters": dict(characters),
            "prompt": recipe.prompt,
            "sampling": {key: getattr(recipe.sampling, key) for key in model_card.SAMPLING},
            "version": number,
            "base": {"name": found.name, "licence": found.licence, "commercial": found.commercial},
            "quantization": recipe.deploy,
            "task": recipe.task,
            "template": recipe.template,
            "sha256": versions.sha256(model),
            "evaluation": dict(evaluation),
        },
    )


def _modelfile(ctx: Context, found: base.Base, place: Path, home: Path, model: Path, adapter: Path | None) -> str:
    """Path of the Modelfile in the version; "" for a chat template that can't be written as one."""
    recipe = ctx.recipe
    eos, bos = _special(found.folder)
    try:
        go = modelfile.go(templates.plain_template(recipe, found.template), eos_token=eos, bos_token=bos)
    except TrainingError as error:
        ctx.event({"note": error.message})
        return ""
    text = modelfile.Modelfile(
        model=f"./{model.name}" if model.parent == home else f"../{model.relative_to(place).as_posix()}",
        template=go,
        system=prompt.system_text(ctx.character, ctx.character.languages[0], detail=recipe.prompt),
        sampling=recipe.sampling,
        stop=tuple(filter(None, (templates.stop_token(recipe, eos),))),
        adapter=f"./{adapter.name}" if adapter else "",
        licence=f"{found.licence}. {found.terms}".strip(),
    ).text()
    manifest.write(home / "Modelfile", text)
    return (home / "Modelfile").relative_to(place).as_posix()


def _special(folder: Path) -> tuple[str, str]:
    """Texts of the base's end and begin tokens, from its files alone."""
    path = folder / "tokenizer_config.json"
    data = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def word(key: str) -> str:
        value = data.get(key)
        return str(value.get("content", "")) if isinstance(value, dict) else value or ""

    return word("eos_token"), word("bos_token")
