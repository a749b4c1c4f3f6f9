"""The style sheet of the settings, filled with a palette's colours by `companion.ui.style`. Pure."""

import string

SETTINGS = string.Template("""
QWidget#settings, QWidget#settingsPage { background: $window; }
QFrame#settingsSide { background: $surface; border: none; border-right: 1px solid $line; }
QLabel#muted { color: $muted; }
QLabel#groupTitle { color: $accent_strong; font-weight: 600; font-size: 10pt; padding-left: 4px; }
QLabel#changedDot { color: $accent; font-size: 8pt; }
QFrame#settingsCard { background: $raised; border: 1px solid $line; border-radius: 14px; }
QFrame#settingRow { background: transparent; border: none; border-top: 1px solid $line; }
QFrame#settingRow[first="true"] { border-top: none; }
QListWidget#sidebar { background: transparent; border: none; outline: 0; }
QListWidget#sidebar::item { color: $text; padding: 8px 10px; margin: 1px 0; border-radius: 10px; }
QListWidget#sidebar::item:hover { background: $soft; }
QListWidget#sidebar::item:selected { background: $soft; color: $accent_strong; font-weight: 600; }
QListWidget#sidebar::item:selected:focus { border: 1.5px solid $accent; padding: 6px 8px; }
QListWidget#sidebar::item:disabled { color: $unheard; }
QLineEdit#search { background: $raised; color: $text; border: 1.5px solid $line; border-radius: 16px;
  padding: 6px 8px; }
QLineEdit#search:focus { border-color: $accent; }
QLineEdit#field { background: $raised; color: $text; border: 1.5px solid $line; border-radius: 10px; padding: 6px 8px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit#field:hover, QLineEdit#field:focus { border-color: $accent; }
QLineEdit#field[wrong="true"] { border-color: $danger; background: $danger_soft; }
QSlider#field { min-height: 26px; }
QSlider#field::groove:horizontal { height: 5px; background: $line; border-radius: 2px; }
QSlider#field::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider#field::handle:horizontal { width: 16px; height: 16px; margin: -6px 0; border-radius: 8px; background: $raised;
  border: 2px solid $accent; }
QSlider#field::handle:horizontal:hover { background: $soft; }
QSlider#field::handle:horizontal:focus { background: $accent; }
QPushButton#tiny { background: transparent; border: 1.5px solid transparent; border-radius: 11px; padding: 0; }
QPushButton#tiny:hover { background: $soft; }
QPushButton#tiny:focus { border-color: $accent; }
""")
