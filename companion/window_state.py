"""What the windows remember between starts: places, sizes, what was open and muted. Pure file access; main thread.

Kept apart from conf.yaml, which belongs to the person. A file that can't be read is set aside, and the defaults count.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, cast

log = logging.getLogger(__name__)


MOST_HOMES = 8  # arrangements of screens, the last ones
MOST_DRAFT = 20_000  # characters
_LARGEST = 100_000  # pixels
Mode = Literal["open", "push_to_talk", "off"]


@dataclass(frozen=True)
class Place:
    """Where a window with a frame stood: upper left corner of its frame, and the size inside it; screen pixels."""

    x: int
    y: int
    width: int
    height: int
    maximized: bool = False


@dataclass(frozen=True)
class WindowState:
    """None: not changed by the person yet, the setting in conf.yaml counts. position: screen pixels, upper left.

    homes: her position for each arrangement of screens (`placement.arrangement`) that she has stood on.
    """

    position: tuple[int, int] | None = None
    scale: float | None = None
    always_on_top: bool | None = None
    character: str | None = None
    quiet: bool | None = None
    framed: bool | None = None  # she stands in a window with a frame
    guide: int | None = None  # step of the first start that is open; None = it is not
    downloads: tuple[str, ...] = ()  # models that go on being downloaded, and used, after a new start by ourselves
    chat_scale: float | None = None  # of the letters in the chat
    chat_open: bool = False
    chat_drawer: int | None = None  # pixels by which the list of conversations has widened the chat; None = closed
    draft: str = ""  # what was written in the chat and not sent
    settings_page: str = ""  # the page of the settings that was looked at last
    windows: Mapping[str, Place] = field(default_factory=dict)  # the chat and the pages, by name
    homes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    mode: Mode | None = None
    voice_on: bool | None = None

    def placed(self, name: str, place: Place) -> dict[str, Place]:
        """`windows` with this one."""
        return {**self.windows, name: place}

    def at_home(self, screens: str, position: tuple[int, int]) -> dict[str, tuple[int, int]]:
        """`homes` with this one, which counts as the newest."""
        others = [(name, home) for name, home in self.homes.items() if name != screens]
        return dict([*others[1 - MOST_HOMES :], (screens, position)])


def load(path: Path) -> WindowState:
    """The remembered state; the defaults when there is none or it is broken (then it is renamed `….broken`)."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        place = data.get("position")
        return WindowState(
            position=(int(place[0]), int(place[1])) if place is not None else None,
            scale=min(2.0, max(0.5, float(data["scale"]))) if data.get("scale") is not None else None,
            framed=bool(data["framed"]) if data.get("framed") is not None else None,
            always_on_top=bool(data["always_on_top"]) if data.get("always_on_top") is not None else None,
            quiet=bool(data["quiet"]) if data.get("quiet") is not None else None,
            character=str(data["character"]) if data.get("character") is not None else None,
            guide=max(0, int(data["guide"])) if data.get("guide") is not None else None,
            downloads=tuple(str(name) for name in data.get("downloads") or ()),
            chat_scale=min(3.0, max(0.5, float(data["chat_scale"]))) if data.get("chat_scale") is not None else None,
            chat_open=bool(data.get("chat_open")),
            chat_drawer=max(0, int(data["chat_drawer"])) if data.get("chat_drawer") is not None else None,
            draft=str(data.get("draft") or "")[:MOST_DRAFT],
            settings_page=str(data.get("settings_page") or ""),
            windows={str(name): _place(at) for name, at in (data.get("windows") or {}).items()},
            homes={str(name): (int(at[0]), int(at[1])) for name, at in (data.get("homes") or {}).items()},
            mode=cast(Mode, data["mode"]) if data.get("mode") in ("open", "push_to_talk", "off") else None,
            voice_on=bool(data["voice_on"]) if data.get("voice_on") is not None else None,
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


def _place(data: Mapping[str, Any]) -> Place:
    x, y, width, height = (int(data[name]) for name in ("x", "y", "width", "height"))
    if not (0 < width < _LARGEST and 0 < height < _LARGEST):
        raise ValueError("a window has a size")
    return Place(x, y, width, height, bool(data.get("maximized")))


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(path.name + ".broken"))
    except OSError as error:
        log.warning("window state can't be set aside: %s", error.strerror)
