"""Settings: defaults, the person's file, overrides, and errors that name everything at once."""

from pathlib import Path

import pytest
import yaml

from companion import config, paths
from companion.errors import ConfigError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_has_every_setting_and_no_other() -> None:
    shipped = yaml.safe_load(paths.default_config().read_text(encoding="utf-8"))
    assert config.defaults().model_dump(mode="json") == shipped


def test_every_setting_of_the_shipped_file_is_commented() -> None:
    lines = paths.default_config().read_text(encoding="utf-8").splitlines()
    settings = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    bare = [line for line in settings if not line.rstrip().endswith(":") and "#" not in line]
    assert len(settings) > 50
    assert bare == []


def test_only_what_differs_is_needed(home: Path) -> None:
    write(home / "conf.yaml", "brain:\n  temperature: 0.3\n")
    loaded = config.load()
    assert loaded.brain.temperature == 0.3
    assert loaded.brain.top_p == config.defaults().brain.top_p


def test_overrides_win_over_the_file(home: Path) -> None:
    write(home / "conf.yaml", "brain: {threads: 3}\n")
    assert config.load(overrides={"brain.threads": 2, "speaker": {"volume": 0.5}}).brain.threads == 2


def test_an_empty_file_means_the_defaults(home: Path) -> None:
    write(home / "conf.yaml", "# nothing yet\n")
    assert config.load() == config.defaults()


def test_all_mistakes_are_told_at_once_with_a_guess(home: Path) -> None:
    write(home / "conf.yaml", "microphon: {}\nspeaker: {volume: 7}\nbrain: {thread: 1}\n")
    with pytest.raises(ConfigError) as caught:
        config.load()
    text = str(caught.value)
    assert caught.value.code == "config-invalid"
    assert "microphon: unknown setting; did you mean `microphone`?" in text
    assert "brain.thread: unknown setting; did you mean `threads`?" in text
    assert "speaker.volume" in text and "7" in text
    assert "3 setting(s)" in text


def test_a_syntax_error_names_file_and_line(home: Path) -> None:
    place = write(home / "conf.yaml", "brain:\n  model: [1, 2\nvoice: {}\n")
    with pytest.raises(ConfigError, match="line 3") as caught:
        config.load()
    assert str(place) in str(caught.value)


@pytest.mark.parametrize("content", ["- a\n- b\n", "just words\n"])
def test_a_file_that_is_not_a_mapping(home: Path, content: str) -> None:
    write(home / "conf.yaml", content)
    with pytest.raises(ConfigError, match="name: value"):
        config.load()


def test_bytes_that_are_not_text(home: Path) -> None:
    home.mkdir()
    (home / "conf.yaml").write_bytes(b"\xff\xfe\x00brain")
    with pytest.raises(ConfigError, match="can't be read"):
        config.load()


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        config.load(tmp_path / "missing.yaml")


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        config.defaults().brain.threads = 4  # type: ignore[misc]


def test_a_wrong_override_is_not_blamed_on_the_file(home: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(overrides={"brian.model": "x"})
    assert "conf.yaml:" not in caught.value.message and "--set" in caught.value.message
    place = write(home / "conf.yaml", "speaker: {volume: 0.5}\n")
    with pytest.raises(ConfigError) as caught:
        config.load(overrides={"brian.model": "x"})
    assert str(place) in caught.value.message and "--set" in caught.value.message


def test_a_bare_off_in_yaml_is_the_mode_off(tmp_path: Path) -> None:
    file = tmp_path / "conf.yaml"
    file.write_text("microphone:\n  mode: off\n", encoding="utf-8")
    assert config.load(file).microphone.mode == "off"
