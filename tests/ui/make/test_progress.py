"""The trainer's events become what is shown, one by one; whatever stands in them."""

import math

from hypothesis import given
from hypothesis import strategies as st

from companion.ui.make.progress import Point, Progress

RUN = [
    {"event": "run_started", "stages": ["collect", "train", "evaluate"], "pid": 1},
    {"event": "stage_skipped", "stage": "collect", "reason": "unchanged"},
    {"event": "stage_started", "stage": "train", "number": 2, "of": 3},
    {"event": "progress", "stage": "train", "done": 50, "total": 100, "note": "persona", "eta": 30.0},
    {"event": "metrics", "stage": "train", "values": {"loss": 2.5, "step": 1}},
    {"event": "metrics", "stage": "train", "values": {"eval_loss": 2.0, "step": 1}},
    {"event": "notice", "stage": "train", "text": "shorter"},
]


def folded(*events: dict[str, object], start: Progress | None = None) -> Progress:
    state = start or Progress()
    for event in events:
        state = state.after(event)
    return state


def test_a_run_step_by_step() -> None:
    state = folded(*RUN)
    assert (state.standing, state.stage, state.done, state.total, state.eta) == ("running", "train", 50, 100, 30.0)
    assert [stage.condition for stage in state.stages] == ["skipped", "running", "waits"]
    assert state.points == (Point(1, 2.5), Point(1, 2.0, True)) and state.notes == ("shorter",)
    assert state.left({"train": 100.0, "evaluate": 20.0}) == 50.0
    done = folded({"event": "stage_finished", "stage": "train", "seconds": 60.0}, start=state)
    assert done.stages[1].seconds == 60.0 and done.stage == "" and done.finished == 2
    assert folded({"event": "run_finished", "seconds": 1}, start=done).reported


def test_without_an_eta_the_plan_tells_what_is_left() -> None:
    state = folded(*RUN[:3], {"event": "progress", "stage": "train", "done": 25, "total": 100, "eta": None})
    assert state.left({"train": 100.0, "evaluate": 20.0}) == 95.0
    assert Progress().left({"train": 1.0}) is None


def test_a_failed_gate_of_the_report_is_read_and_others_are_told() -> None:
    failed = {"code": "gates", "message": "no", "hint": "", "gates": [{"name": "emotion"}]}
    graded = folded(*RUN, {"event": "run_failed", "stage": "evaluate", **failed})
    early = folded(*RUN, {"event": "run_failed", "stage": "check", **failed})
    assert graded.reported and not early.reported and early.trouble is not None
    assert graded.standing == early.standing == "failed"


def test_who_was_killed_has_stopped_and_keeps_the_curve_until_training_begins_anew() -> None:
    state = folded(*RUN).ended()
    assert state.standing == "stopped" and len(state.points) == 2
    again = folded({"event": "run_started", "stages": ["train"]}, start=state)
    assert len(again.points) == 2
    assert folded({"event": "stage_started", "stage": "train"}, start=again).points == ()


_keys = st.sampled_from(["event", "stage", "done", "total", "eta", "values", "text", "stages", "seconds", "gates"])
_kinds = st.sampled_from(["run_started", "metrics", "progress", "stage_finished", "run_failed", "notice", "x"])
_figures = st.dictionaries(st.sampled_from(["loss", "step"]), st.floats(width=16), max_size=2)
_values = st.none() | st.integers(0, 10) | _kinds | st.lists(st.sampled_from(["train", "x"]), max_size=3) | _figures


@given(
    st.lists(st.dictionaries(_keys, _values, max_size=6) | st.fixed_dictionaries({"event": _kinds, "values": _values}))
)
def test_no_line_of_a_file_is_an_end(lines: list[dict[str, object]]) -> None:
    """A newer trainer, or a file that was touched: what is not understood changes nothing."""
    state = Progress()
    for line in lines:
        state = state.after(line)
    assert all(math.isfinite(point.loss) for point in state.points)
