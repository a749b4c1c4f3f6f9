"""Teacher: any server with `/chat/completions` (OpenAI, Ollama, vLLM, llama-server, LM Studio). One event loop.

It asks for JSON by schema, for any JSON where the server knows no schema, and for nothing where it knows neither; what
a server refuses once is not sent to it again. The key comes from the environment, is sent to this server only, and
stands in no file, log or message.
"""

import email.utils
import ipaddress
import json
import logging
import os
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from companion.errors import TrainingError
from trainer.recipe import TeacherRecipe
from trainer.teachers.contract import Answer, Request, Trouble, Unusable, estimated_tokens

LABEL = "OpenAI-compatible server"
_FORMATS = ("json_schema", "json_object+schema", "json_object", "none")  # llama_cpp.server and Together know the second
_LONGEST_WAIT = 900.0  # seconds; a server that asks for more is asked again after this
_PATIENCE = 5.0  # seconds for a look at the list of models
_SHOWN = 300  # characters of a server's own error message
logger = logging.getLogger(__name__)


def create(settings: TeacherRecipe, *, offline: bool = False) -> "OpenAICompatible":
    """A client; connects with the first request.

    Raises:
        TrainingError: the URL is wrong, no model is named, the key can't be sent, or the server is another computer
            while `offline`.
    """
    if not settings.model:
        raise TrainingError(
            "recipe.yaml: teacher.model is empty.",
            code="teacher-model-missing",
            hint="Write the model's name as the server calls it, e.g. `model: qwen2.5:7b`.",
        )
    loopback = _check(settings.url)
    if offline and not loopback:
        raise TrainingError(
            f"The teacher {urlsplit(settings.url).hostname} is another computer, and this run is offline.",
            code="offline",
            hint="Run without --offline, or name a server on this computer in teacher.url.",
        )
    return OpenAICompatible(settings, _key(settings.key_env), loopback)


def _check(url: str) -> bool:
    """Whether the URL names this computer."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise TrainingError(
            "recipe.yaml: teacher.url is not the address of a server.",
            code="teacher-url",
            hint="It looks like http://127.0.0.1:11434/v1; a key belongs into the environment (teacher.key_env).",
        )
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _key(variable: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not all("!" <= char <= "~" for char in key):
        raise TrainingError(
            f"The environment variable {variable} holds something that can't be a key.",
            code="teacher-key",
            hint="A key has no blanks and only ASCII characters; set it again.",
        )
    return key


@dataclass(frozen=True, slots=True)
class Served:
    """What a server says of itself. names: of its models, None = it does not tell. strict: it takes no other name.
    trouble: why it can't be asked, "" = it can. busy: it is there, but not ready."""

    names: tuple[str, ...] | None = None
    strict: bool = True
    trouble: str = ""
    busy: bool = False


class OpenAICompatible:
    """`contract.Teacher` over HTTP."""

    workers = 0

    def __init__(self, settings: TeacherRecipe, key: str, loopback: bool) -> None:
        import httpx

        self.name = settings.model
        self._settings = settings
        self._keyed = bool(key)
        self._format = 0 if settings.structured == "auto" else _FORMATS.index(settings.structured)
        self._limit = "max_tokens"
        self._plain = False  # the model takes no temperature
        if key and not loopback and settings.url.startswith("http:"):
            logger.warning("The key travels to %s unencrypted; prefer https.", urlsplit(settings.url).hostname)
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(settings.timeout, connect=min(20.0, settings.timeout)),
            limits=httpx.Limits(max_connections=settings.workers, max_keepalive_connections=settings.workers),
            trust_env=not loopback,
        )
        self._errors = httpx.HTTPError, httpx.StreamError

    async def ask(self, request: Request) -> Answer:
        """See `contract.Teacher.ask`."""
        while True:
            known = self._format
            sent = self._body(request)
            started = time.monotonic()
            try:
                response = await self._client.post(f"{self._settings.url.rstrip('/')}/chat/completions", json=sent)
            except self._errors as error:
                raise Trouble(f"the server can't be reached ({type(error).__name__})") from error
            if response.status_code == 200:
                return self._answer(request, response.content, time.monotonic() - started)
            fault = _fault(response.content)
            if response.status_code not in (400, 422, 500, 501) or not self._adapt(
                sent, known, response.status_code, fault
            ):
                raise self._error(response, fault)

    async def served(self) -> Served:
        """Which models the server has: a look that costs nothing, with little patience.

        Raises:
            TrainingError: it refuses the key.
        """
        try:
            response = await self._client.get(f"{self._settings.url.rstrip('/')}/models", timeout=_PATIENCE)
        except self._errors as error:
            return Served(trouble=type(error).__name__)
        if response.status_code in (401, 403):
            raise self._error(response, _fault(response.content))
        if response.status_code >= 500 and response.status_code != 501:
            return Served(trouble=f"HTTP {response.status_code}", busy=True)
        return _models(response.content) if response.status_code == 200 else Served()

    async def close(self) -> None:
        await self._client.aclose()

    def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            self._limit: request.max_tokens,
        }
        if not self._plain:
            body["temperature"] = request.temperature
        wanted = _FORMATS[self._format]
        if wanted == "json_schema":
            schema = {"name": request.kind, "strict": True, "schema": request.schema}
            body["response_format"] = {"type": wanted, "json_schema": schema}
        elif wanted == "json_object+schema":
            body["response_format"] = {"type": "json_object", "schema": request.schema}
        elif wanted == "json_object":
            body["response_format"] = {"type": wanted}
        return body

    def _adapt(self, sent: dict[str, Any], known: int, status: int, fault: dict[str, Any]) -> bool:
        """Whether the request can be said in another way that this server may know. known: index into _FORMATS."""
        words = f"{fault.get('param') or ''} {fault.get('message') or ''}"
        if "max_completion_tokens" in words and "max_tokens" in sent:
            self._limit = "max_completion_tokens"
            return True
        if "temperature" in words and "temperature" in sent and status == 400:
            self._plain = True
            return True
        if self._settings.structured != "auto" or _FORMATS[known] == "none" or "context" in words.casefold():
            return False
        if status == 500 and not any(word in words.casefold() for word in ("response_format", "json", "grammar")):
            return False
        self._format = max(self._format, known + 1)
        return True

    def _answer(self, request: Request, content: bytes, seconds: float) -> Answer:
        try:
            data = json.loads(content)
            choice = data["choices"][0]
            message = choice["message"]
            text = message.get("content") or ""
            usage = data.get("usage") or {}
            counted = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise Trouble("the server's answer is not what a chat server sends") from error
        if not isinstance(text, str):
            raise Trouble("the server's answer is not what a chat server sends")
        if message.get("refusal") or choice.get("finish_reason") == "content_filter":
            raise Unusable("refusal", "The model refused this request.")
        if choice.get("finish_reason") == "length":
            raise Unusable("cut", f"The answer was cut off after {request.max_tokens} tokens; be shorter.")
        asked = counted[0] or estimated_tokens([part.content for part in request.messages])
        return Answer(text, asked, counted[1] or estimated_tokens([text]), seconds)

    def _error(self, response: Any, fault: dict[str, Any]) -> Exception:
        status = response.status_code
        said = f" ({str(fault['message'])[:_SHOWN]})" if fault.get("message") else ""
        if status in (401, 403):
            env = self._settings.key_env
            return TrainingError(
                f"The teacher at {self._settings.url} refuses the key{said if not self._keyed else ''}.",
                code="teacher-key",
                hint=f"{env} is set but not accepted." if self._keyed else f"Set the environment variable {env}.",
            )
        if status == 404:
            return TrainingError(
                f"The teacher at {self._settings.url} has no model {self.name!r}{said}.",
                code="teacher-model-missing",
                hint="Check teacher.model and teacher.url (it usually ends in /v1); Ollama: `ollama pull` it first.",
            )
        if status == 402 or "insufficient_quota" in (fault.get("code"), fault.get("type")):
            return TrainingError(
                f"The account at {self._settings.url} has no credit left.",
                code="teacher-credit",
                hint="Top it up and run again; it goes on where it stopped.",
            )
        if 300 <= status < 400:
            return TrainingError(f"{self._settings.url} sends elsewhere (HTTP {status}).", code="teacher-url")
        if status in (408, 409, 425, 429) or status >= 500:
            return Trouble(f"the server answered {status}", wait=_wait(response), limited=status == 429)
        return Unusable("rejected", f"The server does not take this request (HTTP {status}){said}.", final=True)


def _models(content: bytes) -> Served:
    """The answer to /models. llama-server takes any name; Ollama (owner `library`) and vLLM only those they have."""
    try:
        data = json.loads(content)
        listed = [one for one in data["data"] or () if isinstance(one, dict) and isinstance(one.get("id"), str)]
    except (ValueError, LookupError, TypeError, RecursionError):
        return Served()
    owners = {str(one.get("owned_by") or "") for one in listed}
    return Served(tuple(one["id"] for one in listed), strict=not listed or bool(owners & {"library", "vllm"}))


def _fault(content: bytes) -> dict[str, Any]:
    """What the server says is wrong: {"message", "code", "type", "param"}, as far as it says so."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    found = data.get("error", data.get("detail", data)) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {"message": json.dumps(found)} if found else {}


def _wait(response: Any) -> float | None:
    """Seconds that Retry-After asks for (RFC 9110, 10.2.3: seconds or a date)."""
    value = response.headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except ValueError:
            return None
    return min(_LONGEST_WAIT, max(0.0, seconds)) if seconds == seconds else None
