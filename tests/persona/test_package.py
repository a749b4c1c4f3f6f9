"""A whole character as one file: out of one profile, into a clean one; and what is not taken in."""

import hashlib
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import paths
from companion.errors import CharacterError
from companion.persona import bring, own, package, package_read, package_write
from companion.persona.character import find_character, load_character

SHEET = """\
# hers
id: mira
names: {ko: 미라, en: Mira}
languages: [ko]
one_line: {ko: "바다를 보는 등대지기."}
speech: {ko: {level: 다정한 해요체}}
voices: {ko: {engine: espeak, voice: ko+f2}}
license: CC-BY-4.0
author: Someone
"""
Home = Callable[[str], Path]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """`home("a")` makes the profile a, and the one that counts."""

    def move(name: str) -> Path:
        folder = tmp_path / name
        monkeypatch.setenv("COMPANION_HOME", str(folder))
        return folder

    return move


def made(folder: Path, **more: str | bytes) -> Path:
    """A character with a model of her own, a drawing, dialogues and a report card."""
    place = folder / "characters" / "mira"
    files: dict[str, str | bytes] = {
        "character.yaml": SHEET + "brain: mira-v1-q8_0.gguf\n",
        "portrait.png": b"\x89PNG\r\n\x1a\n-not looked at-",
        "avatar/figure.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "dialogues/ko.yaml": "language: ko\n",
        "recall.jsonl": '{"language": "ko", "ways": ["안녕"], "lines": [["joy", 0.5, "왔어요?"]]}\n',
        "report/card.json": '{"passed": true}',
    } | more
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(text.encode() if isinstance(text, str) else text)
    models = folder / "models"
    models.mkdir(parents=True, exist_ok=True)
    (models / "mira-v1-q8_0.gguf").write_bytes(b"GGUF" + bytes(range(256)) * 40)
    (models / "mira-v1-q8_0.json").write_text('{"base": {"name": "starter", "licence": "GPL-3.0-or-later"}}')
    return place


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder; besides logs."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and "logs" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def packed(target: Path, content: dict[str, bytes], /, **manifest: Any) -> Path:
    """A package by hand, with a list that fits it unless `manifest` says otherwise."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(package.MANIFEST, json.dumps({"format": 1, "files": listed(content)} | manifest))
        for name, data in content.items():
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target


def test_all_of_her_goes_into_a_clean_profile(home: Home, tmp_path: Path) -> None:
    place = made(home("a"))
    written = package_write.export(find_character("mira"), tmp_path / "mira.companion")
    assert written.notes == () and written.bytes == (tmp_path / "mira.companion").stat().st_size
    before = everything(place)
    folder = home("b")
    found = bring.look(tmp_path / "mira.companion")
    assert (found.kind, found.ids, found.names, found.taken) == ("package", ("mira",), ("미라 / Mira",), ())
    assert (found.licence, found.author) == ("CC-BY-4.0", "Someone")
    assert found.models == {"mira-v1-q8_0.gguf": 10244}
    progress: list[tuple[int, int]] = []
    came = bring.take_in(found, report=lambda done, of: progress.append((done, of)))
    assert [one.id for one in came.characters] == ["mira"] and came.notes == ()
    assert everything(folder / "characters" / "mira") == before
    assert set(everything(folder / "models")) == {"mira-v1-q8_0.gguf", "mira-v1-q8_0.json"}
    assert progress[-1] == (found.bytes, found.bytes)
    assert sorted(path.name for path in folder.iterdir()) == ["characters", "models"]


def test_equal_characters_give_equal_files(home: Home, tmp_path: Path) -> None:
    made(home("a"))
    for name in ("one.companion", "two.companion"):
        bring.export(find_character("mira"), tmp_path / name)
    assert (tmp_path / "one.companion").read_bytes() == (tmp_path / "two.companion").read_bytes()


def test_without_her_model_she_says_so(home: Home, tmp_path: Path) -> None:
    made(home("a"))
    notes = bring.export(find_character("mira"), tmp_path / "mira.companion", model=False)
    assert "brain" in " ".join(notes)
    home("b")
    came = bring.take_in(bring.look(tmp_path / "mira.companion"))
    assert came.characters[0].brain is None and not paths.user_models().exists()


def test_who_is_here_is_asked_about(home: Home, tmp_path: Path) -> None:
    folder = home("a")
    made(folder)
    bring.export(find_character("mira"), tmp_path / "mira.companion")
    (folder / "characters/mira/portrait.png").write_bytes(b"mine")
    found = bring.look(tmp_path / "mira.companion")
    assert found.taken == found.own == ("mira",)
    with pytest.raises(CharacterError) as caught:
        bring.take_in(found)
    assert caught.value.code == "character-exists"
    copy = bring.take_in(found, copy=True).characters[0]
    assert (copy.id, copy.name("ko")) == ("mira_2", "미라")
    came = bring.take_in(found, replacing=True)
    assert (came.replaced[0].folder / "portrait.png").read_bytes() == b"mine"
    assert (folder / "characters/mira/portrait.png").read_bytes() != b"mine"
    with pytest.raises(CharacterError, match="already"):
        own.bring_back(came.replaced[0])
    own.put_away("mira")
    own.bring_back(came.replaced[0])
    assert (folder / "characters/mira/portrait.png").read_bytes() == b"mine"


def test_another_model_of_that_name_stays(home: Home, tmp_path: Path) -> None:
    made(home("a"))
    bring.export(find_character("mira"), tmp_path / "mira.companion")
    folder = home("b")
    (folder / "models").mkdir(parents=True)
    (folder / "models/mira-v1-q8_0.gguf").write_bytes(b"GGUF another")
    came = bring.take_in(bring.look(tmp_path / "mira.companion"))
    brain = came.characters[0].brain
    assert brain is not None and brain.startswith("mira-v1-q8_0-") and (folder / "models" / brain).is_file()
    assert (folder / "models/mira-v1-q8_0.gguf").read_bytes() == b"GGUF another"


def test_references_that_lead_out_are_taken_out(home: Home, tmp_path: Path) -> None:
    sheet = SHEET.replace("engine: espeak, voice: ko+f2", "engine: piper, model: ../../etc/x.onnx")
    file = packed(tmp_path / "x.companion", {"characters/mira/character.yaml": f"{sheet}brain: /etc/x.gguf\n".encode()})
    home("b")
    came = bring.take_in(bring.look(file))
    assert came.characters[0].brain is None and came.characters[0].voices == {} and len(came.notes) == 2
    assert "# hers" in (came.characters[0].folder / "character.yaml").read_text()


def test_a_strangers_report_page_is_left_out(home: Home, tmp_path: Path) -> None:
    files = {"characters/mira/character.yaml": SHEET.encode(), "card.html": b"<script>", "card.json": b"{}"}
    home("b")
    came = bring.take_in(bring.look(packed(tmp_path / "x.companion", files)))
    assert [path.name for path in (came.characters[0].folder / "report").iterdir()] == ["card.json"]


def test_no_link_of_hers_is_followed_out(home: Home, tmp_path: Path) -> None:
    place = made(home("a"))
    (tmp_path / "secret.txt").write_text("secret")
    (place / "notes.txt").symlink_to(tmp_path / "secret.txt")
    notes = bring.export(find_character("mira"), tmp_path / "mira.companion")
    with zipfile.ZipFile(tmp_path / "mira.companion") as file:
        assert not any("notes.txt" in name for name in file.namelist())
    assert "notes.txt" in " ".join(notes)


SHEETS = {"characters/mira/character.yaml": SHEET.encode()}
HOSTILE: dict[str, Callable[[Path], object]] = {
    "no zip": lambda path: path.write_bytes(b"PK\x03\x04 and nothing companion.json"),
    "empty": lambda path: path.write_bytes(b""),
    "no list": lambda path: zipped(path, {"a.txt": b""}),
    "newer": lambda path: packed(path, SHEETS, format=2),
    "no character": lambda path: packed(path, {"card.json": b"{}"}),
    "no sheet": lambda path: packed(path, {"characters/mira/a.png": b""}),
    "path out": lambda path: packed(path, SHEETS | {"characters/mira/../../../evil.txt": b"x"}),
    "absolute": lambda path: packed(path, SHEETS | {"/tmp/evil.txt": b"x"}),
    "backslash": lambda path: packed(path, SHEETS | {"characters\\mira\\..\\..\\..\\evil.txt": b"x"}),
    "drive": lambda path: packed(path, SHEETS | {"C:evil.txt": b"x"}),
    "program": lambda path: packed(path, SHEETS | {"characters/mira/run.sh": b"x"}),
    "python": lambda path: packed(path, SHEETS | {"characters/mira/plugin.py": b"x"}),
    "hidden": lambda path: packed(path, SHEETS | {"characters/mira/.bashrc.txt": b"x"}),
    "device": lambda path: packed(path, SHEETS | {"characters/mira/con.txt": b"x"}),
    "another folder": lambda path: packed(path, SHEETS | {"conf.yaml": b"offline: false"}),
    "unlisted": lambda path: packed(path, SHEETS | {"card.md": b"x"}, files=listed(SHEETS)),
    "missing": lambda path: packed(path, SHEETS, files=listed(SHEETS | {"card.md": b"x"})),
    "wrong hash": lambda path: packed(
        path, SHEETS, files={n: s | {"sha256": "0" * 64} for n, s in listed(SHEETS).items()}
    ),
    "wrong size": lambda path: packed(path, SHEETS, files={n: s | {"bytes": 7} for n, s in listed(SHEETS).items()}),
    "two names": lambda path: packed(path, SHEETS | {"characters/mira/A.txt": b"1", "characters/mira/a.txt": b"2"}),
    "bomb": lambda path: packed(path, SHEETS | {"characters/mira/b.txt": bytes(64 << 20)}),
    "link": lambda path: linked(path),
    "overlap": lambda path: overlapping(path),
    "sheet of another id": lambda path: packed(path, {"characters/other/character.yaml": SHEET.encode()}),
    "yaml bomb": lambda path: packed(path, {"characters/mira/character.yaml": BOMB.encode()}),
    "no yaml": lambda path: packed(path, {"characters/mira/character.yaml": b"\x00\xff: ["}),
}
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def listed(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    return {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()}


def zipped(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)


def linked(path: Path) -> None:
    name = "characters/mira/notes.txt"
    packed(path, SHEETS, files=listed(SHEETS | {name: b"/etc/passwd"}))
    with zipfile.ZipFile(path, "a") as file:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o120777 << 16
        file.writestr(info, b"/etc/passwd")


def overlapping(path: Path) -> None:
    """Two entries of the directory that name the same bytes."""
    packed(path, SHEETS | {"characters/mira/a.txt": b"x" * 50, "characters/mira/b.txt": b"x" * 50})
    data = bytearray(path.read_bytes())
    first, second = (data.rindex(f"characters/mira/{name}.txt".encode()) - 46 for name in "ab")
    data[second + 42 : second + 46] = struct.pack("<I", struct.unpack("<I", data[first + 42 : first + 46])[0])
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_hostile_or_broken_leaves_nothing(kind: str, home: Home, tmp_path: Path) -> None:
    folder = home("b")
    file = tmp_path / "x.companion"
    HOSTILE[kind](file)
    before = set(tmp_path.rglob("*"))
    with pytest.raises(CharacterError) as caught:
        bring.take_in(bring.look(file))
    assert caught.value.hint and str(tmp_path / "b" / "characters" / ".new-") not in str(caught.value)
    left = set(tmp_path.rglob("*")) - before
    assert all(path == folder or path == folder / "characters" for path in left), left


def test_what_goes_wrong_at_the_end_is_undone(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder can't take its place: models that came are gone again, and who was here stands there again."""
    folder = home("a")
    made(folder)
    bring.export(find_character("mira"), tmp_path / "mira.companion")
    (folder / "models/mira-v1-q8_0.gguf").unlink()
    before = everything(folder)
    found = bring.look(tmp_path / "mira.companion")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if ".new-" in str(self) and Path(target).parent.name == "characters":
            raise OSError(28, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CharacterError, match="No space"):
        bring.take_in(found, replacing=True)
    monkeypatch.undo()
    os.environ["COMPANION_HOME"] = str(folder)
    assert everything(folder) == before


@given(st.data())
def test_no_damaged_file_is_taken_for_a_whole_one(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A byte anywhere changes: it is refused, or nothing of her has changed."""
    folder = tmp_path_factory.mktemp("fuzz")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPANION_HOME", str(folder / "home"))
        raw = bytearray(packed(folder / "x.companion", SHEETS | {"characters/mira/a.txt": b"hello" * 9}).read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
        (folder / "x.companion").write_bytes(bytes(raw))
        try:
            came = package_read.take_in(package_read.look(folder / "x.companion"))
        except CharacterError:
            assert not [path for path in (folder / "home").rglob("*") if path.is_file()]
        else:
            assert (came.characters[0].folder / "character.yaml").read_text() == SHEET
            assert everything(came.characters[0].folder)["a.txt"] == b"hello" * 9


def test_a_change_is_made_in_her_copy_and_comments_stay(home: Home) -> None:
    home("a")
    shipped = find_character("ruby")
    assert not own.is_own(shipped)
    changed = own.change(shipped, {"names": {"ko": "루루", "en": "Lulu"}})
    assert own.is_own(changed) and changed.name("ko") == "루루"
    assert (changed.folder / "dialogues").is_dir()
    assert load_character(shipped.folder).name("ko") == "루비"
    with pytest.raises(CharacterError, match="names"):
        own.change(changed, {"names": {}})
    assert find_character("ruby").name("ko") == "루루"
    own.put_away("ruby")
    assert find_character("ruby").name("ko") == "루비"
    with pytest.raises(CharacterError, match="not among your own"):
        own.put_away("ruby")
