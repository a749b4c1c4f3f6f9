"""What she says when she is patted or poked, if she has such lines and is free to speak. Main thread.

Her face answers every touch at once (`ui.face_feed`); words come now and then, and never over a conversation.
"""

import random
import time
from collections.abc import Callable, Sequence

from companion.desk.host import Host
from companion.persona.character import Greeting
from companion.persona.emotion import Mood
from companion.ui.actions import Touch
from companion.voice.types import State

PAUSE = 8.0  # seconds after a line, at least, until the next
_FREE = (State.IDLE, State.LISTENING)


class Touching:
    """`touched` for each pat and poke.

    Args:
        clock: seconds. choose: one of the lines that may come.
    """

    def __init__(
        self,
        host: Host,
        clock: Callable[[], float] = time.monotonic,
        choose: Callable[[Sequence[Greeting]], Greeting] = random.choice,
    ) -> None:
        self._host, self._clock, self._choose = host, clock, choose
        self._last: Greeting | None = None
        self._free_at = float("-inf")

    def touched(self, kind: Touch) -> None:
        """She was patted or poked."""
        line = self._line(kind)
        self._host.note({"event": "touched", "kind": kind, "answered": line is not None})
        loop = self._host.session.loop
        if line is None or loop is None:
            return
        self._last, self._free_at = line, self._clock() + PAUSE
        loop.say(line.text, Mood(line.emotion, line.intensity))

    def _line(self, kind: Touch) -> Greeting | None:
        """Another one than the last; None where she has none or has no time for it."""
        host, now = self._host, self._clock()
        character, quiet = host.session.character, host.desktop.controls.quiet.isChecked()
        if character is None or quiet or now < self._free_at or not host.config.conversation.touch_words:
            return None
        if host.session.state not in _FREE:
            return None
        lines = character.pats if kind == "pat" else character.pokes
        known = lines.get(host.session.language_of(character), ())
        return self._choose([line for line in known if line is not self._last or len(known) == 1]) if known else None
