"""Taking characters in through the window: a file dialog, or files dropped on her or on a page. Main thread.

Files are read and written on a pool thread; the window shows what was found before anything is written.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from companion.desk.host import Host
from companion.errors import CompanionError
from companion.face.director import FaceDirector
from companion.persona import bring
from companion.persona.card_character import Imported
from companion.persona.character import find_character
from companion.persona.package_read import Came
from companion.ui.character.import_window import ImportWindow
from companion.ui.character.kit import ask_file
from companion.ui.character.values import Arrived, ImportActions, Incoming, Way
from companion.ui.texts import describe
from companion.voice.stages import explained

_EVERY = 0.1  # seconds between two steps of the bar, at least


def open(host: Host, files: Sequence[Path] = ()) -> ImportWindow:
    """A new window that shows what the first of the files brings; without files it asks for one."""
    return _Importing(host, files).window


class _Importing(QObject):
    """What the window asks for; a child of the window, so it ends with it."""

    def __init__(self, host: Host, files: Sequence[Path]) -> None:
        super().__init__()
        self._host, self._texts = host, host.texts
        self._found: bring.Found | None = None
        self._open = True
        self.window = ImportWindow(
            ImportActions(take=self._take, talk=host.switch, choose=self._choose),
            host.texts,
            closed=self._end,
            dropped=self._look,
        )
        self.setParent(self.window)
        if files:
            self._look(files)
        else:
            self.window.show_choosing()

    def _end(self) -> None:
        self._open = False

    def _choose(self) -> None:
        ask_file(self.window, self._texts("import.choose"), filters(self._texts), lambda path: self._look((path,)))

    def _look(self, files: Sequence[Path]) -> None:
        path = files[0]
        self.window.show_reading(path.name)
        self._work(lambda: _looked(path), self._show)

    def _show(self, both: tuple[bring.Found, Incoming]) -> None:
        self._found, incoming = both
        self._host.note({"event": "import_shown", "kind": incoming.kind, "taken": len(incoming.taken)})
        self.window.show_incoming(incoming)

    def _take(self, way: Way) -> None:
        found = self._found
        if found is None:
            return
        self.window.show_progress(0, found.bytes)
        steps = Steps(lambda done, of: self._host.on_main(lambda: self._step(done, of)))
        self._work(
            lambda: bring.take_in(found, copy=way == "copy", replacing=way == "replace", report=steps), self._arrived
        )

    def _step(self, done: int, of: int) -> None:
        if self._open and self.window.bar is not None:
            self.window.show_progress(done, of)

    def _arrived(self, came: Came) -> None:
        self._host.note({"event": "imported", "characters": [one.id for one in came.characters]})
        self._host.refresh_characters()
        language = self._texts.language
        names = tuple(one.title(language) for one in came.characters)
        arrived = Arrived(tuple(one.id for one in came.characters), names, came.notes)
        self.window.show_arrived(arrived, self._host.renderer(came.characters[0]), FaceDirector)

    def _failed(self, error: CompanionError) -> None:
        self._host.note({"event": "import_failed", "code": error.code})
        self.window.show_error(describe(error, self._texts))

    def _work(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        def run() -> None:
            try:
                result = work()
            except Exception as error:  # thread boundary
                failure = explained("character", error)
                self._host.on_main(lambda: self._failed(failure) if self._open else None)
                return
            self._host.on_main(lambda: then(result) if self._open else self._host.refresh_characters())

        self._host.background(run)


class Steps:
    """Not more steps a second than one can see."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell, self._last = tell, 0.0

    def __call__(self, done: int, of: int) -> None:
        import time

        now = time.monotonic()
        if done >= of or now - self._last >= _EVERY:
            self._last = now
            self._tell(done, of)


def filters(texts: Any) -> str:
    """Of a file dialog: everything that can be taken in."""
    names = " ".join(f"*{suffix}" for suffix in bring.SUFFIXES)
    return f"{texts('import.filter')} ({names})"


def is_character_file(path: Path) -> bool:
    """Whether a file's name says that it may be one."""
    return path.suffix.lower() in bring.SUFFIXES


def _looked(path: Path) -> tuple[bring.Found, Incoming]:
    """Pool thread."""
    found = bring.look(path)
    source = found.source
    picture, one_line = None, ""
    if isinstance(source, Imported):
        picture = source.card.picture
        one_line = next(iter(source.fields.get("one_line", {}).values()), "")
    return found, Incoming(
        file=path.name,
        kind=found.kind,
        names=found.names,
        one_line=str(one_line),
        licence=found.licence,
        author=found.author,
        size=found.bytes,
        models=tuple(found.models.items()),
        taken=tuple(_name(one) for one in found.taken),
        shipped=bool(found.taken) and not found.own,
        notes=found.notes,
        picture=picture,
    )


def _name(character_id: str) -> str:
    try:
        who = find_character(character_id)
    except CompanionError:
        return character_id
    return who.title(who.languages[0])
