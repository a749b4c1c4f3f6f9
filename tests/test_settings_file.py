"""The person's conf.yaml is changed a value at a time; their words around it stay."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from companion import config, paths, settings_file
from companion.errors import ConfigError


@pytest.fixture
def mine() -> Path:
    place = paths.user_config()
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def test_a_file_is_made_where_there_is_none() -> None:
    place = settings_file.change({"brain.engine": "llama_cpp", "brain.model": "qwen3-4b", "language": "ko"})
    assert place == paths.user_config()
    assert place.read_text() == "language: ko\nbrain:\n  engine: llama_cpp\n  model: qwen3-4b\n"
    loaded = config.load()
    assert (loaded.brain.model, loaded.language) == ("qwen3-4b", "ko")


def test_comments_order_and_spelling_stay(mine: Path) -> None:
    mine.write_text(
        "# mine\nlanguage: ko   # 한국어\n\nbrain:          # the big one\n  # from the fair\n  threads: 3\n"
        '  model: "old.gguf"   # keep\nears: {model: small, threads: 2}  # quick\n# the end\n',
        encoding="utf-8",
    )
    settings_file.change(
        {"brain.model": "qwen3-4b", "brain.adapter": "", "ears.model": "whisper-small", "log.level": "debug"}
    )
    assert mine.read_text(encoding="utf-8") == (
        "# mine\nlanguage: ko   # 한국어\n\nbrain:          # the big one\n  # from the fair\n  adapter: ''\n"
        "  threads: 3\n  model: qwen3-4b   # keep\nears: {model: whisper-small, threads: 2}  # quick\n# the end\n"
        "log:\n  level: debug\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("brain:\n", "brain:\n  model: m\n"),
        ("brain:   # later\nlanguage: ko\n", "brain:   # later\n  model: m\nlanguage: ko\n"),
        ("brain: {}\n", "brain: {model: m}\n"),
        ("brain: {threads: 1}", "brain: {model: m, threads: 1}"),
        ("brain:\n  model:\n", "brain:\n  model: m\n"),
        ("brain:\n  model: ~\n  threads: 1\n", "brain:\n  model: m\n  threads: 1\n"),
        ("brain: {model: , threads: 1}\n", "brain: {model: m , threads: 1}\n"),
        ("brain: {model: 'a, b'}\n", "brain: {model: m}\n"),
        ("brain:\r\n  model: x\r\n  threads: 1\r\n", "brain:\r\n  model: m\r\n  threads: 1\r\n"),
        ("language: ko", "language: ko\nbrain:\n  model: m\n"),
        ("# nothing yet\n", "# nothing yet\nbrain:\n  model: m\n"),
        ("---\nlanguage: ko\n", "---\nlanguage: ko\nbrain:\n  model: m\n"),
        ("brain:\n    threads: 1\n", "brain:\n    model: m\n    threads: 1\n"),
        ("\ufeffbrain:\n  model: x\n", "brain:\n  model: m\n"),
        ("brain: &b\n  model: x\n", "brain: &b\n  model: m\n"),
    ],
)
def test_every_way_to_write_a_section(mine: Path, before: str, after: str) -> None:
    mine.write_bytes(before.encode("utf-8"))
    settings_file.change({"brain.model": "m"})
    assert mine.read_bytes().decode("utf-8") == after


@pytest.mark.parametrize(
    "text",
    [
        "brain: |\n  words\n",
        "brain:\n  model: >\n    folded\n    words\n",
        "brain:\n  model: x\n...\n",
        "defaults: &d {model: x}\nbrain: *d\n",
    ],
)
def test_what_is_written_too_cleverly_is_left_alone(mine: Path, text: str) -> None:
    mine.write_text(text)
    with pytest.raises(ConfigError) as caught:
        settings_file.change({"brain.model": "m", "log.level": "debug"})
    assert caught.value.code in ("config-unusual", "config-invalid")
    assert mine.read_text() == text and not list(mine.parent.glob("*.new"))
    if caught.value.code == "config-unusual":
        assert "brain.model: m" in caught.value.hint and str(mine) in caught.value.message


@pytest.mark.parametrize("text", ["brain: [\n", "brian:\n  model: x\n", "just words\n"])
def test_a_file_that_is_wrong_already_is_told_and_stays(mine: Path, text: str) -> None:
    mine.write_text(text)
    with pytest.raises(ConfigError, match=r"conf\.yaml"):
        settings_file.change({"brain.model": "m"})
    assert mine.read_text() == text


@pytest.mark.parametrize("changes", [{"brain.threads": "many"}, {"brain.modle": "x"}, {"nothing": 1}])
def test_a_change_that_would_be_wrong_is_not_made(mine: Path, changes: dict[str, Any]) -> None:
    mine.write_text("language: ko\n")
    with pytest.raises(ConfigError) as caught:
        settings_file.change(changes)
    assert (
        mine.read_text() == "language: ko\n" and str(mine) in caught.value.message and ".new" not in str(caught.value)
    )


def test_a_folder_that_can_t_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "conf.yaml.new").mkdir()
    for place, code in ((tmp_path / "file" / "conf.yaml", "unreadable"), (tmp_path / "conf.yaml", "unwritable")):
        with pytest.raises(ConfigError) as caught:
            settings_file.change({"language": "ko"}, place)
        assert caught.value.code == f"config-{code}" and str(place) in caught.value.message


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
VALUES = {
    "brain.model": WORDS,
    "brain.threads": st.integers(0, 256),
    "brain.temperature": st.floats(0, 5),
    "brain.seed": st.none() | st.integers(-9, 9),
    "speaker.device": WORDS,
    "speaker.voice_on": st.booleans(),
    "window.position": st.none() | st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(list),
    "language": st.sampled_from(["ko", "en", "auto"]),
    "offline": st.booleans(),
}
CHANGES = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda name: VALUES[name].map(lambda value: (name, value))), max_size=6
)


@settings(max_examples=20)
@given(first=CHANGES, second=CHANGES, flow=st.sampled_from([None, True, False]))
def test_any_settings_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, first: list[Any], second: list[Any], flow: bool | None
) -> None:
    place = tmp_path_factory.mktemp("any") / "conf.yaml"
    meant: dict[str, Any] = {}
    for name, value in first:
        section, _, inner = name.partition(".")
        if inner:
            meant.setdefault(section, {})[inner] = value
        else:
            meant[section] = value
    place.write_text(
        yaml.safe_dump(meant, allow_unicode=True, default_flow_style=flow) if meant else "", encoding="utf-8"
    )
    before = yaml.safe_load(place.read_text(encoding="utf-8")) or {}
    try:
        settings_file.change(dict(second), place)
    except ConfigError as error:
        assert error.code == "config-unusual"
        assert (yaml.safe_load(place.read_text(encoding="utf-8")) or {}) == before
        return
    loaded = config.load(place) if place.exists() else config.defaults()
    for name, value in dict(second).items():
        section, _, inner = name.partition(".")
        found = getattr(getattr(loaded, section), inner) if inner else getattr(loaded, section)
        assert (list(found) if isinstance(found, tuple) else found) == value


def test_forgotten_settings_leave_the_file_where_no_comment_is_lost(mine: Path) -> None:
    mine.write_text(
        "# mine\nlanguage: ko\nbrain:\n  threads: 3\nears: {threads: 2}\nlog:   # why\n  level: debug\nspeaker:\n"
        "  volume: 0.3 # quiet\n  voice_on: false\n# end\nwindow:\n  fps: 30\n  position: [3,\n    4]\n  scale: 1.5\n",
        encoding="utf-8",
    )
    names = [
        "language",
        "brain.threads",
        "ears.threads",
        "log.level",
        "speaker.volume",
        "window.fps",
        "window.position",
    ]
    settings_file.forget([*names, "models.hub"])
    assert mine.read_text(encoding="utf-8") == (
        "# mine\nlog:   # why\n  level: info\nspeaker:\n  volume: 1.0 # quiet\n  voice_on: false\n# end\n"
        "window:\n  scale: 1.5\n"
    )
    usual, now = config.defaults(), config.load()
    for name in names:
        assert settings_file._value(now.model_dump(), name) == settings_file._value(usual.model_dump(), name)


def test_the_whole_text_comes_back(mine: Path) -> None:
    assert settings_file.read() == ""
    settings_file.change({"language": "ko"})
    before = settings_file.read()
    settings_file.restore("# nothing\n")
    assert config.load().language == "auto"
    settings_file.restore(before)
    assert settings_file.read() == before and config.load().language == "ko"
    with pytest.raises(ConfigError):
        settings_file.restore("language: klingon\n")
    assert settings_file.read() == before


@given(
    st.dictionaries(
        st.sampled_from(["brain.threads", "brain.seed", "window.fps", "window.position", "language", "log.level"]),
        st.just(None),
        min_size=1,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_forgotten_is_as_it_ships(names: dict[str, None]) -> None:
    place = paths.user_config()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(
        "language: ko\nbrain:\n  threads: 3 # cores\n  seed: 5\nwindow: {fps: 30, position: [1, 2]}\n"
        "log:\n  level: debug\n",
        encoding="utf-8",
    )
    settings_file.forget(names)
    usual, now = config.defaults().model_dump(), config.load().model_dump()
    for name in names:
        assert settings_file._value(now, name) == settings_file._value(usual, name)
