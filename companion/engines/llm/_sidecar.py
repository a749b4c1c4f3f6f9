"""What a brain was trained with, saved beside its GGUF as `<name>.json`, against what it is talked to with. Any thread.

{"prompt_version": 1, "chat_template_sha256": "…", "characters": {"<id>": "<digest>"}}; all keys may be missing.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from companion.persona import prompt
from companion.voice.types import Notice


def path_for(model: Path) -> Path:
    return model.with_suffix(".json")


def template_sha256(template: str = prompt.CHAT_TEMPLATE) -> str:
    return hashlib.sha256(template.encode("utf-8")).hexdigest()


def check_prompt(model: Path) -> list[Notice]:
    """Notices where the model was trained with another prompt than this program builds; none without a sidecar."""
    data, notices = _read(model)
    version, digest = data.get("prompt_version"), data.get("chat_template_sha256")
    if version is not None and version != prompt.VERSION:
        notices.append(
            Notice(
                "prompt-version-mismatch",
                f"The brain {model.name} was trained with prompt version {version}, this program talks in version "
                f"{prompt.VERSION}; she may answer out of character. Train or download it for this version.",
            )
        )
    if digest is not None and digest != template_sha256():
        notices.append(
            Notice(
                "chat-template-mismatch",
                f"The brain {model.name} was trained with another chat template; she may answer out of character.",
            )
        )
    return notices


def check_character(model: Path, character_id: str, digest: str) -> Notice | None:
    """A notice when the model was trained on an earlier state of this character's card."""
    characters = _read(model)[0].get("characters")
    trained = characters.get(character_id) if isinstance(characters, dict) else None
    if trained is None or trained == digest:
        return None
    return Notice(
        "character-changed",
        f"The card of {character_id} has changed since the brain {model.name} was trained; she may not know it.",
    )


def _read(model: Path) -> tuple[dict[str, Any], list[Notice]]:
    path = path_for(model)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError):
        data = None
    if isinstance(data, dict):
        return data, []
    return {}, [Notice("sidecar-unreadable", f"{path} can't be read; what {model.name} was trained with is unknown.")]
