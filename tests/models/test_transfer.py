"""Redirects, encryption, proxies and the offline switch, over real sockets and real TLS."""

import base64
import select
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from companion import offline
from companion.errors import ModelError
from companion.models import transfer
from companion.models.transfer import Broken, Exchange
from tests.models import hub_server as hubs
from tests.models.hub_server import HubServer, sha

PATH = "/m/resolve/r/weights.bin"
CONTENT = b"weights" * 1000
SOON = (2.0, 2.0)


def body_of(exchange: Exchange) -> bytes:
    pieces = []
    while piece := exchange.read(1 << 16):
        pieces.append(piece)
    return b"".join(pieces)


def get(url: str) -> bytes:
    with Exchange(url, {}, timeouts=SOON) as exchange:
        assert exchange.open().status == 200
        return body_of(exchange)


# --- redirects ---


def test_what_the_hub_says_of_the_file_is_kept(server: HubServer) -> None:
    server.files[PATH] = CONTENT
    server.redirect = True
    with Exchange(server.base + PATH, {"Range": "bytes=5-"}, timeouts=SOON) as exchange:
        answer = exchange.open()
        assert (answer.status, exchange.redirected) == (206, True)
        assert body_of(exchange) == CONTENT[5:]
    assert (exchange.announced.size, exchange.announced.sha256) == (len(CONTENT), sha(CONTENT))


def test_another_host_s_word_about_the_hash_counts_for_nothing(server: HubServer) -> None:
    with HubServer() as other:
        other.files["/x"] = CONTENT
        other.on("/x", hubs.status(200, CONTENT, X_Linked_ETag='"' + "0" * 64 + '"', X_Linked_Size=3))
        server.on(PATH, hubs.status(302, Location=f"{other.base}/x"))
        with Exchange(server.base + PATH, {}, timeouts=SOON) as exchange:
            exchange.open()
            assert exchange.announced.sha256 == "" and exchange.announced.size is None


def test_circles_end(server: HubServer) -> None:
    server.on(PATH, *[hubs.status(302, Location=PATH)] * 20)
    with Exchange(server.base + PATH, {}, timeouts=SOON) as exchange, pytest.raises(Broken, match="circles"):
        exchange.open()
    assert len(server.requests) < 10


@pytest.mark.parametrize("location", ["", "ftp://x/y", "https://", "http://[::1"])
def test_a_redirect_to_nowhere(server: HubServer, location: str) -> None:
    server.on(PATH, hubs.status(302, Location=location))
    with Exchange(server.base + PATH, {}, timeouts=SOON) as exchange, pytest.raises(Broken, match="nowhere"):
        exchange.open()


def test_no_redirect_leads_out_of_encryption(server: HubServer) -> None:
    server.on(PATH, hubs.status(302, Location="http://192.0.2.1/weights.bin"))
    with Exchange(server.base + PATH, {}, timeouts=SOON) as exchange, pytest.raises(ModelError) as caught:
        exchange.open()
    assert caught.value.code == "models-insecure" and "192.0.2.1" in caught.value.message


# --- encryption ---


class Plain(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/down" else 200)
        if self.path == "/down":
            self.send_header("Location", "http://192.0.2.1/weights.bin")
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Encrypted:
    """An HTTPS server for hub.test and 127.0.0.1. certificate: what signs it, itself."""

    def __init__(self, folder: Path) -> None:
        self.certificate, key = folder / "hub.pem", folder / "hub.key"
        names = "subjectAltName=DNS:hub.test,IP:127.0.0.1"
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        command += ["-keyout", str(key), "-out", str(self.certificate), "-days", "2", "-subj", "/CN=hub.test"]
        subprocess.run([*command, "-addext", names], check=True, capture_output=True)
        self.server = HTTPServer(("127.0.0.1", 0), Plain)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.handle_error = lambda request, address: None  # type: ignore[method-assign]
        self.port = self.server.server_address[1]


@pytest.fixture
def encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Encrypted]:
    https = Encrypted(tmp_path)
    thread = threading.Thread(target=https.server.serve_forever, args=(0.02,))
    thread.start()
    transfer._trust.cache_clear()
    yield https
    https.server.shutdown()
    thread.join()
    https.server.server_close()
    transfer._trust.cache_clear()


def test_a_certificate_that_nobody_knows_is_refused(encrypted: Encrypted) -> None:
    with pytest.raises(ModelError) as caught:
        get(f"https://127.0.0.1:{encrypted.port}/x")
    assert caught.value.code == "models-tls" and "127.0.0.1" in caught.value.message


def test_a_certificate_that_this_system_knows_is_fine(encrypted: Encrypted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(encrypted.certificate))
    assert get(f"https://127.0.0.1:{encrypted.port}/x") == CONTENT
    with pytest.raises(ModelError) as caught:
        get(f"https://127.0.0.1:{encrypted.port}/down")
    assert caught.value.code == "models-insecure" and "192.0.2.1" in caught.value.message


def test_a_name_that_the_certificate_does_not_have(encrypted: Encrypted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(encrypted.certificate))
    with pytest.raises(ModelError, match="not trusted"):
        get(f"https://localhost:{encrypted.port}/x")


def test_a_server_that_speaks_no_tls(server: HubServer) -> None:
    with pytest.raises(Broken):
        get(server.base.replace("http:", "https:") + PATH)


# --- proxies ---


class Proxy:
    """CONNECT to one place only, whatever is asked for; keeps what it was asked."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += client.recv(4096)
                self.asked.append(head.decode("latin-1"))
                with socket.create_connection(("127.0.0.1", self._to)) as hub:
                    client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                    self._pass_on(client, hub)

    @staticmethod
    def _pass_on(one: socket.socket, other: socket.socket) -> None:
        while True:
            for ready in select.select([one, other], [], [], 5)[0]:
                data = ready.recv(1 << 16)
                if not data:
                    return
                (other if ready is one else one).sendall(data)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@pytest.fixture
def proxy(encrypted: Encrypted, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    running = Proxy(encrypted.port)
    monkeypatch.setenv("SSL_CERT_FILE", str(encrypted.certificate))
    for name in ("https_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:s%40cret@127.0.0.1:{running.port}")
    yield running
    running.close()


def test_the_system_s_proxy_is_used_and_sees_only_the_name(proxy: Proxy) -> None:
    assert get("https://hub.test/some/model") == CONTENT
    (asked,) = proxy.asked
    assert asked.startswith("CONNECT hub.test:443 ") and "some/model" not in asked
    assert base64.b64encode(b"me:s@cret").decode() in asked


def test_the_offline_switch_is_not_bypassed_by_a_proxy_on_this_machine(proxy: Proxy) -> None:
    offline.set_offline(True)
    try:
        with pytest.raises(ModelError) as caught:
            get("https://hub.test/some/model")
    finally:
        offline.set_offline(False)
    assert caught.value.code == "offline" and proxy.asked == []


def test_this_machine_is_reached_without_a_proxy(proxy: Proxy, encrypted: Encrypted) -> None:
    assert get(f"https://127.0.0.1:{encrypted.port}/x") == CONTENT
    assert proxy.asked == []


def test_a_proxy_of_another_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "socks5://me:secret@127.0.0.1:1")
    with pytest.raises(ModelError) as caught:
        get("https://hub.test/some/model")
    assert caught.value.code == "models-proxy" and "secret" not in str(caught.value)


# --- the offline switch ---


def test_offline_refuses_other_machines_but_not_this_one(server: HubServer) -> None:
    server.files[PATH] = CONTENT
    offline.set_offline(True)
    try:
        assert get(server.base + PATH) == CONTENT
        with pytest.raises(ModelError, match="refused: `offline: true`") as caught:
            get("https://192.0.2.1/x")
    finally:
        offline.set_offline(False)
    assert "--online" in caught.value.hint


def test_a_name_that_nobody_knows() -> None:
    with pytest.raises(Broken, match="can't be found") as caught:
        get("https://hub.invalid/x")
    assert caught.value.code == "models-unreachable"
