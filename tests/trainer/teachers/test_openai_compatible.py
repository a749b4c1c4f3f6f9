"""How the client talks to servers of all makes, and what it says when it can't."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from tests.trainer.teachers.asked import read, recipe, requests, run
from tests.trainer.teachers.loopback import Said, server
from trainer.recipe import TeacherRecipe
from trainer.teachers import registry

KEY = "sk-very-secret-0123456789"


def format_of(body: dict[str, Any]) -> str:
    wanted = body.get("response_format", {})
    return wanted.get("type", "none") + ("+schema" if "schema" in wanted else "")


def test_json_is_asked_for_by_schema(tmp_path: Path) -> None:
    with server() as log:
        run(recipe(log.url), tmp_path, requests(1))
    [body] = log.bodies
    wanted = body["response_format"]["json_schema"]
    assert wanted["strict"] is True and wanted["schema"] == requests(1)[0].schema
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("m", 0.5, 99)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize("knows", ["json_object+schema", "json_object", "none"])
@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_knows_no_schema_is_asked_in_another_way(knows: str, status: int, tmp_path: Path) -> None:
    """What it refused once is not sent again."""

    def behave(number: int, body: dict[str, Any]) -> Said:
        fine = format_of(body) == knows
        return Said(content='{"said": "yes"}') if fine else Said(status=status, content="response_format is unknown")

    with server(behave) as log:
        found, pool = run(recipe(log.url, workers=1), tmp_path, requests(3))
    order = ["json_schema", "json_object+schema", "json_object", "none"]
    assert len(found) == 3 and pool.tally.dead == 0
    assert [format_of(body) for body in log.bodies] == [*order[: order.index(knows) + 1], knows, knows]


def test_a_format_that_the_recipe_names_is_kept(tmp_path: Path) -> None:
    with server(lambda number, body: Said(content='{"said": "yes"}')) as log:
        run(recipe(log.url, structured="none"), tmp_path / "none", requests(1))
        run(recipe(log.url, structured="json_object"), tmp_path / "object", requests(1))
    assert [format_of(body) for body in log.bodies] == ["none", "json_object"]


def test_newer_models_of_openai_get_what_they_want(tmp_path: Path) -> None:
    def behave(number: int, body: dict[str, Any]) -> Said:
        if "max_tokens" in body:
            return Said(status=400, content="Unsupported parameter: use 'max_completion_tokens' instead.")
        if "temperature" in body:
            return Said(status=400, content="'temperature' does not support 0.5 with this model.")
        return Said()

    with server(behave) as log:
        found, _ = run(recipe(log.url, workers=1), tmp_path, requests(2))
    assert len(found) == 2 and len(log.bodies) == 4
    assert log.bodies[-1]["max_completion_tokens"] == 99


def test_a_request_that_is_too_long_is_given_up_alone(tmp_path: Path) -> None:
    def behave(number: int, body: dict[str, Any]) -> Said:
        long = "Say 1." in body["messages"][-1]["content"]
        return Said(status=400, content="maximum context length is 2048 tokens") if long else Said()

    with server(behave) as log:
        found, pool = run(recipe(log.url), tmp_path, requests(3))
    assert set(found) == {"k/0", "k/2"} and pool.tally.dead == 1
    assert len(log.bodies) == 3  # a 400 is not asked again
    assert "maximum context length" in json.loads((tmp_path / "dead.jsonl").read_text())["reason"]


def test_the_key_is_sent_and_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MY_KEY", f"  {KEY}\n")
    caplog.set_level(logging.DEBUG)
    with server() as log:
        run(recipe(log.url, key_env="MY_KEY"), tmp_path, requests(1))
        assert log.headers["authorization"] == f"Bearer {KEY}"
    with server(lambda number, body: Said(status=401, content=f"Incorrect API key provided: {KEY}")) as log:
        with pytest.raises(TrainingError, match="MY_KEY is set but not accepted") as caught:
            run(recipe(log.url, key_env="MY_KEY"), tmp_path / "b", requests(1))
    assert KEY not in str(caught.value) and KEY not in caplog.text
    assert all(KEY not in path.read_text() for path in tmp_path.rglob("*") if path.is_file())


def test_without_a_key_none_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MY_KEY", raising=False)
    with server(lambda number, body: Said(status=401)) as log:
        with pytest.raises(TrainingError, match="Set the environment variable MY_KEY"):
            run(recipe(log.url, key_env="MY_KEY"), tmp_path, requests(1))
    assert "authorization" not in log.headers


def test_a_key_that_can_not_be_one_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "비밀번호 1234")
    with pytest.raises(TrainingError, match="MY_KEY") as caught:
        registry.create(recipe("http://127.0.0.1:1/v1", key_env="MY_KEY"))
    assert "비밀번호" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:11434/v1",
        "ftp://example.org",
        "http://",
        "http://me:pass@example.org/v1",
        "http://[::1",
        "http://h:x",
    ],
)
def test_what_is_no_address_is_told_before_anything_is_asked(url: str) -> None:
    with pytest.raises(TrainingError, match=r"teacher\.url") as caught:
        registry.create(recipe(url))
    assert "pass" not in str(caught.value)


def test_offline_reaches_this_computer_only() -> None:
    async def close(url: str) -> None:
        await registry.create(recipe(url), offline=True).close()

    for url in ("http://127.0.0.1:1/v1", "http://[::1]:1/v1", "http://localhost:1/v1"):
        asyncio.run(close(url))
    with pytest.raises(TrainingError, match=r"api\.openai\.com is another computer"):
        registry.create(recipe("https://api.openai.com/v1"), offline=True)


def test_a_model_must_be_named() -> None:
    with pytest.raises(TrainingError, match=r"teacher\.model is empty"):
        registry.create(TeacherRecipe(engine="openai_compatible"))


def test_a_thinking_model_and_a_code_fence_are_unwrapped() -> None:
    request = requests(1)[0]
    assert read(request, '<think>\nhm {"said": 1}\n</think>\n{"said": "a"}') == "a"
    assert read(request, '```json\n{"said": "b"}\n```') == "b"
