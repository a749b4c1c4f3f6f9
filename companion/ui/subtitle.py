"""Which of her words stand in the speech bubble now. Pure; time is an argument.

With a voice, each piece appears when it becomes audible, so that the bubble is a subtitle. Without one, or when the
voice does not come, the words appear as the model writes them and stay long enough to be read.
"""

from dataclasses import dataclass

from companion.voice.types import Interrupted, ReplyDone, ReplyStarted, ReplyText, SpeechStarted, Spoken, Turn

VOICE_PATIENCE = 1.5  # seconds after the first word that the bubble waits for the voice
AFTERGLOW = 1.6  # seconds that the words stay after the voice
READING = 0.07  # seconds a character that silent words stay; plus 2 s
ROOM = 150  # characters that the bubble shows at most; the newest pieces win


@dataclass
class Subtitle:
    """`on_event` in order; `text(now)` is what to show, "" when the bubble should fade. `voice_on`: expect a voice."""

    voice_on: bool = True
    _turn: Turn | None = None
    _written: str = ""
    _audible: tuple[str, ...] = ()
    _last_piece: int = -1
    _first_word: float | None = None
    _until: float | None = None

    def on_event(self, event: object, now: float) -> bool:
        """Take an event; True when it concerns her words."""
        if isinstance(event, ReplyStarted):
            self._begin(event.turn)
        elif isinstance(event, ReplyText):
            self._begin(event.turn)
            self._first_word = now if self._first_word is None else self._first_word
            self._written += event.delta
        elif isinstance(event, SpeechStarted):
            self._begin(event.turn)
            if event.reply.index != self._last_piece:  # a piece has several chunks of sound
                self._last_piece = event.reply.index
                self._audible = (*self._audible, event.reply.text)
            self._until = None
        elif isinstance(event, ReplyDone) and not self._audible and event.turn is self._turn:
            self._until = now + 2.0 + READING * len(self._written) + (VOICE_PATIENCE if self.voice_on else 0.0)
        elif isinstance(event, Spoken | Interrupted) and event.turn is self._turn:
            if self._audible or isinstance(event, Interrupted):
                self._until = now + (AFTERGLOW if isinstance(event, Spoken) else 0.4)
        else:
            return False
        return True

    def text(self, now: float) -> str:
        """What the bubble shows at `now`."""
        if self._until is not None and now >= self._until:
            return ""
        if self._audible:
            return newest(self._audible).strip()
        waiting = self.voice_on and self._first_word is not None and now - self._first_word < VOICE_PATIENCE
        return "" if waiting else _tail(self._written.strip())

    def next_change(self, now: float) -> float | None:
        """Seconds until `text` may change by itself; None when only an event can change it."""
        moments = [self._until] if self._until is not None else []
        if self.voice_on and not self._audible and self._first_word is not None:
            moments.append(self._first_word + VOICE_PATIENCE)
        later = [moment - now for moment in moments if moment > now]
        return min(later) if later else None

    def clear(self) -> None:
        """Forget everything (another character)."""
        self._turn, self._written, self._audible, self._last_piece = None, "", (), -1
        self._until, self._first_word = None, None

    def _begin(self, turn: Turn) -> None:
        if turn is not self._turn:
            self.clear()
            self._turn = turn


def newest(pieces: tuple[str, ...]) -> str:
    """The last pieces that fit into `ROOM`; at least the last one."""
    shown = pieces[-1]
    for piece in reversed(pieces[:-1]):
        if len(piece) + len(shown) > ROOM:
            break
        shown = piece + shown
    return shown


def _tail(text: str) -> str:
    if len(text) <= 2 * ROOM:
        return text
    cut = text.find(" ", len(text) - 2 * ROOM)
    return "… " + text[cut + 1 :]
