"""Every note that the character files make is worded; the patterns are held to the sentences themselves."""

from pathlib import Path

import pytest

from companion.persona import bring, cards, own
from companion.persona.card_png import blank
from companion.persona.cards import Card
from companion.persona.character import find_character
from companion.ui.character.notes import worded
from companion.ui.texts import Texts


def made(folder: Path) -> list[str]:
    """Notes of a card with all that is not used, and of an export of someone with a model and a file too many."""
    data = {"name": "M", "description": "x", "first_mes": "*waves*", "system_prompt": "s"}
    data["post_history_instructions"] = "p"
    cards.write(Card(2, data, picture=blank(60, 60)), folder / "m.png", 2)
    notes = list(bring.look(folder / "m.png").notes)
    her = own.own_copy(find_character("ruby"))
    (her.folder / "run.sh").write_text("x")
    her = own.change(her, {"brain": "gone.gguf", "voices": {"ko": {"engine": "piper", "model": "gone.onnx"}}})
    notes += bring.export(her, folder / "ruby.companion")
    notes += bring.export(her, folder / "ruby.json")
    return notes


def test_notes_are_worded_in_both_languages(tmp_path: Path) -> None:
    notes = made(tmp_path)
    assert len(notes) == 7
    korean = [worded(note, Texts("ko")) for note in notes]
    assert not set(korean) & set(notes), "each is known"
    assert all(any("가" <= letter <= "힣" for letter in text) for text in korean)
    assert any("gone.gguf" in text for text in korean) and any("run.sh" in text for text in korean)


@pytest.mark.parametrize("note", ["something new", ""])
def test_what_is_not_known_stays(note: str) -> None:
    assert worded(note, Texts("ko")) == note
