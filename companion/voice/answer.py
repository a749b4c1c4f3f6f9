"""One reply of hers, from the first token to the last sound. Owned by the conversation's thread.

Before the commit everything is kept: the mood, the words, the sound of the first piece. At the commit it is shown and
heard at once. At most two pieces are with the voice ahead of the one that sounds.
"""

import functools
from collections.abc import Callable

from companion.persona.emotion import Mood
from companion.persona.reply import encode
from companion.voice.heard import Piece, heard_text
from companion.voice.marks import Marks
from companion.voice.outlets import Outlets, Saying
from companion.voice.ports import GeneratedReply
from companion.voice.sentences import SentenceCutter
from companion.voice.signals import Mind
from companion.voice.speakable import language_of, speakable
from companion.voice.style import style_of
from companion.voice.types import (
    PlaybackPosition,
    Reply,
    ReplyDone,
    ReplyStarted,
    ReplyText,
    SpeechChunk,
    SpeechStarted,
    Turn,
    VoiceStyle,
)

AHEAD, AHEAD_SPECULATIVE = 2, 1  # pieces with the voice that do not sound yet
_PROGRESS = 0.2  # seconds between writes of a growing reply


class Answer:
    """text, language, rendered: what the person said, and as the model sees it. mood: hers until the reply says its
    own. silent: no voice."""

    def __init__(
        self,
        turn: Turn,
        text: str,
        language: str,
        rendered: str,
        *,
        mind: Mind,
        mood: Mood,
        marks: Marks,
        outlets: Outlets,
        silent: bool,
        emotional: bool,
        now: float,
    ) -> None:
        self.turn, self.asked, self.language, self.rendered = turn, text, language, rendered
        self.mind, self.marks, self.silent = mind, marks, silent
        self.record = turn  # the turn under which it is written down; stays when the answer is begun again
        self.text = ""
        self.mood_known = False
        self.reply: GeneratedReply | None = None
        self.speculative = False  # begun before the utterance had ended
        self.retried = False
        self.touched = now  # when something last happened to it
        self._muted = silent
        self._mood, self._emotional, self._out = mood, emotional, outlets
        self._cutter = SentenceCutter()
        self._pieces: list[Piece] = []
        self._asked_for = 0
        self._kept: list[SpeechChunk] = []
        self._written = now
        self._shown = 0

    @property
    def mood(self) -> Mood:
        return self._mood

    @property
    def raw(self) -> str:
        """The reply object: as generated, or made from what there is."""
        if self.reply is not None:
            return self.reply.raw
        return encode(self.text, self._mood, self.mind.character.reply_order) if self.text else ""

    @property
    def started(self) -> bool:
        """Whether any sound of it was audible."""
        return any(piece.started for piece in self._pieces)

    @property
    def over(self) -> bool:
        """Generated, and nothing left to play."""
        return self.reply is not None and all(piece.over for piece in self._pieces)

    def heard(self, position: PlaybackPosition | None) -> str:
        """The shown text that was audible; all that was shown where there is no voice."""
        return self.text[: self._shown] if self.silent else heard_text(self._pieces, position)

    def playing(self) -> list[str]:
        """The spoken text of the pieces that have begun to sound."""
        return [piece.said.text for piece in self._pieces if piece.started]

    def remaining(self, position: PlaybackPosition | None) -> float:
        """Seconds of sound still to come; infinite while more is being made."""
        if self.reply is None or not all(piece.made for piece in self._pieces):
            return float("inf")
        left = sum(len(chunk.pcm) / chunk.rate for piece in self._pieces for chunk in piece.chunks[piece.finished :])
        return left - (position.offset if position else 0.0)

    # --- from the brain ---

    def on_mood(self, mood: Mood, now: float) -> None:
        self.touched, self._mood, self.mood_known = now, mood, True
        self.marks.mark("emotion", now)
        if self.turn.committed:
            self._out.publish(ReplyStarted(self.turn, mood))

    def on_text(self, delta: str, now: float) -> None:
        self.touched = now
        self.marks.mark("first_token", now)
        self.text += delta
        fresh = self._cutter.feed(delta)
        self._add(fresh, last=False, now=now)
        if self.turn.committed:
            self._show(now, write=bool(fresh))
        self.advance()

    def on_reply(self, reply: GeneratedReply, now: float) -> None:
        self.touched = now
        if not self.mood_known:
            self.on_mood(reply.mood, now)
        missing = reply.text[len(self.text) :] if reply.text.startswith(self.text) else ""
        if missing:
            self.on_text(missing, now)
        self.reply = reply
        self._add(self._cutter.finish(), last=True, now=now)
        if self.turn.committed:
            self._finish_text(now)
        self.advance()

    def _add(self, texts: list[str], *, last: bool, now: float) -> None:
        for number, text in enumerate(texts):
            self.marks.mark("first_clause", now)
            reply = Reply(
                self.turn,
                text,
                "" if self._muted else speakable(text),
                self._mood,
                index=len(self._pieces),
                last=last and number == len(texts) - 1,
                language=language_of(text, self.mind.language),
            )
            self._pieces.append(Piece.of(reply))

    # --- to the window and the log ---

    def commit(self, now: float) -> None:
        """It is real: show what is known, play what was kept, and go on. The turn must be committed."""
        self.touched = now
        if self.mood_known:
            self._out.publish(ReplyStarted(self.turn, self._mood))
        if self.text:
            self._show(now, write=True)
        if self.reply is not None:
            self._finish_text(now)
        kept, self._kept = self._kept, []
        for chunk in kept:
            self._out.play(chunk)
        self.advance()

    def _show(self, now: float, *, write: bool) -> None:
        if write or now - self._written >= _PROGRESS:
            self._written = now
            self._out.remember(self._write_progress())
        delta, self._shown = self.text[self._shown :], len(self.text)
        self._out.publish(ReplyText(self.turn, delta))

    def _write_progress(self) -> Callable[[], None]:
        return functools.partial(self.mind.log.reply_progress, self.record, self.text, self._mood)

    def _finish_text(self, now: float) -> None:
        assert self.reply is not None
        self._out.remember(self._write_progress())
        self._out.publish(ReplyDone(self.turn, self.text, self.reply.mood, self.reply.raw, self.reply.stopped))

    # --- through the voice ---

    def advance(self) -> None:
        """Give the voice its next pieces, as many as may run ahead."""
        limit = AHEAD if self.turn.committed else AHEAD_SPECULATIVE
        while self._asked_for < len(self._pieces):
            piece = self._pieces[self._asked_for]
            if not piece.made:
                waiting = sum(not (p.started or p.over) for p in self._pieces[: self._asked_for] if p.reply.spoken)
                if waiting >= limit:
                    return
                style = style_of(piece.reply.mood) if self._emotional else VoiceStyle()
                self._out.say(Saying(piece.reply, self.mind, style))
            self._asked_for += 1

    def on_chunk(self, chunk: SpeechChunk, now: float) -> None:
        piece = self._pieces[chunk.reply.index]
        if piece.made:
            return
        self.touched = now
        piece.chunks.append(chunk)
        if self.turn.committed:
            self._out.play(chunk)
        else:
            self._kept.append(chunk)

    def on_piece_made(self, index: int, now: float) -> None:
        self.touched = now
        self._pieces[index].made = True
        self.advance()

    def on_started(self, chunk: SpeechChunk, time: float) -> None:
        piece = self._pieces[chunk.reply.index]
        self.touched, piece.started = time, True
        self.marks.mark("first_audio", time)
        self._out.publish(SpeechStarted(self.turn, chunk.reply, chunk, time))
        self.advance()

    def on_finished(self, chunk: SpeechChunk, time: float) -> None:
        self.touched = time
        self._pieces[chunk.reply.index].finished += 1
        self.advance()

    def mute_from(self, index: int) -> None:
        """There is no sound for piece `index` and what follows; what has been made before is still played."""
        self._muted = True
        if index == 0 and not self.started:
            self.mute()
        for piece in self._pieces[index:]:
            piece.made = True
        self._asked_for = len(self._pieces)

    def mute(self) -> None:
        """The voice is off or gone, the speaker empty: what is left is text only."""
        self._muted = self.silent = True
        self._kept.clear()
        for piece in self._pieces:
            piece.made, piece.finished = True, len(piece.chunks)
        self._asked_for = len(self._pieces)
