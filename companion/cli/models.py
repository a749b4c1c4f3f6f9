"""`companion models list|get|verify|remove|where`: what there is to download, and what lies here. Nothing is downloaded
but by `get`, after its licence was shown and the person has agreed."""

import argparse
import sys
from typing import Any

from companion import paths
from companion.cli import models_get, models_text, output
from companion.config import Config
from companion.engines import registry
from companion.errors import CompanionError, ModelError
from companion.models import catalogue as catalogue_file
from companion.models import hub, installed, needs, storage, verify
from companion.models.catalogue import Catalogue, Entry
from companion.models.needs import ThisMachine

ENGINES = {"brain": "llm", "ears": "stt", "voice": "tts"}


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Exit code 0 when what was asked for is so; errors are said in the person's language where it is known."""
    words = models_text.of(config)
    actions = {"list": _list, "get": models_get.run, "verify": _verify, "remove": _remove, "where": _where}
    try:
        return actions[arguments.action](config, arguments, words)
    except CompanionError as error:
        if getattr(arguments, "json", False):
            print(output.line(_failure(error)))
        else:
            print(f"companion: {words.error(error)}", file=sys.stderr)
        return 1


def engines_here() -> frozenset[str]:
    """The engines that this version has."""
    return frozenset(name for kind in ENGINES.values() for name in registry.names(kind))


def _failure(error: CompanionError) -> dict[str, Any]:
    what = {"event": "failed", "code": error.code, "message": error.message, "hint": error.hint}
    return what | {"retryable": error.retryable}


# --- list ---


def _list(config: Config, arguments: argparse.Namespace, words: models_text.Words) -> int:
    catalogue = catalogue_file.load()
    machine = needs.this_machine()
    if arguments.memory is not None:
        machine = ThisMachine(int(arguments.memory * 2**30), machine.cores)
    chosen = catalogue.select(kind=arguments.kind, language=arguments.language, memory_gb=arguments.memory)
    engines = engines_here()
    advice = needs.advice(catalogue, machine, engines, arguments.language)
    here, broken = installed.all_models()
    rows = [_row(catalogue, entry, machine, advice.get(entry.kind) == entry.id, engines, config) for entry in chosen]
    if arguments.json:
        about = {"memory_gb": machine.memory_gb, "cores": machine.cores, "advice": advice}
        print(output.line({"machine": about, "models": rows, "broken": [error.code for error in broken]}))
        return 0
    print(words.machine(machine.memory_gb, machine.cores))
    kind = ""
    for entry, row in zip(chosen, rows, strict=True):
        if entry.kind != kind:
            kind = entry.kind
            print(f"\n{words(kind)}")
        print(words.row(entry, row, catalogue.licence(entry)))
    unknown = [model for model in here if model.id not in {entry.id for entry in catalogue.models}]
    for model in unknown:
        print(words("elsewhere", id=model.id, folder=model.folder))
    for error in broken:
        print(f"companion: {words.error(error)}", file=sys.stderr)
    print(f"\n{words('legend')}")
    if arguments.language == "ko" and "voice" not in advice and arguments.kind in (None, "voice"):
        print(words("no_korean_voice"))
    return 0


def _row(
    catalogue: Catalogue,
    entry: Entry,
    machine: ThisMachine,
    advised: bool,
    engines: frozenset[str],
    config: Config,
) -> dict[str, Any]:
    licence = catalogue.licence(entry)
    return {
        "id": entry.id,
        "kind": entry.kind,
        "name": entry.name,
        "maker": entry.maker,
        "engine": entry.engine,
        "languages": list(entry.languages),
        "size": entry.size,
        "size_exact": all(file.size is not None for file in entry.files),
        "memory": needs.memory(entry, context=config.brain.context),
        "minimal": entry.minimal.model_dump(),
        "recommended": entry.recommended.model_dump(),
        "licence": {"name": licence.name, "spdx": licence.spdx, "commercial": licence.commercial, "url": licence.url},
        "note": entry.note.model_dump(),
        "hashes": "catalogue" if entry.pinned else "first",
        "fit": needs.fit(entry, machine),
        "advised": advised,
        "usable": entry.engine in engines,
        "chatml": entry.chatml,
        "installed": (installed.folder(entry.id) / paths.MODEL_RECORD).is_file(),
        "unfinished": installed.unfinished(entry.id),
        "in_use": _in_use(config, entry.id),
    }


def _in_use(config: Config, model_id: str) -> bool:
    return model_id in (config.brain.model, config.ears.model, config.voice.model)


# --- verify, remove, where ---


def _verify(config: Config, arguments: argparse.Namespace, words: models_text.Words) -> int:
    catalogue = catalogue_file.load()
    known = {entry.id: entry for entry in catalogue.models}
    here, broken = installed.all_models()
    ids = [arguments.id] if arguments.id else [model.id for model in here]
    reports = []
    for model_id in ids:
        findings = verify.verify(known.get(model_id), model_id)
        bad = [finding for finding in findings if finding.problem]
        reports.append(
            {
                "id": model_id,
                "ok": not bad,
                "files": [{"file": f.file, "problem": f.problem, "by": f.by} for f in findings],
            }
        )
        if not arguments.json:
            print(words("verified" if not bad else "not_verified", id=model_id, count=len(findings)))
            for finding in findings:
                print(words.finding(finding.file, finding.problem, finding.by))
            if bad:
                print("  -> " + words("verify_fix", id=model_id))
    if arguments.json:
        print(output.line({"models": reports, "broken": [error.code for error in broken] if not arguments.id else []}))
    elif not ids:
        print(words("nothing_here"))
    if not arguments.id and not arguments.json:
        for error in broken:
            print(f"companion: {words.error(error)}", file=sys.stderr)
    return 0 if all(report["ok"] for report in reports) and (arguments.id or not broken) else 1


def _remove(config: Config, arguments: argparse.Namespace, words: models_text.Words) -> int:
    model_id: str = arguments.id
    place = installed.folder(model_id)
    entry = next((entry for entry in catalogue_file.load().models if entry.id == model_id), None)
    if arguments.forget and entry is not None:
        installed.forget_first(entry)
        if not place.exists() and not installed.unfinished(model_id):
            return _said(arguments, words("forgotten", id=model_id), {"event": "forgotten", "id": model_id})
    if _in_use(config, model_id) and not arguments.json:
        print(words("still_named", id=model_id), file=sys.stderr)
    if not arguments.yes and not arguments.json:
        models_get.ask(words("ask_remove", id=model_id, folder=place), words)
    freed = installed.remove(model_id)
    done = {"event": "removed", "id": model_id, "freed": freed}
    return _said(arguments, words("removed", id=model_id, size=models_text.size(freed)), done)


def _said(arguments: argparse.Namespace, text: str, data: dict[str, Any]) -> int:
    print(output.line(data) if arguments.json else text)
    return 0


def _where(config: Config, arguments: argparse.Namespace, words: models_text.Words) -> int:
    root = paths.user_models()
    if arguments.id:
        if installed.find(arguments.id) is None:
            catalogue_file.load().find(arguments.id)
        return _said(arguments, str(installed.folder(arguments.id)), {"folder": str(installed.folder(arguments.id))})
    here, broken = installed.all_models()
    unfinished = {entry.id: size for entry in catalogue_file.load().models if (size := installed.unfinished(entry.id))}
    free, address = storage.free_bytes(root), hub.choose(config.models.hub).base
    if arguments.json:
        models = [{"id": model.id, "size": model.size, "folder": str(model.folder)} for model in here]
        about = {"folder": str(root), "free": free, "hub": address, "models": models, "unfinished": unfinished}
        print(output.line(about | {"broken": [error.code for error in broken]}))
        return 0
    print(words("where", folder=root, free=models_text.size(free), hub=address))
    for model in here:
        print(f"  {model.id:<24} {models_text.size(model.size):>9}  {model.folder}")
    for model_id, size in unfinished.items():
        print(f"  {model_id:<24} {models_text.size(size):>9}  {words('unfinished')}")
    for error in broken:
        print(f"companion: {words.error(error)}", file=sys.stderr)
    return 0


def refuse_without_engine(entry: Entry) -> None:
    """Raises ModelError for a model that nothing here could use."""
    if entry.engine not in engines_here():
        raise ModelError(
            f"This version has no engine `{entry.engine}`, which {entry.id} needs.",
            code="models-no-engine",
            hint="It is listed so that you know of it; a later version may use it.",
        )
