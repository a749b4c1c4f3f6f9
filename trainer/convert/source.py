"""llama.cpp's own converter, from the source package of the very llama-cpp-python that is installed. Any thread.

That package (76 MB) is asked of the person's package index by pip once and checked by hash; only the converter's
Python files are unpacked, into the cache folder. Who is offline points COMPANION_LLAMA_CPP_SDIST to the file.
"""

import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path, PurePosixPath

from companion import paths
from companion.errors import TrainingError

PACKAGE = "llama-cpp-python"
LOCAL = "COMPANION_LLAMA_CPP_SDIST"
KNOWN = {"0.3.36": "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"}  # SHA-256 of the .tar.gz
_WANTED = ("convert_hf_to_gguf.py", "convert_lora_to_gguf.py", "conversion", "gguf-py")
_MOST_BYTES = 64 << 20  # unpacked; today's take 2 MB
_MOST_FILES = 2000
_DOWNLOAD_SECONDS = 900


def version() -> str:
    """The installed llama-cpp-python. Raises TrainingError when there is none."""
    try:
        return importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise TrainingError(
            f"{PACKAGE} is not installed.", code="llama-cpp-missing", hint=f"Install it: pip install {PACKAGE}"
        ) from error


def folder() -> Path:
    """Where the converter of the installed version is, or will be."""
    return paths.cache() / "llama.cpp" / version()


def ready() -> bool:
    """Is the converter unpacked already?"""
    return (folder() / "unpacked.json").is_file()


def at_hand(offline: bool = False) -> None:
    """Could it be fetched? Asks nobody.

    Raises:
        TrainingError: the file that the person names is not there, or it is not here and nothing may be downloaded.
    """
    if ready():
        return
    local = os.environ.get(LOCAL, "")
    if local and not Path(local).expanduser().is_file():
        text = f"{LOCAL}: there is no file {Path(local).expanduser()}."
        raise TrainingError(text, code="converter-missing", hint="Mend the path.")
    if offline and not local:
        raise TrainingError(
            "llama.cpp's converter is not on this machine, and nothing may be downloaded.",
            code="converter-offline",
            hint=f"Run once with a network, or name the source package of {PACKAGE} {version()} in {LOCAL}.",
        )


def fetch(offline: bool = False) -> Path:
    """The folder with the converter; fetched, checked and unpacked when it is not there yet.

    Raises:
        TrainingError: not to be had (offline, no pip, no such version), another hash, or an odd archive.
    """
    if ready():
        return folder()
    at_hand(offline)
    local = os.environ.get(LOCAL, "")
    if local:
        return _checked(Path(local).expanduser(), own_file=True)
    with tempfile.TemporaryDirectory(prefix="companion-converter-") as place:
        return _checked(_download(Path(place)), own_file=False)


def _download(place: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", PACKAGE, "--no-input", "--quiet"]
    command += ["--retries", "2", "--timeout", "30"]
    command += ["--dest", str(place), f"{PACKAGE}=={version()}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unreachable(str(error)) from error
    found = sorted(place.glob("*.tar.gz"))
    if done.returncode != 0 or not found:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise _unreachable(lines[-1] if lines else "pip gave no reason")
    return found[0]


def _unreachable(why: str) -> TrainingError:
    return TrainingError(
        f"The source package of {PACKAGE} {version()} could not be downloaded: {why}.",
        code="converter-unreachable",
        hint=f"Look at the network and pip's settings, or name the file in {LOCAL}.",
        retryable=True,
    )


def _checked(archive: Path, *, own_file: bool) -> Path:
    """Compares the hash with the one known here or told by PyPI; a person's own file of another version is trusted."""
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    wanted = KNOWN.get(version()) or ("" if own_file else _published())
    if wanted and found != wanted:
        raise TrainingError(
            f"{archive.name} is not the published source package of {PACKAGE} {version()} (SHA-256 {found[:16]}…).",
            code="converter-hash",
            hint="Download it again from PyPI.",
        )
    return _unpack(archive, found)


def _published() -> str:
    """PyPI's SHA-256 of the source package."""
    url = f"https://pypi.org/pypi/{PACKAGE}/{version()}/json"
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            files = json.loads(answer.read(8 << 20))["urls"]
        return str(next(file["digests"]["sha256"] for file in files if file["packagetype"] == "sdist"))
    except (OSError, urllib.error.URLError, ValueError, KeyError, StopIteration) as error:
        raise TrainingError(
            f"PyPI could not be asked for the hash of {PACKAGE} {version()}.",
            code="converter-hash",
            hint=f"Look at the network, or name a source package that you trust in {LOCAL}.",
            retryable=True,
        ) from error


def _unpack(archive: Path, digest: str) -> Path:
    """Only the wanted files, only plain ones, into a new folder that gets its name last."""
    target = folder()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=target.parent) as place:
        part = Path(place) / "converter"
        count = total = 0
        try:
            with tarfile.open(archive, "r:gz") as tar:
                for member in tar:
                    inside = _inside(member)
                    if inside is None:
                        continue
                    count, total = count + 1, total + member.size
                    if count > _MOST_FILES or total > _MOST_BYTES:
                        raise _odd(archive, "it holds far more than a converter")
                    _write(tar, member, part / inside)
        except (tarfile.TarError, EOFError, OSError) as error:
            raise _odd(archive, str(error)) from error
        missing = [name for name in _WANTED if not (part / name).exists()]
        if missing:
            raise _odd(archive, f"it has no vendor/llama.cpp/{missing[0]}")
        note = {"package": PACKAGE, "version": version(), "sha256": digest, "files": count}
        (part / "unpacked.json").write_text(json.dumps(note), encoding="utf-8")
        if not ready():
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)
    return target


def _inside(member: tarfile.TarInfo) -> Path | None:
    """Where a member goes, relative to the target; None for what is not wanted (links and devices never are)."""
    parts = PurePosixPath(member.name).parts
    if not member.isfile() or ".." in parts or parts[1:3] != ("vendor", "llama.cpp") or parts[3:4] == ():
        return None
    inside = parts[3:]
    if inside[0] not in _WANTED or not inside[-1].endswith(".py"):
        return None
    return Path(*inside)


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    content = tar.extractfile(member)
    if content is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.read())


def _odd(archive: Path, why: str) -> TrainingError:
    return TrainingError(
        f"{archive.name} can't be used as the source package of {PACKAGE}: {why}.",
        code="converter-archive",
        hint=f"Download {PACKAGE} {version()} (the .tar.gz) from PyPI again.",
    )
