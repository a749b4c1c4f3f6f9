"""Which hub, and that nothing travels unencrypted."""

import pytest

from companion.errors import ConfigError
from companion.models.catalogue import load
from companion.models.hub import OFFICIAL, choose, is_loopback


@pytest.fixture(autouse=True)
def no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)


def test_by_default_the_official_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose("auto").base == OFFICIAL
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/hf/")
    assert choose("auto").base == "https://mirror.example/hf"
    assert choose("https://other.example:8443").host == "other.example:8443", "the setting goes before"


def test_addresses_name_the_revision() -> None:
    entry = load().find("piper-kristin")
    url = choose("https://mirror.example/hf").url(entry, entry.files[0])
    assert url == (
        f"https://mirror.example/hf/rhasspy/piper-voices/resolve/{entry.revision}/en/en_US/kristin/medium/MODEL_CARD"
    )


@pytest.mark.parametrize("setting", ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80/x"])
def test_this_machine_needs_no_encryption(setting: str) -> None:
    assert choose(setting).loopback


@pytest.mark.parametrize("setting", ["http://mirror.example", "http://192.168.0.5:80", "http://127.0.0.1.evil.example"])
def test_others_do(setting: str) -> None:
    with pytest.raises(ConfigError, match="not encrypted") as caught:
        choose(setting)
    assert caught.value.code == "models-hub"


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "hub",
        "ftp://x",
        "https://",
        "https://me:secret@hub.example",
        "https://hub.example/?a=b",
        "https://[::1",
        "https://x:y",
    ],
)
def test_what_is_no_address(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match=r"https://hub\.example") as caught:
        choose(setting)
    assert "secret" not in str(caught.value) and "conf.yaml" in caught.value.message
    if setting:
        monkeypatch.setenv("HF_ENDPOINT", setting)
        with pytest.raises(ConfigError, match="HF_ENDPOINT"):
            choose("auto")


def test_loopback() -> None:
    assert is_loopback("127.3.2.1") and is_loopback("::1") and not is_loopback("10.0.0.1") and not is_loopback("")
