"""Her words: no markup gets through, Korean words stay whole in Qt, the unheard part is grey."""

import re

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QTextDocument, QTextOption
from PySide6.QtWidgets import QApplication

from companion.ui.markup import BREAK, Ink, Span, breakable, code, links, plain, read, spans, to_html
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


PIECES = st.lists(
    st.one_of(
        TEXTS,
        st.sampled_from(
            [
                "**",
                "*",
                "`",
                "~~",
                "```\n",
                "\n```python\n",
                "[a](https://x.y/z)",
                "![a](https://x.y/z.png)",
                "[",
                "](",
                ")",
                "https://a.b/c?d=e&f",
                "<img src=http://a/b>",
                "<a href='javascript:x'>",
                "\n- ",
                "\n# ",
                "&amp;",
                "말 ",
                "*웃음*",
            ]
        ),
    ),
    max_size=14,
).map("".join)
TAGS = re.compile(
    r'<div style="white-space:pre-wrap">|</div>|<span style="color:#999999">|</span>|'
    r'<i style="color:#[19]{6}">|</i>|</?b>|</?s>|'
    r'<code style="background:#f0e6f5">|</code>|<a href="https?://[^"<>]+" style="color:#[0-9a-f]{6}">|</a>|'
    r'<table width="100%" cellpadding="8" style="background:#f0e6f5"><tr><td>|</td></tr></table>|'
    r'<pre style="white-space:pre-wrap">|</pre>'
)


@given(PIECES, TEXTS)
def test_only_our_own_tags_get_through_and_every_visible_character_does(text: str, heard: str) -> None:
    for limit in (None, heard, text[: len(text) // 2]):
        html = to_html(text, INK, heard=limit)
        assert "<" not in TAGS.sub("", html) and ">" not in TAGS.sub("", html)
        wanted = "".join(span.shown or text[span.start : span.end] for span in spans(text))
        assert "".join(shown(html).split()) == "".join(wanted.split())


@given(PIECES)
def test_what_is_left_out_are_marks_and_addresses_only(text: str) -> None:
    at = 0
    for span in [*spans(text), Span(len(text), len(text))]:
        assert at <= span.start <= span.end <= len(text)
        gap = re.sub(r"\(https?://[^)]*\)|```[^\n`]*", "", text[at : span.start])
        assert set(gap) <= set("*`~![]()# \t\n"), gap
        at = span.end


def test_a_little_markdown() -> None:
    html = to_html("# Title\n**bold** and ~~gone~~ `x < y`\n- one\n- two", INK)
    assert "<b>Title</b>" in html and "<b>bold</b>" in html and "<s>gone</s>" in html
    assert '<code style="background:#f0e6f5">x &lt; y</code>' in html
    assert "• one" in shown(html) and "- " not in shown(html)


def test_code_stays_as_it_is() -> None:
    text = "So:\n```python\nif *a* < **b**:\n    pass\n```\nDone."
    html = to_html(text, INK)
    assert "<pre" in html and "if *a* &lt; **b**:\n    pass" in html and "python" not in html
    assert code(text) == "if *a* < **b**:\n    pass"
    assert "<pre" in to_html("```\nstill coming", INK), "while she writes"


def test_links_are_shown_and_pictures_are_links() -> None:
    text = "See [this](https://a.org/x) or https://b.org/y. ![cat](https://c.org/cat.png) [no](javascript:alert) [no](file:///etc)"
    assert links(text) == ["https://a.org/x", "https://b.org/y", "https://c.org/cat.png"]
    html = to_html(text, INK)
    assert html.count("<a href=") == 3 and "<img" not in html and 'href="javascript' not in html
    assert "[no](javascript:alert)" in shown(html)
    assert "cat" in shown(html)


def test_tags_are_plain_text() -> None:
    html = to_html('<b>x</b> <img src="http://a/b"> &amp;', INK)
    assert "&lt;b&gt;" in html and "<img" not in html
    assert "&amp;amp;" in html


def test_actions_are_italic_without_their_stars() -> None:
    assert '<i style="color:#111111">waves</i>' in to_html("*waves* hi", INK)
    assert "2 * 3 = 6 * 1" in shown(to_html("2 * 3 = 6 * 1", INK))


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


def test_what_one_reads_has_no_marks() -> None:
    assert read("**Yes**, `apple-tree` and *smiles* [there](https://example.org/x)") == (
        "Yes, apple-tree and smiles there"
    )
    assert read("5 * 3 = 15 and `") == "5 * 3 = 15 and `"
