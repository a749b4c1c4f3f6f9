"""`companion bench`: a few turns for real on a tiny brain and the starter ears; ratios; arguments."""

import json
from pathlib import Path

import numpy as np
import pytest

from companion import config
from companion.cli import bench, bench_turns
from companion.cli.bench_turns import BenchTurn
from companion.errors import ConfigError
from companion.voice.types import RATE, Heard, Pcm
from tests.cli.conftest import Run
from tests.tiny_gguf import ENDLESS, build


def only(monkeypatch: pytest.MonkeyPatch, *kinds: str) -> None:
    """The bench plays the first turn of each of these kinds."""
    turns = bench_turns.load(54)
    chosen = [next(turn for turn in turns if turn.kind == kind) for kind in kinds]
    monkeypatch.setattr(bench_turns, "load", lambda count: chosen[:count])


def test_a_few_turns_for_real(talk: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only(monkeypatch, "short", "plain", "noise", "back_channel")
    out = tmp_path / "report.json"
    endless = build(tmp_path / "endless.gguf", ENDLESS)  # a short reply would be over before anybody speaks over it
    ran = talk(
        "--set",
        f"brain.model={endless}",
        "--set",
        "brain.max_tokens=30",
        "bench",
        "--turns",
        "4",
        "--json",
        "--out",
        out,
    )
    assert ran.code == 0, ran.err
    (report,) = ran.lines()
    written = json.loads(out.read_text())
    assert {name: written[name] for name in report} == report
    assert [turn["kind"] for turn in written["each_turn"]["starter"]] == ["short", "plain", "noise", "back_channel"]
    assert report["machine"]["cores"] >= 1 and len(report["machine"]["load_average"]) == 3
    run = report["runs"]["starter"]
    assert run["turns"] == 4 and run["cold_start_ms"] > 0 and run["first_turn_ms"] > 0
    assert run["first_audio_ms"]["n"] == 2 and 150 < run["first_audio_ms"]["p50"] < 10_000
    stages = run["stages_ms"]
    assert stages["transcript"]["p50"] <= stages["first_audio"]["p50"]
    assert abs(stages["first_audio"]["p50"] - run["first_audio_ms"]["p50"]) < 400
    assert run["missed_turns"] == "0/2" and run["turns_from_noise"] == "0/1" and run["false_barge_ins"] == "0/1"
    assert run["character_error_rate"] < 0.2 and run["failures"] == []
    assert run["character_switch_ms"]["n"] == bench.SWITCHES


def test_the_plain_loop_differs_only_in_what_is_measured(tmp_path: Path) -> None:
    for name in ("brain.gguf", "voice.onnx", "ears/model.bin"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    full, plain = bench.plan(config.defaults(), tmp_path, ablation=True)
    assert (full[0], plain[0]) == ("stand-in", "stand-in, plain loop") and full[2] and plain[2]
    assert full[1].voice.engine == "piper" and full[1].brain.model == str(tmp_path / "brain.gguf")
    changed = {
        f"{section}.{name}"
        for section, values in plain[1].model_dump().items()
        if isinstance(values, dict)
        for name, value in values.items()
        if value != full[1].model_dump()[section][name]
    }
    assert changed == {"conversation.speculate", "ears.short_window", "brain.reuse_prefix"}
    assert not any(full[1].model_dump()[s][n] == v for s, vs in bench.ABLATED.items() for n, v in vs.items())


def test_missing_stand_ins_are_named(talk: Run, tmp_path: Path) -> None:
    ran = talk("bench", "--stand-ins", tmp_path)
    assert ran.failed_with_one_line("brain.gguf", "python -m benchmarks.stand_ins")
    with pytest.raises(ConfigError):
        bench.plan(config.defaults(), tmp_path / "none", ablation=False)


@pytest.mark.parametrize("count", ["0", "1", "-3"])
def test_too_few_turns(talk: Run, count: str) -> None:
    assert talk("bench", "--turns", count).failed_with_one_line("--turns")


def test_a_missing_brain(run: Run, tmp_path: Path) -> None:
    ran = run("--set", f"brain.model={tmp_path / 'none.gguf'}", "bench", "--turns", "2")
    assert ran.failed_with_one_line("none.gguf")


class Deaf:
    """Ears that hear nonsense, and remember for how long they listened."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def transcribe(self, pcm: Pcm, *, language: str | None, hints: object = ()) -> Heard:
        self.seconds.append(len(pcm) / RATE)
        return Heard("bla bla", "en")

    def close(self) -> None:
        self.seconds.append(-1.0)


def test_known_words_replace_what_stand_in_ears_hear() -> None:
    clip = bench_turns.speak("나 오늘 학교에서 | 선생님한테 혼났어", "ko")
    saying: list[BenchTurn] = []
    deaf = Deaf()
    ears = bench.KnownWords(deaf, lambda: saying[0].clip if saying else None)
    sound = np.zeros(RATE, np.float32)
    assert ears.transcribe(sound, language=None).text == ""
    saying.append(BenchTurn("pause", "ko", "", clip))
    assert ears.transcribe(sound[: RATE // 2], language=None) == Heard("나 오늘 학교에서", "ko")
    assert ears.transcribe(np.zeros(len(clip.pcm) + RATE // 2, np.float32), language=None).text.endswith("혼났어")
    ears.close()
    assert deaf.seconds[:2] == [1.0, 0.5] and deaf.seconds[-1] == -1.0


def test_ratios_compare_with_the_plain_loop() -> None:
    def run(p50: int | None) -> dict[str, dict[str, int | None]]:
        return {"first_audio_ms": {"p50": p50, "p95": 1000}}

    ratios = bench.ratios({"a": run(300), "a, plain loop": run(900), "b": run(100)})
    assert ratios == {
        "a: first audio p50, against the plain loop": 0.333,
        "a: first audio p95, against the plain loop": 1.0,
    }
    assert len(bench.ratios({"a": run(None), "a, plain loop": run(1)})) == 1
