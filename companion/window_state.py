"""What the window remembers between starts: place, size, on top. Pure file access; main thread.

Kept apart from conf.yaml, which belongs to the person. A file that can't be read is set aside, and the defaults count.
"""

import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WindowState:
    """None: not changed by the person yet, the setting in conf.yaml counts. position: screen pixels, upper left."""

    position: tuple[int, int] | None = None
    scale: float | None = None
    always_on_top: bool | None = None
    character: str | None = None
    quiet: bool | None = None
    guide: int | None = None  # step of the first start that is open; None = it is not
    downloads: tuple[str, ...] = ()  # models that go on being downloaded, and used, after a new start by ourselves
    chat_scale: float | None = None  # of the letters in the chat


def load(path: Path) -> WindowState:
    """The remembered state; the defaults when there is none or it is broken (then it is renamed `….broken`)."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        place = data.get("position")
        return WindowState(
            position=(int(place[0]), int(place[1])) if place is not None else None,
            scale=min(2.0, max(0.5, float(data["scale"]))) if data.get("scale") is not None else None,
            always_on_top=bool(data["always_on_top"]) if data.get("always_on_top") is not None else None,
            quiet=bool(data["quiet"]) if data.get("quiet") is not None else None,
            character=str(data["character"]) if data.get("character") is not None else None,
            guide=max(0, int(data["guide"])) if data.get("guide") is not None else None,
            downloads=tuple(str(name) for name in data.get("downloads") or ()),
            chat_scale=min(3.0, max(0.5, float(data["chat_scale"]))) if data.get("chat_scale") is not None else None,
        )
    except FileNotFoundError:
        return WindowState()
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        log.warning("window state set aside: %s", type(error).__name__)
        _set_aside(path)
        return WindowState()


def save(path: Path, state: WindowState, **changes: object) -> WindowState:
    """Write `state` with `changes` by write-then-rename; returns the new state. A full disk is logged, not raised."""
    changed = replace(state, **changes)  # type: ignore[arg-type]
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(asdict(changed)), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        log.warning("window state not saved: %s", error.strerror)
    return changed


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(path.name + ".broken"))
    except OSError as error:
        log.warning("window state can't be set aside: %s", error.strerror)
