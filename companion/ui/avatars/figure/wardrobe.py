"""Wardrobe: every outfit and hairdo by its name, as data. Pure; any thread.

A new one is a module of its own and one line here; `style` takes the names that may be written from here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from companion.ui.avatars.figure import (
    archmage,
    gown,
    outfit_daon,
    outfit_moru,
    outfit_nova,
    outfit_nuri,
    outfit_rapunzel,
    outfit_solmi,
)
from companion.ui.avatars.figure.archmage import FLAME, draw_archmage
from companion.ui.avatars.figure.arms import ArmLook
from companion.ui.avatars.figure.curves import Point, Side
from companion.ui.avatars.figure.gown import draw_dress, draw_gown
from companion.ui.avatars.figure.hair import draw_lock
from companion.ui.avatars.figure.hair_back import draw_mass, draw_skull, draw_tail, tail_root
from companion.ui.avatars.figure.hair_daon import draw_braid, draw_braid_lock, draw_braid_skull
from companion.ui.avatars.figure.hair_moru import draw_long_lock, draw_lopsided_lock, draw_lopsided_skull
from companion.ui.avatars.figure.hair_nova import ROOTS as JELLY_ROOTS
from companion.ui.avatars.figure.hair_nova import draw_jelly_lock, draw_jelly_skull, draw_jelly_tail
from companion.ui.avatars.figure.hair_nuri import ROOTS as HIGH_ROOTS
from companion.ui.avatars.figure.hair_nuri import draw_high_lock, draw_high_skull, draw_high_tail
from companion.ui.avatars.figure.hair_rapunzel import ROOTS as TOWER_ROOTS
from companion.ui.avatars.figure.hair_rapunzel import (
    draw_tower_lock,
    draw_tower_mass,
    draw_tower_skull,
    draw_tower_tail,
)
from companion.ui.avatars.figure.hair_solmi import draw_flip_lock, draw_flip_skull
from companion.ui.avatars.figure.ink import Ink
from companion.ui.avatars.figure.outfit_daon import STEAM, draw_cardigan
from companion.ui.avatars.figure.outfit_moru import draw_half_cape
from companion.ui.avatars.figure.outfit_nova import BLINKY, draw_glow_jacket
from companion.ui.avatars.figure.outfit_nuri import draw_varsity
from companion.ui.avatars.figure.outfit_rapunzel import LANTERN, draw_kirtle
from companion.ui.avatars.figure.outfit_solmi import draw_hoodie
from companion.ui.avatars.figure.palette import Palette

Draw = Callable[[Ink, Palette], None]
DrawSide = Callable[[Ink, Palette, Side], None]


@dataclass(frozen=True, slots=True)
class Held:
    """How the layer "flame" (what she carries or what floats beside her) moves.

    root: what stays where it is. swing: degrees a degree of the ornament's spring. grow: how much taller it is when
    she has breathed in (0.22 = from 0.9 to 1.12). hover: units that it floats up meanwhile.
    """

    root: Point
    swing: float = 0.0
    grow: float = 0.0
    hover: float = 0.0


@dataclass(frozen=True, slots=True)
class Outfit:
    """draw: one layer of "cape", "feet", "skirt", "torso", "arms", "sleeves", "held", "flame"; it draws nothing for a
    layer that it does not have. arms: arms that move, see `arms`; with them "arms" is not asked for."""

    draw: Callable[[Ink, Palette, str], None]
    held: Held = Held((500.0, 900.0))
    arms: ArmLook | None = None


@dataclass(frozen=True, slots=True)
class Hairdo:
    """skull: the back of the head. lock: beside a cheek, in front of the shoulders. mass: behind the body, hardly
    moving. tail: swings behind the body on one side about its root (left, right); with `high` it hangs from the head
    and turns with it. drape: hangs beside the right cheek in front of everything, also of the arms."""

    skull: Draw
    lock: DrawSide
    mass: Draw | None = None
    tail: DrawSide | None = None
    roots: tuple[Point, Point] | None = None
    high: bool = False
    drape: Draw | None = None


def _usual(name: str) -> Hairdo:
    """A hairdo of `hair` and `hair_back`, the same on both sides."""
    root = tail_root(name)

    def lock(ink: Ink, palette: Palette, side: Side) -> None:
        draw_lock(ink, palette, name, side)

    def tail(ink: Ink, palette: Palette, side: Side) -> None:
        draw_tail(ink, palette, name, side)

    return Hairdo(
        skull=partial(draw_skull, hair_style=name),
        lock=lock,
        mass=partial(draw_mass, hair_style=name),
        tail=tail if root is not None else None,
        roots=(root, (1000.0 - root[0], root[1])) if root is not None else None,
        high=name == "twin_tails",
    )


HAIRDOS: dict[str, Hairdo] = {name: _usual(name) for name in ("long_waves", "buns", "bob", "twin_tails")}
HAIRDOS["jelly"] = Hairdo(draw_jelly_skull, draw_jelly_lock, tail=draw_jelly_tail, roots=JELLY_ROOTS)
HAIRDOS["side_braid"] = Hairdo(draw_braid_skull, draw_braid_lock, drape=draw_braid)
HAIRDOS["high_tails"] = Hairdo(draw_high_skull, draw_high_lock, tail=draw_high_tail, roots=HIGH_ROOTS, high=True)
HAIRDOS["flip_bob"] = Hairdo(draw_flip_skull, draw_flip_lock)
HAIRDOS["lopsided"] = Hairdo(draw_lopsided_skull, draw_lopsided_lock, drape=draw_long_lock)
HAIRDOS["tower"] = Hairdo(draw_tower_skull, draw_tower_lock, draw_tower_mass, draw_tower_tail, TOWER_ROOTS)
OUTFITS: dict[str, Outfit] = {
    "gown": Outfit(draw_gown, arms=gown.ARMS),
    "archmage": Outfit(draw_archmage, Held(FLAME, swing=2.0, grow=0.22), archmage.ARMS),
    "dress": Outfit(draw_dress, arms=gown.ARMS),
    "glow_jacket": Outfit(draw_glow_jacket, Held(BLINKY, swing=0.8, hover=14), outfit_nova.ARMS),
    "cardigan": Outfit(draw_cardigan, Held(STEAM, swing=1.5, grow=0.22), outfit_daon.ARMS),
    "kirtle": Outfit(draw_kirtle, Held(LANTERN, swing=1.2, grow=0.0), outfit_rapunzel.ARMS),
    "hoodie": Outfit(draw_hoodie, arms=outfit_solmi.ARMS),
    "varsity": Outfit(draw_varsity, arms=outfit_nuri.ARMS),
    "half_cape": Outfit(draw_half_cape, Held(outfit_moru.SOCK, swing=1.5), outfit_moru.ARMS),
}
