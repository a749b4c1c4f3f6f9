"""A bad model file is refused with its path and a hint before llama.cpp sees it."""

from pathlib import Path

import pytest

from companion.engines.llm import _gguf
from companion.errors import BrainError
from tests.tiny_gguf import TINY


def test_a_whole_file_is_described(tiny: Path) -> None:
    info = _gguf.inspect(tiny)
    assert (info.architecture, info.context) == ("qwen3", TINY.context)
    assert info.tensors == 2 + 11 * TINY.layers


def test_every_truncation_is_noticed(tiny: Path, tmp_path: Path) -> None:
    data = tiny.read_bytes()
    short = tmp_path / "short.gguf"
    lengths = [*range(5, 200, 7), *range(200, len(data), 9973), len(data) - 1]
    for length in lengths:
        short.write_bytes(data[:length])
        with pytest.raises(BrainError) as caught:
            _gguf.inspect(short)
        assert caught.value.code == "model-truncated", length
        assert str(short) in caught.value.message and caught.value.hint


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "model-not-gguf"), (b"PK\x03\x04" * 20, "model-not-gguf"), (b"GGUF\x01\x00\x00\x00" * 9, "model-not-gguf")],
)
def test_other_files_are_named(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(BrainError) as caught:
        _gguf.inspect(path)
    assert caught.value.code == code and str(path) in str(caught.value)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.gguf", tmp_path):
        with pytest.raises(BrainError) as caught:
            _gguf.inspect(path)
        assert caught.value.code == "model-missing" and str(path) in str(caught.value)


def test_random_damage_never_escapes_as_another_error(tiny: Path, tmp_path: Path) -> None:
    import random

    data, path, refused = tiny.read_bytes(), tmp_path / "damaged.gguf", 0
    dice = random.Random(7)
    for _ in range(150):
        changed = bytearray(data)
        for _ in range(3):
            changed[dice.randrange(4, 400)] = dice.randrange(256)
        path.write_bytes(changed)
        try:
            _gguf.inspect(path)
        except BrainError as error:
            refused += 1
            assert error.code in ("model-truncated", "model-not-gguf")
    assert refused > 50
