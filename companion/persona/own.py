"""The person's own character folders: a copy of a shipped one to change, putting away, bringing back. Any thread.

Nothing is deleted: what goes is moved into `trash/characters/` of the person's data, by one rename.
"""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion import paths
from companion.errors import CharacterError
from companion.persona import character_text
from companion.persona.character import FILE_NAME, Character, load_character


@dataclass(frozen=True, slots=True)
class Away:
    """A folder in the trash. came: where it stood."""

    id: str
    folder: Path
    came: Path


def trash() -> Path:
    """Where put-away characters lie."""
    return paths.user_data() / "trash" / "characters"


def is_own(character: Character) -> bool:
    """Whether her folder is the person's, not the program's."""
    return character.folder.parent == paths.user_characters()


def own_copy(character: Character) -> Character:
    """Her in the person's folder, where she may be changed; a shipped one is copied there whole, then stands before it.

    Raises:
        CharacterError: the disk refuses.
    """
    if is_own(character):
        return character
    target = paths.user_characters() / character.id
    with staged(target) as draft:
        shutil.copytree(character.folder, draft, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    return load_character(target)


def change(character: Character, changes: dict[str, Any]) -> Character:
    """Sets top-level keys of her character.yaml (None takes one out); comments stay. A shipped one is copied first.

    Returns her as she is now.

    Raises:
        CharacterError: the new sheet is wrong (nothing has changed then), or the disk refuses.
    """
    text = (character.folder / FILE_NAME).read_text(encoding="utf-8")
    for key, value in changes.items():
        text = character_text.set_key(text, key, value)
    with _disk(paths.user_characters()), _scratch(paths.user_characters()) as scratch:
        trial = scratch / character.id
        trial.mkdir()
        (trial / FILE_NAME).write_text(text, encoding="utf-8")
        try:
            load_character(trial)
        except CharacterError as error:
            told = error.message.replace(str(trial), character.id)
            raise CharacterError(told, code=error.code, hint="Nothing was changed.") from error
    mine = own_copy(character)
    write(mine.folder / FILE_NAME, text.encode())
    return load_character(mine.folder)


def put_away(character_id: str) -> Away:
    """Moves the person's folder of this id into the trash.

    Raises:
        CharacterError: it is none of the person's, or the disk refuses.
    """
    folder = paths.user_characters() / character_id
    if not re.fullmatch("[a-z0-9_]{1,60}", character_id) or not folder.is_dir():
        shipped = (paths.shipped_characters() / character_id).is_dir()
        raise CharacterError(
            f"{character_id} is not among your own characters.",
            code="character-shipped" if shipped else "character-unknown",
            hint="Those that came with the program stay." if shipped else "`companion characters` lists them.",
        )
    with _disk(trash()):
        trash().mkdir(parents=True, exist_ok=True)
        target = trash() / f"{character_id}-{time.strftime('%Y%m%d-%H%M%S')}"
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{target.name.partition('.')[0]}.{number}")
        folder.rename(target)
    return Away(character_id, target, folder)


def bring_back(away: Away) -> Character:
    """Undoes `put_away`.

    Raises:
        CharacterError: she is not in the trash any more, or another of that id stands in her place.
    """
    if not away.folder.is_dir():
        raise CharacterError(f"{away.folder} is gone.", code="character-gone")
    if away.came.exists():
        raise taken(away.id)
    with _disk(away.came):
        away.came.parent.mkdir(parents=True, exist_ok=True)
        away.folder.rename(away.came)
    return load_character(away.came)


def taken(character_id: str) -> CharacterError:
    """There is one with this id among the person's own."""
    return CharacterError(
        f"There is a character {character_id} already.",
        code="character-exists",
        hint="Replace her (the old one goes into the trash), or take the new one in as a copy.",
    )


def known(character_id: str) -> bool:
    """Whether a folder of this id is there, shipped or own, whole or broken."""
    return any((root / character_id).exists() for root in (paths.user_characters(), paths.shipped_characters()))


def free_id(character_id: str) -> str:
    """`character_id`, or that with the first number that is free."""
    found, number = character_id, 1
    while known(found):
        number += 1
        found = f"{character_id[:55]}_{number}"
    return found


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A folder beside `target`, which becomes `target` by one rename when the block ends well; else nothing is left.

    Raises:
        CharacterError: `target` is there already, or the disk refuses.
    """
    with _disk(target), _scratch(target.parent) as scratch:
        draft = scratch / target.name
        draft.mkdir()
        yield draft
        if target.exists():
            raise taken(target.name)
        draft.rename(target)


def write(path: Path, data: bytes) -> None:
    """Replaces a file as a whole. Raises CharacterError: the disk refuses."""
    part = path.with_name(path.name + ".part")
    with _disk(path):
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=parent, ignore_cleanup_errors=True) as scratch:
        yield Path(scratch)


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CharacterError(
            f"{path} can't be written: {error.strerror or error}.", code="disk", hint="Free some disk space."
        ) from error
