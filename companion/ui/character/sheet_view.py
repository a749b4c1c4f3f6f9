"""Her sheet to read, and the same to change in place. Main thread."""

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.ui.character.amounts import size
from companion.ui.character.kit import Field, card, pill, row, words
from companion.ui.character.values import Edit, Entry, Sheet
from companion.ui.texts import TEXTS, Texts

_MOST, _LONG, _KEYS = 40, 240, 8  # entries of her world that are shown, letters of each, words that bring it up
_HANGUL = re.compile("[가-힣]")
_SHORT = ("one_line", "traits", "level", "user_relation", "knowledge", "keywords", "greeting")


class SheetView(QWidget):
    """What stands in her sheet, in cards; what is empty is left out."""

    def __init__(self, texts: Texts, sheet: Sheet) -> None:
        super().__init__()
        self._texts = texts
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        for parts in (
            self._part("traits", "\n".join(sheet.traits) and " · ".join(sheet.traits)),
            [*self._part("level", sheet.level), *(words(f"· {rule}", "small") for rule in sheet.rules)],
            self._part("backstory", "\n\n".join(sheet.backstory)),
            [
                *self._part("user_relation", sheet.user_relation),
                *self._part("knowledge", sheet.knowledge),
                *self._part("greeting", f"“{sheet.greeting}”" if sheet.greeting else ""),
            ],
            self._keywords(sheet.keywords, sheet.language),
            self._lore(sheet.lore),
            self._model(sheet),
        ):
            if parts:
                box.addWidget(card(*parts, gap=6))

    def _part(self, name: str, text: str) -> list[QWidget]:
        return [words(self._texts(f"sheet.{name}"), "part"), words(text, "", selectable=True)] if text else []

    def _keywords(self, keywords: Sequence[str], language: str) -> list[QWidget]:
        """Those in the letters of the language that is shown; all where there are none."""
        fitting = [word for word in keywords if bool(_HANGUL.search(word)) == (language == "ko")]
        return self._part("keywords", " · ".join(fitting or keywords))

    def _lore(self, entries: Sequence[Entry]) -> list[QWidget]:
        """What she knows of her world, and when it comes to her mind."""
        texts = self._texts
        if not entries:
            return []
        parts: list[QWidget] = [words(texts("sheet.lore"), "part"), words(texts("sheet.lore.help"), "small")]
        for entry in entries[:_MOST]:
            key = "sheet.lore.never" if not entry.used else "sheet.lore.always" if entry.always else "sheet.lore.when"
            when = texts(key, words=", ".join(entry.when[:_KEYS]) + (" …" if len(entry.when) > _KEYS else ""))
            short = entry.text if len(entry.text) <= _LONG else entry.text[:_LONG].rsplit(" ", 1)[0] + " …"
            said = words(short, "", selectable=True)
            said.setToolTip(entry.text[:4000] if short != entry.text else "")
            title = words(entry.name, "fieldTitle")
            title.setContentsMargins(0, 8, 0, 0)
            parts += [*([title] if entry.name else []), said, words(when, "small")]
        if len(entries) > _MOST:
            parts.append(words(texts("sheet.lore.more", count=len(entries) - _MOST), "small"))
        return parts

    def _model(self, sheet: Sheet) -> list[QWidget]:
        """What she thinks and speaks with, her licence, and what her report card says."""
        texts = self._texts
        name, count = sheet.model
        brain = texts("sheet.model.own", name=name, size=size(count)) if name else texts("sheet.model.shared")
        lines: list[QWidget] = [words(texts("sheet.model"), "part"), words(brain, "")]
        lines.append(words(texts("sheet.voice", name=sheet.voice or texts("sheet.voice.usual")), ""))
        if sheet.lines:
            lines.append(words(texts("sheet.lines", count=f"{sheet.lines:,}"), ""))
        licence = sheet.licence or texts("import.licence.none")
        lines.append(words(texts("import.licence", name=licence), "small"))
        if sheet.author:
            lines.append(words(texts("import.author", name=sheet.author), "small"))
        if sheet.figures:
            lines.append(words(texts("sheet.report"), "part"))
            for figure, value in sheet.figures:
                label = TEXTS[texts.language].get(f"make.gate.{figure}", figure)
                told = row(words(label, ""), pill(f"{value:.0%}"))
                layout = told.layout()
                assert layout is not None
                layout.setStretch(0, 1)  # type: ignore[attr-defined]
                lines.append(told)
        return lines


class SheetEdit(QWidget):
    """The same in fields. `edit()` is what stands in them."""

    def __init__(self, texts: Texts, sheet: Sheet) -> None:
        super().__init__()
        self.fields: dict[str, Field] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        for group in (
            (("name", sheet.name, 1), ("one_line", sheet.one_line, 2), ("traits", ", ".join(sheet.traits), 2)),
            (("level", sheet.level, 1), ("rules", "\n".join(sheet.rules), 4), ("greeting", sheet.greeting, 2)),
            (("backstory", "\n\n".join(sheet.backstory), 6), ("user_relation", sheet.user_relation, 2)),
            (("knowledge", sheet.knowledge, 3), ("keywords", ", ".join(sheet.keywords), 3)),
        ):
            for name, text, lines in group:
                self.fields[name] = Field(texts(f"sheet.{name}"), lines=lines, text=text)
            box.addWidget(card(*(self.fields[name] for name, _, _ in group), gap=14))

    def edit(self) -> Edit:
        plain = {name: " ".join(self.fields[name].text.split()) for name in ("name", *_SHORT)}
        paragraphs = (" ".join(part.split()) for part in self.fields["backstory"].text.split("\n\n"))
        return Edit(
            name=plain["name"],
            one_line=plain["one_line"],
            traits=listed(plain["traits"]),
            level=plain["level"],
            rules=self.fields["rules"].lines(),
            backstory=tuple(part for part in paragraphs if part),
            user_relation=plain["user_relation"],
            knowledge=plain["knowledge"],
            keywords=listed(plain["keywords"]),
            greeting=plain["greeting"],
        )


def listed(text: str) -> tuple[str, ...]:
    """Parts between commas."""
    return tuple(dict.fromkeys(part.strip() for part in text.replace("，", ",").split(",") if part.strip()))
