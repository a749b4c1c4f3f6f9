"""Character cards go in and out without loss, and damaged or hostile ones are one clear message."""

import base64
import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import paths
from companion.errors import CharacterError
from companion.persona import card_png, cards, vtuber_yaml
from companion.persona.archive import Archive, ArchiveError
from companion.persona.card_character import Imported, from_character, imported, save
from companion.persona.cards import Card
from companion.persona.character import load_character

EXAMPLES = """<START>
{{user}}: Hello?
{{char}}: Hello!
Who are you?
{{user}}: A friend.
{{char}}: Then sit.
<START>
{{char}}: La la!"""
ENTRY = {"insertion_order": 2, "enabled": True, "extensions": {}}
DATA: dict[str, Any] = {
    "name": "Rapunzel",
    "description": "{{char}} lives in a tower.\n\nShe sings to {{user}} every evening.",
    "personality": "kind, curious, brave",
    "scenario": "{{user}} climbed the tower.",
    "first_mes": '*She turns.* "Oh! A visitor," *she smiles* "Come in, {{user}}!"',
    "mes_example": EXAMPLES,
    "creator_notes": "notes",
    "system_prompt": "Write her next reply.",
    "post_history_instructions": "",
    "alternate_greetings": ["*She waves.*", "Good evening!"],
    "tags": ["tower", "hair"],
    "creator": "Somebody",
    "character_version": "1",
    "character_book": {
        "name": "world",
        "extensions": {"x": 1},
        "entries": [
            {**ENTRY, "keys": ["tower"], "content": "The tower of {{char}} is high."},
            {
                **ENTRY,
                "keys": ["witch", "Gothel"],
                "content": "@@depth 4\nGothel is a witch.",
                "insertion_order": 1,
                "extensions": {"k": [1]},
            },
        ],
    },
    "extensions": {"talkativeness": "0.5", "unknown": {"deep": [1, {"a": None}]}},
    "future_field": {"kept": True},
}


def wrapped(version: int, **more: Any) -> dict[str, Any]:
    if version == 1:
        return {key: DATA[key] for key in cards.TEXTS}
    return {"spec": f"chara_card_v{version}", "spec_version": f"{version}.0", "data": DATA, **more}


def chunk(kind: bytes, data: bytes, *, crc: int | None = None) -> bytes:
    checksum = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def encoded(value: object) -> bytes:
    return base64.b64encode(json.dumps(value, ensure_ascii=False).encode())


def png(*texts: bytes) -> bytes:
    blank = card_png.blank(4, 4)
    return blank[:33] + b"".join(texts) + blank[33:]


def file(folder: Path, name: str, data: bytes | object) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode())
    return path


@pytest.mark.parametrize("version", [1, 2, 3])
def test_json_cards_of_all_versions_are_read_whole(tmp_path: Path, version: int) -> None:
    card = cards.read(file(tmp_path, "card.json", wrapped(version)))
    assert card.version == version
    expected = wrapped(version) if version == 1 else DATA
    assert card.data == expected


FORMS = {
    "tEXt": lambda key, data: chunk(b"tEXt", key + b"\0" + data),
    "zTXt": lambda key, data: chunk(b"zTXt", key + b"\0\0" + zlib.compress(data)),
    "iTXt": lambda key, data: chunk(b"iTXt", key + b"\0\0\0en\0chara\0" + data),
    "iTXt packed": lambda key, data: chunk(b"iTXt", key + b"\0\1\0\0\0" + zlib.compress(data)),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", [b"chara", b"ccv3", b"Chara"])
def test_png_cards_are_read_from_every_kind_of_chunk(tmp_path: Path, form: str, key: bytes) -> None:
    data = png(FORMS[form](key, encoded(wrapped(2))))
    card = cards.read(file(tmp_path, "card.png", data))
    assert card.data == DATA
    assert card.picture == data


def test_v3_comes_before_v2_in_one_picture(tmp_path: Path) -> None:
    old = {**wrapped(2), "data": {**DATA, "name": "Old"}}
    data = png(FORMS["tEXt"](b"chara", encoded(old)), FORMS["tEXt"](b"ccv3", encoded(wrapped(3))))
    assert cards.read(file(tmp_path, "card.png", data)).name == "Rapunzel"


@pytest.mark.parametrize("name", ["card.png", "card.json", "card.charx"])
@pytest.mark.parametrize("version", [2, 3])
def test_nothing_is_lost_on_the_way_out_and_in(tmp_path: Path, name: str, version: int) -> None:
    """Unknown fields, extensions of the card and of lorebook entries come back as they were."""
    top = {"create_date": "2024", "x": [1]}
    card = cards.parse(wrapped(version, **top), tmp_path, assets={"assets/icon/main.png": b"\x89PNG"})
    cards.write(card, tmp_path / name, version)  # type: ignore[arg-type]
    back = cards.read(tmp_path / name)
    assert {key: back.data[key] for key in DATA} == DATA
    assert set(back.data) - set(DATA) <= {"group_only_greetings"}
    assert back.top == top
    assert back.assets == (card.assets if name.endswith("charx") else {})
    assert not list(tmp_path.glob("*.part"))


def test_a_picture_keeps_its_pixels_and_gets_one_card(tmp_path: Path) -> None:
    picture = png(FORMS["tEXt"](b"chara", b"old"), FORMS["tEXt"](b"Comment", b"hi"))
    cards.write(Card(3, DATA, picture=picture), tmp_path / "a.png")
    written = (tmp_path / "a.png").read_bytes()
    texts = card_png.texts(written)
    assert set(texts) == {"comment", "chara", "ccv3"}
    assert json.loads(base64.b64decode(texts["chara"]))["spec"] == "chara_card_v2"
    assert written.count(b"tEXt") == 3
    cards.write(cards.read(tmp_path / "a.png"), tmp_path / "b.png", 2)
    assert "ccv3" not in card_png.texts((tmp_path / "b.png").read_bytes())


def test_a_picture_without_texts_is_a_valid_png() -> None:
    from PIL import Image

    with Image.open(io.BytesIO(card_png.blank(7, 5, (1, 2, 3)))) as image:
        assert (image.size, image.getpixel((6, 4))) == ((7, 5), (1, 2, 3))


GOOD_TEXT = FORMS["tEXt"](b"chara", encoded(wrapped(2)))
WRONG_TYPES = json.dumps({**wrapped(2), "data": {"name": "A", "tags": "x", "first_mes": 4}}).encode()
DAMAGED: list[tuple[str, bytes, str, str]] = [
    ("crc.png", png(chunk(b"tEXt", b"chara\0" + encoded(wrapped(2)), crc=1)), "wrong checksum", "card-damaged"),
    ("cut.png", png(GOOD_TEXT)[:60], "cut off", "card-damaged"),
    ("long.png", card_png.SIGNATURE + b"\x7f\xff\xff\xfftEXtchara", "longer than a card", "card-damaged"),
    ("bomb.png", png(FORMS["zTXt"](b"chara", b"0" * (20 << 20))), "unpacks to more", "card-damaged"),
    ("pack.png", png(chunk(b"zTXt", b"chara\0\7xx")), "unknown way", "card-damaged"),
    ("broken.png", png(chunk(b"zTXt", b"chara\0\0xx")), "can't be unpacked", "card-damaged"),
    ("none.png", png(), "no character card in this picture", "card-missing"),
    ("base.png", png(FORMS["tEXt"](b"chara", b"!!!!")), "no base64", "card-damaged"),
    ("json.png", png(FORMS["tEXt"](b"chara", base64.b64encode(b"{x"))), "no JSON", "card-damaged"),
    ("deep.json", b"[" * 100_000, "no JSON", "card-damaged"),
    ("latin.json", '{"name": "é"}'.encode("latin-1"), "no JSON", "card-damaged"),
    ("other.json", b'{"a": 1}', "no character card", "card-missing"),
    ("name.json", json.dumps({**wrapped(2), "data": {"name": " "}}).encode(), "name is empty", "card-invalid"),
    ("types.json", WRONG_TYPES, "first_mes must be a text; tags must be a list", "card-invalid"),
    ("photo.json", b"\xff\xd8\xff\xe0", "other than PNG", "card-missing"),
    ("empty.charx", b"", "whole zip", "card-damaged"),
]


@pytest.mark.parametrize(("name", "data", "message", "code"), DAMAGED, ids=[name for name, *_ in DAMAGED])
def test_a_card_that_cant_be_used_is_one_message(
    tmp_path: Path, name: str, data: bytes, message: str, code: str
) -> None:
    with pytest.raises(CharacterError) as error:
        cards.read(file(tmp_path, name, data))
    assert message in error.value.message
    assert name in error.value.message
    assert (error.value.code, bool(error.value.hint)) == (code, True)


def test_damage_of_the_picture_itself_does_not_matter(tmp_path: Path) -> None:
    data = bytearray(png(GOOD_TEXT))
    data[-20] ^= 0xFF
    assert cards.read(file(tmp_path, "a.png", bytes(data[:-6]))).name == "Rapunzel"


@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_damage_breaks_the_png_reader(noise: bytes, place: int) -> None:
    data = bytearray(png(GOOD_TEXT))
    data[place : place + len(noise)] = noise
    try:
        texts = card_png.texts(bytes(data))
    except card_png.PngError as error:
        assert str(error)
    else:
        assert all(len(text) <= card_png.MAX_TEXT for text in texts.values())


@given(st.lists(st.tuples(st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"IDAT"]), st.binary(max_size=60)), max_size=6))
def test_no_chunk_breaks_the_png_reader(chunks: list[tuple[bytes, bytes]]) -> None:
    try:
        card_png.texts(png(*(chunk(kind, data) for kind, data in chunks)))
    except card_png.PngError as error:
        assert str(error)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"card.json": b"{}", "../evil": b"x"}, "leads outside"),
        ({"card.json": b"{}", "/etc/passwd": b"x"}, "leads outside"),
        ({"card.json": b"{}", "a\\..\\..\\b": b"x"}, "leads outside"),
        ({"card.json": b"{}", "C:/x": b"x"}, "leads outside"),
        ({"card.json": b"0" * (60 << 20)}, "unpack to far more"),
        ({"other.json": b"{}"}, "no card.json"),
    ],
)
def test_hostile_archives_are_refused(tmp_path: Path, members: dict[str, bytes], message: str) -> None:
    with pytest.raises(CharacterError, match=message):
        cards.read(file(tmp_path, "x.charx", zipped(members)))


def test_a_member_can_be_no_larger_than_it_says(tmp_path: Path) -> None:
    data = bytearray(zipped({"a": b"0" * 5000}))
    for at in (data.find(b"PK\x03\x04") + 22, data.find(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<I", 10)
    with Archive(io.BytesIO(bytes(data))) as archive:
        with pytest.raises(ArchiveError, match="damaged"):
            archive.read("a")
        with pytest.raises(ArchiveError, match="has no b"):
            archive.read("b")


def test_writing_needs_a_known_ending_and_a_whole_picture(tmp_path: Path) -> None:
    with pytest.raises(CharacterError, match=r"ends in \.png"):
        cards.write(Card(2, DATA), tmp_path / "card.gif")
    with pytest.raises(CharacterError, match="no PNG"):
        cards.write(Card(2, DATA, picture=b"x"), tmp_path / "card.png")
    with pytest.raises(CharacterError, match=r"cut off|damaged"):
        cards.write(Card(2, DATA, picture=card_png.blank()[:-14]), tmp_path / "card.png")
    assert not list(tmp_path.iterdir())


def card_of(**changes: Any) -> Imported:
    return imported(Card(2, {**DATA, **changes}))


def test_a_card_becomes_a_character(tmp_path: Path) -> None:
    found = card_of()
    character = save(found, tmp_path / found.id)
    assert load_character(tmp_path / "rapunzel") == character
    assert (character.id, character.languages, character.name("en")) == ("rapunzel", ("en",), "Rapunzel")
    assert character.backstory["en"] == (
        "Rapunzel lives in a tower.",
        "She sings to you every evening.",
        "you climbed the tower.",
    )
    assert character.one_line["en"] == "Rapunzel lives in a tower."
    assert character.traits["en"] == ("kind", "curious", "brave")
    assert [greeting.text for greeting in character.greetings["en"]] == [
        "Oh! A visitor, Come in, you!",
        "Good evening!",
    ]
    assert character.keywords == ("tower", "hair")
    assert found.dialogues == ((("Hello?", "Hello!\nWho are you?"), ("A friend.", "Then sit.")), (("", "La la!"),))
    assert len(found.notes) == 2  # the system prompt, and a greeting without words
    assert cards.read(tmp_path / "rapunzel" / "card.json").data["future_field"] == {"kept": True}
    with pytest.raises(CharacterError, match="holds a character already"):
        save(found, tmp_path / found.id)


def test_lists_in_descriptions_become_traits_and_looks() -> None:
    text = '[{{char}}\'s Personality= "kind", "wise"]\r\n[{{char}}\'s body= "long hair", "green eyes"]\r\n'
    text += 'Mind("calm" + "bold")'
    fields = card_of(description=text, personality="").fields
    assert fields["traits"]["en"] == ["kind", "wise", "calm", "bold"]
    assert fields["looks"]["en"] == "long hair, green eyes"


def test_a_korean_card_becomes_a_korean_character() -> None:
    found = card_of(
        name="라푼젤",
        description="{{char}}은 탑에 산다.",
        personality="다정함, 용감함",
        first_mes="어서 와!",
        scenario="",
    )
    assert (found.id, found.language) == ("rapunjel", "ko")
    assert found.character(Path("x")).name("ko") == "라푼젤"


def test_long_texts_are_cut_at_sentences_and_kept_in_the_card() -> None:
    found = card_of(first_mes="One sentence. " * 100, description="Word " * 2000, personality="p" * 500)
    character = found.character(Path("x"))
    assert len(character.greetings["en"][0].text) <= 400
    assert character.greetings["en"][0].text.endswith("sentence.")
    assert all(len(text) <= 4000 for text in character.backstory["en"])
    assert len(found.card.text("first_mes")) > 1000


@pytest.mark.parametrize("id", ["snow_white", "ruby"])
@pytest.mark.parametrize("name", ["c.png", "c.json", "c.charx"])
def test_our_characters_survive_a_journey_as_a_card(tmp_path: Path, id: str, name: str) -> None:
    character = load_character(paths.shipped_characters() / id)
    cards.write(from_character(character), tmp_path / name)
    back = imported(cards.read(tmp_path / name)).character(character.folder)
    assert back.digest == character.digest
    assert back.model_dump(exclude={"avatar", "brain"}) == character.model_dump(exclude={"avatar", "brain"})


def test_an_export_keeps_what_only_the_original_card_knew() -> None:
    found = card_of()
    card = from_character(found.character(Path("x")), original=found.card)
    assert card.data["future_field"] == {"kept": True}
    assert card.data["extensions"]["unknown"] == DATA["extensions"]["unknown"]
    assert card.data["character_book"] == DATA["character_book"]
    assert card.data["mes_example"] == DATA["mes_example"]
    again = from_character(found.character(Path("x")), lore=found.lore, dialogues=found.dialogues)
    assert imported(again).dialogues == found.dialogues
    assert [entry.content for entry in imported(again).lore] == [entry.content for entry in found.lore]


def test_someone_else_s_broken_extension_is_no_character() -> None:
    found = card_of(extensions={"vtuber_companion": {"character": {"id": "x", "names": 5}}})
    assert found.fields["names"] == {"en": "Rapunzel"}


YAML = """
character_config:
  conf_name: "Snow White"
  conf_uid: "snow_white_001"
  character_name: "백설공주"
  avatar: "snow_white.png"
  human_name: "Human"
  persona_prompt: |
    당신은 백설공주입니다.

    항상 존댓말을 씁니다.
  agent_config: {conversation_agent_choice: 'basic_memory_agent'}
"""


def test_open_llm_vtuber_files_are_cards(tmp_path: Path) -> None:
    found = imported(vtuber_yaml.read(file(tmp_path, "snow.yaml", YAML.encode())))
    assert (found.id, found.language) == ("baekseolgongju", "ko")
    assert found.fields["backstory"]["ko"] == ["당신은 백설공주입니다.", "항상 존댓말을 씁니다."]
    assert found.fields["aliases"] == ["Snow White"]
    assert found.card.data["extensions"]["open_llm_vtuber"]["agent_config"]
    with pytest.raises(CharacterError, match="no character_config"):
        vtuber_yaml.read(file(tmp_path, "x.yaml", b"a: 1"))
    with pytest.raises(CharacterError, match="line 2"):
        vtuber_yaml.read(file(tmp_path, "y.yaml", b"a: 1\n\tb: 2"))
