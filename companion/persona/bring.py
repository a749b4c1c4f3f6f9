"""Characters come in and go out as files: packages, cards V1 to V3, Open-LLM-VTuber YAML. Any thread.

A card's picture becomes her look where nothing else draws her, and her example talks lines that she is reminded of.
Writes the person's characters (and models) only.
"""

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from companion import paths
from companion.errors import CharacterError
from companion.persona import (
    card_character,
    card_png,
    cards,
    own,
    package,
    package_read,
    package_write,
    recall,
    vtuber_yaml,
)
from companion.persona.card_character import Imported
from companion.persona.cards import Card
from companion.persona.character import Character, load_character
from companion.persona.lorebook import entries
from companion.persona.package_read import Came, Inside

SUFFIXES = (package.SUFFIX, *cards.SUFFIXES, ".yaml", ".yml")
"""Of files that `look` may know."""
CARDS = cards.SUFFIXES
LOOK = Path("avatar") / "neutral.png"
PICTURED = {"renderer": "sprites"}
"""`avatar` of a character that one picture shows."""
_SIDES = range(48, 8193)  # pixels of a picture that is shown
_MOST_PIXELS = 36_000_000
_MAX_TALKS = 2_000
Report = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Found:
    """What a file would bring. kind: "package" or "card". ids: of the characters in it; taken: those that are here
    already; own: those of them that are the person's (replacing moves these into the trash). bytes: unpacked, with
    models: name -> bytes. notes: what can't be used."""

    file: Path
    kind: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    taken: tuple[str, ...]
    own: tuple[str, ...]
    licence: str
    author: str
    bytes: int
    models: dict[str, int]
    notes: tuple[str, ...]
    source: Inside | Imported


def look(path: Path) -> Found:
    """What is in a file; writes nothing.

    Raises:
        CharacterError: unreadable, damaged, made to do harm, or no character in it; the message names file and fix.
    """
    if path.suffix.lower() == package.SUFFIX or _is_package(path):
        return _package(path)
    card = (vtuber_yaml if path.suffix.lower() in (".yaml", ".yml") else cards).read(path)
    found = card_character.imported(card)
    try:
        found.character(Path())
    except ValidationError as error:
        what = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()[:3])
        raise CharacterError(
            f"{path}: the card can't be used: {what}.",
            code="card-invalid",
            hint="Export the card again from where it came.",
        ) from error
    return Found(
        file=path,
        kind="card",
        ids=(found.id,),
        names=tuple(dict.fromkeys(str(name) for name in found.fields["names"].values())),
        taken=(found.id,) if own.known(found.id) else (),
        own=(found.id,) if (paths.user_characters() / found.id).exists() else (),
        licence=str(found.fields.get("license") or ""),
        author=str(found.fields.get("author") or ""),
        bytes=path.stat().st_size,
        models={},
        notes=found.notes,
        source=found,
    )


def take_in(
    found: Found, *, copy: bool = False, replacing: bool = False, report: Report = lambda _done, _of: None
) -> Came:
    """Puts what was found among the person's characters.

    Args:
        copy: who has an id that is here already comes under a free one.
        replacing: who is here already among the person's goes into the trash first.
        report: bytes done, bytes of all.

    Raises:
        CharacterError: as `look`; an id is here already and neither was wished; the disk refuses. Nothing is left then.
    """
    if isinstance(found.source, Inside):
        return package_read.take_in(found.source, copy=copy, replacing=replacing, report=report)
    if found.taken and not copy and not replacing:
        raise own.taken(found.taken[0])
    wanted = own.free_id(found.ids[0]) if copy else found.ids[0]
    source = replace(found.source, id=wanted, fields={**found.source.fields, "id": wanted})
    target = paths.user_characters() / wanted
    away: tuple[own.Away, ...] = ()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent, ignore_cleanup_errors=True) as scratch:
            draft = Path(scratch) / wanted
            picture = None if "avatar" in source.fields else shown_picture(source.card)
            if picture is not None:
                source = replace(source, fields={**source.fields, "avatar": PICTURED})
            card_character.save(source, draft)
            if picture is not None:
                give_look(draft, picture)
            _remember(source, draft)
            load_character(draft)
            if target.exists():
                away = (own.put_away(wanted),)
            draft.rename(target)
    except OSError as error:
        for one in away:
            own.bring_back(one)
        raise CharacterError(
            f"{target} can't be written: {error.strerror or error}.", code="disk", hint="Free some disk space."
        ) from error
    return Came((load_character(target),), found.notes, away)


def export(
    character: Character,
    target: Path,
    *,
    model: bool = True,
    picture: bytes | None = None,
    report: Report = lambda _done, _of: None,
) -> tuple[str, ...]:
    """Writes her into a file; its suffix says as what. Returns notes: what is not in it.

    picture: a PNG of her for a card; None = the one in her folder, if there is one.

    Raises:
        CharacterError: another suffix, or the disk refuses.
    """
    suffix = target.suffix.lower()
    if suffix == package.SUFFIX:
        return package_write.export(character, target, model=model, report=report).notes
    if suffix not in CARDS:
        raise CharacterError(
            f"{target}: a character's file ends in {package.SUFFIX}, {', '.join(CARDS)}.",
            code="card-suffix",
            hint="Choose one of these.",
        )
    original = character.folder / card_character.ORIGINAL
    before = cards.read(original) if original.is_file() else None
    hers = character.folder / card_character.PICTURE
    card = card_character.from_character(
        character, original=before, lore=entries(before.data.get("character_book")) if before else ()
    )
    if picture is not None or hers.is_file():
        card = replace(card, picture=picture if picture is not None else hers.read_bytes())
    cards.write(card, target)
    return ("a card holds her words, not her model and her moving picture",)


def _is_package(path: Path) -> bool:
    """A package under another name."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError:
        return False  # the reader says what is wrong
    return head.startswith(b"PK\x03\x04") and package.MANIFEST.encode() in head


def _package(path: Path) -> Found:
    inside = package_read.look(path)
    manifest = inside.manifest
    return Found(
        file=path,
        kind="package",
        ids=manifest.ids,
        names=tuple(" / ".join(inside.names[one]) or one for one in manifest.ids),
        taken=inside.taken,
        own=tuple(one for one in inside.taken if (paths.user_characters() / one).exists()),
        licence=str(manifest.data.get("licence") or manifest.licence)[:200],
        author=str(manifest.data.get("author") or "")[:200],
        bytes=manifest.bytes,
        models=manifest.models,
        notes=(),
        source=inside,
    )


def shown_picture(card: Card) -> bytes | None:
    """A card's picture where it can be shown as a look; None where there is none, or it is tiny, huge or no picture."""
    if card.picture is None:
        return None
    try:
        width, height = card_png.size(card.picture)
    except card_png.PngError:
        return None
    fits = width in _SIDES and height in _SIDES and width * height <= _MOST_PIXELS
    return card.picture if fits else None


def give_look(folder: Path, picture: bytes) -> None:
    """Puts the picture where the renderer `sprites` looks for it. Raises CharacterError: the disk refuses."""
    (folder / LOOK).parent.mkdir(exist_ok=True)
    own.write(folder / LOOK, picture)


def _remember(source: Imported, folder: Path) -> None:
    """Her example talks as lines that she is reminded of while she talks (recall.jsonl)."""
    lines: list[str] = []
    for talk in source.dialogues:
        last = ""
        for said, answer in talk:
            text = " ".join(answer.split())
            if said.strip() and text and len(said) <= 400 and len(text) <= 400:
                ways = [" ".join(said.split())]
                row = {"language": source.language, "ways": ways, "lines": [["neutral", 0.3, text]]}
                lines.append(json.dumps({**row, "after": [last]} if last else row, ensure_ascii=False))
            last = text
    if not lines:
        return
    own.write(folder / recall.FILE_NAME, ("\n".join(lines[:_MAX_TALKS]) + "\n").encode())
    try:
        recall.load(folder, source.fields["names"].values())
    except CharacterError:  # words that the reader of such lines does not take; the card keeps them
        (folder / recall.FILE_NAME).unlink()
