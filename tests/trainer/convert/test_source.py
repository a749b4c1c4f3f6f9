"""Fetching llama.cpp's converter: only what is wanted, only when it is what it says it is."""

import hashlib
import io
import json
import stat
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.errors import TrainingError
from tests.trainer.tuned import BASE
from trainer.convert import gguf, source

TOP = "llama_cpp_python-9.9.9/vendor/llama.cpp"
FILES = {
    f"{TOP}/convert_hf_to_gguf.py": b"hf",
    f"{TOP}/convert_lora_to_gguf.py": b"lora",
    f"{TOP}/conversion/base.py": b"base",
    f"{TOP}/gguf-py/gguf/__init__.py": b"gguf",
    f"{TOP}/src/llama.cpp": b"not wanted",
    f"{TOP}/conversion/weights.bin": b"not wanted",
    "llama_cpp_python-9.9.9/setup.py": b"not wanted",
}


def pack(path: Path, files: dict[str, bytes], *more: tarfile.TarInfo) -> Path:
    """A source package."""
    with tarfile.open(path, "w:gz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        for info in more:
            tar.addfile(info)
    return path


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Puts a source package of the version 9.9.9 where a person would."""
    monkeypatch.setattr(source, "version", lambda: "9.9.9")

    def give(files: dict[str, bytes], *more: tarfile.TarInfo, known: bool = True) -> Path:
        path = pack(tmp_path / "x.tar.gz", files, *more)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        monkeypatch.setitem(source.KNOWN, "9.9.9", digest if known else "0" * 64)
        monkeypatch.setenv(source.LOCAL, str(path))
        return path

    return give


def test_only_the_converter_is_unpacked(given: Callable[..., Path]) -> None:
    given(FILES)
    folder = source.fetch(offline=True)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    wanted = {name.removeprefix(TOP + "/") for name, data in FILES.items() if data != b"not wanted"}
    assert found == wanted | {"unpacked.json"}
    assert json.loads((folder / "unpacked.json").read_text())["version"] == "9.9.9"
    assert source.ready() and source.fetch(offline=True) == folder


def test_another_file_than_the_published_one_is_refused(given: Callable[..., Path]) -> None:
    given(FILES, known=False)
    with pytest.raises(TrainingError, match="is not the published source package") as caught:
        source.fetch()
    assert caught.value.code == "converter-hash" and not source.ready()
    with pytest.raises(TrainingError, match="is not the published"):  # not passed over by converting otherwise
        gguf.choose(BASE, offline=True)


@pytest.mark.parametrize("name", ["/etc/x.py", f"../{TOP}/conversion/x.py", f"{TOP}/conversion/../../../../../x.py"])
def test_no_file_leaves_the_folder(given: Callable[..., Path], name: str) -> None:
    given(FILES | {name: b"bad"})
    folder = source.fetch(offline=True)
    outside = list(folder.parents[2].rglob("x.py"))
    assert not outside and not Path("/etc/x.py").exists()


def test_links_are_left_out(given: Callable[..., Path]) -> None:
    link = tarfile.TarInfo(f"{TOP}/conversion/evil.py")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    given(FILES, link)
    assert not (source.fetch(offline=True) / "conversion" / "evil.py").exists()


def test_bombs_and_rubbish(given: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(source, "_MOST_BYTES", 10)
    given(FILES)
    with pytest.raises(TrainingError, match="far more than a converter"):
        source.fetch()
    monkeypatch.undo()
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(source, "version", lambda: "9.9.9")
    rubbish = tmp_path / "rubbish.tar.gz"
    rubbish.write_bytes(b"no archive")
    monkeypatch.setenv(source.LOCAL, str(rubbish))
    with pytest.raises(TrainingError, match="can't be used as the source package"):
        source.fetch()
    few = pack(tmp_path / "few.tar.gz", {f"{TOP}/convert_hf_to_gguf.py": b"x"})
    monkeypatch.setenv(source.LOCAL, str(few))
    with pytest.raises(TrainingError, match=r"has no vendor/llama\.cpp/convert_lora_to_gguf\.py"):
        source.fetch()
    monkeypatch.setenv(source.LOCAL, str(tmp_path / "gone"))
    with pytest.raises(TrainingError, match="there is no file"):
        source.fetch()
    assert not list((tmp_path / "home").rglob("converter"))


def test_offline_says_what_to_do_and_our_own_takes_over() -> None:
    with pytest.raises(TrainingError, match="nothing may be downloaded") as caught:
        source.fetch(offline=True)
    assert source.LOCAL in caught.value.hint
    assert gguf.choose(BASE, offline=True).folder is None


def test_offline_with_an_architecture_that_only_llama_cpp_knows(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"architectures": ["ExaoneForCausalLM"]}')
    with pytest.raises(TrainingError, match="the architecture ExaoneForCausalLM is known to llama") as caught:
        gguf.choose(tmp_path, offline=True)
    assert caught.value.code == "converter-offline"


def test_pip_is_asked_for_the_very_version(
    given: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the person's own pip, so that proxies and mirrors hold; what it brings is checked."""
    archive = given(FILES)
    monkeypatch.delenv(source.LOCAL)
    fake = tmp_path / "python"
    fake.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nfor d; do [ -d "$d" ] && cp {archive} "$d"; done\nexit 0\n'
    )
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(fake))
    assert (source.fetch() / "conversion" / "base.py").read_bytes() == b"base"
    asked = (tmp_path / "asked").read_text()
    assert "-m pip download --no-deps --no-binary llama-cpp-python" in asked and "llama-cpp-python==9.9.9" in asked


def test_pip_that_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\necho 'ERROR: No matching distribution found' >&2\nexit 1\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(fake))
    with pytest.raises(TrainingError, match="could not be downloaded: ERROR: No matching distribution found") as caught:
        source.fetch()
    assert caught.value.retryable
    assert gguf.choose(BASE, offline=False).why == "converter-unreachable"
    assert [path.name for path in tmp_path.iterdir()] == ["python"]
