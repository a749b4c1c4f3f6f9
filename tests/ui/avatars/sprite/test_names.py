"""What file names say."""

import pytest

from companion.persona.emotion import CANONICAL
from companion.ui.avatars.sprite.names import PREFERRED, Label, label_of, stand_in
from tests.ui.avatars.sprite.painted import GO_EMOTIONS


@pytest.mark.parametrize("label", GO_EMOTIONS)
def test_all_28_labels_of_goemotions_are_known(label: str) -> None:
    found = label_of(label)
    assert found is not None and found.emotion in CANONICAL
    assert label_of(f"{label}-2") == Label(found.emotion, label, number=2)
    assert label_of(f"Seraphina_{label.upper()}") == Label(found.emotion, label)


@pytest.mark.parametrize(
    ("stem", "label"),
    [
        ("joy.open", Label("joy", "joy", "open")),
        ("joy-blink", Label("joy", "joy", blink=True)),
        ("joy_mouth_open_eyes_closed", Label("joy", "joy", "open", True)),
        ("joy.a", Label("joy", "joy", "a")),
        ("기쁨", Label("joy", "기쁨")),
        ("idle", Label("neutral", "neutral")),
        ("talk", Label("neutral", "neutral", "open")),
        ("talk_blink", Label("neutral", "neutral", "open", True)),
        ("neutral", Label("neutral", "neutral")),
        ("background", None),
        ("IMG_2041", None),
        ("", None),
    ],
)
def test_variants(stem: str, label: Label | None) -> None:
    assert label_of(stem) == label


def test_stand_ins_are_sensible() -> None:
    assert stand_in("excited", {"neutral", "joy"}) == "joy"
    assert stand_in("sleepy", {"neutral", "sad"}) == "neutral"
    assert stand_in("joy", {"angry"}) == "angry"
    assert set(PREFERRED) == set(CANONICAL)
    with pytest.raises(ValueError, match="no emotion"):
        stand_in("joy", set())
