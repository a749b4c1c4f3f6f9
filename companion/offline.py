"""The offline switch: while it is on, Python code of this process can't connect to another machine.

Installed as an audit hook, so that libraries are covered too; a hook can't be removed: the switch is a flag it reads.
Connections to this machine itself (loopback, Unix sockets) always work: the sound server and a local model server
need them.
"""

import ipaddress
import os
import sys
from typing import Any

_TO_ADDRESS = ("socket.connect", "socket.sendto", "socket.sendmsg")  # audit events: (socket, address)
_TO_NAME = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")  # (name, …): a question to a server
_state = {"installed": False, "offline": False}


class OfflineError(ConnectionRefusedError):
    """A connection to another machine was refused because `offline: true` is set."""


def no_telemetry() -> None:
    """Keep libraries from reporting on their own: native code that no audit hook sees. Call before they are imported.

    onnxruntime 1.31 for Linux keeps a device id and events in ~/.cache/Microsoft and sends them to
    mobile.events.data.microsoft.com; `disable_telemetry_events()` comes too late for that (seen with strace).
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def set_offline(offline: bool) -> None:
    """Turn the switch on or off for this process; telemetry is off either way. Any thread."""
    no_telemetry()
    if offline and not _state["installed"]:
        sys.addaudithook(_hook)
        _state["installed"] = True
    _state["offline"] = offline
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["TRANSFORMERS_OFFLINE"] = "1"
    else:
        os.environ.pop("HF_HUB_OFFLINE", None)
        os.environ.pop("TRANSFORMERS_OFFLINE", None)


def forbids(host: str) -> bool:
    """Whether this process may not connect to a host now. For those who would reach it through a proxy on this
    machine, which the hook does not see."""
    return _state["offline"] and not is_local(host)


def is_local(host: str) -> bool:
    """True for a loopback name or address."""
    if host in ("localhost", "localhost.localdomain", ""):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _state["offline"]:
        return
    if event in _TO_ADDRESS:
        host = _host(arguments[1])
    elif event in _TO_NAME:
        host = arguments[0]
    else:
        return
    text = host.decode(errors="replace") if isinstance(host, bytes) else host
    if isinstance(text, str) and not is_local(text):
        raise OfflineError(f"The connection to {text} was refused: `offline: true` is set in conf.yaml.")


def _host(address: Any) -> str | bytes | None:
    return address[0] if isinstance(address, tuple) and address else None
