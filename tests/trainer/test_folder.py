"""What is kept, what counts as a result, and emptying that can be interrupted anywhere."""

from pathlib import Path

import pytest

from companion.errors import TrainingError
from trainer import folder, manifest
from trainer.hashes import Hashes

KEEPS = ("raw/*.jsonl", "cache/", "dead.jsonl")
FILES = [
    "raw/a.jsonl", "raw/a.txt", "raw/deep/b.jsonl", "cache/x/y", "dead.jsonl", "rows.jsonl", "rows.jsonl.part",
    "main/adapter/weights", "manifest.json", "started.json",
]  # fmt: skip


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path / "out"


def names(out: Path) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def test_results_are_neither_kept_nor_half_written(out: Path) -> None:
    found = [path.relative_to(out).as_posix() for path in folder.results(out, KEEPS)]
    assert found == ["main/adapter/weights", "raw/a.txt", "raw/deep/b.jsonl", "rows.jsonl"]
    assert [one.path for one in folder.outputs(out, KEEPS, Hashes(out / "none"))] == found


def test_empty_leaves_what_is_kept(out: Path) -> None:
    folder.empty(out, KEEPS)
    assert names(out) == ["cache/x/y", "dead.jsonl", "raw/a.jsonl"]
    assert not (out / "main").exists() and not (out / "raw" / "deep").exists()


def test_empty_does_not_follow_links(out: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "novel.txt").write_text("years of work", encoding="utf-8")
    (out / "link").symlink_to(mine)
    (out / "file").symlink_to(mine / "novel.txt")
    folder.empty(out, ())
    assert names(out) == [] and not (out / "link").is_symlink() and (mine / "novel.txt").exists()


@pytest.mark.parametrize("number", range(1, 8))
def test_empty_that_is_killed_never_leaves_a_folder_that_says_begun(
    out: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest.begin(out, "f")
    count = 0
    real = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        nonlocal count
        count += 1
        if count == number:
            raise KeyboardInterrupt
        real(self, missing_ok)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "unlink", unlink)
        folder.empty(out, KEEPS)
    whole = set(names(out)) >= set(FILES)
    assert whole or not (out / "manifest.json").exists()
    assert number <= 2 or manifest.begun(out) == ""
    folder.empty(out, KEEPS)
    assert names(out) == ["cache/x/y", "dead.jsonl", "raw/a.jsonl"]


def test_changed_tells_gone_from_other(out: Path) -> None:
    hashes = Hashes(out / "none")
    listed = folder.outputs(out, KEEPS, hashes)
    assert folder.changed(out, listed, hashes) == ([], [])
    (out / "rows.jsonl").write_text("rows.jsonk", encoding="utf-8")  # as long as before
    (out / "raw" / "a.txt").unlink()
    assert folder.changed(out, listed, Hashes(out / "none")) == (["raw/a.txt"], ["rows.jsonl"])


def test_rescued_files_never_replace_one_another(out: Path, tmp_path: Path) -> None:
    first = folder.rescue(out, ["rows.jsonl", "gone"], tmp_path / "edited")
    (out / "rows.jsonl").write_text("second", encoding="utf-8")
    again = folder.rescue(out, ["rows.jsonl"], tmp_path / "edited")
    assert [path.read_text(encoding="utf-8") for path in (*first, *again)] == ["rows.jsonl", "second"]


def test_what_cannot_be_removed_is_named(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unlink(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(TrainingError, match=r"manifest\.json can't be removed: Permission denied"):
        folder.empty(out, KEEPS)
