"""What `companion avatar` does: write a drawn character as a rig, and look an avatar folder over. A process of its own.

Needs no screen: a QGuiApplication on the offscreen platform is made where there is none.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QLinearGradient, QPainter

from companion.errors import AvatarError
from companion.face.expression import face
from companion.face.pose import NEUTRAL, FacePose
from companion.face.visemes import VISEMES
from companion.persona.character import find_character
from companion.persona.emotion import CANONICAL, Mood
from companion.ui.avatars.live2d import Live2dAvatar
from companion.ui.avatars.rig import RigAvatar
from companion.ui.avatars.sprite.names import ENDINGS
from companion.ui.avatars.sprites import SpriteAvatar

Figure = RigAvatar | SpriteAvatar | Live2dAvatar
_CELL, _LABEL = 200, 20  # width of one figure, height of its name, pixels
_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class _Look:
    folder: str
    style: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Sitter:
    id: str
    folder: Path
    avatar: _Look


@dataclass(frozen=True, slots=True)
class Report:
    """kind: rig, sprites or live2d. facts: what was found, one a line. notes: what is worth a look. sheet: a file."""

    kind: str
    facts: tuple[str, ...]
    notes: tuple[str, ...]
    sheet: Path


def application() -> QGuiApplication:
    """The application that pictures need."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = QGuiApplication.instance() or QGuiApplication([])
    assert isinstance(found, QGuiApplication)
    return found


def export(character_id: str, folder: Path) -> list[Path]:
    """Write a character that is drawn from code as a rig. Raises CharacterError or AvatarError."""
    from companion.ui.avatars.export.figure_export import write
    from companion.ui.avatars.figure.style import style_of

    character = find_character(character_id)
    if character.avatar.renderer != "vector":
        raise AvatarError(
            f"{character.id} is not drawn by the program: her avatar is `{character.avatar.renderer}` already.",
            code="avatar-export",
            hint=f"Copy her folder {character.folder} instead.",
        )
    here = application()
    title = character.names.get("en", character.id)
    paths = write(style_of(character.id, character.avatar.style), title, folder)
    del here
    return paths


def look_over(folder: Path, sheet: Path) -> Report:
    """Lint an avatar folder and write its contact sheet. Raises AvatarError that names every mistake."""
    here = application()
    figure = load(folder)
    picture = contact_sheet(figure)
    if not picture.save(str(sheet)):
        raise AvatarError(
            f"{sheet} can't be written.", code="avatar-sheet", hint="Name a .png in a folder that exists with --out."
        )
    del here
    if isinstance(figure, Live2dAvatar):
        report = Report("live2d", *_live2d_facts(figure), sheet)
        figure.close()
        return report
    kind = "rig" if isinstance(figure, RigAvatar) else "sprites"
    facts, notes = _rig_facts(figure) if isinstance(figure, RigAvatar) else _sprite_facts(figure)
    return Report(kind, facts, notes, sheet)


def load(folder: Path) -> Figure:
    """The avatar in a folder, as a character that owns the folder would get it."""
    from companion.ui.avatars import live2d, rig, sprites

    folder = folder.resolve()
    if not folder.is_dir():
        raise AvatarError(f"There is no folder {folder}.", code="avatar-folder")
    who = _Sitter(folder.name, folder.parent, _Look(folder.name))
    if any(folder.glob("*.svg")) or (folder / "rig.yaml").exists():
        return rig.create(who)
    if any(folder.glob("*.model3.json")) or any(folder.glob("*/*.model3.json")):
        return live2d.tried_anew(who)
    if any(path.suffix.casefold() in ENDINGS for path in folder.rglob("*")):
        return sprites.create(who)
    raise AvatarError(
        f"{folder} holds neither an SVG nor pictures nor a Live2D model.",
        code="avatar-folder",
        hint="docs/make-an-avatar.md shows what an avatar folder holds.",
    )


def _rig_facts(figure: RigAvatar) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parts = figure.rig.parts
    bending = [part for part in parts if part.shape is not None]
    keys = {key for part in bending if part.shape for shape in part.shape.walk() for key in shape.deltas}
    facts = [f"{len(parts)} parts: {', '.join(part.name for part in parts)}"]
    facts.append(f"{len(bending)} of them bend, with {len(keys)} kinds of keys")
    names = {part.name for part in parts}
    wishes = {
        "mouth": "no `mouth`: she can't be seen talking",
        "eye_l": "no `eye_l`: she can't blink",
        "eye_r": "no `eye_r`: she can't blink",
        "body": "no `body`",
        "brow_l": "no `brow_l` and `brow_r`: feelings read less",
        "blush": "no `blush`: shyness reads less",
    }
    return tuple(facts), figure.rig.notes + tuple(text for name, text in wishes.items() if name not in names)


def _live2d_facts(figure: Live2dAvatar) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found, shown = figure.facts, figure.shown
    facts = [f"{len(found.parameters)} parameters, drawn by live2d-py {found.library} on {found.graphics}"]
    facts += [f"{emotion} shows {shown[emotion].name}" for emotion in CANONICAL if emotion in shown]
    used = {expression.name for expression in shown.values()}
    notes = [f"{emotion} has no expression: the face of the house" for emotion in CANONICAL if emotion not in shown]
    notes += [f"no feeling shows {one.name}" for one in figure.model.expressions if one.name not in used]
    there = figure.moved
    notes += [
        f"no {name}: {what}"
        for name, what in (
            ("ParamAngleX", "she can't turn her head"),
            ("ParamEyeLOpen", "she blinks only if the model's EyeBlink group says with what"),
            ("ParamMouthOpenY", "she is seen talking only if the model's LipSync group says with what"),
        )
        if name.casefold() not in there and not (name == "ParamMouthOpenY" and "parama" in there)
    ]
    return tuple(facts), tuple(notes)


def _sprite_facts(figure: SpriteAvatar) -> tuple[tuple[str, ...], tuple[str, ...]]:
    shown = figure.sprites.shown
    own = [name for name in CANONICAL if shown[name] == name]
    facts = [f"{len(own)} of {len(CANONICAL)} feelings have a picture: {', '.join(own)}"]
    facts += [f"costumes: {', '.join(figure.sprites.costumes)}"] if figure.sprites.costumes else []
    notes = [f"{name} shows {shown[name]}" for name in CANONICAL if shown[name] != name]
    notes += [f"{name} names no feeling" for name in figure.sprites.unread]
    if not any(len(look.mouths) > 1 for look in figure.sprites.looks.values()):
        notes.append("no open mouths (joy.open.png): she bounces a little while she talks")
    if not any(look.blinks for look in figure.sprites.looks.values()):
        notes.append("no shut eyes (joy.blink.png): she doesn't blink")
    return tuple(facts), tuple(notes)


def poses() -> dict[str, FacePose]:
    """What the sheet shows, by name: feelings, mouths, lids, and the head turned."""
    found = {name: face(Mood(name, 1.0)) for name in CANONICAL}
    for name in ("a", "i", "u", "e", "o"):
        shape = VISEMES[name]
        found[f'"{name}"'] = replace(
            NEUTRAL,
            mouth_width=shape.width,
            mouth_open=shape.open,
            mouth_form=shape.form,
            mouth_round=shape.round,
            mouth_teeth=shape.teeth,
        )
    found["blink"] = replace(NEUTRAL, eye_open_l=0.0, eye_open_r=0.0)
    found["left"] = replace(NEUTRAL, head_x=-1.0, gaze_x=-0.6)
    found["right"] = replace(NEUTRAL, head_x=1.0, gaze_x=0.6)
    found["up"] = replace(NEUTRAL, head_y=1.0, gaze_y=0.6)
    found["down"] = replace(NEUTRAL, head_y=-1.0, gaze_y=-0.6)
    found["tilt"] = replace(NEUTRAL, head_z=1.0, hair_locks=-6.0, hair_tails=-4.0, ribbon=-10.0, body_x=1.0)
    found["wave"] = replace(NEUTRAL, arms_wave=1.0, arm=1.0)
    return found


def contact_sheet(figure: Figure) -> QImage:
    """All of `poses`, with their names."""
    width = _CELL
    height = max(60, min(600, round(width / figure.aspect)))
    figure.resize(QSize(width, height))
    cells = poses()
    rows = -(-len(cells) // _COLUMNS)
    sheet = QImage(_COLUMNS * width, rows * (height + _LABEL), QImage.Format.Format_RGB32)
    sheet.fill(QColor("#ffffff"))
    with QPainter(sheet) as painter:
        painter.setFont(QFont("DejaVu Sans", 9))
        painter.setPen(QColor("#333333"))
        for index, (name, pose) in enumerate(cells.items()):
            left, top = index % _COLUMNS * width, index // _COLUMNS * (height + _LABEL)
            ground = QLinearGradient(0, top, 0, top + height)
            ground.setColorAt(0, QColor("#e9e4f7"))
            ground.setColorAt(1, QColor("#fbe7ee"))
            painter.fillRect(left, top, width, height, ground)
            painter.save()
            painter.translate(left, top)
            figure.paint(painter, pose)
            painter.restore()
            painter.drawText(QRect(left, top + height, width, _LABEL), Qt.AlignmentFlag.AlignCenter, name)
    return sheet
