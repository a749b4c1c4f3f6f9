"""Checks of what is on this machine: settings, disk, memory, characters, database, screen, avatar, models, network.

Each is a function of the settings; what it raises becomes a failure. Any thread; none of them shows or plays anything.
"""

import os
import shutil
import subprocess
import sys
import time

from companion import config as configuration
from companion import paths
from companion.checkup.check import Check
from companion.config import Config
from companion.engines import brains
from companion.models import installed
from companion.persona.character import find_character, list_characters

ENOUGH_DISK, LITTLE_DISK = 1 << 30, 3 << 30  # bytes
_OURS = 700_000_000  # bytes that the program takes beside the brain
_PATIENCE = 60  # seconds for a picture
_PICTURE = (
    "import sys; from companion.persona.character import find_character; from companion.ui.avatars import vector;"
    "from companion.persona.emotion import Mood; from PySide6.QtGui import QGuiApplication;"
    "from PySide6.QtCore import QSize;"
    "app = QGuiApplication(['doctor']); character = find_character(sys.argv[1]);"
    "picture = vector.portrait(character, Mood('joy', 1.0), QSize(200, 200)); sys.exit(picture.isNull())"
)


def settings(config: Config) -> Check:
    """The person's own file, whatever this run was started with. Raises ConfigError."""
    mine = paths.user_config()
    if not mine.exists():
        detail = f"your own settings: {mine} (not there: defaults)"
        return Check("settings", "pass", "defaults", detail, remedy="settings", private={"path": str(mine)})
    configuration.load(mine)
    return Check("settings", "pass", "own", f"your own settings: {mine}", private={"path": str(mine)})


def disk(config: Config) -> Check:
    folder = paths.user_data()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    facts, private = {"free_gb": _gb(free)}, {"path": str(paths.user_data())}
    detail = f"{_gb(free)} GB free for {paths.user_data()}"
    if free < ENOUGH_DISK:
        fix = f"Free some space on the disk of {folder}."
        return Check("disk", "fail", "disk-full", detail, fix, "folder", facts, private)
    if free < LITTLE_DISK:
        return Check("disk", "note", "disk-little", detail, "", "folder", facts, private)
    return Check("disk", "pass", "free", detail, facts=facts, private=private)


def memory(config: Config) -> Check:
    import psutil

    now = psutil.virtual_memory()
    needed = _OURS + _brain_bytes(config)
    facts = {"total_gb": round(now.total / 2**30 + 0.3), "available_gb": _gb(now.available, 2**30)}  # as it is sold
    facts["needed_gb"] = _gb(needed, 2**30)
    detail = f"{facts['available_gb']} of {facts['total_gb']} GB are free; she takes about {facts['needed_gb']} GB"
    if needed > now.available:
        return Check("memory", "note", "memory-little", detail, remedy="models", facts=facts)
    return Check("memory", "pass", "enough", detail, facts=facts)


def _gb(count: float, one: float = 1e9) -> float:
    """As people read it: 0.7, 9.5, 68."""
    return round(count / one, 1) if count < 9.95 * one else round(count / one)


def _brain_bytes(config: Config) -> int:
    if config.brain.engine != "llama_cpp":
        return 0
    place = paths.resolve(config.brain.model)
    return place.stat().st_size if place.is_file() else 0


def characters(config: Config) -> Check:
    found = list_characters()
    facts = {"count": len(found.characters), "broken": len(found.broken)}
    if found.broken:
        detail = "; ".join(error.message for error in found.broken)
        return Check("characters", "fail", "broken", detail, found.broken[0].hint, "folder", facts)
    names = ", ".join(character.id for character in found.characters)
    return Check("characters", "pass", "all", names, facts=facts, private={"names": names})


def database(config: Config) -> Check:
    from companion.memory.store import Store

    store = Store(paths.database())
    try:
        problems = list(store.problems)
        count = len(store.conversations())
    finally:
        store.close()
    if problems:
        return Check("database", "note", "set-aside", "; ".join(problems), remedy="folder", facts={"count": count})
    detail = f"{count} conversation(s) in {paths.database()}"
    return Check("database", "pass", "whole", detail, facts={"count": count}, private={"path": str(paths.database())})


def screen(config: Config) -> Check:
    if sys.platform != "linux":
        return Check("screen", "pass", "there", "yes")
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if display:
        return Check("screen", "pass", "there", display)
    detail = "no screen here: `companion` starts the conversation in the terminal instead"
    return Check("screen", "note", "none", detail)


def avatar(config: Config) -> Check:
    """Draws her, in a process of its own: a broken graphics library ends only that."""
    character = find_character(config.character)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _PICTURE, character.id],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no picture"])[-1]
        code = "avatar-library" if "ImportError" in last or ".so" in last else "avatar-broken"
        return Check("avatar", "fail", code, last, "Reinstall PySide6, and the system packages that the README names.")
    took = round((time.monotonic() - started) * 1000)
    detail = f"{character.id} was drawn in {took} ms"
    return Check("avatar", "pass", "drawn", detail, facts={"ms": took}, private={"who": character.id})


def models(config: Config) -> Check:
    """What was downloaded, and whether what the settings name is among it."""
    here, broken = installed.all_models()
    if broken:
        return Check("models", "fail", broken[0].code, broken[0].message, broken[0].hint, "models")
    count, size = len(here), sum(model.size for model in here)
    facts = {"count": count, "gb": _gb(size), "brain": _named(config), "ears": config.ears.engine}
    detail = f"{count} downloaded ({_gb(size)} GB); brain: {brains.describe(config.brain)}"
    if "assets/starter" in config.brain.model and config.brain.engine == "llama_cpp":
        return Check("models", "note", "starter", detail, remedy="models", facts=facts)
    return Check("models", "pass", "own", detail, facts=facts)


def _named(config: Config) -> str:
    """What of the brain's name may be told: a model of the catalogue, or that it is another."""
    from companion.models import catalogue

    if config.brain.engine != "llama_cpp":
        return config.brain.engine
    if "assets/starter" in config.brain.model:
        return "starter"
    return config.brain.model if any(config.brain.model == one.id for one in catalogue.load().models) else "own"


def offline(config: Config) -> Check:
    if not config.offline:
        detail = "offline is off: parts that you set up may use the network"
        return Check("offline", "note", "online", detail, remedy="settings")
    return Check("offline", "pass", "offline", "connections to other machines are refused")
