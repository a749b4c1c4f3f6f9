"""The same ids in training and in the app, for every form of turns that the app knows, on the starter's vocabulary."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from companion.engines.llm._native import NativeModel
from companion.engines.llm._prompt_tokens import PromptTokens
from companion.engines.llm.llama_cpp import LlamaCppModel
from companion.persona.prompt import Message
from tests.trainer import tuned
from tests.trainer.evaluation import workshop
from trainer import parity, render, templates
from trainer.convert.native import Gguf
from trainer.parity import Case, Views
from trainer.recipe import Recipe
from trainer.training import tokens
from trainer.training.examples import Conversation


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workshop.base_gguf(tmp_path_factory.mktemp("gguf"))


@pytest.fixture(scope="module")
def tokenizer() -> Iterator[Any]:
    from transformers import AutoTokenizer

    yield AutoTokenizer.from_pretrained(tuned.BASE)


@pytest.mark.parametrize("turns", ["chatml", "ldcc", "bloodtype"])
def test_what_is_trained_is_what_the_app_says(file: Path, tokenizer: Any, turns: Any) -> None:
    """B7: in the app's own code too. `bloodtype` was trained as JSON and asked for in brackets."""
    recipe = Recipe(template=turns, prompt="short")
    trained = templates.training_template(recipe)
    views = Views(trained, templates.plain_template(recipe), "", turns, tokenizer.eos_token or "", "")
    app = NativeModel(file, context=2048, batch=256, threads=1)
    told = cast(Any, SimpleNamespace(_template=turns))
    with Gguf(file) as model:
        for row in tuned.make_rows(24):
            messages = tuple(render.record(render.messages(workshop.character(), row, detail="short")))
            texts = views.texts(Case(row.id, messages, messages))
            assert texts["app"] == texts["trainer"] == texts["template"]
            ids = list(tokens.encode(tokenizer, trained, Conversation(row.id, messages), 10**9).ids)
            assert parity.app_ids(model, messages, False, turns) == ids, row.id
            spoken = [Message(part["role"], part["content"]) for part in messages[:-1]]  # type: ignore[arg-type]
            asked = LlamaCppModel._plain(told, spoken)
            form = "ldcc" if turns == "ldcc" else "chatml"
            made = PromptTokens(app).build(asked, 120, template=form).tokens
            assert made == parity.app_ids(model, messages[:-1], True, turns) == ids[: len(made)], row.id
    app.close()
