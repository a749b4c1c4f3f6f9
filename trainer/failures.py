"""Any exception of a stage as one clear TrainingError, and its way from process to process. Pure; any thread.

The message of an exception that may quote someone's words (a value, a key, a row) stays out; its kind and place don't.
"""

import errno
import traceback
from pathlib import Path
from typing import Any

from companion.errors import CompanionError, TrainingError
from trainer.stage import FailedGate, GateFailed

_QUOTES = (ValueError, LookupError, AssertionError)
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


def explain(stage: str, error: BaseException) -> TrainingError:
    """What a person is told about `error`, and what to do."""
    if isinstance(error, TrainingError):
        return error
    if isinstance(error, CompanionError):
        return TrainingError(error.message, code=error.code, hint=error.hint, retryable=error.retryable)
    if isinstance(error, ModuleNotFoundError) and error.name:
        library = error.name.partition(".")[0]
        return TrainingError(
            f"The stage {stage} needs the library `{library}`, which is not installed.",
            code="library-missing",
            hint="Install what training needs: pip install 'vtuber-companion[train]'.",
        )
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return TrainingError(
            f"The stage {stage} ran out of memory.",
            code="memory",
            hint="Close other programs, or lower train.max_length or the batch of train.stages.",
        )
    if isinstance(error, OSError):
        return _of_disk(stage, error)
    return TrainingError(
        f"The stage {stage} failed: {type(error).__name__} at {place(error)}{_message(error)}.",
        code="stage-failed",
        hint="This should not happen; please report it with the log.",
    )


def place(error: BaseException) -> str:
    """File and line where it was raised, the innermost of ours if there is one."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "trainer" in Path(frame.filename).parts] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "an unknown place"


def discreet(error: BaseException) -> str:
    """The traceback of `error` and its causes without their messages."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < 400:
        lines[:0] = [*traceback.format_tb(cause.__traceback__), f"{type(cause).__name__}{_message(cause)}\n"]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "".join(lines)


def to_json(error: TrainingError) -> dict[str, Any]:
    """For a pipe, progress.jsonl and --json."""
    record: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "retryable": error.retryable,
    }
    if isinstance(error, GateFailed):
        rows = [{"name": row.name, "value": row.value, "limit": row.limit, "mend": row.mend} for row in error.rows]
        record |= {"gates": rows, "report": error.report}
    return record


def from_json(record: dict[str, Any]) -> TrainingError:
    """The reverse of `to_json`."""
    known = {key: record[key] for key in ("code", "hint", "retryable")}
    if "gates" not in record:
        return TrainingError(record["message"], **known)
    rows = tuple(FailedGate(**row) for row in record["gates"])
    return GateFailed(record["message"], **known, rows=rows, report=record["report"])


def _of_disk(stage: str, error: OSError) -> TrainingError:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno in _FULL:
        return TrainingError(
            f"The disk is full ({where}stage {stage}).", code="disk", hint="Free some disk space and run again."
        )
    return TrainingError(
        f"The stage {stage} failed: {where}{error.strerror or error}.",
        code="file-unreadable" if error.filename else "system",
        hint="Check that file and its permissions." if error.filename else "Run again; what is done is kept.",
    )


def _message(error: BaseException) -> str:
    """Its first line, unless it may quote what someone wrote."""
    text = "" if isinstance(error, _QUOTES) else str(error).strip().partition("\n")[0][:200]
    return f" ({text})" if text else ""
