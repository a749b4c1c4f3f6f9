"""Collect reads a folder of everything, and says what it left out."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from companion.errors import TrainingError
from companion.persona.character import load_character
from tests.trainer.sources import files
from tests.trainer.sources.sheet import character
from trainer.recipe import Recipe
from trainer.rows import Document, Row, read
from trainer.stage import Context
from trainer.stages import clean, collect
from trainer.workspace import Workspace

SEED = {
    "instruction": "",
    "context": {"summary": "", "current_emotion": {"type": "joy", "intensity": 0.2}},
    "input": "안녕",
    "output": '{"text": "어서 와!", "emotion": "joy", "intensity": 0.5}',
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "rapunzel")
    made.sources.mkdir(parents=True)
    fields = character().model_dump(mode="json", exclude={"folder"}, exclude_defaults=True)
    made.character_file.write_text(yaml.safe_dump(fields, allow_unicode=True), encoding="utf-8")
    return made


def context(workspace: Workspace, stage: str, told: list[tuple[int, int, str]] | None = None, **recipe: Any) -> Context:
    out = workspace.stage(stage)
    out.mkdir(parents=True, exist_ok=True)
    loaded = load_character(workspace.folder)

    def tell(done: int, total: int, note: str) -> None:
        if told is not None:
            told.append((done, total, note))

    return Context(workspace, Recipe.model_validate(recipe), loaded, out, tell, lambda record: None)


def put(workspace: Workspace, name: str, data: str | bytes) -> None:
    path = workspace.sources / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def fill(workspace: Workspace) -> None:
    put(
        workspace,
        "novel/one.txt",
        "“누구세요?” 하고 왕자가 물었다.\n\n“라푼젤이에요.” 라푼젤이 대답했다.\n".encode("cp949", "replace"),
    )
    put(workspace, "book.pdf", files.pdf([["Rapunzel sang in the tower every day."]]))
    put(workspace, "train_data_type_A.jsonl", "\n".join([json.dumps(SEED)] * 2))
    put(workspace, "exa.txt", "human1: 안녕\ngpt1: 어서 와!\n둘째 줄")
    put(workspace, "cover.jpg", b"\xff\xd8\xff")
    put(workspace, "_old/broken.pdf", b"%PDF-")
    put(workspace, ".DS_Store", b"\0")


def test_a_folder_of_everything_is_read_file_by_file(workspace: Workspace) -> None:
    """L1, B6, E5: one folder with prose, a PDF, rows of two systems, and files that nobody reads."""
    fill(workspace)
    told: list[tuple[int, int, str]] = []
    counts = collect.run(context(workspace, "collect", told, variants={"A": "다정"}))
    assert counts == {
        "files": 5,
        "documents": 2,
        "rows": 3,
        "characters": counts["characters"],
        "skipped": 1,
        "aside": 2,
    }
    out = workspace.stage("collect")
    documents = list(read(out / "documents.jsonl", Document))
    rows = list(read(out / "rows.jsonl", Row))
    assert [one.source for one in documents] == ["book.pdf", "novel/one.txt"]
    assert {row.source for row in rows} == {"exa.txt", "train_data_type_A.jsonl"}
    assert {row.variant for row in rows} == {"", "A"}
    assert len({row.id for row in rows}) == 3
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["aside"] == [".DS_Store", "_old/broken.pdf"]
    assert [entry["file"] for entry in report["files"]] == sorted(entry["file"] for entry in report["files"])
    assert report["skipped"] == {"unknown-format": 1}
    assert [entry["skipped"] for entry in report["files"] if entry["file"] == "cover.jpg"] == [
        [{"place": "", "code": "unknown-format", "reason": "files ending in .jpg are not read"}]
    ]
    assert told[-1][:2] == (5, 5)
    assert "라푼젤" not in (out / "report.json").read_text(encoding="utf-8")


def test_all_broken_files_are_told_at_once_and_nothing_is_written(workspace: Workspace) -> None:
    fill(workspace)
    put(workspace, "cut.pdf", files.pdf([["x" * 40]])[:200])
    put(workspace, "rows.jsonl", json.dumps({**SEED, "output": 5}))
    with pytest.raises(TrainingError) as error:
        collect.run(context(workspace, "collect"))
    assert error.value.code == "sources-unusable"
    assert error.value.message.startswith("2 of 7 files")
    assert "sources/cut.pdf" in error.value.message and "sources/rows.jsonl" in error.value.message
    assert "`_`" in error.value.hint
    assert not list(workspace.stage("collect").iterdir())


def test_one_broken_file_keeps_its_own_code(workspace: Workspace) -> None:
    put(workspace, "cut.pdf", b"%PDF-1.4 nothing")
    with pytest.raises(TrainingError) as error:
        collect.run(context(workspace, "collect"))
    assert error.value.code == "source-damaged"


def test_folders_and_links_to_nowhere_are_no_files(workspace: Workspace) -> None:
    (workspace.sources / "gone.txt").symlink_to(workspace.folder / "nowhere")
    put(workspace, "folder.txt/inside.txt", "Words inside.\n")
    assert [path.name for path in collect.files(workspace.sources)] == ["inside.txt"]


def test_no_sources_at_all_are_fine(workspace: Workspace) -> None:
    workspace.sources.rmdir()
    assert collect.run(context(workspace, "collect"))["files"] == 0
    assert clean.run(context(workspace, "clean")) == {"documents": 0, "passages": 0, "lines": 0}


def test_the_stage_is_seen_to_depend_on_every_file_and_on_her_names(workspace: Workspace) -> None:
    fill(workspace)
    seen = list(collect.sources(context(workspace, "collect")))
    assert seen[0] == workspace.character_file
    assert len(seen) == 6
    assert collect.options(Recipe(variants={"B": "x", "A": "y"})) == {"variants": ["A", "B"]}


def test_a_plan_counts_files_and_changes_nothing(workspace: Workspace) -> None:
    fill(workspace)
    estimate = collect.plan(context(workspace, "collect"))
    assert estimate.counts == {"files": 5}
    assert estimate.disk_bytes > 500
    assert not list(workspace.stage("collect").iterdir())


def test_equal_sources_give_equal_results(workspace: Workspace) -> None:
    fill(workspace)
    collect.run(context(workspace, "collect"))
    names = ("documents.jsonl", "rows.jsonl", "report.json")
    first = [(workspace.stage("collect") / name).read_bytes() for name in names]
    collect.run(context(workspace, "collect"))
    assert [(workspace.stage("collect") / name).read_bytes() for name in names] == first


def test_rows_with_equal_ids_from_two_workspaces_stay_apart(workspace: Workspace) -> None:
    put(workspace, "a.jsonl", json.dumps({"Q": "Who?", "A": "Me, of course."}))
    collect.run(context(workspace, "collect"))
    dumped = (workspace.stage("collect") / "rows.jsonl").read_text(encoding="utf-8")
    put(workspace, "b.jsonl", dumped)
    collect.run(context(workspace, "collect"))
    rows = list(read(workspace.stage("collect") / "rows.jsonl", Row))
    assert len({row.id for row in rows}) == len(rows) == 2
