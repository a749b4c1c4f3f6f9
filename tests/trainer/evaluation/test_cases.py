"""What is asked: samples that repeat themselves, odd inputs, probes, acceptable emotions."""

import random
from collections import Counter
from pathlib import Path

from tests.trainer.evaluation import workshop
from trainer import dialogues, render
from trainer.evaluation import cases
from trainer.evaluation.cases import Known
from trainer.rows import Exchange, Row
from trainer.starter.brain import slots

SNOW = workshop.character()


def row(name: str, *turns: tuple[str, str, str], language: str = "ko", kind: str = "dialogue") -> Row:
    exchanges = tuple(Exchange(user=user, text=text, emotion=mood, intensity=0.5) for user, text, mood in turns)
    return Row.model_validate({"id": name, "kind": kind, "language": language, "scene": name, "exchanges": exchanges})


def test_a_case_is_the_very_prompt_of_training() -> None:
    made = row("a", ("안녕", "어서 오세요!", "joy"))
    (case,) = cases.from_rows(SNOW, [made], "held_out", Known([made]), detail="short", seed=1)
    assert case.messages == render.question(SNOW, made, detail="short")
    assert case.answer == render.answer(SNOW, made.exchanges[0])
    assert case.references == ("어서 오세요!",) and case.system.startswith("당신은 백설공주")


def test_what_the_data_says_elsewhere_is_acceptable_too() -> None:
    rows = [row("a", ("안녕", "어서 오세요!", "joy")), row("b", ("안녕!", "오셨군요.", "smile"))]
    first, second = cases.from_rows(SNOW, rows, "seen", Known(rows), detail="short", seed=1)
    assert first.accepted == ("joy", "smile") and second.accepted == ("smile", "joy")
    assert set(first.references) == {"어서 오세요!", "오셨군요."}
    other = row("c", ("안녕", "Hello!", "sad"), language="en")
    assert Known(rows).answers(other, 0) == other.exchanges


def test_other_words_of_a_hand_written_conversation_count_too() -> None:
    """Of the same written turn, wherever it stands in its row; of profile phrases in the same scene."""
    rows = [row("a", ("피곤해", "쉬어요.", "worried")), row("b", ("힘들어", "차 드세요.", "smile"))]
    phrases = [one.model_copy(update={"scene": "tea", "source": "seed"}) for one in rows]
    wordings = [one.model_copy(update={"written": ("tea/1.0",)}) for one in phrases]
    neighbours = [one.model_copy(update={"written": (f"tea/{one.id}.0",)}) for one in phrases]
    apart = [one.model_copy(update={"scene": "tale.txt"}) for one in rows]
    both, alone = ("worried", "smile"), ("worried",)
    for found, expected in ((phrases, both), (wordings, both), (neighbours, alone), (apart, alone)):
        case = cases.from_rows(SNOW, found, "seen", Known(found), detail="short", seed=1)[0]
        assert case.accepted == expected


def test_any_exchange_of_a_conversation_may_be_asked() -> None:
    made = [row(str(n), ("하나", "네.", "joy"), ("둘", "네!", "sad"), ("셋", "네?", "shy")) for n in range(30)]
    found = cases.from_rows(SNOW, made, "seen", Known(made), detail="short", seed=1)
    assert {case.question for case in found} == {"하나", "둘", "셋"}
    assert {len(case.messages) for case in found} == {2, 4, 6}


def test_a_spread_takes_from_every_language_and_kind() -> None:
    """M8: both languages have their slice."""
    rows = [row(f"d{n}", ("a", "b", "joy")) for n in range(50)]
    rows += [row("q", ("a", "b", "joy"), kind="qa"), row("e", ("a", "b", "joy"), language="en")]
    found = cases.spread(rows, 6, 1)
    assert {(one.language, one.kind) for one in found} == {("ko", "dialogue"), ("ko", "qa"), ("en", "dialogue")}
    assert len(found) == 6 and found == cases.spread(list(reversed(rows)), 6, 1)
    assert found != cases.spread(rows, 6, 2)
    assert len(cases.spread(rows, 500, 1)) == len(rows)


def test_odd_inputs_are_many_and_stay_words() -> None:
    found = cases.odd(SNOW, detail="short")
    assert len(found) == len({case.id for case in found}) >= 60
    assert {case.kind for case in found} == {"salad", "language", "symbols", "long", "spelling", "unknown", "unsafe"}
    assert {case.language for case in found} == {"ko", "en"}
    assert len({case.digest for case in found}) == len(found)
    for case in found:
        assert "<|im_" not in case.messages[-1].content
    few = cases.some(found, 14)
    assert len(few) == 14 == len({(case.kind, case.language) for case in few})
    assert len(cases.some(found, 1000)) == len(found) and cases.some([], 5) == []
    mono = SNOW.model_copy(update={"languages": ("ko",)})
    assert {case.language for case in cases.odd(mono, detail="short")} == {"ko"}


def test_remarks_with_a_plain_feeling_ask_for_a_face_that_suits() -> None:
    found = cases.feelings(SNOW, detail="short")
    assert len(found) == len({case.digest for case in found}) >= 60
    assert {case.language for case in found} == {"ko", "en"} and {case.group for case in found} == {"feelings"}
    assert all(set(case.accepted) <= set(SNOW.emotions) and case.accepted for case in found)
    assert any("백설공주" in case.question for case in found)
    calm = SNOW.model_copy(update={"emotions": ("neutral", "sad"), "languages": ("ko",)})
    assert {case.accepted for case in cases.feelings(calm, detail="short")} == {("sad",), ("sad", "neutral")}


def test_no_face_suits_most_remarks_so_who_always_smiles_fails() -> None:
    found = cases.feelings(SNOW, detail="short")
    suits = Counter(face for case in found for face in case.accepted)
    assert suits.most_common(1)[0][1] <= 2 / 3 * len(found)
    assert suits["smile"] < 0.4 * len(found)


def test_what_was_taught_word_for_word_is_not_asked() -> None:
    found = cases.probes(SNOW, detail="short")
    first, second = found[0].question, found[1].question
    taught = [row("a", (first.upper() + "!!", "백설공주예요.", "smile")), row("b", (second, "저예요.", "smile"))]
    asked = cases.untaught(found, taught, 60)
    assert {case.question for case in found} - {case.question for case in asked} == {first, second}
    assert cases.untaught(found, [], 60) == found
    everything = cases.untaught(found, taught, 1000)
    assert len(everything) == len(found) and {case.question for case in everything[-2:]} == {first, second}


def test_what_people_say_in_the_hand_written_data_is_not_what_the_report_card_asks() -> None:
    """Not even nearly: letters in threes, Jaccard."""
    rng, inner = random.Random(1), dialogues.inner_words()
    taught = []
    for language in SNOW.languages:
        texts = [text for words in dialogues.remarks().values() for text in words[language]]
        for text in texts:
            names = sorted(slots.names(text))
            filled = ({name: rng.choice(inner[name][language]) for name in names} for _ in range(6 if names else 1))
            taught += [slots.fill(text, words) for words in filled]
    examples = Path(dialogues.__file__).parent / "examples"
    written = [each for folder in sorted(examples.iterdir()) for each in dialogues.load(folder / "dialogues")]
    taught += [way for each in written for turn in each.turns for way in turn.ways if "{" not in way]
    assert len(taught) > 2000
    pieces = [(text, _threes(text)) for text in taught]
    near = []
    for case in cases.feelings(SNOW, detail="short"):
        asked = _threes(case.question)
        near += [(case.question, text) for text, own in pieces if len(asked & own) > 0.5 * len(asked | own)]
    assert near == []


def _threes(text: str) -> set[str]:
    text = cases.letters(text)
    return {text[at : at + 3] for at in range(max(1, len(text) - 2))}


def test_probes_ask_in_every_language_and_bare_ones_have_no_system_turn() -> None:
    """F13."""
    mono = SNOW.model_copy(update={"languages": ("ko",)})
    found = cases.probes(mono, detail="short")[:60]
    assert {case.language for case in found} == {"ko"}
    assert {case.native for case in found} == {True, False}
    assert any("백설공주" in case.question for case in cases.probes(SNOW, detail="short"))
    bare = cases.bare(found)
    assert len(bare) == 60 and all(case.system == "" and len(case.messages) == 1 for case in bare)
    assert {case.digest for case in bare}.isdisjoint(case.digest for case in found)


def test_general_sentences_are_nobodys() -> None:
    found = cases.general()
    assert len(found) == len(set(found)) >= 30
