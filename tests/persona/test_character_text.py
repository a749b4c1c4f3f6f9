"""Settings of a character.yaml change; comments and everything else stay, byte for byte."""

import pytest

from companion.errors import CharacterError
from companion.persona.character_text import blocks, data, set_key

TEXT = "# her card\nid: mira   # small letters\n\n# her names\nnames: {ko: 미라}\nlanguages: [ko]\n# the end\n"


def test_one_key_changes_and_comments_stay() -> None:
    changed = set_key(TEXT, "names", {"ko": "새별"})
    assert data(changed)["names"] == {"ko": "새별"}
    assert changed.startswith("# her card\nid: mira   # small letters\n\n# her names\n")
    assert changed.endswith("languages: [ko]\n# the end\n")


def test_a_key_comes_and_goes() -> None:
    assert data(set_key(TEXT, "brain", "a.gguf"))["brain"] == "a.gguf"
    assert "languages" not in data(set_key(TEXT, "languages", None))


def test_the_blocks_are_the_whole_text() -> None:
    assert "".join(part for _, part in blocks(TEXT)) == TEXT


@pytest.mark.parametrize("text", ["{a: [", "{a: b}\n- c"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(CharacterError):
        set_key(text, "id", "x")
