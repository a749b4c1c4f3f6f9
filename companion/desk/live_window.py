"""Settings of the windows, taken over while they are open; what was changed on the desktop by hand. Main thread."""

from collections.abc import Callable, Mapping
from typing import Any

from companion.config import Config, HotkeysConfig
from companion.desk.host import Host

REMEMBERED = frozenset(
    {
        "window.scale",
        "window.always_on_top",
        "window.framed",
        "window.position",
        "character",
        "microphone.mode",
        "speaker.voice_on",
    }
)
"""What the app remembers when it is changed by hand on the desktop; it goes before conf.yaml until it is set there."""


def now(host: Host) -> dict[str, Any]:
    """What counts on the desktop at this moment, where that may differ from conf.yaml."""
    desktop = host.desktop
    values: dict[str, Any] = {
        "window.scale": round(desktop.pet.figure_scale, 2),
        "window.always_on_top": desktop.controls.on_top.isChecked(),
        "window.framed": desktop.controls.framed.isChecked(),
        "microphone.mode": desktop.controls.mode,
        "speaker.voice_on": desktop.controls.voice.isChecked(),
    }
    if desktop.controls.current:
        values["character"] = desktop.controls.current
    return values


def apply(host: Host, config: Config, names: frozenset[str]) -> None:
    """Those of `names` that windows know of."""
    for name, call in _CALLS.items():
        if name in names:
            call(host, config)


def _scale(host: Host, config: Config) -> None:
    host.remember(scale=None)
    if abs(host.desktop.pet.figure_scale - config.window.scale) > 0.005:
        host.desktop.pet.set_scale(config.window.scale)


def _on_top(host: Host, config: Config) -> None:
    host.desktop.controls.set_on_top(config.window.always_on_top)
    host.remember(always_on_top=None)


def _framed(host: Host, config: Config) -> None:
    host.desktop.controls.set_framed(config.window.framed)
    host.remember(framed=None)


def _colours(host: Host, config: Config) -> None:
    host.desktop.theme.set_scheme(config.window.theme)
    host.desktop.set_ground(config.window.ground)


def _position(host: Host, config: Config) -> None:
    host.remember(position=None, homes={})
    host.desktop.place(config.window.position)


def _mode(host: Host, config: Config) -> None:
    host.desktop.controls.choose_mode(config.microphone.mode)
    host.remember(mode=None)


def _voice(host: Host, config: Config) -> None:
    host.desktop.controls.set_voice(config.speaker.voice_on)
    host.remember(voice_on=None)


def _character(host: Host, config: Config) -> None:
    host.remember(character=None)
    if host.desktop.controls.current != config.character:
        host.switch(config.character)


def _look(host: Host, config: Config) -> None:
    window = config.window
    host.desktop.set_look(click_through=window.click_through, fps=window.fps, show_latency=window.show_latency)


def _hotkeys(host: Host, config: Config) -> None:
    host.desktop.hotkeys.set(config.hotkeys.model_dump())


def _language(host: Host, _config: Config) -> None:
    host.speak()


def _offline(host: Host, config: Config) -> None:
    host.desktop.set_offline(config.offline)


_CALLS: Mapping[str, Callable[[Host, Config], None]] = {
    "window.scale": _scale,
    "window.always_on_top": _on_top,
    "window.framed": _framed,
    "window.ground": _colours,
    "window.theme": _colours,
    "window.position": _position,
    "window.click_through": _look,
    "window.fps": _look,
    "window.show_latency": _look,
    "microphone.mode": _mode,
    "speaker.voice_on": _voice,
    "character": _character,
    "offline": _offline,
    "language": _language,
    **dict.fromkeys((f"hotkeys.{name}" for name in HotkeysConfig.model_fields), _hotkeys),
}
