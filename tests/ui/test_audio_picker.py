"""Choosing microphone and speaker: what is plugged in, what is chosen, what the tests say."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from companion.errors import AudioError
from companion.ui.audio_picker import (
    AudioPicker,
    DevicesSeen,
    Level,
    Played,
    Playing,
    Recorded,
    Recording,
    Report,
    SoundCalls,
    SoundFailed,
)
from companion.ui.texts import KO_ERRORS, TEXTS, Texts
from companion.ui.theme import LIGHT
from tests.ui.parts import events

NAMES = DevicesSeen(("Blue Yeti", "Blue Snowball", "Headset"), ("Speakers", "Headset"))


class Booth:
    """What was asked for; reports are given by the test."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.report = lambda report: None
        self.calls = SoundCalls(
            self._open,
            *(self._recorder(name) for name in ("listen", "record", "chime")),
            lambda: self.asked.append(("close",)),
        )

    def _open(self, report) -> None:  # type: ignore[no-untyped-def]
        self.asked.append(("open",))
        self.report = report

    def _recorder(self, name: str):  # type: ignore[no-untyped-def]
        return lambda *arguments: self.asked.append((name, *arguments))


@pytest.fixture
def booth() -> Booth:
    return Booth()


@pytest.fixture
def picker(qapp: QApplication, booth: Booth) -> Iterator[AudioPicker]:
    made = AudioPicker(booth.calls, Texts("en"), LIGHT, volume=lambda: 0.5)
    made.show()
    events(qapp)
    yield made
    made.close()
    made.deleteLater()


def items(part) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return [(part.list.itemText(row), part.list.itemData(row)) for row in range(part.list.count())]


def test_it_looks_only_while_it_is_seen(picker: AudioPicker, booth: Booth, qapp: QApplication) -> None:
    assert booth.asked == [("open",), ("listen", "default")]
    picker.hide()
    assert booth.asked[2:] == [("close",)]
    picker.show()
    assert booth.asked[3:] == [("open",), ("listen", "default")]


def test_what_is_plugged_in_appears(picker: AudioPicker, booth: Booth) -> None:
    assert items(picker.microphone) == [("The system's choice", "default")]
    booth.report(NAMES)
    assert [name for _, name in items(picker.microphone)] == ["default", "Blue Yeti", "Blue Snowball", "Headset"]
    assert [name for _, name in items(picker.speaker)] == ["default", "Speakers", "Headset"]
    booth.report(DevicesSeen(("Headset",), ()))
    assert [name for _, name in items(picker.microphone)] == ["default", "Headset"]


def test_choosing_with_the_keyboard(picker: AudioPicker, booth: Booth, qapp: QApplication) -> None:
    booth.report(NAMES)
    chosen = QSignalSpy(picker.microphone_chosen)
    picker.microphone.list.setFocus()
    QTest.keyClick(picker.microphone.list, Qt.Key.Key_Down)
    assert chosen.count() == 1 and chosen.at(0)[0] == "Blue Yeti"
    assert booth.asked[-1] == ("listen", "Blue Yeti")
    QTest.keyClick(picker.microphone.list, Qt.Key.Key_Up)
    assert chosen.at(1)[0] == "default"


@pytest.mark.parametrize(
    ("setting", "shown"),
    [
        ("blue s", "Blue Snowball"),
        ("headset", "Headset"),
        ("DEFAULT", "default"),
        ("", "default"),
        ("blue", "Blue Yeti"),
    ],
)
def test_a_part_of_a_name_means_what_the_app_takes_it_for(
    picker: AudioPicker, booth: Booth, setting: str, shown: str
) -> None:
    booth.report(NAMES)
    picker.set_devices(microphone=setting)
    assert picker.microphone.list.currentData() == shown


def test_a_chosen_device_that_is_unplugged_stays_chosen(picker: AudioPicker, booth: Booth) -> None:
    chosen = QSignalSpy(picker.microphone_chosen)
    picker.set_devices(microphone="Headset")
    assert picker.microphone.list.currentText() == "Headset (not plugged in)"
    booth.report(NAMES)
    assert picker.microphone.list.currentText() == "Headset"
    booth.report(DevicesSeen((), ()))
    assert picker.microphone.list.currentText() == "Headset (not plugged in)"
    assert chosen.count() == 0 and picker.microphone.device == "Headset"


def test_the_level_rises_at_once_and_falls_slowly(picker: AudioPicker, booth: Booth) -> None:
    meter = picker.microphone.meter
    booth.report(Level(-12.0))
    assert meter.level == pytest.approx(0.8)
    booth.report(Level(-60.0))
    assert 0.7 < meter.level < 0.8
    for _ in range(20):
        booth.report(Level(-60.0))
    assert meter.level == 0.0


def test_record_and_play_back(picker: AudioPicker, booth: Booth) -> None:
    part = picker.microphone
    QTest.mouseClick(part.test, Qt.MouseButton.LeftButton)
    assert booth.asked[-1] == ("record", "default", "default", 0.5)
    assert not part.test.isEnabled()
    booth.report(Recording(3.4))
    assert part.said.text() == "Speak now … 4"
    for report in (Recorded(-18.0), Playing("recording"), Played("recording")):
        booth.report(report)
    assert part.said.text() == TEXTS["en"]["audio.heard.good"] and part.test.isEnabled()


@pytest.mark.parametrize(("dbfs", "verdict"), [(-80, "silent"), (-50, "quiet"), (-20, "good"), (-2, "loud")])
def test_what_was_recorded_is_judged(picker: AudioPicker, booth: Booth, dbfs: float, verdict: str) -> None:
    booth.report(Recorded(dbfs))
    assert picker.microphone.said.text() == TEXTS["en"][f"audio.heard.{verdict}"]


def test_the_speaker_rings(picker: AudioPicker, booth: Booth) -> None:
    QTest.mouseClick(picker.speaker.test, Qt.MouseButton.LeftButton)
    assert booth.asked[-1] == ("chime", "default", 0.5)
    booth.report(Playing("chime"))
    assert picker.speaker.said.text() == "Do you hear the bell?"


@pytest.mark.parametrize("kind", ["microphone", "speaker"])
def test_a_failure_is_told_at_its_device(booth: Booth, qapp: QApplication, kind: str) -> None:
    picker = AudioPicker(booth.calls, Texts("ko"), LIGHT)
    picker.show()
    report: Report = SoundFailed(kind, AudioError("x", code=f"{kind}-none", hint="y"))
    QTest.mouseClick(picker.microphone.test, Qt.MouseButton.LeftButton)
    booth.report(report)
    said = {"microphone": picker.microphone.said, "speaker": picker.speaker.said}
    assert said[kind].text().startswith(KO_ERRORS[f"{kind}-none"][0]) and said[kind].property("wrong")
    assert picker.microphone.test.isEnabled()
    picker.close()
    picker.deleteLater()


def test_one_alone(booth: Booth, qapp: QApplication) -> None:
    picker = AudioPicker(booth.calls, Texts("en"), LIGHT, show=("speaker",), speaker="Headset")
    picker.show()
    assert booth.asked == [("open",)]  # no microphone is opened
    assert not picker.microphone.isVisible() and picker.speaker.isVisible()
    picker.close()
    picker.deleteLater()
