"""Where models come from: a Hugging Face hub or a mirror with the same addresses. Pure; any thread; no network."""

import ipaddress
import os
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from companion.errors import ConfigError
from companion.models.catalogue import Entry, ModelFile

OFFICIAL = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Hub:
    """base: its address without a slash at the end."""

    base: str

    @property
    def host(self) -> str:
        """As people read it."""
        return urlsplit(self.base).netloc

    @property
    def loopback(self) -> bool:
        return is_loopback(urlsplit(self.base).hostname or "")

    def url(self, entry: Entry, file: ModelFile) -> str:
        return f"{self.base}/{entry.repo}/resolve/{quote(entry.revision)}/{quote(file.path)}"


def choose(setting: str) -> Hub:
    """The hub that conf.yaml's `models.hub` names; "auto": the variable HF_ENDPOINT, else huggingface.co.

    Raises ConfigError: not an address, a name or password in it, or not encrypted and not this machine.
    """
    place = "`models.hub` in conf.yaml"
    wanted = setting.strip()
    if wanted == "auto":
        wanted = os.environ.get("HF_ENDPOINT", "").strip() or OFFICIAL
        place = "the environment variable HF_ENDPOINT"
    try:
        parts = urlsplit(wanted)
        port_is_fine = parts.port != 0
    except ValueError:
        parts, port_is_fine = urlsplit(""), False
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain or not port_is_fine:
        raise ConfigError(
            f"The address in {place} is not of the form https://hub.example.",
            code="models-hub",
            hint=f"Write it without a user name, `?` or `#`; `auto` is {OFFICIAL}.",
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ConfigError(
            f"The hub {parts.netloc} in {place} is not encrypted: anyone on the way could change a model.",
            code="models-hub",
            hint="Use its https address; plain http is only for this machine itself.",
        )
    return Hub(wanted.rstrip("/"))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
