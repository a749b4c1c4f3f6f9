"""The few icons, drawn as paths on a 24 x 24 grid and rendered in any colour at any pixel ratio. Main thread."""

from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour}" '
    'stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round">'
)
_MIC = '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5A6.5 6.5 0 0 0 18.5 11.5M12 18V21M9 21H15"/>'
_SPEAKER = '<path d="M4 9.5H7.5L12 5.5V18.5L7.5 14.5H4Z"/>'
SHAPES: Mapping[str, str] = {
    "mic": _MIC,
    "mic-off": _MIC + '<path d="M4 4L20 20"/>',
    "voice": _SPEAKER + '<path d="M15.5 9A4.2 4.2 0 0 1 15.5 15M18 6.5A7.8 7.8 0 0 1 18 17.5"/>',
    "voice-off": _SPEAKER + '<path d="M16 9.5L21 14.5M21 9.5L16 14.5"/>',
    "send": '<path d="M12 19V5.5M6 11L12 5L18 11"/>',
    "stop": '<rect x="7" y="7" width="10" height="10" rx="2.5" fill="{colour}"/>',
    "hold": '<circle cx="12" cy="12" r="3.2" fill="{colour}"/><circle cx="12" cy="12" r="8.2"/>',
    "chat": '<path d="M5 5H19A2 2 0 0 1 21 7V15A2 2 0 0 1 19 17H12L7 21V17H5A2 2 0 0 1 3 15V7A2 2 0 0 1 5 5Z"/>',
    "close": '<path d="M7 7L17 17M17 7L7 17"/>',
    "about": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11V16.5M12 7.6V7.8"/>',
    "alert": '<path d="M12 4.5L20.5 19H3.5ZM12 10.5V14M12 16.6V16.7"/>',
    "offline": '<path d="M7 18A4.5 4.5 0 0 1 6.6 9A6 6 0 0 1 17.8 10.3A4 4 0 0 1 17.5 18ZM3 3L21 21"/>',
    "half": '<path d="M5 9H16L12.5 5.5M19 15H8L11.5 18.5"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2.5"/><path d="M6 15H5A2 2 0 0 1 3 13V5A2 2 0 0 1 5 3H13'
    'A2 2 0 0 1 15 5V6"/>',
    "again": '<path d="M19.5 12A7.5 7.5 0 1 1 17 6.4L19.5 9M19.5 4V9H14.5"/>',
    "edit": '<path d="M4 20L5 15.5L15.8 4.7A2 2 0 0 1 18.6 4.7L19.3 5.4A2 2 0 0 1 19.3 8.2'
    'L8.5 19L4 20ZM14 6.5L17.5 10"/>',
    "more": '<circle cx="5.5" cy="12" r="1" fill="{colour}"/><circle cx="12" cy="12" r="1" fill="{colour}"/>'
    '<circle cx="18.5" cy="12" r="1" fill="{colour}"/>',
    "back": '<path d="M14.5 6L8.5 12L14.5 18"/>',
    "forth": '<path d="M9.5 6L15.5 12L9.5 18"/>',
    "list": '<rect x="3.5" y="4.5" width="17" height="15" rx="3"/><path d="M9.5 4.5V19.5M6 9H7M6 12H7"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.2"/><path d="M15.2 15.2L20 20"/>',
    "down": '<path d="M12 5V18.5M6 13L12 19L18 13"/>',
    "plus": '<path d="M12 5V19M5 12H19"/>',
    "check": '<path d="M5 12.5L10 17.5L19 7.5"/>',
    "dots": '<circle cx="6" cy="12" r="1.3" fill="{colour}"/><circle cx="12" cy="12" r="1.3" fill="{colour}"/>'
    '<circle cx="18" cy="12" r="1.3" fill="{colour}"/>',
    "camera-off": '<path d="M4 7.5H14A1.5 1.5 0 0 1 15.5 9V15.5A1.5 1.5 0 0 1 14 17H4A1.5 1.5 0 0 1 2.5 15.5V9A1.5 1.5 '
    '0 0 1 4 7.5ZM15.5 11L21 8V16.5L15.5 13.5M4 3.5L20 20.5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5C5 16.5 8 14.8 12 14.8S19 16.5 19.5 20.5"/>',
    "ear": '<path d="M7 9.5A5.3 5.3 0 0 1 17.6 9.5C17.6 13.5 14 13.8 14 17.2A3 3 0 0 1 8.4 18.6M10 9.8'
    'A2.4 2.4 0 0 1 14.7 9.8C14.7 11.3 13.4 11.8 12.6 12.6"/>',
    "brain": '<path d="M12 5.2A3 3 0 0 0 6.6 6.6A3.2 3.2 0 0 0 4.6 11.6A3.2 3.2 0 0 0 6.4 16.6A3 3 0 0 0 12 18.4Z'
    "M12 5.2A3 3 0 0 1 17.4 6.6A3.2 3.2 0 0 1 19.4 11.6A3.2 3.2 0 0 1 17.6 16.6A3 3 0 0 1 12 18.4"
    'M8.5 10.5A2 2 0 0 0 12 11.4M15.5 10.5A2 2 0 0 1 12 11.4"/>',
    "window": '<rect x="3.5" y="5" width="17" height="14" rx="3"/><path d="M3.5 9.5H20.5"/>',
    "lock": '<rect x="5.5" y="10.5" width="13" height="9.5" rx="2.5"/>'
    '<path d="M8.5 10.5V8A3.5 3.5 0 0 1 15.5 8V10.5"/>',
    "sliders": '<path d="M4 7.5H12M17 7.5H20M4 16.5H7M12 16.5H20"/><circle cx="14.5" cy="7.5" r="2.4"/>'
    '<circle cx="9.5" cy="16.5" r="2.4"/>',
    "reset": '<path d="M4.5 12A7.5 7.5 0 1 0 7 6.4L4.5 9M4.5 4V9H9.5"/>',
    "dice": '<rect x="4.5" y="4.5" width="15" height="15" rx="4"/><circle cx="9" cy="9" r="1" fill="{colour}"/>'
    '<circle cx="15" cy="15" r="1" fill="{colour}"/><circle cx="15" cy="9" r="1" fill="{colour}"/>'
    '<circle cx="9" cy="15" r="1" fill="{colour}"/>',
    "star": '<path fill="{colour}" d="M12 3.5L14.3 9.2L20.4 9.6L15.7 13.5L17.2 19.5L12 16.2L6.8 19.5L8.3 13.5'
    'L3.6 9.6L9.7 9.2Z"/>',
}


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Icon `name` in `colour` ("#rrggbb"), `size` logical pixels high; KeyError for an unknown name."""
    svg = (_HEAD + SHAPES[name] + "</svg>").replace("{colour}", colour)
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: str, faded: str = "", size: int = 20) -> QIcon:
    """Icon for a control, sharp up to ratio 2. faded: its colour when disabled."""
    result = QIcon()
    for ratio in (1.0, 2.0):
        result.addPixmap(pixmap(name, colour, size, ratio))
        if faded:
            result.addPixmap(pixmap(name, faded, size, ratio), QIcon.Mode.Disabled)
    return result
