"""What goes on from a plain line: `lines/after/<who>.yaml`. Reads YAML; any thread.

- after: riddle.ask riddle.more      # topics of lines/<who>.yaml: said only where her last line was one of these
  said: hint                         # of lines/after/said.yaml, or {ko: "심지 | 도화선", en: "a fuse | fuse"}
  feeling: smile .4
  ko: "…"
  en: "…"
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from companion.errors import TrainingError
from companion.persona.emotion import Mood
from companion.persona.recall import Exchange, fold
from trainer.starter.understanding.material import FOLDER, LANGUAGES, Topics, read
from trainer.starter.understanding.plain import answers

AFTER = FOLDER / "lines" / "after"


def follows(who: str, known: Topics, folder: Path = AFTER) -> list[Exchange]:
    """Her lines that go on from a plain one; none if she has no such file.

    Raises TrainingError: a file is wrong; the message names the entry."""
    path = folder / f"{who}.yaml"
    if not path.exists():
        return []
    common = read(folder / "said.yaml")
    plain: dict[tuple[str, str], list[str]] = {}
    for each in answers(who, known):
        plain.setdefault((each.about, each.language), []).extend(fold(text) for _, text in each.lines)
    found: list[Exchange] = []
    for number, entry in enumerate(_entries(path), 1):
        try:
            found += _of(entry, common, plain)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise TrainingError(
                f"{path}, entry {number}: after, said, feeling, ko and en are expected, each known ({error}).",
                code="starter-follows",
                hint="after: topics that she has a plain line for; said: a name in said.yaml, or ways in ko and en.",
            ) from error
    return found


def _of(
    entry: Mapping[str, Any], common: Mapping[str, Any], plain: Mapping[tuple[str, str], list[str]]
) -> list[Exchange]:
    said = common[entry["said"]] if isinstance(entry["said"], str) else entry["said"]
    emotion, intensity = entry["feeling"].split()
    found = []
    for language in LANGUAGES:
        after = frozenset(line for topic in entry["after"].split() for line in plain[topic, language])
        ways = tuple(way.strip() for way in said[language].split(" | "))
        about = entry.get("about", "")
        if about and (about, language) not in plain:
            raise KeyError(about)
        line = (Mood(emotion, float(intensity)), entry[language])
        found.append(Exchange(language, ways, (line,), after, about=about, plain=float(bool(about))))
    return found


def _entries(path: Path) -> list[Mapping[str, Any]]:
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TrainingError(f"{path} can't be read: {error}.", code="starter-follows") from error
    if not isinstance(listed, list):
        raise TrainingError(f"{path}: a list is expected.", code="starter-follows")
    return listed
