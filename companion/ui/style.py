"""The style sheet of all windows, filled with a palette's colours. Pure."""

import string
from dataclasses import asdict
from typing import TYPE_CHECKING

from companion import paths
from companion.ui.character.style import CHARACTER
from companion.ui.chat.style import CHAT
from companion.ui.page_style import PAGES
from companion.ui.settings.style import SETTINGS

if TYPE_CHECKING:
    from companion.ui.theme import Palette

_SHEET = string.Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $line; border-radius: 8px; padding: 5px 8px; }
QMenu { background: $raised; color: $text; border: 1px solid $line; border-radius: 12px; padding: 6px; }
QMenu::item { padding: 7px 26px 7px 12px; border-radius: 8px; margin: 1px 2px; }
QMenu::item:selected { background: $soft; color: $accent_strong; }
QMenu::item:disabled { color: $unheard; }
QMenu::separator { height: 1px; background: $line; margin: 5px 10px; }
QMenu::indicator { width: 16px; height: 16px; margin-left: 8px; }
QMenu::indicator:checked { image: url("$check"); }
QMenu#people { icon-size: 30px; }
QMenu#people::item { padding: 4px 26px 4px 16px; }
QMenu#people::icon { margin-left: 8px; }

QWidget#chat, QWidget#chatList, QWidget#about { background: $window; }
QFrame#chatHead { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame#chatFoot { background: $surface; border: none; border-top: 1px solid $line; }
QLabel#name { color: $text; font-weight: 600; font-size: 12pt; }
QLabel#state, QLabel#small, QLabel#time { color: $muted; font-size: 9pt; }
QLabel#time { font-size: 8pt; }
QLabel#day { color: $muted; font-size: 9pt; background: $soft; border-radius: 10px; padding: 3px 12px; }
QLabel#tag { color: $accent; font-size: 8pt; background: $soft; border-radius: 7px; padding: 1px 7px; }
QLabel#emptyTitle { color: $text; font-size: 13pt; font-weight: 600; }
QLabel#mine { background: $mine; color: $on_mine; border-radius: 16px; border-bottom-right-radius: 5px;
  padding: 9px 13px; selection-background-color: $soft; selection-color: $text; }
QLabel#hers { background: $hers; color: $text; border: 1px solid $line; border-radius: 16px;
  border-bottom-left-radius: 5px; padding: 9px 13px; }

QScrollArea { border: none; background: $window; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar::handle:vertical { background: $line; border-radius: 3px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: $unheard; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QPlainTextEdit#input { background: $raised; color: $text; border: 1.5px solid $line; border-radius: 18px;
  padding: 6px 10px; }
QPlainTextEdit#input:focus { border-color: $accent; }

QPushButton { background: $soft; color: $accent_strong; border: 1.5px solid transparent; border-radius: 12px;
  padding: 7px 16px; }
QPushButton:hover { border-color: $accent; }
QPushButton:focus { border-color: $accent; }
QPushButton:pressed { background: $accent; color: $on_accent; }
QPushButton#round { border-radius: 18px; padding: 0; background: transparent; }
QPushButton#round:hover { background: $soft; border-color: transparent; }
QPushButton#round:focus { border-color: $accent; }
QPushButton#round:pressed { background: $accent; }
QPushButton#send { border-radius: 18px; padding: 0; background: $accent; }
QPushButton#send:hover { background: $accent_strong; border-color: transparent; }
QPushButton#send:focus { border-color: $text; }
QPushButton#send:disabled { background: $soft; }
QPushButton#hold { border-radius: 18px; padding: 8px; font-weight: 600; }
QPushButton#quiet { background: transparent; color: $accent; padding: 5px 12px; }
QPushButton#close { background: transparent; border-radius: 11px; padding: 0; }
QPushButton#close:hover { background: $soft; }
QPushButton#close:focus { border-color: $accent; }

QFrame#card { background: $raised; border: 1px solid $line; border-radius: 16px; }
QFrame#card QLabel#cardTitle { color: $danger; font-weight: 600; }
QFrame#card[kind="notice"] QLabel#cardTitle { color: $accent; }
QFrame#card QLabel#cardText { color: $text; }
QFrame#card QLabel#cardHint { color: $text; background: $danger_soft; border-radius: 9px; padding: 7px 10px; }
QFrame#card[kind="notice"] QLabel#cardHint { background: $soft; }

QLabel#fieldTitle { color: $text; font-weight: 600; }
QLabel#small[wrong="true"] { color: $danger; }
QComboBox#field { background: $raised; color: $text; border: 1.5px solid $line; border-radius: 10px;
  padding: 6px 30px 6px 12px; }
QComboBox#field { combobox-popup: 0; }
QComboBoxPrivateContainer { background: transparent; border: none; }
QComboBox#field:hover, QComboBox#field:focus { border-color: $accent; }
QComboBox#field:disabled { color: $unheard; background: $surface; }
QComboBox#field::drop-down { border: none; width: 30px; subcontrol-position: center right; }
QComboBox#field::down-arrow { image: none; width: 0; height: 0; }
QComboBox#field QAbstractItemView { background: $raised; color: $text; border: 1.5px solid $line; outline: 0;
  border-radius: 12px;
  padding: 4px; }
QComboBox#field QAbstractItemView::item { min-height: 30px; padding: 2px 8px; border-radius: 6px; }
QComboBox#field QAbstractItemView::item:selected { background: $soft; color: $accent_strong; }

QWidget#about QLabel { color: $text; }
QWidget#about QLabel#small { color: $muted; }
""")


def style_sheet(palette: "Palette") -> str:
    """Qt style sheet; raises KeyError when it names a colour that the palette lacks."""
    colours = asdict(palette)
    bright = int(palette.window[1:3], 16) > 127
    check = (paths.assets() / "look" / f"check-{'light' if bright else 'dark'}.svg").as_posix()
    return (
        _SHEET.substitute(colours, check=check)
        + PAGES.substitute(colours)
        + CHAT.substitute(colours)
        + CHARACTER.substitute(colours)
        + SETTINGS.substitute(colours)
    )
