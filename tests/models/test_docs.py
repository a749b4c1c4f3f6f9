"""docs/models.md and the README name what there is, and nothing that there is not."""

import re

from companion import paths
from companion.__main__ import parser
from companion.models import needs
from companion.models.catalogue import load

DOCS = paths.shipped() / "docs" / "models.md"


def test_every_model_is_named_with_its_memory() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for entry in load().models:
        if entry.engine == "supertonic":
            assert entry.name.partition(",")[0] in text
            continue
        assert f"`{entry.id}`" in text, entry.id
        row = next(line for line in text.splitlines() if line.startswith("|") and f"`{entry.id}`" in line)
        assert f"{needs.memory(entry) / 1e9:.1f}" in row, (entry.id, needs.memory(entry))


def test_every_command_in_the_documents_is_one() -> None:
    readme = (paths.shipped() / "README.md").read_text(encoding="utf-8")
    known = {entry.id for entry in load().models}
    commands = re.findall(r"companion (models [a-z]+[^\n`#;)]*)", DOCS.read_text(encoding="utf-8") + readme)
    assert len(commands) > 15
    for command in commands:
        arguments = parser().parse_args(command.replace("<id>", "qwen3-4b").split())
        assert arguments.command == "models"
        assert getattr(arguments, "id", None) in known | {None}, command
