"""What a brain was trained with against what it is talked to with."""

import json
from pathlib import Path

import pytest

from companion.engines.llm import _sidecar
from companion.persona import model_card
from companion.persona.prompt import CHAT_TEMPLATE, VERSION

MATCHING = {"prompt_version": VERSION, "chat_template_sha256": model_card.template_sha256(CHAT_TEMPLATE)}


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (None, []),
        ("{}", []),
        (json.dumps(MATCHING), []),
        (json.dumps({**MATCHING, "prompt_version": VERSION - 1}), ["prompt-version-mismatch"]),
        (json.dumps({**MATCHING, "chat_template_sha256": "0"}), ["chat-template-mismatch"]),
        (json.dumps({**MATCHING, "chat_template_sha256": "0", "template": "bloodtype"}), []),
        ("[]", ["sidecar-unreadable"]),
        ("{", ["sidecar-unreadable"]),
    ],
)
def test_each_difference_is_one_notice(tmp_path: Path, content: str | None, codes: list[str]) -> None:
    model = tmp_path / "her-q8_0.gguf"
    if content is not None:
        (tmp_path / "her-q8_0.json").write_text(content)
    notices = _sidecar.check_prompt(model)
    assert [notice.code for notice in notices] == codes
    assert all("her-q8_0" in notice.message for notice in notices)
