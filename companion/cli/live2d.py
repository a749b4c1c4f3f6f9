"""`companion avatar live2d WHO`: a window that says which expression of a Live2D model shows which feeling.

WHO is a character, her folder, or a model's folder. Needs a screen and the extra `live2d`. Main thread.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.config import Config, interface_language
from companion.errors import AvatarError, CharacterError
from companion.persona import character_text, own
from companion.persona.character import FILE_NAME, Character, find_character, load_character
from companion.persona.emotion import canonical


@dataclass(frozen=True, slots=True)
class Model:
    """A model on disk. her: whose it is; None = nobody's yet."""

    name: str
    folder: Path
    style: Mapping[str, object]
    her: Character | None


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Show the window until it is closed. Raises AvatarError, CharacterError."""
    found = model_of(arguments.who)
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise AvatarError(
            "There is no screen for a window.",
            code="live2d-gl",
            hint="`companion avatar check` with the folder says in the terminal what was guessed.",
        )
    from companion.ui.avatars.cubism import process
    from companion.ui.character.live2d_window import alone
    from companion.ui.texts import Texts

    print("Opening the model …", file=sys.stderr)
    texts = Texts("ko" if interface_language(config) == "ko" else "en")
    alone(lambda: open_window(found, texts))
    process.close_all()
    return 0


def model_of(who: str) -> Model:
    """What WHO means. Raises AvatarError or CharacterError."""
    place = Path(who)
    if not place.is_dir():
        return _hers(find_character(who))
    place = place.resolve()
    if (place / FILE_NAME).is_file():
        return _hers(load_character(place))
    if (place.parent / FILE_NAME).is_file():
        her = load_character(place.parent)
        style = her.avatar.style if her.avatar.renderer == "live2d" else {}
        return Model(her.name("en"), place, style, her)
    return Model(place.name, place, {}, None)


def _hers(her: Character) -> Model:
    style = her.avatar.style if her.avatar.renderer == "live2d" else {}
    return Model(her.name("en"), her.folder / (her.avatar.folder or "avatar"), style, her)


@dataclass(frozen=True, slots=True)
class _Look:
    folder: str
    style: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Sitter:
    id: str
    folder: Path
    avatar: _Look


def open_window(model: Model, texts: Any) -> Any:
    """The window, with her loaded. Raises AvatarError."""
    from companion.ui.avatars import live2d
    from companion.ui.avatars.cubism.guess import guess
    from companion.ui.character.live2d_window import Live2dCalls, Live2dWindow

    who = _Sitter(model.name, model.folder.parent, _Look(model.folder.name, model.style))
    avatar = live2d.tried_anew(who)
    shown = avatar.model.expressions
    guesses = {key: one.expression for key, one in guess(shown, avatar.model.names, avatar.facts.parameters).items()}
    calls = Live2dCalls(
        expressions=[one.name for one in shown],
        guesses=guesses,
        wanted={canonical(key) or key: str(value) for key, value in model.style.items() if canonical(key)},
        wear=avatar.want,
        save=None if model.her is None else lambda wanted: save(model, wanted),
        lines=lambda wanted: character_text.set_key("", "avatar", block(model, wanted)),
    )
    name = model.name if model.her is None else model.her.name(texts.language)
    return Live2dWindow(avatar, name, calls, texts)


def block(model: Model, wanted: Mapping[str, str]) -> dict[str, Any]:
    """What `avatar:` in her sheet becomes; what else its style says stays."""
    kept = {key: value for key, value in model.style.items() if canonical(key) is None}
    style = {**kept, **wanted}
    return {"renderer": "live2d", "folder": model.folder.name, **({"style": style} if style else {})}


def save(model: Model, wanted: Mapping[str, str]) -> str:
    """Write the `avatar:` of her character.yaml; comments and all else stay. Returns the file.

    Raises:
        CharacterError: the sheet would be wrong (nothing has changed then), or the disk refuses.
    """
    assert model.her is not None
    path = model.her.folder / FILE_NAME
    try:
        before = path.read_text(encoding="utf-8")
        own.write(path, character_text.set_key(before, "avatar", block(model, wanted)).encode())
        try:
            load_character(model.her.folder)
        except CharacterError:
            own.write(path, before.encode())
            raise
    except OSError as error:
        raise CharacterError(
            f"{path} can't be written: {error.strerror or error}.", code="disk", hint="Are you allowed to write there?"
        ) from error
    return str(path)
