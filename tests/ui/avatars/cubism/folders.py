"""Writes Live2D model folders as far as Python reads them; a real .moc3 is made by Cubism Editor only."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

Changes = Mapping[str, float]


def expression(path: Path, changes: Changes | list[dict[str, Any]]) -> None:
    rows = (
        [{"Id": key, "Value": value, "Blend": "Add"} for key, value in changes.items()]
        if isinstance(changes, Mapping)
        else changes
    )
    dump(path, {"Type": "Live2D Expression", "Parameters": rows})


def dump(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def physics(vertices: int = 2) -> dict[str, Any]:
    one = {"Input": [{}], "Output": [{"VertexIndex": 1}], "Vertices": [{} for _ in range(vertices)]}
    meta = {"PhysicsSettingCount": 1, "TotalInputCount": 1, "TotalOutputCount": 1, "VertexCount": vertices}
    return {"Version": 3, "Meta": meta, "PhysicsSettings": [one]}


def model(
    folder: Path, expressions: Mapping[str, Changes] | None = None, *, listed: bool = True, moc: bytes = b"MOC3\x03"
) -> Path:
    """A folder with all files; returns the path of its model3.json."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "her.moc3").write_bytes(moc.ljust(256, b"\0"))
    picture = QImage(16, 16, QImage.Format.Format_ARGB32)
    picture.fill(0xFF336699)
    (folder / "skins").mkdir(exist_ok=True)
    assert picture.save(str(folder / "skins" / "texture_00.png"))
    dump(folder / "her.physics3.json", physics())
    dump(folder / "her.pose3.json", {"Type": "Live2D Pose", "Groups": [[{"Id": "A", "Link": []}, {"Id": "B"}]]})
    dump(folder / "her.cdi3.json", {"Version": 3, "Parameters": [{"Id": "ParamNamida", "Name": "涙"}]})
    for name, changes in (expressions or {}).items():
        expression(folder / "exp" / f"{name}.exp3.json", changes)
    inside: dict[str, Any] = {
        "Moc": "her.moc3",
        "Textures": ["skins/texture_00.png"],
        "Physics": "her.physics3.json",
        "Pose": "her.pose3.json",
        "DisplayInfo": "her.cdi3.json",
    }
    if listed and expressions:
        inside["Expressions"] = [{"Name": name, "File": f"exp/{name}.exp3.json"} for name in expressions]
    groups = [
        {"Target": "Parameter", "Name": "EyeBlink", "Ids": ["Lid"]},
        {"Target": "Parameter", "Name": "LipSync", "Ids": ["Lips"]},
    ]
    dump(folder / "her.model3.json", {"Version": 3, "FileReferences": inside, "Groups": groups})
    return folder / "her.model3.json"


def changed(path: Path, key: str, value: object) -> None:
    """Put something else into FileReferences."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data["FileReferences"][key] = value
    dump(path, data)
