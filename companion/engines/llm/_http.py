"""One HTTP exchange with a model server: bounded waits, streamed answer, stoppable from any thread. Standard library.

Errors name the host only, never the key, the path's query, what was said or what the server wrote back.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from companion.errors import BrainError

CONNECT_TIMEOUT = 10.0  # seconds
READ_TIMEOUT = 120.0  # seconds without a byte
_LINE = 1 << 20  # bytes
_BODY = 1 << 22


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server is. host: as shown to people ("example.org:8000"). key: "" for none; not shown by repr."""

    secure: bool
    name: str
    port: int | None
    path: str
    key_name: str

    @property
    def host(self) -> str:
        return f"{self.name}:{self.port}" if self.port else self.name

    @property
    def loopback(self) -> bool:
        if self.name == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.name).is_loopback
        except ValueError:
            return False

    @staticmethod
    def parse(url: str, key_name: str) -> "Server":
        """Raises BrainError: not an http(s) URL."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise BrainError(
                "The address in `brain.url` is not of the form http://host:port/v1.",
                code="brain-url",
                hint="Write it without a user name; a key belongs into the variable named in `brain.api_key_env`.",
            )
        return Server(parts.scheme == "https", parts.hostname, port, parts.path.rstrip("/"), key_name)


class Refused(Exception):
    """The server answered with an error status. identifier: its short error code, e.g. "context_length_exceeded"."""

    def __init__(self, status: int, identifier: str, retry_after: str) -> None:
        super().__init__(status)
        self.status = status
        self.identifier = identifier
        self.retry_after = retry_after


class Exchange:
    """A request and its answer. `open` and reading on one thread; `abort` from any."""

    def __init__(self, server: Server) -> None:
        self._server = server
        kind = http.client.HTTPSConnection if server.secure else http.client.HTTPConnection
        self._connection = kind(server.name, server.port, timeout=CONNECT_TIMEOUT)
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._answer: http.client.HTTPResponse | None = None
        self.aborted = False

    def open(self, method: str, path: str, key: str, body: dict[str, Any] | None = None) -> http.client.HTTPResponse:
        """Send, and wait for the head of the answer.

        Raises:
            Refused: an error status.
            BrainError: no connection, no answer in time, or the answer is a web page.
        """
        headers = {"Accept": "text/event-stream, application/json", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Authorization"] = f"Bearer {key}"
        with self.translated("before it answered"):
            self._connection.connect()
            connected: socket.socket = self._connection.sock
            connected.settimeout(READ_TIMEOUT)
            with self._lock:
                self._socket = connected
                if self.aborted:
                    connected.shutdown(socket.SHUT_RDWR)
            data = json.dumps(body).encode("ascii") if body is not None else None
            self._connection.request(method, self._server.path + path, data, headers)
            answer = self._answer = self._connection.getresponse()
            if answer.status != 200:
                raise Refused(answer.status, _identifier(answer.read(_BODY)), answer.headers.get("Retry-After", ""))
        if "html" in answer.headers.get("Content-Type", ""):
            raise BrainError(
                f"{self._server.host} answered with a web page instead of a model's reply.",
                code="brain-not-api",
                hint="Check `brain.url`; it usually ends in /v1.",
            )
        return answer

    def lines(self, answer: http.client.HTTPResponse) -> Iterator[bytes]:
        """The answer line by line until it ends. Raises BrainError when the connection breaks or stalls."""
        while True:
            with self.translated("in mid-reply"):
                line = answer.readline(_LINE)
            if not line:
                return
            yield line.strip()

    def body(self, answer: http.client.HTTPResponse) -> bytes:
        with self.translated("in mid-reply"):
            return answer.read(_BODY)

    def abort(self) -> None:
        """Break the connection; the reading thread wakes at once."""
        with self._lock:
            self.aborted = True
            if self._socket is not None:
                try:
                    self._socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def close(self) -> None:
        with self._lock:
            self._socket = None
        if self._answer is not None:
            self._answer.close()  # it owns the socket once its head has been read
        self._connection.close()

    def translated(self, when: str) -> "_Translated":
        return _Translated(self._server.host, when)


class _Translated:
    """Turns network exceptions into BrainErrors that name the host and the fix."""

    def __init__(self, host: str, when: str) -> None:
        self._host = host
        self._when = when

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        host = self._host
        if isinstance(error, TimeoutError):
            raise BrainError(
                f"{host} did not answer in time.",
                code="brain-timeout",
                hint="Is the server overloaded or still loading its model? Try again.",
                retryable=True,
            ) from error
        if isinstance(error, ConnectionRefusedError):
            raise BrainError(
                f"Nothing listens at {host}.",
                code="brain-refused",
                hint="Start the model server, or correct `brain.url`.",
            ) from error
        if isinstance(error, socket.gaierror):
            raise BrainError(
                f"The host {host} is not known.", code="brain-unknown-host", hint="Correct `brain.url`."
            ) from error
        if isinstance(error, ssl.SSLError):
            raise BrainError(
                f"No secure connection to {host} ({error.reason}).",
                code="brain-tls",
                hint="Use http:// for a local server, or mend its certificate.",
            ) from error
        if isinstance(error, OSError | http.client.HTTPException):
            raise BrainError(
                f"The connection to {host} broke {self._when}.", code="brain-stream-broken", retryable=True
            ) from error


def _identifier(body: bytes) -> str:
    """The server's error code if it is one word; its sentences may quote the conversation and are not kept."""
    try:
        value = json.loads(body)
    except ValueError:
        return ""
    error = value.get("error", value) if isinstance(value, dict) else None
    if not isinstance(error, dict):
        return ""
    for name in ("code", "type"):
        word = error.get(name)
        if isinstance(word, str) and word.replace("_", "").isalnum() and len(word) <= 60:
            return word
    return ""
