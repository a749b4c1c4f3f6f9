"""Choosing a microphone and a speaker: lists that follow what is plugged in, a live level, a test sound. Main thread.

The widgets see only `SoundCalls`; `companion.desk.sound_booth` makes them. Nothing is opened while they are hidden, and
what is recorded for the test is played back once and forgotten.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.ui.choice import Choice
from companion.ui.level_meter import LevelMeter
from companion.ui.texts import Texts, describe
from companion.ui.theme import Palette

Kind = Literal["microphone", "speaker"]
DEFAULT = "default"
LOUD_ENOUGH, TOO_LOUD = -40.0, -6.0  # dBFS: of the loudest moment of a recorded sentence


@dataclass(frozen=True)
class DevicesSeen:
    """What is plugged in now; names as `microphone.device` and `speaker.device` take them, without the default."""

    microphones: tuple[str, ...]
    speakers: tuple[str, ...]


@dataclass(frozen=True)
class Level:
    """RMS of the microphone in dBFS, twenty a second."""

    dbfs: float


@dataclass(frozen=True)
class Recording:
    """A recording goes on for so many seconds more."""

    left: float


@dataclass(frozen=True)
class Recorded:
    """A recording is complete (it is played at once). dbfs: its loudest moment."""

    dbfs: float


@dataclass(frozen=True)
class Playing:
    """what: "chime" or "recording"."""

    what: str


@dataclass(frozen=True)
class Played:
    what: str


@dataclass(frozen=True)
class SoundFailed:
    """kind: "microphone", "speaker" or "devices" (they can't be listed)."""

    kind: str
    error: CompanionError


Report = DevicesSeen | Level | Recording | Recorded | Playing | Played | SoundFailed


@dataclass(frozen=True)
class SoundCalls:
    """All return at once; what happens comes as a `Report` on the main thread.

    open(report): begin to look at the devices. listen(microphone): its level from now on. record(microphone, speaker,
    volume): some seconds, played back when they are over. chime(speaker, volume): a test sound. close(): stop it all.
    Device names as in conf.yaml; volume 0..1.
    """

    open: Callable[[Callable[[Report], None]], None]
    listen: Callable[[str], None]
    record: Callable[[str, str, float], None]
    chime: Callable[[str, float], None]
    close: Callable[[], None]


class AudioPicker(QWidget):
    """`microphone_chosen` and `speaker_chosen` carry a device name when the person has chosen another one.

    Args:
        show: which of both. titled: each with a heading. volume: how loud to play, 0..1, asked at each test.
    """

    microphone_chosen = Signal(str)
    speaker_chosen = Signal(str)

    def __init__(
        self,
        calls: SoundCalls,
        texts: Texts,
        palette: Palette,
        *,
        microphone: str = DEFAULT,
        speaker: str = DEFAULT,
        volume: Callable[[], float] = lambda: 1.0,
        show: Sequence[Kind] = ("microphone", "speaker"),
        titled: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._calls, self._volume = calls, volume
        self.microphone = MicrophonePart(texts, palette, microphone)
        self.speaker = SpeakerPart(texts, palette, speaker)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(20)
        for kind, part in (("microphone", self.microphone), ("speaker", self.speaker)):
            part.title.setVisible(titled)
            if kind in show:
                box.addWidget(part)
            else:
                part.setParent(self)
                part.hide()
        self._hears = "microphone" in show
        self.microphone.chosen.connect(self._microphone_chosen)
        self.speaker.chosen.connect(self.speaker_chosen)
        self.microphone.test.clicked.connect(self._record)
        self.speaker.test.clicked.connect(lambda: calls.chime(self.speaker.device, volume()))

    def set_devices(self, *, microphone: str | None = None, speaker: str | None = None) -> None:
        """Show other choices, without a signal."""
        if microphone is not None and microphone != self.microphone.device:
            self.microphone.set_device(microphone)
            if self.isVisible() and self._hears:
                self._calls.listen(microphone)
        if speaker is not None:
            self.speaker.set_device(speaker)

    def set_look(self, palette: Palette) -> None:
        self.microphone.meter.set_palette(palette)

    def take(self, report: Report) -> None:
        """What the sound booth says."""
        self.microphone.take(report)
        self.speaker.take(report)

    def _microphone_chosen(self, device: str) -> None:
        self._calls.listen(device)
        self.microphone_chosen.emit(device)

    def _record(self) -> None:
        self.microphone.wait()
        self._calls.record(self.microphone.device, self.speaker.device, self._volume())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._calls.open(self.take)
        if self._hears:
            self._calls.listen(self.microphone.device)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._calls.close()
        self.microphone.rest()
        self.speaker.rest()


class _Part(QFrame):
    """A title, the list, and what stands below it."""

    chosen = Signal(str)

    def __init__(self, kind: Kind, texts: Texts, device: str) -> None:
        super().__init__()
        self.setObjectName("audioPart")
        self._kind, self._texts = kind, texts
        self._names: tuple[str, ...] = ()
        self.list = Choice()
        self.list.setAccessibleName(texts(f"audio.{kind}"))
        self.device = device
        self.test = QPushButton(texts(f"audio.{kind}.test"))
        self.test.setAccessibleDescription(texts(f"audio.{kind}.test.help"))
        self.said = QLabel()
        self.said.setObjectName("small")
        self.said.setWordWrap(True)
        self.title = QLabel(texts(f"audio.{kind}"))
        self.title.setObjectName("fieldTitle")
        self.title.setBuddy(self.list)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._box.addWidget(self.title)
        self._box.addWidget(self.list)
        self._fill()
        self.list.activated.connect(lambda _row: self._activated())

    def set_device(self, device: str) -> None:
        self.device = device
        self._fill()

    def seen(self, names: Sequence[str]) -> None:
        """These are plugged in."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._fill()

    def _fill(self) -> None:
        """A device that was chosen and is not there stays chosen, and says so."""
        self.list.clear()
        self.list.addItem(self._texts("audio.default"), DEFAULT)
        for name in self._names:
            self.list.addItem(name, name)
        meant = next((name for name in (DEFAULT, *self._names) if self._means(name)), None)
        if meant is None:
            self.list.addItem(self._texts("audio.missing", name=self.device), self.device)
        self.list.setCurrentIndex(self.list.findData(self.device if meant is None else meant))

    def _means(self, name: str) -> bool:
        """The setting may be a part of a name; the whole name goes before."""
        wanted = self.device.casefold()
        if wanted in ("", DEFAULT) or any(wanted == each.casefold() for each in self._names):
            return name.casefold() == (wanted or DEFAULT)
        return name != DEFAULT and wanted in name.casefold()

    def _activated(self) -> None:
        device = str(self.list.currentData())
        self._say("")
        if device != self.device:
            self.device = device
            self.chosen.emit(device)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.said.setText(text)
        self.said.setProperty("wrong", wrong)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def failed(self, error: CompanionError) -> None:
        words = describe(error, self._texts, "audio")
        self._say(f"{words.message} {words.hint}".strip(), wrong=True)
        self.test.setEnabled(True)


class MicrophonePart(_Part):
    """The list, the level, and "record and play back"."""

    def __init__(self, texts: Texts, palette: Palette, device: str) -> None:
        super().__init__("microphone", texts, device)
        self.meter = LevelMeter(palette)
        self.meter.setAccessibleName(texts("audio.level"))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.test)
        row.addWidget(self.said, 1)
        self._box.addWidget(self.meter)
        self._box.addLayout(row)
        self._say(texts("audio.microphone.help"))

    def take(self, report: Report) -> None:
        match report:
            case DevicesSeen(microphones):
                self.seen(microphones)
            case Level(dbfs):
                self.meter.set_level(dbfs)
            case Recording(left):
                self._say(self._texts("audio.recording", seconds=max(1, round(left + 0.4))))
            case Recorded(dbfs):
                self._judge(dbfs)
            case Played("recording"):
                self.test.setEnabled(True)
            case SoundFailed("microphone" | "devices", error):
                self.meter.set_level(-100.0)
                self.failed(error)
            case SoundFailed():
                self.test.setEnabled(True)

    def wait(self) -> None:
        """A recording was asked for."""
        self.test.setEnabled(False)
        self._say(self._texts("audio.opening"))

    def rest(self) -> None:
        self.meter.set_level(-100.0)
        self.test.setEnabled(True)

    def _judge(self, dbfs: float) -> None:
        key = "silent" if dbfs < -60 else "quiet" if dbfs < LOUD_ENOUGH else "loud" if dbfs > TOO_LOUD else "good"
        self._say(self._texts(f"audio.heard.{key}"), wrong=key in ("silent", "loud"))


class SpeakerPart(_Part):
    """The list and the test sound."""

    def __init__(self, texts: Texts, palette: Palette, device: str) -> None:
        super().__init__("speaker", texts, device)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.test)
        row.addWidget(self.said, 1)
        self._box.addLayout(row)

    def take(self, report: Report) -> None:
        match report:
            case DevicesSeen(_, speakers):
                self.seen(speakers)
            case Playing("chime"):
                self._say(self._texts("audio.playing"))
            case Played("chime"):
                self._say(self._texts("audio.played"))
            case SoundFailed("speaker" | "devices", error):
                self.failed(error)

    def rest(self) -> None:
        self._say("")


__all__ = [
    "DEFAULT", "AudioPicker", "DevicesSeen", "Level", "LevelMeter", "Played", "Playing", "Recorded", "Recording",
    "Report", "SoundCalls", "SoundFailed",
]  # fmt: skip
