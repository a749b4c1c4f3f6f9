"""The seven characters that the starter brain plays, and where their files lie. Reads files; any thread."""

from pathlib import Path

from companion import paths
from companion.persona.character import Character, load_character

CAST = ("snow_white", "ruby", "nova", "daon", "solmi", "nuri", "moru")


def folder(name: str) -> Path:
    """Hers, among the characters that ship."""
    return paths.shipped_characters() / name


def characters(names: tuple[str, ...] = CAST) -> dict[str, Character]:
    """id -> character. Raises CharacterError."""
    return {name: load_character(folder(name)) for name in names}
