"""The house look: colours, fonts and the one style sheet, in light and dark. Main thread.

Violet and cream, after the characters' art. `Theme` follows the system's choice of light or dark while running.
"""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from companion.ui.markup import Ink
from companion.ui.style import style_sheet

Scheme = Literal["auto", "light", "dark"]

# Korean and Latin in one face where the system has one; each family is tried in this order.
FAMILIES = (
    "Pretendard",
    "Apple SD Gothic Neo",
    "Malgun Gothic",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "NanumGothic",
    "Segoe UI",
    "DejaVu Sans",
)


@dataclass(frozen=True)
class Palette:
    """Colours by use, "#rrggbb". window < surface < raised: what lies on what. mine/hers: chat bubbles."""

    window: str
    surface: str
    raised: str
    text: str
    muted: str
    line: str
    accent: str
    accent_strong: str
    on_accent: str
    soft: str
    mine: str
    on_mine: str
    hers: str
    unheard: str
    danger: str
    danger_soft: str
    good: str
    warm: str
    shadow: str

    @property
    def ink(self) -> Ink:
        """Colours of marked text on her bubbles."""
        return Ink(action=self.muted, unheard=self.unheard, link=self.accent, code=self.soft)


LIGHT = Palette(
    window="#faf5f1",
    surface="#fffdfa",
    raised="#ffffff",
    text="#2e2140",
    muted="#75688a",
    line="#e7dcea",
    accent="#7a4fa3",
    accent_strong="#63398d",
    on_accent="#ffffff",
    soft="#f0e6f5",
    mine="#7a4fa3",
    on_mine="#ffffff",
    hers="#ffffff",
    unheard="#a79eb5",
    danger="#b8324f",
    danger_soft="#fdeef0",
    good="#3f8f68",
    warm="#b9803f",
    shadow="#2e1a45",
)
DARK = Palette(
    window="#1c1827",
    surface="#241f32",
    raised="#2d273d",
    text="#f3ecfb",
    muted="#aa9fc0",
    line="#3d3551",
    accent="#b991ea",
    accent_strong="#cdadf5",
    on_accent="#1d1230",
    soft="#372d4d",
    mine="#6d4a9c",
    on_mine="#ffffff",
    hers="#2f2840",
    unheard="#7f7596",
    danger="#ff8ba1",
    danger_soft="#40222f",
    good="#7fd0a6",
    warm="#f2cd78",
    shadow="#000000",
)


class Theme(QObject):
    """Applies the look to the application and says when it has changed."""

    changed = Signal(object)  # Palette

    def __init__(self, app: QApplication, scheme: Scheme = "auto", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._scheme = scheme
        self.palette = self._wanted()
        app.setStyle("Fusion")
        app.setFont(house_font(app.font()))
        self._apply()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    def set_scheme(self, scheme: Scheme) -> None:
        """Light, dark, or as the system."""
        self._scheme = scheme
        self._follow()

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is not self.palette:
            self.palette = wanted
            self._apply()
            self.changed.emit(wanted)

    def _wanted(self) -> Palette:
        if self._scheme != "auto":
            return DARK if self._scheme == "dark" else LIGHT
        return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _apply(self) -> None:
        self._app.setPalette(_qt_palette(self.palette))
        self._app.setStyleSheet(style_sheet(self.palette))


def house_font(base: QFont) -> QFont:
    """`base` in a face that has Korean, at least 10 points high (the size that the system chose, where larger)."""
    present = set(QFontDatabase.families())
    families = [family for family in FAMILIES if family in present]
    font = QFont(base)
    if families:
        font.setFamilies([*families, base.family()])
    if font.pointSizeF() < 10:
        font.setPointSizeF(10)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _qt_palette(colours: Palette) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.raised),
        (role.AlternateBase, colours.surface),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.unheard))
    return palette
