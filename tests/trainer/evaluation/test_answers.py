"""Answers are kept: nothing is asked twice, a torn line is asked again, a full disk is told."""

from pathlib import Path

import pytest

from companion.errors import TrainingError
from companion.persona.emotion import Mood
from tests.trainer.evaluation import workshop
from trainer.evaluation import cases
from trainer.evaluation.answers import Answers, Asking
from trainer.evaluation.speaker import GREEDY, Said, Sampling

CASES = cases.odd(workshop.character(), detail="short")[:3]
ASKING = Asking("model", "contract", GREEDY, 1)


def said(text: str) -> Said:
    return Said(text, Mood("joy", 0.5), "{}", True, 3, 0.25)


def ask(path: Path, asking: Asking = ASKING) -> tuple[Answers, list[Said]]:
    book = Answers(path)
    try:
        return book, [book.get(asking, case, lambda case=case: said(case.id)) for case in CASES]  # type: ignore[misc]
    finally:
        book.close()


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    book, first = ask(tmp_path / "deep" / "a.jsonl")
    assert (book.made, book.reused) == (3, 0)
    again, second = ask(tmp_path / "deep" / "a.jsonl")
    assert (again.made, again.reused) == (0, 3) and first == second


@pytest.mark.parametrize(
    "other",
    [
        Asking("other model", "contract", GREEDY, 1),
        Asking("model", "free", GREEDY, 1),
        Asking("model", "contract", Sampling(), 1),
        Asking("model", "contract", GREEDY, 2),
    ],
)
def test_another_model_way_sampling_or_seed_is_another_answer(tmp_path: Path, other: Asking) -> None:
    ask(tmp_path / "a.jsonl")
    book, _ = ask(tmp_path / "a.jsonl", other)
    assert (book.made, book.reused) == (3, 0)


def test_a_line_that_a_kill_tore_is_asked_again_and_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    _, first = ask(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 40])
    book, second = ask(path)
    assert (book.made, book.reused) == (1, 2) and second == first
    again, _ = ask(path)
    assert again.made == 0


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").mkdir()
    with pytest.raises(TrainingError, match="can't be read"):
        Answers(tmp_path / "a.jsonl")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(TrainingError, match="can't be"):
        ask(tmp_path / "file" / "a.jsonl")
