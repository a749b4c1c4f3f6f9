"""A tiny real GGUF for all tests of the brain, and values they share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from companion import config
from companion.config import BrainConfig
from companion.engines.llm._native import NativeModel
from companion.persona.emotion import Mood
from tests.tiny_gguf import ENDLESS, WORDY, build


@dataclass(frozen=True)
class Sampling:
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    min_p: float = 0.0
    repeat_penalty: float = 1.1
    max_tokens: int = 60
    seed: int | None = 1


@dataclass
class Recorder:
    """Collects a reply's events; `on_text` runs at each delta."""

    moods: list[Mood] = field(default_factory=list)
    deltas: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    on_text: Callable[[], None] = lambda: None

    def mood(self, mood: Mood) -> None:
        self.moods.append(mood)
        self.order.append("mood")

    def text(self, delta: str) -> None:
        self.deltas.append(delta)
        self.order.append("text")
        self.on_text()


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("brain") / "tiny.gguf")


@pytest.fixture(scope="session")
def wordy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that talks in clean words instead of single bytes."""
    return build(tmp_path_factory.mktemp("brain") / "wordy.gguf", WORDY)


@pytest.fixture(scope="session")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose replies go on to their limit."""
    return build(tmp_path_factory.mktemp("brain") / "endless.gguf", ENDLESS)


@pytest.fixture
def talker(wordy: Path) -> Iterator[NativeModel]:
    model = NativeModel(wordy, context=1024, batch=64, threads=1)
    yield model
    model.close()


@pytest.fixture
def native(tiny: Path) -> Iterator[NativeModel]:
    model = NativeModel(tiny, context=1024, batch=64, threads=1)
    yield model
    model.close()


@pytest.fixture
def settings(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., BrainConfig]:
    """BrainConfig with the tiny model, in a home of its own; keyword arguments replace settings."""
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))

    def make(**changes: Any) -> BrainConfig:
        base = {"model": str(tiny), "context": 1024, "max_tokens": 60, "batch": 64, "threads": 1}
        return config.defaults().brain.model_copy(update={**base, **changes})

    return make
