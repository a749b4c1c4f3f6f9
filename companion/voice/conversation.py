"""The conversation itself: signals in, effects out through `Outlets`. One thread, no waiting, time injected.

Listening holds what the person is saying, Answering what she is answering; this module carries each signal to the one
it concerns, knows whether the microphone is open, and derives the state that is shown, so that it can never disagree
with what is going on. VoiceLoop runs it; tests drive it directly.
"""

from collections.abc import Callable

from companion.errors import CompanionError, HearingError
from companion.persona.emotion import Mood
from companion.voice import signals as sig
from companion.voice.answering import Answering
from companion.voice.outlets import Outlets
from companion.voice.settings import LoopSettings
from companion.voice.signals import Mind
from companion.voice.types import Failed, Ready, State, StateChanged

_ECHO_TAIL = 0.25  # seconds after her last sound in which the room still carries it
_KEY_TAIL = 0.15  # seconds that are still heard after the push-to-talk key is up


class Conversation:
    """Call `handle` for each signal and `tick` at `deadline()`.

    Args:
        mind: who she is. ears: whether there is a microphone that can be understood. mouth: whether there is a speaker.
    """

    def __init__(
        self,
        settings: LoopSettings,
        mind: Mind,
        outlets: Outlets,
        clock: Callable[[], float],
        *,
        ears: bool,
        mouth: bool,
    ) -> None:
        self._out, self._clock, self._ears = outlets, clock, ears
        self._barge_in = settings.barge_in.enabled
        self._open = ears and settings.microphone_mode == "open"
        self._key_down = False
        self._key_up_at: float | None = None
        self._microphone_lost = self._running = False
        self._tuned: sig.Tuned | None = None  # waits until she is quiet
        self._state = State.OFF
        self._she = Answering(settings, mind, outlets, clock, mouth=mouth)
        self.listening = self._she.listening

    @property
    def state(self) -> State:
        return self._state

    @property
    def mind(self) -> Mind:
        return self._she.mind

    @property
    def wants_sound(self) -> bool:
        """Whether microphone frames are of use now."""
        return self._open or self._key_down

    def mood(self) -> Mood:
        """Hers, now. Any thread."""
        return self._she.mood(self._clock())

    def begin_running(self) -> None:
        """Ready: the state leaves OFF and the brain computes what is fixed."""
        self._running = True
        self._she.become(self._she.mind)
        self._settle()

    # --- signals ---

    def handle(self, signal: sig.Signal) -> None:
        """React to one signal; after a `Stopped` nothing is reacted to."""
        if not self._running:
            return
        now = self._clock()
        if isinstance(signal, sig.Frame):
            self._on_frame(signal, now)
        else:
            self._dispatch(signal, now)
        self._settle()

    def _dispatch(self, signal: sig.Signal, now: float) -> None:
        she = self._she
        match signal:
            case sig.Recognized(turn, heard):
                she.works("stt")
                self.listening.recognized(turn, heard, now)
            case sig.MoodGenerated() | sig.TextGenerated() | sig.ReplyGenerated():
                she.on_brain(signal, now)
            case sig.ChunkMade() | sig.PieceMade() | sig.ChunkStarted() | sig.ChunkFinished():
                she.on_voice(signal, now)
            case sig.StageFailed():
                she.on_failure(signal, now)
            case sig.Submitted(text):
                she.submit(text, now)
            case sig.Redone():
                she.redo(signal, now)
            case sig.SayRequested(text, mood):
                she.say(text, mood, now)
            case sig.MoodWished(mood):
                she.wish(mood, now)
            case sig.InterruptRequested(by):
                she.interrupt(by, now)
            case _:
                self._on_change(signal, now)

    def _on_change(self, signal: sig.Signal, now: float) -> None:
        match signal:
            case sig.MicrophoneTrouble(error):
                self._on_microphone(error, now)
            case sig.SpeakerTrouble(error):
                self._on_speaker(error, now)
            case sig.ListeningSet(on):
                self._set_listening(on and self._ears, now)
            case sig.PushToTalk(down):
                self._on_key(down, now)
            case sig.VoiceSet(on):
                self._she.voice_on = on
                if not on:
                    self._she.silence(now)
            case sig.PastChanged(past):
                self._leave(now, sig.InterruptRequested("stop"))
                self._she.recollect(past)
            case sig.Switched(mind):
                self._leave(now, sig.InterruptRequested("switch"))
                self._tuned = None
                self._she.become(mind)
            case sig.Tuned():
                self._tuned = signal
            case sig.Adjusted(settings):
                self._barge_in = settings.barge_in.enabled
                self._she.adjust(settings)
            case sig.EarsSet(there, open):
                self._ears = there
                self._set_listening(there and open, now)
            case sig.Stopped():
                self._leave(now, sig.InterruptRequested("stop"))
                self._running = False

    def _leave(self, now: float, why: sig.InterruptRequested) -> None:
        self._she.interrupt(why.by, now)
        self.listening.discard(now)

    def tick(self) -> None:
        """Time has passed."""
        now = self._clock()
        try:
            self.listening.tick(now)
        except HearingError as error:
            self._she.tell("stt", error)
        if self._key_up_at is not None and now >= self._key_up_at:
            self._key_released(now)
        self._she.check_patience(now)
        self._settle()

    def deadline(self) -> float | None:
        """When `tick` must be called at the latest."""
        times = (self.listening.deadline(), self._key_up_at, self._she.patience())
        return min((time for time in times if time is not None), default=None)

    def recover(self) -> None:
        """After a defect in the conversation itself: drop what is at hand and listen again."""
        self._she.recover()
        self._settle()

    # --- the microphone ---

    def _on_frame(self, frame: sig.Frame, now: float) -> None:
        if not self.wants_sound:
            return
        if self._deaf(frame):
            self.listening.deaf(now)
        else:
            self.listening.frame(frame, now, over_her=self._she.answer is not None)

    def _deaf(self, frame: sig.Frame) -> bool:
        """Whether this sound may be her own and can't be told apart, or must not count while she speaks."""
        answer = self._she.answer
        if self._key_down:
            return False
        if answer is not None and answer.started:
            return frame.echo == "half_duplex" or not self._barge_in or self.listening.swamped(answer.turn)
        after = frame.time < self._she.last_sound + _ECHO_TAIL
        return after and (frame.echo == "half_duplex" or not self._barge_in)

    def _set_listening(self, on: bool, now: float) -> None:
        if self._open and not on:
            self.listening.deaf(now)
        self._open = on

    def _on_key(self, down: bool, now: float) -> None:
        if not self._ears:
            return
        if not down:
            self._key_up_at = now + _KEY_TAIL if self._key_down else None
            return
        if not self._key_down:
            self._she.interrupt("voice", now)
        self._key_down, self._key_up_at = True, None
        self.listening.recorder.endpoint.held = True

    def _key_released(self, now: float) -> None:
        self._key_down, self._key_up_at = False, None
        self.listening.recorder.endpoint.held = False
        self.listening.release(now)

    # --- devices ---

    def _on_microphone(self, error: CompanionError | None, now: float) -> None:
        self._microphone_lost = error is not None
        if error is None:
            self._out.publish(Ready("audio", "microphone"))
            return
        self.listening.release(now)
        self._out.publish(Failed("audio", error))

    def _on_speaker(self, error: CompanionError | None, now: float) -> None:
        self._she.speaker_lost = error is not None
        if error is None:
            self._out.publish(Ready("audio", "speaker"))
            return
        self._out.publish(Failed("audio", error))
        self._she.silence(now)

    # --- the state that is shown ---

    def _now_state(self) -> State:
        if not self._running:
            return State.OFF
        answer = self._she.answer
        if answer is not None:
            if self.listening.barge.active:
                return State.PAUSED
            return State.SPEAKING if answer.started else State.THINKING
        speech = self.listening.speech
        if speech is not None and speech.confirmed:
            return State.HEARING
        return State.LISTENING if self.wants_sound and not self._microphone_lost else State.IDLE

    def _take_tuned(self) -> None:
        tuned = self._tuned
        if tuned is not None and self._running and self._she.quiet:
            self._tuned = None
            self._she.tune(tuned.mind)
            tuned.taken()

    def _settle(self) -> None:
        self._take_tuned()
        state = self._now_state()
        if state is not self._state:
            self._state = state
            answer = self._she.answer
            self._out.publish(StateChanged(state, answer.turn if answer is not None else None))
