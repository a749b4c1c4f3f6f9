"""The chat window on a real conversation: a tiny real brain, the real memory, real threads; an offscreen window."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from companion import config
from companion.desk import chat, conversations
from companion.errors import CompanionError
from companion.session import Session, Sound
from companion.ui.actions import WindowSettings
from companion.ui.bridge import Bridge
from companion.ui.chat.ask import Ask
from companion.ui.chat_panel import ChatPanel
from companion.ui.controls import Controls
from companion.ui.main_thread import MainThread
from companion.ui.texts import Texts
from companion.ui.theme import LIGHT
from companion.voice.types import TurnTimings
from tests.tiny_gguf import WORDY, build
from tests.ui.parts import Wishes, events


@pytest.fixture(scope="module")
def brain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("brain") / "wordy.gguf", WORDY)


class Desk:
    """A `companion.desk.host.Host` and `Desktop`, as far as the chat needs them."""

    def __init__(self, app: QApplication, brain: Path, database: Path) -> None:
        self.app, self.closing = app, False
        self.texts = Texts("en")
        self.config = config.load(overrides={"brain.model": str(brain), "brain.seed": 3, "language": "en"})
        self.bridge, self._main = Bridge(), MainThread()
        self._worker, self._pool = ThreadPoolExecutor(1), ThreadPoolExecutor(2)
        self.session = Session(self.config, on_event=self.bridge.post, sound=Sound, hear=False, database=database)
        self.reported: list[CompanionError] = []
        self.remembered: dict[str, object] = {}
        self.told: list[object] = []
        self.ended = self.placed = 0
        wishes = Wishes()
        chat_actions = chat.ChatDesk(self).actions(1.0)
        fields = {name: getattr(wishes.actions, name) for name in wishes.actions.__dataclass_fields__}
        actions = type(wishes.actions)(**{**fields, "chat": chat_actions, "submit": self.submit})
        self.controls = Controls(actions, self.texts, WindowSettings())
        self.chat = ChatPanel(actions, self.controls, self.texts, LIGHT)
        self.bridge.event.connect(self.on_event)
        self.desktop: Any = self
        self.failures: list[BaseException] = []
        self.on_session(lambda: self.session.open("snow_white"))
        self.on_session(self.arrive)

    def arrive(self) -> None:
        opening, character = chat.opening(self.session), self.session.character
        assert character is not None
        self._main.ask(lambda: self.chat.load(character.name("en"), opening))

    # --- Host and Desktop ---

    def background(self, work: Callable[[], Any]) -> "Future[Any]":
        return self._pool.submit(work)

    def on_main(self, work: Callable[[], object]) -> None:
        self._main.call(work)

    def on_session(self, work: Callable[[], object]) -> None:
        def run() -> None:
            try:
                work()
            except CompanionError as error:
                self.reported.append(error)
            except BaseException as error:
                self.failures.append(error)

        self._worker.submit(run)

    def switch(self, character_id: str) -> None:
        self.on_session(lambda: self.session.switch_character(character_id))
        self.on_session(self.arrive)

    def remember(self, **changes: object) -> None:
        self.remembered |= changes

    def report(self, error: CompanionError, stage: str = "") -> None:
        self.reported.append(error)

    def on_event(self, event: object) -> None:
        self.told.append(event)
        self.ended += isinstance(event, TurnTimings)
        self.chat.on_event(event)

    def place_chat(self) -> None:
        self.placed += 1

    def submit(self, text: str) -> None:
        assert self.session.loop is not None
        self.session.loop.submit(text)

    # --- the person ---

    def until(self, wanted: Callable[[], object], what: str = "") -> None:
        end = time.monotonic() + 20
        while not wanted():
            assert not self.failures, self.failures
            assert time.monotonic() < end, f"{what}: {self.words()} {self.reported}"
            self.app.processEvents()
            time.sleep(0.002)

    def say(self, text: str) -> None:
        ended = self.ended
        self.chat.composer.setPlainText(text)
        QTest.keyClick(self.chat.composer, Qt.Key.Key_Return)
        self.until(lambda: self.ended > ended, f"an answer to {text}")

    def words(self) -> list[str]:
        return [row.line.text for row in self.chat.messages.rows()]

    def mine(self) -> list[str]:
        return [row.line.text for row in self.chat.messages.rows() if row.line.mine]

    def row(self, text: str) -> Any:
        return next(row for row in self.chat.messages.rows() if row.line.text == text)

    def listed(self) -> list[str]:
        items = self.chat.drawer.list
        return [str(items.item(n).data(Qt.ItemDataRole.AccessibleTextRole)) for n in range(items.count())]

    def close(self) -> None:
        self.closing = True
        self.bridge.close()
        self.chat.close()
        self._worker.submit(self.session.close)
        self._worker.shutdown()
        self._pool.shutdown()
        self._main.close()
        self.chat.deleteLater()
        self.controls.deleteLater()
        events(self.app)
        assert not self.failures, self.failures


@pytest.fixture
def desk(qapp: QApplication, brain: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, brain, tmp_path / "data" / "conversations.sqlite3")
    made.chat.show()
    made.until(lambda: made.chat.windowTitle() and made.session.loop is not None, "she is there")
    yield made
    made.close()


def test_another_answer_other_words_and_swiping_back(desk: Desk) -> None:
    desk.say("Hello")
    desk.say("What now?")
    first = desk.words()
    ended = desk.ended
    desk.chat.again()
    desk.until(lambda: desk.ended > ended, "another answer")
    assert desk.mine() == ["Hello", "What now?"] and desk.words()[1] == first[1]
    row = desk.chat.messages.rows()[-1]
    assert row.pager.number.text() == "2/2"
    row.pager.back.click()
    desk.until(lambda: desk.words() == first, "the first answer is back")
    desk.row("Hello").wished.emit("edit")
    desk.chat.composer.setPlainText("Good evening")
    ended = desk.ended
    QTest.keyClick(desk.chat.composer, Qt.Key.Key_Return)
    desk.until(lambda: desk.ended > ended, "an answer to other words")
    assert desk.mine() == ["Good evening"]
    desk.row("Good evening").pager.back.click()
    desk.until(lambda: desk.words() == first, "what followed the first words is back")
    desk.say("Go on")
    assert desk.mine() == ["Hello", "What now?", "Go on"] and desk.reported == []


def test_a_deleted_message_is_gone_from_the_screen_and_the_file(desk: Desk, tmp_path: Path) -> None:
    for words in ("Hello", "The password is xyzzyplugh", "Bye"):
        desk.say(words)
    desk.row("The password is xyzzyplugh").wished.emit("delete")
    (dialog,) = desk.chat.findChildren(Ask)
    dialog.yes.click()
    desk.until(lambda: desk.mine() == ["Hello", "Bye"], "deleted")
    stored = b"".join(part.read_bytes() for part in (tmp_path / "data").iterdir())
    assert b"Hello" in stored and b"xyzzy" not in stored
    assert not any("xyzzy" in turn.user for turn in desk.session.past())


def test_conversations_are_begun_named_found_resumed_and_deleted(desk: Desk, qapp: QApplication) -> None:
    desk.say("Tell me about the dragon")
    assert conversations.open(desk) is desk.chat  # type: ignore[arg-type]
    drawer = desk.chat.drawer
    desk.until(lambda: len(desk.listed()) == 1, "one conversation")
    assert desk.listed()[0].startswith("Tell me about the dragon, ")
    drawer.begin.click()
    desk.until(lambda: desk.words() == [] and len(desk.listed()) == 2, "a new one")
    desk.say("오늘은 눈이 와")
    desk.until(lambda: desk.listed()[0].startswith("오늘은 눈이 와"), "the new one has words")
    drawer.list.setCurrentRow(0)
    QTest.keyClick(drawer.list, Qt.Key.Key_F2)
    editor = drawer.list.findChild(type(drawer.search), "rename")
    assert editor is not None
    editor.setText("Snow")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.until(lambda: desk.listed()[0].startswith("Snow, "), "renamed")
    assert desk.chat.windowTitle().endswith(" · Snow")
    drawer.search.setText("눈")  # one syllable
    desk.until(lambda: len(desk.listed()) == 1 and "오늘은 눈이 와" in desk.listed()[0], "found")
    drawer.search.setText("DRAG")
    desk.until(lambda: any("dragon" in words for words in desk.listed()), "found")
    QTest.keyClick(drawer.search, Qt.Key.Key_Return)
    desk.until(lambda: desk.mine() == ["Tell me about the dragon"], "resumed")
    assert desk.row("Tell me about the dragon").bubble.property("found")
    drawer.search.clear()
    desk.until(lambda: len(desk.listed()) == 2, "the list again")
    drawer.list.setCurrentRow(1)
    QTest.keyClick(drawer.list, Qt.Key.Key_Delete)
    (dialog,) = desk.chat.findChildren(Ask)
    dialog.yes.click()
    desk.until(lambda: desk.mine() == ["오늘은 눈이 와"], "the other one comes in its place")
    desk.until(lambda: len(desk.listed()) == 1, "one is left")
    assert desk.chat.windowTitle().endswith("Snow") and desk.reported == []


def test_a_result_of_another_character_brings_her(desk: Desk) -> None:
    desk.say("An apple, please")
    desk.switch("ruby")
    desk.until(lambda: desk.session.character is not None and desk.session.character.id == "ruby", "Ruby")
    desk.until(lambda: "Ruby" in desk.chat.windowTitle() and desk.words() == [], "Ruby's words")
    desk.say("Boom")
    desk.chat.find()
    desk.chat.drawer.search.setText("apple")
    desk.until(lambda: len(desk.listed()) == 1, "found")
    desk.chat.drawer._open(desk.chat.drawer.list.item(0))
    desk.until(lambda: "An apple, please" in desk.words(), "Snow White")
    desk.until(lambda: desk.row("An apple, please").bubble.property("found"), "marked")
    assert desk.session.character is not None and desk.session.character.id == "snow_white"


def test_exports_say_who_said_what_and_when(desk: Desk, tmp_path: Path) -> None:
    desk.say("Hello <b>you</b>")
    desk.chat.show_drawer(True)
    desk.until(lambda: len(desk.listed()) == 1, "listed")
    row = desk.chat.drawer.list.item(0)
    for kind in ("md", "json", "jsonl"):
        place = tmp_path / f"talk.{kind}"
        desk.chat.drawer.choose_file = lambda title, name, place=place: str(place)  # type: ignore[misc]
        desk.chat.drawer.export(row, kind)  # type: ignore[arg-type]
        desk.until(place.exists, kind)
    answer = desk.words()[1]
    text = (tmp_path / "talk.md").read_text(encoding="utf-8")
    assert "**You** · " in text and "Hello <b>you</b>" in text and "**Snow White** · " in text and answer in text
    data = json.loads((tmp_path / "talk.json").read_text(encoding="utf-8"))
    assert data["character"] == {"id": "snow_white", "name": "Snow White"}
    assert data["turns"][0]["said"]["text"] == "Hello <b>you</b>" and data["turns"][0]["answer"]["text"] == answer
    assert data["turns"][0]["said"]["when"][:4].isdigit() and data["turns"][0]["answer"]["when"]
    desk.until(lambda: sum(getattr(event, "code", "") == "conversation-saved" for event in desk.told) == 3, "told")
    desk.chat.drawer.choose_file = lambda title, name: str(tmp_path / "no" / "such" / name)
    desk.chat.drawer.export(row, "md")
    desk.until(lambda: desk.reported, "an error")
    assert desk.reported[0].code == "export-unwritable"


def test_a_long_conversation_is_read_a_page_at_a_time(desk: Desk, tmp_path: Path) -> None:
    store, talk = desk.session.store, desk.session.conversation
    assert store is not None and talk is not None
    with store.changing() as connection:
        for number in range(3000):
            connection.execute(
                "INSERT INTO turn(conversation, source, user, text, heard, complete, started, parent)"
                " VALUES (?, 'typed', ?, ?, ?, 1, ?, coalesce((SELECT max(id) FROM turn), 0))",
                (talk.id, f"q{number}", f"a{number}", f"a{number}", 1e9 + number),
            )
    desk.on_session(desk.arrive)
    desk.until(lambda: "a2999" in desk.words(), "the end")
    bar = desk.chat.messages.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    desk.until(lambda: any(word.startswith("q14") for word in desk.words()), "the middle")
    desk.chat.messages.scroll_key(Qt.Key.Key_Home)
    desk.until(lambda: "q0" in desk.words(), "the beginning")
    texts: list[str] = []
    desk.chat._actions.chat.text(talk.id, texts.append)
    desk.until(lambda: texts, "all of it")
    assert texts[0].count("**You**") == 3000


def test_what_is_gone_is_said(desk: Desk) -> None:
    desk.chat._actions.chat.show(4711)
    desk.chat._actions.chat.open(4711, 0)
    desk.until(lambda: len(desk.reported) == 2, "errors")
    assert {error.code for error in desk.reported} == {"turn-gone"}
    desk.chat._actions.chat.text_scaled(1.5)
    assert desk.remembered == {"chat_scale": 1.5}


def test_the_page_opens_the_closed_chat_with_its_list(desk: Desk) -> None:
    desk.say("Hello")
    desk.chat.close()
    page = conversations.open(desk)  # type: ignore[arg-type]
    assert desk.placed == 1  # before it is shown, so that it comes where it was
    assert page is desk.chat and conversations.ASKED_EACH_TIME
    page.show()
    desk.until(lambda: desk.chat.drawer.isVisible() and len(desk.listed()) == 1, "the list")
