"""Small round pictures of everybody's head, for the lists that one chooses from. Main thread; drawn on a pool thread.

A head is drawn the first time that a list wants it, and again when her avatar or the colours have changed.
"""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QIcon, QImage, QPixmap

from companion.desk.host import Host
from companion.desk.redrawing import renderer_of
from companion.errors import CompanionError
from companion.face.expression import face
from companion.persona.character import Character, list_characters
from companion.persona.emotion import Mood
from companion.ui.portraits import Head, ringed

SIZE = 40  # logical pixels
_RATIO = 2.0
_MOOD = Mood("smile", 0.6)
_NOT_FOR_A_HEAD = frozenset({"live2d"})  # renderers that start a program to draw one
Take = Callable[[str, QIcon], None]


class Heads:
    """`want` answers at once with those that are known, and later with the others."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._known: dict[str, tuple[object, QIcon | None]] = {}  # what it was made of; None = it can't be drawn

    def want(self, take: Take) -> None:
        """take(id, icon) is called for each character that can be drawn; the icon has a ring where it is chosen."""
        palette = self._host.desktop.theme.palette
        missing = []
        for character in list_characters().characters:
            stamp = (str(character.folder), character.avatar.model_dump_json(), palette.soft)
            made, icon = self._known.get(character.id, (None, None))
            if made == stamp and icon is not None:
                take(character.id, icon)
            elif made != stamp:
                self._known[character.id] = (stamp, None)
                missing.append((character, stamp))
        if missing:
            self._host.background(lambda: self._draw(missing, palette.soft, take))

    def _draw(self, wanted: Sequence[tuple[Character, object]], ground: str, take: Take) -> None:
        """Pool thread."""
        for character, stamp in wanted:
            if self._host.closing:
                return
            if character.avatar.renderer in _NOT_FOR_A_HEAD:
                continue
            try:
                head = Head(renderer_of(character), SIZE)
                head.prepare(_RATIO)
                picture = head.draw(face(_MOOD), ground, _RATIO)
            except CompanionError:
                continue  # told when she is called
            self._host.on_main(lambda who=character.id, of=stamp, made=picture: self._drawn(who, of, made, take))

    def _drawn(self, who: str, stamp: object, picture: QImage, take: Take) -> None:
        if self._known.get(who, (None, None))[0] == stamp:
            head, icon = QPixmap.fromImage(picture), QIcon()
            icon.addPixmap(head, QIcon.Mode.Normal, QIcon.State.Off)
            icon.addPixmap(ringed(head, self._host.desktop.theme.palette.accent), QIcon.Mode.Normal, QIcon.State.On)
            self._known[who] = (stamp, icon)
            take(who, icon)
