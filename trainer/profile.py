"""A profile out of another program: a character card (V1-V3, PNG, JSON, CHARX) or an Open-LLM-VTuber YAML file.

Reads files only; main thread.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from companion.errors import CharacterError, TrainingError
from companion.persona import cards, vtuber_yaml
from companion.persona.card_character import Imported, imported
from companion.persona.cards import Card
from companion.persona.character import Language
from companion.persona.character_file import read as read_yaml

_JSON_BYTES = 8_000_000  # a larger JSON file is a data set


def find(files: Iterable[Path], name: str, language: Language | None) -> tuple[Path, Imported] | None:
    """The first of the files that is a profile, as a character with the id `name`.

    language: of her texts; None = found out.

    Raises:
        TrainingError: a card that is damaged; the message names the file.
    """
    for file in files:
        try:
            card = _card(file)
        except CharacterError as error:
            raise TrainingError(error.message, code=error.code, hint=error.hint) from error
        if card is not None:
            return file, imported(card, id=name, language=language)
    return None


def _card(file: Path) -> Card | None:
    """None for what is no card at all."""
    suffix = file.suffix.lower()
    if suffix in (".yaml", ".yml"):
        return _vtuber(file)
    if suffix == ".json":
        return _json(file)
    if suffix not in (".png", ".charx"):
        return None
    try:
        return cards.read(file)
    except CharacterError as error:
        if error.code == "card-missing":  # a picture
            return None
        raise


def _vtuber(file: Path) -> Card | None:
    try:
        if not vtuber_yaml.looks_like(read_yaml(file).data):
            return None
    except CharacterError:  # no YAML of ours: the stage that reads sources tells what is wrong with it
        return None
    return vtuber_yaml.read(file)


def _json(file: Path) -> Card | None:
    try:
        if file.stat().st_size > _JSON_BYTES:
            return None
        value = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):  # likewise
        return None
    return cards.parse(value, file) if cards.looks_like(value) else None
