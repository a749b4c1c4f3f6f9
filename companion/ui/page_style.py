"""The style rules of the pages that have a head, cards and steps: models, doctor, first start. Pure."""

import string

PAGES = string.Template("""
QWidget#page, QWidget#pageBody { background: $window; }
QFrame#pageHead { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame#pageFoot { background: $surface; border: none; border-top: 1px solid $line; }
QLabel#pageTitle { color: $text; font-weight: 700; font-size: 15pt; }
QLabel#lead { color: $muted; font-size: 11pt; }
QLabel#tip { color: $text; background: $soft; border-radius: 12px; padding: 10px 14px; }

QPushButton#segment { background: transparent; color: $muted; border-radius: 10px; padding: 6px 16px; }
QPushButton#segment:hover { background: $soft; border-color: transparent; }
QPushButton#segment:checked { background: $soft; color: $accent_strong; font-weight: 600; }
QPushButton#segment:focus { border-color: $accent; }
QPushButton#chip { background: $raised; color: $text; border: 1.5px solid $line; border-radius: 13px;
  padding: 5px 14px; }
QPushButton#chip:hover { border-color: $accent; color: $accent_strong; }
QPushButton#chip:checked { background: $soft; border-color: $accent; color: $accent_strong; font-weight: 600; }
QPushButton#chip:focus { border-color: $accent_strong; }
QPushButton#chip:pressed { background: $soft; }
QFrame#dropZone { background: $surface; border: 2px dashed $line; border-radius: 18px; }
QPushButton#primary { background: $accent; color: $on_accent; font-weight: 600; }
QPushButton#primary:hover { background: $accent_strong; border-color: transparent; }
QPushButton#primary:focus { border-color: $text; }
QPushButton#primary:disabled { background: $soft; color: $unheard; }
QPushButton#danger { background: $danger_soft; color: $danger; font-weight: 600; }
QPushButton#danger:hover, QPushButton#danger:focus { border-color: $danger; }
QPushButton#danger:pressed { background: $danger; color: $raised; }
QPushButton:disabled { color: $unheard; }

QFrame#modelCard, QFrame#plainCard { background: $raised; border: 1px solid $line; border-radius: 16px; }
QFrame#drawer { background: $soft; border-radius: 12px; }
QLabel#cardName { color: $text; font-weight: 600; font-size: 11pt; }
QLabel#pill { color: $muted; background: $soft; font-size: 8pt; border-radius: 9px; padding: 2px 9px; }
QLabel#pill[kind="accent"] { color: $on_accent; background: $accent; }
QLabel#pill[kind="good"] { color: $good; }
QLabel#pill[kind="warn"] { color: $warm; }
QLabel#pill[kind="bad"] { color: $danger; background: $danger_soft; }
QLabel#said { color: $text; }
QLabel#said[kind="good"] { color: $good; }
QLabel#said[kind="warn"] { color: $warm; }
QLabel#said[kind="bad"] { color: $danger; }

QProgressBar { background: $soft; border: none; border-radius: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QLabel#doFix { color: $text; background: $soft; border-radius: 9px; padding: 7px 10px; }

QPushButton#choice { background: $raised; color: $text; border: 1.5px solid $line; border-radius: 14px;
  padding: 10px 14px; text-align: left; }
QPushButton#choice:hover { border-color: $accent; }
QPushButton#choice:focus { border-color: $accent_strong; }
QPushButton#choice:checked { background: $soft; border-color: $accent; color: $accent_strong; font-weight: 600; }
QFrame#stage { background: $soft; border-radius: 18px; }
""")
