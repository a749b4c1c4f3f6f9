"""Which failures are open: each stays until the person dismisses it or its stage works again. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from companion.errors import CompanionError
from companion.ui.status import HALF_DUPLEX
from companion.ui.texts import ErrorWords, Texts, describe
from companion.voice.types import Failed, Notice, Ready, ReplyDone, SpeechStarted, Transcript

# What proves that a stage works again. A typed turn has a transcript too, but says nothing about the ears.
_SOLVED: tuple[tuple[type, tuple[str, ...]], ...] = ((SpeechStarted, ("tts",)), (ReplyDone, ("llm", "brain")))


@dataclass(frozen=True)
class Problem:
    """One card. stage: what failed, or the notice's code. kind: an error to act on, or a notice."""

    stage: str
    words: ErrorWords
    kind: str = "error"


class Problems:
    """The open problems, oldest first; one for each stage, the newest report of it wins."""

    def __init__(self, texts: Texts, changed: Callable[[], None] = lambda: None) -> None:
        self._texts = texts
        self._changed = changed
        self._open: dict[str, Problem] = {}

    @property
    def open(self) -> tuple[Problem, ...]:
        return tuple(self._open.values())

    def on_event(self, event: object) -> None:
        """Take any event: failures and notices open a problem, proof that a stage works closes it."""
        if isinstance(event, Failed):
            self.report(event.stage, event.error)
        elif isinstance(event, Notice):
            self._note(event)
        elif isinstance(event, Ready):
            self.solved(event.stage)
        elif isinstance(event, Transcript) and event.turn.source == "voice" and event.text:
            self._solve_all(("stt", "vad"))
        else:
            for kind, stages in _SOLVED:
                if isinstance(event, kind):
                    self._solve_all(stages)

    def report(self, stage: str, error: CompanionError) -> None:
        """Open a problem, or renew that of the same stage."""
        self._open.pop(stage, None)
        self._open[stage] = Problem(stage, describe(error, self._texts, stage))
        self._changed()

    def solved(self, stage: str) -> None:
        """The stage works again, or the person has dismissed its card."""
        if self._open.pop(stage, None) is not None:
            self._changed()

    def _note(self, event: Notice) -> None:
        if event.code in HALF_DUPLEX:
            return  # the badge says it for as long as it holds
        words = ErrorWords(self._texts("notice.title"), event.message, "")
        self._open.pop(event.code, None)
        self._open[event.code] = Problem(event.code, words, "notice")
        self._changed()

    def _solve_all(self, stages: tuple[str, ...]) -> None:
        for stage in stages:
            self.solved(stage)
