"""Cards among the sources: what they tell becomes documents, her talks and greetings rows."""

import json
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from companion.persona import card_png, cards
from companion.persona.cards import Card
from tests.trainer.sources.sheet import source, written
from trainer.sources import formats

DATA: dict[str, Any] = {
    "name": "Rapunzel",
    "description": "{{char}} lives in a tower.",
    "first_mes": "*She waves.* “Come in!”",
    "mes_example": "<START>\n{{user}}: Hello?\n{{char}}: Hello!\n{{user}}: Bye.\n{{char}}: Good night.",
    "system_prompt": "x",
    "character_book": {
        "entries": [
            {"keys": ["a"], "content": "Gothel is a witch."},
            {"keys": [], "content": "off", "enabled": False},
        ]
    },
}


@pytest.mark.parametrize("name", ["card.png", "card.json", "card.charx"])
def test_a_card_gives_documents_and_rows(tmp_path: Path, name: str) -> None:
    cards.write(Card(3, DATA), tmp_path / name)
    found = formats.read(source(tmp_path / name))
    assert [one.text for one in found.documents] == ["Rapunzel lives in a tower.", "Gothel is a witch."]
    assert {one.kind for one in found.documents} == {"card"}
    talk, greeting = found.rows
    assert [(turn.user, turn.text) for turn in talk.exchanges] == [("Hello?", "Hello!"), ("Bye.", "Good night.")]
    assert [(turn.user, turn.text) for turn in greeting.exchanges] == [("", "Come in!")]
    assert [part.code for part in found.skipped] == ["card-note"]


def test_another_s_card_gives_no_rows(tmp_path: Path) -> None:
    cards.write(Card(3, {**DATA, "name": "Snow White"}), tmp_path / "card.png")
    found = formats.read(source(tmp_path / "card.png"))
    assert not found.rows
    assert found.documents
    assert "nobody-is-her" in {part.code for part in found.skipped}


def test_a_picture_without_a_card_is_left_out(tmp_path: Path) -> None:
    found = formats.read(written(tmp_path, "cover.png", card_png.blank(2, 2)))
    assert [part.code for part in found.skipped] == ["picture"]


def test_a_damaged_card_is_told_by_the_name_of_the_source(tmp_path: Path) -> None:
    cards.write(Card(3, DATA), tmp_path / "card.png")
    data = (tmp_path / "card.png").read_bytes()
    at = data.index(b"ccv3")
    broken = written(tmp_path, "broken.png", data[: at + 20] + b"XX" + data[at + 22 :])
    with pytest.raises(TrainingError) as error:
        formats.read(broken)
    assert error.value.message.startswith("sources/broken.png: its text is damaged")
    assert str(tmp_path) not in error.value.message
    assert error.value.code == "source-card-damaged"
    with pytest.raises(TrainingError, match="first_mes must be a text"):
        formats.read(written(tmp_path, "card.json", json.dumps({"name": "A", "description": "", "first_mes": 5})))


def test_open_llm_vtuber_characters_are_read(tmp_path: Path) -> None:
    text = "character_config:\n  character_name: 라푼젤\n  persona_prompt: 당신은 라푼젤입니다.\n"
    found = formats.read(written(tmp_path, "rapunzel.yaml", text))
    assert [one.text for one in found.documents] == ["당신은 라푼젤입니다."]
    with pytest.raises(TrainingError, match="no character_config"):
        formats.read(written(tmp_path, "x.yml", "a: 1\n"))
