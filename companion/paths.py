"""Where things lie: data that ships with the program, and the person's own folders.

Works from a checkout and from an installed wheel; nothing depends on the current directory.
The environment variable COMPANION_HOME moves all of the person's own files (tests, portable use).
"""

import json
import os
from pathlib import Path

MODEL_RECORD = "companion-model.json"  # in the folder of a downloaded model; what it holds: companion.models.installed
_PACKAGE = Path(__file__).resolve().parent


def shipped() -> Path:
    """Folder that holds `assets/`, `characters/` and `conf.yaml`: the checkout, or `companion/_shipped` in a wheel."""
    packed = _PACKAGE / "_shipped"
    return packed if packed.is_dir() else _PACKAGE.parent


def assets() -> Path:
    """Shipped models and art."""
    return shipped() / "assets"


def shipped_characters() -> Path:
    """Shipped character folders."""
    return shipped() / "characters"


def default_config() -> Path:
    """The commented conf.yaml that ships with the program."""
    return shipped() / "conf.yaml"


def user_data() -> Path:
    """The person's own data folder (created on demand by those who write)."""
    home = os.environ.get("COMPANION_HOME")
    if home:
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("vtuber-companion", appauthor=False)


def user_config() -> Path:
    """The person's own settings; only what differs from the defaults."""
    return user_data() / "conf.yaml"


def user_characters() -> Path:
    """The person's own character folders; one with a shipped id replaces the shipped one."""
    return user_data() / "characters"


def user_models() -> Path:
    """Models that the person downloaded or trained."""
    return user_data() / "models"


def cache() -> Path:
    """Files that can be rebuilt at any time (prefix snapshots, patched voices)."""
    return user_data() / "cache"


def database() -> Path:
    """The conversation database."""
    return user_data() / "conversations.sqlite3"


def logs() -> Path:
    """Log files; they hold ids, lengths and durations, never words."""
    return user_data() / "logs"


def resolve(reference: str, *, base: Path | None = None) -> Path:
    """A file named in conf.yaml or character.yaml.

    Absolute and `~` paths are taken as they are. A relative one is looked for beside `base` (the folder of the file
    that names it), in the person's models, in the person's data folder, then in what ships. The first that exists
    wins; if none does, the last candidate is returned, so that an error message can name a full path. The folder of a
    downloaded model stands for the file that an engine loads, so that its id is a reference.
    """
    path = Path(reference).expanduser()
    if path.is_absolute():
        return path
    roots = [base] if base is not None else []
    roots += [user_models(), user_data(), shipped()]
    for root in roots:
        if (root / path).exists():
            return _main_file(root / path)
    return roots[-1] / path


def _main_file(place: Path) -> Path:
    """The main file of a downloaded model's folder; anything else as it is."""
    try:
        record = json.loads((place / MODEL_RECORD).read_text(encoding="utf-8"))
        main = record["main"]
    except (OSError, ValueError, KeyError, TypeError):
        return place
    return place / main if isinstance(main, str) and main else place
