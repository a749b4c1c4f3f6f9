"""Features: what makes one face differ from another while both feel the same. Pure; any thread.

Every expression is posed for the classic face; these are added to it, so that gentle eyes stay gentle when she laughs.
"""

from dataclasses import dataclass, replace

from companion.face.pose import FacePose


@dataclass(frozen=True, slots=True)
class Features:
    """slant, brow_angle, brow_bend, brow_rise: added to those of the pose. open: how wide the eyes are at rest (1 = as
    posed; closed eyes stay closed). brow_width: how thick a brow is (1 = classic)."""

    slant: float = 0.0
    open: float = 1.0
    brow_angle: float = 0.0
    brow_bend: float = 0.0
    brow_rise: float = 0.0
    brow_width: float = 1.0


FACES: dict[str, Features] = {
    "classic": Features(),
    "gentle": Features(slant=-0.34, open=0.95, brow_angle=-0.16, brow_bend=0.12, brow_width=0.92),
    "sharp": Features(slant=0.32, open=0.93, brow_angle=0.14, brow_bend=-0.05, brow_width=1.15),
    "dreamy": Features(slant=-0.1, open=0.82, brow_angle=-0.05, brow_bend=-0.2, brow_rise=-0.08, brow_width=0.9),
    "lively": Features(slant=0.1, open=1.06, brow_bend=0.25, brow_rise=0.18, brow_width=1.05),
}


def with_features(pose: FacePose, features: Features) -> FacePose:
    """The pose of this face."""
    if features == FACES["classic"]:
        return pose
    return replace(
        pose,
        eye_slant=pose.eye_slant + features.slant,
        eye_open_l=pose.eye_open_l * features.open,
        eye_open_r=pose.eye_open_r * features.open,
        brow_y_l=pose.brow_y_l + features.brow_rise,
        brow_y_r=pose.brow_y_r + features.brow_rise,
        brow_angle_l=pose.brow_angle_l + features.brow_angle,
        brow_angle_r=pose.brow_angle_r + features.brow_angle,
        brow_bend_l=pose.brow_bend_l + features.brow_bend,
        brow_bend_r=pose.brow_bend_r + features.brow_bend,
    )
