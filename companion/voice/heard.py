"""What the person has heard of a reply: the pieces, their sound, and the word that is audible now. One owner thread."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from companion.voice.speakable import Speakable, to_speech
from companion.voice.types import PlaybackPosition, Reply, SpeechChunk

_CHAR_SECONDS = 0.075  # of speech per spoken character, until the real length is known
_TAIL = 0.06  # seconds before the end of a chunk from which its last word counts as heard


@dataclass(slots=True)
class Piece:
    """One piece of the reply on its way through the voice. made: all its sound is there. over: nothing of it is left
    to be played, because all was, or because there is no sound for it."""

    reply: Reply
    said: Speakable
    chunks: list[SpeechChunk] = field(default_factory=list)
    started: bool = False
    finished: int = 0
    made: bool = False

    @staticmethod
    def of(reply: Reply) -> "Piece":
        piece = Piece(reply, to_speech(reply.text))
        piece.made = not reply.spoken
        return piece

    @property
    def over(self) -> bool:
        return self.made and self.finished >= len(self.chunks)

    @property
    def seconds(self) -> float:
        """Length of the sound so far."""
        return sum(len(chunk.pcm) / chunk.rate for chunk in self.chunks)

    def heard(self, position: PlaybackPosition | None) -> str:
        """The shown text up to the last word that was audible to its end."""
        if self.over:
            return self.reply.text
        index = next((i for i, chunk in enumerate(self.chunks) if position and chunk is position.chunk), None)
        if position is None or index is None:
            index, offset = self.finished, 0.0
        else:
            offset = position.offset
        end = self._spoken_end(index, offset)
        return self.reply.text[: self.said.shown_index(end)] if end else ""

    def _spoken_end(self, index: int, offset: float) -> int:
        """Index into the spoken text behind the last finished word, `offset` seconds into chunk `index`."""
        text = self.said.text
        before = sum(len(chunk.pcm) / chunk.rate for chunk in self.chunks[:index])
        total = self.seconds if self.made else max(self.seconds, len(text) * _CHAR_SECONDS)
        if self.made and before + offset >= total - _TAIL:
            return len(text)
        char = self._char_at(index, offset)
        if char is None:
            char = int(len(text) * (before + offset) / total) if total > 0 else 0
        return max(0, text.rfind(" ", 0, char + 1))

    def _char_at(self, index: int, offset: float) -> int | None:
        """The spoken character that sounds, where the engine says so."""
        begun = [
            phoneme.char
            for number, chunk in enumerate(self.chunks[: index + 1])
            for phoneme in chunk.phonemes
            if phoneme.char >= 0 and (number < index or phoneme.start <= offset)
        ]
        known = any(phoneme.char >= 0 for chunk in self.chunks for phoneme in chunk.phonemes)
        return (max(begun) if begun else 0) if known else None


def heard_text(pieces: Sequence[Piece], position: PlaybackPosition | None) -> str:
    """The shown text of all pieces up to where the speaker is; "" when nothing was audible."""
    if not any(piece.started for piece in pieces):
        return ""
    text = ""
    for piece in pieces:
        text += piece.heard(position if piece.started else None) if piece.started or piece.over else ""
        if not piece.over:
            break
    return text
