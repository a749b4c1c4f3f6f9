"""A hub on loopback that misbehaves on request: real sockets, real HTTP/1.1, one thread a connection."""

import hashlib
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import unquote, urlsplit

CHUNK = 4096


@dataclass(frozen=True)
class Request:
    path: str
    range: str | None
    if_range: str | None
    authorization: str | None


Act = Callable[["Handler", bytes], None]


class HubServer:
    """files: by path, with the leading slash. `on(path, act, …)`: how the next requests for it are answered, one each;
    afterwards as a good hub does. redirect: large files by a redirect to /cdn, as Hugging Face does."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.requests: list[Request] = []
        self.redirect = False
        self.announce: dict[str, tuple[int, str]] = {}
        self.strong = True
        self._acts: defaultdict[str, list[Act]] = defaultdict(list)
        self._lock = threading.Lock()
        self.go = threading.Event()  # what `slowly` waits for
        server = self

        class Bound(Handler):
            hub = server

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="hub")

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def on(self, path: str, *acts: Act) -> None:
        self._acts[path] += acts

    def forget_acts(self) -> None:
        self._acts.clear()

    def next_act(self, path: str) -> Act:
        with self._lock:
            return self._acts[path].pop(0) if self._acts[path] else good

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def __enter__(self) -> "HubServer":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.go.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()  # joins the connections' threads


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: HubServer
    timeout = 10

    def do_GET(self) -> None:
        self.close_connection = True
        path = unquote(urlsplit(self.path).path)
        self.hub.requests.append(
            Request(path, self.headers["Range"], self.headers["If-Range"], self.headers["Authorization"])
        )
        content = self.hub.files.get(path)
        act = self.hub.next_act(path)
        if content is None and act is good:
            act = status(404)
        try:
            if act is good and self.hub.redirect and not path.startswith("/cdn"):
                self._send_on(path)
            else:
                act(self, content or b"")
        except (BrokenPipeError, ConnectionResetError):
            pass

    def _send_on(self, path: str) -> None:
        size, digest = self.hub.announce.get(path, (len(self.hub.files[path]), sha(self.hub.files[path])))
        self.hub.files.setdefault("/cdn" + path, self.hub.files[path])
        head(
            self, 302, {"Location": f"/cdn{path}?signed=yes", "X-Linked-Size": size, "X-Linked-ETag": f'"{digest}"'}, 0
        )

    def log_message(self, format: str, *args: object) -> None:
        pass


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def etag(content: bytes) -> str:
    return f'"{sha(content)[:20]}"'


def head(handler: Handler, status: int, headers: dict[str, object], length: int | None) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, str(value))
    if length is not None:
        handler.send_header("Content-Length", str(length))
    handler.send_header("Connection", "close")
    handler.end_headers()


def wanted_from(handler: Handler, tag: str) -> int:
    """Where a range begins that has to be honoured; 0 for the whole file."""
    asked, condition = handler.headers["Range"], handler.headers["If-Range"]
    if not asked or (condition is not None and condition != tag):
        return 0
    return int(asked.removeprefix("bytes=").rstrip("-"))


def good(handler: Handler, content: bytes) -> None:
    """As RFC 9110 has it."""
    tag = etag(content) if handler.hub.strong else "W/" + etag(content)
    start = wanted_from(handler, tag)
    about: dict[str, object] = {"ETag": tag, "Accept-Ranges": "bytes", "Content-Type": "application/octet-stream"}
    if start and start >= len(content):
        head(handler, 416, {"Content-Range": f"bytes */{len(content)}"}, 0)
        return
    if start:
        about["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
    head(handler, 206 if start else 200, about, len(content) - start)
    handler.wfile.write(content[start:])


def cut(after: int) -> Act:
    """The connection ends after so many bytes of what was promised."""

    def act(handler: Handler, content: bytes) -> None:
        start = wanted_from(handler, etag(content))
        about: dict[str, object] = {"ETag": etag(content)}
        if start:
            about["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        head(handler, 206 if start else 200, about, len(content) - start)
        handler.wfile.write(content[start : start + after])

    return act


def status(code: int, body: bytes = b"", **headers: object) -> Act:
    def act(handler: Handler, content: bytes) -> None:
        head(handler, code, {name.replace("_", "-"): value for name, value in headers.items()}, len(body))
        handler.wfile.write(body)

    return act


def serve(other: bytes, tag: str | None = None) -> Act:
    """Other content than the hub has, from the beginning, whatever is asked for."""

    def act(handler: Handler, content: bytes) -> None:
        head(handler, 200, {"ETag": tag} if tag else {}, len(other))
        handler.wfile.write(other)

    return act


def ignoring_range(handler: Handler, content: bytes) -> None:
    head(handler, 200, {"ETag": etag(content)}, len(content))
    handler.wfile.write(content)


def wrong_piece(handler: Handler, content: bytes) -> None:
    """206, but from another place than was asked for."""
    head(handler, 206, {"ETag": etag(content), "Content-Range": f"bytes 0-9/{len(content)}"}, 10)
    handler.wfile.write(content[:10])


def blind_piece(other: bytes) -> Act:
    """The piece that was asked for, but of another version, and without saying so: If-Range and ETag are ignored."""

    def act(handler: Handler, content: bytes) -> None:
        start = int((handler.headers["Range"] or "bytes=0-").removeprefix("bytes=").rstrip("-"))
        about: dict[str, object] = {"ETag": etag(content)}
        if start:
            about["Content-Range"] = f"bytes {start}-{len(other) - 1}/{len(other)}"
        head(handler, 206 if start else 200, about, len(other) - start)
        handler.wfile.write(other[start:])

    return act


def slowly(first: int) -> Act:
    """`first` bytes, then nothing until `hub.go` is set."""

    def act(handler: Handler, content: bytes) -> None:
        start = wanted_from(handler, etag(content))
        about: dict[str, object] = {"ETag": etag(content)}
        if start:
            about["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        head(handler, 206 if start else 200, about, len(content) - start)
        handler.wfile.write(content[start : start + first])
        handler.wfile.flush()
        handler.hub.go.wait(10)
        handler.wfile.write(content[start + first :])

    return act


def unmeasured(handler: Handler, content: bytes) -> None:
    """Chunked, without a length."""
    head(handler, 200, {"Transfer-Encoding": "chunked"}, None)
    for at in range(0, len(content), CHUNK):
        piece = content[at : at + CHUNK]
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    handler.wfile.write(b"0\r\n\r\n")


def unmeasured_cut(handler: Handler, content: bytes) -> None:
    head(handler, 200, {"Transfer-Encoding": "chunked"}, None)
    handler.wfile.write(b"%x\r\n%s\r\n" % (CHUNK, content[:CHUNK]))


def hang_up(handler: Handler, content: bytes) -> None:
    """No answer at all."""
    handler.connection.close()
