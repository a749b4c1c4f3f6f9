"""Open-LLM-VTuber's character files (characters/*.yaml, conf.yaml) as cards. Reads files; any thread."""

from pathlib import Path
from typing import Any

from companion.errors import CharacterError
from companion.persona.cards import Card
from companion.persona.character_file import read as read_yaml

_USED = ("character_name", "conf_name", "persona_prompt")


def looks_like(data: object) -> bool:
    """Whether a YAML value is such a file."""
    return isinstance(data, dict) and isinstance(data.get("character_config"), dict)


def read(path: Path) -> Card:
    """The character: her name, her persona prompt as description; all other settings stand in the extensions.

    Raises:
        CharacterError: no YAML (with the line), or no character in it.
    """
    data = read_yaml(path).data
    settings: dict[str, Any] = data["character_config"] if looks_like(data) else {}
    name = settings.get("character_name") or settings.get("conf_name")
    if not isinstance(name, str) or not name.strip():
        raise CharacterError(
            f"{path}: there is no character_config with a character_name in it.",
            code="card-missing",
            hint="Take a file from Open-LLM-VTuber's characters folder.",
        )
    nickname, prompt = settings.get("conf_name"), settings.get("persona_prompt")
    rest = {key: value for key, value in settings.items() if key not in _USED}
    card: dict[str, Any] = {
        "name": name.strip(),
        "description": prompt.strip() if isinstance(prompt, str) else "",
        "personality": "",
        "scenario": "",
        "first_mes": "",
        "mes_example": "",
        "nickname": nickname.strip() if isinstance(nickname, str) else "",
        "extensions": {"open_llm_vtuber": rest},
    }
    return Card(3, card)
