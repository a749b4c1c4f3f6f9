"""Prefix snapshots: found again, bounded, and never trusted when damaged."""

import os
from pathlib import Path

import pytest

from companion.engines.llm._snapshots import Snapshots, model_key


def test_a_state_comes_back_from_memory_and_from_disk(tmp_path: Path) -> None:
    first = Snapshots(tmp_path, "model")
    first.put([1, 2, 3], b"state")
    assert first.get([1, 2, 3]) == b"state"
    assert Snapshots(tmp_path, "model").get([1, 2, 3]) is None  # not written yet
    first.save()
    assert Snapshots(tmp_path, "model").get([1, 2, 3]) == b"state"
    assert Snapshots(tmp_path, "other model").get([1, 2, 3]) is None
    assert Snapshots(tmp_path, "model").get([1, 2]) is None


def test_every_damaged_byte_is_noticed_and_the_file_removed(tmp_path: Path) -> None:
    store = Snapshots(tmp_path, "model")
    store.put([1], b"some state")
    store.save()
    (file,) = tmp_path.glob("*.kv")
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert Snapshots(tmp_path, "model").get([1]) is None
        assert not file.exists()
    file.write_bytes(whole[:-1])
    assert Snapshots(tmp_path, "model").get([1]) is None


def test_the_folder_stays_within_its_limit_and_loses_the_oldest(tmp_path: Path) -> None:
    store = Snapshots(tmp_path, "model", disk_limit=1000)
    for number in range(6):
        store.put([number], bytes(300))
        store.save()
        for age, file in enumerate(sorted(tmp_path.glob("*.kv"), key=lambda item: item.stat().st_mtime_ns)):
            os.utime(file, ns=(age * 10**9, age * 10**9))
    left = [number for number in range(6) if Snapshots(tmp_path, "model").get([number])]
    assert left == [4, 5] or left == [3, 4, 5][-len(left) :]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 1000


def test_memory_is_bounded_but_keeps_the_newest() -> None:
    store = Snapshots(None, "model", memory_limit=100)
    for number in range(5):
        store.put([number], bytes(60))
    assert [store.get([number]) is not None for number in range(5)] == [False] * 4 + [True]


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    store = Snapshots(blocked / "prefix", "model")
    store.put([1], b"state")
    store.save()
    assert store.get([1]) == b"state"
    store.drop([1])
    assert store.get([1]) is None


def test_the_key_changes_with_the_file_and_the_library(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"one")
    before = model_key(path, "0.3.36")
    assert before == model_key(path, "0.3.36") != model_key(path, "0.3.37")
    os.utime(path, ns=(1, 1))
    assert model_key(path, "0.3.36") != before


@pytest.mark.parametrize("limit", [10])
def test_a_state_larger_than_the_disk_limit_is_not_written(tmp_path: Path, limit: int) -> None:
    store = Snapshots(tmp_path / "prefix", "model", disk_limit=limit)
    store.put([1], bytes(11))
    store.save()
    assert not (tmp_path / "prefix").exists()
