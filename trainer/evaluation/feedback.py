"""What people who talked with her thought: feedback/*.jsonl in the workspace, one vote a line. Pure besides reading.

A line is an object that says in one of these ways whether the reply was liked; other keys are ignored:
{"satisfied": true}   {"vote": "up"}   {"vote": -1}   {"rating": 4}   (of 1 to 5; 4 and 5 are satisfied)
Lines with "chosen" and "rejected" are preferences and no votes.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from companion.errors import TrainingError
from trainer.evaluation.intervals import Figure, share

_UP = frozenset({"up", "+1", "1", "yes", "good", "like", "👍", "좋아요"})
_DOWN = frozenset({"down", "-1", "0", "no", "bad", "dislike", "👎", "싫어요"})


def files(folder: Path) -> tuple[Path, ...]:
    """The files with votes, in order."""
    return tuple(sorted(folder.glob("*.jsonl"))) if folder.is_dir() else ()


def satisfaction(found: Iterable[Path]) -> Figure:
    """Share of satisfied votes.

    Raises:
        TrainingError: a file can't be read, or a line is no vote; the message names file and line.
    """
    return share(vote for path in found for vote in votes(path))


def votes(path: Path) -> list[bool]:
    """True for each satisfied vote of a file, False for each other one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise TrainingError(f"{path} can't be read: {reason}.", code="feedback-unreadable") from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        vote = _vote(line)
        if vote is None:
            raise TrainingError(
                f"{path}, line {number}: this is no vote.",
                code="feedback-invalid",
                hint='Write one object a line, e.g. {"satisfied": true}, {"vote": "down"} or {"rating": 4}.',
            )
        found += vote
    return found


def _vote(line: str) -> list[bool] | None:
    """[] for a line that is a preference, None for one that makes no sense."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    if isinstance(record.get("satisfied"), bool):
        return [record["satisfied"]]
    vote = str(record["vote"]).strip().casefold() if "vote" in record else ""
    if vote in _UP or vote in _DOWN:
        return [vote in _UP]
    rating = record.get("rating")
    if isinstance(rating, int | float) and not isinstance(rating, bool) and 1 <= rating <= 5:
        return [rating >= 4]
    return [] if "chosen" in record and "rejected" in record else None
