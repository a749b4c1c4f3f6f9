"""Her words: no markup gets through, Korean words stay whole in Qt, the unheard part is grey."""

import re

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QTextDocument, QTextOption
from PySide6.QtWidgets import QApplication

from companion.ui.markup import BREAK, Ink, breakable, plain, to_html
from companion.ui.measure import text_size

INK = Ink("#111111", "#999999")
TEXTS = st.text(alphabet=st.characters(exclude_characters=f"{BREAK}\u2028\u2029", exclude_categories=("Cs",)))


def shown(html: str) -> str:
    """The text that a person sees, read back from HTML."""
    import html as reader

    return plain(reader.unescape(re.sub(r"<[^>]+>", "", html)))


@given(TEXTS)
def test_break_marks_are_invisible_and_go_away(text: str) -> None:
    assert plain(breakable(text)) == text


@given(TEXTS, TEXTS)
def test_no_character_is_lost_or_read_as_markup(text: str, heard: str) -> None:
    for limit in (None, heard, text[: len(text) // 2]):
        html = to_html(text, INK, heard=limit)
        tags = set(re.findall(r"<[^>]*>", html))
        assert tags <= {
            '<div style="white-space:pre-wrap">',
            "</div>",
            '<span style="color:#999999">',
            "</span>",
            '<i style="color:#111111">',
            "</i>",
        }
        assert shown(html).replace("*", "") == text.replace("*", "")


def test_tags_and_markdown_are_plain_text() -> None:
    html = to_html('<b>x</b> <img src="http://a/b"> **bold** [a](b) &amp;', INK)
    assert "&lt;b&gt;" in html and "<img" not in html
    assert "&amp;amp;" in html


def test_actions_are_italic_without_their_stars() -> None:
    assert '<i style="color:#111111">waves</i>' in to_html("*waves* hi", INK)
    assert "*" in to_html("2 * 3 = 6", INK)


def test_only_the_unheard_rest_is_grey() -> None:
    html = to_html("One two. Three four.", INK, heard="One two.")
    assert html.index("two.") < html.index("<span") < html.index("Three")
    assert "<span" not in to_html("One two.", INK, heard="One two.")
    assert "<span" not in to_html("One two.", INK)
    assert to_html("One two.", INK, heard="").count("<span") == 1


def test_heard_text_is_found_although_its_spaces_differ() -> None:
    html = to_html("One  two.\n Three.", INK, heard="One two. Thr")
    assert html.index("<span") > html.index("Thr")


def lines(text: str, width: float) -> list[str]:
    document = QTextDocument()
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    document.setPlainText(text)
    document.setTextWidth(width)
    assert document.size().height() > 0  # lays it out
    layout = document.firstBlock().layout()
    found = [layout.lineAt(index) for index in range(layout.lineCount())]
    return [plain(text[line.textStart() : line.textStart() + line.textLength()]).strip() for line in found]


def test_korean_breaks_between_words_only(qapp: QApplication) -> None:
    text = "오늘은 숲길을 따라 천천히 걸어가면서 작은 새들에게 인사를 했어요."
    words = text.split()
    for width in range(90, 260, 17):
        assert " ".join(lines(breakable(text), width)).split() == words


def test_a_word_longer_than_a_line_may_break(qapp: QApplication) -> None:
    size = text_size(to_html("https://example.org/" + "a" * 300, INK), QFont(), 240)
    assert size.width() <= 242
    assert size.height() > 40


def test_the_box_is_no_wider_than_needed(qapp: QApplication) -> None:
    short = text_size(to_html("네!", INK), QFont(), 300)
    assert short.width() < 60
    two = text_size(to_html("Let us walk along the forest path tomorrow, slowly.", INK), QFont(), 300)
    assert two.height() > short.height()
    assert two.width() < 290
