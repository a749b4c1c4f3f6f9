"""Conversations sampled from the dialogues, and their pieces."""

import random

import pytest

from companion.persona import prompt
from companion.persona.emotion import CANONICAL, Mood
from companion.persona.reply import decode
from trainer.starter.brain import build, dialogues, paraphrase
from trainer.starter.brain.dialogues import Line
from trainer.starter.brain.expand import Conversation, Expander, lexicon, pick, pieces, text
from trainer.starter.brain.held_out import held_out


@pytest.fixture(scope="module")
def written() -> dialogues.Dialogues:
    return dialogues.load()


@pytest.fixture(scope="module")
def expander(written: dialogues.Dialogues) -> Expander:
    return Expander(written, build.cast(written.characters))


def many(expander: Expander, count: int, turns: int = 6) -> list[Conversation]:
    rng = random.Random(7)
    return [expander.conversation(rng, turns) for _ in range(count)]


def test_the_same_seed_gives_the_same_conversations(expander: Expander) -> None:
    assert [text(c) for c in many(expander, 20)] == [text(c) for c in many(expander, 20)]


def test_pieces_join_to_what_the_app_sends(expander: Expander) -> None:
    for conversation in many(expander, 50):
        joined = text(conversation)
        assert joined.startswith("<|im_start|>system\n")
        assert joined.count("<|im_start|>") == 1 + 2 * len(conversation.turns)
        raws = [part.split("<|im_end|>")[0] for part in joined.split("<|im_start|>assistant\n")[1:]]
        assert [decode(raw)[0] for raw in raws] == [turn.line.text for turn in conversation.turns]
        past = [prompt.PastTurn(turn.user, raw) for turn, raw in zip(conversation.turns, raws, strict=True)]
        language = "ko" if conversation.language == "ko" else "en"
        messages = prompt.build(conversation.character, language, past[:-1], past[-1].user, conversation.summary)
        assert joined == prompt.chatml(messages) + raws[-1] + "<|im_end|>\n"


def test_only_her_words_are_learnt_and_never_a_reply_that_was_cut_off(expander: Expander) -> None:
    cut = 0
    for conversation in many(expander, 60):
        parts = list(pieces(conversation))
        learnt = "".join(part.text for part in parts if part.learn)
        assert "<|im_start|>" not in learnt
        for index, turn in enumerate(conversation.turns):
            cut += not turn.learn
            if turn.learn and index:
                assert any(part.learn and decode_text(part.text) == turn.line.text for part in parts)
        assert learnt.count("<|im_end|>") == sum(turn.learn for turn in conversation.turns)
    assert cut > 0


def decode_text(inside: str) -> str:
    try:
        return decode('{"emotion": "joy", "intensity": 0.5, "text": "' + inside + '"}')[0]
    except ValueError:
        return ""


def test_held_out_questions_are_never_shown(written: dialogues.Dialogues, expander: Expander) -> None:
    kept_away = {
        ask
        for intent in written.intents.values()
        for asks in intent.ask.values()
        for ask in asks
        if held_out(intent.name, ask)
    }
    shown_somewhere = {
        ask
        for intent in written.intents.values()
        for asks in intent.ask.values()
        for ask in asks
        if not held_out(intent.name, ask)
    }
    chained = {ask for chains in written.chains.values() for chain in chains for step in chain for ask in step.ask}
    secret = kept_away - shown_somewhere - chained
    assert len(secret) > 150
    asked = {turn.user.split("] ", 1)[-1] for c in many(expander, 300) for turn in c.turns}
    assert not asked & secret


def test_moods_greetings_summaries_and_both_languages_occur(expander: Expander) -> None:
    conversations = many(expander, 300)
    moods = {turn.line.mood.emotion for c in conversations for turn in c.turns}
    assert moods == set(CANONICAL)
    assert any(turn.user == "[neutral]" for c in conversations for turn in c.turns)
    assert 0.05 < sum(bool(c.summary) for c in conversations) / 300 < 0.3
    assert {(c.character.id, c.language) for c in conversations} == {
        (who, language) for who in ("ruby", "snow_white") for language in ("ko", "en")
    }


def test_a_turn_that_stands_apart_needs_no_other(expander: Expander, written: dialogues.Dialogues) -> None:
    rng = random.Random(8)
    asks = {ask for found in written.intents["my_name_known"].ask.values() for ask in found}
    names = {name for language in ("ko", "en") for name in written.slots["name"][language] if len(name) > 2}
    told, followed, strange = 0, 0, 0
    for _ in range(150):
        conversation = expander.conversation(rng, 10, apart=True)
        stretch = ""
        for turn in conversation.turns:
            stretch = stretch + turn.user if turn.follows else conversation.summary + turn.user
            followed += turn.follows
            if any(turn.user.endswith(f"] {ask}") for ask in asks):
                known = [name for name in names if name in turn.line.text]
                told += bool(known)
                strange += not all(name.lower() in stretch.lower() for name in known)
    assert told > 5 and followed > 100
    assert strange <= 1  # a typing slip may hit the name


def test_what_was_told_is_remembered(written: dialogues.Dialogues, expander: Expander) -> None:
    asked = {f"] {ask}" for asks in written.intents["my_name_known"].ask.values() for ask in asks}
    names = [name for language in ("ko", "en") for name in written.slots["name"][language] if len(name) > 2]
    known = 0
    for conversation in many(expander, 150, turns=12):
        told = ""
        for turn in conversation.turns:
            if any(turn.user.endswith(ask) for ask in asked):
                known += any(name in told and name in turn.line.text for name in names)
            told += turn.user
    assert known >= 3


def test_a_strong_mood_colours_the_choice() -> None:
    lines = [Line(Mood("joy", 0.5), "a"), Line(Mood("sad", 0.5), "b")]
    rng = random.Random(1)
    picked = [pick(lines, Mood("sad", 1.0), rng).text for _ in range(300)]
    assert picked.count("b") > 200
    assert picked.count("a") > 0


def test_variants_stay_close_and_odd_inputs_are_odd(written: dialogues.Dialogues) -> None:
    rng = random.Random(2)
    variants = {paraphrase.vary("What is your name?", "en", "ruby", rng) for _ in range(300)}
    assert {"What is your name?", "what is your name"} <= variants
    assert len(variants) > 60
    assert paraphrase.vary("", "ko", "ruby", rng) == ""
    words = {"ko": ("밥",), "en": ("cup",), "other": ("hola",)}
    odd = [paraphrase.odd(words, rng) for _ in range(200)]
    assert all(odd)
    assert any("밥" in text for text in odd) and any("hola" in text for text in odd)
    assert len(paraphrase.slip("abcdef", "en", rng)) in (5, 6, 7)
    assert paraphrase.slip("abc", "en", rng) == "abc"


def test_the_lexicon_holds_all_that_is_fed(expander: Expander, written: dialogues.Dialogues) -> None:
    found = list(lexicon(expander, build.cast(written.characters), 1, 20))
    assert found.count('{"emotion": "') == 400
    assert found.count("joy") == 400
    assert any("[sleepy 0.5]" in part for part in found)
