"""The colours of one character, and how a whole family is derived from one colour. Pure apart from QColor; any thread.

Shade is a shift of hue, not grey: light goes toward yellow, shade toward violet. Lines are their fill, dark and violet.
"""

from dataclasses import dataclass

from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True)
class Family:
    """One material: light, base, shade and line as "#rrggbb"."""

    light: str
    base: str
    shade: str
    line: str


@dataclass(frozen=True, slots=True)
class Shine:
    """The bright band on hair, from broad to sharp."""

    low: str
    middle: str
    high: str


@dataclass(frozen=True, slots=True)
class Iris:
    """From under the lid to the glow at the bottom."""

    top: str
    upper: str
    middle: str
    low: str
    ring: str
    pupil: str
    glow: str


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of a character."""

    hair: Family
    hair_back: Family
    shine: Shine
    rim: str
    tips: tuple[str, str] | None  # inner and outer colour of the hair's ends
    brow: str
    lash: str
    lash_warm: str
    iris: Iris
    skin: Family
    skin_deep: str
    blush: str
    cloth: Family
    second: Family
    metal: Family
    ribbon: Family
    gem: Family


MOUTH_LINE = "#9c3b4c"
MOUTH_EDGE = "#7a2338"
MOUTH_TOP = "#5e1a33"
MOUTH_LOW = "#a83d52"
TONGUE = "#f0808c"
TONGUE_LIGHT = "#ffa9ae"
WHITE = "#ffffff"
EYE_SHADE = "#c3b7de"
EYE_SOFT = "#f1ebf9"
LASH_SHADOW = "#3b1e52"
CREASE = "#a8576a"
TEAR_LIGHT = "#e8f6ff"
TEAR = "#8cc8ff"
TEAR_LINE = "#6fa7e0"
HATCH = "#e0506e"
ANGER = "#e8344f"
SKIN = Family("#fff8f1", "#fff1e8", "#f6c6bf", "#8a4450")
SKIN_DEEP = "#e29aa4"
LEAF = Family("#c4e2b4", "#86bd92", "#4f8a78", "#274b48")
BLUSH = "#ff7088"


def mixed(a: str, b: str, share: float) -> str:
    """a + share * (b - a), in RGB."""
    first, second = QColor(a), QColor(b)
    parts = [
        round(x + (y - x) * share)
        for x, y in zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return "#{:02x}{:02x}{:02x}".format(*parts)


_GREEN = (62 / 360, 86 / 360)
"""Hues of lime: their shade goes by green to violet, not by orange."""


def _tone(name: str, value: float, saturation: float, toward: float, share: float, least: float = 0.0) -> str:
    """Value and saturation multiplied, hue moved by `share` of the way toward another (degrees).

    least: the saturation of the result where the colour itself is neither strong nor grey.
    """
    colour = QColor(name)
    hue, sat, val = max(0.0, colour.hsvHueF()), colour.hsvSaturationF(), colour.valueF()
    if sat < 0.04:
        hue, sat = toward / 360, 0.06 * (2 - value)
    way = (toward / 360 - hue + 0.5) % 1.0 - 0.5
    if _GREEN[0] < hue < _GREEN[1] and way < 0:
        way += 1.0
    hue = (hue + way * share) % 1.0
    strong = sat * saturation if sat < 0.1 else max(least, sat * saturation)
    return QColor.fromHsvF(hue, min(1.0, strong), min(1.0, val * value)).name()


def family(base: str) -> Family:
    """Light, shade and line for any colour."""
    value = QColor(base).valueF()
    dark = value < 0.3
    light = mixed(base, "#5a5470", 0.3) if value < 0.12 else _tone(base, 1.4 if dark else 1.14, 0.82, 50, 0.06)
    return Family(
        light,
        base,
        _tone(base, 0.68, 1.12, 265, 0.16, 0.24),
        _tone(base, 0.4 if dark else 0.34, 1.15, 280, 0.2, 0.36),
    )


def pale_family(base: str) -> Family:
    """For white and ivory: the shade is a tint of lavender, the line a soft violet."""
    return Family(
        mixed(base, WHITE, 0.6),
        base,
        mixed(_tone(base, 0.86, 1.0, 265, 0.8), "#b9a4dc", 0.35),
        mixed(base, "#5b3f78", 0.75),
    )


def is_pale(name: str) -> bool:
    colour = QColor(name)
    return colour.valueF() > 0.85 and colour.hsvSaturationF() < 0.22


def cloth_family(base: str) -> Family:
    """`family`, or `pale_family` for near-white."""
    return pale_family(base) if is_pale(base) else family(base)


def shine(hair: Family) -> Shine:
    """The band of light for a hair colour."""
    if QColor(hair.base).valueF() < 0.45:
        return Shine(
            mixed(hair.light, "#8f88d6", 0.5), mixed(hair.light, "#c9c4ff", 0.7), mixed(hair.light, WHITE, 0.88)
        )
    return Shine(mixed(hair.light, WHITE, 0.4), mixed(hair.light, WHITE, 0.75), WHITE)


def iris(base: str) -> Iris:
    """Seven tones for an eye colour."""
    return Iris(
        top=_tone(base, 0.3, 1.1, 265, 0.25),
        upper=_tone(base, 0.6, 1.1, 265, 0.15),
        middle=base,
        low=mixed(_tone(base, 1.4, 0.7, 50, 0.1), WHITE, 0.25),
        ring=_tone(base, 0.24, 1.1, 265, 0.25),
        pupil=_tone(base, 0.16, 1.0, 265, 0.3),
        glow=mixed(base, WHITE, 0.8),
    )


def bounce(tones: Iris) -> str:
    """The light that the ground throws back into an iris from below: a neighbour of its colour, clear and bright."""
    colour = QColor(tones.middle)
    hue, strong = max(0.0, colour.hsvHueF()), colour.hsvSaturationF()
    step = -0.12 if 0.08 < hue < 0.2 else 0.12 if hue < 0.62 else -0.14  # amber to rose, green to blue, violet to blue
    return QColor.fromHsvF((hue + step) % 1.0, min(1.0, 0.25 + 0.45 * strong), 1.0).name()


def lashes(hair: Family) -> tuple[str, str]:
    """(lash, warm end of the lash) that go with a hair colour."""
    return mixed(hair.line, "#22142c", 0.65), mixed(hair.line, "#7d3348", 0.6)


def brow(hair: Family) -> str:
    """A brow that reads on skin and on the hair itself."""
    if QColor(hair.base).valueF() < 0.4:
        return mixed(hair.light, "#7460a8", 0.35)
    return mixed(hair.line, hair.shade, 0.4)


def inner_line(hair: Family) -> str:
    """Lines inside the hair: dark on dark hair, a deep shade on bright hair (only the contour is a line there)."""
    return hair.line if QColor(hair.base).valueF() < 0.45 else mixed(hair.shade, hair.line, 0.3)
