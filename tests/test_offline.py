"""The offline switch really refuses; run in a child process since an audit hook can't be taken out again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.offline import is_local

SCRIPT = """
import socket, threading
from companion.offline import forbids, set_offline, OfflineError
set_offline(True)
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname(), timeout=5).close()
print("loopback works", forbids("127.0.0.1"), forbids("example.invalid"))
for attempt in (
    lambda: socket.create_connection(("192.0.2.1", 9), timeout=0.01),
    lambda: socket.getaddrinfo("example.invalid", 80),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9)),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b"x"], [], 0, ("192.0.2.1", 9)),
    lambda: socket.socket().connect_ex(("192.0.2.1", 9)),
    lambda: socket.gethostbyname("example.invalid"),
    lambda: socket.gethostbyaddr("192.0.2.1"),
):
    try:
        attempt()
    except OfflineError as error:
        print("refused", type(error).__name__)
set_offline(False)
try:
    socket.create_connection(("192.0.2.1", 9), timeout=0.01)
except OfflineError:
    print("still refused")
except OSError:
    print("tried")
"""


def test_other_machines_are_refused_and_this_one_is_not() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split("\n")[:9] == ["loopback works False True"] + ["refused OfflineError"] * 7 + ["tried"]


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("fe80::1%eth0", False),
        ("10.0.0.1", False),
        ("x.y", False),
    ],
)
def test_is_local(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_no_library_keeps_a_record_to_send(tmp_path: Path) -> None:
    """onnxruntime would put a device id and what it did into the cache folder, and send it: see `no_telemetry`."""
    script = (
        "import numpy; from companion.engines.vad import silero; silero.create().probability(numpy.zeros(512, 'f'))"
    )
    dropped = ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
    environment = {key: value for key, value in os.environ.items() if key not in dropped}
    environment |= {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], env=environment, timeout=60, check=True)
    assert list(tmp_path.iterdir()) == []
