"""Ways to say the same thing, written for everybody: `ways/*.yaml`. Reads YAML; any thread.

language: ko
ways:
  - like: 뭐 해?                  # how the dialogues ask it
    say: 지금 뭐 하는 중이야 | 바빠? | …
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from companion.errors import TrainingError
from companion.persona.recall import fold

FOLDER = Path(__file__).resolve().parent / "ways"


@dataclass(frozen=True, slots=True)
class Ways:
    """say: other wordings of `like`."""

    language: str
    like: str
    say: tuple[str, ...]


def load(folder: Path = FOLDER) -> tuple[Ways, ...]:
    """Every entry, by file name. Raises TrainingError that names each wrong file and entry."""
    found: list[Ways] = []
    wrong: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            language, entries = data["language"], data["ways"]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError) as error:
            wrong.append(f"  - {path}: a mapping with `language` and `ways` is expected ({error})")
            continue
        if language not in ("ko", "en"):
            wrong.append(f"  - {path}: `language` is ko or en, not {language!r}")
        for number, entry in enumerate(entries, 1):
            one = _entry(entry, language)
            if one is None:
                wrong.append(f'  - {path}, entry {number}: `like` and `say` (ways parted by " | ") are expected')
            else:
                found.append(one)
    if wrong:
        raise TrainingError("\n".join(["The ways to say things are wrong:", *wrong]), code="starter-ways")
    return tuple(found)


def _entry(data: Any, language: str) -> Ways | None:
    if not isinstance(data, dict) or set(data) != {"like", "say"}:
        return None
    if not isinstance(data["like"], str) or not isinstance(data["say"], str) or not data["like"].strip():
        return None
    said = {fold(way): way for part in data["say"].split(" | ") if fold(way := part.strip())}
    return Ways(language, data["like"], tuple(said.values()))
