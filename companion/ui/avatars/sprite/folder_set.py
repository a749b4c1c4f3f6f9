"""A folder of pictures becomes a sprite set: checked by their headers, none decoded yet. Main thread or a worker.

The folder holds the pictures, or one more folder that does (SillyTavern: characters/<name>/, costumes below it).
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImageReader

from companion.errors import AvatarError
from companion.persona.emotion import CANONICAL, canonical
from companion.ui.avatars.sprite.names import ENDINGS, Label, label_of, rank, stand_in

MAX_FILES = 600
MAX_BYTES = 40 * 1024 * 1024
MAX_SIDE = 8192  # pixels
MAX_PIXELS = 36_000_000
_DEPTH = 3  # folders below the set


@dataclass(frozen=True, slots=True)
class Look:
    """The pictures of one emotion: by mouth ("" = shut, "open", "half", vowels), and the same with shut eyes."""

    mouths: Mapping[str, Path]
    blinks: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class SpriteSet:
    """looks: every canonical emotion. shown: which emotion's pictures stand in. size: of the neutral picture, pixels.

    costumes: names of other folders of pictures. unread: files that name no feeling."""

    folder: Path
    looks: Mapping[str, Look]
    shown: Mapping[str, str]
    size: tuple[int, int]
    costumes: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """Every picture that is used."""
        paths = [path for look in self.looks.values() for path in (*look.mouths.values(), *look.blinks.values())]
        return tuple(dict.fromkeys(paths))


def read_set(folder: Path, costume: str = "", chosen: Mapping[str, str] | None = None) -> SpriteSet:
    """The set in a folder. chosen: file names (with or without ending) for emotions, which win over what names say.

    Raises:
        AvatarError: no pictures, an unknown costume, or pictures that are broken or huge, each named.
    """
    places = _picture_folders(folder)
    if not places:
        raise AvatarError(
            f"{folder}: there are no pictures of feelings here.",
            code="sprites-empty",
            hint="Name them by feeling: neutral.png, joy.png, sad.png, … (docs/make-an-avatar.md).",
        )
    home = _costume(folder, places, costume)
    found, unread = _labelled(places[home])
    _choose(home, found, places[home], chosen or {})
    if not found:
        raise AvatarError(
            f"{home}: none of the {len(places[home])} pictures is named by a feeling.",
            code="sprites-empty",
            hint="Name them by feeling: neutral.png, joy.png, sad.png, … (docs/make-an-avatar.md).",
        )
    own = {emotion: _look(labels) for emotion, labels in found.items()}
    shown = {emotion: stand_in(emotion, own) for emotion in CANONICAL}
    looks = {emotion: own[shown[emotion]] for emotion in CANONICAL}
    used = dict.fromkeys(path for look in own.values() for path in (*look.mouths.values(), *look.blinks.values()))
    sizes = _checked(used)
    neutral = looks["neutral"].mouths[""]
    others = tuple(sorted(place.relative_to(folder).as_posix() for place in places if place != home))
    return SpriteSet(home, looks, shown, sizes[neutral], others, tuple(unread))


def _picture_folders(folder: Path) -> dict[Path, list[Path]]:
    """Folders with pictures in them, the nearest first."""
    found: dict[Path, list[Path]] = {}
    waiting, count = [(folder, 0)], 0
    while waiting:
        place, depth = waiting.pop(0)
        try:
            entries = sorted(place.iterdir())
        except OSError as error:
            raise AvatarError(f"{place} can't be read: {error.strerror}.", code="avatar-unreadable") from error
        pictures = [path for path in entries if path.suffix.casefold() in ENDINGS and path.is_file()]
        count += len(pictures)
        if count > MAX_FILES:
            raise AvatarError(
                f"{folder}: there are more than {MAX_FILES} pictures.",
                code="sprites-many",
                hint="avatar.folder in character.yaml should name the folder of one character.",
            )
        if pictures:
            found[place] = pictures
        if depth < _DEPTH:
            below = [path for path in entries if path.is_dir() and not path.is_symlink() and path.name[:1] != "."]
            waiting += [(path, depth + 1) for path in below]
    return found


def _costume(folder: Path, places: Mapping[Path, object], costume: str) -> Path:
    if not costume:
        return next(iter(places))
    names = {place.relative_to(folder).as_posix(): place for place in places}
    by_last = {place.name: place for place in places}
    for known in (names, by_last):
        if costume in known:
            return known[costume]
    near = difflib.get_close_matches(costume, [*names, *by_last], n=1)
    raise AvatarError(
        f"{folder}: there is no costume {costume!r}.",
        code="sprites-costume",
        hint=f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(names)}.",
    )


Labelled = dict[str, list[tuple[Label, Path]]]


def _labelled(pictures: list[Path]) -> tuple[Labelled, list[str]]:
    found: Labelled = {}
    unread = []
    for path in pictures:
        label = label_of(path.stem)
        if label is None:
            unread.append(path.name)
        else:
            found.setdefault(label.emotion, []).append((label, path))
    if not found and len(pictures) == 1:  # one picture of her is a set too
        found["neutral"] = [(Label("neutral", "neutral"), pictures[0])]
        unread = []
    return found, unread


def _choose(home: Path, found: Labelled, pictures: list[Path], chosen: Mapping[str, str]) -> None:
    by_name = {name: path for path in pictures for name in (path.name, path.stem)}
    for word, name in chosen.items():
        emotion = canonical(word)
        if emotion is None or name not in by_name:
            near = difflib.get_close_matches(name, by_name, n=1)
            raise AvatarError(
                f"avatar.style.{word} in character.yaml is {name!r}, but {home} has no such picture.",
                code="avatar-style",
                hint=f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(by_name))[:200]}.",
            )
        path = by_name[name]
        own = label_of(path.stem)
        word = own.word if own is not None else ""
        variants = [(label, p) for pairs in found.values() for label, p in pairs if word and label.word == word]
        wanted = [(Label(emotion, "", label.mouth, label.blink, label.number), p) for label, p in variants]
        found[emotion] = [(Label(emotion, ""), path), *[pair for pair in wanted if pair[1] != path]]


def _look(pairs: list[tuple[Label, Path]]) -> Look:
    """The preferred word's pictures; a shut mouth with open eyes is always there."""
    plain = [pair for pair in pairs if not pair[0].mouth and not pair[0].blink]
    ordered = sorted(plain or pairs, key=lambda pair: rank(pair[0]))
    word = ordered[0][0].word
    mouths: dict[str, Path] = {"": ordered[0][1]}
    blinks: dict[str, Path] = {}
    for label, path in sorted(pairs, key=lambda pair: rank(pair[0])):
        if label.word == word:
            (blinks if label.blink else mouths).setdefault(label.mouth, path)
    return Look(mouths, blinks)


def _checked(used: Mapping[Path, None]) -> dict[Path, tuple[int, int]]:
    """Sizes by the headers; everything broken or huge in one error."""
    sizes: dict[Path, tuple[int, int]] = {}
    problems = []
    for path in used:
        wrong, size = _header(path)
        if wrong:
            problems.append(f"  - {path.name}: {wrong}.")
        sizes[path] = size
    if problems:
        place = next(iter(used)).parent
        raise AvatarError(
            f"{place}: {len(problems)} picture(s) can't be used:\n" + "\n".join(problems[:20]),
            code="sprites-broken",
            hint="Save them anew, as PNG or WebP; about 1000 x 1500 pixels are plenty.",
        )
    return sizes


def _header(path: Path) -> tuple[str, tuple[int, int]]:
    try:
        size = path.stat().st_size
    except OSError as error:
        return f"it can't be read ({error.strerror})", (0, 0)
    if size > MAX_BYTES:
        return f"it is larger than {MAX_BYTES // 2**20} MiB", (0, 0)
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    pixels = reader.size()
    if not reader.canRead() or not pixels.isValid() or pixels.isEmpty():
        return "it is no picture, or it is broken", (0, 0)
    width, height = pixels.width(), pixels.height()
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        return f"it is {width} x {height} pixels; {MAX_SIDE} a side and 36 million in all are the most", (0, 0)
    return "", (width, height)
