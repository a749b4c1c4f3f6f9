"""Stages are found by what they need, and ordered by it."""

import sys
from pathlib import Path

import pytest

from companion.errors import TrainingError
from tests.trainer.fake_run import PACKAGE
from trainer.catalog import discover

PARTS = "\ndef options(recipe): return {}\ndef run(ctx): return {}\n"


def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **modules: str) -> str:
    folder = tmp_path / f"pack_{abs(hash(tmp_path)) % 10_000}"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder.name


def test_order_and_what_a_module_says() -> None:
    found = discover(PACKAGE)
    assert list(found) == ["alpha", "beta", "gamma", "train", "register"] and len(found) == 5
    assert found["beta"].keeps == ("raw/*.jsonl", "cache/") and found["beta"].version == 3 and not found["beta"].heavy
    assert found["gamma"].heavy and found["gamma"].libraries == ("pydantic",)
    assert found["alpha"].summary == "Reads the sources"
    assert found.before("train") == {"alpha", "beta", "gamma"} and found.after("gamma") == {"train", "register"}
    assert [name for name in found if found.per_variant(name)] == ["train", "register"]


def test_the_real_stages_have_all_parts_and_import_nothing_heavy() -> None:
    """Every stage of the program: its contract, its place, and light to import."""
    before = set(sys.modules)
    found = discover()
    assert {"collect", "clean", "scenes", "dialogues", "prepare", "train", "dpo", "merge", "convert"} <= set(found)
    order = list(found)
    for stage in found.values():
        assert all(need in found and order.index(need) < order.index(stage.name) for need in stage.needs), stage.name
        assert stage.summary and callable(stage.module.run)
    new = {name.partition(".")[0] for name in set(sys.modules) - before}
    assert not new & {"torch", "transformers", "trl", "llama_cpp", "kiwipiepy", "matplotlib", "httpx", "datasets"}


def test_helpers_in_the_folder_are_not_even_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = package(tmp_path, monkeypatch, one="NEEDS = ()" + PARTS, helper="raise RuntimeError\n# NEEDS = ()")
    assert list(discover(name)) == ["one"]


def test_a_circle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = package(tmp_path, monkeypatch, a="NEEDS = ('b',)" + PARTS, b="NEEDS = ('a',)" + PARTS)
    with pytest.raises(TrainingError, match="need each other: a, b"):
        discover(name)


def test_half_a_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = package(tmp_path, monkeypatch, a="NEEDS: tuple = ()\ndef run(ctx): ...\n")
    with pytest.raises(TrainingError, match="a has no options"):
        discover(name)
