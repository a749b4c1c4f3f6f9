"""In which order characters are listed."""

import shutil

import pytest

from companion import paths
from companion.persona.character import list_characters


def ids() -> list[str]:
    return [character.id for character in list_characters().characters]


def own(name: str, called: str) -> None:
    """A copy of Ruby with another id and name."""
    folder = paths.user_characters() / name
    shutil.copytree(paths.shipped_characters() / "ruby", folder)
    file = folder / "character.yaml"
    text = file.read_text(encoding="utf-8").replace("id: ruby\n", f"id: {name}\n")
    file.write_text(text.replace("  ko: 루비\n", f"  ko: {called}\n", 1), encoding="utf-8")


SHIPPED = ["snow_white", "ruby", "nova", "daon", "solmi", "nuri", "moru"]


def test_every_shipped_character_has_a_place() -> None:
    assert ids() == SHIPPED
    text = (paths.shipped_characters() / "cast.yaml").read_text(encoding="utf-8")
    assert all(f"- {name}" in text for name in SHIPPED)


def test_own_ones_come_after_them_by_name() -> None:
    own("aaa", "하늘")
    own("zzz", "가온")
    assert ids() == [*SHIPPED, "zzz", "aaa"]


def test_an_own_order_comes_first_and_counts_at_the_next_look() -> None:
    own("aaa", "하늘")
    own("moru", "모루")  # in the place of the shipped one
    file = paths.user_characters() / "cast.yaml"
    file.write_text("- aaa\n- nuri\n- nobody\n", encoding="utf-8")
    assert ids() == ["aaa", "nuri", "snow_white", "ruby", "nova", "daon", "solmi", "moru"]
    file.write_text("- moru\n", encoding="utf-8")
    assert ids()[0] == "moru" and ids()[-1] == "aaa"
    file.write_text("", encoding="utf-8")
    assert ids() == [*SHIPPED, "aaa"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"- ruby\n- [a, b]\n", "line 2"),
        (b"ruby: 1\n", "line 1"),
        (b"- ruby\n- 'open\n", "line"),
        (b"- \xff\n", "cast.yaml"),
        (b"[" * 50_000, "cast.yaml"),
        (b"# " + b"x" * 300_000, "too large"),
    ],
)
def test_a_wrong_order_is_told_and_orders_nobody(text: bytes, said: str) -> None:
    file = paths.user_characters() / "cast.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    assert ids() == SHIPPED
    (error,) = list_characters().broken
    assert said in error.message and str(file) in error.message and error.folder == "cast.yaml" and error.hint
