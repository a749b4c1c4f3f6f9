"""One GET over HTTP(S), redirects and proxies included, that can be broken off from another thread. Standard library.

Used by one thread; `abort` from any. Never leaves encryption for plain HTTP, except towards this machine itself. What a
Hugging Face hub tells on the way (`X-Linked-Size`, `X-Linked-ETag`: size and SHA-256 of a large file) is kept, and only
believed of the hub itself. Addresses can carry signatures and are never shown; error messages name hosts.
"""

import base64
import http.client
import re
import socket
import ssl
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from companion import offline
from companion.errors import ModelError
from companion.models.hub import is_loopback

CONNECT_TIMEOUT = 15.0  # seconds
READ_TIMEOUT = 45.0  # seconds without a byte
_REDIRECTS = 6
_SKIPPED = 1 << 16  # bytes of a redirect's or an error's body that are read
AGENT = "vtuber-companion (model download)"


class Broken(Exception):
    """The connection failed, or the server wants to be asked again. retry_after: what it said about when; reason: for
    people, without the address."""

    def __init__(self, reason: str, *, retry_after: str = "", code: str = "models-connection") -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.code = code


@dataclass(frozen=True, slots=True)
class Announced:
    """What the hub said about a file. size: bytes; sha256: hex, "" where it says none."""

    size: int | None = None
    sha256: str = ""


class Exchange:
    """A request and its answer; a context manager that closes both.

    Args:
        url: where; plain HTTP only to this machine.
        headers: sent to every host on the way.
        timeouts: seconds to connect, and seconds without a byte.
    """

    def __init__(
        self, url: str, headers: Mapping[str, str], *, timeouts: tuple[float, float] = (CONNECT_TIMEOUT, READ_TIMEOUT)
    ) -> None:
        self._url = url
        self._headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", **headers}
        self._timeouts = timeouts
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._answer: http.client.HTTPResponse | None = None
        self._aborted = False
        self.announced = Announced()
        self.host = urlsplit(url).netloc
        self.redirected = False

    def __enter__(self) -> "Exchange":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def open(self) -> http.client.HTTPResponse:
        """The head of the final answer, whatever its status.

        Raises:
            Broken: no connection, no answer in time, too many redirects.
            ModelError: `offline`, or an insecure redirect.
        """
        url = self._url
        for hop in range(_REDIRECTS + 1):
            answer = self._ask(url)
            if hop == 0 or urlsplit(url).netloc == urlsplit(self._url).netloc:
                self._listen(answer)
            if answer.status not in (301, 302, 303, 307, 308):
                return answer
            url = self._next(url, answer)
            self._close()
            self.host, self.redirected = urlsplit(url).netloc, True
        raise Broken(f"{self.host} redirects in circles", code="models-redirect")

    def read(self, size: int) -> bytes:
        """Up to `size` bytes as they come; b"" at the end. Raises Broken when the connection breaks or stalls."""
        assert self._answer is not None
        try:
            return self._answer.read1(size)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _broken(error, self.host, "in the middle") from error

    def abort(self) -> None:
        """Break the connection; the reading thread wakes at once with Broken."""
        with self._lock:
            self._aborted = True
            if self._socket is not None:
                try:
                    self._socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def _ask(self, url: str) -> http.client.HTTPResponse:
        parts = urlsplit(url)
        if offline.forbids(parts.hostname or ""):  # a proxy on this machine would lead past the switch
            raise refused_offline(parts.netloc)
        try:
            connection, target = _connection(url, self._timeouts[0])
            self._connection = connection
            connection.connect()
            connected: socket.socket = connection.sock
            connected.settimeout(self._timeouts[1])
            with self._lock:
                self._socket = connected
                if self._aborted:
                    connected.shutdown(socket.SHUT_RDWR)
            connection.request("GET", target, headers=self._headers)
            self._answer = connection.getresponse()
        except offline.OfflineError as error:
            raise refused_offline(parts.netloc) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _broken(error, parts.netloc, "before it answered") from error
        return self._answer

    def _next(self, url: str, answer: http.client.HTTPResponse) -> str:
        location = answer.headers.get("Location", "")
        try:
            target = urljoin(url, location)
            parts = urlsplit(target)
            fine = bool(location) and parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            fine = False
        if not fine:
            raise Broken(f"{self.host} redirects to nowhere", code="models-redirect")
        here = is_loopback(parts.hostname or "") and is_loopback(urlsplit(self._url).hostname or "")
        if parts.scheme == "http" and not here:
            raise ModelError(
                f"{self.host} sends the download to {parts.netloc}, which is not encrypted.",
                code="models-insecure",
                hint="Nothing was downloaded. Check `models.hub`, or ask who runs that mirror.",
            )
        try:
            answer.read(_SKIPPED)
        except (OSError, http.client.HTTPException, ValueError):
            pass
        return target

    def _listen(self, answer: http.client.HTTPResponse) -> None:
        size = answer.headers.get("X-Linked-Size", "")
        digest = answer.headers.get("X-Linked-ETag", "").removeprefix("W/").strip('"').lower()
        if size.isdecimal() or re.fullmatch("[0-9a-f]{64}", digest):
            self.announced = Announced(
                int(size) if size.isdecimal() else None, digest if re.fullmatch("[0-9a-f]{64}", digest) else ""
            )

    def _close(self) -> None:
        with self._lock:
            self._socket = None
        if self._answer is not None:
            self._answer.close()
            self._answer = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def refused_offline(host: str) -> ModelError:
    """What is said when `offline: true` forbids a download."""
    return ModelError(
        f"The connection to {host} was refused: `offline: true` is set.",
        code="offline",
        hint="Add `--online` to allow it for this one download, or set `offline: false` in conf.yaml.",
    )


def _connection(url: str, timeout: float) -> tuple[http.client.HTTPConnection, str]:
    """A connection that is not open yet (through the system's proxy, if there is one), and what to ask it for."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "http":  # only this machine itself
        return http.client.HTTPConnection(host, parts.port, timeout=timeout), target
    proxy = "" if is_loopback(host) or urllib.request.proxy_bypass(host) else urllib.request.getproxies().get("https")
    if not proxy:
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=_trust()), target
    through = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
    if through.scheme != "http" or not through.hostname:
        raise ModelError(
            f"The proxy for https ({through.scheme}://{through.hostname}) is of a kind that is not supported.",
            code="models-proxy",
            hint="Set HTTPS_PROXY to an http:// proxy, or remove it.",
        )
    connection = http.client.HTTPSConnection(through.hostname, through.port or 8080, timeout=timeout, context=_trust())
    connection.set_tunnel(host, parts.port or 443, _login(through))
    return connection, target


def _login(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    words = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(words.encode()).decode("ascii")}


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The system's certificate authorities, and those of certifi where it is there (some systems have none of theirs
    where Python looks)."""
    context = ssl.create_default_context()
    try:
        import certifi
    except ImportError:
        return context
    context.load_verify_locations(certifi.where())
    return context


def _broken(error: Exception, host: str, when: str) -> Exception:
    if isinstance(error, ssl.SSLCertVerificationError):
        return ModelError(
            f"The certificate of {host} is not trusted ({error.verify_message}).",
            code="models-tls",
            hint="Check the clock of this machine and `models.hub`; in a company network its certificate must be "
            "known to this system (SSL_CERT_FILE).",
        )
    if isinstance(error, TimeoutError):
        return Broken(f"{host} did not answer in time", code="models-timeout")
    if isinstance(error, socket.gaierror):
        return Broken(f"{host} can't be found; is this machine online?", code="models-unreachable")
    if isinstance(error, ConnectionRefusedError):
        return Broken(f"nothing listens at {host}", code="models-unreachable")
    return Broken(f"the connection to {host} broke {when}")
