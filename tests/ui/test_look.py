"""Colours, fonts, icons, portraits, and which platform to start on."""

import re
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from companion.face.expression import face
from companion.persona.emotion import Mood
from companion.ui import icons
from companion.ui.portraits import Portraits
from companion.ui.style import style_sheet
from companion.ui.theme import DARK, FAMILIES, LIGHT, Palette, Theme, house_font
from companion.ui.windowing import can_place, choose_platform, draw_alone, has_screen
from tests.ui.parts import Disc


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    parts = [channel / 255 for channel in QColor(colour).getRgb()[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(palette: Palette) -> None:
    for text, back in (
        (palette.text, palette.window),
        (palette.text, palette.hers),
        (palette.text, palette.danger_soft),
        (palette.on_mine, palette.mine),
        (palette.on_accent, palette.accent),
        (palette.muted, palette.surface),
        (palette.danger, palette.raised),
        (palette.accent_strong, palette.soft),
    ):
        assert contrast(text, back) >= 4.5, (text, back)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_sheet_uses_colours_of_the_palette_alone(palette: Palette) -> None:
    sheet = style_sheet(palette)
    assert "$" not in sheet
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) <= set(asdict(palette).values())


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, "light")
    yield made
    made.deleteLater()


def test_the_look_is_applied_and_changes(theme: Theme, qapp: QApplication) -> None:
    assert LIGHT.window in qapp.styleSheet()
    changed = QSignalSpy(theme.changed)
    theme._follow()
    assert changed.count() == 0
    theme._scheme = "dark"
    theme._follow()
    assert changed.count() == 1 and DARK.window in qapp.styleSheet()


def test_the_font_is_large_enough_and_has_korean_where_the_system_has_it(qapp: QApplication) -> None:
    base = QFont("DejaVu Sans", 7)
    assert house_font(base).pointSizeF() == 10
    assert house_font(QFont("DejaVu Sans", 14)).pointSizeF() == 14
    assert set(house_font(base).families()) <= {*FAMILIES, base.family()}


@pytest.mark.parametrize("name", sorted(icons.SHAPES))
def test_every_icon_is_drawn_in_its_colour(qapp: QApplication, name: str) -> None:
    picture = icons.pixmap(name, "#b8324f", 24, 2.0)
    assert picture.width() == 48 and picture.devicePixelRatio() == 2.0
    image = picture.toImage()
    seen = {
        image.pixelColor(x, y).name() for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255
    }
    assert seen == {"#b8324f"}


def test_portraits_are_drawn_once_an_emotion(qapp: QApplication) -> None:
    disc = Disc()
    portraits = Portraits(disc, face, LIGHT, size=38)
    first = portraits(Mood("joy", 0.3))
    assert portraits(Mood("joy", 0.9)) is first
    portraits(Mood("sad", 0.9))
    assert len(disc.poses) == 2 and disc.poses[0] != disc.poses[1]
    image = first.toImage()
    assert image.pixelColor(0, 0).alpha() == 0  # round
    assert image.pixelColor(38, 38).name() == "#7a4fa3"  # her


@pytest.mark.parametrize(
    ("environment", "system", "chosen"),
    [
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, "linux", "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "linux", "xcb"),
        ({"XDG_SESSION_TYPE": "wayland"}, "linux", ""),
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland"}, "linux", ""),
        ({"DISPLAY": ":0"}, "linux", ""),
        ({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, "darwin", ""),
    ],
)
def test_platform(environment: dict[str, str], system: str, chosen: str) -> None:
    wish = environment.get("QT_QPA_PLATFORM", "")
    assert choose_platform(environment, system) == chosen
    assert environment.get("QT_QPA_PLATFORM", "") == (chosen or wish)


def test_pictures_are_divided_among_threads_on_fine_screens_only() -> None:
    environment: dict[str, str] = {}
    assert not draw_alone(environment, 2.0) and environment == {}
    assert draw_alone(environment, 1.5) and environment == {"QT_NO_GUI_THREADPOOL": "1"}


@pytest.mark.parametrize(
    ("environment", "system", "there"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":1"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({}, "win32", True),
    ],
)
def test_screen(environment: dict[str, str], system: str, there: bool) -> None:
    assert has_screen(environment, system) is there


def test_windows_can_be_placed_here(qapp: QApplication) -> None:
    assert can_place()
