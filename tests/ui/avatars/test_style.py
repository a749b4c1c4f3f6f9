"""avatar.style of a character.yaml."""

import dataclasses
import re

import pytest
from PySide6.QtGui import QColor

from companion.errors import AvatarError
from companion.persona.character import list_characters
from companion.ui.avatars.figure import palette as colours
from companion.ui.avatars.figure.style import ACCESSORIES, BANGS, HAIR_STYLES, OUTFITS, RUBY, SNOW_WHITE, style_of


def test_a_designed_character_needs_no_keys() -> None:
    assert style_of("snow_white", {}) == SNOW_WHITE
    assert style_of("ruby", {}) == RUBY
    assert style_of("anyone", {"like": "ruby"}) == RUBY


def test_every_shipped_character_has_a_valid_style() -> None:
    shipped = list_characters().characters
    assert len(shipped) >= 2
    for character in shipped:
        if character.avatar.renderer == "vector":
            style_of(character.id, character.avatar.style)


def test_a_character_without_a_design_gets_her_own_look() -> None:
    assert style_of("mina", {}) == style_of("mina", {})
    styles = [style_of(f"character_{index}", {}) for index in range(60)]
    looks = {
        (
            style.palette.hair.base,
            style.palette.cloth.base,
            style.hair_style,
            style.bangs,
            style.outfit,
            style.accessories,
        )
        for style in styles
    }
    assert len(looks) >= 58
    assert len({style.palette.hair.base for style in styles}) >= 7
    assert len({style.hair_style for style in styles}) >= 6
    assert {style.outfit for style in styles} >= {"dress", "cardigan"}


def test_colours_change_whole_families() -> None:
    style = style_of("mina", {"hair": "#3d9db1", "eyes": "#E09A20", "hair_tips": "#ff0000", "skin": "#c68a5e"})
    assert style.palette.hair.base == "#3d9db1"
    assert style.palette.hair.light != style.palette.hair.shade != "#3d9db1"
    assert style.palette.iris.middle == "#e09a20"
    assert style.palette.tips is not None and style.palette.tips[1] == "#ff0000"
    assert style.palette.skin.base == "#c68a5e" and style.palette.skin.line != SNOW_WHITE.palette.skin.line


@pytest.mark.parametrize("key", ["dress", "trim", "accent", "ribbon", "gem"])
def test_cloth_colours(key: str) -> None:
    name = {"dress": "cloth", "trim": "second", "accent": "metal", "ribbon": "ribbon", "gem": "gem"}[key]
    assert getattr(style_of("snow_white", {key: "#336699"}).palette, name).base == "#336699"


def test_parts_are_chosen_by_name() -> None:
    style = style_of("x", {"hair_style": "bob", "bangs": "swept", "outfit": "gown", "accessories": "glasses, tiara"})
    assert (style.hair_style, style.bangs, style.outfit) == ("bob", "swept", "gown")
    assert style.accessories == {"glasses", "tiara"}
    assert style_of("snow_white", {"accessories": ""}).accessories == frozenset()


@pytest.mark.parametrize(
    ("wishes", "named", "hint"),
    [
        ({"hairs": "#112233"}, "avatar.style.hairs", "'hair'"),
        ({"hair": "blue"}, "avatar.style.hair is 'blue'", "#rrggbb"),
        ({"hair": "#12345"}, "avatar.style.hair", "#rrggbb"),
        ({"eyes": 112233}, "avatar.style.eyes is 112233", "#rrggbb"),
        ({"hair_style": "long_wave"}, "avatar.style.hair_style is 'long_wave'", "'long_waves'"),
        ({"bangs": 3}, "avatar.style.bangs is 3", "Possible: princess"),
        ({"accessories": "tiarra"}, "avatar.style.accessories names 'tiarra'", "'tiara'"),
        ({"accessories": True}, "avatar.style.accessories is True", "commas"),
        ({"like": "cinderella"}, "avatar.style.like is 'cinderella'", "snow_white"),
    ],
)
def test_a_wrong_wish_is_named(wishes: dict[str, object], named: str, hint: str) -> None:
    with pytest.raises(AvatarError) as caught:
        style_of("mina", wishes)
    assert caught.value.code == "avatar-style"
    assert "'mina'" in caught.value.message and named in caught.value.message
    assert hint in caught.value.hint


def test_names_are_not_repeated() -> None:
    for names in (HAIR_STYLES, BANGS, OUTFITS, ACCESSORIES):
        assert len(names) == len(set(names)) >= 3


@pytest.mark.parametrize("base", ["#000000", "#ffffff", "#808080", "#f2cd78", "#332d4f", "#e8524f", "#1d3a46"])
def test_any_colour_makes_a_usable_family(base: str) -> None:
    for family in (colours.family(base), colours.cloth_family(base)):
        for tone in dataclasses.astuple(family):
            assert re.fullmatch(r"#[0-9a-f]{6}", tone)
        assert family.line != family.light
    for tone in dataclasses.astuple(colours.iris(base)):
        assert re.fullmatch(r"#[0-9a-f]{6}", tone)


@pytest.mark.parametrize(("base", "low", "high"), [("#c9f26b", 80, 150), ("#f2cd78", 5, 45), ("#93c4ad", 140, 220)])
def test_the_shade_of_a_colour_leans_to_its_cooler_neighbour(base: str, low: int, high: int) -> None:
    """Lime goes by green, yellow by orange, green by blue."""
    assert low < QColor(colours.family(base).shade).hsvHue() < high


def test_the_line_of_a_pale_colour_is_not_grey() -> None:
    assert QColor(colours.family("#cdc0f0").line).hsvSaturationF() > 0.3


def test_mixed_goes_from_one_colour_to_the_other() -> None:
    assert colours.mixed("#000000", "#ffffff", 0.5) == "#808080"
    assert colours.mixed("#102030", "#ffffff", 0.0) == "#102030"
