"""What the fuzzer found once (benchmarks/hostile_files.py), and any card at all: a clear error, or all of her."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import CharacterError
from companion.persona import bring, card_png, cards
from companion.persona.archive import Archive, ArchiveError
from companion.persona.character_file import parse

_texts = st.text(max_size=60)
_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=8,
)
_OLD = ("description", "personality", "scenario", "first_mes", "mes_example", "alternate_greetings", "tags", "creator")
_NEW = ("character_book", "extensions", "nickname", "system_prompt", "character_version", "group_only_greetings")
_fields = st.sampled_from((*_OLD, *_NEW))


@given(st.dictionaries(_fields, _values, max_size=6), st.sampled_from([1, 2, 3]), _texts)
def test_any_card_comes_in_whole_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, Any], version: int, name: str
) -> None:
    folder = tmp_path_factory.mktemp("card")
    card: dict[str, Any] = {"name": name, "description": "x", "first_mes": "y", **data}
    value = card if version == 1 else {"spec": f"chara_card_v{version}", "spec_version": "1.0", "data": card}
    (folder / "x.json").write_text(json.dumps(value))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPANION_HOME", str(folder / "home"))
        try:
            (her,) = bring.take_in(bring.look(folder / "x.json")).characters
        except CharacterError as error:
            assert error.message
            assert not [path for path in (folder / "home").rglob("*") if path.is_file()]
        else:
            assert her.folder.parent == folder / "home" / "characters"
            kept = json.loads((her.folder / "card.json").read_text())
            assert (kept if version == 1 else kept["data"])["first_mes"] == card["first_mes"]
            bring.export(her, folder / "again.png")
            assert cards.read(folder / "again.png").name


def test_halves_of_letters_in_a_name_are_no_end(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"name": "A\\udc80", "description": "\\ud83d", "first_mes": "hi", "\\udfff": 1}')
    (her,) = bring.take_in(bring.look(tmp_path / "x.json")).characters
    assert her.name("en") == "A\ufffd"


def test_a_zip_entry_without_a_name_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(zipfile.ZipInfo("x"), b"y")
    data = buffer.getvalue().replace(b"x", b"\0")  # Python reads a name to its first zero
    with pytest.raises(ArchiveError, match="empty"):
        Archive(io.BytesIO(data))


def test_a_name_that_is_no_text_is_damage() -> None:
    """The directory says `é.txt`, the entry itself holds bytes that are no UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("é.txt", b"y")
    data = buffer.getvalue().replace("é".encode(), b"\xa4\xa4", 1)
    with Archive(io.BytesIO(data)) as archive, pytest.raises(ArchiveError, match="damaged"):
        archive.read("é.txt")


@pytest.mark.parametrize("size", [(0, 0), (2**31, 2**31)])
def test_the_size_of_a_picture_is_read_and_not_believed(tmp_path: Path, size: tuple[int, int]) -> None:
    """A head that promises exabytes: nothing is decoded, the card comes in, the picture is not shown."""
    picture = card_png.blank(60, 60)
    head = card_png._chunk(b"IHDR", size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + picture[24:29])
    picture = picture[:8] + head + picture[33:]
    data = {"name": "Mira", "description": "x", "first_mes": "y"}
    card = card_png.with_texts(picture, {"chara": json.dumps({"spec": "chara_card_v2", "data": data}).encode()})
    (tmp_path / "x.png").write_bytes(card)
    (her,) = bring.take_in(bring.look(tmp_path / "x.png")).characters
    assert her.avatar.renderer == "vector"


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_is_a_sheet_or_an_error_with_its_line(text: str | bytes) -> None:
    raw = text.encode("utf-8", "replace") if isinstance(text, str) else text
    try:
        assert isinstance(parse(raw, Path("mira/character.yaml")).data, dict)
    except CharacterError as error:
        assert "line" in error.message and "character.yaml" in error.message


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system [touch /tmp/never]",
        "a: !!python/name:os.system",
        "a: &x [1]\nb: *x",
        "a: " + "[" * 50 + "]" * 50,
        "a: {<<: {b: 1}, b: 2}",
        "id: 2024-99-99",
    ],
)
def test_yaml_that_runs_refers_or_nests_is_refused_or_plain(text: str) -> None:
    try:
        data = parse(text.encode(), Path("mira/character.yaml")).data
    except CharacterError as error:
        assert "line 1" in error.message or "line 2" in error.message
    else:
        assert isinstance(data["a"], dict), "only plain values come out"
