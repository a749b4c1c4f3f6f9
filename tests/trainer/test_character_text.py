"""character.yaml is changed as a person would: one place, nothing else."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import TrainingError
from trainer.character_text import merge, set_key

CARD = """# her card
id: punzel
# who she is
names: {ko: 라푼젤, en: Rapunzel}
brain: old.gguf   # set by hand
avatar:
  renderer: vector
  # inside
  style:
    hair: gold

# how she speaks
traits:
  ko:
    - 궁금함
# the end
"""


def test_one_key_is_set_and_all_else_stays() -> None:
    new = set_key(CARD, "brain", "new: 1.gguf")
    assert yaml.safe_load(new) == yaml.safe_load(CARD) | {"brain": "new: 1.gguf"}
    assert new.replace("brain: 'new: 1.gguf'\n", "brain: old.gguf   # set by hand\n") == CARD


def test_keys_come_and_go() -> None:
    with_adapter = set_key(CARD, "adapter", "a.gguf")
    assert with_adapter == CARD + "adapter: a.gguf\n"
    assert set_key(with_adapter, "adapter", None) == CARD
    without = set_key(CARD, "avatar", None)
    assert "inside" not in without and "# how she speaks" in without and "# the end" in without
    assert yaml.safe_load(set_key("id: x", "brain", "y")) == {"id": "x", "brain": "y"}
    assert yaml.safe_load(set_key("{id: x}", "brain", "y")) == {"id": "x", "brain": "y"}


def test_what_only_the_workspace_changed_is_taken() -> None:
    theirs = CARD.replace("궁금함", "용감함").replace("gold", "red")
    mine = CARD.replace("gold", "blue").replace("# inside", "# mine")
    merged = merge(mine, CARD, theirs)
    data = yaml.safe_load(merged.text)
    assert data["traits"]["ko"] == ["용감함"] and data["avatar"]["style"]["hair"] == "blue"
    assert (merged.kept, merged.taken) == (("avatar",), ("traits",))
    assert "# mine" in merged.text and "# how she speaks" in merged.text


def test_keys_that_were_removed_or_added() -> None:
    theirs = set_key(set_key(CARD, "traits", None), "keywords", ["tower"])
    merged = merge(CARD, CARD, theirs)
    assert yaml.safe_load(merged.text) == yaml.safe_load(theirs)
    mine = set_key(CARD, "author", "me")
    assert yaml.safe_load(merge(mine, CARD, theirs).text)["author"] == "me"


def test_a_character_that_was_in_the_app_before() -> None:
    """Nothing tells who changed what: her look stays, what she was trained on is taken."""
    mine = CARD.replace("gold", "blue").replace("궁금함", "졸림")
    merged = merge(mine, None, CARD)
    data = yaml.safe_load(merged.text)
    assert data["avatar"]["style"]["hair"] == "blue" and data["traits"]["ko"] == ["궁금함"]
    assert merged.kept == ("avatar",)


def test_brain_and_id_are_nobodys_edit() -> None:
    mine = set_key(CARD, "brain", "v1.gguf")
    assert merge(mine, CARD, set_key(CARD, "id", "other")).taken == ()


@pytest.mark.parametrize("broken", ["a: [", "- list", ""])
def test_no_mapping(broken: str) -> None:
    with pytest.raises(TrainingError):
        merge(broken, None, CARD)


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029"])
def test_rare_line_ends_are_letters(end: str) -> None:
    """They stand within a text; what follows them is no key."""
    text = f'id: a\nsays: "one{end}brain: two"\n'
    assert yaml.safe_load(set_key('id: "a"\n', "brain", f"x{end}y"))["brain"] == f"x{end}y"
    assert set_key(text, "id", "b") == text.replace("id: a", "id: b")
    assert set_key(text, "brain", "new") == f"{text}brain: new\n"


VALUES = st.recursive(
    st.text(max_size=12) | st.integers() | st.booleans(), lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), VALUES, min_size=1, max_size=6), VALUES)
def test_any_card_survives(data: dict[str, object], value: object) -> None:
    text = yaml.safe_dump(data, sort_keys=False)
    assert yaml.safe_load(set_key(text, "brain", value)) == data | {"brain": value}
    assert yaml.safe_load(merge(text, text, yaml.safe_dump({"x": value})).text) == {"x": value}
