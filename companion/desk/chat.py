"""What the chat window may ask for, made from a `Host`: pages of a conversation, variants, search, export, deletion.

The callables are called on the main thread and return at once. Reading runs on pool threads, changes on the session
thread, so that they happen in order; answers come back by `Host.on_main`.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from companion.errors import CompanionError
from companion.memory import export as exporting
from companion.memory.conversation import Conversation
from companion.memory.rows import Found, StoredTurn
from companion.memory.searching import words
from companion.persona.character import list_characters
from companion.session import Session
from companion.turns import Turns
from companion.ui import markup
from companion.ui.chat.items import ChatActions, ConversationItem, ExportKind, Hit, Opening
from companion.voice.stages import explained
from companion.voice.types import Notice

if TYPE_CHECKING:
    from companion.desk.host import Host

T = TypeVar("T")
OPENED = 60  # turns that a conversation opens with
_BEFORE, _AFTER = 28, 90  # characters around what was found
_ALL = 1_000_000_000


def opening(session: Session, turn: int = 0) -> Opening:
    """What the window shows of the current conversation: its end, or what lies around a turn. Any thread but main."""
    conversation, store = session.conversation, session.store
    if conversation is None or store is None:
        return Opening()
    count = conversation.count()
    at = conversation.place(turn) if turn else None
    first = max(0, count - OPENED) if at is None else max(0, min(at - OPENED // 2, count - OPENED))
    info = store.info(conversation.id)
    return Opening(conversation.id, count, first, conversation.page(first, OPENED), at, info.title if info else "")


class ChatDesk:
    """The callables of `ChatActions`."""

    def __init__(self, host: "Host") -> None:
        self._host = host
        self._turns = Turns(host.session)

    def actions(self, text_scale: float) -> ChatActions:
        return ChatActions(
            page=self._page,
            again=lambda turn, text: self._host.on_session(lambda: self._turns.again(turn, text)),
            show=lambda turn: self._change(lambda: self._turns.show(turn), turn),
            remove=lambda turn: self._change(lambda: self._turns.remove(turn), turn, gone=True),
            conversations=lambda then: self._read(self._listed, then),
            search=lambda text, then: self._read(lambda: self._found(text), then),
            begin=lambda: self._change(self._turns.begin),
            open=lambda conversation, turn: self._host.on_session(lambda: self._open(conversation, turn)),
            rename=self._rename,
            delete=lambda conversation: self._change(lambda: self._turns.delete(conversation)),
            export=lambda conversation, kind, path: self._read(
                lambda: self._export(conversation, kind, path), self._exported
            ),
            text=lambda conversation, then: self._read(lambda: self._text(conversation, "md"), then),
            text_scaled=lambda factor: self._host.remember(chat_scale=factor),
            text_scale=text_scale,
        )

    # --- reading: pool threads ---

    def _read(self, work: Callable[[], T], then: Callable[[T], object]) -> None:
        """Main thread: do `work` elsewhere and give its result to `then`, here. An error becomes a card."""

        def done(future: "Future[T]") -> None:
            if future.cancelled() or self._host.closing:
                return
            error = future.exception()
            if isinstance(error, Exception):
                failure = explained("memory", error)
                self._host.on_main(lambda: self._host.desktop.report(failure))
            else:
                self._host.on_main(lambda: then(future.result()))

        if self._host.session.store is not None:
            self._host.background(work).add_done_callback(done)

    def _page(self, number: int, first: int, count: int, then: Callable[[Sequence[StoredTurn]], None]) -> None:
        self._read(lambda: Conversation(self._turns.store, number).page(first, count), then)

    def _names(self) -> dict[str, str]:
        language = self._host.texts.language
        return {who.id: who.name(language) for who in list_characters().characters}

    def _listed(self) -> list[ConversationItem]:
        names, session = self._names(), self._host.session
        now, character = session.conversation, session.character
        return [
            ConversationItem(
                info.id,
                names.get(info.character, info.character),
                info.title,
                info.opening[:120],
                datetime.fromtimestamp(info.last).astimezone(),
                info.turns,
                current=now is not None and info.id == now.id,
                hers=character is not None and info.character == character.id,
            )
            for info in self._turns.store.conversations()
            if info.turns or (now is not None and info.id == now.id)
        ]

    def _found(self, text: str) -> list[Hit]:
        names, wanted = self._names(), words(text)
        hits: dict[tuple[object, ...], Hit] = {}
        for found in self._turns.store.search(text, limit=200):
            hit = self._hit(found, wanted, names)
            place = (found.conversation, found.turn.parent, hit.who, hit.before, hit.match, hit.after)
            hits.setdefault(place, hit)  # the same words with another answer are one result
        return list(hits.values())[:100]

    def _hit(self, found: Found, wanted: list[str], names: dict[str, str]) -> Hit:
        turn = found.turn
        mine = _position(turn.user, wanted) is not None
        text = turn.user if mine else turn.text
        if not mine and _position(markup.read(text), wanted) is not None:
            text = markup.read(text)  # without marks, unless it was the marks that were looked for
        start, end = _position(text, wanted) or (0, 0)
        when = turn.when if mine or turn.answered is None else turn.answered
        return Hit(
            found.conversation,
            turn.id,
            self._host.texts("chat.you") if mine else names.get(found.character, found.character),
            ("…" if start > _BEFORE else "") + text[max(0, start - _BEFORE) : start],
            text[start:end],
            text[end : end + _AFTER],
            datetime.fromtimestamp(when).astimezone(),
            found.title,
        )

    def _text(self, number: int, kind: ExportKind) -> str:
        store = self._turns.store
        info = store.info(number)
        if info is None:
            raise CompanionError("This conversation is not in the memory any more.", code="turn-gone")
        turns = Conversation(store, number).page(0, _ALL)
        name = self._names().get(info.character, info.character)
        if kind == "jsonl":
            return exporting.training(info, turns)
        if kind == "json":
            return exporting.whole(info, turns, name)
        return exporting.markdown(info, turns, name, self._host.texts("chat.you"))

    def _export(self, number: int, kind: ExportKind, path: Path) -> Path:
        exporting.write(path, self._text(number, kind))
        return path

    def _exported(self, path: Path) -> None:
        told = Notice("conversation-saved", self._host.texts("talks.exported", path=path))
        self._host.desktop.on_event(told)

    # --- changing: the session thread ---

    def _change(self, work: Callable[[], object], turn: int = 0, *, gone: bool = False) -> None:
        """Change the conversation, then show it; where it was, if `turn` is still there."""

        def change() -> None:
            place = self._host.session.conversation.place(turn) if gone and self._host.session.conversation else None
            try:
                work()
            finally:
                self._show(turn, place)

        self._host.on_session(change)

    def _show(self, turn: int = 0, place: int | None = None) -> None:
        """Show the current conversation in the window, at a turn or at a place; else at its end."""
        session = self._host.session
        shown = opening(session, turn)
        if place is not None and shown.at is None and session.conversation is not None:
            near = session.conversation.page(max(0, place - 1), 1)
            shown = opening(session, near[0].id) if near else shown
        if shown.at is not None and shown.at >= shown.count - 1:
            shown = opening(session)  # the last one: what comes next is followed
        self._host.on_main(lambda: self._host.desktop.chat.show_conversation(shown))

    def _open(self, number: int, turn: int) -> None:
        session = self._host.session
        character = self._turns.resume(number)
        if session.character is not None and session.character.id != character:
            self._host.on_main(lambda: self._host.switch(character))
            if turn:  # she comes first; the session thread does one thing after the other
                self._host.on_main(lambda: self._host.on_session(lambda: self._find(turn)))
        elif turn:
            self._find(turn)
        else:
            self._show()

    def _find(self, turn: int) -> None:
        conversation = self._host.session.conversation
        if conversation is not None and conversation.place(turn) is None:
            self._turns.show(turn)  # it was a variant that is not shown
        shown = opening(self._host.session, turn)
        self._host.on_main(lambda: self._host.desktop.chat.show_conversation(shown))

    def _rename(self, number: int, title: str) -> None:
        def done(_found: bool) -> None:
            chat, conversation = self._host.desktop.chat, self._host.session.conversation
            if conversation is not None and conversation.id == number:
                chat.set_title(title)
            chat.refresh_drawer()

        self._read(lambda: self._turns.store.rename(number, title), done)


def _position(text: str, wanted: list[str]) -> tuple[int, int] | None:
    """Where the first of the wanted words stands."""
    folded = text.casefold()
    places = [(at, at + len(word)) for word in wanted if (at := folded.find(word.casefold())) >= 0]
    return min(places) if places and len(folded) == len(text) else None
