"""Contact sheets, and every combination of parts."""

from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from companion.face.visemes import VISEMES
from companion.persona.emotion import CANONICAL
from companion.ui.avatars import sheet
from companion.ui.avatars.figure.style import ACCESSORIES, HAIR_STYLES, OUTFITS
from tests.ui.avatars.sitters import avatar, opaque, picture


def test_a_sheet_is_written(tmp_path: Path) -> None:
    out = tmp_path / "ruby.png"
    assert sheet.main(["--character", "ruby", "--out", str(out), "--only", "small", "--only", "visemes"]) == 0
    image = QImage(str(out))
    assert image.width() == 1200 and image.height() > 200


def test_the_sheets_hold_everything() -> None:
    assert [cell.name for cell in sheet._expressions()] == list(CANONICAL)
    assert [cell.name for cell in sheet._visemes()] == list(VISEMES)
    assert len(list(sheet._heads())) == 11


def test_a_place_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "missing" / "x.png"
    assert sheet.main(["--character", "ruby", "--out", str(out), "--only", "small"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "folder that exists" in said


@pytest.mark.parametrize(("hair_style", "outfit"), list(product(HAIR_STYLES, OUTFITS)))
def test_every_combination_of_parts_is_drawn(hair_style: str, outfit: str) -> None:
    who = avatar("mina", hair_style=hair_style, outfit=outfit, accessories=", ".join(ACCESSORIES))
    assert 0.2 < opaque(picture(who)).mean() < 0.75
