"""The folder of an avatar that is made of files: `avatar.folder` in character.yaml, beside that file. Pure."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from companion.errors import AvatarError


class _Sheet(Protocol):
    @property
    def style(self) -> Mapping[str, object]: ...
    @property
    def folder(self) -> str: ...


class Housed(Protocol):
    """What is needed of a character; companion.persona.character.Character has it."""

    @property
    def id(self) -> str: ...
    @property
    def folder(self) -> Path: ...
    @property
    def avatar(self) -> _Sheet: ...


def folder_of(character: Housed) -> Path:
    """Where her avatar lies. Raises AvatarError when it is not there, or lies outside of her own folder."""
    name = character.avatar.folder or "avatar"
    home = character.folder.resolve()
    place = (home / name).resolve()
    if place != home and home not in place.parents:
        raise AvatarError(
            f"{character.folder / 'character.yaml'}: avatar.folder {name!r} lies outside of her own folder.",
            code="avatar-folder",
            hint="Put the avatar's files into a folder beside character.yaml.",
        )
    if not place.is_dir():
        raise AvatarError(
            f"{character.id}: there is no folder {place}.",
            code="avatar-folder",
            hint="avatar.folder in character.yaml names the folder of the avatar, beside that file.",
        )
    return place


def no_options(character: Housed, renderer: str, style: Mapping[str, object], known: Iterable[str] = ()) -> None:
    """Refuse style keys that this renderer does not have."""
    import difflib

    possible = list(known)
    for key in style:
        if key not in possible:
            near = difflib.get_close_matches(key, possible, n=1)
            raise AvatarError(
                f"{character.id}: the renderer `{renderer}` has no avatar.style.{key}.",
                code="avatar-style",
                hint=f"Did you mean {near[0]!r}?" if near else f"Possible: {', '.join(possible) or 'none'}.",
            )
