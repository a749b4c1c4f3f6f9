"""What the person wants of one character alone: over her sheet, never in it."""

from pathlib import Path

import pytest
import yaml

from companion import paths
from companion.errors import ConfigError
from companion.persona import overrides
from companion.persona.character import find_character, list_characters, load_character


def test_wishes_count_wherever_she_is_loaded_and_her_sheet_stays() -> None:
    sheet = paths.shipped_characters() / "ruby" / "character.yaml"
    before = sheet.read_bytes()
    plain = load_character(sheet.parent)
    overrides.change(
        "ruby", {"voices.ko.speed": 1.4, "voices.ko.pitch": -2, "sampling.temperature": 0.2, "language": "en"}
    )
    for ruby in (find_character("ruby"), next(who for who in list_characters().characters if who.id == "ruby")):
        assert (ruby.voices["ko"].speed, ruby.voices["ko"].pitch) == (1.4, -2)
        assert ruby.voices["ko"].voice == plain.voices["ko"].voice and ruby.voices["en"] == plain.voices["en"]
        assert ruby.sampling.temperature == 0.2 and ruby.language == "en"
        assert ruby.digest == plain.digest  # a model that was trained on her still knows her
    assert sheet.read_bytes() == before
    assert find_character("snow_white") == load_character(paths.shipped_characters() / "snow_white")


def test_another_engine_takes_its_own_voice() -> None:
    overrides.change("ruby", {"voices.en.engine": "piper", "voices.en.model": "amy"})
    choice = find_character("ruby").voices["en"]
    assert (choice.engine, choice.voice, choice.model) == ("piper", "", "amy")


def test_her_own_model_comes_without_the_adapter_of_another() -> None:
    ruby = load_character(paths.shipped_characters() / "ruby").model_copy(update={"adapter": "ruby.gguf"})
    made = overrides.Overrides(brain="qwen3-4b").over(ruby)
    assert (made.brain, made.adapter) == ("qwen3-4b", None)


def test_a_language_that_she_does_not_speak_is_no_wish() -> None:
    ruby = load_character(paths.shipped_characters() / "ruby").model_copy(update={"languages": ("ko",)})
    assert overrides.Overrides(language="en").over(ruby).language is None


def test_taken_back_wishes_leave_nothing() -> None:
    overrides.change("ruby", {"sampling.seed": 7, "voices.ko.speed": 2.0})
    assert overrides.change("ruby", {"voices.ko.speed": None}).voices == {"ko": overrides.VoiceWishes()}
    assert yaml.safe_load(overrides.place("ruby").read_text(encoding="utf-8")) == {"sampling": {"seed": 7}}
    overrides.change("ruby", {"sampling.seed": None})
    assert not overrides.place("ruby").exists()
    assert overrides.load("ruby") is overrides.NONE


@pytest.mark.parametrize(
    ("name", "value"),
    [("voices.ko.speed", 9), ("sampling.temperature", "warm"), ("languages", ["ko"]), ("voices.jp.speed", 1.0)],
)
def test_a_wrong_wish_is_refused_and_nothing_is_written(name: str, value: object) -> None:
    overrides.change("ruby", {"sampling.top_k": 5})
    before = overrides.place("ruby").read_bytes()
    with pytest.raises(ConfigError) as caught:
        overrides.change("ruby", {name: value})
    assert (
        caught.value.code == "character-settings-invalid"
        and name.split(".")[1 if "." in name else 0] in caught.value.message
    )
    assert overrides.place("ruby").read_bytes() == before
    assert [path.name for path in overrides.place("ruby").parent.iterdir()] == ["ruby.yaml"]


@pytest.mark.parametrize("text", ["voices: [", "- a list", "sampling: {temperature: hot}", "\x00"])
def test_a_broken_file_is_told_and_she_comes_as_her_sheet_says(text: str) -> None:
    place: Path = overrides.place("ruby")
    place.parent.mkdir(parents=True)
    place.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        overrides.load("ruby")
    assert str(place) in caught.value.message and caught.value.hint
    assert find_character("ruby") == load_character(paths.shipped_characters() / "ruby")
    place.write_text("sampling: {temperature: 0.5}\n", encoding="utf-8")  # mended by hand
    assert find_character("ruby").sampling.temperature == 0.5
