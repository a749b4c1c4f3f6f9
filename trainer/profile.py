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
from trainer.sources.encoding import EncodingError, decode

_JSON_BYTES = 8_000_000  # a larger JSON file is a data set


def find(files: Iterable[Path], name: str, language: Language | None) -> tuple[Path, Imported] | None:
    """The first of the files that is a profile, as a character with the id `name`.

    language: of her texts; None = found out.

    Raises:
        TrainingError: a card that is damaged, or a file that is no JSON or YAML; the message names file and line.
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
    return vtuber_yaml.read(file) if vtuber_yaml.looks_like(read_yaml(file).data) else None


def _json(file: Path) -> Card | None:
    """None for other JSON, and for values one after another, which are rows. Raises TrainingError for what is no JSON:
    a card with a comma too many would else be left out without a word."""
    try:
        if file.stat().st_size > _JSON_BYTES:
            return None
        value = json.loads(decode(file.read_bytes())[0])
    except OSError as error:
        raise _unreadable(file, f"it can't be read ({error.strerror})") from error
    except EncodingError as error:
        raise _unreadable(file, str(error)) from error
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            return None
        raise _unreadable(file, f"this is not valid JSON ({error.msg}, column {error.colno})", error.lineno) from error
    except RecursionError as error:
        raise _unreadable(file, "it is nested too deeply") from error
    return cards.parse(value, file) if cards.looks_like(value) else None


def _unreadable(file: Path, what: str, line: int = 0) -> TrainingError:
    return TrainingError(
        f"{file}{f', line {line}' if line else ''}: {what}.",
        code="source-unreadable",
        hint="Mend that place, save the file again from the program that wrote it, or leave it out of --from.",
    )
