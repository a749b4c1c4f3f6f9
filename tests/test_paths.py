"""Files are found from any current directory, in the checkout and in a wheel."""

from pathlib import Path

import pytest

from companion import paths


def test_shipped_data_is_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.default_config().is_file()
    assert paths.shipped_characters().is_dir()
    assert paths.assets().is_dir()


def test_a_wheel_brings_its_own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "companion"
    (package / "_shipped").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.shipped() == package / "_shipped"


def test_the_home_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    places = (paths.user_config, paths.user_characters, paths.user_models, paths.cache, paths.database, paths.logs)
    assert all(place().is_relative_to(tmp_path) for place in places)


def test_without_the_variable_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMPANION_HOME", raising=False)
    assert "vtuber-companion" in str(paths.user_data())


def test_resolve_prefers_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    base = tmp_path / "character"
    for folder in (base, tmp_path / "home" / "models"):
        folder.mkdir(parents=True)
        (folder / "a.gguf").touch()
    assert paths.resolve("a.gguf", base=base) == base / "a.gguf"
    assert paths.resolve("a.gguf") == tmp_path / "home" / "models" / "a.gguf"
    assert paths.resolve("conf.yaml") == paths.default_config()
    assert paths.resolve("nowhere.gguf") == paths.shipped() / "nowhere.gguf"
    assert paths.resolve(str(base / "a.gguf")) == base / "a.gguf"


def test_a_downloaded_model_s_id_is_its_main_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    folder = paths.user_models() / "qwen"
    folder.mkdir(parents=True)
    assert paths.resolve("qwen") == folder, "a folder of the person's own"
    for record, meant in (('{"main": "q.gguf"}', folder / "q.gguf"), ('{"main": ""}', folder), ("{", folder)):
        (folder / paths.MODEL_RECORD).write_text(record)
        assert paths.resolve("qwen") == meant
        assert paths.resolve("qwen", base=tmp_path / "character") == meant
