"""Contact sheets, and every combination of parts."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from companion.face.pose import GESTURES
from companion.face.visemes import VISEMES
from companion.persona.emotion import CANONICAL
from companion.ui.avatars import sheet
from companion.ui.avatars.figure.style import ACCESSORIES, HAIR_STYLES, OUTFITS
from tests.ui.avatars.sitters import avatar, opaque, picture, pixels


def test_a_sheet_is_written(tmp_path: Path) -> None:
    out = tmp_path / "ruby.png"
    assert sheet.main(["--character", "ruby", "--out", str(out), "--only", "small", "--only", "visemes"]) == 0
    image = QImage(str(out))
    assert image.width() == 1200 and image.height() > 200


def test_the_sheets_hold_everything() -> None:
    assert [cell.name for cell in sheet._expressions()] == list(CANONICAL)
    assert [cell.name for cell in sheet._visemes()] == list(VISEMES)
    assert [cell.name for cell in sheet._gestures()] == list(GESTURES)
    assert len(list(sheet._heads())) == 11
    faces = list(sheet._intensities())
    assert len(faces) == len(CANONICAL) * len(sheet.INTENSITIES) == 36
    for weak, half, strong in zip(faces[0::3], faces[1::3], faces[2::3], strict=True):
        name = strong.name.split()[0]
        assert weak.name.startswith(name) and half.name.startswith(name)
        assert name == "neutral" or len({weak.pose, half.pose, strong.pose}) == 3


def test_a_sheet_for_documents_has_few_colours_and_looks_the_same(tmp_path: Path) -> None:
    folder = Path(__file__).parents[3] / "characters" / "nova"
    plain, small = tmp_path / "plain.png", tmp_path / "small.png"
    only = ["--only", "small"]
    assert sheet.main(["--character", str(folder), "--out", str(plain), *only]) == 0
    assert sheet.main(["--character", str(folder), "--out", str(small), "--width", "600", *only]) == 0
    image = QImage(str(small))
    assert image.width() == 600 and image.format() == QImage.Format.Format_Indexed8
    assert 100 < image.colorCount() <= 256
    whole = QImage(str(plain)).scaledToWidth(600, Qt.TransformationMode.SmoothTransformation)
    shown = pixels(image.convertToFormat(QImage.Format.Format_RGB32)).astype(int)[..., :3]
    meant = pixels(whole.convertToFormat(QImage.Format.Format_RGB32)).astype(int)[..., :3]
    assert np.abs(shown - meant).mean() < 5.0


def test_the_silhouette_is_one_colour() -> None:
    shape = sheet.silhouette(avatar("ruby"), 200)
    shown = pixels(shape)[opaque(shape)]
    assert len(shown) > 10_000 and shown[:, :3].max() < 40


def test_a_place_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "missing" / "x.png"
    assert sheet.main(["--character", "ruby", "--out", str(out), "--only", "small"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "folder that exists" in said


@pytest.mark.parametrize(("hair_style", "outfit"), list(product(HAIR_STYLES, OUTFITS)))
def test_every_combination_of_parts_is_drawn(hair_style: str, outfit: str) -> None:
    who = avatar("mina", hair_style=hair_style, outfit=outfit, accessories=", ".join(ACCESSORIES))
    assert 0.2 < opaque(picture(who)).mean() < 0.75
