"""`companion-train new`: what it writes can be read at once, whatever the name, and nothing is ever overwritten."""

import json
from pathlib import Path

import pytest

from companion.errors import TrainingError
from companion.persona import cards
from companion.persona.cards import Card
from companion.persona.character import Language, load_character
from trainer import dialogues, recipe
from trainer.create import BLANK, Made, Wish, create, examples, spoken, without
from trainer.data.manner import level_of
from trainer.dialogues import Dialogue
from trainer.sources.language import sentences
from trainer.workspace import at, find


def new(root: Path, name: str = "elsa", **wish: object) -> Made:
    return create(at(name, root), Wish(**{"names": {}, **wish}))  # type: ignore[arg-type]


def said(found: tuple[Dialogue, ...]) -> str:
    return "\n".join(line.text for one in found for turn in one.turns for line in turn.replies)


@pytest.mark.parametrize(
    ("name", "words"),
    [("엘사", "저는 엘사예요"), ("메구민", "저는 메구민이에요"), ("Ann", "저는 Ann예요"), ("O'Hara-2", "O'Hara-2")],
)
def test_her_name_stands_in_the_dialogues_with_the_right_particle(tmp_path: Path, name: str, words: str) -> None:
    made = new(tmp_path, names={"ko": name, "en": name})
    found = dialogues.load(made.workspace.dialogues)
    assert words in said(found) and f"I'm {name}" in said(found)
    assert "{" not in said(found) + made.workspace.character_file.read_text(encoding="utf-8").split("voices:")[0]
    assert load_character(made.workspace.folder).names == {"ko": name, "en": name}


def test_it_can_be_run_at_once(tmp_path: Path) -> None:
    """Enough of every kind for the default gates: conversations, and who she is."""
    made = new(tmp_path)
    found = dialogues.load(made.workspace.dialogues)
    for language in ("ko", "en"):
        own = [one for one in found if one.language == language]
        kinds = [one.kind for one in own]
        assert len(own) >= 40 and {"dialogue", "identity", "protective", "general"} == set(kinds)
        assert kinds.count("identity") / len(kinds) > 0.1
    assert made.workspace.sources.is_dir() and made.workspace.prompts.is_dir() and made.example == ""
    assert recipe.load(made.workspace.recipe_file) == recipe.preset("starter").model_copy(update={"preset": "starter"})


def test_her_replies_keep_her_own_rules(tmp_path: Path) -> None:
    """What ships matches the markers of its own profile, and says nothing that is forbidden."""
    import re

    made = new(tmp_path)
    her = load_character(made.workspace.folder)
    for language, speech in her.speech.items():
        found = dialogues.load(made.workspace.dialogues)
        lines = [line.text for one in found if one.language == language for turn in one.turns for line in turn.replies]
        assert len(lines) > 80
        for marker in speech.markers:
            assert sum(bool(re.search(marker.regex, line)) for line in lines) / len(lines) >= marker.min_rate, (
                marker.name
            )
        assert not [line for line in lines for word in speech.forbidden if re.search(word, line)]
    moods = {line.emotion for one in found for turn in one.turns for line in turn.replies}
    assert moods == set(her.emotions)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", ["elsa", "rapunzel"])
def test_one_language_alone(tmp_path: Path, name: str, language: Language) -> None:
    made = new(tmp_path, name, languages=(language,))
    her = load_character(made.workspace.folder)
    assert her.languages == (language,) and set(her.speech) == {language} == set(her.names)
    assert {one.language for one in dialogues.load(made.workspace.dialogues)} == {language}


def test_the_shipped_example_is_the_starting_point(tmp_path: Path) -> None:
    made = new(tmp_path, "rapunzel")
    assert made.example == "rapunzel" and "rapunzel" in examples()
    assert load_character(made.workspace.folder).name("ko") == "라푼젤"
    assert len(dialogues.load(made.workspace.dialogues)) > 100 and list(made.workspace.sources.iterdir())


def test_an_example_under_another_id_name_and_preset(tmp_path: Path) -> None:
    made = new(tmp_path, "punzel", example="rapunzel", names={"ko": "푼젤"}, preset="qwen3-4b")
    her = load_character(made.workspace.folder)
    assert her.id == "punzel" and her.names == {"ko": "푼젤", "en": "Rapunzel"}
    assert recipe.load(made.workspace.recipe_file).base == "Qwen/Qwen3-4B-Instruct-2507"
    assert "still speak of rapunzel" in made.notes[0]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    made = new(tmp_path)
    made.workspace.recipe_file.write_text("mine", encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        new(tmp_path)
    assert caught.value.code == "workspace-exists"
    assert made.workspace.recipe_file.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["elsa"]


@pytest.mark.parametrize("name", ['a"b', "a|b", "", "x" * 61, "{her}", "a\nb", "#1"])
def test_a_name_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TrainingError) as caught:
        new(tmp_path, names={"ko": name})
    assert caught.value.code == "name-invalid" and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"preset": "exagirll"}, "preset-unknown"),
        ({"example": "snow"}, "example-unknown"),
        ({"sources": (Path("/nowhere/at/all.txt"),)}, "source-missing"),
        ({"sources": (Path("/"),)}, "source-invalid"),
    ],
)
def test_what_is_wrong_leaves_nothing_behind(tmp_path: Path, wish: dict[str, object], code: str) -> None:
    with pytest.raises(TrainingError) as caught:
        new(tmp_path, **wish)
    assert caught.value.code == code and caught.value.hint and not list(tmp_path.iterdir())


def test_sources_are_copied_with_their_folders(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    (texts / "deep").mkdir(parents=True)
    (texts / "a.txt").write_text("one", encoding="utf-8")
    (texts / "deep" / "a.txt").write_text("two", encoding="utf-8")
    (texts / ".hidden").write_text("no", encoding="utf-8")
    twice = tmp_path / "a.txt"
    twice.write_text("three", encoding="utf-8")
    other = tmp_path / "other" / "a.txt"
    other.parent.mkdir()
    other.write_text("four", encoding="utf-8")
    made = new(tmp_path / "root", sources=(texts, twice, other))
    found = {
        file.relative_to(made.workspace.sources).as_posix(): file.read_text(encoding="utf-8")
        for file in made.workspace.sources.rglob("*.txt")
    }
    assert found == {"texts/a.txt": "one", "texts/deep/a.txt": "two", "a.txt": "three", "a-2.txt": "four"}
    assert made.copied == 4


def card() -> Card:
    texts = {"name": "Mira", "description": "Mira is a sailor.", "personality": "bold, loud", "scenario": ""}
    return Card(2, {**texts, "first_mes": "Ahoy!", "mes_example": "<START>\n{{user}}: Hi\n{{char}}: Ahoy!"})


@pytest.mark.parametrize("name", ["mira.png", "mira.json", "mira.charx"])
def test_a_card_fills_the_profile(tmp_path: Path, name: str) -> None:
    cards.write(card(), tmp_path / name, 3 if name.endswith("charx") else 2)
    made = new(tmp_path / "root", "mira", sources=(tmp_path / name,))
    her = load_character(made.workspace.folder)
    assert made.profile == name and her.names == {"en": "Mira"} and her.traits["en"][:2] == ("bold", "loud")
    assert {one.language for one in dialogues.load(made.workspace.dialogues)} == {"en"}
    assert "I'm Mira" in said(dialogues.load(made.workspace.dialogues)) and "not in her manner yet" in made.notes[-1]
    assert (made.workspace.sources / name).is_file()


def test_a_card_under_another_name_keeps_its_own_as_alias(tmp_path: Path) -> None:
    cards.write(card(), tmp_path / "mira.json", 2)
    made = new(tmp_path / "root", "moira", sources=(tmp_path / "mira.json",), names={"en": "Moira"})
    her = load_character(made.workspace.folder)
    assert her.names == {"en": "Moira"} and her.aliases == ("Mira",)


def test_open_llm_vtuber_fills_the_profile(tmp_path: Path) -> None:
    """F11: characters of the program that the fairy-tale project stands on."""
    file = tmp_path / "mili.yaml"
    file.write_text(
        "character_config:\n  conf_name: mili\n  character_name: Mili\n  persona_prompt: You are Mili, a witch.\n",
        encoding="utf-8",
    )
    made = new(tmp_path / "root", "mili", sources=(file,))
    assert made.profile == "mili.yaml" and load_character(made.workspace.folder).name("en") == "Mili"


def test_files_that_are_no_cards_are_only_sources(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text(json.dumps([{"a": 1}]), encoding="utf-8")
    (tmp_path / "rows.json").write_text('{"a": 1}\n{"a": 2}\n', encoding="utf-8")
    (tmp_path / "old.json").write_bytes(json.dumps([{"a": "안녕하세요"}], ensure_ascii=False).encode("cp949"))
    (tmp_path / "settings.yaml").write_text("a: 1\n", encoding="utf-8")
    from companion.persona import card_png

    (tmp_path / "picture.png").write_bytes(card_png.blank())
    files = tuple(file for file in tmp_path.iterdir() if file.is_file())
    made = new(tmp_path / "root", sources=files)
    assert made.profile == "" and made.copied == 5


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "card.json",
            '{"spec": "chara_card_v2",\n "data": {"name": "Mira",}}',
            r"card\.json, line 2: .*not valid JSON",
        ),
        ("card.json", "{", r"card\.json, line 1: .*not valid JSON"),
        ("card.json", "[" * 100_000, r"card\.json: it is nested too deeply"),
        ("card.yaml", "character_config:\n  conf_name: [", r"card\.yaml, line 2: this is not valid YAML"),
    ],
)
def test_a_card_that_cant_be_read_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    """It is not left out without a word: who gives a card wants its profile."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError, match=said) as caught:
        new(tmp_path / "root", sources=(tmp_path / name,))
    assert caught.value.hint and not (tmp_path / "root" / "elsa").exists()


def test_a_workspace_without_her_profile_is_not_sent_in_a_circle(tmp_path: Path) -> None:
    """`run` said: make it with `new`; and `new`: it is there already, go on with `run`."""
    made = new(tmp_path)
    copy = made.workspace.versions / "3" / "elsa" / "character.yaml"
    copy.parent.mkdir(parents=True)
    made.workspace.character_file.rename(copy)
    for ask in (lambda: new(tmp_path), lambda: find("elsa", tmp_path)):
        with pytest.raises(TrainingError, match=r"without a character\.yaml|no character\.yaml any more") as caught:
            ask()
        assert str(copy) in caught.value.hint and "companion-train" not in caught.value.hint
    copy.unlink()
    with pytest.raises(TrainingError) as caught:
        find("elsa", tmp_path)
    assert "give the folder another name" in caught.value.hint
    with pytest.raises(TrainingError) as caught:
        find("nobody", tmp_path)
    assert caught.value.code == "workspace-missing" and "companion-train new nobody" in caught.value.hint


def test_a_damaged_card_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    value = {"spec": "chara_card_v2", "spec_version": "2.0", "data": {"name": "", "first_mes": "x", "description": 3}}
    (tmp_path / "bad.json").write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(TrainingError, match=r"bad\.json.*name is empty"):
        new(tmp_path / "root", sources=(tmp_path / "bad.json",))
    assert not (tmp_path / "root" / "elsa").exists()


def test_names_are_told_by_their_letters() -> None:
    assert spoken(["라푼젤", "en=Rapunzel"]) == {"ko": "라푼젤", "en": "Rapunzel"}
    assert spoken(["Rapunzel"]) == {"en": "Rapunzel"} and spoken(["ko=Rapunzel"]) == {"ko": "Rapunzel"}
    assert spoken(["a=b"]) == {"en": "a=b"}


def test_without_takes_out_one_language_and_keeps_the_rest() -> None:
    text = 'a:\n  ko:\n    - x\n\n    - y\n\n  en: z   # why\nb: {ko: "p, q", en: r}\nc: {en: r, ko: s}\nkorean: 1\n'
    assert without(text, "ko") == "a:\n\n  en: z   # why\nb: {en: r}\nc: {en: r}\nkorean: 1\n"
    assert without(text, "en") == 'a:\n  ko:\n    - x\n\n    - y\n\nb: {ko: "p, q"}\nc: {ko: s}\nkorean: 1\n'


def test_every_shown_setting_of_the_blank_recipe_is_one(tmp_path: Path) -> None:
    """The comments of recipe.yaml can be uncommented as they stand."""
    text = (BLANK / "recipe.yaml").read_text(encoding="utf-8").replace("{preset}", "starter").replace("{id}", "x")
    import re

    shown = [re.sub(r"^# ", "", line) for line in text.splitlines() if re.match(r"^#( {2,}[-a-z]| [a-z_]+:)", line)]
    file = tmp_path / "recipe.yaml"
    file.write_text("\n".join(["preset: starter", *shown]), encoding="utf-8")
    loaded = recipe.load(file)
    assert loaded.teacher.engine == "openai_compatible" and len(shown) > 40 and set(loaded.variants) == {"A", "B"}


@pytest.mark.parametrize("languages", [("ko",), ("ko", "en"), ()])
def test_a_casual_one_talks_so_in_her_sheet_and_her_conversations(
    tmp_path: Path, languages: tuple[Language, ...]
) -> None:
    made = new(tmp_path, "mira", names={"ko": "미라"}, languages=languages, casual=True)
    her = load_character(made.workspace.folder)
    assert her.speech["ko"].level == "편하고 다정한 반말" and "나는 미라라고" in her.backstory["ko"][0]
    assert not any("a" <= letter <= "z" for text in her.backstory["ko"] for letter in text)
    found = tuple(one for one in dialogues.load(made.workspace.dialogues) if one.language == "ko")
    lines = said(found).splitlines()
    assert len(lines) > 120
    assert not [line for line in lines if any(level_of(part) == "polite" for part in sentences(line))]


def test_who_speaks_no_korean_has_no_level(tmp_path: Path) -> None:
    made = new(tmp_path, "mira", languages=("en",), casual=True)
    assert not list(made.workspace.dialogues.glob("ko_*"))
