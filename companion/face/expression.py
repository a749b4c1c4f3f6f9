"""The twelve expressions as data, and the blend from one to the next. Pure, time is an argument; any thread."""

import math
from dataclasses import dataclass, field, replace

from companion.face.pose import NEUTRAL, FacePose, blend
from companion.persona.emotion import Mood


@dataclass(frozen=True, slots=True)
class Expression:
    """What an emotion looks like at intensity 1.

    peak: the face at once. settled: what it relaxes to `after` seconds (None: it stays), so that a laugh does not
    freeze. fade: seconds of the blend to it. blink: how blinking changes (see `idle.Blinker`).
    """

    peak: FacePose
    settled: FacePose | None = None
    after: float = 1.6
    fade: float = 0.22
    slow_blink: float = 1.0
    no_blink: float = 0.0
    breath_period: float = 3.6


def _pose(**parameters: float) -> FacePose:
    """Shorthand: eye, brow_y, brow_angle, brow_bend set both sides."""
    both = {
        "eye": ("eye_open_l", "eye_open_r"),
        "brow_y": ("brow_y_l", "brow_y_r"),
        "brow_angle": ("brow_angle_l", "brow_angle_r"),
        "brow_bend": ("brow_bend_l", "brow_bend_r"),
    }
    chosen: dict[str, float] = {}
    for name, value in parameters.items():
        for target in both.get(name, (name,)):
            chosen.setdefault(target, value)
            if name == target:
                chosen[target] = value
    return replace(NEUTRAL, **chosen)


def _joy() -> Expression:
    peak = _pose(
        eye=0, eye_smile=1, brow_y=0.5, brow_bend=0.9, mouth_width=36, mouth_open=40, mouth_form=1.1, mouth_teeth=1,
        blush=0.5, head_z=0.25, arm=0.7, arms_pump=1,
    )  # fmt: skip
    settled = replace(
        peak, eye_open_l=0.84, eye_open_r=0.84, eye_smile=0.6, eye_squint=0.35, mouth_open=22, arm=0.3, arms_pump=0
    )
    return Expression(peak, settled, after=1.8)


def _surprised() -> Expression:
    peak = _pose(
        eye=1.18, iris=0.84, brow_y=1, brow_bend=1, mouth_width=17, mouth_open=36, mouth_form=-0.2, mouth_round=1,
        head_y=0.2, arm=0.9, arms_gasp=1, shoulders=0.7,
    )  # fmt: skip
    settled = replace(
        peak,
        eye_open_l=1.08,
        eye_open_r=1.08,
        iris=0.93,
        mouth_open=14,
        brow_y_l=0.6,
        brow_y_r=0.6,
        arms_gasp=0,
        shoulders=0.2,
    )
    return Expression(peak, settled, fade=0.09, no_blink=1.5)


EXPRESSIONS: dict[str, Expression] = {
    "neutral": Expression(NEUTRAL),
    "joy": _joy(),
    "smile": Expression(_pose(
        eye=0.68, eye_smile=0.8, eye_squint=0.4, brow_y=0.35, brow_bend=0.9, mouth_width=38, mouth_form=1.6, blush=0.55,
        head_z=0.12, arms_chest=1,
    )),
    "sad": Expression(_pose(
        eye=0.74, eye_slant=-0.8, gaze_y=-0.4, brow_y=0.1, brow_angle=-1, brow_bend=0, mouth_width=25, mouth_form=-1.3,
        blush=0.2, tear=1, head_y=-0.35, arms_droop=1, shoulders=-0.7, bounce=-0.3,
    )),
    "angry": Expression(_pose(
        eye=0.82, eye_squint=0.3, eye_slant=1, iris=0.92, brow_y=-0.5, brow_angle=1.15, brow_bend=0, mouth_width=31,
        mouth_open=27, mouth_form=-1.3, mouth_teeth=1, blush=0.3, head_y=-0.15, anger=1,
        arms_cross=1, shoulders=0.35,
    ), _pose(
        eye=0.82, eye_squint=0.3, eye_slant=1, iris=0.92, brow_y=-0.5, brow_angle=1.15, brow_bend=0, mouth_width=24,
        mouth_form=-1.4, blush=0.3, head_y=-0.15, anger=0.8, arms_cross=1, shoulders=0.2,
    )),
    "surprised": _surprised(),
    "shy": Expression(_pose(
        eye=0.72, eye_squint=0.3, eye_slant=-0.35, gaze_x=0.7, gaze_y=-0.5, brow_y=0.2, brow_angle=-0.6, mouth_width=17,
        mouth_form=0.15, mouth_skew=0.3, blush=1, hatch=1, head_x=-0.25, head_y=-0.4, head_z=-0.4, arm=1,
        arms_fidget=1, shoulders=0.6, lean=-0.3,
    )),
    "love": Expression(_pose(
        eye=1.05, brow_y=0.6, brow_angle=-0.25, brow_bend=0.9, mouth_width=30, mouth_open=24, mouth_form=1.2,
        mouth_round=0.2, blush=0.85, hatch=0.7, heart=1, head_z=-0.3, arm=1,
        arms_cheeks=1, shoulders=0.4, lean=-0.3,
    )),
    "smug": Expression(_pose(
        eye=0.5, eye_smile=0.3, eye_squint=0.35, eye_slant=0.15, gaze_x=-0.6, brow_y_l=-0.25, brow_y_r=1.0,
        brow_angle=0.15, brow_bend=0.7, mouth_width=37, mouth_form=0.9, mouth_cat=1, mouth_skew=-0.25, head_y=0.3,
        head_z=0.3, arms_hip=1, lean=0.35,
    )),
    "sleepy": Expression(_pose(
        eye=0.3, eye_slant=-0.25, gaze_y=-0.5, brow_y=0.3, brow_angle=-0.35, brow_bend=0.6, mouth_width=13,
        mouth_open=12, mouth_form=-0.1, mouth_round=0.9, head_y=-0.5, head_z=-0.5, sleep=1,
        arms_rub=1, shoulders=-0.6, lean=-0.35, bounce=-0.3,
    ), fade=0.25, slow_blink=2.0, breath_period=4.8),
    "worried": Expression(_pose(
        eye=1.02, eye_slant=-0.5, iris=0.92, brow_y=0.35, brow_angle=-1, brow_bend=0, mouth_width=22, mouth_open=8,
        mouth_form=-0.9, sweat=1, head_z=0.1, arm=0.8, arms_clasp=1, shoulders=0.5,
    )),
    "excited": Expression(_pose(
        eye=1.15, iris=1.06, brow_y=0.8, brow_bend=1, mouth_width=38, mouth_open=50, mouth_form=1.2, mouth_teeth=1,
        mouth_fang=1, blush=0.55, star=1, head_y=0.4, head_z=0.15, arm=1,
        arms_cheer=1, bounce=0.6,
    ), _pose(
        eye=1.12, iris=1.04, brow_y=0.7, brow_bend=1, mouth_width=38, mouth_open=24, mouth_form=1.4, mouth_teeth=1,
        mouth_fang=1, blush=0.55, star=1, head_y=0.25, head_z=0.15, arm=0.6,
    ), breath_period=2.4),
}  # fmt: skip


def expression(name: str) -> Expression:
    """The expression of a canonical emotion; an unknown name shows as neutral (a face is always drawn)."""
    return EXPRESSIONS.get(name, EXPRESSIONS["neutral"])


def strength(intensity: float) -> float:
    """Intensity 0..1 -> share of the expression 0..1. Weak emotions are lifted so that they still read at 200 px."""
    return math.pow(min(1.0, max(0.0, intensity)), 0.6)


def face(mood: Mood, *, age: float = 0.0) -> FacePose:
    """neutral + k * (expression - neutral), `age` seconds after it was first shown."""
    shown = expression(mood.emotion)
    pose = shown.peak
    if shown.settled is not None and age > shown.after:
        pose = blend(pose, shown.settled, ease_out((age - shown.after) / 0.5))
    return blend(NEUTRAL, pose, strength(mood.intensity))


def ease_out(share: float) -> float:
    """Cubic ease-out of a share 0..1."""
    left = 1.0 - min(1.0, max(0.0, share))
    return 1.0 - left * left * left


@dataclass(slots=True)
class ExpressionBlender:
    """Moves the face from what it is now to what the mood asks for.

    `update` is called once a frame with the mood to show; a change of emotion, or a jump of intensity, starts a new
    blend from the pose of that moment, so nothing ever snaps.
    """

    mood: Mood = field(default_factory=lambda: Mood("neutral", 0.0))
    pose: FacePose = NEUTRAL
    _start: FacePose = NEUTRAL
    _since: float = float("-inf")
    _shown_since: float = float("-inf")

    def update(self, now: float, mood: Mood) -> FacePose:
        """The pose at `now` (seconds, never going back)."""
        changed = mood.emotion != self.mood.emotion
        if changed or mood.intensity > self.mood.intensity + 0.1:
            self._start = self.pose
            self._since = now
            self._shown_since = now
        self.mood = mood
        fade = expression(mood.emotion).fade
        target = face(mood, age=now - self._shown_since)
        self.pose = blend(self._start, target, ease_out((now - self._since) / fade))
        return self.pose

    def age(self, now: float) -> float:
        """Seconds since the present expression began."""
        return now - self._shown_since

    def blending(self, now: float) -> bool:
        return now - self._since < expression(self.mood.emotion).fade
