"""Avatars that are made to do harm, by the thousand: drawings, their rig.yaml, and Live2D folders, under a fuzzer.

    pip install atheris
    python -m benchmarks.hostile_avatars --seconds 120            # all targets, one process each; a table at the end
    python -m benchmarks.hostile_avatars drawing --seconds 120    # one of them

Each folder is read as the program reads it, and a drawing that is taken is painted in two poses. What must hold: there
is a figure or an AvatarError; nothing is written, no process started, no connection opened; nothing takes more than 10
seconds or 1.5 GB. The drawings are built from the fuzzer's bytes with names that are bound, so that they get behind the
gates. See `benchmarks.hostile_files` for cards and packages.
"""

import argparse
import json
import os
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.hostile_files import Watch, chunk, table

TARGETS = ("drawing", "rig", "live2d")
_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 400 600">\n'
_PARTS = ("body", "face", "eye_l", "eye_r", "mouth", "brow_l", "hair_front", "arms.wave", "mouth.open", "eye_l.closed")
_PLAIN = "".join(
    f'<g id="{name}"><path d="M{60 + 20 * place} 100C90 200 310 200 300 {90 + 40 * place}Z" fill="#8f63e8"/></g>\n'
    for place, name in enumerate(("body", "face", "eye_l", "eye_r", "mouth", "hair_front"))
)
_SHAPES = (
    '<path d="{}" fill="{}"/>',
    '<rect x="{}" y="3" width="{}" height="40"/>',
    '<circle cx="{}" cy="80" r="{}"/>',
    '<polygon points="{}" style="{}"/>',
    '<use href="#{}" transform="{}"/>',
    '<g transform="{}" clip-path="url(#{})">{{}}</g>',
    '<linearGradient id="{}" href="#{}"><stop offset="0.5" stop-color="red"/></linearGradient>',
    '<clipPath id="{}"><use href="#{}"/></clipPath>',
    '<mask id="{}"><path d="{}"/></mask>',
    '<image href="data:image/png;base64,{}" width="{}" height="9"/>',
    "<style>.a{{{}:{}}}</style>",
    "<{}>{}</g>",
)
_VALUES = (
    "M0 0L100 100L50 9Z", "M0 0 C 1 2 3 4 5 6 A 1 2 3 0 1 9 9 Z", "m1e308 0l-1e308 0", "0,0 10,10 5,9", "scale(1e9)",
    "matrix(1 0 0 1 0 0)", "rotate(nan)", "body", "face", "a", "b", "url(#a)", "url(file:///etc/passwd)", "#ff0000",
    "0", "-1", "1e308", "nan", "script", "foreignObject", "&a;", "iVBORw0KGgo=", "fill:url(#b)", "display:none",
    "9" * 21,
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.hostile_avatars", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("target", choices=TARGETS, nargs="?", help="default: all, one after another")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    given = parser.parse_args()
    if given.target:
        fuzz(given.target, given.seconds)  # ends the process
    return table("benchmarks.hostile_avatars", TARGETS, given.seconds)


def fuzz(target: str, seconds: int) -> None:
    """Runs the fuzzer in this process; does not return."""
    import atheris

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with atheris.instrument_imports(include=["companion.ui.avatars"]):
        from companion.ui.avatars.cubism import model_file
        from companion.ui.avatars.puppet.building import load_rig
        from companion.ui.avatars.rig import RigAvatar
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QGuiApplication, QImage, QPainter

    from companion.errors import AvatarError
    from companion.face.expression import face
    from companion.persona.emotion import Mood

    application = QGuiApplication(["fuzz"])
    root = Path(tempfile.mkdtemp(prefix="hostile-"))
    folder, corpus = root / "avatar", root / "corpus"
    folder.mkdir()
    corpus.mkdir()
    for number, seed in enumerate(
        (b"", bytes(range(64)), *(os.urandom(size) for size in (200, 600, 1500, 1500, 1500)))
    ):
        (corpus / str(number)).write_bytes(seed)
    make: Callable[[Any, Path], None] = globals()[f"_{target}"]
    watch = Watch(root / "nothing")  # what is read only must not be written at all
    sys.addaudithook(watch)
    picture = QImage(60, 90, QImage.Format.Format_ARGB32_Premultiplied)
    poses = [face(Mood("joy", 1.0)), face(Mood("sad", 0.5))]

    def one(data: bytes) -> None:
        make(atheris.FuzzedDataProvider(data), folder)
        watch.on = True
        try:
            if target == "live2d":
                model_file.read(folder)
                return
            avatar = RigAvatar(load_rig(folder))
            avatar.resize(QSize(60, 90))
            for pose in poses:
                painter = QPainter(picture)
                avatar.paint(painter, pose)
                painter.end()
        except AvatarError as error:
            assert error.message and "\0" not in error.message
        finally:
            watch.on = False

    options = ["-timeout=10", "-rss_limit_mb=1536", f"-max_total_time={seconds}", "-max_len=8192", "-len_control=0"]
    atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", str(corpus)], one)
    atheris.Fuzz()
    del application


def _word(made: Any) -> str:
    if made.ConsumeProbability() < 0.8:
        return str(made.PickValueInList(list(_VALUES)))
    return str(made.ConsumeUnicodeNoSurrogates(30))


def _shape(made: Any, deep: int = 0) -> str:
    pattern = str(made.PickValueInList(list(_SHAPES)))
    filled = pattern.format(*(_word(made) for _ in range(4)))
    return filled.replace("{}", _shape(made, deep + 1) if deep < 4 else "")


def _drawing(made: Any, folder: Path) -> None:
    """Parts with names that are bound, full of shapes that are wrong in one way or another."""
    body = [_PLAIN] if made.ConsumeBool() else []
    for _ in range(made.ConsumeIntInRange(0, 5)):
        name = made.PickValueInList(list(_PARTS))
        body.append(f'<g id="{name}">{"".join(_shape(made) for _ in range(made.ConsumeIntInRange(0, 3)))}</g>')
    if made.ConsumeProbability() < 0.1:
        body.append("<g>" * made.ConsumeIntInRange(1, 3000))
    head = '<!DOCTYPE svg [<!ENTITY a "&b;">]>' + _HEAD if made.ConsumeProbability() < 0.05 else _HEAD
    text = (head + "".join(body) + "</svg>").encode("utf-8", "replace")
    keep = len(text) if made.ConsumeProbability() < 0.9 else made.ConsumeIntInRange(0, len(text))
    (folder / "figure.svg").write_bytes(text[:keep])
    (folder / "rig.yaml").unlink(missing_ok=True)


def _rig(made: Any, folder: Path) -> None:
    """A good drawing, and a sheet that binds it wrongly."""
    (folder / "figure.svg").write_text(_HEAD + _PLAIN + "</svg>", encoding="utf-8")
    keys = ["pivot", "move", "swing", "turn", "grow", "show", "keys", "clip", "draw", "inner", "belongs", "far", "x"]
    values = [
        "[1, 2]",
        "{head_x: [1, 2]}",
        "{breath: 1e308}",
        "{gaze_x: .nan}",
        "face",
        "&a [*a]",
        "!!python/name:os",
        "body",
    ]
    lines = [f"tilt: {_word(made)}"] if made.ConsumeBool() else []
    lines.append(f"head: {made.PickValueInList(values)}" if made.ConsumeBool() else "drawing: figure.svg")
    lines.append("parts:")
    for _ in range(made.ConsumeIntInRange(0, 4)):
        lines.append(f"  {made.PickValueInList(list(_PARTS))}:")
        for _ in range(made.ConsumeIntInRange(1, 3)):
            value = made.PickValueInList(values) if made.ConsumeProbability() < 0.8 else made.ConsumeUnicode(20)
            lines.append(f"    {made.PickValueInList(keys)}: {value}")
    text = "\n".join(lines) if made.ConsumeProbability() < 0.9 else made.ConsumeUnicode(500)
    (folder / "rig.yaml").write_bytes(text.encode("utf-8", "replace"))


def _live2d(made: Any, folder: Path) -> None:
    """A model3.json that names files which are there, and such that are not."""
    sides = struct.pack(">II", made.ConsumeIntInRange(0, 40), 4) + bytes([8, 2, 0, 0, 0])
    (folder / "t.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", sides) + chunk(b"IDAT", zlib.compress(b"\0")))
    head = made.PickValueInList([b"MOC3", b"moc\0", b""])
    (folder / "m.moc3").write_bytes(
        head + bytes([made.ConsumeIntInRange(0, 9)]) + b"\0" * made.ConsumeIntInRange(0, 99)
    )
    expression = {
        "Type": "Live2D Expression",
        "Parameters": [{"Id": _word(made), "Value": _thing(made), "Blend": "Add"}],
    }
    (folder / "e.exp3.json").write_text(json.dumps(expression), encoding="utf-8")
    motion = {
        "Meta": {"Duration": _thing(made)},
        "Curves": [{"Target": "Parameter", "Id": "A", "Segments": _thing(made)}],
    }
    (folder / "n.motion3.json").write_text(json.dumps(motion), encoding="utf-8")
    meta = {"PhysicsSettingCount": 1, "TotalInputCount": _thing(made), "TotalOutputCount": 0, "VertexCount": 0}
    (folder / "p.physics3.json").write_text(
        json.dumps({"Meta": meta, "PhysicsSettings": [_thing(made)]}), encoding="utf-8"
    )
    names = [
        "m.moc3",
        "t.png",
        "e.exp3.json",
        "p.physics3.json",
        "n.motion3.json",
        "../x",
        "/etc/passwd",
        "C:x",
        "",
        "nothing",
    ]
    inside: dict[str, Any] = {
        "Moc": made.PickValueInList(names) if made.ConsumeProbability() < 0.3 else "m.moc3",
        "Textures": [made.PickValueInList(names) for _ in range(made.ConsumeIntInRange(0, 2))] or _thing(made),
        "Expressions": [{"Name": _word(made), "File": made.PickValueInList(names)}],
    }
    inside["Motions"] = {_word(made): [{"File": made.PickValueInList(names), "FadeInTime": _thing(made)}]}
    for key in ("Physics", "Pose", "DisplayInfo", "Motions", "HitAreas"):
        if made.ConsumeBool():
            inside[key] = made.PickValueInList(names) if made.ConsumeBool() else _thing(made)
    whole: Any = {"Version": 3, "FileReferences": inside, "Groups": _thing(made), "HitAreas": _thing(made)}
    text = json.dumps(whole if made.ConsumeProbability() < 0.9 else _thing(made))
    (folder / "m.model3.json").write_bytes(text.encode() if made.ConsumeBool() else made.ConsumeBytes(300))


def _thing(made: Any, deep: int = 0) -> Any:
    """Anything that JSON can say."""
    kind = made.ConsumeIntInRange(0, 7)
    if kind == 0 and deep < 5:
        return [_thing(made, deep + 1) for _ in range(made.ConsumeIntInRange(0, 3))]
    if kind == 1 and deep < 5:
        keys = ["Name", "Ids", "Id", "Input", "Output", "Vertices", "VertexIndex", "File", made.ConsumeUnicode(4)]
        return {made.PickValueInList(keys): _thing(made, deep + 1) for _ in range(made.ConsumeIntInRange(0, 3))}
    return [[0, 0, 1, 2, 1, 3, 0, 4, 2], 2.5, made.ConsumeInt(8), made.ConsumeUnicode(9), 1e308, "EyeBlink", -1, None][
        kind
    ]


if __name__ == "__main__":
    sys.exit(main())
