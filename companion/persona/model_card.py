"""The card of a model: what it was trained with and how it is best asked, beside its GGUF as `<name>.json`.

Pure besides reading and writing that file; any thread. The trainer writes it, the app reads it; an adapter has a card
of its own. Every key may be missing, and others may stand beside them:

    prompt_version         persona.prompt.VERSION that it was trained with
    chat_template_sha256   of the template it was trained with
    characters             {id: digest of her card}: whom it knows
    template               "chatml", "ldcc" or "bloodtype": how the turns of a conversation are written
    prompt                 "short" or "full": how much of her sheet stood in the training's system turn
    recall                 lines of hers that stood behind a turn in training (recall.py); none where it is missing
    answers                "written": she says the line that was found, where there is one (recall.py); the model itself
                           speaks for characters without written lines
    sampling               temperature, top_p, top_k, min_p, repeat_penalty, max_tokens
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from companion.persona import prompt

SAMPLING = ("temperature", "top_p", "top_k", "min_p", "repeat_penalty", "max_tokens")
Template = Literal["chatml", "ldcc", "bloodtype"]
_TURNS: dict[object, Template] = {"ldcc": "ldcc", "bloodtype": "bloodtype"}
_DETAILS: dict[object, prompt.Detail] = {"short": "short", "full": "full"}


@dataclass(frozen=True, slots=True)
class ModelCard:
    """prompt_version None, template "", detail None: it does not say. readable: False for what is no card."""

    prompt_version: int | None = None
    template: str = ""
    turns: Template = "chatml"
    characters: Mapping[str, str] = field(default_factory=dict)
    detail: prompt.Detail | None = None
    recall: int = 0
    written: bool = False
    sampling: Mapping[str, float | int] = field(default_factory=dict)
    readable: bool = True

    def detail_for(self, character_id: str) -> prompt.Detail:
        """How much of her sheet the model is told: what it was trained with, if it knows her; all, if it doesn't."""
        if character_id not in self.characters:
            return "full"
        return self.detail or "short"

    def recall_for(self, character_id: str, wanted: int) -> int:
        """Lines of hers that the model is reminded of: as in training, if it knows her; as wanted, if it doesn't; one,
        where that is what she says."""
        if self.written:
            return min(wanted, 1)
        return min(wanted, self.recall) if character_id in self.characters else wanted


def path_for(model: Path) -> Path:
    """Where the card of a GGUF lies."""
    return model.with_suffix(".json")


def template_sha256(template: str = prompt.CHAT_TEMPLATE) -> str:
    """What stands under `chat_template_sha256` for a template."""
    return hashlib.sha256(template.encode("utf-8")).hexdigest()


def read(model: Path) -> ModelCard:
    """The card beside a GGUF; an empty one where there is none."""
    try:
        data = json.loads(path_for(model).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ModelCard()
    except (OSError, ValueError):
        return ModelCard(readable=False)
    return _understood(data) if isinstance(data, dict) else ModelCard(readable=False)


def write(model: Path, data: Mapping[str, Any]) -> Path:
    """Write the card of a GGUF as a whole or not at all; `data` has the keys above and any others.

    Raises:
        OSError, TypeError: the disk refuses, or a value is no JSON.
    """
    path = path_for(model)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _understood(data: Mapping[str, Any]) -> ModelCard:
    version, digest = data.get("prompt_version"), data.get("chat_template_sha256")
    characters, sampling = data.get("characters"), data.get("sampling")
    return ModelCard(
        prompt_version=version if isinstance(version, int) else None,
        template=digest if isinstance(digest, str) else "",
        turns=_TURNS.get(written, "chatml") if isinstance(written := data.get("template"), str) else "chatml",
        characters={str(k): str(v) for k, v in characters.items()} if isinstance(characters, dict) else {},
        recall=max(0, recall) if isinstance(recall := data.get("recall"), int) else 0,
        written=data.get("answers") == "written",
        detail=_DETAILS.get(data.get("prompt")) if isinstance(data.get("prompt"), str) else None,
        sampling={
            name: sampling[name]
            for name in SAMPLING
            if isinstance(sampling, dict)
            and isinstance(sampling.get(name), int | float)
            and not isinstance(sampling[name], bool)
        },
    )
