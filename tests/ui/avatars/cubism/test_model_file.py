"""Reading a model folder: what is well is taken, and whatever is wrong is named before the native library sees it."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.errors import AvatarError
from companion.ui.avatars.cubism import model_file
from tests.ui.avatars.cubism.folders import changed, dump, expression, model, physics


def refused(folder: Path, name: str = "") -> AvatarError:
    with pytest.raises(AvatarError) as caught:
        model_file.read(folder, name)
    assert caught.value.code == "live2d-files" and caught.value.hint
    return caught.value


def test_a_whole_folder(tmp_path: Path) -> None:
    path = model(tmp_path / "her", {"F01": {}, "笑": {"ParamEyeLSmile": 1.0}})
    found = model_file.read(path.parent)
    assert found.path == path and found.moc.name == "her.moc3"
    assert [texture.name for texture in found.textures] == ["texture_00.png"]
    assert [(shown.name, len(shown.changes)) for shown in found.expressions] == [("F01", 0), ("笑", 1)]
    assert (found.eyes, found.lips) == (("Lid",), ("Lips",))
    assert found.names == {"ParamNamida": "涙"}
    assert all(one.is_file() for one in found.files) and len(found.files) == 7


def test_the_library_gets_only_what_was_checked(tmp_path: Path) -> None:
    path = model(tmp_path, {"F01": {}})
    changed(path, "Motions", {"Idle": [{"File": "gone.motion3.json"}]})  # never opened, so it may be missing
    reduced = model_file.read(tmp_path).reduced()
    inside = json.loads(reduced)["FileReferences"]
    assert sorted(inside) == ["Moc", "Physics", "Pose", "Textures"] and "\n" in reduced


def test_expressions_that_nobody_lists_are_found(tmp_path: Path) -> None:
    model(tmp_path, {"angry": {}, "cry": {}}, listed=False)
    assert sorted(shown.name for shown in model_file.read(tmp_path).expressions) == ["angry", "cry"]


def test_a_model_one_folder_below(tmp_path: Path) -> None:
    path = model(tmp_path / "runtime")
    assert model_file.read(tmp_path).path == path


def test_of_several_models_one_must_be_named(tmp_path: Path) -> None:
    path = model(tmp_path)
    (tmp_path / "other.model3.json").write_bytes(path.read_bytes())
    assert "several models" in refused(tmp_path).message
    assert model_file.read(tmp_path, "other.model3.json").path.name == "other.model3.json"
    assert "no ../her" in refused(tmp_path, "../her.model3.json").message


def test_no_model_and_an_old_model(tmp_path: Path) -> None:
    assert "no .model3.json" in refused(tmp_path).message
    (tmp_path / "old.model.json").write_text("{}")
    assert "Cubism 2" in refused(tmp_path).message


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("Moc", "gone.moc3", "no such file"),
        ("Moc", None, "must be a text"),
        ("Moc", "../out.moc3", "leads out"),
        ("Moc", "/etc/passwd", "only files inside"),
        ("Moc", "C:\\her.moc3", "only files inside"),
        ("Textures", [], "1 to 64"),
        ("Textures", ["skins/texture_00.png", "skins/gone.png"], "Textures[1] names 'skins/gone.png'"),
        ("Textures", "skins", "must be a list"),
        ("Textures", ["her.physics3.json"], "no picture"),
        ("Physics", "gone.json", "Physics names"),
        ("Moc", "long" * 5000, "can't be the name of a file"),
        ("Expressions", [{"Name": "F01"}], "Expressions[0].File"),
    ],
)
def test_what_the_model3_names_wrongly(tmp_path: Path, key: str, value: object, says: str) -> None:
    path = model(tmp_path / "home")
    (tmp_path / "out.moc3").write_bytes(b"MOC3")
    changed(path, key, value)
    assert says in refused(path.parent).message


def test_half_of_a_letter_is_no_name(tmp_path: Path) -> None:
    path = model(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("her.physics3.json", "half\\udb61"), encoding="utf-8")
    assert "can't be the name of a file" in refused(tmp_path).message


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    path = model(tmp_path / "home")
    (tmp_path / "secret.png").write_bytes((path.parent / "skins" / "texture_00.png").read_bytes())
    (path.parent / "skins" / "link.png").symlink_to(tmp_path / "secret.png")
    changed(path, "Textures", ["skins/link.png"])
    assert "leads out" in refused(path.parent).message


@pytest.mark.parametrize(
    ("moc", "says"),
    [(b"moc\x0a", "Cubism 2"), (b"PNG", "no .moc3"), (b"MOC3\x09", "version 9"), (b"MOC3\x00", "version 0")],
)
def test_a_moc3_that_is_none(tmp_path: Path, moc: bytes, says: str) -> None:
    model(tmp_path, moc=moc)
    assert says in refused(tmp_path).message


def test_a_cut_off_moc3(tmp_path: Path) -> None:
    model(tmp_path)
    (tmp_path / "her.moc3").write_bytes(b"MOC3\x03\0\0")
    assert "7 bytes" in refused(tmp_path).message


def test_json_errors_name_line_and_column(tmp_path: Path) -> None:
    path = model(tmp_path, {"F01": {}})
    (tmp_path / "exp" / "F01.exp3.json").write_text('{\n "Parameters": [,]\n}')
    message = refused(tmp_path).message
    assert "F01.exp3.json, line 2, column 17" in message
    path.write_text("[" * 100_000)
    assert "her.model3.json" in refused(tmp_path).message
    path.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in refused(tmp_path).message


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = model(tmp_path, {"F01": {}})
    changed(path, "Physics", "gone.json")
    changed(path, "Moc", "gone.moc3")
    expression(tmp_path / "exp" / "F01.exp3.json", [{"Id": "A", "Value": "much"}])
    assert len(refused(tmp_path).message.splitlines()) == 3


@pytest.mark.parametrize("value", ["much", True, None, float("nan")])
def test_an_expression_with_a_value_that_is_none(tmp_path: Path, value: object) -> None:
    model(tmp_path, {"F01": {}})
    expression(tmp_path / "exp" / "F01.exp3.json", [{"Id": "A", "Value": value}])
    assert "Parameters[0].Value must be a number" in refused(tmp_path).message


def test_physics_that_counts_wrongly(tmp_path: Path) -> None:
    model(tmp_path)
    data = physics()
    data["Meta"]["VertexCount"] = 900
    dump(tmp_path / "her.physics3.json", data)
    assert "VertexCount says 900, but there are 2" in refused(tmp_path).message
    dump(tmp_path / "her.physics3.json", physics(vertices=1))
    assert "VertexIndex 1 is none of its 1" in refused(tmp_path).message


def test_a_broken_list_of_names_only_means_that_there_are_none(tmp_path: Path) -> None:
    model(tmp_path)
    (tmp_path / "her.cdi3.json").write_text("nonsense")
    assert model_file.read(tmp_path).names == {}


def test_the_digest_changes_with_what_the_library_reads(tmp_path: Path) -> None:
    model(tmp_path, {"F01": {}})
    before = model_file.read(tmp_path).digest()
    expression(tmp_path / "exp" / "F01.exp3.json", {"A": 1.0})
    assert model_file.read(tmp_path).digest() == before  # expressions are the house's work
    (tmp_path / "her.moc3").write_bytes(b"MOC3\x04".ljust(256, b"\1"))
    assert model_file.read(tmp_path).digest() != before


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Id", "Name", "File", "Ids", "Groups", "Meta", "Input", "Value", "Blend"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(key=st.sampled_from(["Moc", "Textures", "Physics", "Pose", "DisplayInfo", "Expressions"]), value=_JSON)
def test_any_content_is_read_or_refused_with_words(tmp_path: Path, key: str, value: object) -> None:
    path = model(tmp_path)
    changed(path, key, value)
    _read_or_refused(tmp_path)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.sampled_from(["her.physics3.json", "her.pose3.json", "her.cdi3.json", "exp/F01.exp3.json"]),
    data=st.dictionaries(st.sampled_from(["Meta", "PhysicsSettings", "Groups", "Parameters"]), _JSON, max_size=3),
)
def test_any_file_is_read_or_refused_with_words(tmp_path: Path, name: str, data: object) -> None:
    model(tmp_path, {"F01": {}})
    dump(tmp_path / name, data)
    _read_or_refused(tmp_path)


def _read_or_refused(folder: Path) -> None:
    try:
        model_file.read(folder)
    except AvatarError as error:
        assert error.code == "live2d-files" and str(folder) in error.message
