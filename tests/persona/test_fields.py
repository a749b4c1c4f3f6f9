"""The fields of life that words belong to."""

import pytest

from companion.persona.features import names
from companion.persona.fields import Fields, stems

FIELDS = Fields(
    {
        "food.noodle": ["라면", "국수", "ramen", "instant noodle"],
        "food.rice": ["밥"],
        "ill": ["아파", "ache", "break down"],
        "place.home": ["아파트"],
        "say.no": ["don't", "i'll pass"],
        "feel.sad": [":("],
    }
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("라면 먹자", {"food", "food.noodle"}),
        ("컵라면이나 먹자", {"food", "food.noodle"}),  # the rest of a compound
        ("무릎이 아팠어", {"ill"}),  # 아파 as it is said of yesterday
        ("아파트에 살아", {"place", "place.home"}),  # the longest word counts
        ("밥은?", {"food", "food.rice"}),
        ("밥통", set()),  # one syllable is no beginning
        ("톱밥", set()),
        ("RAMEN!", {"food", "food.noodle"}),
        ("two instant noodles", {"food", "food.noodle"}),
        ("my back aches, it broke", {"ill"}),
        ("it keeps breaking down", {"ill"}),
        ("dont", {"say", "say.no"}),
        ("I don’t", {"say", "say.no"}),
        ("oh :(", {"feel", "feel.sad"}),
        ("", set()),
    ],
)
def test_words_belong_to_fields(text: str, found: set[str]) -> None:
    assert FIELDS.of(text) == found


def test_fields_are_features() -> None:
    assert {"gfood", "gfood.noodle", "=라면"} <= names("라면", FIELDS)
    assert not any(name.startswith("gfood") for name in names("라면"))
    assert FIELDS and not Fields({})


def test_regular_forms() -> None:
    assert "cry" in stems("cries") and "cry" in stems("cried") and "bake" in stems("baking")
    assert "stop" in stems("stopped") and stems("is") == [] and "pas" not in stems("pass")
