"""What the small badge and the state line say: events in, one value out. Pure; main thread."""

from dataclasses import dataclass, replace

from companion.ui.actions import MicrophoneMode
from companion.ui.texts import Texts
from companion.voice.types import Failed, MicLevel, Notice, State, StateChanged, TurnTimings

HALF_DUPLEX = ("half-duplex", "half_duplex")
FULL_DUPLEX = ("full-duplex", "full_duplex", "echo-cancelled", "echo_cancelled")
QUIET_DBFS = -48.0  # below it the level ring is closed
STEPS = 6  # of the level; finer ones are not seen, and each costs a repaint


@dataclass(frozen=True)
class Status:
    """Everything that the badge shows. latency_ms: end of speech to first sound of the last turn, None = unknown.
    level: microphone, 0..1. switching: name of the character that is being opened, "" = none.
    stuck: she could not start; a card says why. quiet: do not disturb."""

    state: State = State.OFF
    mode: MicrophoneMode = "open"
    voice_on: bool = True
    half_duplex: bool = False
    offline: bool = False
    switching: str = ""
    latency_ms: float | None = None
    level: float = 0.0
    stuck: bool = False
    quiet: bool = False

    def after(self, event: object) -> "Status":
        """The status once `event` has happened; itself when it changes nothing."""
        if isinstance(event, StateChanged):
            quiet = event.state not in (State.LISTENING, State.HEARING)
            return replace(self, state=event.state, stuck=False, level=0.0 if quiet else self.level)
        if isinstance(event, Failed) and self.state is State.OFF:
            return replace(self, stuck=True)
        if isinstance(event, MicLevel):
            return replace(self, level=_level(event.dbfs) if self.state in (State.LISTENING, State.HEARING) else 0.0)
        if isinstance(event, TurnTimings):
            return replace(self, latency_ms=answer_ms(event))
        if isinstance(event, Notice) and event.code in HALF_DUPLEX:
            return replace(self, half_duplex=True)
        if isinstance(event, Notice) and event.code in FULL_DUPLEX:
            return replace(self, half_duplex=False)
        return self

    def words(self, texts: Texts) -> str:
        """The state in a few words."""
        if self.switching:
            return texts("state.switching", name=self.switching)
        if self.quiet and self.state is State.IDLE:
            return texts("state.quiet")
        if self.state is State.IDLE and self.mode == "push_to_talk":
            return texts("state.idle.ptt")
        return texts("state.stuck" if self.stuck else f"state.{self.state.value}")

    def latency(self, texts: Texts) -> str:
        """The last answer's latency as "0.42 s", "" when unknown."""
        return "" if self.latency_ms is None else texts("latency", seconds=f"{self.latency_ms / 1000:.2f}")


def answer_ms(timings: TurnTimings) -> float | None:
    """When the person had an answer: the first sound, else (voice off) the first word. None: she said it unasked."""
    if timings.turn.source == "greeting":
        return None
    for mark in ("first_audio", "first_token", "done"):
        if mark in timings.ms:
            return timings.ms[mark]
    return None


def _level(dbfs: float) -> float:
    return round(STEPS * max(0.0, min(1.0, 1.0 - dbfs / QUIET_DBFS))) / STEPS
