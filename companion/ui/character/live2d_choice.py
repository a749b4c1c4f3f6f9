"""Which expression of a Live2D model shows which feeling: from her sheet to the window that asks, and back into it.

Both the terminal and her page use it. `load` takes seconds and belongs on a thread of its own, `window` on the main
one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from companion.errors import CharacterError
from companion.persona import character_text, own
from companion.persona.character import FILE_NAME, Character, load_character
from companion.persona.emotion import canonical

if TYPE_CHECKING:
    from companion.ui.avatars.live2d import Live2dAvatar
    from companion.ui.character.live2d_window import Live2dWindow
    from companion.ui.texts import Texts


@dataclass(frozen=True, slots=True)
class Model:
    """A model on disk. her: whose it is; None = nobody's yet."""

    name: str
    folder: Path
    style: Mapping[str, object]
    her: Character | None


@dataclass(frozen=True, slots=True)
class _Look:
    folder: str
    style: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Sitter:
    id: str
    folder: Path
    avatar: _Look


def hers(her: Character) -> Model:
    """The model of a character, or the folder that it would be in."""
    style = her.avatar.style if her.avatar.renderer == "live2d" else {}
    return Model(her.name("en"), her.folder / (her.avatar.folder or "avatar"), style, her)


def load(model: Model) -> "Live2dAvatar":
    """Her, ready to be looked at; 1 to 10 s. Raises AvatarError."""
    from companion.ui.avatars import live2d

    return live2d.tried_anew(_Sitter(model.name, model.folder.parent, _Look(model.folder.name, model.style)))


def window(
    model: Model,
    avatar: "Live2dAvatar",
    texts: "Texts",
    saved: Callable[[], None] = lambda: None,
    closed: Callable[[], None] = lambda: None,
) -> "Live2dWindow":
    """The window, with her in it. saved: her sheet has been written. Raises AvatarError."""
    from companion.ui.avatars.cubism.guess import guess
    from companion.ui.character.live2d_window import Live2dCalls, Live2dWindow

    shown = avatar.model.expressions
    guesses = {key: one.expression for key, one in guess(shown, avatar.model.names, avatar.facts.parameters).items()}

    def keep(wanted: Mapping[str, str]) -> str:
        file = save(model, wanted)
        saved()
        return file

    calls = Live2dCalls(
        expressions=[one.name for one in shown],
        guesses=guesses,
        wanted={canonical(key) or key: str(value) for key, value in model.style.items() if canonical(key)},
        wear=avatar.want,
        save=None if model.her is None else keep,
        lines=lambda wanted: character_text.set_key("", "avatar", block(model, wanted)),
    )
    name = model.name if model.her is None else model.her.name(texts.language)
    return Live2dWindow(avatar, name, calls, texts, closed)


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
