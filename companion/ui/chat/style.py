"""The chat window's part of the style sheet. Pure."""

import string

CHAT = string.Template("""
QFrame#talksDrawer { background: $surface; border: none; border-right: 1px solid $line; }
QLineEdit#search { background: $raised; color: $text; border: 1.5px solid $line; border-radius: 17px;
  padding: 6px 8px; }
QLineEdit#search:focus { border-color: $accent; }
QPushButton#begin { text-align: left; padding: 8px 12px; }
QListWidget#talks { background: transparent; border: none; outline: none; color: $text; }
QLineEdit#rename { background: $raised; color: $text; border: 1.5px solid $accent; border-radius: 9px;
  padding: 4px 8px; selection-background-color: $accent; selection-color: $on_accent; }
QAbstractScrollArea#chatList { border: none; background: $window; }
QAbstractScrollArea#chatList:focus { border: none; }
QLabel#mine:focus, QLabel#mine[found="true"] { border: 2px solid $warm; padding: 7px 11px; }
QLabel#hers:focus { border: 2px solid $accent; padding: 8px 12px; }
QLabel#hers[found="true"] { border: 2px solid $warm; padding: 8px 12px; }
QToolButton#tool { background: transparent; border: 1.5px solid transparent; border-radius: 7px; padding: 0; }
QToolButton#tool:hover { background: $soft; }
QToolButton#tool:focus { border-color: $accent; }
QToolButton#tool:pressed { background: $line; }
QPushButton#newest { background: $raised; border: 1px solid $line; border-radius: 18px; padding: 0; }
QPushButton#newest:hover, QPushButton#newest:focus { border-color: $accent; }
QFrame#editBar { background: $soft; border-radius: 10px; }
QDialog#ask { background: $raised; }
QLabel#askTitle { color: $text; font-size: 13pt; font-weight: 600; }
QLabel#askText { color: $text; }
QLabel#askDetail { color: $accent_strong; background: $soft; border-radius: 9px; padding: 8px 10px; }
QDialog#ask QPushButton { min-width: 72px; }
""")
