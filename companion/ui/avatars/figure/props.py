"""Things she holds: a staff with an ember crystal, a flame above the palm. Drawing units."""

from companion.ui.avatars.figure.curves import Curve, chain, left, moved, right
from companion.ui.avatars.figure.ink import Ink, linear, radial, vertical
from companion.ui.avatars.figure.palette import Family, Palette

_WOOD = Family("#9a6a4a", "#6e4430", "#4a2a26", "#2a1418")
_CROWN = 500.0  # height of the crystal's middle


def draw_flame(ink: Ink, palette: Palette, x: float, y: float) -> None:
    """A small flame whose foot is at (x, y), with a glow and sparks."""
    gem = palette.gem
    glow = radial(x, y - 40, 78, 84, (0, gem.light, 0.7), (0.45, gem.base, 0.3), (1, gem.base, 0.0))
    ink.ellipse(x, y - 40, 78, 84, glow)
    for share, fill in ((1.0, gem.shade), (0.8, gem.base), (0.54, gem.light), (0.28, "#ffffff")):
        half, tall = 33 * share, 96 * share
        tongue = chain(
            (x, y), ((x - half, y - tall * 0.34), 0.26), ((x - half * 0.2, y - tall * 0.72), -0.14),
            ((x + half * 0.2, y - tall), -0.1), ((x + half * 0.5, y - tall * 0.62), -0.1),
            ((x + half, y - tall * 0.32), 0.1), ((x, y), 0.26),
        )  # fmt: skip
        ink.shape(tongue, fill)
    for dx, dy, size in ((-38, -72, 5), (34, -96, 4.5), (-16, -118, 3.6), (44, -52, 3.4)):
        ink.ellipse(x + dx, y + dy, size, size, gem.light)


def draw_staff(ink: Ink, palette: Palette, x: float) -> None:
    """A wooden staff, longer than she is tall, whose crown of metal holds an ember crystal."""
    metal, gem, top = palette.metal, palette.gem, _CROWN + 86
    ring = linear((x - 15, 0), (x + 15, 0), (0, metal.light), (0.5, metal.base), (1, metal.shade))
    rod = chain((x - 11, top), ((x - 9, 1326), 0.004), ((x + 9, 1326), 0), ((x + 11, top), 0.004), ((x - 11, top), 0))
    wood = linear((x - 11, 0), (x + 11, 0), (0, _WOOD.light), (0.45, _WOOD.base), (1, _WOOD.shade))
    ink.shape(rod, wood, _WOOD.line, 3.6)
    for y in (top + 46, 1010, 1296):
        band = chain(
            (x - 15, y), ((x + 15, y), -0.12), ((x + 15, y + 20), 0), ((x - 15, y + 20), 0.12), ((x - 15, y), 0)
        )
        ink.shape(band, ring, metal.line, 3)
    glow = radial(x, _CROWN, 118, 118, (0, gem.light, 0.55), (0.45, gem.base, 0.22), (1, gem.base, 0.0))
    ink.ellipse(x, _CROWN, 118, 118, glow)
    _draw_crystal(ink, palette, x)
    body = linear((x - 60, 0), (x + 60, 0), (0, metal.light), (0.5, metal.base), (1, metal.shade))
    for side in (left, right):
        horn: Curve = [
            (484, 104), (456, 82), (430, 40), (436, -8), (440, -40), (452, -62), (466, -82), (462, -50), (458, -30),
            (462, -4), (466, 30), (480, 56), (512, 66), (516, 80), (512, 96), (484, 104),
        ]  # fmt: skip
        ink.shape(moved(side(horn), x - 500, _CROWN), body, metal.line, 3.5)


def _draw_crystal(ink: Ink, palette: Palette, x: float) -> None:
    gem, y = palette.gem, _CROWN
    crystal = chain((x, y - 84), ((x + 32, y - 8), 0), ((x, y + 74), 0), ((x - 32, y - 8), 0), ((x, y - 84), 0))
    ink.shape(crystal, vertical(y - 84, y + 74, (0, gem.light), (0.5, gem.base), (1, gem.shade)), gem.line, 3.5)
    ink.shape(chain((x, y - 76), ((x - 25, y - 8), 0), ((x - 4, y + 2), 0), ((x, y - 76), 0)), "#ffffff", opacity=0.7)
    ink.shape(chain((x, y + 66), ((x + 27, y - 6), 0), ((x + 2, y + 4), 0), ((x, y + 66), 0)), gem.shade, opacity=0.55)
