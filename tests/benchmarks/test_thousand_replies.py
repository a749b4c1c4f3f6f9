"""A hundred replies at temperature 1.0, all valid; the judge itself finds what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import thousand_replies
from companion import config, paths
from tests.tiny_gguf import WORDY, build

REQUEST: dict[str, Any] = {"emotions": ["joy", "sad"], "order": "emotion_first"}


def done(raw: str, text: str = "Hi.", emotion: str = "joy", intensity: float = 0.5) -> dict[str, Any]:
    return {"raw": raw, "text": text, "emotion": emotion, "intensity": intensity}


def test_a_hundred_replies_of_the_starter_brain_are_valid() -> None:
    brain = paths.resolve(config.defaults().brain.model)
    report = thousand_replies.check(brain, 100)
    assert report["faults"] == [] and report["valid"] == report["replies"] == 100
    assert len(report["emotions"]) >= 3


def test_a_hundred_replies_of_a_random_brain_are_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brain = build(tmp_path / "wordy.gguf", WORDY)
    assert thousand_replies.main([str(brain), "--count", "100"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["valid"] == report["replies"] == sum(report["stopped"].values()) == 100


def test_the_judge_finds_faults() -> None:
    good = '{"emotion": "joy", "intensity": 0.5, "text": "Hi."}'
    assert thousand_replies.faults_of(done(good), REQUEST) == []
    assert "not valid" in str(thousand_replies.faults_of(done(good[:-1]), REQUEST))
    assert "something else" in str(thousand_replies.faults_of(done(good, text="Ha."), REQUEST))
    silent = '{"emotion": "joy", "intensity": 0.5, "text": " "}'
    assert thousand_replies.faults_of(done(silent, text=" "), REQUEST)
    angry = '{"emotion": "angry", "intensity": 0.5, "text": "Hi."}'
    assert "angry" in str(thousand_replies.faults_of(done(angry, emotion="angry"), REQUEST))
    turned = '{"text": "Hi.", "emotion": "joy", "intensity": 0.5}'
    assert thousand_replies.faults_of(done(turned), REQUEST)
