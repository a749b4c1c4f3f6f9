"""A hub on loopback, catalogue entries for it, and real tiny models to download from it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion.models.catalogue import Entry
from companion.models.fetch import Patience
from companion.models.hub import Hub
from companion.models.install import Surroundings
from tests import tiny_gguf, tiny_models
from tests.models.hub_server import HubServer, sha

QUICK = Patience(tries=3, first=0.01, longest=0.02, timeouts=(2.0, 1.0))
REVISION = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as running:
        yield running


@pytest.fixture
def hub(server: HubServer) -> Hub:
    return Hub(server.base)


@pytest.fixture
def around() -> Surroundings:
    """Impatient, and with room on the disk."""
    return Surroundings(patience=QUICK, free=lambda folder: 1 << 40)


def noise(size: int, seed: int = 0) -> bytes:
    return np.random.default_rng(seed).integers(0, 256, size, np.uint8).tobytes()


def voice(server: HubServer, contents: Mapping[str, bytes], *, known: bool = True, **changes: Any) -> Entry:
    """An entry of which nothing but hashes is checked, and its files on the hub."""
    files = [
        {"path": f"voices/{name}", "size": len(content) if known else None, "about": len(content)}
        | ({"sha256": sha(content)} if known else {})
        for name, content in contents.items()
    ]
    for name, content in contents.items():
        server.files[address(name)] = content
    data = {
        "id": "hum",
        "kind": "voice",
        "name": "Hum",
        "maker": "Somebody",
        "engine": "kazoo",
        "languages": ["en"],
        "licence": "mit",
        "repo": "some/voices",
        "revision": REVISION,
        "main": next(iter(contents)),
        "files": files,
        "minimal": {"memory_gb": 1, "cores": 1},
        "recommended": {"memory_gb": 2, "cores": 1},
        "note": {"ko": "흥얼거려요.", "en": "It hums."},
    }
    return Entry.model_validate(data | changes)


def address(name: str) -> str:
    """Where a file of `voice` is on the hub."""
    return f"/some/voices/resolve/{REVISION}/voices/{name}"


@pytest.fixture(scope="session")
def brain_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return tiny_gguf.build(tmp_path_factory.mktemp("gguf") / "tiny.gguf", tiny_gguf.WORDY).read_bytes()


@pytest.fixture(scope="session")
def ears_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tiny_models.whisper(tmp_path_factory.mktemp("ears"), "hello there", language="en")
    return contents_of(folder)


@pytest.fixture(scope="session")
def piper_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return contents_of(tiny_models.piper(tmp_path_factory.mktemp("piper")).parent)


def contents_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
