"""Conversations sampled from the dialogues, and their pieces."""

import random

from companion.persona import prompt
from companion.persona.emotion import CANONICAL, Mood
from companion.persona.reply import decode
from trainer.starter import cast, scenes
from trainer.starter.brain import dialogues, paraphrase
from trainer.starter.brain.expand import Conversation, Expander, lexicon, pick, pieces, text
from trainer.starter.brain.held_out import held_out


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
        assert [decode(raw)[0] for raw in raws] == [turn.line[1] for turn in conversation.turns]
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
                assert any(part.learn and decode_text(part.text) == turn.line[1] for part in parts)
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
    chained |= {
        way
        for name in cast.CAST
        for scene in scenes.of_folder(name, cast.folder(name))
        for turn in scene.turns
        for way in turn.ways
    }
    secret = kept_away - shown_somewhere - chained
    assert len(secret) > 150
    asked = {turn.user.split("\n")[0].split("] ", 1)[-1] for c in many(expander, 200) for turn in c.turns}
    assert not asked & secret


def test_moods_greetings_summaries_and_both_languages_occur(expander: Expander) -> None:
    conversations = many(expander, 200)
    moods = {turn.line[0].emotion for c in conversations for turn in c.turns}
    assert moods == set(CANONICAL)
    assert any(turn.user == "[neutral]" for c in conversations for turn in c.turns)
    assert 0.03 < sum(bool(c.summary) for c in conversations) / 200 < 0.2
    assert {(c.character.id, c.language) for c in conversations} == {
        (who, language) for who in cast.CAST for language in ("ko", "en")
    }


def test_a_line_that_was_found_for_her_own_answer_is_taken_up_as_it_stands(expander: Expander) -> None:
    taken = {"0": 0, "1": 0, "2": 0}
    for conversation in many(expander, 120):
        for turn in conversation.turns:
            taken[turn.label] += 1
            found = turn.user.split("\n")[3::3]
            if turn.label != "0" and turn.learn:
                mood, words = turn.user.split("\n")[3 * int(turn.label) - 1], found[int(turn.label) - 1]
                assert words == turn.line[1] and mood.startswith(turn.line[0].emotion)
            elif turn.learn:
                assert turn.line[1] not in found
    assert taken["1"] > taken["0"] > 80 and taken["2"] > 20


def test_some_conversations_have_nothing_found(expander: Expander) -> None:
    bare = [c for c in many(expander, 150) if not any("\n> " in turn.user for turn in c.turns)]
    assert 3 < len(bare) < 40


def test_what_is_odd_is_answered_as_one_who_is_lost(expander: Expander) -> None:
    lost = {words for scene in scenes.load() if scene.lost for _, words in scene.turns[0].lines}
    odd = [turn for c in many(expander, 150) for turn in c.turns if turn.line[1] in lost]
    assert len(odd) > 30


def test_a_strong_mood_colours_the_choice() -> None:
    lines = [(Mood("joy", 0.5), "a"), (Mood("sad", 0.5), "b")]
    rng = random.Random(1)
    picked = [pick(lines, Mood("sad", 1.0), rng)[1] for _ in range(300)]
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
    found = list(lexicon(expander, cast.characters(), 1, 20))
    assert found.count('{"emotion": "') == 400
    assert found.count("joy") == 400
    assert any("[sleepy 0.5]" in part for part in found)
