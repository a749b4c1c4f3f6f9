"""Figures of bench runs: percentiles by stage, errors of turn-taking, ratios between runs. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from companion.cli.bench_stage import TurnResult

ANSWERED = ("short", "plain", "long", "pause", "barge_in", "back_channel")
STAGES = ("endpoint", "transcript", "emotion", "first_token", "first_clause", "first_audio")


def summary(results: Sequence[TurnResult], cold_start: float, switches: Sequence[float] = ()) -> dict[str, Any]:
    """One run as plain data; the first turn stands apart and is in no percentile."""
    first, rest = results[0], results[1:]
    spoken = [r for r in rest if r.kind in ANSWERED]
    over = [r for r in rest if r.kind == "barge_in" and r.over_tried]
    nods = [r for r in rest if r.kind == "back_channel" and r.over_tried]
    return {
        "turns": len(results),
        "cold_start_ms": round(cold_start),
        "first_turn_ms": _round(first.first_audio),
        "first_audio_ms": percentiles(r.first_audio for r in spoken),
        "first_audio_ms_by_kind": {
            kind: percentiles(r.first_audio for r in spoken if r.kind == kind)
            for kind in ANSWERED
            if any(r.kind == kind for r in spoken)
        },
        "stages_ms": {name: percentiles(r.stages.get(name) for r in spoken) for name in STAGES},
        "speculation_used": _share(r.speculative for r in spoken if not r.missed),
        "missed_turns": _count(r.missed for r in spoken),
        "false_cuts": _count(r.false_cut for r in spoken),
        "turns_from_noise": _count(r.false_turn for r in rest if r.kind == "noise"),
        "barge_in_to_silence_ms": percentiles(r.stopped_after for r in over),
        "barge_ins_not_taken": _count(not r.interrupted for r in over),
        "false_barge_ins": _count(r.interrupted for r in nods),
        "character_switch_ms": percentiles(switches),
        "character_error_rate": _mean(r.error_rate for r in spoken),
        "failures": sorted({failure for r in results for failure in r.failures}),
        "memory_mb": {"after_first": round(first.rss_mb), "at_end": round(results[-1].rss_mb)},
    }


def percentiles(values: Iterable[float | None]) -> dict[str, float | int | None]:
    """n, p50, p95 and max; nearest-rank percentiles, whole milliseconds."""
    found = sorted(value for value in values if value is not None)
    if not found:
        return {"n": 0, "p50": None, "p95": None, "max": None}
    return {"n": len(found), "p50": _rank(found, 0.50), "p95": _rank(found, 0.95), "max": round(found[-1])}


def _rank(ordered: Sequence[float], share: float) -> int:
    import math

    return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)])


def _round(value: float | None) -> int | None:
    return None if value is None else round(value)


def _count(flags: Iterable[bool]) -> str:
    seen = list(flags)
    return f"{sum(seen)}/{len(seen)}"


def _share(flags: Iterable[bool]) -> float | None:
    seen = list(flags)
    return round(sum(seen) / len(seen), 3) if seen else None


def _mean(values: Iterable[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return round(sum(found) / len(found), 4) if found else None


def text(runs: dict[str, dict[str, Any]]) -> str:
    """The runs side by side, for people."""
    lines = []
    for name, run in runs.items():
        lines += [
            f"== {name}: {run['turns']} turns, ready after {run['cold_start_ms']} ms,"
            f" first turn {run['first_turn_ms']} ms",
            f"   {'end of speech -> first audio':<34}{_row(run['first_audio_ms'])}",
        ]
        lines += [f"     {kind:<32}{_row(row)}" for kind, row in run["first_audio_ms_by_kind"].items()]
        lines += [f"   stage {stage:<28}{_row(row)}" for stage, row in run["stages_ms"].items() if row["n"]]
        lines += [
            f"   {'barge-in -> silence':<34}{_row(run['barge_in_to_silence_ms'])}",
            f"   {'character switch':<34}{_row(run['character_switch_ms'])}",
            f"   missed turns {run['missed_turns']}, false cuts {run['false_cuts']},"
            f" turns from noise {run['turns_from_noise']}, barge-ins not taken {run['barge_ins_not_taken']},"
            f" false barge-ins {run['false_barge_ins']}",
            f"   speculation used {run['speculation_used']}, character error rate {run['character_error_rate']},"
            f" memory {run['memory_mb']['after_first']} -> {run['memory_mb']['at_end']} MB",
        ]
        if run["failures"]:
            lines.append(f"   failures: {', '.join(run['failures'])}")
    return "\n".join(lines)


def _row(row: dict[str, Any]) -> str:
    return f"p50 {row['p50']!s:>5}  p95 {row['p95']!s:>5}  max {row['max']!s:>5} ms  (n={row['n']})"
