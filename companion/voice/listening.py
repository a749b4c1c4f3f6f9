"""The listening half of the conversation: from frames to a committed utterance, and speaking over her.

Runs on the conversation's thread. It owns the utterance in progress and its speculative answer; what a committed
utterance or a barge-in means for her is asked of the `Floor`.
"""

from typing import Protocol

from companion.errors import HearingError
from companion.voice.answer import Answer
from companion.voice.barge_in import Action, BargeIn, is_back_channel, is_echo
from companion.voice.endpoint import Confirmed, Dropped, Ended, Mark, MaybeEnd, Onset, Resumed
from companion.voice.outlets import Hearing, Outlets
from companion.voice.settings import LoopSettings
from companion.voice.signals import Frame, Mind
from companion.voice.speakable import language_of
from companion.voice.types import Heard, Notice, PlaybackPosition, Turn
from companion.voice.utterance import Guess, Recorder, Speech

ECHOES = 2  # times that she may be held by her own echo in one turn
TRIES = 3  # speculative answers for one utterance
_NEARLY_DONE = 0.6  # seconds before her end from which "yes" is an answer
_EMPTY_NOTICE = 3  # utterances in a row without words before the person is told
_ASKS = 2  # times in a row that she asks to say it again
_LONGEST = 1500  # characters of one utterance
_PATIENCE = 30.0  # seconds that the ears may take
_LONG = 0.8  # seconds of speech that should have had words


class Floor(Protocol):
    """Who has the floor, as far as listening needs to know it."""

    answer: Answer | None  # what she is answering now
    mind: Mind

    def begin(self, turn: Turn, text: str, language: str, origin: float, now: float) -> Answer:
        """Start to think about an answer."""

    def read_ahead(self, now: float) -> None:
        """The person speaks: let the brain get ready for the words."""

    def drop(self, answer: Answer) -> None:
        """Give up a speculative answer."""

    def take(self, answer: Answer, now: float) -> None:
        """Commit an answer; it becomes the current one."""

    def cut_off(self, now: float, onset: float) -> None:
        """The person has spoken over her and means it."""

    def lately_said(self, onset: float) -> list[str]:
        """What she said so shortly before `onset` that it may come back as echo."""

    def ask_again(self, language: str, now: float) -> None:
        """She has not understood: ask the person to say it again."""

    def new_turn(self) -> Turn: ...


class Listening:
    """Feed `frame` and `recognized`; `speech` is the utterance in progress."""

    def __init__(self, settings: LoopSettings, floor: Floor, outlets: Outlets) -> None:
        self._settings, self._floor, self._out = settings, floor, outlets
        self.recorder = Recorder(settings.endpoint)
        self.barge = BargeIn(settings.barge_in)
        self.speech: Speech | None = None
        self._empty = 0
        self._asked = 0
        self._echoes = 0
        self._echoes_in: Turn | None = None

    def adjust(self, settings: LoopSettings) -> None:
        """Other settings; what is being said goes on under them."""
        self._settings = settings
        self.recorder.adjust(settings.endpoint)
        self.barge.adjust(settings.barge_in)

    def swamped(self, turn: Turn) -> bool:
        """Whether she has been held by her own echo so often in this turn that listening to it is of no use."""
        return self._echoes_in is turn and self._echoes >= ECHOES

    # --- sound ---

    def frame(self, frame: Frame, now: float, *, over_her: bool) -> None:
        """One frame that may be heard. over_her: she answers, so a voice means speaking over her."""
        for mark in self.recorder.feed(frame, keep=self.speech is not None):
            self._on_mark(mark, now)
        if over_her and self._floor.answer is not None:
            self.act(self.barge.frame(frame.time, self.recorder.endpoint.voiced), now)

    def deaf(self, now: float) -> None:
        """Sound that must not be heard: an utterance at hand ends with what there is."""
        if self.speech is not None and not self.speech.waiting:
            self.release(now)
        if self.speech is None:
            self.recorder.reset()

    def release(self, now: float) -> None:
        """The utterance ends now: the key is up, or the microphone is gone or muted."""
        for mark in self.recorder.endpoint.release():
            self._on_mark(mark, now)

    def _on_mark(self, mark: Mark, now: float) -> None:
        speech = self.speech
        if isinstance(mark, Onset):
            if speech is None:
                self.speech = Speech(mark.time, over_her=self._floor.answer is not None)
            else:
                speech.then, speech.then_ended = mark.time, None
        elif speech is not None and speech.then is not None:
            self._on_next_mark(speech, mark)
        elif speech is not None:
            self._on_own_mark(speech, mark, now)

    def _on_own_mark(self, speech: Speech, mark: Mark, now: float) -> None:
        if isinstance(mark, Confirmed):
            speech.confirmed = True
            if self._floor.answer is None:
                self._floor.read_ahead(now)
        elif isinstance(mark, MaybeEnd):
            if self._settings.speculate or self.barge.active:
                self._guess(speech, mark.ended, now, final=False)
        elif isinstance(mark, Resumed):
            self._forget_guess(speech)
        elif isinstance(mark, Ended):
            self._ended(speech, mark, now)
        elif isinstance(mark, Dropped):
            self.discard(now)

    def _on_next_mark(self, speech: Speech, mark: Mark) -> None:
        """A voice while the words of what was said before are awaited: going on, or a noise."""
        if isinstance(mark, Dropped):
            speech.then = None
        elif isinstance(mark, Ended):
            speech.then_ended = mark.ended
        elif isinstance(mark, Confirmed) and not speech.full:
            speech.then, speech.waiting = None, False
            self._forget_guess(speech)

    def _ended(self, speech: Speech, mark: Ended, now: float) -> None:
        speech.ended, speech.waiting, speech.asked = mark.ended, True, now
        speech.full = mark.reason == "length"
        guess = speech.guess
        if guess is None or guess.ended < mark.ended - 1e-6:
            self._guess(speech, mark.ended, now, final=True)
        elif guess.text is not None:
            self._finish(speech, now)

    # --- words ---

    def _guess(self, speech: Speech, ended: float, now: float, *, final: bool) -> None:
        self._forget_guess(speech)
        speech.asked = now
        turn = self._floor.new_turn()
        speech.guess = Guess(turn, ended)
        character = self._floor.mind.character
        utterance = self.recorder.cut(turn, speech.onset, ended, final=final)
        self._out.hear(Hearing(utterance, self._language(), tuple(dict.fromkeys(character.names.values()))))

    def _language(self) -> str | None:
        wish = self._settings.ears_language
        if wish in ("ko", "en"):
            return wish
        character = self._floor.mind.character
        if wish == "character" and character.language is not None:
            return character.language
        languages = character.languages
        return languages[0] if wish == "character" and len(languages) == 1 else None

    def _forget_guess(self, speech: Speech) -> None:
        guess, speech.guess = speech.guess, None
        if guess is not None:
            guess.turn.cancel()
            if guess.answer is not None:
                self._floor.drop(guess.answer)

    def recognized(self, turn: Turn, heard: Heard, now: float) -> None:
        """The ears have read an utterance; a reading that is no longer wanted is ignored."""
        speech = self.speech
        if speech is None or speech.guess is None or speech.guess.turn is not turn:
            return
        guess, text = speech.guess, speech.whole(words_in(heard))
        not_yet = heard.unclear and not speech.waiting  # a sentence cut by a pause: its end may make it clear
        if self._floor.answer is not None and not not_yet and not self._meant(speech, text, now):
            return
        if self._floor.answer is None and is_echo(text, self._floor.lately_said(speech.onset)):
            self.discard(now)
            return
        guess.text, guess.unclear = text, heard.unclear
        guess.language = heard.language if heard.language in ("ko", "en") else language_of(text)
        if not text:
            if speech.waiting:
                self._finish(speech, now)
            return
        may_run = self._settings.speculate and self._floor.answer is None and speech.tries < TRIES
        if may_run and not speech.waiting:
            speech.tries += 1
            guess.answer = self._floor.begin(turn, text, guess.language, guess.ended, now)
            guess.answer.speculative = True
        if speech.waiting:
            self._finish(speech, now)
            return
        for mark in self.recorder.expect(text, now):
            self._on_mark(mark, now)

    def _meant(self, speech: Speech, text: str, now: float) -> bool:
        """She is answering: whether these words are for her. If not, she goes on and they are forgotten."""
        answer = self._floor.answer
        assert answer is not None
        if is_echo(text, answer.playing()):
            self._echoes = self._echoes + 1 if self._echoes_in is answer.turn else 1
            self._echoes_in = answer.turn
        action = self.barge.verdict(text, answer.playing())
        if action is Action.STOP:
            self._floor.cut_off(now, speech.onset)
            return True
        position: PlaybackPosition | None = self._out.position()
        reply_to_her = is_back_channel(text) and answer.started and answer.remaining(position) <= _NEARLY_DONE
        self._out.resume()
        if not reply_to_her:
            self.discard(now)
        return reply_to_her

    def _finish(self, speech: Speech, now: float) -> None:
        """The utterance is over and its words are known: it becomes the turn, or part of a longer one."""
        guess = speech.guess
        assert guess is not None
        text, answer, then = guess.text or "", guess.answer, speech.then
        if speech.full and then is not None and len(text) < _LONGEST:
            self._next_part(speech, text, then, now)
            return
        if not text:
            self._nothing_said(speech)
            self.discard(now)
            self._maybe_ask_again(speech, guess, now)
            return
        self._empty = self._asked = 0
        if self._floor.answer is not None:
            self._floor.cut_off(now, speech.onset)
        if answer is None:
            answer = self._floor.begin(guess.turn, text, guess.language, speech.ended, now)
        endpoint = self.recorder.endpoint
        going_on = then is not None and endpoint.active
        self.speech = Speech(then, True, confirmed=endpoint.confirmed) if then is not None and going_on else None
        self.recorder.forget(speech.ended)
        self._floor.take(answer, now)

    def _next_part(self, speech: Speech, text: str, onset: float, now: float) -> None:
        """A very long utterance goes on: keep the words, forget the sound."""
        if speech.guess is not None and speech.guess.answer is not None:
            self._floor.drop(speech.guess.answer)
        ended = speech.then_ended
        self.speech = following = Speech(onset, speech.over_her, confirmed=True, tries=speech.tries, prefix=text)
        self.recorder.forget(speech.ended)
        if ended is not None:
            following.ended, following.waiting = ended, True
            self._guess(following, ended, now, final=True)

    def _maybe_ask_again(self, speech: Speech, guess: Guess, now: float) -> None:
        """Not for what may be her own voice, and not for ever."""
        hers = self._floor.answer is not None or (self._floor.lately_said(speech.onset) and not speech.cut_her)
        if guess.unclear and not hers and self._asked < _ASKS:
            self._asked += 1
            self._floor.ask_again(guess.language, now)

    def _nothing_said(self, speech: Speech) -> None:
        if speech.ended - speech.onset < _LONG:
            return
        self._empty += 1
        if self._empty == _EMPTY_NOTICE:
            self._empty = 0
            self._out.publish(
                Notice(
                    "not-understood", "I hear a voice but no words. Is the right microphone chosen, and near enough?"
                )
            )

    def failed(self, turn: Turn | None, now: float) -> None:
        """The ears could not read it; a pause is read again at the end, the end is given up."""
        speech = self.speech
        if speech is None or speech.guess is None or speech.guess.turn is not turn:
            return
        if speech.waiting or self.barge.active:
            self.discard(now)
        else:
            self._forget_guess(speech)

    def discard(self, now: float) -> None:
        """Forget the utterance at hand; she goes on if she was held."""
        speech, self.speech = self.speech, None
        if speech is not None:
            self._forget_guess(speech)
        self.recorder.endpoint.reset()
        self.act(self.barge.restore(), now)

    def speculation_failed(self) -> None:
        """The brain failed on a speculative answer: the words stay, the answer is begun anew at the commit."""
        speech = self.speech
        if speech is not None and speech.guess is not None and speech.guess.answer is not None:
            self._floor.drop(speech.guess.answer)
            speech.guess.turn, speech.guess.answer = self._floor.new_turn(), None

    def forget_all(self) -> None:
        """Drop everything, the sound too."""
        if self.speech is not None:
            self._forget_guess(self.speech)
        self.speech = None
        self.barge.clear()
        self.recorder.reset()

    def typed(self, now: float) -> None:
        """The person has typed meanwhile: no speculation on what is being said, but nothing of it is lost."""
        speech = self.speech
        if speech is not None and speech.guess is not None:
            ended = speech.guess.ended
            self._forget_guess(speech)
            if speech.waiting:
                self._guess(speech, ended, now, final=True)

    # --- speaking over her ---

    def act(self, action: Action | None, now: float) -> None:
        """What a barge-in decision does to her voice."""
        answer = self._floor.answer
        if action is Action.RESTORE:
            self._out.resume()
        if action is None or answer is None:
            return
        if action is Action.HOLD or (action is Action.DUCK and not answer.started):
            self._out.pause()
        elif action is Action.DUCK:
            self._out.duck(self._settings.barge_in.gain)
        elif action is Action.STOP:
            if self.speech is not None:
                self.speech.cut_her = True
            self._floor.cut_off(now, self.speech.onset if self.speech else now)

    def deadline(self) -> float | None:
        """When `tick` must be called: she goes on, or the ears count as stalled."""
        times = [self.barge.deadline, self.speech.asked + _PATIENCE if self._awaiting() and self.speech else None]
        return min((time for time in times if time is not None), default=None)

    def _awaiting(self) -> bool:
        speech = self.speech
        return speech is not None and speech.guess is not None and speech.guess.text is None

    def tick(self, now: float) -> None:
        """Time has passed.

        Raises:
            HearingError: the ears have not answered for too long; the utterance is given up.
        """
        self.act(self.barge.tick(now), now)
        if self._awaiting() and self.speech is not None and now >= self.speech.asked + _PATIENCE:
            self.discard(now)
            raise HearingError(
                "Speech recognition does not answer.", code="ears-stalled", hint="Choose a smaller `ears.model`."
            )


def words_in(heard: Heard) -> str:
    """The text of a reading, "" when the ears themselves doubt that there was speech."""
    if heard.no_speech > 0.6 and heard.logprob < -1.0:
        return ""
    text = heard.text.strip()
    return text if any(char.isalnum() for char in text) else ""
