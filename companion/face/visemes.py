"""Phoneme names to mouth shapes, and the mouth that follows the voice. Pure, time is an argument; any thread.

Names are IPA (eSpeak NG phoneme events, Piper) or eSpeak's ASCII mnemonics ("aI", "@", "tS"), Korean or English.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from companion.voice.types import PlaybackPosition, SpeechChunk, TimedPhoneme


@dataclass(frozen=True, slots=True)
class MouthShape:
    """Mouth parameters of a viseme; units as in FacePose."""

    width: float = 27.0
    open: float = 0.0
    form: float = 0.7
    round: float = 0.0
    teeth: float = 0.0


VISEMES: dict[str, MouthShape] = {
    "sil": MouthShape(),
    "a": MouthShape(29, 46, 0.5, 0.5, 0.6),
    "i": MouthShape(36, 17, 0.8, 0.1, 1.3),
    "u": MouthShape(13, 17, 0.0, 1.0, 0.0),
    "e": MouthShape(33, 27, 0.6, 0.2, 1.0),
    "o": MouthShape(20, 36, -0.1, 1.0, 0.0),
    "n": MouthShape(22, 5, 0.5, 0.0, 0.0),
    "m": MouthShape(23, 0, 0.4, 0.0, 0.0),
    "f": MouthShape(26, 11, 0.2, 0.0, 1.4),
    "s": MouthShape(28, 10, 0.4, 0.1, 1.2),
    "w": MouthShape(15, 10, -0.1, 1.0, 0.0),
    "pout": MouthShape(14, 0, -1.2, 0.0, 0.0),
}
_VOWELS = frozenset("aiueo")

_GROUPS: dict[str, str] = {
    "a": "a ɐ ɑ æ ʌ ɶ ä A V 0 aa A: a: Q {",
    "i": "i ɪ ɨ y ʏ I I2 i: ɯ ɰ j J ᵻ u-",
    "u": "u ʊ ʉ U u:",
    "e": "e ɛ ə ɜ ɚ ɝ ɘ ø œ E @ 3 @2 3: e: @L",
    "o": "o ɔ ɒ ɤ O o: O:",
    "n": "n t d k ɡ g l ɫ r ɾ ɹ h ɦ x ŋ ɲ ɳ ɴ c q ʔ ɣ ɭ ɬ ç ʀ ʁ t̚ k̚ N R * ? H",
    "m": "m b p ɱ β ɓ ʙ M",
    "f": "f v F ʋ ɸ",
    "s": "s z θ ð T D ɕ ʑ tɕ dʑ S; Z; tS; dZ; ts dz",
    "w": "w ʍ ɥ ʃ ʒ tʃ dʒ S Z tS dZ W",
    "sil": "_ ^ $ , . ; : ! ? … — - ~ | _: || 。 、",
}
_TABLE: dict[str, str] = {name: viseme for viseme, names in _GROUPS.items() for name in names.split()}
_TABLE["?"] = "n"  # eSpeak's glottal stop; as punctuation it is followed by silence anyway
_IGNORED = "ˈˌ'ːˑ͜͡ʰʷʲˠˤ̩̯̃̚#-"


def visemes_of(name: str) -> tuple[str, ...]:
    """The mouth shapes of one phoneme, in order: "aɪ" -> ("a", "i"). Unknown signs count as "n", none as "sil"."""
    if name in _TABLE:
        return (_TABLE[name],)
    bare = "".join(sign for sign in name if sign not in _IGNORED)
    if not bare.strip():
        return ("sil",) if not name.isspace() else ("n",)
    found: list[str] = []
    index = 0
    while index < len(bare):
        size = next((size for size in (3, 2, 1) if bare[index : index + size] in _TABLE), 0)
        viseme = _TABLE[bare[index : index + size]] if size else ("" if bare[index].isdigit() else "n")
        if viseme and (not found or found[-1] != viseme):
            found.append(viseme)
        index += size or 1
    vowels = [viseme for viseme in found if viseme in _VOWELS]
    return tuple(vowels or found[:1] or ["n"])


@dataclass(frozen=True, slots=True)
class Cue:
    """From `start` seconds on, show `viseme`."""

    start: float
    viseme: str


MIN_HOLD = 0.060
LOOK_AHEAD = 0.030
ATTACK = 0.045
RELEASE = 0.090


def _weight(viseme: str) -> int:
    """Which of two shapes wins when there is time for one only."""
    if viseme == "sil":
        return 3
    return 2 if viseme in _VOWELS or viseme in "mf" else 1


def track(phonemes: Sequence[TimedPhoneme], duration: float) -> tuple[Cue, ...]:
    """Cues at least MIN_HOLD apart, the last one "sil" at `duration` seconds; empty without phonemes."""
    cues: list[Cue] = []
    if not phonemes:
        return ()
    ends = [phoneme.start for phoneme in phonemes[1:]] + [max(duration, phonemes[-1].start)]
    for phoneme, end in zip(phonemes, ends, strict=True):
        shapes = visemes_of(phoneme.name)
        length = max(0.0, end - phoneme.start) / len(shapes)
        for index, viseme in enumerate(shapes):
            _place(cues, phoneme.start + index * length, phoneme.start + (index + 1) * length, viseme)
    _place(cues, duration, math.inf, "sil")
    return tuple(cues)


def _place(cues: list[Cue], start: float, end: float, viseme: str) -> None:
    if not cues:
        cues.append(Cue(start, viseme))
        return
    last = cues[-1]
    if last.viseme == viseme:
        return
    begins = max(start, last.start + MIN_HOLD)
    if begins < end:
        cues.append(Cue(begins, viseme))
    elif _weight(viseme) > _weight(last.viseme):
        cues[-1] = Cue(last.start, viseme)


def viseme_at(cues: Sequence[Cue], seconds: float) -> str:
    """The viseme to show `seconds` after the start of the chunk ("sil" before the first cue)."""
    index = bisect_right(cues, seconds, key=lambda cue: cue.start)
    return cues[index - 1].viseme if index else "sil"


class VoiceTrack:
    """What the mouth needs of one chunk: its cues, and how loud its voice usually is."""

    def __init__(self, chunk: SpeechChunk) -> None:
        import numpy as np  # not before she speaks

        self.chunk = chunk
        self.cues = track(chunk.phonemes, len(chunk.pcm) / chunk.rate)
        window = max(1, chunk.rate // 50)
        frames = chunk.pcm[: len(chunk.pcm) // window * window].reshape(-1, window)
        loud = np.sqrt(np.mean(np.square(frames, dtype=np.float64), axis=1)) if len(frames) else np.zeros(1)
        self._reference = max(0.01, float(np.percentile(loud, 90)))

    def level(self, loudness: float) -> float:
        """RMS 0..1 as a share of the chunk's own loud parts, 0..1."""
        return min(1.0, max(0.0, loudness / self._reference))

    def viseme(self, position: PlaybackPosition) -> str:
        """From the phonemes, or from the sound where there are none."""
        if self.cues:
            return viseme_at(self.cues, position.offset + LOOK_AHEAD)
        return self._from_sound(position)

    def _from_sound(self, position: PlaybackPosition) -> str:
        import numpy as np

        level = self.level(position.loudness)
        if level < 0.12:
            return "sil"
        rate = self.chunk.rate
        middle = int(position.offset * rate)
        part = self.chunk.pcm[max(0, middle - rate // 100) : middle + rate // 100]
        crossings = float(np.mean(np.abs(np.diff(np.signbit(part))))) * rate / 2 if len(part) > 1 else 0.0
        if crossings > 2500:  # Hz: hiss
            return "s"
        if crossings > 1100:
            return "e"
        return "a" if level > 0.55 else "o"


class Mouth:
    """Follows the voice: attack 45 ms, release 90 ms (95 % of the way), shapes reached 30 ms early."""

    def __init__(self) -> None:
        self.shape = VISEMES["sil"]
        self.weight = 0.0  # 0 silent .. 1 speaking
        self.level = 0.0  # smoothed loudness, 0..1
        self._track: VoiceTrack | None = None
        self._last: float | None = None

    def update(self, now: float, speaking: PlaybackPosition | None) -> MouthShape:
        """The shape at `now` seconds; `speaking` is what is audible then."""
        elapsed = 0.0 if self._last is None else max(0.0, now - self._last)
        self._last = now
        target, level = VISEMES["sil"], 0.0
        if speaking is not None:
            if self._track is None or self._track.chunk is not speaking.chunk:
                self._track = VoiceTrack(speaking.chunk)
            level = self._track.level(speaking.loudness)
            viseme = self._track.viseme(speaking)
            target = VISEMES[viseme]
            level = max(level, 0.35) if viseme in _VOWELS else level
        else:
            self._track = None
        opening = target.open * (0.55 + 0.45 * level)
        share = _share(elapsed, ATTACK if opening > self.shape.open else RELEASE)
        self.shape = MouthShape(
            self.shape.width + (target.width - self.shape.width) * share,
            _settle(self.shape.open + (opening - self.shape.open) * share, opening),
            self.shape.form + (target.form - self.shape.form) * share,
            self.shape.round + (target.round - self.shape.round) * share,
            self.shape.teeth + (target.teeth - self.shape.teeth) * share,
        )
        goal = 1.0 if speaking is not None else 0.0
        self.weight = _settle(self.weight + (goal - self.weight) * _share(elapsed, RELEASE), goal, 0.01)
        self.level += (level - self.level) * _share(elapsed, 0.12)
        return self.shape


def _share(elapsed: float, duration: float) -> float:
    """Part of the way that an exponential approach covers, 95 % after `duration` seconds."""
    return 1.0 - math.exp(-3.0 * elapsed / duration)


def _settle(value: float, goal: float, near: float = 0.5) -> float:
    return goal if abs(value - goal) < near else value
