"""Writes new files into a folder: all or none of them, and never over something. Any thread."""

from collections.abc import Mapping
from pathlib import Path

from companion.errors import AvatarError


def write_new(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """File name -> text. Raises AvatarError: one is there already, or the folder can't be written."""
    there = [name for name in texts if (folder / name).exists()]
    if there:
        raise AvatarError(
            f"{folder} has a {there[0]} already.",
            code="avatar-export-exists",
            hint="Name another folder with --out, so that nothing is lost.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            fresh = folder / f".{name}.new"
            fresh.write_text(text, encoding="utf-8")
        for name in texts:
            (folder / f".{name}.new").replace(folder / name)
    except OSError as error:
        raise AvatarError(f"{folder} can't be written: {error.strerror}.", code="avatar-export") from error
    return [folder / name for name in texts]
