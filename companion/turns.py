"""Going back in a conversation: another answer, other words, another variant, away with a turn; and which conversation.

Without Qt; the window and the terminal twin stand on it. The functions read and write the memory (milliseconds; a
deletion takes longer, the more there is) and may wait until she has fallen silent: call them from a worker thread.
"""

from companion.errors import CompanionError
from companion.memory.conversation import Conversation
from companion.memory.rows import StoredTurn
from companion.memory.store import Store
from companion.persona.character import Character
from companion.session import Session
from companion.voice.loop import VoiceLoop


class Turns:
    """The current conversation of a session, changed afterwards.

    Every method raises CompanionError where the session is not open, where a turn is gone, or when the disk fails."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def again(self, number: int, text: str = "") -> None:
        """Answer this stored turn once more, or other words in its place; returns before the answer. What was there
        stays as a variant, with all that followed it."""
        loop, _, conversation = self._open()
        turn = self._turn(conversation, number)
        if not turn.user:
            raise CompanionError("She began this by herself; there is nothing to answer.", code="turn-greeting")
        past = self._session.past(before=turn)
        if not text.strip() or text.strip() == turn.user.strip():
            loop.redo(turn.id, past, turn.user, language=turn.language, rendered=turn.context)
        else:
            loop.redo(turn.id, past, text, carried=conversation.carried_into(turn))

    def last(self) -> int:
        """The last turn that answers words of the person; 0: there is none."""
        _, _, conversation = self._open()
        return next((turn.id for turn in reversed(conversation.past(20)) if turn.user), 0)

    def show(self, number: int) -> None:
        """Show this variant; she goes on from there."""
        loop, _, conversation = self._open()
        self._turn(conversation, number)
        loop.settle()
        conversation.show(number)
        self._recollect()

    def remove(self, number: int) -> None:
        """Delete this turn for good; what followed it stays."""
        loop, _, conversation = self._open()
        loop.settle()
        if not conversation.remove(number):
            raise _gone()
        self._recollect()

    # --- conversations ---

    def resume(self, conversation_id: int) -> str:
        """Go on with this conversation. Returns the id of its character; where that is another one than the current,
        the session is still to be switched to her, and will take this conversation then."""
        found = self.store.info(conversation_id)
        conversation = self.store.resume(conversation_id) if found else None
        if found is None or conversation is None:
            raise _gone()
        _, character, now = self._open()
        if found.character == character.id and conversation_id != now.id:
            self._session.go_on(conversation)
        return found.character

    def begin(self) -> None:
        """A new conversation with the current character."""
        _, character, now = self._open()
        fresh = self.store.new_conversation(character.id)
        if fresh.id != now.id:
            self._session.go_on(fresh)

    def delete(self, conversation_id: int) -> None:
        """Delete a conversation for good; in place of the current one comes the one before, or a new one."""
        loop, character, now = self._open()
        if conversation_id == now.id:
            loop.settle()
        try:
            if not self.store.delete(conversation_id):
                raise _gone()
        finally:
            if conversation_id == now.id and self.store.info(conversation_id) is None:
                self._session.go_on(self.store.conversation(character.id))

    @property
    def store(self) -> Store:
        """The memory of the session. Raises CompanionError while it is not open."""
        if (store := self._session.store) is None:
            raise _asleep()
        return store

    # --- parts ---

    def _open(self) -> tuple[VoiceLoop, Character, Conversation]:
        session = self._session
        if session.loop is None or session.character is None or session.conversation is None:
            raise _asleep()
        return session.loop, session.character, session.conversation

    def _recollect(self) -> None:
        loop, _, _ = self._open()
        loop.recollect(self._session.past())

    def _turn(self, conversation: Conversation, number: int) -> StoredTurn:
        if (turn := conversation.turn(number)) is None:
            raise _gone()
        return turn


def _gone() -> CompanionError:
    return CompanionError("This is not in the memory any more.", code="turn-gone", hint="Open the conversation again.")


def _asleep() -> CompanionError:
    return CompanionError("She is still waking up.", code="still-loading", hint="Try again in a moment.")
