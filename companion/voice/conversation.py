"""The conversation itself: signals in, effects out through `Outlets`. One thread, no waiting, time injected.

It holds what she is answering (`answer`), what the person is saying (`listening.speech`) and the history; the state
that is shown follows from these, so it can never disagree with them. VoiceLoop runs it; tests drive it directly.
"""

import functools
import itertools
from collections.abc import Callable

from companion.errors import AudioError, BrainError, CompanionError
from companion.persona.emotion import Mood
from companion.persona.prompt import Context, user_text
from companion.persona.reply import encode
from companion.voice import signals as sig
from companion.voice.answer import Answer
from companion.voice.history import History
from companion.voice.listening import Listening
from companion.voice.marks import Marks
from companion.voice.outlets import Outlets, Thinking
from companion.voice.settings import LoopSettings
from companion.voice.signals import By, Mind
from companion.voice.speakable import language_of
from companion.voice.types import (
    Event,
    Failed,
    Interrupted,
    Notice,
    Ready,
    Source,
    Spoken,
    State,
    StateChanged,
    Transcript,
    Turn,
)

_FALSE_CUT = 2.0  # seconds after her turn began within which going on means that it began too early
_ECHO_TAIL = 0.25  # seconds after her last sound in which the room still carries it
_ECHO_WORDS = 1.0  # seconds after it in which words may be hers
_KEY_TAIL = 0.15  # seconds that are still heard after the push-to-talk key is up
_BRAIN_PATIENCE = 120.0  # seconds without a sign of life from the brain
_SOUND_PATIENCE = 8.0  # seconds without a sign of life from voice or speaker beyond the sound that is queued


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
        self._settings, self._out, self._clock = settings, outlets, clock
        self._ids = itertools.count(1)
        self._answer: Answer | None = None
        self._ears, self._mouth = ears, mouth
        self._listening_on = ears and settings.microphone_mode == "open"
        self._key_down, self._key_up_at = False, None  # type: bool, float | None
        self._voice_on = settings.voice_on
        self._microphone_lost = self._speaker_lost = self._running = False
        self._told: set[str] = set()  # stages whose failure the person knows
        self._lately: tuple[list[str], float] = ([], float("-inf"))
        self._state = State.OFF
        self.listening = Listening(settings, self, outlets)
        self._mind = mind
        self._history = self._new_history(mind)

    def _new_history(self, mind: Mind) -> History:
        return History(
            mind.character,
            mind.language,
            mind.past,
            keep=self._settings.history_turns,
            half_life=self._settings.mood_half_life,
            now=self._clock(),
        )

    @property
    def state(self) -> State:
        return self._state

    @property
    def mind(self) -> Mind:
        return self._mind

    @property
    def answer(self) -> Answer | None:
        return self._answer

    def begin_running(self) -> None:
        """Ready: the state leaves OFF and the brain computes what is fixed."""
        self._running = True
        self._out.prepare(self._mind, self._history.opening())
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
        match signal:
            case sig.Recognized(turn, heard):
                self._told.discard("stt")
                self.listening.recognized(turn, heard, now)
            case sig.MoodGenerated() | sig.TextGenerated() | sig.ReplyGenerated():
                self._on_brain(signal, now)
            case sig.ChunkMade() | sig.PieceMade() | sig.ChunkStarted() | sig.ChunkFinished():
                self._on_voice(signal, now)
            case sig.StageFailed():
                self._on_failure(signal, now)
            case sig.MicrophoneTrouble(error):
                self._on_microphone(error, now)
            case sig.SpeakerTrouble(error):
                self._on_speaker(error, now)
            case sig.Submitted(text):
                self._on_submit(text, now)
            case sig.SayRequested(text, mood):
                self._on_say(text, mood, now)
            case sig.InterruptRequested(by):
                self.interrupt(by, now)
            case sig.ListeningSet(on):
                self._set_listening(on and self._ears, now)
            case sig.PushToTalk(down):
                self._on_key(down, now)
            case sig.VoiceSet(on):
                self._set_voice(on, now)
            case sig.Switched(mind):
                self._switch(mind, now)
            case sig.Stopped():
                self._stop(now)

    def tick(self) -> None:
        """Time has passed."""
        now = self._clock()
        self.listening.tick(now)
        if self._key_up_at is not None and now >= self._key_up_at:
            self._key_released(now)
        self._check_patience(now)
        self._settle()

    def deadline(self) -> float | None:
        """When `tick` must be called at the latest."""
        times = [self.listening.barge.deadline, self._key_up_at, self._patience()]
        return min((time for time in times if time is not None), default=None)

    # --- hearing ---

    def _on_frame(self, frame: sig.Frame, now: float) -> None:
        if not (self._listening_on or self._key_down):
            return
        if self._deaf(frame):
            self.listening.deaf(now)
            return
        self.listening.frame(frame, now, over_her=self._answer is not None)

    def _deaf(self, frame: sig.Frame) -> bool:
        if self._key_down or (frame.echo != "half_duplex" and self._settings.barge_in.enabled):
            return False
        sounding = self._answer is not None and self._answer.started
        return sounding or frame.time < self._lately[1] + _ECHO_TAIL

    def _set_listening(self, on: bool, now: float) -> None:
        if self._listening_on and not on:
            self.listening.release(now)
            if self.listening.speech is None:
                self.listening.recorder.reset()
        self._listening_on = on

    def _on_key(self, down: bool, now: float) -> None:
        if not self._ears:
            return
        if not down:
            self._key_up_at = now + _KEY_TAIL if self._key_down else None
            return
        if not self._key_down:
            self.interrupt("voice", now)
        self._key_down, self._key_up_at = True, None
        self.listening.recorder.endpoint.held = True

    def _key_released(self, now: float) -> None:
        self._key_down, self._key_up_at = False, None
        self.listening.recorder.endpoint.held = False
        self.listening.release(now)

    def lately_said(self, onset: float) -> list[str]:
        words, until = self._lately
        return words if onset < until + _ECHO_WORDS else []

    def new_turn(self) -> Turn:
        return Turn(next(self._ids), "voice")

    # --- answering ---

    def begin(self, turn: Turn, text: str, language: str, origin: float, now: float) -> Answer:
        rendered = self._history.render(text, now)
        answer = self._make(turn, text, language, rendered, Marks(origin), now)
        answer.marks.mark("transcript", now)
        self._think(answer)
        return answer

    def _make(self, turn: Turn, text: str, language: str, rendered: str, marks: Marks, now: float) -> Answer:
        return Answer(
            turn,
            text,
            language,
            rendered,
            mind=self._mind,
            mood=self._history.mood(now),
            marks=marks,
            outlets=self._out,
            silent=not (self._voice_on and self._mouth and self._mind.tts and not self._speaker_lost),
            emotional=self._settings.voice_emotion,
            now=now,
        )

    def _think(self, answer: Answer) -> None:
        self._out.think(Thinking(answer.turn, answer.mind, self._history.messages(answer.rendered)))

    def drop(self, answer: Answer) -> None:
        answer.turn.cancel()
        if answer.reply is None:
            self._out.abort(answer.mind, answer.turn)

    def take(self, answer: Answer, now: float) -> None:
        turn = answer.turn
        answer.turn.commit()
        answer.marks.mark("endpoint", now)
        self._answer = answer
        write = answer.mind.log.user_said
        self._out.remember(functools.partial(write, turn, answer.asked, answer.language, answer.rendered))
        if turn.source != "greeting":
            self._out.publish(Transcript(turn, answer.asked, answer.language))
        answer.commit(now)
        self._finish_if_over(now)

    def _on_submit(self, text: str, now: float) -> None:
        text = text.strip()
        if text:
            self.interrupt("typed", now)
            self.listening.typed()
            self._open_turn("typed", text, now)

    def _open_turn(self, source: Source, text: str, now: float) -> None:
        turn = Turn(next(self._ids), source)
        self.take(self.begin(turn, text, language_of(text, self._mind.language), now, now), now)

    def _on_say(self, text: str, mood: Mood, now: float) -> None:
        if self._answer is not None or not text.strip():
            return
        turn = Turn(next(self._ids), "greeting")
        rendered = user_text("", Context(self._history.mood(now)))
        answer = self._make(turn, "", self._mind.language, rendered, Marks(now), now)
        self.take(answer, now)
        answer.on_mood(mood, now)
        raw = encode(text, mood, self._mind.character.reply_order)
        answer.on_reply(sig.Written(text, mood, raw), now)
        self._finish_if_over(now)

    def _find(self, turn: Turn) -> Answer | None:
        if self._answer is not None and self._answer.turn is turn:
            return self._answer
        speech = self.listening.speech
        guess = speech.guess.answer if speech is not None and speech.guess is not None else None
        return guess if guess is not None and guess.turn is turn else None

    def _on_brain(self, signal: sig.MoodGenerated | sig.TextGenerated | sig.ReplyGenerated, now: float) -> None:
        answer = self._find(signal.turn)
        if answer is None:
            return
        if isinstance(signal, sig.MoodGenerated):
            answer.on_mood(signal.mood, now)
        elif isinstance(signal, sig.TextGenerated):
            answer.on_text(signal.delta, now)
        else:
            self._told.discard("llm")
            answer.on_reply(signal.reply, now)
        self._finish_if_over(now)

    def _on_voice(
        self, signal: sig.ChunkMade | sig.PieceMade | sig.ChunkStarted | sig.ChunkFinished, now: float
    ) -> None:
        turn = signal.turn if isinstance(signal, sig.PieceMade) else signal.chunk.turn
        answer = self._find(turn)
        if answer is None:
            return
        if isinstance(signal, sig.ChunkMade):
            self._told.discard("tts")
            answer.on_chunk(signal.chunk, now)
        elif isinstance(signal, sig.PieceMade):
            answer.on_piece_made(signal.index, now)
        elif isinstance(signal, sig.ChunkStarted):
            answer.on_started(signal.chunk, signal.time)
        else:
            answer.on_finished(signal.chunk, signal.time)
        self._finish_if_over(now)

    # --- the end of a turn ---

    def _finish_if_over(self, now: float) -> None:
        if self._answer is not None and self._answer.over:
            self._close(self._answer, self._answer.text, True, now)

    def interrupt(self, by: By, now: float) -> None:
        """Cut her off; nothing if she is not answering."""
        answer = self._answer
        if answer is None:
            return
        position = self._out.flush()
        heard = answer.heard(position)
        self.drop(answer)
        self.listening.barge.clear()
        self._close(answer, heard, False, now, by)

    def cut_off(self, now: float, onset: float) -> None:
        answer = self._answer
        if answer is None:
            return
        pause = onset - answer.marks.origin
        if answer.turn.source == "voice" and not answer.started and 0 < pause < _FALSE_CUT:
            self.listening.recorder.endpoint.false_cut(pause)
        self.interrupt("voice", now)

    def _close(self, answer: Answer, heard: str, complete: bool, now: float, by: By | None = None) -> None:
        self._answer = None
        turn, text, mood, raw = answer.turn, answer.text, answer.mood, answer.raw
        self._lately = (answer.playing(), now if answer.started else self._lately[1])
        if complete:
            answer.marks.mark("done", now)
            self.listening.recorder.endpoint.good_turn()
            if self.listening.barge.active:
                self.listening.barge.clear()
                self._out.resume()
        if answer.mood_known:
            self._history.feel(mood, now)
        if heard or complete or by not in (None, "voice"):
            self._history.add(answer.rendered, heard, mood, raw, complete=complete)
        elif by == "voice":
            self._history.carry(answer.asked)
        self._out.remember(functools.partial(answer.mind.log.reply_done, turn, text, heard, complete, mood, raw))
        self._out.publish(Interrupted(turn, heard, by) if by else Spoken(turn, heard, complete))
        self._out.publish(answer.marks.timings(turn, speculative=answer.speculative))

    # --- failures ---

    def _tell(self, stage: str, error: CompanionError, turn: Turn | None) -> None:
        """Once, until the stage works again."""
        if stage not in self._told:
            self._told.add(stage)
            self._out.publish(Failed(stage, error, turn))

    def _on_failure(self, failure: sig.StageFailed, now: float) -> None:
        turn, error = failure.turn, failure.error
        if turn is not None and turn.cancelled:
            return
        if failure.stage == "llm" and turn is not None:
            self._brain_failed(turn, error, now)
            return
        self._tell(failure.stage, error, turn)
        if failure.stage == "stt":
            self.listening.failed(turn, now)
        answer = self._find(turn) if turn is not None else None
        if answer is not None and failure.stage == "tts":
            answer.mute_from(failure.index)
        elif answer is not None and failure.stage == "audio":
            self._out.flush()
            answer.mute()
        self._finish_if_over(now)

    def _brain_failed(self, turn: Turn, error: CompanionError, now: float) -> None:
        answer = self._find(turn)
        if answer is None:
            return
        if answer is not self._answer:  # on speculation: the commit tries again
            self.drop(answer)
            speech = self.listening.speech
            if speech is not None and speech.guess is not None:
                speech.guess.turn, speech.guess.answer = self.new_turn(), None
            return
        self._out.publish(Failed("llm", error, turn))
        if error.retryable and not answer.retried:
            self._retry(answer, now)
            return
        self._out.publish(Notice("no-answer", _APOLOGY[self._mind.language], turn))
        position = self._out.flush()
        self._close(answer, answer.heard(position), False, now)

    def _retry(self, failed: Answer, now: float) -> None:
        """Once more from the start, as the same turn; what was shown of it is void."""
        self._out.flush()
        failed.turn.cancel()
        turn = Turn(failed.turn.id, failed.turn.source)
        turn.commit()
        self._out.publish(Notice("reply-restarted", _RESTARTED[self._mind.language], turn))
        answer = self._make(turn, failed.asked, failed.language, failed.rendered, failed.marks, now)
        answer.retried = True
        self._answer = answer
        self._think(answer)

    def _patience(self) -> float | None:
        answer = self._answer
        if answer is None or self.listening.barge.active:
            return None
        if answer.reply is None:
            return answer.touched + _BRAIN_PATIENCE
        left = answer.remaining(None)
        return answer.touched + _SOUND_PATIENCE + (left if left != float("inf") else 30.0)

    def _check_patience(self, now: float) -> None:
        due, answer = self._patience(), self._answer
        if due is None or answer is None or now < due:
            return
        if answer.reply is None:
            self._out.abort(answer.mind, answer.turn)
            error: CompanionError = BrainError(
                "The language model has not answered for two minutes.",
                code="brain-stalled",
                hint="Choose a smaller model, or restart the program.",
            )
            self._brain_failed(answer.turn, error, now)
            return
        stalled = AudioError("The voice or the speaker has stopped.", code="speaker-stalled", hint="Check the speaker.")
        self._on_failure(sig.StageFailed("audio", stalled, answer.turn), now)

    def _on_microphone(self, error: CompanionError | None, now: float) -> None:
        self._microphone_lost = error is not None
        if error is not None:
            self.listening.release(now)
            self._out.publish(Failed("audio", error))
        else:
            self._out.publish(Ready("audio", "microphone"))

    def _on_speaker(self, error: CompanionError | None, now: float) -> None:
        self._speaker_lost = error is not None
        if error is None:
            self._out.publish(Ready("audio", "speaker"))
            return
        self._out.publish(Failed("audio", error))
        self._silence(now)

    def _silence(self, now: float) -> None:
        """What is being said goes on as text."""
        self._out.flush()
        speech = self.listening.speech
        spoken = [self._answer, speech.guess.answer if speech is not None and speech.guess is not None else None]
        for answer in spoken:
            if answer is not None:
                answer.mute()
        self._finish_if_over(now)

    # --- settings that change while it runs ---

    def _set_voice(self, on: bool, now: float) -> None:
        self._voice_on = on
        if not on:
            self._silence(now)

    def _switch(self, mind: Mind, now: float) -> None:
        self.interrupt("switch", now)
        self.listening.discard(now)
        self._mind = mind
        self._history = self._new_history(mind)
        self._told -= {"llm", "tts", "memory"}
        self._out.prepare(mind, self._history.opening())

    def _stop(self, now: float) -> None:
        self.interrupt("stop", now)
        self.listening.discard(now)
        self._running = False

    @property
    def wants_sound(self) -> bool:
        """Whether microphone frames are of use now."""
        return self._listening_on or self._key_down

    def recover(self) -> None:
        """After a defect in the conversation itself: drop what is at hand and listen again."""
        answer, self._answer = self._answer, None
        if answer is not None:
            self.drop(answer)
        self._out.flush()
        self.listening.speech = None
        self.listening.barge.clear()
        self.listening.recorder.reset()
        self._settle()

    # --- the state that is shown ---

    def _now_state(self) -> State:
        if self._answer is not None:
            if self.listening.barge.active:
                return State.PAUSED
            return State.SPEAKING if self._answer.started else State.THINKING
        speech = self.listening.speech
        if speech is not None and speech.confirmed:
            return State.HEARING
        hearing = (self._listening_on or self._key_down) and not self._microphone_lost
        return State.LISTENING if hearing else State.IDLE

    def _settle(self) -> None:
        state = self._now_state() if self._running else State.OFF
        if state is not self._state:
            self._state = state
            event: Event = StateChanged(state, self._answer.turn if self._answer is not None else None)
            self._out.publish(event)


_APOLOGY = {
    "ko": "미안해요, 지금은 대답할 수가 없어요. 다시 한번 말해 주세요.",
    "en": "Sorry, I can't answer right now. Please say it again.",
}
_RESTARTED = {
    "ko": "두뇌를 다시 시작했어요. 처음부터 다시 대답할게요.",
    "en": "The brain was restarted; the answer begins again.",
}
