"""Teachers that ask no server: a GGUF in this process, and recordings. The starter brain is the real model here."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from companion import paths
from companion.errors import TrainingError
from companion.persona.prompt import Message
from tests.trainer.teachers.asked import recipe, requests, run
from tests.trainer.teachers.loopback import server
from trainer.recipe import TeacherRecipe
from trainer.teachers import registry
from trainer.teachers.contract import Request, Unusable
from trainer.teachers.llama_cpp import _unescaped_quote
from trainer.writing import reading

BRAIN = paths.assets() / "starter" / "brain" / "starter-q8_0.gguf"
EMOTIONS = ["joy", "smile", "sad", "surprised"]
TURN = {
    "type": "object",
    "properties": {
        "user": {"type": "string"},
        "text": {"type": "string"},
        "emotion": {"type": "string", "enum": EMOTIONS},
        "intensity": {"type": "number"},
        "number": {"type": "integer"},
    },
    "required": ["user", "text", "emotion", "intensity", "number"],
}
SCHEMA = {
    "type": "object",
    "properties": {
        "before": {"type": "array", "items": {"type": "string"}, "minItems": 0, "maxItems": 2},
        "turns": {"type": "array", "items": TURN, "minItems": 2, "maxItems": 3},
    },
    "required": ["before", "turns"],
}
ASK = (
    Message("system", "당신은 루비입니다. 폭발 마법 하나에 모든 것을 건 대마법사.\n말투: 당당하고 과장된 반말"),
    Message("user", "[neutral] 안녕! 뭐 해?"),
)


def local(**own: Any) -> TeacherRecipe:
    return TeacherRecipe(engine="llama_cpp", model=str(BRAIN), **own)


def asked(temperature: float = 0.8, tokens: int = 1500, messages: tuple[Message, ...] = ASK) -> Request:
    return Request("a", "k", messages, SCHEMA, temperature, tokens)


def test_every_answer_of_a_local_gguf_fits_its_schema() -> None:
    """No grammar: the object is fed, so even a tiny model can't miss it."""

    async def several() -> list[Any]:
        teacher = registry.create(local())
        try:
            return [await teacher.ask(asked(temperature)) for temperature in (0.0, 0.8, 1.5, 1.5, 2.0)]
        finally:
            await teacher.close()

    for answer in asyncio.run(several()):
        value = reading.value(answer.text, SCHEMA)
        assert 2 <= len(value["turns"]) <= 3 and len(value["before"]) <= 2
        assert [turn["number"] for turn in value["turns"]] == list(range(1, len(value["turns"]) + 1))
        assert all(turn["user"] and turn["text"] for turn in value["turns"])
        assert all(turn["emotion"] in EMOTIONS and 0.1 <= turn["intensity"] <= 1 for turn in value["turns"])
        assert answer.tokens_in > 20 and answer.tokens_out > 20


def test_the_same_prompt_at_temperature_zero_gives_the_same_answer() -> None:
    """Also when the beginning of the prompt is not computed again, and after another prompt."""

    async def thrice() -> list[str]:
        teacher = registry.create(local())
        try:
            first = await teacher.ask(asked(0.0))
            other = (ASK[0], Message("user", "[joy 0.5] Who are you?"))
            await teacher.ask(asked(0.0, messages=other))
            return [first.text, (await teacher.ask(asked(0.0))).text]
        finally:
            await teacher.close()

    first, again = asyncio.run(thrice())
    assert first == again


def test_it_stops_soon_when_it_is_cancelled() -> None:
    async def cancelled() -> float:
        teacher = registry.create(local())
        try:
            began = time.monotonic()
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.005):
                    await teacher.ask(asked(1.0, 8000))
            return time.monotonic() - began
        finally:
            await teacher.close()
            await teacher.close()

    assert asyncio.run(cancelled()) < 5


def test_too_few_tokens_and_too_long_a_prompt_are_unusable() -> None:
    async def ask(request: Request) -> None:
        teacher = registry.create(local())
        try:
            await teacher.ask(request)
        finally:
            await teacher.close()

    with pytest.raises(Unusable, match="does not fit into 30 tokens") as cut:
        asyncio.run(ask(asked(tokens=30)))
    with pytest.raises(Unusable, match="does not fit into 2048") as long:
        asyncio.run(ask(asked(messages=(ASK[0], Message("user", "별을 세자. " * 1500)))))
    assert not cut.value.final and long.value.final


def test_files_that_are_no_model_are_told(tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("hello")
    (tmp_path / "torn.gguf").write_bytes(BRAIN.read_bytes()[:5000])
    for name, words in (("none.gguf", "names no readable file"), ("text.gguf", "no"), ("torn.gguf", "can't load")):
        with pytest.raises(TrainingError, match=words):
            registry.create(local().model_copy(update={"model": str(tmp_path / name)}))


def test_quotes_end_a_string_unless_escaped() -> None:
    assert _unescaped_quote(b'ab"c') == 2
    assert _unescaped_quote(rb"a\"b") is None
    assert _unescaped_quote(rb'a\\"b') == 3
    assert _unescaped_quote('가나"'.encode()) == 6


def test_a_recording_answers_as_its_server_did(tmp_path: Path) -> None:
    """By prompt, or by id where the words of the prompt have changed since."""
    with server() as log:
        first, _ = run(recipe(log.url), tmp_path, requests(3))
    replay = TeacherRecipe(engine="replay", model=str(tmp_path / "raw"), retries=0)
    again, pool = run(replay, tmp_path / "b", requests(4))
    assert again == first and pool.tally.dead == 1
    letter = json.loads((tmp_path / "b" / "dead.jsonl").read_text())
    assert letter["reason"] == "k/3 is not in the recording."
    worded = [Request(r.id, r.kind, (Message("user", f"New words, {r.id}."),), r.schema, 0.1, 9) for r in requests(3)]
    assert run(replay, tmp_path / "c", worded)[0] == first


@pytest.mark.parametrize("model", ["", "missing.jsonl", "empty"])
def test_a_recording_that_is_not_there_is_told(model: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError):
        registry.create(TeacherRecipe(engine="replay", model=model and str(tmp_path / model)))
