"""Files that are made to do harm, by the million: cards, packages and sheets under a coverage-guided fuzzer.

    pip install atheris
    python -m benchmarks.hostile_files --seconds 120            # all targets, one process each; a table at the end
    python -m benchmarks.hostile_files png --seconds 120        # one of them

Each file is looked at and taken in as the program does it. What must hold: it comes in whole, or there is a
CharacterError and nothing is left of it; nothing is written outside of the profile, no process started, no connection
opened; no input takes more than 10 seconds or 1.5 GB. What breaks that is kept in the working folder as crash-*. The
files are built from the fuzzer's bytes with their structure whole (chunks with right checksums, zip entries, lists that
fit), so that it gets behind the gates.
"""

import argparse
import base64
import hashlib
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

TARGETS = ("png", "json", "charx", "package", "sheet")
_SHEET = (
    "id: mira\nnames: {ko: 미라}\nlanguages: [ko]\none_line: {ko: x}\nspeech: {ko: {level: y}}\n"
    "voices: {ko: {engine: espeak}}\ngreetings: {ko: [{text: 안녕, emotion: joy}]}\n"
)
_CARD: dict[str, Any] = {
    "name": "Mira",
    "description": 'Mira\'s Personality= "calm", "kind"\n<START>\n{{user}}: hi\n{{char}}: *waves* "Hello!"',
    "first_mes": '*smiles* "Hi {{user}}"',
    "mes_example": "<START>\n{{user}}: a\n{{char}}: b",
    "alternate_greetings": ["x"],
    "character_book": {"entries": [{"keys": ["sea"], "content": "@@depth 3\nblue", "insertion_order": 1}]},
    "extensions": {"vtuber_companion": {"character": {"id": "mira"}}},
}
_FORBIDDEN = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect", "os.fork")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.hostile_files", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("target", choices=TARGETS, nargs="?", help="default: all, one after another")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    given = parser.parse_args()
    if given.target:
        fuzz(given.target, given.seconds)  # ends the process
    return table("benchmarks.hostile_files", TARGETS, given.seconds)


def table(module: str, targets: Sequence[str], seconds: int) -> int:
    """Runs each target of a module in a process of its own, and prints a line of it; 1 where one failed."""
    failed = False
    for target in targets:
        command = [sys.executable, "-m", module, target, "--seconds", str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
        covered = re.findall(r"cov: (\d+)", done.stderr)
        bad = re.search(r"(ERROR: .*|Uncaught Python exception.*(?:\n.*){0,12})", done.stderr)
        failed |= bad is not None or runs is None
        found = bad.group(0)[:1500] if bad else "nothing"
        told = (int(runs.group(1)) if runs else 0, int(covered[-1]) if covered else 0)
        print(f"{target:8} {told[0]:>10,} files, {told[1]:>6,} branches; found: {found}", flush=True)
        if runs is None and bad is None:
            print(done.stderr[-1500:])
    return 1 if failed else 0


def fuzz(target: str, seconds: int) -> None:
    """Runs the fuzzer in this process; does not return."""
    import atheris

    with atheris.instrument_imports(include=["companion.persona"]):
        from companion.persona import bring
    from companion.errors import CharacterError

    root = Path(tempfile.mkdtemp(prefix="hostile-"))
    os.environ["COMPANION_HOME"] = str(root / "home")
    make: Callable[[Any], tuple[str, bytes]] = globals()[f"_{target}"]
    corpus = root / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(_seeds(target)):
        (corpus / str(number)).write_bytes(seed)
    watch = Watch(root)
    sys.addaudithook(watch)

    def one(data: bytes) -> None:
        name, content = make(atheris.FuzzedDataProvider(data))
        file = root / name
        file.write_bytes(content)
        watch.on = True
        try:
            came = bring.take_in(bring.look(file))
            assert all((her.folder / "character.yaml").is_file() for her in came.characters)
        except CharacterError as error:
            assert error.message and "\0" not in error.message
            left = [path for path in (root / "home").rglob("*") if path.is_file()]
            assert not left, f"left: {left}"
        finally:
            watch.on = False
            shutil.rmtree(root / "home", ignore_errors=True)

    options = ["-timeout=10", "-rss_limit_mb=1536", f"-max_total_time={seconds}", "-max_len=65536"]
    atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", str(corpus)], one)
    atheris.Fuzz()


class Watch:
    """An audit hook: nothing is started or connected to, and nothing written outside of the folder."""

    def __init__(self, root: Path) -> None:
        self.on, self._root = False, str(root)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event.startswith(_FORBIDDEN):
            raise SystemError(f"forbidden: {event} {arguments}")
        if event == "open" and isinstance(arguments[0], str | bytes):
            writing = isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writing and not os.fsdecode(arguments[0]).startswith(self._root):
                raise SystemError(f"written outside: {arguments[0]!r}")
        if event in ("os.rename", "os.symlink", "os.link") and not str(arguments[1]).startswith(self._root):
            raise SystemError(f"{event}: {arguments[1]!r}")


def _seeds(target: str) -> list[bytes]:
    card = json.dumps(_CARD).encode()
    v3 = json.dumps({"spec": "chara_card_v3", "spec_version": "3.0", "data": _CARD}).encode()
    return {"sheet": [_SHEET.encode()], "json": [b"\0" + card, b"\0" + v3]}.get(
        target, [b"", card, v3, _SHEET.encode()]
    )


def chunk(kind: bytes, data: bytes, right: bool = True) -> bytes:
    checksum = zlib.crc32(kind + data) if right else 7
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum & 0xFFFFFFFF)


def _card(made: Any) -> bytes:
    """A card whose fields hold anything; or any bytes at all."""
    if made.ConsumeProbability() < 0.2:
        return bytes(made.ConsumeBytes(4096))
    card = dict(_CARD)
    for key in list(card):
        turn = made.ConsumeIntInRange(0, 5)
        if turn == 0:
            del card[key]
        elif turn == 1:
            card[key] = made.ConsumeUnicode(300)
        elif turn == 2:
            card[key] = [made.ConsumeUnicode(40), made.ConsumeInt(4), None, {made.ConsumeUnicode(5): []}]
    card["name"] = made.ConsumeUnicode(30) if made.ConsumeBool() else "Mira"
    whole = {"spec": f"chara_card_v{made.ConsumeIntInRange(1, 4)}", "spec_version": "2.0", "data": card}
    return json.dumps(whole if made.ConsumeBool() else card).encode()


def _png(made: Any) -> tuple[str, bytes]:
    parts = [b"\x89PNG\r\n\x1a\n"]
    sides = struct.pack(">II", made.ConsumeIntInRange(0, 2**32 - 1), made.ConsumeIntInRange(0, 2**32 - 1))
    parts.append(chunk(b"IHDR", sides + bytes([8, 2, 0, 0, 0]), made.ConsumeBool()))
    for _ in range(made.ConsumeIntInRange(0, 4)):
        keyword = made.PickValueInList([b"chara", b"ccv3", b"Chara", b"x", b""])
        text = _card(made)
        text = base64.b64encode(text) if made.ConsumeBool() else text
        kind = made.PickValueInList([b"tEXt", b"zTXt", b"iTXt", b"IDAT"])
        if kind == b"zTXt":
            text = bytes([made.ConsumeIntInRange(0, 1)]) + zlib.compress(text * made.PickValueInList([1, 1, 300]))
        elif kind == b"iTXt":
            packed = made.ConsumeIntInRange(0, 2)
            text = bytes([packed, 0]) + b"en\0\0" + (zlib.compress(text) if packed else text)
        parts.append(chunk(kind, keyword + b"\0" + text, made.ConsumeProbability() < 0.9))
    parts.append(chunk(b"IEND", b""))
    whole = b"".join(parts)
    return "x.png", whole[: made.ConsumeIntInRange(0, len(whole))] if made.ConsumeProbability() < 0.1 else whole


def _json(made: Any) -> tuple[str, bytes]:
    return "x.json", _card(made) if made.ConsumeBool() else bytes(made.ConsumeBytes(made.remaining_bytes()))


def _name(made: Any) -> str:
    shapes = ["card.json", "assets/a.png", "../x", "/x", "a\\..\\b", "C:x", "", ".", "characters/mira/a.txt", "con"]
    return str(made.PickValueInList(shapes)) if made.ConsumeBool() else str(made.ConsumeUnicodeNoSurrogates(20))


def _zip(entries: list[tuple[str, bytes, int]], packed: bool) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data, mode in entries:
            info = zipfile.ZipInfo(name or "x")
            info.external_attr = mode << 16
            file.writestr(info, data, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
    return buffer.getvalue()


def _hurt(made: Any, data: bytes) -> bytes:
    """Some bytes are others."""
    hurt = bytearray(data)
    for _ in range(made.ConsumeIntInRange(0, 3)):
        hurt[made.ConsumeIntInRange(0, len(hurt) - 1)] = made.ConsumeIntInRange(0, 255)
    return bytes(hurt)


def _charx(made: Any) -> tuple[str, bytes]:
    entries = [("card.json", _card(made), 0)] if made.ConsumeProbability() < 0.9 else []
    for _ in range(made.ConsumeIntInRange(0, 3)):
        many = made.PickValueInList([1, 1, 10_000])
        entries.append(
            (_name(made), bytes(made.ConsumeBytes(200)) * many, made.PickValueInList([0, 0o100644, 0o120777]))
        )
    return "x.charx", _hurt(made, _zip(_unlike(entries), made.ConsumeBool()))


def _package(made: Any) -> tuple[str, bytes]:
    sheet = _SHEET.encode() if made.ConsumeBool() else _yaml(made)
    files = {"characters/mira/character.yaml": sheet}
    for _ in range(made.ConsumeIntInRange(0, 3)):
        files[_name(made) or "x"] = bytes(made.ConsumeBytes(100))
    if made.ConsumeBool():
        files["models/mira.gguf"] = b"GGUF"
        files["models/mira.json"] = bytes(made.ConsumeBytes(60))
    listed: dict[str, Any] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()
    }
    if made.ConsumeProbability() < 0.2:
        listed[_name(made)] = made.PickValueInList([None, 1, {"sha256": "0" * 64, "bytes": -1}, {"bytes": 2**70}])
    record = {"format": made.PickValueInList([1, 1, 1, 0, 2, True, "1", None]), "files": listed, "base": []}
    mode = made.PickValueInList([0, 0, 0o100644, 0o120777, 0o020666])
    entries = [("companion.json", json.dumps(record).encode(), 0)]
    entries += [(name, data, mode if name != "characters/mira/character.yaml" else 0) for name, data in files.items()]
    return "x.companion", _hurt(made, _zip(entries, made.ConsumeBool()))


def _unlike(entries: list[tuple[str, bytes, int]]) -> list[tuple[str, bytes, int]]:
    """zipfile warns of names that stand there twice."""
    return list({entry[0] or "x": entry for entry in entries}.values())


def _yaml(made: Any) -> bytes:
    """A sheet with a line that is anything, or any text."""
    if made.ConsumeProbability() < 0.3:
        return bytes(made.ConsumeBytes(2000))
    lines = _SHEET.splitlines()
    for _ in range(made.ConsumeIntInRange(1, 3)):
        key = made.PickValueInList([line.partition(":")[0] for line in lines] + ["brain", "avatar", "sampling", "x"])
        value = made.PickValueInList(
            [
                "!!python/object/apply:os.system [ls]",
                "&a [*a]",
                "[" * 20,
                "2024-99-99",
                "/etc/x.gguf",
                "{renderer: ../x}",
            ]
        )
        lines.append(f"{key}: {value if made.ConsumeBool() else made.ConsumeUnicode(60)}")
    keep = made.ConsumeIntInRange(0, 2**12)
    return "\n".join(line for number, line in enumerate(lines) if not keep >> number & 1).encode("utf-8", "replace")


def _sheet(made: Any) -> tuple[str, bytes]:
    """A sheet within a package whose list fits it."""
    data = _yaml(made)
    name = "characters/mira/character.yaml"
    listed = {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}}
    record = json.dumps({"format": 1, "files": listed}).encode()
    return "x.companion", _zip([("companion.json", record, 0), (name, data, 0)], packed=True)


if __name__ == "__main__":
    sys.exit(main())
