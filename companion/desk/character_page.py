"""The page "This character": joins the widgets with her folder, the files she goes out as, and the app. Main thread.

Files are read and written on pool threads. A shipped character is copied to the person's before it is changed.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, QObject, QSize, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from companion import paths
from companion.desk import importing
from companion.desk.host import Host
from companion.errors import CompanionError
from companion.face.director import FaceDirector
from companion.face.expression import face
from companion.persona import bring, lore, own, package_write, recall
from companion.persona.character import (
    FILE_NAME,
    LANGUAGES,
    Character,
    Language,
    find_character,
    list_characters,
    load_character,
)
from companion.persona.emotion import Mood
from companion.ui.character import live2d_choice
from companion.ui.character.kit import ask_file
from companion.ui.character.notes import worded
from companion.ui.character.page import CharacterPage
from companion.ui.character.portrait import picture
from companion.ui.character.values import CharacterActions, Edit, Entry, Form, Person, Sheet
from companion.ui.texts import describe
from companion.voice.stages import explained

_SETTLE = 300  # milliseconds after the last change of a file
_CARD = QSize(600, 900)  # pixels of the picture of a card
_GATES = ("json_valid", "emotion", "style", "identity", "language")


def open(host: Host) -> CharacterPage:
    """A new window, with the character who is on the desktop."""
    return _CharacterPage(host).page


class _CharacterPage(QObject):
    """What the page asks for; a child of the page, so it ends with it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host, self._texts = host, host.texts
        self._her: Character | None = None
        self._language = ""
        self._away: own.Away | None = None
        self._open = True
        self._watch = QFileSystemWatcher(self)
        self._watch.fileChanged.connect(self._touched)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE)
        self._settle.timeout.connect(self._reread)
        self.page = CharacterPage(
            CharacterActions(
                show=self._show,
                save=self._save,
                export=self._export,
                take_in=self._take_in,
                remove=self._remove,
                undo=self._undo,
                talk=lambda: self._host.switch(self._her.id) if self._her else None,
                open_folder=self._open_folder,
                make=lambda: self._host.open_page("make"),
                expressions=self._expressions,
            ),
            host.texts,
            FaceDirector,
            closed=self._end,
            dropped=self._dropped,
        )
        self.setParent(self.page)
        self._show(self._current(), "")

    def _end(self) -> None:
        self._open = False
        self._settle.stop()

    def _current(self) -> str:
        her = self._host.session.character
        return her.id if her is not None else self._host.config.character

    # --- reading ---

    def _show(self, character_id: str, language: str) -> None:
        wanted, current = language or self._texts.language, self._current()

        def read() -> tuple[tuple[Person, ...], Character, Sheet]:
            everyone = list_characters().characters
            people = tuple(Person(one.id, one.title(self._texts.language)) for one in everyone)
            her = _read(character_id, everyone)
            return people, her, _sheet(her, wanted, current, renewed=self._host.session.outdated(her))

        self._work(read, self._shown)

    def _shown(self, found: tuple[tuple[Person, ...], Character, Sheet]) -> None:
        people, her, sheet = found
        other = self._her is None or self._her.id != her.id or self._her.avatar != her.avatar
        self._her, self._language = her, sheet.language
        self.page.show_people(people, her.id)
        self.page.show_sheet(sheet)
        if other:
            self.page.show_figure(self._host.renderer(her))
        self._watch_file(her)

    def _watch_file(self, her: Character) -> None:
        """Her sheet may be changed in an editor while the page is open."""
        file = str(her.folder / FILE_NAME)
        if file not in self._watch.files():
            if self._watch.files():
                self._watch.removePaths(self._watch.files())
            self._watch.addPath(file)

    def _touched(self, _file: str) -> None:
        self._settle.start()  # an editor writes in several steps, and may put another file in its place

    def _reread(self) -> None:
        if self._open and self.page.editing is None and self._her is not None:
            self._watch_file(self._her)
            self._host.refresh_characters()
            self._again()

    def _again(self, _result: object = None) -> None:
        if self._her is not None:
            self._show(self._her.id, self._language)

    # --- changing ---

    def _save(self, edit: Edit) -> None:
        her, language = self._her, self._language
        if her is None:
            return
        chosen: Language = "ko" if language == "ko" else "en"
        changes = _changes(her, edit, chosen)
        if not changes:
            self._again()
            return
        self._work(lambda: own.change(her, changes), self._saved)

    def _saved(self, her: Character) -> None:
        self._host.note({"event": "character_changed", "character": her.id})
        self._host.refresh_characters()
        self.page.say(self._texts("sheet.saved"))
        if her.id == self._current():
            self._host.switch(her.id)  # she goes on with her new sheet
        self._her = her
        self._again()

    def _expressions(self) -> None:
        """Which expression of her model shows which feeling, in a window of its own."""
        her = self._her
        if her is not None:
            model = live2d_choice.hers(her)
            self.page.say(self._texts("sheet.expressions.opening"))
            self._work(lambda: live2d_choice.load(model), lambda avatar: self._ask_expressions(model, avatar))

    def _ask_expressions(self, model: live2d_choice.Model, avatar: Any) -> None:
        self.page.say("")

        def saved() -> None:
            self._host.refresh_characters()
            if model.her is not None and model.her.id == self._current():
                self._host.switch(model.her.id)  # she shows it

        self._host.desktop.show_page(live2d_choice.window(model, avatar, self._texts, saved, avatar.close))

    # --- out and in ---

    def _export(self, form: Form) -> None:
        her = self._her
        if her is None:
            return
        shot = None
        if form == ".png" and not (her.folder / "portrait.png").is_file():
            pose = face(Mood("smile", 0.6))
            shot = picture(self._host.renderer(her), pose, _CARD, self._host.desktop.theme.palette.soft)
        kinds = f"{self._texts(f'sheet.export{form}')} (*{form})"

        def chosen(path: Path) -> None:
            target = path if path.suffix.lower() == form else path.with_name(path.name + form)
            report = importing.Steps(lambda done, of: self._host.on_main(lambda: self._step(done, of)))
            self._work(
                lambda: bring.export(her, target, picture=shot, report=report),
                lambda notes: self._exported(target, notes),
            )

        ask_file(self.page, self._texts("sheet.export"), kinds, chosen, save=f"{her.id}{form}")

    def _step(self, done: int, of: int) -> None:
        if self._open:
            self.page.show_progress(done, of)

    def _exported(self, target: Path, notes: tuple[str, ...]) -> None:
        self.page.bar.hide()
        self._host.note({"event": "exported", "form": target.suffix})
        told = [self._texts("sheet.exported", file=target.name), *(f"· {worded(note, self._texts)}" for note in notes)]
        self.page.say("\n".join(told))

    def _take_in(self) -> None:
        self._dropped(())

    def _dropped(self, files: Any) -> None:
        self._host.take_in(files)

    # --- away ---

    def _remove(self) -> None:
        her = self._her
        if her is None:
            return

        def put_away() -> tuple[own.Away, str]:
            away = own.put_away(her.id)
            left = [one.id for one in list_characters().characters]
            return away, her.id if her.id in left else left[0]

        self._work(put_away, lambda done: self._removed(her, *done))

    def _removed(self, her: Character, away: own.Away, following: str) -> None:
        self._away = away
        self._host.note({"event": "character_removed", "character": her.id})
        self._host.refresh_characters()
        if her.id == self._current():
            self._host.switch(following)
        self.page.say(self._texts("sheet.removed", name=her.title(self._texts.language)), undo=True)
        self._show(following, "")

    def _undo(self) -> None:
        away, self._away = self._away, None
        if away is not None:
            self._work(lambda: own.bring_back(away), self._undone)

    def _undone(self, her: Character) -> None:
        self._host.refresh_characters()
        self.page.say("")
        self._show(her.id, "")

    def _open_folder(self) -> None:
        if self._her is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._her.folder)))

    def _work(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        def run() -> None:
            try:
                result = work()
            except Exception as error:  # thread boundary
                failure = explained("character", error)
                self._host.on_main(lambda: self._failed(failure) if self._open else None)
                return
            self._host.on_main(lambda: then(result) if self._open else None)

        self._host.background(run)

    def _failed(self, error: CompanionError) -> None:
        self.page.say("")
        self.page.show_error(describe(error, self._texts))


def _read(character_id: str, everyone: tuple[Character, ...]) -> Character:
    """Raises CharacterError: her own sheet can't be read, though a shipped one of that id could stand in."""
    mine = paths.user_characters() / character_id
    if (mine / FILE_NAME).is_file():
        return load_character(mine)
    return next((one for one in everyone if one.id == character_id), None) or find_character(character_id)


def _changes(her: Character, edit: Edit, language: Language) -> dict[str, Any]:
    """Top-level keys of character.yaml that differ, with their new values."""
    changes: dict[str, Any] = {}
    for key, value, before in (
        ("names", edit.name, her.names),
        ("one_line", edit.one_line, her.one_line),
        ("user_relation", edit.user_relation, her.user_relation),
        ("knowledge_boundary", edit.knowledge, her.knowledge_boundary),
        ("traits", list(edit.traits), {one: list(texts) for one, texts in her.traits.items()}),
        ("backstory", list(edit.backstory), {one: list(texts) for one, texts in her.backstory.items()}),
    ):
        if (before.get(language) or type(value)()) != value:  # type: ignore[attr-defined]
            texts = {**before, language: value}  # type: ignore[dict-item]
            kept = {one: text for one, text in texts.items() if text}
            changes[key] = kept or None
    if tuple(her.keywords) != edit.keywords:
        changes["keywords"] = list(edit.keywords) or None
    speech = her.speech[language]
    if (speech.level, speech.rules) != (edit.level, edit.rules):
        every = {one: value.model_dump(mode="json", exclude_defaults=True) for one, value in her.speech.items()}
        every[language] |= {"level": edit.level, "rules": list(edit.rules)}
        changes["speech"] = every
    said = her.greetings.get(language, ())
    if edit.greeting != (said[0].text if said else ""):
        every = {one: [greeting.model_dump(mode="json") for greeting in lines] for one, lines in her.greetings.items()}
        first = {**(every[language][0] if said else {}), "text": edit.greeting}
        every[language] = [*([first] if edit.greeting else []), *(every.get(language) or [])[1:]]
        changes["greetings"] = {one: lines for one, lines in every.items() if lines} or None
    return changes


def _sheet(her: Character, wanted: str, current: str, *, renewed: bool) -> Sheet:
    """Pool thread: reads her model's size, her report card and her written lines."""
    language: Language = next((one for one in LANGUAGES if one == wanted and one in her.languages), her.languages[0])
    reference = her.adapter or her.brain
    model = ("", 0)
    if reference:
        place = paths.resolve(reference, base=her.folder)
        model = (place.name, place.stat().st_size if place.is_file() else 0)
    voice = her.voices.get(language)
    speech = her.speech[language]
    greetings = her.greetings.get(language, ())
    try:
        found = recall.load(her.folder, her.called)
    except CompanionError:
        found = None  # told when she is called; her page opens all the same
    return Sheet(
        id=her.id,
        language=language,
        languages=her.languages,
        name=her.name(language),
        one_line=her.one_line.get(language, ""),
        traits=her.traits.get(language, ()),
        level=speech.level,
        rules=speech.rules,
        backstory=her.backstory.get(language, ()),
        user_relation=her.user_relation.get(language, ""),
        knowledge=her.knowledge_boundary.get(language, ""),
        keywords=her.keywords,
        greeting=greetings[0].text if greetings else "",
        licence=her.license,
        author=her.author,
        own=own.is_own(her),
        stands_before=own.is_own(her) and (paths.shipped_characters() / her.id).is_dir(),
        here=her.id == current,
        renewed=renewed,
        model=model,
        voice=" ".join(part for part in (voice.engine or "", voice.voice or Path(voice.model).stem) if part)
        if voice
        else "",
        lines=len(found) if found is not None else 0,
        figures=_figures(her),
        folder=str(her.folder),
        lore=_lore(her),
        expressions=own.is_own(her) and her.avatar.renderer == "live2d",
    )


def _lore(her: Character) -> tuple[Entry, ...]:
    """What she knows of her world; a card that can't be read is told when she is called."""
    try:
        found = lore.read(her)
    except CompanionError:
        return ()
    return tuple(
        Entry(
            entry.name or (entry.keys[0] if entry.keys else ""),
            entry.content,
            entry.keys,
            entry.constant,
            lore.usable(entry),
        )
        for entry in found
    )


def _figures(her: Character) -> tuple[tuple[str, float], ...]:
    """What her report card says, where she has one."""
    folder = package_write.report_folder(her)
    if folder is None:
        return ()
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        gates = {str(row["name"]): row.get("value") for row in card["gates"]}
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple((name, float(gates[name])) for name in _GATES if isinstance(gates.get(name), int | float))
