"""JSON files of a Live2D model, read so that every mistake names its place. Pure; any thread."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from companion.errors import AvatarError

LARGEST = 16_000_000  # bytes of one file
_SHOWN = 12  # mistakes that are told at once


class Wrong(Exception):
    """One mistake; the words say what is wrong with which file."""


class Mistakes:
    """Collects what is wrong, so that all of it is told at once."""

    def __init__(self) -> None:
        self.found: list[str] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """A `Wrong` that is raised inside is written down, and the reading goes on behind the block."""
        try:
            yield
        except Wrong as error:
            self.found.append(str(error))

    def raise_if_any(self, hint: str) -> None:
        if self.found:
            more = len(self.found) - _SHOWN
            lines = [*self.found[:_SHOWN], *([f"… and {more} more."] if more > 0 else [])]
            raise AvatarError("\n".join(lines), code="live2d-files", hint=hint)


def read(path: Path) -> Any:
    """The content of a file. Raises Wrong with line and column."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Wrong(
                f"{path}: {size / 1e6:.0f} MB is too large for a JSON file; {LARGEST // 1_000_000} MB can be read."
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Wrong(f"{path}: it can't be read ({error.strerror or error}).") from error
    except UnicodeDecodeError as error:
        raise Wrong(f"{path}: byte {error.start} is not UTF-8 text. Save it as UTF-8.") from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Wrong(f"{path}, line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except RecursionError as error:
        raise Wrong(f"{path}: it is nested too deeply.") from error
    except ValueError as error:  # a number of thousands of digits
        raise Wrong(f"{path}: {error}.") from error


def table(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Wrong(f"{where} must be an object in braces.")
    return value


def rows(value: object, where: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise Wrong(f"{where} must be a list in brackets.")
    return value


def text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f"{where} must be a text in quotes.")
    return value


def number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Wrong(f"{where} must be a number.")
    return float(value)
