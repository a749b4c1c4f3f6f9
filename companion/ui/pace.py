"""How often she is painted: a pure function of what goes on. Any thread."""

from dataclasses import dataclass

ENGAGED = 30  # frames a second while she listens to somebody or thinks
MOVING = 20  # … while nobody talks and an eye, a hand or her head moves visibly
BREATHING = 10  # … while only breath and sway move; slower than that one sees steps
RESTING = 5  # … once nothing has happened for a while; her steps are smaller than a pixel then
REST_AFTER_S = 20.0
SPARING = 24  # most frames a second on battery or beside a full-screen program
SETTLE_S = 1.5  # a new expression blends and the hair swings for this long
VISIBLE_SPEED = 0.6  # pose units a second; blinks and glances are faster, breath and sway slower


@dataclass(frozen=True, slots=True)
class Activity:
    """What the frame rate depends on.

    visible: on a screen and not covered wholly. speaking: sound is audible now. since_change: seconds since her mood,
    size or place last changed. engaged: somebody speaks to her or she thinks. speed: how fast the pose moved in the
    last frame, in units of its fastest parameter a second; a blink that has begun counts as fast.
    """

    visible: bool
    speaking: bool
    since_change: float
    engaged: bool
    speed: float


def frames_per_second(activity: Activity, most: int = 60, *, sparing: bool = False) -> int:
    """0 when hidden, `most` while she talks or her face changes, `ENGAGED` and `MOVING` while something goes on, else
    `BREATHING`, and `RESTING` when nothing has happened for `REST_AFTER_S`.

    sparing: never more than `SPARING`.
    """
    if not activity.visible:
        return 0
    most = min(most, SPARING) if sparing else most
    if activity.speaking or activity.since_change < SETTLE_S:
        return most
    if activity.engaged or activity.speed > VISIBLE_SPEED:
        return min(ENGAGED if activity.engaged else MOVING, most)
    return min(BREATHING if activity.since_change < REST_AFTER_S else RESTING, most)
