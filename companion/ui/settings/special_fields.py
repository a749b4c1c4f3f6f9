"""Controls that only one setting has: the seed, her place, microphone and speaker. Main thread."""

import random
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout

from companion.ui import icons
from companion.ui.audio_picker import AudioPicker, Kind, SoundCalls
from companion.ui.settings.fields import WIDTH, Field, mark
from companion.ui.settings.switch import Switch
from companion.ui.texts import Texts
from companion.ui.theme import Palette


class SeedField(Field):
    """A switch between chance and a fixed number, the number, and a die."""

    def __init__(self, texts: Texts, palette: Palette, roll: Callable[[], int] | None = None) -> None:
        super().__init__()
        self._texts = texts
        self._roll = roll or (lambda: random.randint(1, 9999))
        self.focus_on = self.switch = Switch(palette)
        self.edit = QLineEdit()
        self.edit.setObjectName("field")
        self.edit.setFixedWidth(84)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setAccessibleName(texts("settings.seed.fixed"))
        self.die = QPushButton()
        self.die.setObjectName("round")
        self.die.setFixedSize(34, 34)
        self.die.setToolTip(texts("settings.seed.roll"))
        self.die.setAccessibleName(texts("settings.seed.roll"))
        self.said = QLabel()
        self.said.setObjectName("small")
        self.said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._row(self.said, self.edit, self.die, self.switch, stretch=0)
        self.setFixedWidth(WIDTH)
        self.set_look(palette)
        self.switch.clicked.connect(lambda on: self._emit(self._roll() if on else None))
        self.die.clicked.connect(lambda: self._emit(self._roll()))
        self.edit.textEdited.connect(lambda text: self._mark(self._read(text) is None))
        self.edit.editingFinished.connect(self._finished)

    def set_look(self, palette: Palette) -> None:
        self.die.setIcon(icons.icon("dice", palette.accent))

    def show_value(self, value: Any) -> None:
        fixed = value is not None
        self.switch.setChecked(fixed)
        for widget in (self.edit, self.die):
            widget.setVisible(fixed)
        self.said.setText(self._texts("settings.seed.fixed" if fixed else "settings.seed.free"))
        if fixed and not (self.edit.hasFocus() and self.edit.isModified()):
            self.edit.setText(str(value))
            self._mark(False)

    def _emit(self, value: int | None) -> None:
        self.show_value(value)
        self.edited.emit(value)

    def _finished(self) -> None:
        if self.edit.isModified():
            value = self._read(self.edit.text())
            self._mark(value is None)
            if value is not None:
                self.edit.setModified(False)
                self.edited.emit(value)

    def _mark(self, wrong: bool) -> None:
        mark(self.edit, wrong)
        self.wrong.emit(self._texts("settings.wrong.whole") if wrong else "")

    @staticmethod
    def _read(text: str) -> int | None:
        text = text.strip()
        return int(text) if text.lstrip("-").isdecimal() and len(text) <= 18 else None


class PositionField(Field):
    """Where she stands at the start; the button takes the place where she stands now."""

    def __init__(self, texts: Texts, here: Callable[[], tuple[int, int]]) -> None:
        super().__init__()
        self._texts = texts
        self.said = QLabel()
        self.said.setObjectName("small")
        self.said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.focus_on = self.take = QPushButton(texts("settings.position.here"))
        self._row(self.said, self.take, stretch=0)
        self.setFixedWidth(WIDTH + 40)
        self.take.clicked.connect(lambda: self._take(here()))

    def _take(self, place: tuple[int, int]) -> None:
        self.show_value(place)
        self.edited.emit(list(place))

    def show_value(self, value: Any) -> None:
        texts = self._texts
        said = texts("settings.position.at", x=value[0], y=value[1]) if value else texts("settings.position.free")
        self.said.setText(said)


class DeviceField(Field):
    """The picker of microphones or speakers, over the whole width."""

    def __init__(
        self,
        kind: Kind,
        sound: Callable[[QObject], SoundCalls],
        texts: Texts,
        palette: Palette,
        values: Callable[[], Any],
    ) -> None:
        super().__init__()
        self._kind = kind
        self.picker = AudioPicker(
            sound(self), texts, palette, show=(kind,), titled=False, volume=lambda: float(values()["speaker.volume"])
        )
        self._values = values
        part = self.picker.microphone if kind == "microphone" else self.picker.speaker
        self.focus_on = part.list
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.picker)
        chosen = self.picker.microphone_chosen if kind == "microphone" else self.picker.speaker_chosen
        chosen.connect(lambda device: self.edited.emit(device))

    def show_value(self, value: Any) -> None:
        if self._kind == "microphone":  # the recording is played where she speaks
            self.picker.set_devices(microphone=value, speaker=self._values()["speaker.device"])
        else:
            self.picker.set_devices(speaker=value)

    def set_look(self, palette: Palette) -> None:
        self.picker.set_look(palette)
