"""What is asked: samples that repeat themselves, odd inputs, probes, acceptable emotions."""

from tests.trainer.evaluation import workshop
from trainer import render
from trainer.evaluation import cases
from trainer.evaluation.cases import Known
from trainer.rows import Exchange, Row

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
    """The same place of the same conversation, asked in other words."""
    rows = [row("a", ("피곤해", "쉬어요.", "worried")), row("b", ("힘들어", "차 드세요.", "smile"))]
    seeds = [one.model_copy(update={"scene": "tea", "source": "seed"}) for one in rows]
    apart = [one.model_copy(update={"scene": "tale.txt"}) for one in rows]
    for found, expected in ((seeds, ("worried", "smile")), (apart, ("worried",))):
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


def test_probes_ask_in_every_language_and_bare_ones_have_no_system_turn() -> None:
    """F13."""
    mono = SNOW.model_copy(update={"languages": ("ko",)})
    found = cases.probes(mono, 60, detail="short")
    assert len(found) == 60 and {case.language for case in found} == {"ko"}
    assert {case.native for case in found} == {True, False}
    assert any("백설공주" in case.question for case in cases.probes(SNOW, 100, detail="short"))
    bare = cases.bare(found)
    assert len(bare) == 60 and all(case.system == "" and len(case.messages) == 1 for case in bare)
    assert {case.digest for case in bare}.isdisjoint(case.digest for case in found)


def test_general_sentences_are_nobodys() -> None:
    found = cases.general()
    assert len(found) == len(set(found)) >= 30
