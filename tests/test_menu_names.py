"""What the app's menu calls the characters: variants of one can be told apart, and a broken folder has its own name."""

import shutil
from types import SimpleNamespace
from typing import Any, cast

from companion import paths
from companion.app import Companion
from companion.persona.character import list_characters


def test_variants_stand_in_the_menu_with_their_names() -> None:
    home = paths.user_characters()
    for variant in ("A", "AB"):
        folder = home / f"ruby_{variant.lower()}"
        shutil.copytree(paths.shipped_characters() / "ruby", folder)
        text = (folder / "character.yaml").read_text(encoding="utf-8").replace("id: ruby\n", f"id: {folder.name}\n")
        (folder / "character.yaml").write_text(f"{text}\nvariant: {variant}\n", encoding="utf-8")
    (home / "half").mkdir()
    app = cast(
        Any, SimpleNamespace(texts=SimpleNamespace(language="ko"), _session=SimpleNamespace(outdated=lambda who: False))
    )
    items = Companion._menu(app, list_characters())
    named = [(item.id, item.name) for item in items]
    assert ("nova", "노바") in named
    assert [item for item in named if item[0].startswith(("ruby", "snow", "half"))] == [
        ("snow_white", "백설공주"),
        ("ruby", "루비"),
        ("ruby_a", "루비 (A)"),
        ("ruby_ab", "루비 (AB)"),
        ("half", "half"),
    ]
