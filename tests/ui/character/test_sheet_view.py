"""What her page shows of her sheet."""

import pytest
from PySide6.QtWidgets import QLabel

from companion.ui.character.sheet_view import SheetView
from companion.ui.character.values import Sheet
from companion.ui.texts import Texts


def sheet(language: str, keywords: tuple[str, ...]) -> Sheet:
    return Sheet(
        id="ruby",
        language=language,
        languages=("ko", "en"),
        name="Ruby",
        one_line="",
        traits=(),
        level="",
        rules=(),
        backstory=(),
        user_relation="",
        knowledge="",
        keywords=keywords,
        greeting="",
        licence="",
        author="",
        own=False,
        stands_before=False,
        here=False,
        renewed=False,
        model=("", 0),
        voice="",
        lines=0,
        figures=(),
        folder="",
    )


@pytest.mark.parametrize(
    ("language", "keywords", "shown"),
    [
        ("en", ("폭발", "tower", "지팡이", "staff"), "tower · staff"),
        ("ko", ("폭발", "tower", "지팡이", "staff"), "폭발 · 지팡이"),
        ("ko", ("tower", "staff"), "tower · staff"),
    ],
)
def test_the_words_of_her_world_are_in_the_language_that_is_shown(
    qapp: object, language: str, keywords: tuple[str, ...], shown: str
) -> None:
    view = SheetView(Texts(language), sheet(language, keywords))
    assert shown in [label.text() for label in view.findChildren(QLabel)]
