"""Motions of a model: read with their mistakes, followed over time, and laid over what the house does."""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from companion.ui.avatars.cubism import model_file
from companion.ui.avatars.cubism.json_file import Wrong
from companion.ui.avatars.cubism.motion import Motion, read_motion
from companion.ui.avatars.cubism.playing import Player
from tests.ui.avatars.cubism.folders import changed, dump, model

LINE, BEZIER, LATE, EARLY = range(4)


def write(path: Path, curves: dict[str, list[float]], seconds: float = 4.0, **meta: Any) -> Path:
    rows = [{"Target": "Parameter", "Id": name, "Segments": numbers} for name, numbers in curves.items()]
    rows.append({"Target": "Model", "Id": "Opacity", "Segments": [0, 1, 0, 4, 1]})
    dump(path, {"Version": 3, "Meta": {"Duration": seconds, "Loop": True, **meta}, "Curves": rows})
    return path


def made(tmp_path: Path, numbers: list[float], seconds: float = 4.0, **entry: float) -> Motion:
    return read_motion(write(tmp_path / "a.motion3.json", {"Tail": numbers}, seconds), entry)


@pytest.mark.parametrize(
    ("numbers", "points"),
    [
        ([0, 0, LINE, 4, 8], {0: 0, 1: 2, 4: 8, 9: 8, -1: 0}),
        ([0, 1, LATE, 2, 5], {0: 1, 1.9: 1, 2: 5, 4: 5}),
        ([0, 1, EARLY, 2, 5], {0: 1, 0.1: 5, 2: 5}),
        ([0, 0, LINE, 1, 10, LINE, 2, 0], {0.5: 5, 1: 10, 1.5: 5, 2: 0}),
        ([0, 0, BEZIER, 1, 0, 3, 8, 4, 8], {0: 0, 2: 4, 4: 8}),
        ([0, 3, BEZIER, 1, 3, 2, 3, 4, 3], {1: 3, 3.7: 3}),
    ],
)
def test_a_curve_is_followed(tmp_path: Path, numbers: list[float], points: dict[float, float]) -> None:
    motion = made(tmp_path, numbers)
    assert {time: motion.at(time)["Tail"] for time in points} == pytest.approx(points, abs=0.01)


def test_a_bezier_never_goes_back(tmp_path: Path) -> None:
    motion = made(tmp_path, [0, 0, BEZIER, 3, 0, 1, 8, 4, 8])
    values = [motion.at(step / 20)["Tail"] for step in range(81)]
    assert all(later >= earlier - 0.01 for earlier, later in itertools.pairwise(values))


def test_it_fades_as_the_model_or_the_file_says(tmp_path: Path) -> None:
    motion = made(tmp_path, [0, 0, LINE, 4, 8], FadeInTime=1.0, FadeOutTime=2.0)
    assert [motion.weight(time) for time in (0, 0.5, 1, 2, 3, 4)] == pytest.approx([0, 0.5, 1, 1, 0.5, 0])
    assert motion.weight(4, goes=False) == 1.0
    other = read_motion(write(tmp_path / "b.motion3.json", {"Tail": [0, 0, LINE, 4, 8]}, FadeInTime=2.0), {})
    assert other.fades == (2.0, 0.5)
    assert made(tmp_path, [0, 0, LINE, 4, 8], FadeInTime=0.0).weight(0) == 1.0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"Meta": {"Duration": 0}, "Curves": []}, "more than 0"),
        ({"Meta": {"Duration": "long"}, "Curves": []}, "is no number"),
        ({"Meta": {"Duration": 4}, "Curves": {}}, "must be a list"),
        ({"Meta": {"Duration": 4}, "Curves": [{"Target": "Parameter", "Id": "", "Segments": []}]}, "Curves[0].Id"),
        ({"Meta": {"Duration": 4}, "Curves": [[0, 0]]}, "at least one segment"),
        ({"Meta": {"Duration": 4}, "Curves": [[0, 0, 7, 1, 1]]}, "no segment begins there"),
        ({"Meta": {"Duration": 4}, "Curves": [[0, 0, 1, 1, 1]]}, "no segment begins there"),
        ({"Meta": {"Duration": 4}, "Curves": [[2, 0, 0, 1, 1]]}, "back in time"),
        ({"Meta": {"Duration": 4}, "Curves": [[0, 0, 0, 1, None]]}, "is no number"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, content: dict[str, Any], says: str) -> None:
    curves = content["Curves"]
    if isinstance(curves, list):
        content["Curves"] = [
            {"Target": "Parameter", "Id": "Tail", "Segments": one} if isinstance(one, list) else one for one in curves
        ]
    dump(tmp_path / "a.motion3.json", content)
    with pytest.raises(Wrong) as caught:
        read_motion(tmp_path / "a.motion3.json", {})
    assert says in str(caught.value) and "a.motion3.json" in str(caught.value)


def test_a_model_brings_its_motions_and_is_whole_without_the_broken_ones(tmp_path: Path) -> None:
    path = model(tmp_path)
    write(tmp_path / "motions" / "idle.motion3.json", {"Tail": [0, 0, LINE, 4, 8]})
    (tmp_path / "motions" / "broken.motion3.json").write_text("{", encoding="utf-8")
    names = ["motions/idle.motion3.json", "motions/broken.motion3.json", "motions/gone.motion3.json", "../out.json"]
    changed(path, "Motions", {"Idle": [{"File": name} for name in names], "TapBody": [{"File": "no"}], "X": "y"})
    found = model_file.read(tmp_path)
    assert {group: [motion.path.name for motion in listed] for group, listed in found.motions.items()} == {
        "Idle": ["idle.motion3.json"]
    }
    assert tmp_path.resolve() / "motions" / "idle.motion3.json" in found.files


def motion(
    tmp_path: Path, name: str, value: float, ids: Sequence[str] = ("Tail", "ParamAngleX", "ParamMouthOpenY")
) -> Motion:
    curves = {one: [0.0, value, float(LINE), 4.0, value] for one in ids}
    return read_motion(write(tmp_path / f"{name}.motion3.json", curves), {"FadeInTime": 0, "FadeOutTime": 0})


def laid(player: Player, now: float) -> dict[str, float]:
    given = {"Tail": 0.0, "ParamAngleX": 5.0, "ParamMouthOpenY": 1.0, "Lips": 1.0}
    player.lay(given, {"paramanglex", "parammouthopeny"}, ("Lips",), now)
    return given


def test_at_rest_only_what_the_house_leaves_alone_is_moved(tmp_path: Path) -> None:
    player = Player({"Idle": [motion(tmp_path, "idle", 3.0)]})
    assert laid(player, 10.0) == {"Tail": 3.0, "ParamAngleX": 5.0, "ParamMouthOpenY": 1.0, "Lips": 1.0}
    assert laid(player, 17.0)["Tail"] == 3.0, "it goes on for ever"


def test_several_motions_take_turns(tmp_path: Path) -> None:
    player = Player({"Idle": [motion(tmp_path, "one", 1.0), motion(tmp_path, "two", 2.0)]}, lambda these: these[0])
    assert [laid(player, time)["Tail"] for time in (0.0, 3.9, 4.0, 7.9, 8.1)] == [1.0, 1.0, 2.0, 2.0, 1.0]


def test_a_touch_moves_all_but_her_lips_and_ends(tmp_path: Path) -> None:
    player = Player(
        {"TapHead": [motion(tmp_path, "head", 7.0)], "TapBody": [motion(tmp_path, "body", 9.0, ("Tail", "Lips"))]}
    )
    assert laid(player, 1.0)["Tail"] == 0.0 and not player.touching
    player.touched("head", 1.0)
    player.touched("body", 1.5)  # one after the other
    assert laid(player, 2.0) == {"Tail": 7.0, "ParamAngleX": 7.0, "ParamMouthOpenY": 1.0, "Lips": 1.0}
    assert laid(player, 5.0)["ParamAngleX"] == 5.0 and not player.touching
    player.touched("body", 6.0)
    assert laid(player, 6.5) == {"Tail": 9.0, "ParamAngleX": 5.0, "ParamMouthOpenY": 1.0, "Lips": 1.0}


def test_a_model_with_taps_only_uses_them_for_her_head_too(tmp_path: Path) -> None:
    player = Player({"Tap": [motion(tmp_path, "tap", 7.0)]})
    player.touched("head", 0.0)
    assert player.touching
    nobody = Player({})
    nobody.touched("body", 0.0)
    assert not nobody.touching and laid(nobody, 0.0)["Tail"] == 0.0
