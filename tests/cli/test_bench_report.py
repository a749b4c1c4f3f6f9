"""Figures from results: percentiles, counted errors, the first turn apart, ratios."""

from typing import Any

from companion.cli import bench_report
from companion.cli.bench_stage import TurnResult


def result(kind: str = "plain", first_audio: float | None = 400.0, **more: Any) -> TurnResult:
    return TurnResult(kind, "ko", 0, first_audio, stages={"endpoint": 340.0}, speculative=True, rss_mb=250.0, **more)


def test_nearest_rank_percentiles() -> None:
    row = bench_report.percentiles([float(value) for value in range(1, 101)])
    assert row == {"n": 100, "p50": 50, "p95": 95, "max": 100}
    assert bench_report.percentiles([7.4]) == {"n": 1, "p50": 7, "p95": 7, "max": 7}
    assert bench_report.percentiles([None]) == {"n": 0, "p50": None, "p95": None, "max": None}
    assert bench_report.percentiles([3.0, None, 1.0])["n"] == 2


def test_the_first_turn_is_in_no_percentile() -> None:
    report = bench_report.summary([result(first_audio=9_000.0), result(), result(first_audio=500.0)], 3_000.4)
    assert report["first_turn_ms"] == 9_000 and report["cold_start_ms"] == 3_000
    assert report["first_audio_ms"] == {"n": 2, "p50": 400, "p95": 500, "max": 500}
    assert report["stages_ms"]["endpoint"]["n"] == 2 and report["stages_ms"]["first_clause"]["n"] == 0


def test_errors_of_turn_taking_are_counted() -> None:
    rest = [
        result("pause", None, false_cut=True, error_rate=0.5),
        result("plain", None, missed=True),
        result("noise", None),
        result("noise", None, false_turn=True),
        result("barge_in", over_tried=True, interrupted=True, stopped_after=280.0),
        result("barge_in", over_tried=True, interrupted=False),
        result("barge_in", over_tried=False),
        result("back_channel", over_tried=True, interrupted=True),
        result("back_channel", over_tried=True, failures=["x"]),
    ]
    report = bench_report.summary([result(), *rest], 1.0, [100.0, 200.0])
    assert report["false_cuts"] == report["missed_turns"] == "1/7"
    assert report["turns_from_noise"] == "1/2"
    assert report["barge_ins_not_taken"] == "1/2" and report["false_barge_ins"] == "1/2"
    assert report["barge_in_to_silence_ms"] == {"n": 1, "p50": 280, "p95": 280, "max": 280}
    assert report["character_switch_ms"]["max"] == 200
    assert report["failures"] == ["x"] and report["character_error_rate"] == 0.5
    assert set(report["first_audio_ms_by_kind"]) == {"plain", "pause", "barge_in", "back_channel"}


def test_the_report_for_people_names_every_figure() -> None:
    runs = {"starter": bench_report.summary([result(), result(failures=["brain-restarted"])], 1_500.0)}
    text = bench_report.text(runs)
    for word in ("starter", "ready after 1500 ms", "400", "stage endpoint", "missed turns 0/1", "brain-restarted"):
        assert word in text
    assert "failures" not in bench_report.text({"a": bench_report.summary([result(), result()], 1.0)})
