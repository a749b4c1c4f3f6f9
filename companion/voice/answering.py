"""The answering half of the conversation: who she is, what she is answering, how a turn ends, what its failures do.

Runs on the conversation's thread. It is the `Floor` that the listening half asks.
"""

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from companion.errors import AudioError, BrainError, CompanionError
from companion.persona.character import Language
from companion.persona.emotion import Mood
from companion.persona.prompt import Context, PastTurn, user_text
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
from companion.voice.types import Failed, Interrupted, Notice, Source, Spoken, Transcript, Turn

_FALSE_CUT = 2.0  # seconds after the end of speech within which going on means that her turn began too early
_ECHO_WORDS = 1.0  # seconds after her last sound in which words may be hers
_BRAIN_PATIENCE = 120.0  # seconds without a sign of life from the brain
_SOUND_PATIENCE = 8.0  # seconds without one from voice or speaker, beyond the sound that is queued
_SOUND_UNKNOWN = 30.0  # seconds more while the voice is still at work

BrainSignal = sig.MoodGenerated | sig.TextGenerated | sig.ReplyGenerated
VoiceSignal = sig.ChunkMade | sig.PieceMade | sig.ChunkStarted | sig.ChunkFinished


class Answering:
    """mouth: there is a speaker. `voice_on` and `speaker_lost` may be set at any time between signals."""

    def __init__(
        self, settings: LoopSettings, mind: Mind, outlets: Outlets, clock: Callable[[], float], *, mouth: bool
    ) -> None:
        self._settings, self._out, self._clock, self._mouth = settings, outlets, clock, mouth
        self.voice_on, self.speaker_lost = settings.voice_on, False
        self.last_sound = float("-inf")  # when she was last audible
        self.answer: Answer | None = None
        self._ids = itertools.count(1)
        self._told: set[str] = set()  # stages whose failure the person knows
        self._last_words: list[str] = []
        self._pardons = 0  # times that she has asked to say it again
        self.mind = mind
        self._history = self._new_history(mind)
        self.listening = Listening(settings, self, outlets)

    def _new_history(self, mind: Mind) -> History:
        return History(
            mind.character,
            mind.language,
            mind.past,
            keep=self._settings.history_turns,
            half_life=self._settings.mood_half_life,
            now=self._clock(),
            detail=mind.detail,
            reminder=mind.reminder,
        )

    def become(self, mind: Mind) -> None:
        """Another character, or the first; nothing may be in progress."""
        if mind is not self.mind:
            self.mind, self._history = mind, self._new_history(mind)
            self._told -= {"llm", "tts", "memory"}
        self._out.prepare(mind, self._history.opening())

    def recollect(self, past: Sequence[PastTurn]) -> None:
        """Another past than the one that was lived through; nothing may be in progress."""
        self._history.go_back(past, self._clock())
        self._out.prepare(self.mind, self._history.opening())

    @property
    def quiet(self) -> bool:
        """Nothing is being answered, also not on speculation."""
        return self.answer is None and self._speculative() is None

    def tune(self, mind: Mind) -> None:
        """The same character with another brain, voice or sampling; nothing may be in progress. She forgets nothing."""
        self.mind = mind = replace(mind, log=self.mind.log)
        self._history.renew(mind.character, mind.language, mind.detail, mind.reminder)
        self._told -= {"llm", "tts"}
        self._out.prepare(mind, self._history.opening())

    def adjust(self, settings: LoopSettings) -> None:
        """Other settings, from the next turn on; listening at once."""
        self._settings = settings
        self._history.adjust(settings.history_turns, settings.mood_half_life)
        self.listening.adjust(settings)

    def mood(self, now: float) -> Mood:
        return self._history.mood(now)

    def wish(self, mood: Mood, now: float) -> None:
        """She feels so from now on, until it fades."""
        self._history.wish(mood, now)

    def lately_said(self, onset: float) -> list[str]:
        return self._last_words if onset < self.last_sound + _ECHO_WORDS else []

    def new_turn(self) -> Turn:
        return Turn(next(self._ids), "voice")

    # --- a turn begins ---

    def begin(self, turn: Turn, text: str, language: str, origin: float, now: float, rendered: str = "") -> Answer:
        rendered = rendered or self._history.render(text, now, language)
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
            mind=self.mind,
            mood=self._history.mood(now),
            marks=marks,
            outlets=self._out,
            silent=not (self.voice_on and self._mouth and self.mind.tts is not None and not self.speaker_lost),
            emotional=self._settings.voice_emotion,
            now=now,
        )

    def _think(self, answer: Answer) -> None:
        self._out.think(Thinking(answer.turn, answer.mind, self._history.messages(answer.rendered, answer.language)))

    def read_ahead(self, now: float) -> None:
        self._out.read_ahead(self.mind, self._history.messages(self._history.render("", now)))

    def drop(self, answer: Answer) -> None:
        answer.turn.cancel()
        if answer.reply is None:
            self._out.abort(answer.mind, answer.turn)

    def take(self, answer: Answer, now: float) -> None:
        turn = answer.turn
        turn.commit()
        answer.marks.mark("endpoint", now)
        self.answer = answer
        write = answer.mind.log.user_said
        self._out.remember(functools.partial(write, turn, answer.asked, answer.language, answer.rendered))
        if turn.source != "greeting":
            self._out.publish(Transcript(turn, answer.asked, answer.language))
        answer.commit(now)
        self.finish_if_over(now)

    def submit(self, text: str, now: float) -> None:
        """The person has typed."""
        text = text.strip()
        if not text:
            return
        self.interrupt("typed", now)
        self.listening.typed(now)
        source: Source = "typed"
        turn = Turn(next(self._ids), source)
        self.take(self.begin(turn, text, language_of(text, self.mind.language), now, now), now)

    def redo(self, wish: sig.Redone, now: float) -> None:
        """A stored turn anew: from what was before it, as if what followed had not been."""
        text = wish.text.strip()
        if not text:
            return
        self.interrupt("typed", now)
        self.listening.discard(now)
        self._history.go_back(wish.past, now)
        if wish.carried:
            self._history.carry(wish.carried)
        turn = Turn(next(self._ids), "typed", wish.instead)
        language = wish.language or language_of(text, self.mind.language)
        self.take(self.begin(turn, text, language, now, now, wish.rendered), now)

    def say(self, text: str, mood: Mood, now: float) -> None:
        """A line that needs no brain, unless she is busy."""
        if self.answer is not None or not text.strip():
            return
        rendered = user_text("", Context(self._history.mood(now)))
        answer = self._make(Turn(next(self._ids), "greeting"), "", self.mind.language, rendered, Marks(now), now)
        self.take(answer, now)
        answer.on_mood(mood, now)
        raw = encode(text, mood, self.mind.character.reply_order)
        answer.on_reply(sig.Written(text, mood, raw), now)
        self.finish_if_over(now)

    def ask_again(self, language: str, now: float) -> None:
        """One of her lines for words that were not understood; another one each time."""
        lines = self.mind.character.pardons_in(self._heard_in(language))
        self.say((line := lines[self._pardons % len(lines)]).text, Mood(line.emotion, line.intensity), now)
        self._pardons += 1

    def _heard_in(self, language: str) -> Language:
        """That of unclear speech is a guess: hers, unless she speaks both."""
        known = self.mind.character.languages
        return next((each for each in known if each == language), self.mind.language)

    # --- it goes on ---

    def _find(self, turn: Turn | None) -> Answer | None:
        if self.answer is not None and self.answer.turn is turn:
            return self.answer
        guess = self._speculative()
        return guess if guess is not None and guess.turn is turn else None

    def _speculative(self) -> Answer | None:
        speech = self.listening.speech
        return speech.guess.answer if speech is not None and speech.guess is not None else None

    def on_brain(self, signal: BrainSignal, now: float) -> None:
        answer = self._find(signal.turn)
        if answer is None:
            return
        if isinstance(signal, sig.MoodGenerated):
            answer.on_mood(signal.mood, now)
        elif isinstance(signal, sig.TextGenerated):
            answer.on_text(signal.delta, now)
        else:
            self.works("llm")
            answer.on_reply(signal.reply, now)
        self.finish_if_over(now)

    def on_voice(self, signal: VoiceSignal, now: float) -> None:
        answer = self._find(signal.turn if isinstance(signal, sig.PieceMade) else signal.chunk.turn)
        if answer is None:
            return
        if isinstance(signal, sig.ChunkMade):
            self.works("tts")
            answer.on_chunk(signal.chunk, now)
        elif isinstance(signal, sig.PieceMade):
            answer.on_piece_made(signal.index, now)
        elif isinstance(signal, sig.ChunkStarted):
            answer.on_started(signal.chunk, signal.time)
        else:
            answer.on_finished(signal.chunk, signal.time)
        self.finish_if_over(now)

    # --- a turn ends ---

    def finish_if_over(self, now: float) -> None:
        if self.answer is not None and self.answer.over:
            self._close(self.answer, self.answer.text, now, complete=True)

    def interrupt(self, by: By, now: float) -> None:
        """Cut her off; nothing if she is not answering."""
        answer = self.answer
        if answer is None:
            return
        heard = answer.heard(self._out.flush())
        self.drop(answer)
        self._close(answer, heard, now, by=by)

    def cut_off(self, now: float, onset: float) -> None:
        answer = self.answer
        if answer is None:
            return
        pause = onset - answer.marks.origin
        if answer.turn.source == "voice" and not answer.started and 0 < pause < _FALSE_CUT:
            self.listening.recorder.endpoint.false_cut(pause)
        self.interrupt("voice", now)

    def _close(
        self,
        answer: Answer,
        heard: str,
        now: float,
        *,
        complete: bool = False,
        by: By | None = None,
        failed: bool = False,
    ) -> None:
        self.answer = None
        self._last_words = answer.playing()
        if answer.started:
            self.last_sound = now
        if self.listening.barge.active:
            self.listening.barge.clear()
            self._out.resume()
        if complete:
            answer.marks.mark("done", now)
            self.listening.recorder.endpoint.good_turn()
        self._keep(answer, heard, now, complete=complete, carried=by == "voice", failed=failed)
        turn = answer.turn
        write = answer.mind.log.reply_done
        self._out.remember(
            functools.partial(write, answer.record, answer.text, heard, complete, answer.mood, answer.raw)
        )
        self._out.publish(Interrupted(turn, heard, by) if by else Spoken(turn, heard, complete))
        self._out.publish(answer.marks.timings(turn, speculative=answer.speculative))

    def _keep(self, answer: Answer, heard: str, now: float, *, complete: bool, carried: bool, failed: bool) -> None:
        """What stays of the turn in the prompt. Nothing heard: a person who went on speaking goes on (the words are
        carried over), a failed turn leaves no trace, any other is known as unanswered."""
        if answer.mood_known:
            self._history.feel(answer.mood, now)
        if not heard and carried:
            self._history.carry(answer.asked)
        elif heard or not failed:
            self._history.add(answer.rendered, heard, answer.mood, answer.raw, complete=complete)

    # --- failures ---

    def tell(self, stage: str, error: CompanionError, turn: Turn | None = None) -> None:
        """Once, until the stage works again."""
        if stage not in self._told:
            self._told.add(stage)
            self._out.publish(Failed(stage, error, turn))

    def works(self, stage: str) -> None:
        self._told.discard(stage)

    def on_failure(self, failure: sig.StageFailed, now: float) -> None:
        turn, error = failure.turn, failure.error
        if turn is not None and turn.cancelled:
            return
        if failure.stage == "llm" and turn is not None:
            self._brain_failed(turn, error, now)
            return
        self.tell(failure.stage, error, turn)
        answer = self._find(turn)
        if failure.stage == "stt":
            self.listening.failed(turn, now)
        elif answer is not None and failure.stage == "tts":
            answer.mute_from(failure.index)
        elif answer is not None and failure.stage == "audio":
            self._out.flush()
            answer.mute()
        self.finish_if_over(now)

    def _brain_failed(self, turn: Turn, error: CompanionError, now: float) -> None:
        answer = self._find(turn)
        if answer is None:
            return
        if answer is not self.answer:
            self.listening.speculation_failed()  # the commit tries again
            return
        if error.retryable and not answer.retried:
            self._retry(answer, now)
            return
        self._out.publish(Failed("llm", error, turn))
        heard = answer.heard(self._out.flush())
        self.drop(answer)
        self._out.publish(Notice("no-answer", _APOLOGY[self.mind.language], turn))
        self._close(answer, heard, now, failed=True)

    def _retry(self, failed: Answer, now: float) -> None:
        """Once more from the start, as the same turn; what was shown of it is void."""
        self._out.flush()
        failed.turn.cancel()
        turn = Turn(failed.turn.id, failed.turn.source, failed.turn.instead)
        turn.commit()
        self._out.publish(Notice("reply-restarted", _RESTARTED[self.mind.language], turn))
        answer = self._make(turn, failed.asked, failed.language, failed.rendered, failed.marks, now)
        answer.retried, answer.record = True, failed.record
        self.answer = answer
        self._think(answer)

    def silence(self, now: float) -> None:
        """There is no voice any more: what is being said goes on as text."""
        self._out.flush()
        for answer in (self.answer, self._speculative()):
            if answer is not None:
                answer.mute()
        self.finish_if_over(now)

    def recover(self) -> None:
        """After a defect: drop what is at hand."""
        answer, self.answer = self.answer, None
        if answer is not None:
            self.drop(answer)
        self._out.flush()
        self.listening.forget_all()

    # --- patience ---

    def patience(self) -> float | None:
        """When the turn at hand counts as stalled."""
        answer = self.answer
        if answer is None or self.listening.barge.active:
            return None
        if answer.reply is None:
            return answer.touched + _BRAIN_PATIENCE
        left = answer.remaining(None)
        return answer.touched + _SOUND_PATIENCE + (left if left != float("inf") else _SOUND_UNKNOWN)

    def check_patience(self, now: float) -> None:
        due, answer = self.patience(), self.answer
        if due is None or answer is None or now < due:
            return
        if answer.reply is None:
            error = BrainError(
                "The language model has not answered for two minutes.",
                code="brain-stalled",
                hint="Choose a smaller model, or restart the program.",
            )
            self._brain_failed(answer.turn, error, now)
        else:
            stalled = AudioError("Voice or speaker have stopped.", code="speaker-stalled", hint="Check the speaker.")
            self.on_failure(sig.StageFailed("audio", stalled, answer.turn), now)


_APOLOGY = {
    "ko": "미안해요, 지금은 대답할 수가 없어요. 다시 한번 말해 주세요.",
    "en": "Sorry, I can't answer right now. Please say it again.",
}
_RESTARTED = {
    "ko": "두뇌를 다시 시작했어요. 처음부터 다시 대답할게요.",
    "en": "The brain was restarted; the answer begins again.",
}
