"""A character out of one file (see package.py). Writes only the person's characters and models; any thread.

Everything is unpacked into a folder aside, each file against its size and SHA-256, and read as the app will read it;
then her models and at last her folder take their places by renames. What goes wrong before that leaves nothing behind.
"""

import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from companion import paths
from companion.errors import CharacterError
from companion.persona import character_text, own, package
from companion.persona.archive import Archive, ArchiveError, Limits
from companion.persona.character import FILE_NAME, Character, load_character
from companion.persona.character_file import parse as parse_sheet
from companion.persona.character_file import read as read_sheet
from companion.persona.package import Manifest, PackageError

_BLOCK = 1 << 20
_LIMITS = Limits(package.MAX_FILES + 1, package.MAX_MODEL, package.MAX_MODEL, doubles=False)
_HINT = "Get the file again from where it came; nothing was taken in."
Report = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Inside:
    """A package as its list describes it; its hashes are checked when it is taken in. taken: ids that are here already.
    names: id -> her names as the sheet says."""

    file: Path
    manifest: Manifest
    taken: tuple[str, ...]
    names: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Came:
    """notes: what the person should know."""

    characters: tuple[Character, ...]
    notes: tuple[str, ...]
    replaced: tuple[own.Away, ...] = ()


def look(path: Path) -> Inside:
    """What is in a package; writes nothing.

    Raises:
        CharacterError: unreadable, no package, damaged, made to do harm, or by a newer program.
    """
    with _opened(path) as (archive, manifest):
        names = {}
        for one in manifest.ids:
            name = f"characters/{one}/{FILE_NAME}"
            try:
                told = parse_sheet(_small(archive, name), Path(name)).data.get("names")
            except CharacterError as error:
                raise CharacterError(f"{path}: {error.message}", code=error.code, hint=_HINT) from error
            texts = told.values() if isinstance(told, dict) else [told]
            names[one] = tuple(dict.fromkeys(str(text)[:60] for text in texts if isinstance(text, str)))
    return Inside(path, manifest, tuple(one for one in manifest.ids if own.known(one)), names)


def take_in(
    inside: Inside, *, copy: bool = False, replacing: bool = False, report: Report = lambda _done, _of: None
) -> Came:
    """Puts the characters of a package among the person's.

    Args:
        copy: who has an id that is here already comes under a free one.
        replacing: who is here already among the person's goes into the trash first.
        report: bytes done, bytes of all; may raise to stop, then nothing is left.

    Raises:
        CharacterError: as `look`; an id is here already and neither was wished; no room; the disk refuses.
    """
    taken = [one for one in inside.manifest.ids if own.known(one)]
    if taken and not copy and not replacing:
        raise own.taken(taken[0])
    home = paths.user_characters()
    room = _room(paths.user_data())
    if inside.manifest.bytes > room:
        raise CharacterError(
            f"{inside.file} needs {inside.manifest.bytes >> 20} MiB and {room >> 20} MiB are free.",
            code="disk",
            hint="Free some disk space.",
        )
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=home, ignore_cleanup_errors=True) as scratch:
            _unpack(inside, Path(scratch), report)
            return _settle(inside, Path(scratch), {one: own.free_id(one) if copy else one for one in taken})
    except OSError as error:
        raise CharacterError(
            f"{error.filename or home} can't be written: {error.strerror or error}.",
            code="disk",
            hint="Free some disk space; nothing was taken in.",
        ) from error


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[Archive, Manifest]]:
    """Raises CharacterError for what is wrong with the file; what the block raises besides passes."""
    try:
        archive = Archive(path, _LIMITS)
    except ArchiveError as error:
        raise _wrong(path, str(error)) from error
    except OSError as error:
        raise CharacterError(
            f"{path} can't be read: {error.strerror or error}.", code="package-unreadable", hint="Check the file."
        ) from error
    with archive:
        try:
            if package.MANIFEST not in archive or archive.size(package.MANIFEST) > package.MAX_MANIFEST:
                raise PackageError("there is no list of contents in it, so it is no character's file")
            manifest = package.understood(archive.read(package.MANIFEST))
            _agree(archive, manifest)
            yield archive, manifest
        except (ArchiveError, PackageError) as error:
            raise _wrong(path, str(error)) from error


def _agree(archive: Archive, manifest: Manifest) -> None:
    """The list and the archive name the same files of the same sizes."""
    there = set(archive) - {package.MANIFEST}
    if there != set(manifest.files):
        odd = sorted(there ^ set(manifest.files))[0]
        raise PackageError(f"its list of contents and its contents differ ({odd[:120]!r})")
    for name, said in manifest.files.items():
        if archive.size(name) != said.bytes:
            raise PackageError(f"{name[:120]!r} is not as long as its list of contents says")


def _small(archive: Archive, name: str) -> bytes:
    if archive.size(name) > package.MAX_MANIFEST:
        raise PackageError(f"{name[:120]!r} is far too long")
    return archive.read(name)


def _unpack(inside: Inside, target: Path, report: Report) -> None:
    done, every = 0, inside.manifest.bytes
    with _opened(inside.file) as (archive, manifest):
        if manifest != inside.manifest:
            raise PackageError("it has changed since it was looked at")
        for name, said in manifest.files.items():
            place = target.joinpath(*PurePosixPath(name).parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            digest, size = hashlib.sha256(), 0
            with place.open("xb") as file:
                for block in _blocks(archive, name):
                    file.write(block)
                    digest.update(block)
                    size += len(block)
                    done += len(block)
                    report(done, every)
            if size != said.bytes or digest.hexdigest() != said.sha256:
                raise PackageError(f"{name[:120]!r} is damaged (its hash differs)")


def _blocks(archive: Archive, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        while block := member.read(_BLOCK):
            yield block


def _settle(inside: Inside, scratch: Path, others: dict[str, str]) -> Came:
    """Everything is here and whole: her models, then her folder."""
    notes: list[str] = []
    manifest = inside.manifest
    drafts = [_draft(scratch, one, others.get(one, one), manifest, notes) for one in manifest.ids]
    moved: list[Path] = []
    away: list[own.Away] = []
    came: list[Path] = []
    try:
        renamed = _models(scratch, manifest, moved)
        for draft in drafts:
            _name_models(draft, renamed)
            target = paths.user_characters() / draft.name
            if target.exists():
                away.append(own.put_away(draft.name))
            draft.rename(target)
            came.append(target)
        return Came(tuple(load_character(path) for path in came), tuple(notes), tuple(away))
    except (OSError, CharacterError):
        for folder in came:
            shutil.rmtree(folder, ignore_errors=True)
        for file in moved:
            file.unlink(missing_ok=True)
        for one in reversed(away):
            with contextlib.suppress(CharacterError):
                own.bring_back(one)
        raise


def _draft(scratch: Path, given: str, wanted: str, manifest: Manifest, notes: list[str]) -> Path:
    """Her folder, read as the app reads it: under its id, without references that lead out of it."""
    place = scratch / "characters" / given
    try:
        text = (place / FILE_NAME).read_text(encoding="utf-8")
        read_sheet(place / FILE_NAME)
        if wanted != given:
            text = character_text.set_key(text, "id", wanted)
            aside = scratch / "renamed"
            aside.mkdir(exist_ok=True)
            place = place.rename(aside / wanted)
        text = _own_references(text, place, manifest, notes)
        (place / FILE_NAME).write_text(text, encoding="utf-8")
        load_character(place)
    except UnicodeDecodeError as error:
        raise _wrong(Path(given) / FILE_NAME, "it is not UTF-8") from error
    except CharacterError as error:
        told = error.message.replace(str(place), given).replace(str(scratch / "characters" / given), given)
        raise CharacterError(told, code=error.code, hint=_HINT) from error
    shown = [name for name in package.REPORT if not name.endswith(".html")]  # a stranger's page is never opened
    reports = [scratch / name for name in shown if (scratch / name).is_file()]
    if reports and not (place / "report").exists():
        (place / "report").mkdir()
        for file in reports:
            shutil.copyfile(file, place / "report" / file.name)
    return place


def _own_references(text: str, place: Path, manifest: Manifest, notes: list[str]) -> str:
    """A sheet from elsewhere names files beside it or by plain names; others are taken out, and missing ones told."""
    sheet = character_text.data(text)
    for key in ("brain", "adapter"):
        value = sheet.get(key)
        if isinstance(value, str) and Path(value).name in manifest.models:
            text = character_text.set_key(text, key, Path(value).name)
        elif isinstance(value, str) and not (_beside(value) and (place / value).is_file()):
            plain = _beside(value) and paths.resolve(value).exists()
            if not plain:
                text = character_text.set_key(text, key, None)
                notes.append(f"her {key} {Path(value).name} is not here; she thinks with the model of your settings")
    voices = sheet.get("voices")
    if isinstance(voices, dict):
        kept: dict[str, Any] = dict(voices)
        for language, voice in voices.items():
            model = voice.get("model") if isinstance(voice, dict) else None
            if isinstance(model, str) and model and not (_beside(model) and paths.resolve(model, base=place).exists()):
                kept.pop(language)
                notes.append(f"her {language} voice {Path(model).name} is not here; she speaks with the built-in one")
        if kept != voices:
            text = character_text.set_key(text, "voices", kept or None)
    return text


def _beside(reference: str) -> bool:
    """A name that stays inside the folders it is looked for in."""
    path = PurePosixPath(reference.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and ":" not in reference and not reference.startswith("~")


def _models(scratch: Path, manifest: Manifest, moved: list[Path]) -> dict[str, str]:
    """Her models into the models folder; returns the names that had to change. One that is there already stays."""
    renamed: dict[str, str] = {}
    home = paths.user_models()
    for name in manifest.models:
        said = manifest.files[f"models/{name}"]
        target = home / name
        other = not _same(target, said) if target.exists() else target.with_suffix(".json").exists()
        if other:
            target = home / f"{Path(name).stem}-{said.sha256[:8]}.gguf"
            renamed[name] = target.name
        home.mkdir(parents=True, exist_ok=True)
        card = scratch / "models" / f"{Path(name).stem}.json"
        if target.exists():
            continue
        if card.is_file():
            shutil.copyfile(card, target.with_suffix(".json"))
            moved.append(target.with_suffix(".json"))
        (scratch / "models" / name).replace(target)
        moved.append(target)
    return renamed


def _same(path: Path, said: package.Stored) -> bool:
    if path.stat().st_size != said.bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == said.sha256


def _name_models(draft: Path, renamed: dict[str, str]) -> None:
    file = draft / FILE_NAME
    text = file.read_text(encoding="utf-8")
    sheet = character_text.data(text)
    for key in ("brain", "adapter"):
        if sheet.get(key) in renamed:
            text = character_text.set_key(text, key, renamed[sheet[key]])
    file.write_text(text, encoding="utf-8")


def _room(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _wrong(path: Path, what: str) -> CharacterError:
    return CharacterError(f"{path}: {what}.", code="package-wrong", hint=_HINT)
