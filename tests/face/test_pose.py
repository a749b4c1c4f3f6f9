"""FacePose as values."""

import dataclasses

import pytest

from companion.face.pose import NAMES, NEUTRAL, FacePose, blend, from_values, values


def test_values_and_back() -> None:
    pose = FacePose(head_x=0.5, mouth_open=12.0, skirt=-1.0)
    assert from_values(values(pose)) == pose
    assert len(values(pose)) == len(NAMES) == len(dataclasses.fields(FacePose))


def test_a_pose_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        NEUTRAL.head_x = 1.0  # type: ignore[misc]


@pytest.mark.parametrize(("share", "expected"), [(-1.0, 1.0), (0.0, 1.0), (0.25, 0.85), (1.0, 0.4), (2.0, 0.4)])
def test_blend_is_linear_and_stays_between(share: float, expected: float) -> None:
    end = FacePose(eye_open_l=0.4)
    assert blend(NEUTRAL, end, share).eye_open_l == pytest.approx(expected)
