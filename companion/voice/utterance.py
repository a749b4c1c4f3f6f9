"""What the person is saying: its sound, from before its beginning, and the guess at its words.

Used on the conversation's thread only."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from companion.voice.answer import Answer
from companion.voice.endings import completeness
from companion.voice.endpoint import Endpointer, Mark
from companion.voice.settings import FRAME, EndpointSettings
from companion.voice.signals import Frame
from companion.voice.types import Turn, Utterance

_TAIL = 0.2  # seconds of sound kept behind the last voiced frame


@dataclass(slots=True)
class Guess:
    """One reading of the utterance up to `ended`. text None: the ears are at it. unclear: they heard speech, but no
    words that they know. answer: begun on speculation."""

    turn: Turn
    ended: float
    text: str | None = None
    language: str = "en"
    unclear: bool = False
    answer: Answer | None = None


@dataclass(slots=True)
class Speech:
    """An utterance in progress.

    over_her: it began while she answered. waiting: it has ended and its words are awaited, since `asked`.
    prefix: words of earlier parts of a very long utterance. full: this part was ended by its length.
    then, then_ended: a voice that began (and ended) while the words were awaited. cut_her: it went on for so long that
    she was cut off before its words were known.
    """

    onset: float
    over_her: bool
    ended: float = 0.0
    confirmed: bool = False
    waiting: bool = False
    asked: float = 0.0
    tries: int = 0
    guess: Guess | None = None
    prefix: str = ""
    full: bool = False
    then: float | None = None
    then_ended: float | None = None
    cut_her: bool = False

    def whole(self, text: str) -> str:
        """All words so far, with those of the part that was just read."""
        return f"{self.prefix} {text}".strip()


class Recorder:
    """Frames in, endpoint marks out, and the sound of an utterance when it is wanted.

    Holds the pre-roll while nobody speaks and at most `max_utterance` and a little more while somebody does.
    """

    def __init__(self, settings: EndpointSettings) -> None:
        self.endpoint = Endpointer(settings)
        self._frames: deque[Frame] = deque()
        self.adjust(settings)

    def adjust(self, settings: EndpointSettings) -> None:
        """Other times; the sound that is held stays."""
        self._settings = settings
        self.endpoint.adjust(settings)
        self._pre_roll = max(1, round(settings.pre_roll / FRAME) + 2)
        self._frames = deque(self._frames, maxlen=int((settings.max_utterance + 2.0) / FRAME) + self._pre_roll)

    def feed(self, frame: Frame, *, keep: bool) -> list[Mark]:
        """keep: an utterance is in progress or its words are awaited; else only the pre-roll stays."""
        self._frames.append(frame)
        marks = self.endpoint.feed(frame.time, frame.probability)
        if not keep and not self.endpoint.active:
            while len(self._frames) > self._pre_roll:
                self._frames.popleft()
        return marks

    def cut(self, turn: Turn, onset: float, ended: float, *, final: bool) -> Utterance:
        """The sound from the pre-roll before `onset` to just behind `ended`."""
        begin = onset - self._settings.pre_roll - 1e-6
        frames = [frame for frame in self._frames if begin <= frame.time < ended + _TAIL]
        pcm = np.concatenate([frame.pcm for frame in frames]) if frames else np.zeros(0, np.float32)
        return Utterance(turn, pcm, onset, ended, final=final)

    def expect(self, text: str, now: float) -> list[Mark]:
        """The words up to the pause; they set how long it may last."""
        return self.endpoint.expect(completeness(text), now) if text else []

    def forget(self, before: float) -> None:
        """Drop sound from before `before`: it belongs to an utterance that is done."""
        while self._frames and self._frames[0].time < before:
            self._frames.popleft()

    def reset(self) -> None:
        """Forget all sound and the utterance at hand."""
        self._frames.clear()
        self.endpoint.reset()

    def depth(self) -> int:
        """Frames held."""
        return len(self._frames)
