"""What was heard of a reply, to the word."""

import numpy as np
import pytest

from companion.voice.heard import Piece, heard_text
from companion.voice.speakable import speakable
from companion.voice.types import PlaybackPosition, Reply, SpeechChunk, TimedPhoneme, Turn
from tests.fakes import JOY

TURN = Turn(1)
STEP = 0.1  # seconds a spoken character


def piece(text: str, index: int = 0, *, chunks: int = 1, phonemes: bool = True) -> Piece:
    """A piece whose sound is made, in `chunks` parts."""
    made = Piece.of(Reply(TURN, text, speakable(text), JOY, index))
    size = max(1, -(-len(made.said.text) // chunks))
    for start in range(0, len(made.said.text), size):
        part = made.said.text[start : start + size]
        timed = tuple(TimedPhoneme("a", i * STEP, start + i) for i in range(len(part))) if phonemes else ()
        made.chunks.append(
            SpeechChunk(TURN, np.zeros(round(len(part) * STEP * 16_000), np.float32), 16_000, made.reply, timed)
        )
    made.made = True
    return made


def at(made: Piece, chunk: int, offset: float) -> PlaybackPosition:
    made.started, made.finished = True, chunk
    return PlaybackPosition(made.chunks[chunk], offset, 0.1)


@pytest.mark.parametrize("phonemes", [True, False])
@pytest.mark.parametrize("chunks", [1, 3])
@pytest.mark.parametrize(
    ("seconds", "heard"),
    [(0.0, ""), (0.25, ""), (0.45, "one"), (0.85, "one two"), (1.2, "one two"), (1.53, "one two three.")],
)
def test_finished_words_count(seconds: float, heard: str, chunks: int, phonemes: bool) -> None:
    made = piece("one two three.", chunks=chunks, phonemes=phonemes)
    number = 0
    rest = min(seconds, 1.39)
    while number < chunks - 1 and rest > len(made.chunks[number].pcm) / 16_000:
        rest -= len(made.chunks[number].pcm) / 16_000
        number += 1
    assert heard_text([made], at(made, number, rest)) == heard


def test_pieces_before_count_whole_and_later_ones_not_at_all() -> None:
    first, second, third = piece("Hello! "), piece("*waves* How are you? ", 1), piece("Fine. ", 2)
    first.started, first.finished = True, 1
    assert heard_text([first, second, third], at(second, 0, 0.75)) == "Hello! *waves* How are"
    assert heard_text([first, second, third], None) == "Hello! "


def test_what_is_not_spoken_counts_once_it_is_reached() -> None:
    first, emoji, last = piece("Hello! "), piece("😊\n", 1), piece("Bye.", 2)
    assert heard_text([first, emoji, last], None) == ""
    first.started, first.finished = True, 1
    assert heard_text([first, emoji, last], None) == "Hello! 😊\n"


def test_nothing_started_is_nothing_heard() -> None:
    assert heard_text([piece("😊"), piece("Hello!", 1)], None) == ""
    assert heard_text([], None) == ""


def test_sound_still_being_made_is_measured_by_a_usual_speed() -> None:
    made = piece("one two three four five six", phonemes=False)
    made.made = False
    made.chunks[0] = SpeechChunk(TURN, np.zeros(9600, np.float32), 16_000, made.reply)
    assert heard_text([made], at(made, 0, 0.6)) == "one two"


def test_a_position_in_a_chunk_of_another_turn_says_nothing() -> None:
    made, other = piece("one two three."), piece("four five six.")
    made.started = True
    assert heard_text([made], PlaybackPosition(other.chunks[0], 1.0, 0.1)) == ""
