"""A real HTTP server on this machine that answers as a chat server does, well or badly as a test says. Own thread.

What it says is made from the JSON schema that it was asked by: texts that differ from each other, in Korean or English.
"""

import asyncio
import json
import random
import re
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

REFUSAL = "I'm sorry, but I can't assist with that request."


@dataclass(slots=True)
class Said:
    """What the server does with one request. status 0: drops the connection. drip: sends byte after byte, forever."""

    status: int = 200
    content: str | None = None  # of the message; None = a good answer
    raw: bytes | None = None  # the whole body instead
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    stall: bool = False
    drip: bool = False
    finish: str = "stop"


Behave = Callable[[int, dict[str, Any]], Said]


@dataclass(slots=True)
class Log:
    """bodies: of all requests in order. headers: of the last. most: most requests under way at once. models: what it
    says to /models, which counts nowhere."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    models: Said = field(default_factory=lambda: Said(raw=b'{"data": [{"id": "m", "owned_by": "us"}]}'))
    url: str = ""
    now: int = 0
    most: int = 0

    def asked(self) -> list[str]:
        return [body["messages"][-1]["content"] for body in self.bodies]


@contextmanager
def server(behave: Behave = lambda number, body: Said()) -> Any:
    """Yields the Log; behave(number from 0, body) says what happens."""
    log = Log()
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    stop = asyncio.Event()

    async def main() -> None:
        serving = await asyncio.start_server(lambda r, w: _connection(r, w, behave, log, stop), "127.0.0.1", 0)
        log.url = f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}/v1"
        ready.set()
        await stop.wait()
        serving.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=lambda: (loop.run_until_complete(main()), loop.close()), name="loopback")
    thread.start()
    assert ready.wait(10)
    try:
        yield log
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        assert not thread.is_alive()


async def _connection(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, behave: Behave, log: Log, stop: asyncio.Event
) -> None:
    try:
        while await _request(reader, writer, behave, log, stop):
            pass
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


async def _request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, behave: Behave, log: Log, stop: asyncio.Event
) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    log.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    if head[0].startswith("GET "):
        return await _say(writer, log.models, log.models.raw or b"{}", stop)
    body = json.loads(await reader.readexactly(int(log.headers["content-length"])))
    number = len(log.bodies)
    log.bodies.append(body)
    log.now += 1
    log.most = max(log.most, log.now)
    try:
        said = behave(number, body)
        await asyncio.sleep(said.delay)
        if said.stall:
            await stop.wait()
        if said.status == 0:
            return False
        data = said.raw if said.raw is not None else json.dumps(_message(number, body, said)).encode()
        return await _say(writer, said, data, stop)
    finally:
        log.now -= 1


async def _say(writer: asyncio.StreamWriter, said: Said, data: bytes, stop: asyncio.Event) -> bool:
    head = {"content-type": "application/json", "content-length": str(len(data)), **said.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    writer.write(f"HTTP/1.1 {said.status} Said\r\n{lines}\r\n".encode())
    if said.drip:
        while not stop.is_set():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)
    writer.write(data)
    await writer.drain()
    return True


def _message(number: int, body: dict[str, Any], said: Said) -> dict[str, Any]:
    if said.status != 200:
        return {"error": {"message": said.content or "no", "type": "error"}}
    text = good(number, body) if said.content is None else said.content
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": said.finish}
    return {"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 50}}


def good(number: int, body: dict[str, Any]) -> str:
    """An answer that fits the schema; without one, the text of the question."""
    format_ = body.get("response_format", {})
    schema = format_.get("json_schema", {}).get("schema") or format_.get("schema")
    if schema is None:
        return json.dumps({"said": number})
    asked = body["messages"][-1]["content"]
    language = "ko" if sum("가" <= char <= "힣" for char in asked) > 100 else "en"
    value = _fill(schema, "", random.Random(number), language)
    manner, name = _MANNER.search(asked), _NAME.search(asked)
    casual = manner is not None and "반말" in manner.group(1)
    for turn in (*value.get("turns", ()), *value.get("pairs", ())) if language == "ko" else ():
        turn["text"] = turn["text"].rstrip(".") + (" 이야기야." if casual else " 이야기예요.")
    for pair in value.get("pairs", ()) if name else ():
        said = f"내 이름은 {name.group(1)}야." if casual else f"제 이름은 {name.group(1)}예요."
        pair["text"] = f"{said if language == 'ko' else f'My name is {name.group(1)}.'} {pair['text']}"
    return json.dumps(value, ensure_ascii=False)


_MANNER = re.compile(r"^- 말투: (.+)$", re.MULTILINE)
_NAME = re.compile(r"^- (?:Name|이름): (.+)$", re.MULTILINE)
_KO = "달빛 강가 노을 등불 바람 구름 자전거 우산 편지 고양이 복숭아 기차 창문 언덕 안개 나비 모래 종소리 소나기 연필"
_EN = "moon river sunset lantern wind cloud bicycle umbrella letter cat peach train window hill fog moth sand bell"
_WORDS = {"ko": tuple(_KO.split()), "en": tuple(_EN.split())}


def sentence(rng: random.Random, language: str) -> str:
    """Words in a row that say nothing much, hardly ever twice the same."""
    words = [rng.choice(_WORDS[language]) for _ in range(6)]
    return " ".join(dict.fromkeys(words)) + f" {rng.randrange(10_000)}."


def _fill(schema: dict[str, Any], name: str, rng: random.Random, language: str, place: int = 1) -> Any:
    kind = schema["type"]
    if kind == "object":
        parts = schema["properties"].items()
        return {key: _fill(part, key, rng, language, place) for key, part in parts}
    if kind == "array":
        count = schema["maxItems"] if name != "before" else rng.choice((0, 1))
        return [_fill(schema["items"], name, rng, language, at) for at in range(1, count + 1)]
    if kind == "integer":
        return place
    if kind == "number":
        return rng.randint(1, 10) / 10
    if "enum" in schema:
        return schema["enum"][place - 1] if name == "user" else rng.choice(schema["enum"])
    if name == "speaker":
        return "카즈마" if language == "ko" else "Kazuma"
    if name == "partner":
        return ""
    return sentence(rng, language)
