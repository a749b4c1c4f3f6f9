"""VoiceLoop: the running conversation. Starts the threads, carries signals to the one that decides, stops in order.

All public methods may be called from any thread and return at once, besides `start`, `stop` and `switch`. The
conversation itself (conversation.py) runs on the thread "companion-talk" and waits for nobody.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from companion.errors import CompanionError
from companion.persona.character import Character, Language
from companion.persona.emotion import Mood
from companion.persona.prompt import Detail, PastTurn
from companion.persona.recall import Reminder
from companion.voice import signals as sig
from companion.voice.conversation import Conversation
from companion.voice.duplex import DuplexWatch
from companion.voice.ports import (
    ChatModel,
    Clock,
    ConversationLog,
    Microphone,
    Sampling,
    Speaker,
    SpeechDetector,
    SpeechToText,
    TextToSpeech,
)
from companion.voice.settings import LoopSettings, MicrophoneMode
from companion.voice.signals import By, Mind
from companion.voice.stages import Passed, Stages, explained
from companion.voice.types import AudioBlock, Event, Failed, PlaybackPosition, SpeechChunk, State
from companion.voice.worker import Worker

logger = logging.getLogger(__name__)

_INBOX = 2048
_FRAME_ROOM = 0.25  # free share of the inbox below which sound is dropped, so that commands still get in
_JOIN = 2.0  # seconds; longest wait for one thread at the end


class VoiceLoop:
    """The conversation with one character at a time.

    Args:
        microphone, detector, stt: None = typed only. speaker, tts: None = silent; everything else is the same.
        past: earlier turns for the prompt, oldest first. detail: how much of her sheet the model is told.
        on_event: called with every event, in order, on one thread of the loop's; must return soon.

    The loop starts and closes microphone and speaker. The other engines stay the caller's: after `stop()` or
    `switch()` has returned True, no thread of the loop uses the old ones any more, and the caller may close them.
    """

    def __init__(
        self,
        microphone: Microphone | None,
        speaker: Speaker | None,
        detector: SpeechDetector | None,
        stt: SpeechToText | None,
        brain: ChatModel,
        tts: TextToSpeech | None,
        *,
        character: Character,
        language: Language,
        log: ConversationLog,
        past: Sequence[PastTurn] = (),
        detail: Detail = "short",
        sampling: Sampling | None = None,
        reminder: Reminder | None = None,
        settings: LoopSettings,
        clock: Clock,
        on_event: Callable[[Event], None],
    ) -> None:
        self._microphone, self._speaker = microphone, speaker
        self._mode: MicrophoneMode = settings.microphone_mode
        self._held = False  # the microphone's device is ours
        self._holding = threading.Lock()
        self._stages = Stages(speaker, detector, stt, settings, clock, self._signal, on_event)
        self._conversation = Conversation(
            settings,
            Mind(character, brain, tts, language, log, past, detail, sampling, reminder),
            self._stages,
            clock,
            ears=microphone is not None and detector is not None and stt is not None,
            mouth=speaker is not None,
        )
        self._talk: Worker[sig.Signal | Passed] = Worker(
            "companion-talk",
            self._on_signal,
            capacity=_INBOX,
            on_error=self._on_defect,
            deadline=self._conversation.deadline,
            on_tick=self._conversation.tick,
            clock=clock,
        )
        self._duplex = DuplexWatch()
        self._running = False

    # --- life ---

    def start(self) -> None:
        """Open microphone and speaker and begin. A device that can't be opened is a `Failed` event; the conversation
        goes on without it."""
        self._running = True
        self._stages.start()
        self._stages.wants_sound = self._conversation.wants_sound
        self._conversation.begin_running()
        self._talk.start()
        try:
            if self._speaker is not None:
                self._speaker.start(self._on_started, self._on_finished, self._on_speaker_trouble)
        except CompanionError as error:
            self._on_speaker_trouble(error)
        self._hold_microphone()

    def stop(self) -> bool:
        """Close devices, end the turn at hand, write what is owed, end all threads; some seconds at most. True if
        every thread has ended. Idempotent."""
        if not self._running:
            return True
        self._running = False
        if self._microphone is not None:
            self._microphone.close()
        self._talk.post(sig.Stopped(), _JOIN)
        self._pass(_JOIN)
        self._conversation.mind.brain.abort()
        ended = self._stages.stop(_JOIN)
        if self._speaker is not None:
            self._speaker.close()
        ended = self._talk.stop(_JOIN) and ended
        ended = self._stages.outbox.stop(_JOIN, drain=True) and ended
        if not ended:
            logger.warning("threads still busy at the end: %s", [w.name for w in self._stages.all if w.alive])
        return ended

    def switch(
        self,
        character: Character,
        brain: ChatModel,
        tts: TextToSpeech | None,
        language: Language,
        log: ConversationLog,
        past: Sequence[PastTurn] = (),
        detail: Detail = "short",
        sampling: Sampling | None = None,
        reminder: Reminder | None = None,
        timeout: float = 5.0,
    ) -> bool:
        """Another character, between turns: the turn at hand is cut off, then everything that belongs to a character
        changes at once. True when the old brain and voice are no longer in use; False if they are still busy after
        `timeout` seconds (the switch is done all the same)."""
        mind = Mind(character, brain, tts, language, log, past, detail, sampling, reminder)
        if not self._talk.post(sig.Switched(mind), timeout):
            return False
        if not self._pass(timeout):
            return False
        return all(event.wait(timeout) for event in self._stages.free)

    def tune(
        self,
        character: Character,
        brain: ChatModel,
        tts: TextToSpeech | None,
        language: Language,
        detail: Detail = "short",
        sampling: Sampling | None = None,
        reminder: Reminder | None = None,
        patience: float = 20.0,
        timeout: float = 5.0,
    ) -> bool:
        """The same character with another brain, voice or sampling, or newly read: taken when she is quiet; after
        `patience` seconds she is cut off for it. What was said stays known. True when the old brain and voice are no
        longer in use."""
        taken = threading.Event()
        log = self._conversation.mind.log
        mind = Mind(character, brain, tts, language, log, (), detail, sampling, reminder)
        if not self._talk.post(sig.Tuned(mind, taken.set), timeout):
            return False
        if not taken.wait(patience):
            self.interrupt(by="switch")
            if not taken.wait(timeout):
                return False
        return all(event.wait(timeout) for event in self._stages.free)

    def adjust(self, settings: LoopSettings) -> None:
        """Other settings, but for microphone mode and voice (`set_listening`, `set_voice`); nothing is cut off."""
        self._stages.adjust(settings)
        self._signal(sig.Adjusted(settings), _JOIN)

    def set_ears(
        self,
        microphone: Microphone,
        detector: SpeechDetector,
        stt: SpeechToText,
        *,
        timeout: float = 30.0,
    ) -> bool:
        """Other ears. True when the old ones are no longer in use. Where there were none: detector and microphone
        too."""
        free = self._stages.set_ears(detector, stt, timeout)
        if self._microphone is None:
            self._microphone = microphone
            self._signal(sig.EarsSet(True, self._mode == "open"), _JOIN)
            self._hold_microphone()
        return free

    def _pass(self, timeout: float) -> bool:
        """Wait until the conversation has handled all that was posted so far."""
        passed = threading.Event()
        return self._talk.post(Passed(passed), timeout) and passed.wait(timeout)

    # --- commands ---

    def submit(self, text: str) -> None:
        """The person has typed `text`; interrupts her. Empty text is ignored."""
        self._signal(sig.Submitted(text), _JOIN)

    def redo(
        self,
        instead: int,
        past: Sequence[PastTurn],
        text: str,
        *,
        language: str = "",
        rendered: str = "",
        carried: str = "",
    ) -> None:
        """Answer a stored turn once more, or other words in its place; interrupts her. See `signals.Redone`."""
        self._signal(sig.Redone(instead, past, text, language, rendered, carried), _JOIN)

    def settle(self, timeout: float = 5.0) -> bool:
        """Silence; True when all that was said so far is written down, False after `timeout` seconds. Waits, so never
        call it from `on_event`."""
        self.interrupt(by="stop")
        written = threading.Event()
        if not self._pass(timeout):
            return False
        self._stages.remember(written.set)
        return written.wait(timeout)

    def go_on(self, log: ConversationLog, past: Sequence[PastTurn], timeout: float = 5.0) -> bool:
        """Another conversation with the same character, between turns; False: not done in time."""
        mind = replace(self._conversation.mind, log=log, past=past)
        return self._talk.post(sig.Switched(mind), timeout) and self._pass(timeout)

    def recollect(self, past: Sequence[PastTurn]) -> None:
        """The turns before the next one are these now; interrupts her."""
        self._signal(sig.PastChanged(past), _JOIN)

    def say(self, text: str, mood: Mood) -> None:
        """She says a line that needs no brain, such as a greeting; nothing if she is answering already."""
        self._signal(sig.SayRequested(text, mood), _JOIN)

    def feel(self, mood: Mood) -> None:
        """She feels so from now on, until it fades."""
        self._signal(sig.MoodWished(mood), _JOIN)

    def interrupt(self, by: By = "stop") -> None:
        """Silence now."""
        self._signal(sig.InterruptRequested(by), _JOIN)

    def set_listening(self, on: bool) -> None:
        """Listen or not for the moment, whatever the mode; the device stays open."""
        self._signal(sig.ListeningSet(on), _JOIN)

    def set_microphone(self, mode: MicrophoneMode) -> None:
        """Always open, while a key is held, or off: then the device itself is let go, and the system shows nobody
        listening. Returns at once."""
        self._mode = mode
        self._signal(sig.ListeningSet(mode == "open"), _JOIN)
        self._hold_microphone()

    def _hold_microphone(self) -> None:
        with self._holding:
            microphone, wanted = self._microphone, self._mode != "off"
            if microphone is None or not self._running or wanted == self._held:
                return
            self._held = wanted
            try:
                if wanted:
                    microphone.start(self._on_block, self._on_microphone_trouble)
                else:
                    microphone.rest()
            except CompanionError as error:
                self._on_microphone_trouble(error)

    def push_to_talk(self, down: bool) -> None:
        """The key is pressed (interrupts her) or released (what was said is answered at once)."""
        self._signal(sig.PushToTalk(down), _JOIN)

    def set_voice(self, on: bool) -> None:
        """Off: she answers in text only, from now on."""
        self._signal(sig.VoiceSet(on), _JOIN)

    # --- looking in ---

    def position(self) -> PlaybackPosition | None:
        """What is audible now."""
        return self._stages.position()

    def mood(self) -> Mood:
        """Hers, faded since her last reply."""
        return self._conversation.mood()

    @property
    def language(self) -> Language:
        """Of the fixed part of her prompt."""
        return self._conversation.mind.language

    @property
    def state(self) -> State:
        return self._conversation.state

    def depths(self) -> dict[str, int]:
        """Items waiting in each queue, and microphone frames held; all bounded."""
        held = self._conversation.listening.recorder.depth()
        return {"talk": self._talk.depth(), "frames": held, **self._stages.depths()}

    # --- signals ---

    def _signal(self, signal: sig.Signal, timeout: float) -> bool:
        if isinstance(signal, sig.Frame) and self._talk.room() < _FRAME_ROOM:
            return False
        return self._talk.post(signal, timeout)

    def _on_signal(self, signal: sig.Signal | Passed) -> None:
        if isinstance(signal, Passed):
            signal.event.set()
            return
        self._conversation.handle(signal)
        self._stages.wants_sound = self._conversation.wants_sound

    def _on_defect(self, error: Exception, signal: object) -> None:
        self._stages.publish(Failed("app", explained("app", error)))
        self._conversation.recover()

    def _on_block(self, block: AudioBlock) -> None:
        self._stages.hear_block(block)
        if (notice := self._duplex.feed(block)) is not None:
            self._stages.publish(notice)

    def _on_started(self, chunk: SpeechChunk, time: float) -> None:
        self._signal(sig.ChunkStarted(chunk, time), _JOIN)

    def _on_finished(self, chunk: SpeechChunk, time: float) -> None:
        self._signal(sig.ChunkFinished(chunk, time), _JOIN)

    def _on_microphone_trouble(self, error: CompanionError | None) -> None:
        self._signal(sig.MicrophoneTrouble(error), _JOIN)

    def _on_speaker_trouble(self, error: CompanionError | None) -> None:
        self._signal(sig.SpeakerTrouble(error), _JOIN)
