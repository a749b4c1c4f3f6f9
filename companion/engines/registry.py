"""Finds engines: one module in `engines/<kind>/` is one engine, with `create(...)` and `LABEL`.

Nothing is imported until an engine is asked for, so a missing optional library hurts only its own engine.
"""

import importlib
import pkgutil
from types import ModuleType

from companion.errors import ConfigError

KINDS = ("audio", "vad", "stt", "llm", "tts")


def names(kind: str) -> list[str]:
    """Engines of a kind, by module name; modules that begin with `_` are parts of engines and not listed."""
    package = importlib.import_module(f"companion.engines.{kind}")
    return sorted(item.name for item in pkgutil.iter_modules(package.__path__) if not item.name.startswith("_"))


def module(kind: str, name: str) -> ModuleType:
    """The engine's module. Raises ConfigError for an unknown name or a missing library."""
    known = names(kind)
    if name not in known:
        raise ConfigError(
            f"There is no {kind} engine `{name}`.", code="engine-unknown", hint=f"Known: {', '.join(known)}."
        )
    try:
        return importlib.import_module(f"companion.engines.{kind}.{name}")
    except ImportError as error:
        raise ConfigError(
            f"The {kind} engine `{name}` needs the library `{error.name}`, which is not installed.",
            code="engine-library-missing",
            hint=f"Install it, or choose another engine: {', '.join(n for n in known if n != name) or 'none'}.",
        ) from error
