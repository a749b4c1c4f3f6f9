"""Runs all checks in their order; what one raises becomes its failure. Any thread; a minute or so."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from companion.checkup import parts, system, talking
from companion.checkup.check import Check, Remedy
from companion.config import Config, interface_language
from companion.errors import CompanionError

CHECKS: dict[str, Callable[[Config], Check]] = {
    "settings": parts.settings,
    "disk": parts.disk,
    "memory": parts.memory,
    "characters": parts.characters,
    "database": parts.database,
    "screen": parts.screen,
    "avatar": parts.avatar,
    "speaker": talking.speaker,
    "microphone": talking.microphone,
    "level": talking.level,
    "echo": talking.echo,
    "voice": talking.voice,
    "ears": talking.ears,
    "brain": talking.brain,
    "models": parts.models,
    "offline": parts.offline,
}
"""Name -> check, in the order they are made and shown."""
NEEDS = {"level": ("microphone",), "echo": ("microphone", "speaker", "level")}
"""What has to work before something else can be tried."""
_REMEDIES: dict[str, Remedy] = {
    "settings": "settings",
    "speaker": "speaker",
    "microphone": "microphone",
    "level": "microphone",
    "echo": "microphone",
    "voice": "models",
    "ears": "models",
    "brain": "models",
    "models": "models",
    "characters": "folder",
    "database": "folder",
}


def checks(config: Config, begun: Callable[[str], None] = lambda name: None) -> Iterator[Check]:
    """Every finding as soon as it is made. begun: called with the name of each check before it is tried."""
    failed: set[str] = set()
    for name, check in CHECKS.items():
        missing = [needed for needed in NEEDS.get(name, ()) if needed in failed]
        if missing:
            failed.add(name)
            yield Check(name, "skip", "skipped", f"not tried: {', '.join(missing)} failed", facts={"for": missing[0]})
            continue
        begun(name)
        found = _completed(_try(name, check, config), config)
        if found.status == "fail":
            failed.add(name)
        yield found


def _try(name: str, check: Callable[[Config], Check], config: Config) -> Check:
    remedy = _REMEDIES.get(name, "")
    try:
        return check(config)
    except CompanionError as error:
        return Check(name, "fail", error.code, error.message, error.hint, remedy)
    except Exception as error:  # a broken library must not end the report
        kind = type(error).__name__
        return Check(name, "fail", "library-broken", f"{kind}: {error}", "", remedy, {"kind": kind})


def _completed(found: Check, config: Config) -> Check:
    """With the fix for this system, where there is one."""
    if found.status in ("pass", "skip"):
        return found
    language = interface_language(config)
    fix = system.fix(found.code, language) or found.fix
    if not fix and found.status == "fail":
        fix = system.fix("library-broken", language)
    return replace(found, fix=fix)
