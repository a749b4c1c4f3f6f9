"""What is tried when memory runs out."""

from pathlib import Path

import pytest

from trainer.training import memory
from trainer.training.memory import Sizes


def test_the_batch_is_halved_first_and_the_update_stays_as_large() -> None:
    """F6: 2,048 tokens, 1,024 when memory runs out."""
    tried = list(memory.attempts(Sizes(4, 4, 2048), 9))
    assert tried == [
        Sizes(4, 4, 2048),
        Sizes(2, 8, 2048),
        Sizes(1, 16, 2048),
        Sizes(1, 16, 1024),
        Sizes(1, 16, 512),
        Sizes(1, 16, 256),
    ]


def test_an_odd_batch_never_makes_an_update_smaller() -> None:
    smaller = Sizes(3, 2, 512).smaller()
    assert smaller == Sizes(1, 6, 512)


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_no_more_attempts_than_the_recipe_allows(retries: int) -> None:
    assert len(list(memory.attempts(Sizes(64, 1, 4096), retries))) == retries + 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError(), True),
        (RuntimeError("CUDA out of memory. Tried to allocate 20.00 MiB"), True),
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED"), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes"), True),
        (memory.OutOfMemory("", code="memory"), True),
        (RuntimeError("mat1 and mat2 shapes cannot be multiplied"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_what_running_out_looks_like(error: BaseException, expected: bool) -> None:
    assert memory.ran_out(error) is expected


def test_a_resumed_run_begins_with_what_it_had_come_down_to(tmp_path: Path) -> None:
    first, now = Sizes(4, 1, 512), Sizes(2, 2, 512)
    file = tmp_path / "work" / "sizes.json"
    assert memory.remembered(file, first) == first
    memory.remember(file, first, now)
    assert memory.remembered(file, first) == now
    assert memory.remembered(file, Sizes(8, 1, 512)) == Sizes(8, 1, 512), "the recipe changed: begin anew"
    file.write_text("{", encoding="utf-8")
    assert memory.remembered(file, first) == first
