"""Which failures are open: each stays until the person dismisses it or its stage works again. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from companion.errors import CompanionError
from companion.ui.status import FULL_DUPLEX, HALF_DUPLEX
from companion.ui.texts import ErrorWords, Texts, describe, notice_text
from companion.voice.types import Failed, Notice, Ready, ReplyDone, SpeechStarted, Transcript

# What proves that a stage works again. A typed turn has a transcript too, but says nothing about the ears.
_SOLVED: tuple[tuple[type, tuple[str, ...]], ...] = ((SpeechStarted, ("tts",)), (ReplyDone, ("llm", "brain")))
_DEVICES = ("microphone", "speaker")


@dataclass(frozen=True)
class Problem:
    """One card. key: the stage that failed ("audio:microphone" where there are two), or the notice's code."""

    key: str
    words: ErrorWords
    kind: str = "error"
    worded: Callable[[Texts], ErrorWords] | None = field(default=None, compare=False)  # in another language


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
            self._works(event.stage, event.detail)
        elif isinstance(event, Transcript) and event.turn.source == "voice" and event.text:
            self._solve_all(("stt", "vad"))
        else:
            for kind, stages in _SOLVED:
                if isinstance(event, kind):
                    self._solve_all(stages)

    def report(self, stage: str, error: CompanionError) -> None:
        """Open a problem, or renew that of the same stage and device."""
        device = next((name for name in _DEVICES if name in error.code), "")
        self._show(f"{stage}:{device}" if device else stage, lambda texts: describe(error, texts, stage))

    def speak(self, texts: Texts) -> None:
        """What is open, in another language."""
        self._texts = texts
        for key, problem in self._open.items():
            if problem.worded is not None:
                self._open[key] = replace(problem, words=problem.worded(texts))
        self._changed()

    def solved(self, key: str) -> None:
        """The stage works again, or the person has dismissed its card."""
        if self._open.pop(key, None) is not None:
            self._changed()

    def _works(self, stage: str, detail: str) -> None:
        keys = [key for key in self._open if key.partition(":")[0] == stage]
        if detail in _DEVICES:
            keys = [key for key in keys if key in (stage, f"{stage}:{detail}")]
        for key in keys:
            self.solved(key)

    def _show(self, key: str, worded: Callable[[Texts], ErrorWords], kind: str = "error") -> None:
        self._open.pop(key, None)  # the newest comes last
        self._open[key] = Problem(key, worded(self._texts), kind, worded)
        self._changed()

    def _note(self, event: Notice) -> None:
        if event.code in (*HALF_DUPLEX, *FULL_DUPLEX):
            return  # the badge says it for as long as it holds

        def worded(texts: Texts) -> ErrorWords:
            return ErrorWords(texts("notice.title"), notice_text(event.code, event.message, texts))

        self._show(event.code, worded, "notice")

    def _solve_all(self, stages: tuple[str, ...]) -> None:
        for stage in stages:
            self._works(stage, "")
