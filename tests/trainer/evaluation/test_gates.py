"""Gates: which rows there are, when they fail, and what a person is told."""

import pytest
from pydantic import ValidationError

from trainer.evaluation import gates, labels
from trainer.evaluation.intervals import Figure, share
from trainer.recipe import Gates
from trainer.stage import GateFailed

GOOD = {
    "json_valid": share([True] * 100),
    "json_valid_free": share([True] * 99 + [False]),
    "emotion": share([True] * 90 + [False] * 10),
    "identity": share([True] * 60),
    "style": Figure(0.95, 0.9, 1.0, 100),
    "leak": share([False] * 100),
    "language": share([True] * 100),
    "stop": share([True] * 100),
}
DROP = Figure(0.01, 0.0, 0.02, 60)


def test_good_figures_pass() -> None:
    rows = gates.check(Gates(), GOOD, DROP)
    assert [row.name for row in rows] == [*("json_valid", "json_valid_free", "emotion", "identity", "style", "leak"),
                                          "language", "stop", "quant_drop"]  # fmt: skip
    assert all(row.passed for row in rows)
    gates.refuse(rows, "card.html")


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("json_valid", share([True] * 99 + [False])),
        ("json_valid_free", share([True] * 90 + [False] * 10)),
        ("emotion", share([True] * 80 + [False] * 20)),
        ("identity", share([True] * 50 + [False] * 10)),
        ("style", Figure(0.85, 0.8, 0.88, 100)),
        ("leak", share([False] * 99 + [True])),
        ("language", share([True] * 90 + [False] * 10)),
        ("stop", share([True] * 97 + [False] * 3)),
    ],
)
def test_each_gate_fails_by_itself_and_says_how_to_mend_it(name: str, figure: Figure) -> None:
    """F13 (identity, leak), B4 (form): a failed gate keeps her out of the menu."""
    rows = gates.check(Gates(), {**GOOD, name: figure}, DROP)
    assert [row.name for row in rows if not row.passed] == [name]
    with pytest.raises(GateFailed, match=name) as caught:
        gates.refuse(rows, "report/card.html")
    (failed,) = caught.value.rows
    assert failed.name == name and failed.mend and "%" in failed.value and "n = " in failed.value
    assert failed.limit.startswith("<=" if name == "leak" else ">=")
    assert "report/card.html" in caught.value.hint and caught.value.report == "report/card.html"


def test_a_lossy_quantization_fails() -> None:
    rows = gates.check(Gates(), GOOD, Figure(0.05, 0.04, 0.06, 60))
    assert [row.name for row in rows if not row.passed] == ["quant_drop"]


def test_a_limit_that_is_not_asked_is_no_row() -> None:
    rows = gates.check(Gates(emotion=None, quant_drop=None), GOOD, DROP)
    assert {row.name for row in rows}.isdisjoint({"emotion", "quant_drop"})
    assert gates.check(Gates(), {}, None) == []


def test_plain_feelings_decide_where_there_are_enough() -> None:
    poor = share([False] * gates.ENOUGH)
    few = share([False] * (gates.ENOUGH - 1))
    assert gates.felt({**GOOD, "emotion_plain": poor}) == (poor, "remarks with a plain feeling")
    assert gates.felt({**GOOD, "emotion_plain": few})[0] == GOOD["emotion"]


def test_a_limit_of_its_own_stands_beside_the_usual_one_with_its_reason() -> None:
    made = Gates.model_validate({"emotion": 0.7, "why": {"emotion": "the base is small.", "style": "it never shows."}})
    rows = [row.record() for row in gates.check(made, GOOD, DROP)]
    told = {row["name"]: labels.reason(row) for row in rows if labels.reason(row)}
    assert told == {"emotion": "Feeling is right: at least 70 % instead of 85 %, because the base is small."}
    card = {"gates": rows}
    assert labels.headline(card) == "She is ready: all 9 limits are kept (1 of them not the usual, see below)."
    assert labels.headline({"gates": [row for row in rows if row["name"] != "emotion"]}).endswith("limits are kept.")


def test_a_reason_for_no_gate_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="no gate `emotions`; did you mean `emotion`"):
        Gates.model_validate({"why": {"emotions": "x"}})


def test_few_answers_are_named_as_such() -> None:
    rows = gates.check(Gates(), {**GOOD, "identity": share([True] * 9 + [False])}, DROP)
    (failed,) = [row for row in rows if not row.passed]
    assert failed.unsure and failed.record()["unsure"]
    with pytest.raises(GateFailed, match="may be chance"):
        gates.refuse(rows, "")


def test_a_script_has_no_manner_of_speech() -> None:
    """L9."""
    asked = {name: figure for name, figure in GOOD.items() if name != "identity"}
    rows = gates.check(Gates(), asked, None, task="script", variant="A")
    assert {row.name for row in rows} == {*GOOD} - {"identity", "style"}
    assert {row.variant for row in rows} == {"A"}
