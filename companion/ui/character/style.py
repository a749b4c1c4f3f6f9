"""Style rules of the windows about one character and of making one. Pure."""

import string

CHARACTER = string.Template("""
QLabel#fieldName { color: $text; font-weight: 600; }
QLabel#sheetName { color: $text; font-weight: 700; font-size: 17pt; }
QLabel#quote { color: $text; font-size: 11pt; }
QLabel#part { color: $muted; font-size: 9pt; font-weight: 600; }
QLineEdit#line, QPlainTextEdit#lines { background: $raised; color: $text; border: 1.5px solid $line;
  border-radius: 10px;
  padding: 7px 10px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit#line:focus, QPlainTextEdit#lines:focus { border-color: $accent; }
QLineEdit#line:disabled, QPlainTextEdit#lines:disabled { background: $surface; color: $unheard; }
QPlainTextEdit#log { background: $surface; color: $muted; border: 1px solid $line; border-radius: 10px; padding: 6px;
  font-size: 9pt; }
QFrame#portrait { background: $soft; border-radius: 20px; }
QFrame#undo { background: $text; border-radius: 14px; }
QFrame#undo QLabel { color: $window; }
QFrame#undo QPushButton { background: transparent; color: $window; font-weight: 700; border-color: transparent; }
QFrame#undo QPushButton:focus, QFrame#undo QPushButton:hover { border-color: $window; }
QLabel#step { color: $muted; font-size: 9pt; background: transparent; border-radius: 9px; padding: 3px 10px; }
QLabel#step[kind="now"] { color: $on_accent; background: $accent; font-weight: 600; }
QLabel#step[kind="done"] { color: $accent; background: $soft; }
QLabel#stageMark { color: $unheard; font-size: 10pt; }
QLabel#stageMark[kind="done"] { color: $good; font-weight: 700; }
QLabel#stageMark[kind="now"] { color: $accent; font-weight: 700; }
QLabel#stageMark[kind="bad"] { color: $danger; font-weight: 700; }
QLabel#big { color: $text; font-weight: 700; font-size: 20pt; }
QFrame#sampleBox { background: $soft; border-radius: 12px; }
QCheckBox { color: $text; spacing: 8px; }
""")
