"""When memory runs out: what it looks like, and what is tried next. Pure; any thread."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from companion.errors import TrainingError
from trainer.training.examples import write_text

SHORTEST = 256  # tokens; below that a conversation is no longer one
_SIGNS = (
    "out of memory",
    "can't allocate memory",
    "cannot allocate memory",
    "failed to allocate",
    "cublas_status_alloc",
)


class OutOfMemory(TrainingError):
    """Memory ran out in a training step."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What decides the memory that a step takes. batch: conversations a device; their product with accumulate stays."""

    batch: int
    accumulate: int
    length: int

    def smaller(self) -> "Sizes | None":
        """Half the batch (the same number of conversations an update), then half the length; None = no further."""
        if self.batch > 1:
            half = self.batch // 2
            return Sizes(half, -(-self.batch * self.accumulate // half), self.length)
        if self.length // 2 >= SHORTEST:
            return Sizes(1, self.accumulate, self.length // 2)
        return None


def ran_out(error: BaseException) -> bool:
    """Is this what torch, CUDA or the allocator of the CPU raise when memory runs out?"""
    if isinstance(error, MemoryError | OutOfMemory) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)


def attempts(first: Sizes, retries: int) -> Iterator[Sizes]:
    """The sizes to try, largest first; at most `retries` after the first."""
    sizes: Sizes | None = first
    for _ in range(retries + 1):
        if sizes is None:
            return
        yield sizes
        sizes = sizes.smaller()


def remembered(file: Path, first: Sizes) -> Sizes:
    """The sizes that this training went down to before it was interrupted."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["first"] == asdict(first):
            return Sizes(**found["now"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # none were written, or they belong to other settings: begin with what the recipe says
    return first


def remember(file: Path, first: Sizes, now: Sizes) -> None:
    """Raises TrainingError."""
    write_text(file, json.dumps({"first": asdict(first), "now": asdict(now)}))


def exhausted(tried: Sizes) -> TrainingError:
    """What a person is told when nothing smaller can be tried."""
    return TrainingError(
        f"Memory ran out, even with batch {tried.batch} and {tried.length} tokens.",
        code="memory",
        hint="Choose `method: qlora`, a smaller base or train.max_length, or more train.memory_retries.",
    )
