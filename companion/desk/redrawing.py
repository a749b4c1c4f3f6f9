"""A character's avatar, and live reload of one that is made of files: saving one shows the change at once. Main thread.

Files are watched by the system, not polled. The new avatar is read on a pool thread; what is wrong with it becomes a
card, and she keeps the look that she has until the next save.
"""

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from companion.errors import AvatarError
from companion.persona.character import Character
from companion.ui.renderer import Renderer

if TYPE_CHECKING:  # the first look at her must not wait for all that the app is made of
    from companion.desk.host import Host

SETTLE_MS = 200  # after a change until the files are read: editors write in several steps
PROBLEM = "avatar"  # the card's key, that of an avatar which can't be shown at the start
UNDRAWN = "avatar-undrawn"
_MOST = 4  # of what is not drawn, in one card
_SOURCES = (".svg", ".yaml", ".png", ".webp", ".jpg", ".jpeg", ".json", ".moc3")
Make = Callable[[Character], Renderer]


def renderer_of(character: Character) -> Any:
    """The character's avatar, by the module of `companion.ui.avatars` that her sheet names. Raises AvatarError."""
    return _module(character).create(character, character.avatar.style)


def prepare(character: Character) -> None:
    """Read what takes long, so that `renderer_of` is quick afterwards. Any thread. Raises AvatarError."""
    read = getattr(_module(character), "prepare", None)
    if read is not None:
        read(character)


def _module(character: Character) -> Any:
    name = character.avatar.renderer
    if not name.isidentifier():
        raise AvatarError(f"{character.id}: there is no avatar renderer `{name}`.", code="renderer-unknown")
    try:
        return importlib.import_module(f"companion.ui.avatars.{name}")
    except ModuleNotFoundError as error:
        raise AvatarError(
            f"{character.id}: the avatar renderer `{name}` can't be loaded.",
            code="renderer-unknown",
            hint="Use `renderer: vector`, `rig`, `sprites` or `live2d` in character.yaml.",
        ) from error


class Redrawing(QObject):
    """Watches the files of the avatar that is shown. `redrawn` carries the new one, after it is on the screen."""

    redrawn = Signal(object)  # Renderer

    def __init__(self, host: "Host", make: Make) -> None:
        """make: the avatar of a character; called on a pool thread. Raises AvatarError."""
        super().__init__()
        self._host, self._make = host, make
        self._character: Character | None = None
        self._undrawn: tuple[str, ...] = ()
        self._count = 0  # of characters shown and changes seen: what is made for an older one is dropped
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._changed)
        self._watcher.directoryChanged.connect(self._changed)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._read)

    def watch(self, character: Character, renderer: object) -> None:
        """She is shown now, perhaps as a stand-in for files that are broken. An avatar without files is not watched."""
        self._character = character
        self._count += 1
        self._settle.stop()
        files: Iterable[Path] = getattr(renderer, "files", ()) or _own_files(character)
        self._tell_undrawn(tuple(getattr(renderer, "undrawn", ())))
        if hasattr(renderer, "on_problem"):
            renderer.on_problem = self._problem
        self._follow(files)

    def _tell_undrawn(self, undrawn: tuple[str, ...]) -> None:
        """What is missing on the screen although it is in the drawing: told once, until it is otherwise."""
        if undrawn and undrawn != self._undrawn:
            from companion.voice.types import Notice

            texts = self._host.texts
            more = texts("avatar.undrawn.more", count=len(undrawn) - _MOST) if len(undrawn) > _MOST else ""
            told = "\n".join([*undrawn[:_MOST], *([more] if more else [])])
            self._host.desktop.problems.on_event(Notice(UNDRAWN, texts("avatar.undrawn", what=told)))
        elif self._undrawn and not undrawn:
            self._host.desktop.problems.solved(UNDRAWN)
        self._undrawn = undrawn

    def close(self) -> None:
        """Stop watching; nothing is shown any more."""
        self._count += 1
        self._settle.stop()
        self._follow(())

    def _follow(self, files: Iterable[Path]) -> None:
        """Watch files and their folders: editors replace a file, and a picture may be added."""
        there = list(files)
        wanted = {str(path) for path in there if path.exists()} | {str(path.parent) for path in there}
        now = {*self._watcher.files(), *self._watcher.directories()}
        if now - wanted:
            self._watcher.removePaths(sorted(now - wanted))
        if wanted - now:
            self._watcher.addPaths(sorted(wanted - now))

    def _changed(self, _path: str) -> None:
        self._settle.start()

    def _read(self) -> None:
        character = self._character
        if character is None:
            return
        self._count += 1
        count = self._count
        self._host.background(lambda: self._made(character, count))

    def _made(self, character: Character, count: int) -> None:
        """Pool thread."""
        try:
            renderer: Renderer | None = self._make(character)
            problem: AvatarError | None = None
        except AvatarError as error:
            renderer, problem = None, error
        self._host.on_main(lambda: self._show(renderer, problem, count))

    def _show(self, renderer: Any, problem: AvatarError | None, count: int) -> None:
        if count != self._count or self._character is None:
            return
        if problem is not None:
            self._problem(problem)
            self._follow([*map(Path, self._watcher.files()), *_own_files(self._character)])
            return
        self._host.desktop.problems.solved(PROBLEM)
        self._host.desktop.redraw(renderer)
        self.watch(self._character, renderer)
        self.redrawn.emit(renderer)

    def _problem(self, error: AvatarError) -> None:
        self._host.desktop.report(error, PROBLEM)


def _own_files(character: Character) -> list[Path]:
    """What lies in the folder of an avatar that could not be made."""
    if character.avatar.renderer == "vector":
        return []
    folder = character.folder / (character.avatar.folder or "avatar")
    try:
        return [path for path in sorted(folder.iterdir()) if path.suffix.casefold() in _SOURCES][:200]
    except OSError:
        return []
