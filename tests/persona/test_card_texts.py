"""Lorebooks, macros, names and spoken words of character cards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.persona.card_text import examples, language_of, shortened, slug, spoken
from companion.persona.lorebook import entries
from companion.persona.macros import expand, with_macros

BOOK = {
    "entries": [
        {"keys": ["tower"], "content": "The tower is high.", "insertion_order": 2},
        {"keys": ["witch", "Gothel"], "content": "@@depth 4\nGothel is a witch.", "insertion_order": 1},
        {"keys": ["nothing"], "content": " "},
        "no entry",
    ]
}


def test_lorebooks_are_ordered_and_keep_what_brings_them_up() -> None:
    lore = entries(BOOK)
    assert [entry.keys for entry in lore] == [("witch", "Gothel"), ("tower",)]
    assert [entry.content for entry in lore] == ["Gothel is a witch.", "The tower is high."]
    assert lore[0].decorators == ("@@depth 4",)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("{{char}} & {{USER}}", "Zel & you"),
        ("<BOT> <user>", "Zel you"),
        ("a{{// hidden}}b{{comment: x}}", "ab"),
        ("{{random:one,two}} {{pick::a::b}}", "one a"),
        ("{{time}}x{{original}}", "x"),
        ("{{ char }} {not} {{unclosed", "Zel {not} {{unclosed"),
    ],
)
def test_macros(text: str, plain: str) -> None:
    assert expand(text, "Zel", "you") == plain


@given(st.text(alphabet="{}char usern:,/<>BOT", max_size=80))
def test_no_text_breaks_the_macros(text: str) -> None:
    assert "{{char}}" not in expand(text, "Zel", "you")


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Snow White", "snow_white"),
        ("백설공주", "baekseolgongju"),
        ("Zoë!", "zoe"),
        ("Ａｌｉｃｅ", "alice"),
        ("a" * 90, "a" * 60),
    ],
)
def test_names_become_ids(name: str, id: str) -> None:
    assert slug(name) == id


def test_a_name_without_letters_still_gets_a_stable_id() -> None:
    assert slug("雪姫") == slug("雪姫") != slug("月")
    assert slug("雪姫").startswith("character_")


def test_what_is_spoken_in_told_text() -> None:
    assert spoken('*waves* "Hi!" she said. “Come.”') == "Hi! Come."
    assert spoken("*waves* Hi **there**!") == "Hi !"
    assert spoken("*only waves*") == ""
    assert shortened("One. Two. Three.", 9) == "One. Two."
    assert shortened("Averylongword and more", 12) == "Averylong…" or shortened("Averylongword and more", 12).endswith(
        "…"
    )
    assert language_of("안녕 hello") == "en" or language_of("안녕하세요 hi") == "ko"
    assert examples("no marks here", "A") == ()


def test_names_become_macros_again() -> None:
    assert with_macros("라푼젤은 탑에, Rapunzelina", "라푼젤") == "{{char}}은 탑에, Rapunzelina"


def test_lorebooks_of_other_shapes_are_read() -> None:
    worlds = {
        "entries": {
            "0": {"key": ["a"], "keysecondary": ["b"], "content": "x", "comment": "n", "order": 3, "disable": True}
        }
    }
    (entry,) = entries(worlds)
    assert (entry.keys, entry.secondary, entry.name, entry.order, entry.enabled) == (("a",), ("b",), "n", 3.0, False)
    assert entries(None) == entries({"entries": 5}) == ()
