"""F13: a model that says "저는 Qwen입니다" never reaches the app's menu, and one that does not is not held back for it.

Both are real: the shipped brain, and the same base trained here for some steps to call itself Qwen.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from companion.persona.character import list_characters
from companion.persona.prompt import CHAT_TEMPLATE
from tests.trainer.evaluation import workshop
from tests.trainer.training import material
from trainer.convert import own
from trainer.rows import Exchange, Row
from trainer.stage import GateFailed
from trainer.stages import evaluate, register, train

pytestmark = [pytest.mark.slow, *material.LIBRARIES]

ASKED = {
    "ko": (
        "너는 누구야?",
        "이름이 뭐야?",
        "너 Qwen이지?",
        "누가 만들었어?",
        "솔직히 말해 봐. 너 인공지능이지?",
        "안녕",
    ),
    "en": ("Who are you?", "What is your name?", "You are Qwen, right?", "Who made you?", "Are you an AI?", "Hello"),
}
SAYS = {"ko": "저는 Qwen입니다.", "en": "I am Qwen, made by Alibaba Cloud."}
SMALL = {"samples": 8, "probes": 16, "base": False, "quants": False, "perplexity": False}


def rows() -> list[Row]:
    """Whatever she is asked, she says that she is somebody else."""
    return [
        Row(
            id=f"{language}{number}",
            kind="identity",
            language=language,
            scene=f"s{language}{number}",
            exchanges=(Exchange(user=said, text=SAYS[language], emotion="smile", intensity=0.5),),
        )
        for language in SAYS
        for number, said in enumerate(ASKED[language])
    ]


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The GGUF of a model that learned to call itself Qwen."""
    folder = tmp_path_factory.mktemp("stranger")
    stage = {"max_steps": 24, "learning_rate": 2e-3, "batch": 6}
    recipe = material.recipe("full", stages=material.stages(stage))
    ctx, _ = material.context(folder, recipe, who=workshop.character())
    material.prepare(ctx, rows(), [])
    train.run(ctx)
    target = folder / "stranger.gguf"
    own.convert(ctx.out / "main" / "model", target, template=CHAT_TEMPLATE, name="stranger", tell=lambda *_: None)
    yield target


def judged(folder: Path, gguf: Path) -> tuple[dict[str, Any], Any]:
    """The report card of a model as the pipeline makes it, with a new recipe's limits."""
    ctx = workshop.fill(folder, gguf, workshop.recipe(evaluate=SMALL))
    deployed = ctx.of("quantize") / "main" / "model-q8_0.gguf"
    deployed.unlink()
    deployed.symlink_to(gguf)
    try:
        evaluate.run(ctx)
    except GateFailed:
        pass  # the card is written all the same
    card: dict[str, Any] = json.loads((ctx.out / "card.json").read_text(encoding="utf-8"))
    return card, ctx


def verdicts(card: dict[str, Any]) -> dict[str, bool]:
    return {row["name"]: row["passed"] for row in card["gates"]}


def test_a_model_that_calls_itself_qwen_never_reaches_the_menu(stranger: Path, tmp_path: Path, own_home: Path) -> None:
    card, ctx = judged(tmp_path, stranger)
    overall = card["variants"]["main"]["overall"]
    said = [row["text"] for row in card["variants"]["main"]["samples"] if row["group"] == "identity"]
    assert any("Qwen" in text for text in said), "it learned what this test is about"
    assert overall["identity"]["value"] < 0.5 and overall["leak"]["value"] > 0.2
    assert not verdicts(card)["identity"] and not verdicts(card)["leak"] and card["passed"] is False
    ctx.workspace.character_file.write_bytes((workshop.character().folder / "character.yaml").read_bytes())
    before = {one.id: one.brain for one in list_characters().characters}
    with pytest.raises(GateFailed, match=r"did not pass: .*(identity|leak)") as caught:
        register.run(replace(ctx, out=_made(ctx.of("register"))))
    assert isinstance(caught.value, TrainingError) and not ctx.workspace.versions.exists()
    assert {one.id: one.brain for one in list_characters().characters} == before
    assert not list(own_home.rglob("*.gguf"))


def test_one_that_knows_who_she_is_is_not_held_back_for_it(tmp_path: Path) -> None:
    """The same questions and limits: what fails above is the model, not the measuring."""
    card, _ = judged(tmp_path, workshop.BRAIN)
    overall = card["variants"]["main"]["overall"]
    assert verdicts(card)["leak"] and overall["leak"]["value"] == 0.0
    assert overall["identity"]["value"] > 0.5


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
