"""Every setting of conf.yaml is in the window, has words in both languages, and is found by them."""

from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from companion import config
from companion.config import Config
from companion.desk.live import RESTART
from companion.ui.settings import catalogue, numbers, search
from companion.ui.settings.catalogue import PAGES, Setting, settings, values_of
from companion.ui.settings.hers import wishes
from companion.ui.texts import TEXTS, Texts

ALL = settings()
EN = Texts("en")


def by_name(name: str) -> Setting:
    return next(setting for setting in ALL if setting.name == name)


def test_no_setting_is_missing_and_none_is_there_twice() -> None:
    names = [setting.name for setting in ALL]
    assert len(names) > 60
    assert sorted(names) == sorted(values_of(config.defaults()))
    assert {setting.page for setting in ALL} == set(PAGES)
    assert {setting.name: setting.default for setting in ALL} == values_of(config.defaults())


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("setting", ALL, ids=lambda setting: setting.name)
def test_every_setting_has_words(setting: Setting, language: str) -> None:
    """A new setting needs `set.<name>` and `set.<name>.help` in companion/ui/words, in both languages."""
    table = TEXTS[language]  # type: ignore[index]
    for key in (setting.words, f"{setting.words}.help", *(f"{setting.words}.{each}" for each in setting.choices)):
        assert table.get(key, "").strip(), f"{key} has no words in {language}"
    assert len(table[setting.words]) <= 34, "too long for a title"
    if language == "ko":
        assert any("가" <= letter <= "힣" for letter in table[f"{setting.words}.help"])


def test_no_words_for_settings_that_do_not_exist() -> None:
    keys = {key for key in TEXTS["en"] if key.startswith("set.")}
    known = {setting.words for setting in ALL}
    known |= {f"{setting.words}.help" for setting in ALL}
    known |= {f"{setting.words}.{choice}" for setting in ALL for choice in setting.choices}
    assert keys == known


def test_what_is_new_shows_up_as_its_type_says(monkeypatch: pytest.MonkeyPatch) -> None:
    class Sleep(BaseModel):
        deep: bool
        wake_ms: Annotated[int, Field(ge=0, le=9000)]
        kind: Literal["nap", "night"]
        pillow: str
        often: float

    made = {name: catalogue._setting(f"sleep.{name}", field, default) for (name, field), default in zip(
        Sleep.model_fields.items(), (True, 200, "nap", "soft", 3.0), strict=True)}  # fmt: skip
    assert [setting.kind for setting in made.values()] == ["switch", "number", "choice", "text", "number"]
    assert {setting.page for setting in made.values()} == {"advanced"}
    assert made["wake_ms"].shown is not None and made["wake_ms"].shown.unit == "ms"
    assert made["kind"].choices == ("nap", "night")
    assert made["often"].shown is not None and made["often"].shown.low <= 3.0 <= made["often"].shown.high


def test_what_needs_a_new_start_exists() -> None:
    assert set(RESTART) <= {setting.name for setting in ALL}


NUMBERS = [setting for setting in (*ALL, *wishes(("ko", "en"))) if setting.kind == "number"]


@pytest.mark.parametrize("setting", NUMBERS, ids=lambda setting: setting.name)
def test_numbers_are_read_as_they_were_written(setting: Setting) -> None:
    shown = setting.shown
    assert shown is not None
    ends = [value / shown.factor for value in (shown.low, shown.high)]
    default = [setting.default] if setting.default is not None else []
    for value in (*default, *(round(end) if setting.whole else end for end in ends)):
        assert not numbers.outside(value, setting), f"the slider reaches {value}"
        for text in (numbers.in_field(value, shown, EN), numbers.with_unit(value, shown, EN)):
            assert numbers.read(text, setting) == pytest.approx(value)
        assert numbers.read(numbers.with_unit(value, shown, Texts("ko")), setting) == pytest.approx(value)
    if setting.default is not None:
        assert shown.low <= setting.default * shown.factor <= shown.high


@given(st.text(max_size=12))
def test_any_text_is_a_possible_number_or_none(text: str) -> None:
    for name in ("speaker.volume", "brain.threads", "brain.temperature", "microphone.hold_complete_ms"):
        setting = by_name(name)
        value = numbers.read(text, setting)
        if value is not None and not numbers.outside(value, setting):
            config.check(config.defaults(), name, value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("speaker.volume", "85 %", 0.85),
        ("speaker.volume", "33,5", 0.335),
        ("microphone.hold_complete_ms", "0.35", 350),
        ("microphone.hold_complete_ms", "0,4 초", 400),
        ("brain.threads", "2.5", None),
        ("brain.context", "8,192", None),
        ("barge_in.duck_db", "−12 dB", -12),
        ("brain.temperature", "warm", None),
        ("brain.temperature", "nan", None),
        ("brain.temperature", "inf", None),
    ],
)
def test_numbers_as_people_write_them(name: str, text: str, value: float | None) -> None:
    read = numbers.read(text, by_name(name))
    assert read == value or (value is not None and read == pytest.approx(value))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("volume", "speaker.volume"),
        ("소리 크기", "speaker.volume"),
        ("상상", "brain.temperature"),
        ("temperature", "brain.temperature"),
        ("barge_in.enabled", "barge_in.enabled"),
        ("끼어들", "barge_in.enabled"),
        ("ㅅㅅㄹ", "brain.temperature"),
        ("ㅁㅇㅋ", "microphone.device"),
        ("OFFLINE", "offline"),
        ("화면언어", "language"),
    ],
)
def test_settings_are_found(words: str, first: str) -> None:
    assert search.found(words, ALL)[0].name == first


def test_every_setting_is_found_by_its_title_in_both_languages() -> None:
    for setting in ALL:
        for language in ("en", "ko"):
            title = TEXTS[language][setting.words]  # type: ignore[index]
            assert setting in search.found(title, ALL)[:4], title


def test_nothing_and_everything() -> None:
    assert search.found("xyzzy", ALL) == []
    assert set(search.found("  ", ALL)) == set(ALL)
    assert search.initials("마이크 mic") == "ㅁㅇㅋ mic"


def test_config_is_what_it_is_read_off() -> None:
    assert {name.partition(".")[0] for name in values_of(config.defaults())} == set(Config.model_fields)


def test_a_large_limit_is_written_out() -> None:
    plain = catalogue.Shown(0, 1, 1)
    assert numbers.with_unit(1_000_000, plain, EN) == "1000000"
    assert numbers.with_unit(0.3, plain, EN) == "0.3"
