"""Small drawings as an artist would make them, written into a folder."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from companion.ui.avatars.rig import RigAvatar, create

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
HEAD += 'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 400 600">\n'


def eye(side: str, x: int) -> str:
    return (
        f'<g id="eye_{side}"><ellipse id="white_{side}" cx="{x}" cy="230" rx="26" ry="26" fill="#ffffff"/>'
        f'<g id="iris_{side}"><circle cx="{x}" cy="232" r="17" fill="#1f86d8"/></g>'
        f'<path d="M{x - 28} 226L{x} 196L{x + 28} 226Z" fill="#301040"/></g>\n'
    )


SIX = (
    '<g id="body"><path d="M120 330H280L330 600H70Z" fill="#5568c8"/></g>\n'
    '<g id="face"><ellipse cx="200" cy="220" rx="110" ry="130" fill="#fff1e8" stroke="#8a4450"/></g>\n'
    + eye("l", 155)
    + eye("r", 245)
    + '<g id="mouth"><path d="M180 300C190 310 210 310 220 300" fill="none" stroke="#9c3b4c"/></g>\n'
    '<g id="brow_l"><path d="M125 178H180V186H125Z" fill="#301040"/></g>\n'
    '<g id="brow_r"><path d="M220 178H275V186H220Z" fill="#301040"/></g>\n'
    '<g id="hair_front"><path d="M85 230C60 40 340 40 315 230L290 150H110Z" fill="#8f63e8"/></g>\n'
)


@dataclass(frozen=True)
class Look:
    style: dict[str, object] = field(default_factory=dict)
    folder: str = "avatar"


@dataclass(frozen=True)
class Sitter:
    folder: Path
    id: str = "mina"
    avatar: Look = field(default_factory=Look)


def write(home: Path, body: str = SIX, sheet: object = None, head: str = HEAD) -> Path:
    """A character's folder with the drawing (and its rig.yaml) in `avatar/`; returns the latter."""
    folder = home / "avatar"
    folder.mkdir(exist_ok=True)
    (folder / "figure.svg").write_text(f"{head}{body}</svg>\n", encoding="utf-8")
    if sheet is not None:
        text = sheet if isinstance(sheet, str) else yaml.safe_dump(sheet)
        (folder / "rig.yaml").write_text(text, encoding="utf-8")
    return folder


def rig(home: Path, body: str = SIX, sheet: object = None, head: str = HEAD) -> RigAvatar:
    write(home, body, sheet, head)
    return create(Sitter(home))
