"""FaceDirector: mood, voice, pointer and idle life become one FacePose a frame. Pure; one thread (the UI's timer)."""

from dataclasses import replace
from random import Random
from typing import Literal

from companion.face.expression import ExpressionBlender, expression, face, strength
from companion.face.gestures import Gestures, Moment
from companion.face.idle import Blinker, Breath, Glances, Spring, Springs, sway
from companion.face.pose import NEUTRAL, FacePose
from companion.face.visemes import Mouth, MouthShape
from companion.persona.emotion import Mood
from companion.voice.types import PlaybackPosition

Touch = Literal["head", "body"]

_READING = 2.5  # seconds for which a reaction holds without a voice
_AFTERGLOW = 1.2  # … after the voice has ended
_HALF_LIFE = 2.5  # seconds, then it fades to the carried mood
_RESTING = 0.6  # a carried mood shows weaker than a reaction
_PAT = {"head": Mood("smile", 1.0), "body": Mood("surprised", 0.5)}


class FaceDirector:
    """Owns the state of one face.

    `react` at ReplyStarted: the emotion shows from the next frame on, with or without a voice. `update` once a frame
    with a clock that never goes back; after a gap (hidden window) it goes on without a jump.
    """

    def __init__(self, *, rng: Random | None = None) -> None:
        rng = rng or Random()
        self._expression = ExpressionBlender()
        self._blinker, self._glances = Blinker(rng), Glances(rng)
        self._breath, self._springs, self._mouth = Breath(), Springs(), Mouth()
        self._follow_x, self._follow_y = Spring(0.64, 1.0), Spring(0.64, 1.0)  # 250 ms
        self._nod = Spring(1.6, 0.7)
        self._gestures = Gestures(rng)
        self._lean, self._shrug, self._sink = Spring(0.9, 1.0), Spring(1.2, 1.0), Spring(0.8, 1.0)
        self._reaction = Mood("neutral", 0.0)
        self._hold_until = float("-inf")
        self._spoken = True  # she has spoken since the reaction: from then on no open mouth without a voice
        self._gaping = 0.0  # share of the expression's open mouth that shows, 0..1
        self._touched: Touch | None = None
        self._last: float | None = None
        self.pose = NEUTRAL

    @property
    def blinking(self) -> bool:
        """A blink has begun, though the pose may not show it yet."""
        return self._blinker.moving

    def react(self, mood: Mood, now: float) -> None:
        """The emotion of a reply is known. Shows at once; fades to the carried mood when voice and reading are over."""
        self._reaction = mood
        self._hold_until = now + _READING
        self._spoken = False

    def wave(self, now: float) -> None:
        """She greets: a hand goes up."""
        self._gestures.wave(now)

    def calm(self) -> None:
        """Forget the reaction (character switched, conversation cleared)."""
        self._gestures.calm()
        self._reaction = Mood("neutral", 0.0)
        self._hold_until = float("-inf")

    def update(
        self,
        now: float,
        mood: Mood,
        speaking: PlaybackPosition | None = None,
        cursor: tuple[float, float] | None = None,
        *,
        touched: Touch | None = None,
        listening: bool = False,
        thinking: bool = False,
    ) -> FacePose:
        """The face at `now` (seconds).

        mood: the carried mood, shown softly when no reaction is fresh. speaking: what is audible now. cursor: pointer
        seen from her face in figure widths, x right, y up; None = look at the viewer. touched: what the pointer pats.
        listening, thinking: the person speaks; the answer is awaited.
        """
        elapsed = 0.0 if self._last is None else min(0.2, max(0.0, now - self._last))
        self._last = now
        self._feel_touch(now, touched)
        shape = self._mouth.update(now, speaking)
        if speaking is not None:
            self._hold_until = max(self._hold_until, now + _AFTERGLOW)
        shown = self._shown(now, mood)
        pose = self._expression.update(now, shown)
        pose = self._with_mouth(pose, shape, elapsed)
        pose = self._with_eyes(now, pose, shown, cursor, listening, thinking)
        pose = self._with_body(now, elapsed, pose, shown, listening)
        moment = Moment(
            shown.emotion,
            strength(shown.intensity),
            self._expression.age(now),
            speaking=speaking is not None,
            level=self._mouth.level * self._mouth.weight,
            listening=listening,
            thinking=thinking,
        )
        self.pose = self._with_arms(now, elapsed, pose, moment)
        return self.pose

    def lively(self, now: float) -> bool:
        """Whether 60 frames a second are worth it now (speaking, changing); otherwise 30 do."""
        return (
            self._mouth.weight > 0.0
            or self._expression.blending(now)
            or self._gestures.busy()
            or not self._springs.still()
        )

    def _shown(self, now: float, mood: Mood) -> Mood:
        resting = Mood(mood.emotion, mood.intensity * _RESTING)
        if self._touched is not None:
            return _PAT[self._touched]
        late = max(0.0, now - self._hold_until)
        reaction = self._reaction.intensity * 0.5 ** (late / _HALF_LIFE)
        if reaction < 0.12 or (self._reaction.emotion == mood.emotion and reaction <= resting.intensity):
            self._spoken = True
            return resting
        return Mood(self._reaction.emotion, reaction)

    def _feel_touch(self, now: float, touched: Touch | None) -> None:
        if touched != self._touched and touched is not None:
            self._springs.push(6.0)
        if touched is None and self._touched is not None:  # the smile stays for a moment
            self._reaction, self._hold_until, self._spoken = _PAT[self._touched], now + 0.8, False
        self._touched = touched

    def _with_mouth(self, pose: FacePose, shape: MouthShape, elapsed: float) -> FacePose:
        weight = self._mouth.weight
        self._spoken = self._spoken or weight > 0.5
        step = -elapsed / 0.2 if self._spoken else elapsed / 0.1
        self._gaping = min(1.0, max(0.0, self._gaping + step))
        opening = pose.mouth_open * self._gaping
        width = pose.mouth_width
        if pose.mouth_open > 3:  # a wide open mouth that closes ends as a smile or a frown
            width += (27.0 + 6.0 * abs(pose.mouth_form) - width) * (1.0 - self._gaping)
        if weight <= 0.0:
            return replace(pose, mouth_open=opening, mouth_width=width)
        opened = opening + (shape.open - opening) * weight
        form = 0.6 * pose.mouth_form + 0.4 * shape.form
        return replace(
            pose,
            mouth_width=width + (shape.width - width) * weight,
            mouth_open=opened,
            mouth_form=pose.mouth_form + (form - pose.mouth_form) * weight,
            mouth_round=pose.mouth_round + (shape.round - pose.mouth_round) * weight,
            mouth_teeth=pose.mouth_teeth + (shape.teeth - pose.mouth_teeth) * weight,
            mouth_cat=pose.mouth_cat * max(0.0, 1.0 - opened / 12.0),
        )

    def _with_eyes(
        self,
        now: float,
        pose: FacePose,
        shown: Mood,
        cursor: tuple[float, float] | None,
        listening: bool,
        thinking: bool,
    ) -> FacePose:
        (dx, dy), jumped = self._glances.update(now)
        calm = 0.35 if listening or cursor is not None else 1.0
        x, y = pose.gaze_x + dx * calm, pose.gaze_y + dy * calm
        if cursor is not None:
            away = 1.0 - min(1.0, abs(pose.gaze_x) + abs(pose.gaze_y))  # averted eyes (shy, sad) stay averted
            x, y = x + away * _soft(cursor[0]), y + away * _soft(cursor[1])
        if thinking:
            x, y = x + 0.35, y + 0.45
        x, y = min(1.0, max(-1.0, x)), min(1.0, max(-1.0, y))
        if jumped:
            self._blinker.glance(now)
        habit = expression(shown.emotion)
        narrow = min(pose.eye_open_l, pose.eye_open_r)
        fresh = self._expression.age(now) < habit.no_blink
        lids = self._blinker.update(now, slow=habit.slow_blink, allowed=narrow >= 0.15 and not fresh)
        return replace(pose, gaze_x=x, gaze_y=y, eye_open_l=pose.eye_open_l * lids, eye_open_r=pose.eye_open_r * lids)

    def _with_body(self, now: float, elapsed: float, pose: FacePose, shown: Mood, listening: bool) -> FacePose:
        drift_x, drift_y, drift_z = sway(now)
        turn = self._follow_x.update(elapsed, 0.35 * (pose.gaze_x - face(shown).gaze_x))
        lift = self._follow_y.update(elapsed, 0.35 * (pose.gaze_y - face(shown).gaze_y))
        nod = self._nod.update(elapsed, self._mouth.level * self._mouth.weight)
        head_x = _unit(pose.head_x + drift_x + turn)
        head_y = _unit(pose.head_y + drift_y + lift - 0.16 * nod)
        head_z = _unit(pose.head_z + drift_z + (0.12 if listening else 0.0) + 0.05 * nod)
        chest, head = self._breath.update(now, expression(shown.emotion).breath_period)
        return replace(
            pose,
            head_x=head_x,
            head_y=head_y,
            head_z=head_z,
            body_x=_unit(0.6 * head_x),
            breath=chest,
            head_lift=head,
            **self._springs.update(elapsed, head_x, head_z),
        )

    def _with_arms(self, now: float, elapsed: float, pose: FacePose, moment: Moment) -> FacePose:
        """Arms, shoulders, lean and bounce: those of the expression come slowly, for a body is heavier than a face."""
        made = self._gestures.update(now, elapsed, moment)
        lean = self._lean.update(elapsed, pose.lean + 0.3 * pose.head_z + (0.15 if moment.listening else 0.0))
        shrug = self._shrug.update(elapsed, pose.shoulders)
        made["bounce"] = _unit(made["bounce"] + self._sink.update(elapsed, min(0.0, pose.bounce)))
        return replace(pose, **made, lean=_unit(lean), shoulders=_unit(shrug))


def _soft(value: float) -> float:
    """Pointer distance in figure widths to gaze -.9..0.9, quick near the face and flat far away."""
    return 0.9 * value / (0.6 + abs(value))


def _unit(value: float) -> float:
    return min(1.0, max(-1.0, value))
