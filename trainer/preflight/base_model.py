"""Before a run: the base can be had, may be used, is whole, and has the layers that are to be trained. Any thread."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from companion.errors import TrainingError
from trainer import base, hub, outline
from trainer.convert import pre_tokenizer, weights
from trainer.outline import Outline
from trainer.preflight.problem import Case, Problem

STAGES = ("check", "train", "dpo", "merge", "convert", "verify", "evaluate", "register")  # those that read the base


def look(case: Case) -> list[Problem]:
    """What is wrong with `base`, and with settings that it decides about."""
    if not case.any_due(*STAGES):
        return []
    found = _reachable(case)
    seen = known(case)
    if seen is None:
        return found
    found += _code(case, seen.config)
    found += _targets(case, seen) if "train" in case.due else []
    return [*found, *(_vocabulary(case, seen) if "verify" in case.due else ())]


def known(case: Case) -> Outline | None:
    """The outline of the base, None where nobody knows it."""
    try:
        return outline.of(case.recipe, case.offline)
    except TrainingError:
        return None


def _reachable(case: Case) -> list[Problem]:
    """A base that is not here must be to be had: there, permitted, of safetensors, and with room for it."""
    try:
        base.resolve(case.recipe, offline=True)
        return []
    except TrainingError as error:
        if error.code != "base-offline" or hub.forbidden(case.offline):
            return [case.from_error("base", error)]
    name = case.recipe.base
    seen = hub.glance(name, case.recipe.revision)
    faults = [seen] if isinstance(seen, TrainingError) else hub.faults(name, seen.bytes)
    return [case.from_error("base", fault) for fault in faults]


def _code(case: Case, config: Mapping[str, Any]) -> list[Problem]:
    """A network that the installed transformers does not know brings code of its own."""
    kind = str(config.get("model_type", ""))
    if case.recipe.trust_remote_code or not config.get("auto_map") or kind in _kinds():
        return []
    return [
        case.problem(
            "trust_remote_code",
            f"trust_remote_code: {case.recipe.base} brings program code of its own, which would run on this machine",
            "Read it on its page; if you trust it, write `trust_remote_code: true` in recipe.yaml",
            "remote-code",
        )
    ]


def _kinds() -> Iterable[str]:
    """Kinds of networks that transformers has code for; none where it is not installed, which is told elsewhere."""
    try:
        from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES
    except ImportError:
        return ()
    return tuple(CONFIG_MAPPING_NAMES)


def _targets(case: Case, seen: Outline) -> list[Problem]:
    """Layers that the adapter names and the base lacks would be passed over in silence."""
    train = case.recipe.train
    names = _layers(seen)
    if train.method == "full" or isinstance(train.lora.targets, str) or not names:
        return []
    unknown = [target for target in train.lora.targets if target not in names]
    if not unknown:
        return []
    near = difflib.get_close_matches(unknown[0], sorted(names), n=1, cutoff=0.4)
    message = f"train.lora.targets: {seen.name} has no layer {', '.join(unknown)}"
    return [
        case.problem(
            "train.lora.targets",
            message + (f"; did you mean `{near[0]}`?" if near else ""),
            f"Its layers: {', '.join(sorted(names))}; or write `targets: all-linear`",
            "targets-unknown",
        )
    ]


def sentencepiece(seen: Outline) -> bool:
    """Has the base a vocabulary that marks where a text begins (Llama 2)?"""
    if seen.found is not None:
        folder = seen.found.folder
        if not (folder / "tokenizer.json").is_file():
            return (folder / "tokenizer.model").is_file()
        return not pre_tokenizer.byte_level(folder)
    return seen.config.get("vocabulary") == "sentencepiece"


def _vocabulary(case: Case, seen: Outline) -> list[Problem]:
    """The app tokenizes a conversation in pieces. Where each piece gets a mark, it has other ids than in training;
    `verify` would say so after all the hours."""
    if case.recipe.gates.parity_ids is None or not sentencepiece(seen):
        return []
    message = f"base: {seen.name} has a SentencePiece vocabulary: the app gives it other token ids than its training"
    fix = "Choose a base with byte-level BPE (Qwen, EXAONE, Llama 3), or accept it with `gates: {parity_ids: null}`"
    return [case.problem("base", f"{message}, and `verify` would refuse the result", fix, "vocabulary")]


def _layers(seen: Outline) -> set[str]:
    """Names of the matrices that can carry an adapter; empty where they are not known."""
    if seen.found is None:
        return set(seen.shape.linear) if seen.shape else set()
    matrices = (one for one in weights.of_folder(seen.found.folder) if len(one.shape) == 2 and ".layers." in one.name)
    return {one.name.removesuffix(".weight").rpartition(".")[2] for one in matrices if one.name.endswith(".weight")}
