"""Starts the program anew in the place of this process, after everything was closed in order. Main thread."""

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from companion.config import Source


def command(argv: Sequence[str], source: Source) -> list[str]:
    """The command line of this run, without what the person has changed in the window since.

    argv: as `sys.orig_argv`, the interpreter first.
    """
    result, words = [argv[0]], list(argv[1:])
    while words:
        word = words.pop(0)
        if word == "--set" and words:
            if _counts(words[0], source.overrides):
                result += [word, words[0]]
            words.pop(0)
        elif not word.startswith("--set=") or _counts(word.removeprefix("--set="), source.overrides):
            result.append(word)
    return result


def _counts(setting: str, overrides: Mapping[str, Any]) -> bool:
    return setting.partition("=")[0] in overrides


def start(source: Source) -> None:
    """Does not return."""
    words = command(sys.orig_argv, source)
    sys.stdout.flush()
    sys.stderr.flush()
    logging.shutdown()
    os.execv(sys.executable, [sys.executable, *words[1:]])
