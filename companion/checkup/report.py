"""A report that can be passed on: versions, findings and numbers; no name, path, device or word of the person's. Pure.

It is made of what each finding declares as a fact, never of its sentences, which may quote a path or a file.
"""

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version

from companion.checkup import system
from companion.checkup.check import Check

PARTS = ("vtuber-companion", "PySide6", "llama-cpp-python", "faster-whisper", "ctranslate2", "onnxruntime", "piper-tts",
         "sounddevice", "livekit", "numpy")  # fmt: skip
_MARKS = {"pass": "ok  ", "note": "note", "fail": "FAIL", "skip": "skip"}
_PLAIN = re.compile(r"[A-Za-z0-9 ._+()-]{0,60}")  # what a fact in words may look like


def text(found: Iterable[Check], about: Mapping[str, str] | None = None) -> str:
    """The whole report. about: of the machine; asked of `system` by default."""
    lines = ["Companion report"]
    lines += [f"{name}: {_plain(value)}" for name, value in (about if about is not None else system.about()).items()]
    lines += [f"{name} {installed}" for name in PARTS if (installed := _installed(name))]
    lines.append("")
    lines += [line(check) for check in found]
    return "\n".join(lines) + "\n"


def line(check: Check) -> str:
    facts = ", ".join(f"{name} {_plain(value)}" for name, value in check.facts.items())
    return f"{_MARKS[check.status]} {check.name:<11} {check.code}" + (f" ({facts})" if facts else "")


def _plain(value: object) -> str:
    """A fact as text; what does not look like one of ours is left out."""
    said = str(value)
    return said if _PLAIN.fullmatch(said) else "…"


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
