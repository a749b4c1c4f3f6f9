import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from companion import config, paths
from companion.errors import CharacterError
from companion.persona.character import (
    Character,
    SamplingWishes,
    find_character,
    list_characters,
    load_character,
)
from companion.persona.emotion import CANONICAL

SMALL = """\
id: mina
names: 미나
languages: [ko]
one_line: {ko: 작은 등대의 등대지기}
speech:
  ko:
    level: 해요체
"""


def write(folder: Path, text: str | bytes, name: str = "mina") -> Path:
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    data = text.encode() if isinstance(text, str) else text
    (place / "character.yaml").write_bytes(data)
    return place


def refused(folder: Path, text: str | bytes) -> CharacterError:
    place = write(folder, text)
    with pytest.raises(CharacterError) as caught:
        load_character(place)
    assert str(place / "character.yaml") in str(caught.value)
    return caught.value


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    return paths.user_characters()


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    mina = load_character(write(tmp_path, SMALL))
    assert mina.name("ko") == mina.name("en") == "미나"
    assert mina.emotions == CANONICAL and mina.reply_order == "emotion_first" and mina.brain is None
    assert mina.folder == tmp_path / "mina" and mina.avatar.renderer == "vector"


def test_a_character_is_frozen(tmp_path: Path) -> None:
    mina = load_character(write(tmp_path, SMALL))
    with pytest.raises(ValueError, match="frozen"):
        mina.id = "other"  # type: ignore[misc]


def test_all_errors_at_once_each_with_its_line(tmp_path: Path) -> None:
    text = (
        SMALL.replace("id: mina", "id: minna")
        + """\
emotions:
  - joy
  - hapy
greeting: {ko: []}
voices:
  ko: {engine: espeak, spede: 1.2, pitch: 99}
sampling: {temperature: hot}
folder: /tmp
"""
    )
    said = str(refused(tmp_path, text))
    for line in (
        "line 1: id is 'minna' but the folder is named 'mina'",
        "line 10: emotions.1: unknown emotion 'hapy'; did you mean `joy`?",
        "line 11: unknown key `greeting`; did you mean `greetings`?",
        "line 13: unknown key `voices.ko.spede`; did you mean `speed`?",
        "line 13: voices.ko.pitch: Input should be less than or equal to 24",
        "line 14: sampling.temperature: Input should be a valid number",
        "line 15: unknown key `folder`",
    ):
        assert line in said, (line, said)
    assert "7 thing(s)" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("languages: [ko]", "languages: [ko, en]"), "line 4: one_line has no text for the language 'en'"),
        (("languages: [ko]", "languages: [ko, en]"), "line 5: speech has no text for the language 'en'"),
        (("languages: [ko]", "languages: []"), "line 3: languages"),
        (("languages: [ko]", "languages: [ko, ko]"), "line 3: languages names something twice"),
        (("languages: [ko]", "languages: [fr]"), "line 3: languages.0: Input should be 'ko' or 'en'"),
        (("names: 미나\n", ""), "`names` is missing"),
        (("    level: 해요체", "    rules: [a]"), "line 6: `speech.ko.level` is missing"),
        (("    level: 해요체", "    level: x\n    forbidden: ['(']"), "line 8: speech.ko.forbidden.0: not a regular"),
        (("id: mina", "id: Mi Na"), "line 1: id: String should match pattern"),
        (("id: mina", "id: mina\navatar: {style: {eyes: [1]}}"), "line 2: avatar.style.eyes: a plain text, number"),
        (("id: mina", "id: mina\nage: " + "x" * 500), "line 2: age.ko: String should have at most 400"),
    ],
)
def test_single_mistakes(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert said in str(refused(tmp_path, SMALL.replace(*change)))


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a,*a,*a,*a,*a,*a]\n" for n in range(9))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [", "line 1: this is not valid YAML"),
        ("id: mina\nnames: {ko: 미나, 안녕? x: y: z}", "line 2: this is not valid YAML"),
        ("- a\n- b\n", "line 1: a character is a list of `name: value` lines"),
        ("", "line 1: a character is a list"),
        ("just words", "line 1: a character is a list"),
        (BOMB, "line 2: YAML aliases"),
        ("a: " + "[" * 200 + "]" * 200, "line 1: nested too deeply"),
        ("id: mina\nid: mona\n", "line 2: `id` is there twice"),
        ("names:\n  ko: a\n  ko: b\n", "line 3: `ko` is there twice"),
        ("id: !!python/object/apply:os.system ['true']", "not valid YAML"),
        (b"id: mina\nnames: \xff\xfe", "line 2: the file is not UTF-8"),
        (b"\x00\x01\x02", "not valid YAML"),
        ("# " + "x" * (257 * 1024), "larger than 256 KiB"),
        ("when: 2024-99-99", "can't be read"),
        ("? [a, b]\n: c", "not valid YAML"),
    ],
)
def test_files_that_are_no_characters(tmp_path: Path, text: str | bytes, said: str) -> None:
    assert said in str(refused(tmp_path, text))


def test_missing_file_and_a_folder_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(CharacterError, match=r"has no character\.yaml"):
        load_character(tmp_path)
    (tmp_path / "mina" / "character.yaml").mkdir(parents=True)
    with pytest.raises(CharacterError, match="can't be read"):
        load_character(tmp_path / "mina")


def test_a_byte_order_mark_and_emotion_aliases_are_fine(tmp_path: Path) -> None:
    mina = load_character(write(tmp_path, b"\xef\xbb\xbf" + (SMALL + "emotions: [기쁨, Sadness]\n").encode()))
    assert mina.emotions == ("joy", "sad")


def test_the_digest_follows_what_shapes_the_prompt_and_nothing_else(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        return load_character(write(tmp_path, text)).digest

    plain = digest(SMALL)
    assert plain == digest("# a comment\n" + SMALL + "author: me\nsampling: {seed: 1}\nvoices: {ko: {pitch: 2}}\n")
    assert plain == digest(SMALL + "    markers: [{name: yo, regex: 요, min_rate: 0.5}]\n")
    changed = {
        digest(SMALL.replace("해요체", "반말")),
        digest(SMALL + "emotions: [joy]\n"),
        digest(SMALL + "reply_order: text_first\n"),
        digest(SMALL + "backstory: {ko: [옛날에]}\n"),
    }
    assert len(changed) == 4 and plain not in changed


def test_sampling_wishes_stand_over_the_settings() -> None:
    brain = config.defaults().brain
    mixed = SamplingWishes(temperature=0.3, seed=7).over(brain)
    assert (mixed.temperature, mixed.seed) == (0.3, 7)
    assert (mixed.top_p, mixed.top_k, mixed.max_tokens) == (brain.top_p, brain.top_k, brain.max_tokens)


# --- finding them ---


def test_own_characters_join_the_shipped_ones(home: Path) -> None:
    write(home, SMALL)
    write(home, "id: [", name="broken")
    (home / ".trash").mkdir()
    (home / "notes.txt").write_text("not a folder")
    found = list_characters()
    shipped = {folder.name for folder in paths.shipped_characters().iterdir() if folder.is_dir()}
    assert len(shipped) >= 7
    ids = [character.id for character in found.characters]
    assert ids == ["snow_white", "ruby", "nova", "daon", "solmi", "nuri", "moru", "mina"] and {*ids} == {
        "mina",
        *shipped,
    }
    assert len(found.broken) == 1 and "broken" in str(found.broken[0])
    assert found.broken[0].folder == "broken"  # the menu names it by this


def test_an_own_folder_wins_unless_it_is_broken(home: Path) -> None:
    own = home / "ruby"
    shutil.copytree(paths.shipped_characters() / "ruby", own)
    assert find_character("ruby").folder == own
    (own / "character.yaml").write_text("id: ruby\n")
    assert find_character("ruby").folder == paths.shipped_characters() / "ruby"
    assert len(list_characters().broken) == 1


@pytest.mark.parametrize("name", ["snow_white", "SNOW_WHITE", " 백설공주 ", "snow white", "백설이"])
def test_found_by_id_name_or_alias(home: Path, name: str) -> None:
    assert find_character(name).id == "snow_white"


def test_variants_of_one_character_are_told_apart(home: Path) -> None:
    """Four blood types under one name: lists show which is which, and her prompt does not know of it."""
    for variant in ("A", "AB"):
        folder = home / f"ruby_{variant.lower()}"
        shutil.copytree(paths.shipped_characters() / "ruby", folder)
        text = (folder / "character.yaml").read_text(encoding="utf-8").replace("id: ruby\n", f"id: {folder.name}\n")
        (folder / "character.yaml").write_text(f"{text}\nvariant: {variant}\n", encoding="utf-8")
    ruby, a, ab = (find_character(name) for name in ("ruby", "ruby_a", "루비 (ab)"))
    assert [one.id for one in (ruby, a, ab)] == ["ruby", "ruby_a", "ruby_ab"]
    assert [one.title("ko") for one in (ruby, a, ab)] == ["루비", "루비 (A)", "루비 (AB)"]
    assert a.name("ko") == ruby.name("ko") and a.digest == ruby.digest
    assert find_character("루비").id == "ruby"


def test_unknown_names_get_a_suggestion(home: Path) -> None:
    with pytest.raises(CharacterError, match="did you mean `snow_white`") as caught:
        find_character("snow_wite")
    assert caught.value.code == "character-unknown" and "ruby" in caught.value.hint
    with pytest.raises(CharacterError, match="no character"):
        find_character("../../etc")


def test_a_broken_one_says_why(home: Path) -> None:
    write(home, "id: [", name="broken")
    with pytest.raises(CharacterError, match="line 1: this is not valid YAML"):
        find_character("broken")


# --- the two that ship ---


@pytest.fixture(params=["snow_white", "ruby"])
def shipped(request: pytest.FixtureRequest) -> Character:
    return load_character(paths.shipped_characters() / request.param)


def test_shipped_characters_are_complete_in_both_languages(shipped: Character) -> None:
    assert shipped.languages == ("ko", "en") and shipped.emotions == CANONICAL
    raw: dict[str, Any] = yaml.safe_load((shipped.folder / "character.yaml").read_text(encoding="utf-8"))
    missing = {name for name in Character.model_fields if name not in raw} - {
        "folder",
        "brain",
        "adapter",
        "form",
        "sampling",
        "language",
        "variant",  # of several under one name
    }
    assert missing == set(), "a shipped character shows every field"
    for language in shipped.languages:
        assert len(shipped.greetings[language]) >= 4
        assert shipped.speech[language].rules and shipped.speech[language].markers and shipped.voices[language].voice
        for part in ("age", "looks", "backstory", "traits", "user_relation", "knowledge_boundary"):
            assert getattr(shipped, part)[language]


def test_shipped_greetings_speak_as_the_character_says(shipped: Character) -> None:
    for language, lines in shipped.greetings.items():
        speech = shipped.speech[language]
        for pattern in speech.forbidden:
            assert [line.text for line in lines if re.search(pattern, line.text)] == []
        for marker in speech.markers:
            hits = sum(bool(re.search(marker.regex, line.text)) for line in lines)
            assert hits / len(lines) >= marker.min_rate, (language, marker.name)


def test_shipped_voices_are_voices_that_exist(shipped: Character) -> None:
    from companion import espeak_ng

    for language, voice in shipped.voices.items():
        assert voice.engine == "espeak"
        speech = espeak_ng.synthesize(shipped.greetings[language][0].text, voice=voice.voice)
        assert len(speech.pcm) > speech.rate


def test_a_folder_that_appears_changes_or_breaks_is_seen_at_the_next_look(tmp_path: Path) -> None:
    def ids() -> list[str]:
        return [character.id for character in list_characters().characters]

    before = ids()
    folder = paths.user_characters() / "newcomer"
    shutil.copytree(paths.shipped_characters() / "ruby", folder)
    file = folder / "character.yaml"
    sheet = file.read_text(encoding="utf-8").replace("id: ruby", "id: newcomer")
    assert "newcomer" not in ids() and [error.folder for error in list_characters().broken] == ["newcomer"]
    file.write_text(sheet, encoding="utf-8")
    assert [*before, "newcomer"] == ids() and not list_characters().broken
    file.write_text(sheet.replace("reply_order", "reply_ordr"), encoding="utf-8")
    (error,) = list_characters().broken
    assert "reply_ordr" in error.message and error.folder == "newcomer"
    shutil.rmtree(folder)
    assert ids() == before and not list_characters().broken


def test_who_has_not_changed_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    list_characters()
    monkeypatch.setattr("companion.persona.character.read", lambda path: pytest.fail(f"{path} was read again"))
    assert list_characters().characters
