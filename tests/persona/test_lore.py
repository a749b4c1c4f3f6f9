"""What she knows of her world comes up when it is talked about, bounded, and behind the cached prefix."""

import json
from pathlib import Path
from typing import Any

import pytest

from companion.errors import CharacterError
from companion.persona import bring, lore
from companion.persona.character import Character
from companion.persona.emotion import Mood
from companion.persona.lorebook import entries
from companion.persona.prompt import Context, last_known, user_text
from companion.persona.recall import Known
from companion.persona.reply import encode
from companion.voice.history import History

CARD = {
    "spec": "chara_card_v2",
    "spec_version": "2.0",
    "data": {
        "name": "Ilse",
        "description": "Ilse keeps the lighthouse at Grey Point. She is calm and dry.",
        "personality": "calm, dry",
        "scenario": "",
        "first_mes": "You are late.",
        "mes_example": "",
        "creator_notes": "",
        "system_prompt": "",
        "post_history_instructions": "",
        "alternate_greetings": [],
        "tags": [],
        "creator": "",
        "character_version": "1",
        "extensions": {},
        "character_book": {
            "scan_depth": 3,
            "token_budget": 60,
            "extensions": {},
            "entries": [
                {"keys": ["lamp"], "content": "The lamp of {{char}} burns whale oil.", "enabled": True,
                 "insertion_order": 10, "extensions": {}},
                {"keys": ["Grey Point"], "secondary_keys": ["storm"], "selective": True,
                 "content": "A storm took half of Grey Point in 1881.", "enabled": True, "insertion_order": 5,
                 "extensions": {}},
                {"keys": [], "constant": True, "content": "The sea is never mentioned by name.", "enabled": True,
                 "insertion_order": 99, "position": "before_char", "extensions": {}},
                {"keys": ["lamp"], "content": "OFF", "enabled": False, "insertion_order": 1, "extensions": {}},
                {"keys": ["/la.*p/i"], "content": "EXPRESSION", "enabled": True, "insertion_order": 1,
                 "extensions": {}},
                {"keys": ["Otto"], "case_sensitive": True, "content": "Otto is the gull.", "enabled": True,
                 "insertion_order": 7, "extensions": {}},
            ],
        },
    },
}  # fmt: skip


def imported(tmp_path: Path, card: dict[str, Any] = CARD) -> Character:
    """As a person takes her in: from a real file."""
    file = tmp_path / "card.json"
    file.write_text(json.dumps(card, ensure_ascii=False), encoding="utf-8")
    (character,) = bring.take_in(bring.look(file)).characters
    return character


def book(*rows: dict[str, Any], **settings: Any) -> lore.Lore:
    found = entries({"entries": [{"enabled": True, "insertion_order": at, **row} for at, row in enumerate(rows)]})
    return lore.Lore(found, settings)


ALWAYS = "- The sea is never mentioned by name."


def test_a_card_s_entries_come_up_by_its_own_rules(tmp_path: Path) -> None:
    known = lore.load(imported(tmp_path))
    assert known is not None

    def said(*words: str) -> tuple[str, ...]:
        return known.lines(words, "en")[1:]

    assert said("hello") == (ALWAYS,)
    assert said("Who tends the LAMP?") == (ALWAYS, "- The lamp of Ilse burns whale oil.")
    assert said("Grey  Point is small") == (ALWAYS,), "its second key is missing"
    assert said("a storm?", "at grey point") == (ALWAYS, "- A storm took half of Grey Point in 1881.")
    assert said("otto") == (ALWAYS,) and said("Otto!")[1:] == ("- Otto is the gull.",)
    assert said("lamps") == said("clamp") == (ALWAYS,), "whole words"
    assert said("the lamp", "a", "b", "c") == (ALWAYS,), "three messages are looked at"
    assert known.lines(["lamp"], "ko")[0] == "알아 둘 것:"


@pytest.mark.parametrize(
    ("key", "words", "there"),
    [
        ("안개탑", "안개탑에서는 뭐가 보여요?", True),
        ("안개탑", "옛안개탑이 그리워", True),
        ("안개", "물안개가 꼈네", False),
        ("안개", "안개가 꼈네", True),
        ("왕", "왕이 오셨다", True),
        ("왕", "왕님께서는", False),
        ("왕", "왕복 표 주세요", False),
        ("왕", "왕", True),
        ("AI", "너는 AI야?", True),
        ("AI", "said", False),
        ("붉은 달", "붉은   달이 떴어", True),
        ("dragon|wyrm", "a wyrm!", False),
        ("/dragon|wyrm/i", "a Wyrm!", True),
        ("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", False),
    ],
)
def test_keys_are_words_with_what_korean_adds_to_them(key: str, words: str, there: bool) -> None:
    assert bool(book({"keys": [key], "content": "it"}).lines([words], "ko")) is there


@pytest.mark.parametrize(("logic", "there"), [(0, True), (1, True), (2, False), (3, False)])
def test_second_keys_as_the_book_says(logic: int, there: bool) -> None:
    row = {"keys": ["a"], "secondary_keys": ["b", "c"], "content": "it", "extensions": {"selectiveLogic": logic}}
    assert bool(book(row).lines(["a b"], "en")) is there


def test_one_entry_brings_up_another_only_where_the_book_says_so() -> None:
    rows = [{"keys": ["castle"], "content": "The castle has a cellar."}, {"keys": ["cellar"], "content": "It is wet."}]
    assert len(book(*rows).lines(["castle"], "en")) == 2
    assert len(book(*rows, recursive_scanning=True).lines(["castle"], "en")) == 3


def test_the_budget_keeps_constants_then_priority_then_order() -> None:
    rows = [
        {"keys": ["x"], "content": "a" * 80, "priority": 1},  # 20 tokens each
        {"keys": ["x"], "content": "b" * 80, "priority": 9},
        {"keys": ["x"], "content": "c" * 80, "priority": 9},
        {"constant": True, "content": "d" * 80},
    ]
    letters = [line[2] for line in book(*rows, token_budget=60).lines(["x"], "en")[1:]]
    assert letters == ["b", "c", "d"], "what stays stands in the book's order"
    (_, cut) = book({"keys": ["x"], "content": "One sentence. " + "word " * 500}, token_budget=10).lines(["x"], "en")
    assert lore.tokens(cut) <= 11
    vast = book({"keys": ["x"], "content": "가" * 5000}, token_budget=10**9).lines(["x"], "ko")
    assert lore.tokens("".join(vast)) <= lore.LARGEST + 10


def test_a_large_book_is_searched_quickly() -> None:
    known = book(*({"keys": [f"key{number}", f"열쇠{number}"], "content": f"text {number}"} for number in range(5000)))
    assert known.lines(["가 " * 1000 + " 열쇠4999는"], "ko") == ("알아 둘 것:", "- text 4999")


def test_it_stands_behind_her_words_and_before_her_lines_and_is_not_said_twice(tmp_path: Path) -> None:
    her = imported(tmp_path)
    past = History(her, "en", (), keep=4, half_life=100.0, now=0.0, detail="full")
    before = past.opening()
    first = past.render("Who tends the lamp?", 0.0)
    assert first == f"[neutral] Who tends the lamp?\nWorth knowing:\n{ALWAYS}\n- The lamp of Ilse burns whale oil."
    assert lore.plain(first) == "Who tends the lamp?"
    messages = past.messages(first)
    assert messages[: len(before)] == before, "the prefix that was computed before stays"
    past.add(first, "I do.", Mood("smile", 0.3), encode("I do.", Mood("smile", 0.3)), complete=True)
    assert past.render("And the lamp in summer?", 0.0) == "[neutral] And the lamp in summer?"
    for _ in range(lore.LATELY):
        past.add("[neutral] so", "Yes.", Mood("smile", 0.3), encode("Yes.", Mood("smile", 0.3)), complete=True)
    assert past.render("hm", 0.0) == f"[neutral] hm\nWorth knowing:\n{ALWAYS}"


def test_a_model_that_was_trained_on_her_is_told_nothing(tmp_path: Path) -> None:
    past = History(imported(tmp_path), "en", (), keep=4, half_life=100.0, now=0.0, detail="short")
    assert past.render("lamp", 0.0) == "[neutral] lamp"


def test_her_written_line_is_still_found_behind_it() -> None:
    known = Known("hi", Mood("joy", 0.6), "Hello!")
    user = user_text("hi", Context(Mood("neutral", 0.0), known=(known,), lore=("Worth knowing:", "- <|im_start|> it")))
    assert last_known(user) == known and lore.plain(user) == "hi" and "<|im_start|>" not in user


def test_without_a_card_there_is_nothing_and_a_broken_card_is_named(tmp_path: Path) -> None:
    her = imported(tmp_path)
    (her.folder / "card.json").write_text("{", encoding="utf-8")
    with pytest.raises(CharacterError, match=r"card\.json"):
        lore.load(her)
    assert lore.known(her) is None
    (her.folder / "card.json").unlink()
    assert lore.load(her) is None and lore.read(her) == ()


@pytest.mark.parametrize(
    "wrong",
    [{"entries": 7}, {"entries": [7, None, {"content": 5}]}, {"entries": [], "scan_depth": "x", "token_budget": -3}],
)
def test_a_strange_book_is_no_failure(tmp_path: Path, wrong: dict[str, Any]) -> None:
    card = json.loads(json.dumps(CARD))
    card["data"]["character_book"] = wrong
    her = imported(tmp_path, card)
    known = lore.load(her)
    assert known is None or known.lines(["x"], "en") in ((), ("Worth knowing:", "- 5"))


def test_a_v3_book_keeps_its_marks_when_she_is_exported(tmp_path: Path) -> None:
    card = json.loads(json.dumps(CARD)) | {"spec": "chara_card_v3", "spec_version": "3.0"}
    card["data"]["character_book"]["entries"][0] |= {
        "content": "@@constant\n@@depth 4\nAlways the lamp.", "use_regex": False, "priority": 3,
        "position": "before_char",
    }  # fmt: skip
    her = imported(tmp_path, card)
    known = lore.load(her)
    assert known is not None and "- Always the lamp." in known.lines(["hm"], "en")
    bring.export(her, tmp_path / "out.json")
    again = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["data"]["character_book"]["entries"]
    lamp = next(entry for entry in again if "Always the lamp." in entry["content"])
    assert lamp["position"] == "before_char" and lamp["priority"] == 3 and "@@depth 4" in lamp["content"]
