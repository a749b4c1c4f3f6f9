"""The seven characters that the starter brain plays, and where their files lie. Reads files; any thread."""

from pathlib import Path

from companion import paths
from companion.persona.character import Character, load_character

CAST = ("snow_white", "ruby", "nova", "daon", "solmi", "nuri", "moru")


def folder(name: str) -> Path:
    """Her folder: shipped with the app, or an example of the trainer."""
    shipped = paths.shipped_characters() / name
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[1] / "examples" / name


def characters(names: tuple[str, ...] = CAST) -> dict[str, Character]:
    """id -> character. Raises CharacterError."""
    return {name: load_character(folder(name)) for name in names}
