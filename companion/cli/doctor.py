"""`companion doctor`: tries every part for real and says, for each failure, what to do. Never prints what was said."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from companion import paths
from companion.cli import output
from companion.config import Config
from companion.engines import registry
from companion.errors import CompanionError
from companion.persona.character import find_character, list_characters

ENOUGH_DISK = 1 << 30  # bytes


@dataclass
class Check:
    """One line of the report. status: "pass", "fail" or "note" (works, but worth knowing)."""

    name: str
    status: str
    detail: str
    fix: str = ""


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Print the report; exit code 1 if anything failed."""
    results: list[Check] = []
    for name, check in _checks(config):
        result = _try(name, check)
        results.append(result)
        if not arguments.json:
            _print(result)
    failed = [result for result in results if result.status == "fail"]
    if arguments.json:
        print(output.line({"ok": not failed, "checks": [asdict(result) for result in results]}))
    elif failed:
        print(f"\n{len(failed)} of {len(results)} checks failed.", file=sys.stderr)
    else:
        print("\nAll is well.")
    return 1 if failed else 0


def _print(result: Check) -> None:
    mark = {"pass": "ok  ", "fail": "FAIL", "note": "note"}[result.status]
    print(f"{mark} {result.name:<12} {result.detail}")
    if result.fix:
        print(f"     -> {result.fix}")


def _try(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except CompanionError as error:
        return Check(name, "fail", error.message, error.hint)
    except Exception as error:  # a broken library must not end the report
        return Check(name, "fail", f"{type(error).__name__}: {error}", "Reinstall the program (`make run`).")


def _checks(config: Config) -> Iterator[tuple[str, Callable[[], Check]]]:
    yield "settings", _settings
    yield "disk", _disk
    yield "characters", _characters
    yield "database", _database
    yield "screen", _screen
    yield "avatar", lambda: _avatar(config)
    yield "speaker", lambda: _device(config, "speaker")
    yield "microphone", lambda: _device(config, "microphone")
    yield "voice", lambda: _voice(config)
    yield "ears", lambda: _ears(config)
    yield "brain", lambda: _brain(config)
    yield "offline", lambda: _offline(config)


def _settings() -> Check:
    mine = paths.user_config()
    return Check("settings", "pass", f"your own settings: {mine}" + ("" if mine.exists() else " (not there: defaults)"))


def _disk() -> Check:
    folder = paths.user_data()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    status = "pass" if free >= ENOUGH_DISK else "fail"
    fix = "" if status == "pass" else f"Free some space on the disk of {folder}."
    return Check("disk", status, f"{free / 1e9:.1f} GB free for {paths.user_data()}", fix)


def _characters() -> Check:
    found = list_characters()
    if found.broken:
        return Check("characters", "fail", "; ".join(error.message for error in found.broken), found.broken[0].hint)
    return Check("characters", "pass", ", ".join(character.id for character in found.characters))


def _database() -> Check:
    from companion.memory.store import Store

    store = Store(paths.database())
    try:
        problems = list(store.problems)
        count = len(store.conversations())
    finally:
        store.close()
    if problems:
        return Check("database", "note", "; ".join(problems))
    return Check("database", "pass", f"{count} conversation(s) in {paths.database()}")


def _screen() -> Check:
    if sys.platform != "linux":
        return Check("screen", "pass", "yes")
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if display:
        return Check("screen", "pass", display)
    return Check("screen", "note", "no screen here: `companion` starts the conversation in the terminal instead")


def _avatar(config: Config) -> Check:
    script = (
        "import sys; from companion.persona.character import find_character; from companion.ui.avatars import vector;"
        "from companion.persona.emotion import Mood; from PySide6.QtGui import QGuiApplication;"
        "from PySide6.QtCore import QSize;"
        "app = QGuiApplication(['doctor']); character = find_character(sys.argv[1]);"
        "picture = vector.portrait(character, Mood('joy', 1.0), QSize(200, 200)); sys.exit(picture.isNull())"
    )
    character = find_character(config.character)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script, character.id],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no picture"])[-1]
        return Check("avatar", "fail", last, "Reinstall PySide6, and the system packages that the README names.")
    return Check("avatar", "pass", f"{character.id} was drawn in {(time.monotonic() - started) * 1000:.0f} ms")


def _device(config: Config, kind: str) -> Check:
    module = registry.module("audio", "portaudio")
    section = config.microphone if kind == "microphone" else config.speaker
    found = module.check_device(kind, section.device)
    return Check(kind, "pass", str(found))


def _voice(config: Config) -> Check:
    from companion.session import open_voice
    from companion.voice.types import Turn, VoiceStyle

    character = find_character(config.character)
    engine = open_voice(character, config)
    try:
        started = time.monotonic()
        language = character.languages[0]
        text = "안녕" if language == "ko" else "Hello"
        seconds = sum(
            len(piece.pcm) / piece.rate
            for piece in engine.synthesize(text, language=language, style=VoiceStyle(), turn=Turn(0))
        )
        took = (time.monotonic() - started) * 1000
    finally:
        engine.close()
    if seconds < 0.1:
        return Check("voice", "fail", "the voice made no sound", "Choose another voice in the character's folder.")
    return Check("voice", "pass", f"{seconds:.1f} s of speech in {took:.0f} ms")


def _ears(config: Config) -> Check:
    from companion import espeak_ng

    ears = registry.module("stt", config.ears.engine).create(config.ears)
    try:
        import numpy as np
        import soxr

        speech = espeak_ng.synthesize("hello", voice="en-us")
        pcm = soxr.resample(speech.pcm.astype(np.float32) / 32768.0, speech.rate, 16_000)
        silence = np.zeros(8_000, np.float32)
        started = time.monotonic()
        heard = ears.transcribe(np.concatenate([silence, pcm, silence]), language="en")
        took = (time.monotonic() - started) * 1000
    finally:
        ears.close()
    if not heard.text:
        return Check("ears", "fail", "a spoken word was not heard", "Choose another model for `ears.model`.")
    return Check("ears", "pass", f"a spoken word was heard in {took:.0f} ms")


def _brain(config: Config) -> Check:
    from companion.cli.inbox import Inbox
    from companion.session import Session, Sound
    from companion.voice.types import Failed, TurnTimings

    inbox = Inbox()
    with tempfile.TemporaryDirectory(prefix="companion-") as folder:
        session = Session(config, on_event=inbox.post, sound=Sound, database=Path(folder) / "d.sqlite3", hear=False)
        try:
            session.open()
            assert session.loop is not None
            session.loop.submit("안녕" if "ko" in find_character(config.character).languages else "Hello")
            events = inbox.until(
                lambda e: isinstance(e, TurnTimings) or (isinstance(e, Failed) and e.turn is not None),
                timeout=120,
                what="A first reply",
            )
        finally:
            session.close()
    last = events[-1]
    if isinstance(last, Failed):
        raise last.error
    assert isinstance(last, TurnTimings)
    first = last.ms.get("first_token", float("nan"))
    return Check("brain", "pass", f"first word after {first:.0f} ms, whole reply {last.ms.get('done', 0):.0f} ms")


def _offline(config: Config) -> Check:
    if not config.offline:
        return Check("offline", "note", "offline is off: parts that you set up may use the network")
    return Check("offline", "pass", "connections to other machines are refused")
