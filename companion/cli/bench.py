"""`companion bench`: how long she takes to answer on this machine, and how often she errs in taking turns.

Spoken turns go through the real loop in real time; only microphone and speaker are recordings. `--stand-ins FOLDER`
uses random-weight models of real size (`python -m benchmarks.stand_ins FOLDER`): every stage computes for real, and
the words that the stand-in ears "hear" are replaced by those that were said.
"""

import argparse
import dataclasses
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from companion.cli import bench_report, bench_turns, output
from companion.cli.bench_stage import Stage, TurnResult
from companion.config import Config
from companion.errors import ConfigError
from companion.voice import ports
from companion.voice.speakable import language_of
from companion.voice.types import RATE, Heard, Pcm

SWITCHES = 6  # character switches that are timed after the turns
ABLATED: dict[str, dict[str, Any]] = {
    "conversation": {"speculate": False},
    "ears": {"short_window": False},
    "brain": {"reuse_prefix": False},
}


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Print the figures; exit code 1 if there were failures of a part."""
    if arguments.turns < 2:
        raise ConfigError("--turns must be at least 2: the first turn is counted apart.", code="bench-turns")
    turns = bench_turns.load(arguments.turns)
    machine = _machine()  # before: the load average is that of others
    runs: dict[str, dict[str, Any]] = {}
    each: dict[str, list[dict[str, Any]]] = {}
    for name, settings, known in plan(config, arguments.stand_ins, ablation=arguments.ablation):
        runs[name], each[name] = _measure(name, settings, turns, known=known, quiet=arguments.json)
    report = {"machine": machine, "runs": runs, "ratios": ratios(runs)}
    if arguments.json:
        print(output.line(report))
    else:
        print(f"{machine['system']}, {machine['cores']} cores, load average before {machine['load_average'][0]}")
        print(bench_report.text(runs))
        for name, ratio in report["ratios"].items():
            print(f"{name}: {ratio}")
    if arguments.out is not None:
        arguments.out.write_text(output.line(report | {"each_turn": each}) + "\n", encoding="utf-8")
    return 1 if any(run["failures"] for run in runs.values()) else 0


def plan(config: Config, stand_ins: Path | None, *, ablation: bool) -> list[tuple[str, Config, bool]]:
    """The runs: name, settings, and whether the ears must be told the words.

    Raises:
        ConfigError: the folder `stand_ins` lacks a part.
    """
    config = _with(config, {"microphone": {"mode": "open"}, "brain": {"seed": 1}})
    runs = [("starter" if stand_ins is None else "stand-in", config, False)]
    if stand_ins is not None:
        runs = [("stand-in", _with(config, _stand_in_settings(stand_ins)), True)]
    if ablation:
        runs += [(f"{name}, plain loop", _with(settings, ABLATED), known) for name, settings, known in list(runs)]
    return runs


def open_stage(config: Config, *, known: bool) -> Stage:
    """A stage; `known`: its ears compute for real and then report what was said."""
    stage: Stage

    def wrap(ears: ports.SpeechToText) -> ports.SpeechToText:
        return KnownWords(ears, lambda: stage.saying)

    stage = Stage(config, wrap=wrap if known else None)
    return stage


def _stand_in_settings(folder: Path) -> dict[str, dict[str, Any]]:
    for name in ("brain.gguf", "ears/model.bin", "voice.onnx"):
        if not (folder / name).exists():
            raise ConfigError(
                f"{folder / name} is missing.",
                code="stand-ins-missing",
                hint=f"Build them: python -m benchmarks.stand_ins {folder}",
            )
    folder = folder.resolve()
    return {
        "brain": {"model": str(folder / "brain.gguf")},
        "ears": {"model": str(folder / "ears")},
        "voice": {"engine": "piper", "model": str(folder / "voice.onnx")},
    }


def _with(config: Config, changes: dict[str, dict[str, Any]]) -> Config:
    data = config.model_dump()
    for section, values in changes.items():
        data[section].update(values)
    return Config.model_validate(data)


def _measure(
    name: str, config: Config, turns: Sequence[bench_turns.BenchTurn], *, known: bool, quiet: bool
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The summary of one run, and each of its turns."""
    results: list[TurnResult] = []
    with open_stage(config, known=known) as stage:
        for index, turn in enumerate(turns):
            result = stage.play(index, turn)
            results.append(result)
            if not quiet:
                shown = "-" if result.first_audio is None else f"{result.first_audio:.0f} ms"
                print(f"[{name}] {index + 1}/{len(turns)} {turn.kind} {turn.language}: {shown}", file=sys.stderr)
        summary = bench_report.summary(results, stage.cold_start, stage.switches(SWITCHES))
        return summary, [dataclasses.asdict(result) for result in results]


class KnownWords:
    """Ears that compute for real and then report what was really said: random weights hear nothing sensible."""

    def __init__(self, ears: ports.SpeechToText, saying: Callable[[], bench_turns.Clip | None]) -> None:
        self._ears = ears
        self._saying = saying

    def transcribe(self, pcm: Pcm, *, language: str | None, hints: Sequence[str] = ()) -> Heard:
        self._ears.transcribe(pcm, language=language, hints=hints)
        saying = self._saying()
        text = saying.said_within(len(pcm) / RATE) if saying is not None else ""
        return Heard(text, language_of(text, language or "en"))

    def close(self) -> None:
        self._ears.close()


def ratios(runs: dict[str, dict[str, Any]]) -> dict[str, float]:
    """First audio of each run divided by that of its plain loop, p50 and p95."""
    found: dict[str, float] = {}
    for name, run in runs.items():
        plain = runs.get(f"{name}, plain loop")
        for rank in ("p50", "p95"):
            if plain and run["first_audio_ms"][rank] and plain["first_audio_ms"][rank]:
                key = f"{name}: first audio {rank}, against the plain loop"
                found[key] = round(run["first_audio_ms"][rank] / plain["first_audio_ms"][rank], 3)
    return found


def _machine() -> dict[str, Any]:
    import psutil

    return {
        "system": platform.platform(terse=True),
        "cores": psutil.cpu_count(logical=False) or psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "python": platform.python_version(),
        "load_average": [round(value, 2) for value in psutil.getloadavg()],
    }
