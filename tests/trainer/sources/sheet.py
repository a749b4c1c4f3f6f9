"""A character and sources for the tests."""

from pathlib import Path

from companion.persona.character import Character
from trainer.sources.found import Source


def character(**changes: object) -> Character:
    fields: dict[str, object] = {
        "id": "rapunzel",
        "names": {"ko": "라푼젤", "en": "Rapunzel"},
        "aliases": ["젤", "Punzi"],
        "languages": ["ko", "en"],
        "one_line": "A girl in a tower.",
        "speech": {"ko": {"level": "반말"}, "en": {"level": "plain"}},
        "relations": [{"name": {"ko": "고델", "en": "Gothel"}, "role": "She keeps me in the tower."}],
        "folder": Path("rapunzel"),
    }
    return Character.model_validate({**fields, **changes})


def source(path: Path, *, name: str = "", variants: tuple[str, ...] = (), **changes: object) -> Source:
    return Source(path, name or path.name, character(**changes), variants)


def written(folder: Path, name: str, text: str | bytes, **changes: object) -> Source:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return source(path, **changes)  # type: ignore[arg-type]
