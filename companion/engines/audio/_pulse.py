"""Single microphones and speakers of PulseAudio and PipeWire (Linux). Any thread that may wait some 50 ms.

PortAudio reaches the sound server through ALSA, where it is one device, "pulse" or "pipewire", that stands for whatever
the server has chosen. Which one it is can be said to the server's library while a stream is opened, by the environment:
PULSE_SINK and PULSE_SOURCE (pulse-client.conf(5)), PIPEWIRE_NODE (pipewire's ALSA plugin).
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

_TIMEOUT = 3.0  # seconds
_VARIABLES = {"microphone": ("PULSE_SOURCE", "PIPEWIRE_NODE"), "speaker": ("PULSE_SINK", "PIPEWIRE_NODE")}


@dataclass(frozen=True, slots=True)
class Node:
    """One of the server's devices. name: the server's; title: for a person."""

    kind: Literal["microphone", "speaker"]
    name: str
    title: str


def nodes() -> tuple[Node, ...]:
    """All that can be spoken into or heard; () where there is no such server, or no `pactl` to ask it."""
    if not sys.platform.startswith("linux") or shutil.which("pactl") is None:
        return ()
    found = [Node("microphone", *each) for each in _ask("sources") if not each[0].endswith(".monitor")]
    return tuple(found + [Node("speaker", *each) for each in _ask("sinks")])


def _ask(what: str) -> list[tuple[str, str]]:
    """Names and titles. Says so little where it can't tell: the devices that ALSA knows are still there."""
    command = ["pactl", "--format=json", "list", what]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False, env=_plain_numbers()
        )
        items: Any = json.loads(done.stdout) if done.returncode == 0 else []
        return [(str(item["name"]), str(item.get("description") or item["name"])) for item in items]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return []


def _plain_numbers() -> dict[str, str]:
    """`pactl` writes JSON with a decimal comma where the language has one."""
    return dict(os.environ) | {"LC_NUMERIC": "C"}


@contextmanager
def towards(kind: Literal["microphone", "speaker"], name: str) -> Iterator[None]:
    """While a stream is opened: to the node `name`; "" leaves it to the server. One thread at a time."""
    if not name:
        yield
        return
    before = {variable: os.environ.get(variable) for variable in _VARIABLES[kind]}
    os.environ.update(dict.fromkeys(before, name))
    try:
        yield
    finally:
        for variable, value in before.items():
            if value is None:
                os.environ.pop(variable, None)
            else:
                os.environ[variable] = value
