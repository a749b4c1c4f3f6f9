"""Makes the row of a setting: the control that fits it, and its words. Main thread."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from companion.ui.settings import numbers
from companion.ui.settings.calls import Option, Options, SettingsCalls
from companion.ui.settings.catalogue import Setting
from companion.ui.settings.fields import ChoiceField, Field, ModelField, NumberField, SwitchField, TextField
from companion.ui.settings.hotkey_field import HotkeyField, readable
from companion.ui.settings.row import Row
from companion.ui.settings.special_fields import DeviceField, PositionField, SeedField
from companion.ui.texts import TEXTS, Texts
from companion.ui.theme import Palette

_FILTERS = {"brain.model": "GGUF (*.gguf)", "brain.adapter": "GGUF (*.gguf)", "voice.model": "Piper (*.onnx)"}


class Maker:
    """Rows of one window. owner: the window over which a file is chosen."""

    def __init__(self, calls: SettingsCalls, texts: Texts, palette: Palette, owner: QWidget) -> None:
        self._calls, self._texts, self.palette, self._owner = calls, texts, palette, owner
        self.options: Options = {}

    def row(self, setting: Setting) -> Row:
        """Of a setting for everyone."""
        texts = self._texts
        return Row(
            setting.name,
            _said(setting.words, setting.name, texts),
            _said(f"{setting.words}.help", "", texts),
            self._field(setting, setting.name),
            texts,
            self.palette,
            value_words=lambda value: self.words(setting, value),
            later=setting.name in self._calls.later,
            wide=setting.kind in ("microphone", "speaker"),
        )

    def her_row(self, setting: Setting, title: str, explanation: str, like: str) -> Row:
        """Of a wish for one character. like: the setting whose choices it has."""
        return Row(
            setting.name,
            title,
            explanation,
            self._field(setting, like),
            self._texts,
            self.palette,
            value_words=lambda value: self.words(setting, value, like),
            hers=True,
        )

    def fill(self, row: Row) -> None:
        """Its choices are known now."""
        if isinstance(row.field, ChoiceField) and row.field.property("like") in self.options:
            row.field.set_options(self.options[row.field.property("like")])

    def words(self, setting: Setting, value: Any, like: str = "") -> str:
        """A value as the person reads it."""
        texts = self._texts
        if setting.kind == "switch":
            return texts("settings.on" if value else "settings.off")
        if setting.kind == "number" and setting.shown is not None and value is not None:
            return numbers.with_unit(value, setting.shown, texts)
        if setting.kind == "hotkey" and value:
            return readable(value)
        if setting.kind == "seed" and value is None:
            return texts("settings.seed.free")
        if setting.kind == "position" and value is None:
            return texts("settings.position.free")
        if setting.kind in ("microphone", "speaker") and value == "default":
            return texts("audio.default")
        known = [*self._choices(setting), *self.options.get(like or setting.name, ())]
        label = next((option.label for option in known if option.value == value), None)
        return label or (str(value) if value not in (None, "") else texts("settings.none"))

    def _choices(self, setting: Setting) -> list[Option]:
        words = setting.words
        return [Option(choice, _said(f"{words}.{choice}", choice, self._texts)) for choice in setting.choices]

    def _field(self, setting: Setting, like: str) -> Field:
        calls, texts, palette = self._calls, self._texts, self.palette
        match setting.kind:
            case "switch":
                return SwitchField(palette)
            case "choice":
                return ChoiceField(self._choices(setting))
            case "number":
                return NumberField(setting, texts)
            case "seed":
                return SeedField(texts, palette)
            case "position":
                return PositionField(texts, calls.here)
            case "microphone" | "speaker":
                return DeviceField(setting.kind, calls.sound, texts, palette, calls.values)
            case "hotkey":
                return HotkeyField(texts)
            case "option" | "model":
                field = ModelField(texts, self._asker(like)) if setting.kind == "model" else ChoiceField()
                field.setProperty("like", like)
                field.set_options(self.options.get(like, ()))
                return field
        return TextField(lambda text: calls.problem(like, text))

    def _asker(self, like: str) -> Callable[[Callable[[str], None]], None]:
        def ask(chosen: Callable[[str], None]) -> None:
            dialog = QFileDialog(self._owner, self._texts("settings.file"))
            if like == "ears.model":
                dialog.setFileMode(QFileDialog.FileMode.Directory)
            else:
                dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
                dialog.setNameFilter(_FILTERS.get(like, "*"))
            dialog.fileSelected.connect(chosen)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        return ask


def _said(key: str, otherwise: str, texts: Texts) -> str:
    """A setting that nobody has found words for yet is shown all the same."""
    return texts(key) if key in TEXTS[texts.language] else otherwise
