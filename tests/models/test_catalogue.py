"""The catalogue that ships is sound, and a wrong one is told apart with its line."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from companion import paths
from companion.engines import registry
from companion.errors import ModelError
from companion.models import needs
from companion.models.catalogue import Catalogue, Entry, load

SHIPPED = paths.assets() / "catalogue.yaml"
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def plain() -> Any:
    return yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))


def written(folder: Path, data: Any) -> Path:
    path = folder / "catalogue.yaml"
    path.write_text(yaml.dump(data, Dumper=_DUMPER, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


# --- what ships ---


def test_there_is_something_of_every_kind_size_and_language(shipped: Catalogue) -> None:
    kinds = {kind: [entry for entry in shipped.models if entry.kind == kind] for kind in ("brain", "ears", "voice")}
    assert [len(kinds[kind]) for kind in kinds] == [8, 4, 6]
    names = " ".join(entry.name for entry in shipped.models)
    for word in ("Qwen3 0.6B", "Qwen3 8B", "EXAONE", "Whisper tiny", "Whisper base", "Whisper small", "large-v3-turbo"):
        assert word in names
    assert {language for entry in kinds["voice"] for language in entry.languages} == {"ko", "en"}


def test_brains_and_ears_go_from_small_to_large(shipped: Catalogue) -> None:
    families: dict[str, list[int]] = {}
    for entry in shipped.models:
        families.setdefault(entry.id.split("-")[0], []).append(needs.memory(entry))
    assert all(families[name] == sorted(families[name]) for name in ("qwen3", "exaone", "whisper"))


def test_revisions_are_commits_wherever_hashes_are_known(shipped: Catalogue) -> None:
    for entry in shipped.models:
        assert re.fullmatch("[0-9a-f]{40}", entry.revision) or not entry.pinned, entry.id
    assert [entry.id for entry in shipped.models if not entry.pinned] == ["exaone-3.5-7.8b"]


def test_the_machines_leave_room_for_the_rest(shipped: Catalogue) -> None:
    """The system and the window take about 1.5 GB."""
    for entry in shipped.models:
        assert needs.memory(entry) + 1.5e9 <= entry.minimal.memory_gb * 2**30, entry.id


def test_brain_sizes_fit_their_shapes(shipped: Catalogue) -> None:
    """Bits a weight: Q4_K_M is about 4.9 (more where the vocabulary is large), Q8_0 is 8.5."""
    for entry in shipped.models:
        if entry.kind == "brain":
            assert entry.shape is not None
            bits = entry.size * 8 / entry.shape.parameters
            low, high = (8.4, 8.7) if "Q8_0" in entry.main else (4.8, 6.0)
            assert low < bits < high, (entry.id, bits)


def test_what_the_ears_weigh_fits_their_parameters(shipped: Catalogue) -> None:
    """16-bit weights."""
    for entry in shipped.models:
        if entry.kind == "ears":
            assert entry.shape is not None
            weights = next(file.bytes for file in entry.files if file.name == "model.bin")
            assert weights / entry.shape.parameters == pytest.approx(2.0, rel=0.04), entry.id


def test_every_engine_is_there_but_that_of_the_korean_voice(shipped: Catalogue) -> None:
    here = {name for kind in ("llm", "stt", "tts") for name in registry.names(kind)}
    assert {entry.id for entry in shipped.models if entry.engine not in here} == {"supertonic-3"}


def test_licences_are_used_and_say_what_is_allowed(shipped: Catalogue) -> None:
    assert {entry.licence for entry in shipped.models} == set(shipped.licences)
    assert {entry.licence for entry in shipped.models if not shipped.licence(entry).commercial} == {
        "exaone-1.1-nc",
        "exaone-1.2-nc",
    }


def test_find_and_select(shipped: Catalogue) -> None:
    assert shipped.find("qwen3-4b").kind == "brain"
    with pytest.raises(ModelError, match="Did you mean `whisper-small`") as caught:
        shipped.find("wisper-smal")
    assert caught.value.code == "models-unknown"
    assert {entry.kind for entry in shipped.select(language="ko", kind="voice")} == {"voice"}
    assert all("ko" in entry.languages for entry in shipped.select(language="ko"))
    assert "qwen3-8b" not in {entry.id for entry in shipped.select(memory_gb=8)}
    assert "qwen3-4b" in {entry.id for entry in shipped.select(memory_gb=8)}


# --- what is wrong is told, with its line ---


def broken(plain: Any, folder: Path, *path: Any, value: Any = ...) -> ModelError:
    data = copy.deepcopy(plain)
    place = data
    for part in path[:-1]:
        place = place[part]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    with pytest.raises(ModelError) as caught:
        load(written(folder, data))
    assert caught.value.code == "models-catalogue"
    return caught.value


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("version",), 2, "version"),
        (("models", 0, "kind"), "nose", "kind"),
        (("models", 0, "id"), "Qwen 3", "id"),
        (("models", 0, "id"), "../../etc", "id"),
        (("models", 0, "id"), "con.x", "no name that every system"),
        (("models", 0, "licence"), "gpl", "not among the licences"),
        (("models", 0, "repo"), "https://elsewhere", "repo"),
        (("models", 0, "repo"), "../x", "repo"),
        (("models", 0, "revision"), "main/../x", "revision"),
        (("models", 0, "main"), "other.gguf", "none of its files"),
        (("models", 0, "files"), [], "files"),
        (("models", 0, "files", 0, "sha256"), "abc", "sha256"),
        (("models", 0, "files", 0, "sha256"), "A" * 64, "sha256"),
        (("models", 0, "files", 0, "size"), -1, "size"),
        (("models", 0, "files", 0, "size"), "big", "size"),
        (("models", 0, "files", 0, "size"), None, "`about` must give an estimate"),
        (("models", 0, "files", 0, "path"), "../x.gguf", "not a plain relative path"),
        (("models", 0, "files", 0, "path"), "/etc/x.gguf", "not a plain relative path"),
        (("models", 0, "files", 0, "path"), "a\\b.gguf", "not a plain relative path"),
        (("models", 0, "files", 0, "path"), "nul.gguf", "every system can store"),
        (("models", 0, "files", 0, "save_as"), "a/../../b", "not a plain relative path"),
        (("models", 0, "languages"), [], "languages"),
        (("models", 0, "languages"), ["fr"], "languages"),
        (("models", 0, "shape"), None, "a brain needs all of `shape`"),
        (("models", 0, "shape"), {"parameters": 1}, "a brain needs all of `shape`"),
        (("models", 0, "recommended"), {"memory_gb": 1, "cores": 1}, "less than `minimal`"),
        (("models", 0, "note"), {"ko": "", "en": "x"}, "note"),
        (("models", 0, "surprise"), 1, "unknown name"),
        (("licences", "mit", "url"), "http://x", "url"),
        (("licences", "mit", "commercial"), "maybe", "commercial"),
    ],
)
def test_a_wrong_value_is_told_with_its_line(
    plain: Any, tmp_path: Path, path: tuple[Any, ...], value: Any, words: str
) -> None:
    error = broken(plain, tmp_path, *path, value=value)
    assert words in error.message and re.search(r"line \d+: ", error.message), error.message
    line = int(re.search(r"line (\d+): ", error.message)[1])  # type: ignore[index]
    lines = (tmp_path / "catalogue.yaml").read_text(encoding="utf-8").splitlines()
    near = " ".join(lines[max(0, line - 2) : line])
    assert any(str(part) in near for part in (*path, "id:", "path:") if isinstance(part, str))


@pytest.mark.parametrize("name", ["version", "licences", "models"])
def test_a_missing_part_is_told(plain: Any, tmp_path: Path, name: str) -> None:
    assert name in broken(plain, tmp_path, name).message


def test_all_errors_are_told_at_once(plain: Any, tmp_path: Path) -> None:
    data = copy.deepcopy(plain)
    data["models"][0]["kind"] = "nose"
    data["models"][3]["files"][0]["size"] = 0
    del data["models"][5]["note"]
    with pytest.raises(ModelError, match=r"3 error\(s\)"):
        load(written(tmp_path, data))


def test_an_id_that_is_there_twice(plain: Any, tmp_path: Path) -> None:
    assert "2 times" in broken(plain, tmp_path, "models", 1, "id", value="qwen3-0.6b").message


def test_ears_and_piper_voices_are_several_files(plain: Any, tmp_path: Path) -> None:
    ears = next(at for at, entry in enumerate(plain["models"]) if entry["kind"] == "ears")
    assert "ears need config.json" in broken(plain, tmp_path, "models", ears, "files", 0).message
    voice = next(at for at, entry in enumerate(plain["models"]) if entry["engine"] == "piper")
    assert "two files" in broken(plain, tmp_path, "models", voice, "files", 1).message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version: 1\nversion: 1\n", "line 2: `version` is there twice"),
        ("a: &x [1]\nb: *x\n", "line 2: YAML aliases"),
        ("a: [1\nb: 2\n", "line 2: this is not valid YAML"),
        ("a: !!python/object:os.system x\n", "not valid YAML"),
        ("a: 2024-99-99\n", "can't be read"),
        ("[" * 40 + "]" * 40, "nested too deeply"),
        ("x" * ((1 << 20) + 1), "larger than 1 MiB"),
        ("", "Input should be"),
        ("just words", "Input should be"),
        ("? [1, 2]\n: 3\n", "catalogue.yaml, line 1"),
    ],
)
def test_no_catalogue_at_all(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "catalogue.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        load(path)
    assert words in caught.value.message and caught.value.code == "models-catalogue"


def test_a_file_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.yaml"
    with pytest.raises(ModelError, match="can't be read"):
        load(path)
    path.write_bytes(b"version: 1\n\xff\xfe")
    with pytest.raises(ModelError, match="line 2: the file is not UTF-8"):
        load(path)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.data())
def test_any_change_is_a_catalogue_or_one_clear_error(
    plain: Any, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    changed = {**plain, "models": copy.deepcopy(plain["models"][:2] + plain["models"][8:9])}
    place: Any = changed["models"]
    for _ in range(data.draw(st.integers(1, 4))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key]:
            break
        place = place[key]
    key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
    place[key] = data.draw(ANYTHING)
    try:
        catalogue = load(written(tmp_path_factory.mktemp("any"), changed))
    except ModelError as error:
        assert error.code == "models-catalogue" and "line " in error.message
    else:
        assert all(isinstance(entry, Entry) for entry in catalogue.models)


@given(text=st.text(max_size=200))
def test_any_text_is_a_clear_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "catalogue.yaml"
    path.write_text(text, encoding="utf-8", errors="replace")
    with pytest.raises(ModelError) as caught:
        load(path)
    assert caught.value.code == "models-catalogue"
