"""Votes of people: what counts, and what is told when a line is none."""

from pathlib import Path

import pytest

from companion.errors import TrainingError
from trainer.evaluation import feedback


def test_satisfaction_counts_every_way_of_saying_it(tmp_path: Path) -> None:
    """M9, M10: 98 % satisfied is a claim; here it has an n and an interval."""
    folder = tmp_path / "feedback"
    folder.mkdir()
    (folder / "a.jsonl").write_text(
        '{"satisfied": true}\n{"vote": "up", "id": 3}\n\n{"vote": -1}\n{"rating": 4}\n{"rating": 3}\n', encoding="utf-8"
    )
    (folder / "b.jsonl").write_text('{"chosen": "a", "rejected": "b"}\n{"vote": "👍"}\n', encoding="utf-8")
    assert [path.name for path in feedback.files(folder)] == ["a.jsonl", "b.jsonl"]
    found = feedback.satisfaction(feedback.files(folder))
    assert (found.value, found.n) == (pytest.approx(4 / 6), 6)
    assert found.low is not None and found.low < 0.5


def test_no_folder_is_no_vote(tmp_path: Path) -> None:
    assert feedback.files(tmp_path / "feedback") == ()
    assert feedback.satisfaction(()).n == 0


@pytest.mark.parametrize("line", ["maybe", "[1]", '{"vote": "perhaps"}', '{"rating": 7}', '{"rating": true}', "{}"])
def test_a_line_that_is_no_vote_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"satisfied": true}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"x\.jsonl, line 2") as caught:
        feedback.votes(path)
    assert caught.value.code == "feedback-invalid" and "satisfied" in caught.value.hint


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TrainingError, match="UTF-8"):
        feedback.votes(path)
