"""The person speaks while she does: duck at once, hold when it goes on, stop when it is meant, else go on. Pure.

Duration alone holds her (she falls silent within the confirm time); what is said decides: a back-channel ("응",
"uh-huh"), her own words come back as echo, or nothing at all let her go on where she was; real words, or a voice that
goes on and on, stop her. One owner thread; time enters with the frames.
"""

import enum
from collections import deque
from collections.abc import Iterable

from companion.voice.settings import FRAME, BargeInSettings
from companion.voice.words import word_set, words_of

_BACK_CHANNELS = word_set(
    "응 으응 웅 엉 네 넵 넹 예 옙 음 흠 어 어어 아 아아 오 오오 와 우와 그래 그렇구나 그렇지 그치 그쵸 맞아 맞아요 "
    "맞지 진짜 정말 헐 대박 아하 하하 ㅎㅎ ㅋㅋ 그래요 그렇군요 그럼 "
    "yeah yes yep yup uh huh uhhuh mm mmm mhm mmhm hm hmm right ok okay oh ah aha wow sure really i see cool nice "
    "haha yea true"
)
_WINDOW = 16  # frames in which the confirm time must be voiced
_LAG = 1  # frames by which voice activity detection trails the voice
_SAME = 0.8  # share of words that makes a transcript her own


class Action(enum.Enum):
    """What the mouth does now."""

    DUCK = "duck"
    HOLD = "hold"
    STOP = "stop"
    RESTORE = "restore"


class BargeIn:
    """One episode after the other; `frame` and `verdict` return an action when something changes."""

    def __init__(self, settings: BargeInSettings) -> None:
        self._settings = settings
        self._recent: deque[bool] = deque(maxlen=_WINDOW)
        self.clear()

    def adjust(self, settings: BargeInSettings) -> None:
        """Other times from now on."""
        self._settings = settings

    def clear(self) -> None:
        """Nobody speaks over her."""
        self._recent.clear()
        self._level: Action | None = None
        self._voiced = 0.0
        self._last_voice = 0.0

    @property
    def active(self) -> bool:
        """Whether she is ducked or held."""
        return self._level is not None

    @property
    def deadline(self) -> float | None:
        """When she goes on if nothing more is heard."""
        return self._last_voice + self._settings.resume if self.active else None

    def frame(self, time: float, voiced: bool) -> Action | None:
        """A frame that begins at `time`, while she speaks or is about to."""
        if voiced:
            self._voiced += FRAME
            self._last_voice = time + FRAME
        self._recent.append(voiced)
        count = sum(self._recent)
        if self._level is None:
            run = list(self._recent)[-max(1, round(self._settings.duck / FRAME)) :]
            if all(run) and len(run) * FRAME + 1e-9 >= self._settings.duck:
                self._level = Action.DUCK
                return Action.DUCK
            return None
        if self._level is Action.DUCK and (count + _LAG) * FRAME + 1e-9 >= self._settings.confirm:
            self._level = Action.HOLD
            return Action.HOLD
        if voiced and self._level is Action.HOLD and self._voiced + 1e-9 >= self._settings.stop:
            self.clear()
            return Action.STOP
        return self.tick(time + FRAME)

    def tick(self, now: float) -> Action | None:
        """Time has passed: without voice and verdict she goes on."""
        return self.restore() if self.deadline is not None and now >= self.deadline else None

    def restore(self) -> Action | None:
        """It was nothing; RESTORE if she was ducked or held."""
        was = self.active
        self.clear()
        return Action.RESTORE if was else None

    def verdict(self, text: str, playing: Iterable[str]) -> Action:
        """What was said while she says `playing`."""
        meant = bool(text.strip()) and not is_back_channel(text) and not is_echo(text, playing)
        self.clear()
        return Action.STOP if meant else Action.RESTORE


def is_back_channel(text: str) -> bool:
    """Only "I am listening" words, at most four of them: 응, 네, 진짜?, uh-huh, mm, right …"""
    words = words_of(text)
    return 0 < len(words) <= 4 and all(_back_channel(word) for word in words)


def _back_channel(word: str) -> bool:
    half = word[: len(word) // 2]
    return word in _BACK_CHANNELS or (len(word) > 1 and half * 2 == word and half in _BACK_CHANNELS)


def is_echo(text: str, playing: Iterable[str]) -> bool:
    """Whether at least 80 % of the words, or of the letter pairs, are those she says. One short word never is: the
    person may repeat it."""
    said = words_of(text)
    hers = words_of(" ".join(playing))
    letters = "".join(said)
    if not hers or (len(said) < 2 and len(letters) < 5):
        return False
    known = set(hers)
    if sum(word in known for word in said) >= _SAME * len(said):
        return True
    pairs = [letters[i : i + 2] for i in range(len(letters) - 1)]
    line = "".join(hers)
    return len(pairs) >= 4 and sum(pair in line for pair in pairs) >= 0.9 * len(pairs)
