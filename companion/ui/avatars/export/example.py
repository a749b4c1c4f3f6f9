"""A small avatar to learn from: a round cat of eleven parts, written by `companion avatar example`. Pure.

Everything in it is plain shapes and names, so that one can read the file from top to bottom.
"""

from pathlib import Path

from companion.ui.avatars.export.files import write_new

_FUR, _LIGHT, _LINE, _WARM = "#f7e3d0", "#fff6ec", "#6b4350", "#f2a48f"
_OUTLINE = f'stroke="{_LINE}" stroke-width="4" stroke-linejoin="round" stroke-linecap="round"'


def _group(name: str, body: str, note: str = "", hidden: bool = False) -> str:
    shut = ' style="display:none"' if hidden else ""
    comment = f"  <!-- {note} -->\n" if note else ""
    label = f'id="{name}" inkscape:label="{name}" inkscape:groupmode="layer"'
    return f"{comment}  <g {label}{shut}>\n{body}  </g>\n"


def _path(data: str, fill: str, line: bool = True, more: str = "") -> str:
    return f'    <path d="{data}" fill="{fill}"{" " + _OUTLINE if line else ""}{more}/>\n'


def _eye(side: str, x: int) -> str:
    """Open, and the keys `closed` and `smile`: the same two paths with their nodes moved."""

    def shapes(top: int, low: int, lash: int, named: bool) -> str:
        a, b = x - 34, x + 34
        white = f"M{a} 330C{a} {top} {b} {top} {b} 330C{b} {low} {a} {low} {a} 330Z"
        line = f"M{a - 4} 334C{a} {lash} {b} {lash} {b + 4} 334C{b} {lash + 14} {a} {lash + 14} {a - 4} 334Z"
        ball = f' id="white_{side}"' if named else ""
        name = f' id="iris_{side}"' if named else ""
        iris = (
            f"    <g{name}>\n"
            f'      <circle cx="{x}" cy="332" r="25" fill="#3f8f7d"/>\n'
            f'      <ellipse cx="{x}" cy="332" rx="9" ry="15" fill="#17342f"/>\n'
            f'      <circle cx="{x - 9}" cy="321" r="7" fill="#ffffff"/>\n'
            "    </g>\n"
        )
        return _path(white, "#ffffff", line=False, more=ball) + iris + _path(line, "#3a2230", line=False)

    return (
        _group(f"eye_{side}", shapes(284, 376, 276, True), "an eye: white, iris (it follows the pointer), lash")
        + _group(f"eye_{side}.closed", shapes(352, 352, 348, False), hidden=True)
        + _group(f"eye_{side}.smile", shapes(306, 306, 294, False), hidden=True)
    )


def drawing() -> str:
    """figure.svg."""
    parts = [
        _group(
            "tail",
            _path("M420 700C520 720 560 640 530 570C520 545 490 560 498 584C514 640 470 660 410 640Z", _FUR)
            + _path("M530 570C520 545 490 560 498 584C504 604 532 596 530 570Z", _WARM, line=False),
            "swings from its upper end",
        ),
        _group(
            "body",
            _path("M300 470C200 470 160 620 170 720C180 780 420 780 430 720C440 620 400 470 300 470Z", _FUR)
            + _path("M300 540C250 540 226 640 236 720C260 752 340 752 364 720C374 640 350 540 300 540Z", _LIGHT, False),
            "stands, and breathes",
        ),
        _group(
            "ear_l",
            _path("M170 250C140 160 140 110 162 96C200 110 240 160 262 210Z", _FUR)
            + _path("M182 230C166 170 160 140 168 124C192 140 214 172 230 206Z", _WARM, line=False),
        ),
        _group(
            "ear_r",
            _path("M430 250C460 160 460 110 438 96C400 110 360 160 338 210Z", _FUR)
            + _path("M418 230C434 170 440 140 432 124C408 140 386 172 370 206Z", _WARM, line=False),
        ),
        _group(
            "face",
            _path(
                "M300 180C180 180 120 260 124 350C130 440 220 484 300 484"
                "C380 484 470 440 476 350C480 260 420 180 300 180Z",
                _FUR,
            ),
            "everything in the face moves with it",
        ),
        _group(
            "blush",
            '    <ellipse cx="190" cy="392" rx="38" ry="20" fill="#ff7088" opacity="0.55"/>\n'
            '    <ellipse cx="410" cy="392" rx="38" ry="20" fill="#ff7088" opacity="0.55"/>\n',
            "seen as much as she blushes",
        ),
        _group(
            "nose", _path("M290 386C296 382 304 382 310 386C308 394 304 398 300 398C296 398 292 394 290 386Z", _WARM)
        ),
        _group(
            "mouth",
            _path("M272 416C282 426 318 426 328 416", "none"),
            "only its place and width count: the program draws a talking mouth there",
        ),
        _eye("l", 222),
        _eye("r", 378),
        _group("brow_l", _path("M190 262C204 250 232 248 250 258C232 256 206 260 190 262Z", _LINE, line=False)),
        _group("brow_r", _path("M410 262C396 250 368 248 350 258C368 256 394 260 410 262Z", _LINE, line=False)),
        _group(
            "ahoge",
            _path("M296 190C270 150 284 110 318 104C306 130 312 160 310 190Z", _WARM),
            "a tuft that swings about its lower end",
        ),
        _group("sweat", _path("M470 210C490 236 494 262 474 268C452 266 454 240 470 210Z", "#a9dcf5"), "when worried"),
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"\n'
        '     width="600" height="820" viewBox="0 0 600 820">\n'
        "  <title>A round cat</title>\n" + "".join(parts) + "</svg>\n"
    )


SHEET = """\
# How figure.svg lives. All of this is optional: without it, parts move as is usual for their names.
drawing: figure.svg
title: A round cat
head: [300, 470]            # the head turns about this point
tilt: 7                     # degrees
parts:
  tail:
    pivot: [430, 690]
    swing: {hair_tails: 4, head_z: -3}   # degrees for one unit of each
  ear_l:
    pivot: [210, 230]
    turn: {brow_y_l: -4, head_z: 3}      # ears go up in surprise
  ear_r:
    pivot: [390, 230]
    turn: {brow_y_r: 4, head_z: 3}
  nose:
    move: {head_x: [34, 0], head_y: [0, -20]}
  mouth:
    move: {head_x: [30, 0], head_y: [0, -18]}
"""


def write(folder: Path) -> list[Path]:
    """Write the example into a folder that has no drawing yet. Raises AvatarError."""
    return write_new(folder, {"figure.svg": drawing(), "rig.yaml": SHEET})
