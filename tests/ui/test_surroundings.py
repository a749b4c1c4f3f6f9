"""Painting less on battery or beside a full-screen program."""

from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from companion.ui.pace import SPARING, Activity, frames_per_second
from companion.ui.surroundings import FullScreen, Surroundings, on_battery

TALKING = Activity(visible=True, speaking=True, since_change=0.0, engaged=True, speed=1.0)


def test_a_sparing_machine_gets_fewer_frames_and_a_hidden_one_none() -> None:
    assert frames_per_second(TALKING, 60, sparing=True) == SPARING < frames_per_second(TALKING, 60)
    assert frames_per_second(TALKING, 20, sparing=True) == 20
    hidden = Activity(visible=False, speaking=True, since_change=0.0, engaged=True, speed=1.0)
    assert frames_per_second(hidden, 60, sparing=True) == 0


def test_either_reason_counts_and_only_changes_are_told(qapp: QApplication) -> None:
    full, battery = [False], [False]
    around = Surroundings(lambda: full[0], lambda: battery[0])
    told = QSignalSpy(around.changed)
    around.look()
    assert told.count() == 0
    battery[0] = True
    around.look()
    full[0] = True
    around.look()
    battery[0] = False
    around.look()
    full[0] = False
    around.look()
    assert [told.at(index)[0] for index in range(told.count())] == [True, False]


def test_what_nobody_knows_is_not_assumed() -> None:
    unknown = FullScreen("offscreen")
    assert unknown() is False
    unknown.close()
    assert on_battery() in (True, False)
