"""What may be chosen for one character alone: the page of her wishes. Main thread."""

from collections.abc import Callable
from functools import partial

from companion.ui.settings.calls import Her
from companion.ui.settings.catalogue import Setting, Shown, settings
from companion.ui.settings.page import Page
from companion.ui.settings.row import Row
from companion.ui.settings.rows import Maker
from companion.ui.texts import Texts

_SAMPLING = ("temperature", "top_p", "top_k", "min_p", "repeat_penalty", "max_tokens", "seed")
_SPEED = Shown(0.5, 2, 0.05, "×", 1, 2)
_PITCH = Shown(-12, 12, 0.5, "", 1, 1)


def wishes(languages: tuple[str, ...]) -> list[Setting]:
    """All of them, for a character who speaks these languages; names as `persona.overrides` has them."""
    found = [
        Setting("language", "her", "choice", None, choices=(*languages, "none") if len(languages) > 1 else languages),
        Setting("brain", "her", "model", None),
    ]
    for language in languages:
        at = f"voices.{language}"
        found += [
            Setting(f"{at}.engine", "her", "option", None),
            Setting(f"{at}.voice", "her", "text", None),
            Setting(f"{at}.model", "her", "model", None),
            Setting(f"{at}.speed", "her", "number", None, 0.3, 3, shown=_SPEED),
            Setting(f"{at}.pitch", "her", "number", None, -24, 24, shown=_PITCH),
        ]
    known = {setting.name: setting for setting in settings()}
    for name in _SAMPLING:
        like = known[f"brain.{name}"]
        found.append(
            Setting(f"sampling.{name}", "her", like.kind, None, like.low, like.high, like.whole, shown=like.shown)
        )
    return found


def page(her: Her, maker: Maker, texts: Texts, adopt: Callable[[Row], None]) -> Page:
    """adopt: is given each row once it is made; it shows nothing yet."""
    groups: dict[str, list[Callable[[], Row]]] = {}
    for setting in wishes(tuple(her.languages)):
        group, *words = _words(setting, texts)
        groups.setdefault(group, []).append(partial(maker.her_row, setting, *words))
    heading = texts("settings.scope.her", name=her.name)
    return Page(heading, texts("settings.hers.help", name=her.name), groups.items(), adopt)


def show(row: Row, her: Her) -> None:
    """Her wish now."""
    row.show_value(her.wishes.get(row.name), her.otherwise.get(row.name))


def _words(setting: Setting, texts: Texts) -> tuple[str, str, str, str]:
    """Group, title, explanation, and the setting whose choices it has."""
    parts = setting.name.split(".")
    if parts[0] == "sampling":
        like = f"brain.{parts[1]}"
        return texts("settings.hers.sampling"), texts(f"set.{like}"), texts(f"set.{like}.help"), like
    key = f"settings.hers.{parts[-1]}"
    if parts[0] == "voices":
        like = {"engine": "hers.engine", "model": "voice.model"}.get(parts[2], setting.name)
        return texts(f"settings.hers.voice.{parts[1]}"), texts(key), texts(f"{key}.help"), like
    return texts("settings.hers.general"), texts(key), texts(f"{key}.help"), {"brain": "brain.model"}.get(parts[0], "")
