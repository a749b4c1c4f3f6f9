"""When the person starts, pauses, goes on and ends. Pure state machine over 32 ms frames (time, speech probability).

Two stages: after a short silence `MaybeEnd` says that the answer may be begun on speculation; after an adaptive hold,
chosen from how finished the words sound, `Ended` commits. One owner thread; time enters with the frames.
"""

from dataclasses import dataclass
from typing import Literal

from companion.voice.endings import Completeness
from companion.voice.settings import FRAME, EndpointSettings

_RUN = 2  # voiced frames that begin an onset
_DROP = 0.2  # seconds of silence that end a burst too short for speech
_PAUSE_WEIGHT = 0.3  # of the newest pause in the running mean
_RELAX = 0.7  # what a turn without a false cut leaves of the extra hold


@dataclass(frozen=True, slots=True)
class Onset:
    """Voice begins at `time`; may still be noise."""

    time: float


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The voice has lasted long enough to be speech."""


@dataclass(frozen=True, slots=True)
class MaybeEnd:
    """Silence since `ended`, the end of the last voiced frame; it may be a pause."""

    ended: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """The pause is over: the person goes on since `time`."""

    time: float
    pause: float


@dataclass(frozen=True, slots=True)
class Ended:
    """The utterance has ended at `ended`. gap: the microphone fell silent as a device."""

    ended: float
    reason: Literal["hold", "length", "released", "gap"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """It was a noise, too short for speech."""


Mark = Onset | Confirmed | MaybeEnd | Resumed | Ended | Dropped


class Endpointer:
    """Feed every frame in order. `held`: push-to-talk, silence does not end the utterance."""

    def __init__(self, settings: EndpointSettings) -> None:
        self._settings = settings
        self._mean_pause = 0.0
        self._extra = 0.0
        self._expected: float | None = None
        self.held = False
        self._clear()

    def adjust(self, settings: EndpointSettings) -> None:
        """Other times; what was learnt about the person's pauses stays."""
        self._settings = settings

    def _clear(self) -> None:
        self._started: float | None = None
        self._first: float | None = None
        self._run = 0
        self._voiced = 0.0
        self._last = 0.0
        self._confirmed = False
        self._maybe = False
        self._blip = 0
        self._kind: Completeness = "unsure"
        self.voiced = False

    @property
    def active(self) -> bool:
        """Whether an utterance is in progress."""
        return self._started is not None

    @property
    def confirmed(self) -> bool:
        """Whether the voice at hand has lasted long enough to be speech."""
        return self._confirmed

    @property
    def hold(self) -> float:
        """Seconds of silence that end the utterance at hand."""
        settings = self._settings
        if self._kind == "unfinished":
            return settings.hold_unfinished
        base = settings.hold_complete if self._kind == "complete" else settings.hold_unsure
        return max(base, min(base + self._extra, settings.hold_unfinished))

    def feed(self, time: float, probability: float) -> list[Mark]:
        """The frame that begins at `time` (seconds). A hole in time ends the utterance with what is there."""
        marks: list[Mark] = []
        if self._expected is not None and time - self._expected > self._settings.max_gap:
            marks += self._finish("gap")
        self._expected = time + FRAME
        settings = self._settings
        self.voiced = probability >= settings.threshold - (settings.hysteresis if self.voiced else 0.0)
        if self._started is None:
            return marks + self._idle(time)
        marks += self._on_voice(time) if self.voiced else self._on_silence(time + FRAME)
        if self._started is not None and time + FRAME - self._started >= settings.max_utterance:
            marks += self._finish("length")
        return marks

    def _idle(self, time: float) -> list[Mark]:
        if not self.voiced:
            self._run, self._first = 0, None
            return []
        self._first = time if self._first is None else self._first
        self._run += 1
        if self._run < _RUN:
            return []
        self._started, self._last = self._first, time + FRAME
        self._voiced = self._run * FRAME
        return [Onset(self._started), *self._confirm()]

    def _confirm(self) -> list[Mark]:
        if self._confirmed or self._voiced + 1e-9 < self._settings.min_speech:
            return []
        self._confirmed = True
        return [Confirmed()]

    def _on_voice(self, time: float) -> list[Mark]:
        self._voiced += FRAME
        if not self._maybe:
            self._last = time + FRAME
            return self._confirm()
        self._blip += 1
        if self._blip * FRAME + 1e-9 < self._settings.resume:
            return []
        begun = time + FRAME - self._blip * FRAME
        pause = max(0.0, begun - self._last)
        self._mean_pause = (
            pause if not self._mean_pause else self._mean_pause + _PAUSE_WEIGHT * (pause - self._mean_pause)
        )
        self._maybe, self._blip, self._kind, self._last = False, 0, "unsure", time + FRAME
        return [Resumed(begun, pause)]

    def _on_silence(self, now: float) -> list[Mark]:
        self._blip = 0
        silence = now - self._last + 1e-9
        if not self._confirmed:
            return self._finish("hold") if silence >= _DROP else []
        if not self._maybe:
            if silence < self._settings.maybe_end:
                return []
            self._maybe = True
            return [MaybeEnd(self._last)]
        return self._check(now)

    def _check(self, now: float) -> list[Mark]:
        silence = now - self._last + FRAME / 2  # the nearest frame, not the next
        if not self._maybe or self._blip or self.held or silence < self.hold:
            return []
        return self._finish("hold")

    def _finish(self, reason: Literal["hold", "length", "released", "gap"]) -> list[Mark]:
        if self._started is None:
            self._clear()
            return []
        confirmed, last = self._confirmed, self._last
        self._clear()
        return [Ended(last, reason)] if confirmed else [Dropped()]

    def expect(self, kind: Completeness, now: float) -> list[Mark]:
        """The words up to the pause are known: how finished they sound sets the hold, which may be over already."""
        if not self._maybe:
            return []
        self._kind = kind
        return self._check(now)

    def release(self) -> list[Mark]:
        """The push-to-talk key is up, or listening ends: the utterance ends now."""
        return self._finish("released")

    def reset(self) -> None:
        """Forget the utterance at hand, without a mark; what was learnt about pauses stays."""
        self._clear()
        self._expected = None

    def false_cut(self, pause: float) -> None:
        """The person went on `pause` seconds after an utterance had been ended: hold longer from now on."""
        wanted = 1.15 * max(pause, self._mean_pause) - self._settings.hold_complete
        room = self._settings.hold_unfinished - self._settings.hold_complete
        self._extra = max(self._extra, min(max(0.0, wanted), room))

    def good_turn(self) -> None:
        """A turn went by without a false cut: the extra hold fades."""
        self._extra = self._extra * _RELAX if self._extra > 0.02 else 0.0
