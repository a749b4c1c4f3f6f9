"""docs/recipe.md explains every setting with the default in force; the guide names every command, code and event."""

import json
import re
from pathlib import Path

from pydantic import BaseModel

from trainer.__main__ import helps
from trainer.recipe import PRESETS, Recipe, SftStage

DOCS = Path(__file__).resolve().parents[2] / "docs"
ROW = re.compile(r"^\| `([^`]+)` \| `(.*?)` \| (.+) \|$", re.MULTILINE)


def settings(model: type[BaseModel], prefix: str = "") -> dict[str, str]:
    """Dotted key -> default as JSON."""
    found: dict[str, str] = {}
    for name, field in model.model_fields.items():
        key = prefix + (field.alias or name)
        default = field.get_default(call_default_factory=True)
        if key == "train.stages":
            found |= settings(SftStage, "train.stages.")
        elif isinstance(default, BaseModel):
            found |= settings(type(default), f"{key}.")
        else:
            found[key] = json.dumps(default, ensure_ascii=False)
    return found


def test_every_setting_is_explained_with_its_default() -> None:
    text = (DOCS / "recipe.md").read_text(encoding="utf-8")
    documented = {key: (default, meaning) for key, default, meaning in ROW.findall(text)}
    expected = settings(Recipe)
    assert len(expected) > 100
    assert {key: default for key, (default, _) in documented.items()} == expected
    assert all(len(meaning) > 10 for _, meaning in documented.values())


def test_the_guide_names_every_command_exit_code_and_event() -> None:
    text = (DOCS / "companion-train.md").read_text(encoding="utf-8")
    for name in helps():
        assert f"`{name}" in text or f"companion-train {name}" in text, name
    for code in ("0", "1", "2", "3", "130", "143"):
        assert f"| {code} |" in text
    code = "".join(path.read_text(encoding="utf-8") for path in (PRESETS.parent).glob("*.py"))
    events = set(re.findall(r'emit\(\s*"([a-z_]+)"', code)) | set(re.findall(r'"event": "([a-z_]+)"', code))
    assert len(events) >= 8
    for event in events:
        assert f"`{event}`" in text, event
