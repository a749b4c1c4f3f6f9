"""Style: what a character looks like, read from `avatar.style` of her character.yaml. Pure; any thread.

Every key is optional. `like` names a finished design to start from; colours are "#rrggbb"; `accessories` is a list of
names separated by commas. A wrong key or value raises AvatarError that names it.
"""

import difflib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from companion.errors import AvatarError
from companion.ui.avatars.figure import palette as colours
from companion.ui.avatars.figure import wardrobe
from companion.ui.avatars.figure.face import MARKS
from companion.ui.avatars.figure.features import FACES
from companion.ui.avatars.figure.hair import CUTS
from companion.ui.avatars.figure.palette import Family, Iris, Palette, Shine

HAIR_STYLES = tuple(wardrobe.HAIRDOS)
BANGS = tuple(CUTS)
OUTFITS = tuple(wardrobe.OUTFITS)
ACCESSORIES = (
    "tiara",
    "blossom",
    "glasses",
    "bow",
    "antenna",
    "star_pins",
    "wild_flowers",
    "sprouts",
    "square_glasses",
    *sorted(MARKS),
)
_CLOTHS = ("dress", "trim", "accent", "ribbon", "gem")
_COLOURS = ("hair", "hair_tips", "eyes", "skin", *_CLOTHS)
KEYS = ("like", "hair_style", "bangs", "face", "outfit", "accessories", *_COLOURS)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Style:
    """Which parts are drawn, and in which colours."""

    palette: Palette
    hair_style: str
    bangs: str
    outfit: str
    accessories: frozenset[str]
    face: str = "classic"


_SNOW_HAIR = Family("#4a4374", "#332d4f", "#1f1a36", "#120e24")
SNOW_WHITE = Style(
    Palette(
        hair=_SNOW_HAIR,
        hair_back=Family("#3a3360", "#262042", "#181330", "#0e0a1c"),
        shine=Shine("#6c65b0", "#a29bee", "#e6e2ff"),
        rim="#a9b8ff",
        tips=("#463c72", "#5f5396"),
        brow="#594b80",
        lash="#22142c",
        lash_warm="#6d2b45",
        iris=Iris("#34124c", "#6f1a63", "#b22f72", "#ff9dc0", "#3a0d33", "#2a0826", "#fff0f4"),
        skin=colours.SKIN,
        skin_deep=colours.SKIN_DEEP,
        blush=colours.BLUSH,
        cloth=Family("#8c4480", "#6b2f63", "#451d4c", "#2a1030"),
        second=Family("#ffffff", "#fff7ef", "#d8cbe8", "#7d6492"),
        metal=Family("#fff0b8", "#f2cd78", "#b9803f", "#6d431f"),
        ribbon=Family("#e0609c", "#c2407f", "#8f2a66", "#5a1240"),
        gem=Family("#ffc2dc", "#c2407f", "#8a1f5c", "#6d431f"),
    ),
    "long_waves",
    "princess",
    "gown",
    frozenset({"tiara", "blossom"}),
)
RUBY = Style(
    Palette(
        hair=Family("#fff8ec", "#f8e4cf", "#e6b79e", "#7c443e"),
        hair_back=Family("#f4dcc6", "#e6c2a8", "#c58f7c", "#6e3a38"),
        shine=Shine("#ffe9cf", "#ffffff", "#ffc98a"),
        rim="#ffd0a0",
        tips=("#ff8a3c", "#e8432e"),
        brow="#9a6a5e",
        lash="#3a1a1e",
        lash_warm="#8f3d34",
        iris=Iris("#5a1208", "#a8330f", "#f08a1c", "#ffe27a", "#4a1006", "#380c08", "#fff6d8"),
        skin=colours.SKIN,
        skin_deep=colours.SKIN_DEEP,
        blush=colours.BLUSH,
        cloth=Family("#2f5560", "#1d3a46", "#10222e", "#081419"),
        second=Family("#fffaf0", "#f4e6d0", "#cdb4b8", "#7a5a66"),
        metal=Family("#ffe0a0", "#e0a84a", "#8f5a24", "#5a3312"),
        ribbon=Family("#ff8a5c", "#d8442e", "#8f2030", "#4f0f1c"),
        gem=Family("#ffe27a", "#ff7a2c", "#c8321e", "#5a1a10"),
    ),
    "buns",
    "fluffy",
    "archmage",
    frozenset({"star_pins"}),
    "sharp",
)
DESIGNS = {"snow_white": SNOW_WHITE, "ruby": RUBY}


def style_of(character_id: str, wishes: Mapping[str, object]) -> Style:
    """The style of a character: a finished design (by `like`, else by her id), changed by her own wishes.

    Raises AvatarError (code "avatar-style") that names the key, the value and what is possible.
    """
    for key in wishes:
        if key not in KEYS:
            raise _wrong(character_id, key, "is not a key of a style", _suggest(str(key), KEYS))
    like = _choice(character_id, wishes, "like", tuple(DESIGNS))
    start = DESIGNS.get(like or character_id)
    style = start if start is not None else _plain(character_id)
    return replace(
        style,
        palette=_palette(character_id, wishes, style.palette),
        hair_style=_choice(character_id, wishes, "hair_style", HAIR_STYLES) or style.hair_style,
        bangs=_choice(character_id, wishes, "bangs", BANGS) or style.bangs,
        outfit=_choice(character_id, wishes, "outfit", OUTFITS) or style.outfit,
        face=_choice(character_id, wishes, "face", tuple(FACES)) or style.face,
        accessories=_accessories(character_id, wishes, style.accessories),
    )


_PLAIN_HAIR = ("#8a5a48", "#3d9db1", "#f6bd52", "#c3bcdf", "#8f63e8", "#d98fa0", "#3a3550", "#e8845c", "#f0e2d0")
_PLAIN_EYES = ("#5aa877", "#e09a20", "#4f93ec", "#2fbd92", "#8f63e8", "#b22f72", "#c0603c")
_PLAIN_CLOTH = ("#93c4ad", "#eab13a", "#e8524f", "#4a4458", "#3b4a9c", "#7d86c8", "#2f6b6f", "#c97b9c")
_PLAIN_RIBBON = ("#ff7a5c", "#f2a8b6", "#6cc4e8", "#ffcf5c", "#8fd6a8")
_PLAIN_OUTFITS = ("dress", "cardigan", "varsity", "hoodie")
_PLAIN_ACCESSORIES = ("bow", "wild_flowers", "star_pins", "glasses", "antenna")


def _plain(character_id: str) -> Style:
    """A design for a character without one: always the same for the same id, different from the finished ones."""
    seed = zlib.crc32(character_id.encode())

    def pick(possible: tuple[str, ...]) -> str:
        nonlocal seed
        seed, index = divmod(seed, len(possible))
        return possible[index]

    hair = colours.family(pick(_PLAIN_HAIR))
    lash, warm = colours.lashes(hair)
    return Style(
        Palette(
            hair=hair,
            hair_back=_behind(hair),
            shine=colours.shine(hair),
            rim=colours.mixed(hair.light, "#ffffff", 0.6),
            tips=None,
            brow=colours.brow(hair),
            lash=lash,
            lash_warm=warm,
            iris=colours.iris(pick(_PLAIN_EYES)),
            skin=colours.SKIN,
            skin_deep=colours.SKIN_DEEP,
            blush=colours.BLUSH,
            cloth=colours.cloth_family(pick(_PLAIN_CLOTH)),
            second=colours.pale_family("#fff8ea"),
            metal=colours.family("#f2cd78"),
            ribbon=colours.family(pick(_PLAIN_RIBBON)),
            gem=colours.family("#6cc4e8"),
        ),
        pick(tuple(name for name in HAIR_STYLES if name != "buns")),
        pick(BANGS),
        pick(_PLAIN_OUTFITS),
        frozenset({pick(_PLAIN_ACCESSORIES)}),
        pick(tuple(FACES)),
    )


def _behind(hair: Family) -> Family:
    """The same hair in the shadow of the head."""
    return Family(hair.base, colours.mixed(hair.base, hair.shade, 0.6), hair.shade, hair.line)


def _palette(who: str, wishes: Mapping[str, object], start: Palette) -> Palette:
    chosen = {key: _hex(who, wishes, key) for key in _COLOURS}
    result = start
    if hair_name := chosen["hair"]:
        hair = colours.family(hair_name)
        lash, warm = colours.lashes(hair)
        result = replace(
            result,
            hair=hair,
            hair_back=_behind(hair),
            shine=colours.shine(hair),
            rim=colours.mixed(hair.light, "#ffffff", 0.6),
            tips=None,
            brow=colours.brow(hair),
            lash=lash,
            lash_warm=warm,
        )
    if tip := chosen["hair_tips"]:
        result = replace(result, tips=(colours.mixed(result.hair.base, tip, 0.6), tip))
    if eyes := chosen["eyes"]:
        result = replace(result, iris=colours.iris(eyes))
    if skin := chosen["skin"]:
        family = colours.family(skin)
        shade = colours.mixed(skin, "#e8808c", 0.35)
        line = colours.mixed(family.line, "#8a4450", 0.5)
        result = replace(
            result, skin=Family(family.light, skin, shade, line), skin_deep=colours.mixed(skin, "#c8606c", 0.6)
        )
    cloth = {key: colours.cloth_family(value) for key in _CLOTHS if (value := chosen[key])}
    return replace(
        result,
        cloth=cloth.get("dress", result.cloth),
        second=cloth.get("trim", result.second),
        metal=cloth.get("accent", result.metal),
        ribbon=cloth.get("ribbon", result.ribbon),
        gem=cloth.get("gem", result.gem),
    )


def _hex(who: str, wishes: Mapping[str, object], key: str) -> str | None:
    value = wishes.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise _wrong(who, key, f"is {value!r}", 'Write a colour as "#rrggbb", in quotes.')
    return value.lower()


def _choice(who: str, wishes: Mapping[str, object], key: str, possible: tuple[str, ...]) -> str | None:
    value = wishes.get(key)
    if value is None:
        return None
    if value not in possible:
        raise _wrong(who, key, f"is {value!r}", _suggest(str(value), possible))
    return str(value)


def _accessories(who: str, wishes: Mapping[str, object], start: frozenset[str]) -> frozenset[str]:
    value = wishes.get("accessories")
    if value is None:
        return start
    if not isinstance(value, str):
        raise _wrong(who, "accessories", f"is {value!r}", 'Write names with commas between: "tiara, blossom".')
    names = frozenset(name.strip() for name in value.split(",") if name.strip())
    for name in sorted(names):
        if name not in ACCESSORIES:
            raise _wrong(who, "accessories", f"names {name!r}", _suggest(name, ACCESSORIES))
    return names


def _suggest(value: str, possible: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(value, possible, 1)
    return f"Did you mean {near[0]!r}?" if near else f"Possible: {', '.join(possible)}."


def _wrong(who: str, key: str, trouble: str, hint: str) -> AvatarError:
    return AvatarError(f"Character {who!r}: avatar.style.{key} {trouble}.", code="avatar-style", hint=hint)
