"""From events and playback to the pose of each frame: what the pet window asks between two paints. Main thread, no Qt.

The face changes on `ReplyStarted`, before the voice and without one. It also decides how lively she is, from which
`pace.frames_per_second` makes the frame rate.
"""

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from companion.face.pose import NAMES, FacePose, from_values, values
from companion.persona.emotion import Mood
from companion.ui.pace import SETTLE_S, Activity
from companion.voice.types import PlaybackPosition, ReplyStarted, State, StateChanged

Spot = Literal["head", "body"]
NO_MOOD = Mood("neutral", 0.0)

# Smallest change of a parameter that one can see at 400 x 600 pixels: a quarter to half a pixel. Mouth lengths are
# canvas units, hair is degrees. Breath lifts her head by 4 units in all (1.8 pixels); the chest goes with it.
_SEEN = {
    "mouth_width": 0.6,
    "mouth_open": 0.6,
    "breath": 0.3,
    "head_lift": 0.16,
    "body_x": 0.04,
    "head_x": 0.045,
    "head_y": 0.03,
    "head_z": 0.02,
    "gaze_x": 0.03,
    "gaze_y": 0.03,
    "eye_open_l": 0.03,
    "eye_open_r": 0.03,
    "arm_swing": 0.04,
    "shoulders": 0.06,
    "lean": 0.03,
    "bounce": 0.05,
}


def _visible(name: str) -> float:
    if name.startswith("arms_"):  # the whole way of a hand is some 180 pixels
        return 0.004
    swings = name.startswith(("hair", "ribbon", "ornament", "skirt"))
    return _SEEN.get(name, 0.1 if swings else 0.015)


_VISIBLE = tuple(map(_visible, NAMES))
_GROUPS = (  # what is drawn apart: where nothing of a group is seen to move, it stays as it was painted
    ("breath", "head_lift"),
    ("eye_open_l", "eye_open_r", "gaze_x", "gaze_y"),
    tuple(name for name in NAMES if name.startswith("mouth_")),
    tuple(name for name in NAMES if name.startswith(("arms_", "arm_swing"))),
)
_GROUP = tuple(next((number for number, names in enumerate(_GROUPS) if name in names), len(_GROUPS)) for name in NAMES)
_BLINK = 10.0  # units a second: what a lid does, known before the first frame in which it has moved
_QUICK = tuple(index for index, name in enumerate(NAMES) if name.startswith(("eye_open", "gaze", "arms_", "arm_swing")))
_QUICK_BODY = tuple(NAMES.index(name) for name in ("head_x", "head_y", "bounce"))
_BODY = frozenset((0, len(_GROUPS)))  # breath, and all that is in no group: with them the whole picture is drawn anew
_BODY_PERIOD = 0.1  # seconds between two such pictures, while an eye or an arm moves faster


_ENGAGED = (State.HEARING, State.THINKING, State.SPEAKING, State.PAUSED)


def _far(old: Sequence[float], new: Sequence[float]) -> bool:
    """Whether the body has moved so far that one would see it arrive late."""
    return any(abs(old[i] - new[i]) >= 2.0 * _VISIBLE[i] for i, group in enumerate(_GROUP) if group in _BODY)


class Director(Protocol):
    """What is used of companion.face.director.FaceDirector."""

    def react(self, mood: Mood, now: float) -> None: ...

    def calm(self) -> None: ...

    def wave(self, now: float) -> None: ...

    def update(
        self,
        now: float,
        mood: Mood,
        speaking: PlaybackPosition | None = None,
        cursor: tuple[float, float] | None = None,
        *,
        touched: Spot | None = None,
        listening: bool = False,
        thinking: bool = False,
    ) -> FacePose: ...


class FaceFeed:
    """One face's inputs.

    Args:
        director: makes the poses.
        position: what the speaker plays now; any thread, must not wait.
        mood: the mood carried over turns.
    """

    def __init__(
        self,
        director: Director,
        position: Callable[[], PlaybackPosition | None] = lambda: None,
        mood: Callable[[], Mood] = lambda: NO_MOOD,
    ) -> None:
        self._director = director
        self._position = position
        self._mood = mood
        self._state = State.OFF
        self._changed = float("-inf")
        self._last = float("-inf")
        self._speaking = False
        self._speed = 0.0
        self._body_moved = float("-inf")
        self.pose: FacePose | None = None
        self.touched: Spot | None = None

    def follow(self, position: Callable[[], PlaybackPosition | None], mood: Callable[[], Mood]) -> None:
        """There is a voice and a mood from now on; see the class."""
        self._position, self._mood = position, mood

    def on_event(self, event: object, now: float) -> None:
        """Take what concerns the face; other events are ignored."""
        if isinstance(event, StateChanged):
            self._state = event.state
        elif isinstance(event, ReplyStarted):
            self._director.react(event.mood, now)
            if event.turn.source == "greeting":
                self._director.wave(now)
            self._changed = now

    def feel(self, mood: Mood, now: float) -> None:
        """The person wants her to feel so: her face shows it at once."""
        self._director.react(mood, now)
        self._changed = now

    def touch(self, spot: Spot | None, now: float) -> None:
        """The pointer pats or pokes her there; None = it has left."""
        if spot != self.touched:
            self.touched = spot
            self._changed = now

    def calm(self, now: float) -> None:
        """Another character: forget the last reaction."""
        self._director.calm()
        self.stir(now)

    def stir(self, now: float) -> None:
        """Something visible changed (size, place, character): paint smoothly for a moment."""
        self._changed = now

    def frame(self, now: float, cursor: tuple[float, float] | None) -> bool:
        """Make the pose at `now`; True when it differs visibly from the one last returned as such."""
        playing = self._position()
        self._speaking = playing is not None
        pose = self._director.update(
            now,
            self._mood(),
            playing,
            cursor,
            touched=self.touched,
            listening=self._state is State.HEARING,
            thinking=self._state is State.THINKING,
        )
        shown = self.pose
        if shown is None:
            self.pose, self._last = pose, now
            return True
        old, new = values(shown), values(pose)
        moved = [abs(a - b) >= least for a, b, least in zip(old, new, _VISIBLE, strict=True)]
        if not any(moved):
            self._speed = 0.0
            return False
        groups = {group for group, seen in zip(_GROUP, moved, strict=True) if seen}
        since = now - self._body_moved
        if not groups.isdisjoint(_BODY):
            if since < _BODY_PERIOD and not self._lively(now) and not _far(old, new):
                groups -= _BODY
            else:
                groups |= _BODY
                self._body_moved = now
        if not groups:
            self._speed = 0.0
            return False
        mixed = [b if group in groups else a for a, b, group in zip(old, new, _GROUP, strict=True)]
        pose, new = from_values(mixed), tuple(mixed)
        limbs = max(abs(old[i] - new[i]) for i in _QUICK) / max(1e-3, now - self._last)
        self._speed = max(limbs, max(abs(old[i] - new[i]) for i in _QUICK_BODY) / max(1e-3, since))
        self.pose, self._last = pose, now
        return True

    def _lively(self, now: float) -> bool:
        return self._speaking or self._state in _ENGAGED or now - self._changed < SETTLE_S

    def activity(self, now: float, *, visible: bool) -> Activity:
        """What the frame rate depends on, after the last `frame`."""
        return Activity(
            visible=visible,
            speaking=self._speaking,
            since_change=now - self._changed,
            engaged=self._state in _ENGAGED,
            speed=max(self._speed, _BLINK) if getattr(self._director, "blinking", False) else self._speed,
        )
