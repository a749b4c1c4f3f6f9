"""A Hugging Face hub on loopback, as far as an upload needs one: repositories, preupload, LFS, commits."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hub:
    """What it was given. status: answered to everything when it is not 0; fail_puts: how many uploads break off."""

    url: str = ""
    status: int = 0
    fail_puts: int = 0
    repos: dict[str, dict[str, Any]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    cards: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)

    def files(self, repo: str) -> dict[str, bytes]:
        found: dict[str, bytes] = self.repos[repo]["files"]
        return found


@contextmanager
def serving() -> Iterator[Hub]:
    """The hub, on a free port."""
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            self._answer(404, {"error": "not here"})

        def do_PUT(self) -> None:
            body = self._body()
            if hub.fail_puts:
                hub.fail_puts -= 1
                self._answer(500, {"error": "try again"})
                return
            oid = self.path.rpartition("/")[2]
            assert hashlib.sha256(body).hexdigest() == oid
            hub.blobs[oid] = body
            self._answer(200, {})

        def do_POST(self) -> None:
            body = self._body()
            hub.tokens.add(self.headers.get("authorization", ""))
            if hub.status:
                self._answer(hub.status, {"error": "no"})
            elif self.path == "/api/repos/create":
                self._create(json.loads(body))
            elif self.path == "/api/validate-yaml":
                hub.cards.append(json.loads(body)["content"])
                self._answer(200, {"errors": [], "warnings": []})
            elif self.path.endswith("/preupload/main"):
                told = [
                    {"path": f["path"], "uploadMode": "lfs" if f["size"] > 20_000 else "regular", "shouldIgnore": False}
                    for f in json.loads(body)["files"]
                ]
                self._answer(200, {"files": told})
            elif self.path.endswith("/info/lfs/objects/batch"):
                self._batch(json.loads(body))
            elif self.path.endswith("/commit/main"):
                self._commit(body)
            else:
                self._answer(404, {"error": self.path})

        def _create(self, wish: dict[str, Any]) -> None:
            name = f"{wish.get('organization') or 'someone'}/{wish['name']}"
            kind = wish.get("type", "model")
            exists = name in hub.repos
            private = wish.get("private") is True or wish.get("visibility") == "private"
            hub.repos.setdefault(name, {"kind": kind, "private": private, "files": {}, "commits": []})
            prefix = "datasets/" if kind == "dataset" else ""
            self._answer(409 if exists else 200, {"url": f"{hub.url}/{prefix}{name}", "name": name})

        def _batch(self, wish: dict[str, Any]) -> None:
            objects = []
            for one in wish["objects"]:
                href = {"upload": {"href": f"{hub.url}/put/{one['oid']}"}}
                objects.append(one if one["oid"] in hub.blobs else one | {"actions": href})
            self._answer(200, {"transfer": "basic", "objects": objects})

        def _commit(self, body: bytes) -> None:
            parts = self.path.split("/")
            name, prefix = "/".join(parts[3:5]), "datasets/" if parts[2] == "datasets" else ""
            repo = hub.repos[name]
            for line in body.splitlines():
                record = json.loads(line)
                value = record["value"]
                if record["key"] == "header":
                    repo["commits"].append(value["summary"])
                elif record["key"] == "file":
                    repo["files"][value["path"]] = base64.b64decode(value["content"])
                elif record["key"] == "lfsFile":
                    repo["files"][value["path"]] = hub.blobs[value["oid"]]
            self._answer(
                200,
                {"commitUrl": f"{hub.url}/{prefix}{name}/commit/{'1' * 40}", "commitOid": "1" * 40, "hookOutput": ""},
            )

        def _body(self) -> bytes:
            if self.headers.get("transfer-encoding", "") == "chunked":
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return body
            return self.rfile.read(int(self.headers.get("content-length") or 0))

        def _answer(self, status: int, record: dict[str, Any]) -> None:
            data = json.dumps(record).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="hub")
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
