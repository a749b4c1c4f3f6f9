"""A Live2D model folder, read and checked before the native library sees any of it. Pure (QtGui only reads picture
sizes); any thread.

Format: model3.json, exp3.json, physics3.json, pose3.json and cdi3.json of Cubism 3 to 5. Motions are read by
`motion.py`; one that is broken or missing is left out, for she lives without.
"""

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from companion.errors import AvatarError
from companion.ui.avatars.cubism import json_file
from companion.ui.avatars.cubism.expressions import Expression, read_expression
from companion.ui.avatars.cubism.json_file import Mistakes, Wrong
from companion.ui.avatars.cubism.motion import Motion, read_motion

MOC_VERSIONS = {1: "3.0", 2: "3.3", 3: "4.0", 4: "4.2", 5: "5.0", 6: "5.3"}  # first byte after the magic -> Cubism
_MOC_LARGEST = 256_000_000  # bytes
_SIDE_LARGEST = 16_384  # pixels of a texture's side
_PIXELS_LARGEST = 160_000_000  # of all textures: 640 MB once decoded
_MANY = 400  # expressions, motions
_HINT = "Copy the whole model folder again, as it was exported for the SDK (with .moc3, textures and .model3.json)."


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What a checked folder holds. eyes, lips: parameters that blink and speak. names: what the artist calls them.
    motions: by group."""

    path: Path
    moc: Path
    textures: tuple[Path, ...]
    physics: Path | None
    pose: Path | None
    expressions: tuple[Expression, ...]
    eyes: tuple[str, ...] = ()
    lips: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    motions: dict[str, tuple[Motion, ...]] = field(default_factory=dict)

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that she is made of."""
        optional = [path for path in (self.physics, self.pose) if path is not None]
        played = [motion.path for group in self.motions.values() for motion in group]
        shown = [expression.path for expression in self.expressions]
        return (self.path, self.moc, *self.textures, *optional, *shown, *played)

    def reduced(self) -> str:
        """The model3.json that the native library gets: nothing but checked files, indented as its reader needs."""
        folder = self.path.parent
        inside: dict[str, Any] = {
            "Moc": _relative(self.moc, folder),
            "Textures": [_relative(path, folder) for path in self.textures],
        }
        if self.physics is not None:
            inside["Physics"] = _relative(self.physics, folder)
        if self.pose is not None:
            inside["Pose"] = _relative(self.pose, folder)
        return json.dumps({"Version": 3, "FileReferences": inside, "Groups": []}, indent=2, ensure_ascii=False)

    def digest(self) -> str:
        """SHA-256 of what the native library reads."""
        found = hashlib.sha256(self.reduced().encode())
        for path in (self.moc, *self.textures, self.physics, self.pose):
            if path is not None:
                with path.open("rb") as file:
                    found.update(hashlib.file_digest(file, "sha256").digest())
        return found.hexdigest()


def find(folder: Path, name: str = "") -> Path:
    """The .model3.json of a folder (or of the one folder below it that has one). Raises AvatarError."""
    if name:
        path = (folder / name).resolve()
        if folder.resolve() not in path.parents or not path.is_file():
            raise AvatarError(
                f"There is no {name} in {folder}.", code="live2d-files", hint="avatar.style.model names a .model3.json."
            )
        return path
    found = sorted(folder.glob("*.model3.json")) or sorted(folder.glob("*/*.model3.json"))
    if len(found) == 1:
        return found[0].resolve()
    if found:
        names = ", ".join(str(path.relative_to(folder)) for path in found[:6])
        raise AvatarError(
            f"{folder} holds several models: {names}.",
            code="live2d-files",
            hint=f"Write which: style: {{model: {found[0].relative_to(folder)}}}.",
        )
    old = [*folder.glob("*.model.json"), *folder.glob("*.moc")]
    raise AvatarError(
        f"{folder} holds {'a model of Cubism 2' if old else 'no .model3.json'}.",
        code="live2d-files",
        hint="A model of Cubism 3 or later is needed; Cubism Editor can convert older ones." if old else _HINT,
    )


def read(folder: Path, name: str = "") -> ModelFile:
    """The checked model of a folder. Raises AvatarError that names all mistakes at once."""
    path = find(folder, name)
    mistakes = Mistakes()
    found: ModelFile | None = None
    with mistakes.noted():
        found = _read(path, folder.resolve(), mistakes)
    mistakes.raise_if_any(_HINT)
    assert found is not None
    return found


def _read(path: Path, home: Path, mistakes: Mistakes) -> ModelFile:
    data = json_file.table(json_file.read(path), f"{path}: the whole file")
    inside = json_file.table(data.get("FileReferences"), f"{path}: FileReferences")
    here = _Folder(path, home)
    moc, physics, pose = path, None, None
    textures: list[Path] = []
    with mistakes.noted():
        moc = here.file(inside.get("Moc"), "Moc")
        _check_moc(moc)
    with mistakes.noted():
        listed = json_file.rows(inside.get("Textures"), f"{path}: Textures")
        if not 0 < len(listed) <= 64:
            raise Wrong(f"{path}: Textures lists {len(listed)} files; 1 to 64 are possible.")
        for number, entry in enumerate(listed):
            with mistakes.noted():
                textures.append(here.file(entry, f"Textures[{number}]"))
        with mistakes.noted():
            _check_textures(textures, mistakes)
    with mistakes.noted():
        physics = here.optional(inside.get("Physics"), "Physics")
        if physics is not None:
            _check_physics(physics)
    with mistakes.noted():
        pose = here.optional(inside.get("Pose"), "Pose")
        if pose is not None:
            _check_pose(pose)
    expressions = _expressions(inside.get("Expressions"), here, mistakes)
    eyes, lips = _groups(data.get("Groups"), path, mistakes)
    return ModelFile(
        path,
        moc,
        tuple(textures),
        physics,
        pose,
        expressions,
        eyes,
        lips,
        _names(inside, here),
        _motions(inside.get("Motions"), here),
    )


class _Folder:
    """Resolves what a model3.json names; nothing outside of the avatar's own folder is opened."""

    def __init__(self, path: Path, home: Path) -> None:
        self.path, self._home = path, home

    def file(self, value: object, where: str) -> Path:
        name = json_file.text(value, f"{self.path}: {where}")
        parts = PureWindowsPath(name)
        if PurePosixPath(name).is_absolute() or parts.is_absolute() or parts.drive or "\0" in name:
            raise Wrong(f"{self.path}: {where} is {name!r}; only files inside of the folder can be named.")
        try:
            place = (self.path.parent / name.replace("\\", "/")).resolve()
            there = place.is_file()
        except (OSError, ValueError) as error:  # half of a letter, or longer than a name can be
            raise Wrong(f"{self.path}: {where} is {name[:80]!r}, which can't be the name of a file.") from error
        if self._home not in place.parents:
            raise Wrong(f"{self.path}: {where} {name!r} leads out of the avatar's folder.")
        if not there:
            raise Wrong(f"{self.path}: {where} names {name!r}, and there is no such file.")
        return place

    def optional(self, value: object, where: str) -> Path | None:
        return None if value in (None, "") else self.file(value, where)


def _check_moc(path: Path) -> None:
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError as error:
        raise Wrong(f"{path}: it can't be read ({error.strerror or error}).") from error
    if head[:4] != b"MOC3":
        old = " It is a model of Cubism 2." if head[:3] == b"moc" else ""
        raise Wrong(f"{path}: this is no .moc3 file (it begins with {head[:4]!r}).{old}")
    if head[4:5] == b"" or head[4] not in MOC_VERSIONS:
        raise Wrong(f"{path}: .moc3 version {head[4] if len(head) > 4 else '?'}; known are 1 to {max(MOC_VERSIONS)}.")
    if not 64 <= size <= _MOC_LARGEST or len(head) < 64:
        raise Wrong(f"{path}: {size} bytes is no size of a whole .moc3 file.")


def _check_textures(paths: list[Path], mistakes: Mistakes) -> None:
    from PySide6.QtGui import QImageReader

    pixels = 0
    for path in paths:
        size = QImageReader(str(path)).size()
        if not size.isValid() or size.isEmpty():
            mistakes.found.append(f"{path}: this is no picture that can be read.")
        elif max(size.width(), size.height()) > _SIDE_LARGEST:
            mistakes.found.append(f"{path}: {size.width()} x {size.height()} pixels; at most {_SIDE_LARGEST} a side.")
        else:
            pixels += size.width() * size.height()
    if pixels > _PIXELS_LARGEST:
        raise Wrong(
            f"{paths[0].parent}: the textures have {pixels / 1e6:.0f} million pixels, at most 160 are possible."
        )


def _check_physics(path: Path) -> None:
    """The native reader trusts the counts of the head, so they must be true."""
    data = json_file.table(json_file.read(path), f"{path}: the whole file")
    meta = json_file.table(data.get("Meta"), f"{path}: Meta")
    settings = json_file.rows(data.get("PhysicsSettings"), f"{path}: PhysicsSettings")
    each = [json_file.table(one, f"{path}: PhysicsSettings[{index}]") for index, one in enumerate(settings)]
    counts = {"PhysicsSettingCount": len(each)}
    for key, name in (("TotalInputCount", "Input"), ("TotalOutputCount", "Output"), ("VertexCount", "Vertices")):
        counts[key] = sum(len(json_file.rows(one.get(name), f"{path}: {name}")) for one in each)
    for key, count in counts.items():
        if meta.get(key) != count:
            raise Wrong(f"{path}: Meta.{key} says {meta.get(key)!r}, but there are {count}.")
    for index, one in enumerate(each):
        where = f"{path}: PhysicsSettings[{index}]"
        vertices = len(one["Vertices"])
        for row in one["Output"]:
            place = json_file.table(row, f"{where}.Output").get("VertexIndex")
            if not isinstance(place, int) or not 0 <= place < vertices:
                raise Wrong(f"{where}: VertexIndex {place!r} is none of its {vertices} vertices.")


def _check_pose(path: Path) -> None:
    data = json_file.table(json_file.read(path), f"{path}: the whole file")
    for index, group in enumerate(json_file.rows(data.get("Groups"), f"{path}: Groups")):
        for part in json_file.rows(group, f"{path}: Groups[{index}]"):
            one = json_file.table(part, f"{path}: Groups[{index}]")
            json_file.text(one.get("Id"), f"{path}: Groups[{index}]: Id")
            for link in json_file.rows(one.get("Link", []), f"{path}: Groups[{index}]: Link"):
                json_file.text(link, f"{path}: Groups[{index}]: Link")


def _expressions(listed: object, here: _Folder, mistakes: Mistakes) -> tuple[Expression, ...]:
    """Those of the list, and such files beside it that it does not name (models for VTube Studio list none)."""
    found: dict[Path, Expression] = {}
    tried: set[Path] = set()
    with mistakes.noted():
        for number, entry in enumerate(json_file.rows(listed or [], f"{here.path}: Expressions")):
            with mistakes.noted():
                where = f"Expressions[{number}]"
                row = json_file.table(entry, f"{here.path}: {where}")
                path = here.file(row.get("File"), f"{where}.File")
                name = row.get("Name")
                tried.add(path)
                found[path] = read_expression(path, name if isinstance(name, str) and name.strip() else _stem(path))
    for path in sorted(here.path.parent.rglob("*.exp3.json"))[:_MANY]:
        if path.resolve() not in tried:
            with mistakes.noted():
                found[path.resolve()] = read_expression(path.resolve(), _stem(path))
    return tuple(found.values())[:_MANY]


def _motions(listed: object, here: _Folder) -> dict[str, tuple[Motion, ...]]:
    """Those that can be read; without them the house alone moves her."""
    found: dict[str, tuple[Motion, ...]] = {}
    count = 0
    for group, entries in (listed if isinstance(listed, dict) else {}).items():
        read: list[Motion] = []
        for entry in entries if isinstance(entries, list) else []:
            count += 1
            with contextlib.suppress(Wrong):
                if count <= _MANY and isinstance(entry, dict):
                    read.append(read_motion(here.file(entry.get("File"), f"Motions.{group}"), entry))
        if read:
            found[str(group)] = tuple(read)
    return found


def _groups(value: object, path: Path, mistakes: Mistakes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    with mistakes.noted():
        for number, entry in enumerate(json_file.rows(value or [], f"{path}: Groups")):
            row = json_file.table(entry, f"{path}: Groups[{number}]")
            ids = json_file.rows(row.get("Ids") or [], f"{path}: Groups[{number}].Ids")
            found[str(row.get("Name"))] = tuple(json_file.text(one, f"{path}: Groups[{number}].Ids") for one in ids)
    return found.get("EyeBlink", ()), found.get("LipSync", ())


def _names(inside: Any, here: _Folder) -> dict[str, str]:
    """The artist's words for parameters; a help for guessing, so a broken file only means that there are none."""
    try:
        path = here.optional(inside.get("DisplayInfo"), "DisplayInfo")
        rows = json_file.table(json_file.read(path), "").get("Parameters", []) if path is not None else []
        return {str(row["Id"]): str(row.get("Name", "")) for row in rows if isinstance(row, dict) and "Id" in row}
    except (Wrong, TypeError):
        return {}


def _stem(path: Path) -> str:
    return path.name.removesuffix(".exp3.json")


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()
