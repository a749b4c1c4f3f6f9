"""A character.yaml out of another program's profile. Reads files; main thread."""

from pathlib import Path


def read(file: Path, name: str, folder: Path) -> tuple[str, tuple[str, ...]] | None:
    """The text of her character.yaml and notes for the person; None for a file that is no profile."""
    return None
