"""What arms and body do of themselves: gestures by emotion and moment, idle ones, laughter. Pure; one thread.

Time and chance are injected. One gesture is wanted at a time. Each has a share that a critically damped spring moves
toward 1 or 0, so gestures blend into each other and never jump; the renderer mixes joints by these shares.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from companion.face.idle import Spring
from companion.face.pose import GESTURES

REST = "rest"


@dataclass(frozen=True, slots=True)
class Motion:
    """The small movement inside a gesture. rate: swings a second; size: 0..1; fade: seconds in which it calms down to
    a third (0 = it goes on)."""

    rate: float = 0.0
    size: float = 0.0
    fade: float = 0.0


MOTIONS: Mapping[str, Motion] = {
    "wave": Motion(2.3, 1.0),
    "cheer": Motion(2.4, 1.0, 1.6),
    "pump": Motion(2.7, 1.0, 1.2),
    "rub": Motion(2.4, 1.0),
    "fidget": Motion(1.0, 0.8),
    "clasp": Motion(0.45, 0.7),
    "cheeks": Motion(0.7, 0.8),
    "cross": Motion(0.5, 0.3),
    "chest": Motion(0.4, 0.5),
    "tell": Motion(0.9, 0.7, 1.0),
    "hair": Motion(0.8, 1.0),
}
EMOTIONS: Mapping[str, tuple[str, ...]] = {
    "neutral": (REST,),
    "joy": ("pump", "clasp", "cheer"),
    "smile": ("chest", REST, "clasp"),
    "sad": ("droop",),
    "angry": ("cross",),
    "surprised": ("gasp",),
    "shy": ("fidget", "cheeks"),
    "love": ("cheeks", "chest"),
    "smug": ("hip",),
    "sleepy": ("rub",),
    "worried": ("clasp",),
    "excited": ("cheer", "pump"),
}
"""What an emotion may look like; the first is what a still picture of it shows."""

_HOLD: Mapping[str, float] = {
    "rub": 2.6,
    "gasp": 1.8,
    "cheer": 2.4,
    "pump": 2.6,
    "droop": 6.0,
    "cross": 5.0,
    "hip": 4.5,
}
_USUAL_HOLD = 3.6  # seconds that a gesture of an emotion is held; while she speaks, half as long again
_SHOWN, _LOST = 0.55, 0.35  # share of the expression from which a gesture shows, and under which it ends
_WAVE = 2.3  # seconds
_THINK_AFTER = 0.5  # seconds of waiting for the answer before a finger goes to the chin
_TALKS = ("tell", "tell", "chest")
_IDLES = ("hair", "clasp", "hip", "think", "fidget", "droop")


@dataclass(frozen=True, slots=True)
class Moment:
    """What goes on. share: how strong the expression is, 0..1; age: seconds since it began; level: loudness, 0..1."""

    emotion: str
    share: float
    age: float
    speaking: bool = False
    level: float = 0.0
    listening: bool = False
    thinking: bool = False


class Gestures:
    """Chooses gestures and moves arms, shoulders and body. One thread."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._shares = {name: Spring(1.25, 1.0) for name in GESTURES}
        self._size = Spring(1.6, 1.0)
        self._laugh = Spring(3.0, 1.0)
        self._phase = self._laugh_phase = 0.0
        self._laughed = float("inf")  # age of the feeling when last seen
        self._wanted, self._since = REST, float("-inf")
        self._felt = ("neutral", float("inf"))  # emotion and age when last seen
        self._chosen = REST
        self._wave_until = float("-inf")
        self._waited = 0.0
        self._extra, self._extra_until, self._extra_next = REST, float("-inf"), float("-inf")
        self._spoke = False

    def wave(self, now: float) -> None:
        """A greeting: a hand goes up for two seconds."""
        self._wave_until = now + _WAVE

    def calm(self) -> None:
        """Let the arms sink."""
        self._wave_until = self._extra_until = float("-inf")
        self._chosen = REST

    def update(self, now: float, elapsed: float, moment: Moment) -> dict[str, float]:
        """Parameters of the pose at `now`: every `arms_…`, `arm_swing` and `bounce`."""
        wanted = self._want(now, elapsed, moment)
        if wanted != self._wanted:
            self._wanted, self._since = wanted, now
        result = {
            f"arms_{name}": _settling(spring, elapsed, 1.0 if name == wanted else 0.0)
            for name, spring in self._shares.items()
        }
        result["arm_swing"] = self._swing(now, elapsed, moment)
        result.update(self._laughter(elapsed, moment))
        return result

    def busy(self) -> bool:
        """Whether an arm is on its way."""
        return any(abs(spring.velocity) > 0.05 for spring in self._shares.values())

    def _want(self, now: float, elapsed: float, moment: Moment) -> str:
        felt = self._feel(moment)
        self._waited = self._waited + elapsed if moment.thinking else 0.0
        if now < self._wave_until:
            return "wave"
        if felt != REST:
            return felt
        if moment.listening:
            self._extra_until = float("-inf")
            return REST
        if self._waited > _THINK_AFTER:
            return "think"
        return self._of_herself(now, moment)

    def _feel(self, moment: Moment) -> str:
        """The gesture of the emotion, while it is fresh."""
        emotion, age = self._felt
        if moment.emotion != emotion or moment.age < age:
            self._chosen = self._choose(moment.emotion) if moment.share >= _SHOWN else REST
        self._felt = (moment.emotion, moment.age)
        hold = _HOLD.get(self._chosen, _USUAL_HOLD) * (1.5 if moment.speaking else 1.0)
        if moment.share < _LOST or moment.age > hold:
            self._chosen = REST
        return self._chosen

    def _choose(self, emotion: str) -> str:
        ways = EMOTIONS.get(emotion, (REST,))
        return ways[0] if self._rng.random() < 0.6 else self._rng.choice(ways)

    def _of_herself(self, now: float, moment: Moment) -> str:
        """Beats while she talks; now and then a small gesture while nothing goes on."""
        if moment.speaking != self._spoke or now - self._extra_next > 60.0:
            self._spoke = moment.speaking
            self._extra_until = min(self._extra_until, now)
            self._extra_next = now + (self._rng.uniform(0.4, 1.6) if moment.speaking else self._rng.uniform(8.0, 20.0))
        if now >= self._extra_next:
            length = self._rng.uniform(1.3, 2.4) if moment.speaking else self._rng.uniform(2.4, 4.5)
            self._extra = self._rng.choice(_TALKS if moment.speaking else _IDLES)
            self._extra_until = now + length
            pause = self._rng.uniform(0.8, 2.6) if moment.speaking else self._rng.uniform(14.0, 34.0)
            self._extra_next = self._extra_until + pause
        return self._extra if now < self._extra_until else REST

    def _swing(self, now: float, elapsed: float, moment: Moment) -> float:
        motion = MOTIONS.get(self._wanted, Motion())
        size = motion.size
        if motion.fade > 0.0:
            size *= 1.0 / 3.0 + 2.0 / 3.0 * 0.5 ** ((now - self._since) / motion.fade * 2.0)
        if self._wanted == "tell":
            size = max(size, moment.level)
        self._phase = (self._phase + motion.rate * elapsed) % 1.0
        return max(-1.0, min(1.0, self._size.update(elapsed, size) * math.sin(math.tau * self._phase)))

    def _laughter(self, elapsed: float, moment: Moment) -> dict[str, float]:
        """The body hops with joy, starts with surprise, and shakes a little with her voice."""
        size, rate = 0.0, 3.6
        if moment.age < self._laughed:  # a new feeling: the hop begins at the ground
            self._laugh_phase = 0.0
        self._laughed = moment.age
        if moment.emotion == "surprised" and moment.share > _LOST:
            size, rate = moment.share * 0.5 ** (moment.age / 0.16), 2.2
        elif moment.emotion == "joy" and moment.share > _LOST:
            size = 0.5 * moment.share * 0.5 ** (moment.age / 0.9)
        elif moment.emotion == "excited" and moment.share > _LOST:
            size, rate = moment.share * (0.25 + 0.65 * 0.5 ** (moment.age / 1.4)), 2.4
        strong = max(0.0, self._laugh.update(elapsed, size))
        self._laugh_phase = (self._laugh_phase + rate * elapsed) % 1.0
        hop = 0.5 - 0.5 * math.cos(math.tau * self._laugh_phase)
        return {"bounce": min(1.0, strong * (1.3 * hop - 0.3) + 0.1 * moment.level)}


def _settling(spring: Spring, elapsed: float, goal: float) -> float:
    """The spring's value, 0..1; one that has arrived is left alone (a hair's breadth is a tenth of a pixel)."""
    if abs(spring.value - goal) < 0.001 and abs(spring.velocity) < 0.01:
        spring.value, spring.velocity = goal, 0.0
        return goal
    return max(0.0, min(1.0, spring.update(elapsed, goal)))
