"""Taking a character in: what the file brings is shown first, then the person decides. Main thread.

Only `show_*` change what is seen; the work is done elsewhere.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImageReader, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QVBoxLayout, QWidget

from companion.ui.character.amounts import size
from companion.ui.character.kit import Page, button, card, column, pill, row, words
from companion.ui.character.notes import worded
from companion.ui.character.portrait import Face, welcome
from companion.ui.character.values import Arrived, ImportActions, Incoming
from companion.ui.renderer import Renderer
from companion.ui.texts import ErrorWords, Texts

PICTURE = QSize(120, 160)
_MOST_PIXELS = 40_000_000  # of a picture that is decoded
_STEPS = 1000


class ImportWindow(Page):
    """One at a time: `show_reading`, then `show_incoming` or `show_error`; `show_progress`; at last `show_arrived`."""

    def __init__(
        self,
        actions: ImportActions,
        texts: Texts,
        closed: Callable[[], None] = lambda: None,
        dropped: Callable[[Sequence[Path]], None] | None = None,
    ) -> None:
        super().__init__(texts("import.title"), size=QSize(520, 520), closed=closed, dropped=dropped)
        self._actions, self._texts = actions, texts
        self.bar: QProgressBar | None = None
        self.show_reading("")

    def show_reading(self, name: str) -> None:
        self.set_body(column(words(self._texts("import.reading", name=name) if name else "", "lead")))
        self.set_foot()

    def show_choosing(self) -> None:
        """Nothing was chosen yet."""
        choose = button(self._texts("import.choose"), self._actions.choose, "primary")
        self.set_body(
            drop_zone(
                words(self._texts("import.what"), "cardName"), words(self._texts("import.kinds"), "small"), choose
            )
        )
        self.set_foot(button(self._texts("import.cancel"), self.close, "quiet"), None)
        choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_incoming(self, found: Incoming) -> None:
        """What the file would bring, with the question if someone is here already."""
        texts = self._texts
        parts: list[QWidget] = [self._head(found)]
        if found.taken:
            key = "import.taken.shipped" if found.shipped else "import.taken"
            parts.append(card(words(texts(key, names=", ".join(found.taken))), name="drawer"))
        if found.notes:
            notes = [words(f"· {worded(note, texts)}", "small") for note in found.notes[:8]]
            parts.append(card(words(texts("import.notes"), "part"), *notes))
        self.set_body(column(*parts))
        cancel = button(texts("import.cancel"), self.close, "quiet")
        if found.taken:
            first = button(texts("import.copy"), lambda: self._actions.take("copy"), "primary")
            second = button(texts("import.replace"), lambda: self._actions.take("replace"))
            self.set_foot(cancel, None, second, first)
        else:
            first = button(texts("import.take"), lambda: self._actions.take("new"), "primary")
            self.set_foot(cancel, None, first)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self, found: Incoming) -> QWidget:
        texts = self._texts
        lines: list[QWidget] = [words(", ".join(found.names), "sheetName")]
        if found.one_line:
            lines.append(words(found.one_line, "quote"))
        kind = pill(texts(f"import.kind.{found.kind}"))
        lines.append(row(kind, pill(size(found.size)), None))
        lines.append(words(texts("import.from", file=found.file), "small"))
        if found.author:
            lines.append(words(texts("import.author", name=found.author), "small"))
        lines.append(words(texts("import.licence", name=found.licence or texts("import.licence.none")), "small"))
        for name, count in found.models:
            lines.append(words(texts("import.model", name=name, size=size(count)), "small"))
        picture = shown_picture(found.picture, PICTURE)
        told = column(*lines, margins=(0, 0, 0, 0), gap=6)
        if picture is None:
            return card(told)
        face = QLabel()
        face.setPixmap(picture)
        face.setAlignment(Qt.AlignmentFlag.AlignTop)
        face.setAccessibleName(texts("import.picture"))
        both = row(face, told, gap=16)
        layout = both.layout()
        assert layout is not None
        layout.setStretch(1, 1)  # type: ignore[attr-defined]
        return card(both)

    def show_progress(self, done: int, of: int) -> None:
        """Bytes; the first call takes the questions away."""
        if self.bar is None or self.bar.parent() is None:
            self.bar = QProgressBar()
            self.bar.setTextVisible(False)
            self.bar.setFixedHeight(8)
            self.bar.setRange(0, _STEPS)
            self.bar.setAccessibleName(self._texts("import.working"))
            self.set_body(column(words(self._texts("import.working"), "lead"), self.bar))
            self.set_foot()
        self.bar.setValue(round(_STEPS * done / of) if of else _STEPS)

    def show_arrived(
        self, came: Arrived, figure: Renderer | None = None, face: Callable[[], Face] | None = None
    ) -> None:
        """figure: an avatar of the first who came, that nothing else uses; face: makes her move."""
        texts = self._texts
        self.bar = None
        names = ", ".join(came.names)
        notes = [words(f"· {worded(note, texts)}", "small") for note in came.notes[:8]]
        self.set_body(column(welcome(texts("import.here", names=names), names, notes, figure, face)))
        talk = button(texts("import.talk", name=came.names[0]), lambda: self._talk(came.ids[0]), "primary")
        self.set_foot(button(texts("import.done"), self.close, "quiet"), None, talk)
        talk.setFocus(Qt.FocusReason.OtherFocusReason)

    def _talk(self, character_id: str) -> None:
        self._actions.talk(character_id)
        self.close()

    def show_error(self, error: ErrorWords) -> None:
        """What is wrong with the file, and what to do. Nothing was taken in."""
        self.bar = None
        parts: list[QWidget] = [
            words(error.title, "cardName"),
            words(error.message, "said", kind="bad", selectable=True),
        ]
        parts += [words(text, "small") for text in (error.detail, error.hint) if text]
        self.set_body(column(card(*parts)))
        again = button(self._texts("import.choose"), self._actions.choose)
        self.set_foot(button(self._texts("import.close"), self.close, "quiet"), None, again)
        again.setFocus(Qt.FocusReason.OtherFocusReason)


def drop_zone(what: QLabel, kinds: QLabel, choose: QWidget) -> QWidget:
    """Where a file may be dropped; it fills the window."""
    zone = QFrame()
    zone.setObjectName("dropZone")
    inner = QVBoxLayout(zone)
    inner.setContentsMargins(32, 24, 32, 24)
    inner.setSpacing(10)
    inner.addStretch(1)
    for label in (what, kinds):
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner.addWidget(label)
    inner.addSpacing(6)
    inner.addWidget(choose, 0, Qt.AlignmentFlag.AlignHCenter)
    inner.addStretch(1)
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(24, 18, 24, 22)
    box.addWidget(zone)
    return made


def shown_picture(data: bytes | None, room: QSize, ratio: float = 2.0) -> QPixmap | None:
    """A picture from a stranger, small and with round corners; None where it is none or far too large to decode."""
    if data is None:
        return None
    from PySide6.QtCore import QBuffer

    raw = QByteArray(data)
    buffer = QBuffer(raw)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    whole = reader.size()
    if not whole.isValid() or whole.width() * whole.height() > _MOST_PIXELS or min(whole.width(), whole.height()) < 1:
        return None
    reader.setScaledSize(whole.scaled(room * ratio, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    buffer.close()
    if image.isNull():
        return None
    made = QPixmap(room * ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    clip = QPainterPath()
    clip.addRoundedRect(0, 0, made.width(), made.height(), 14 * ratio, 14 * ratio)
    painter.setClipPath(clip)
    painter.drawImage((made.width() - image.width()) // 2, 0, image)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
