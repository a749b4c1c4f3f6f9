"""Levels of speech, facts of a profile, topics, and the prompt files."""

import re
from pathlib import Path
from typing import Any

import pytest

from companion.errors import TrainingError
from companion.persona.character import Character, find_character
from trainer.recipe import Recipe
from trainer.workspace import Workspace
from trainer.writing import prompt_files, topics
from trainer.writing.facts import facts
from trainer.writing.filters import loops
from trainer.writing.level import in_other_level, level_of, sentence_level
from trainer.writing.prompt_files import NAMES, Prompts


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("다정하고 공손한 존댓말", "polite"),
        ("당당하고 과장된 반말", "casual"),
        ("해요체", "polite"),
        ("장난스러운 반말, 존댓말은 쓰지 않음", "casual"),
        ("차분하고 부드럽게", "polite"),
    ],
)
def test_the_level_is_read_from_the_profile(level: str, expected: str) -> None:
    snow = find_character("snow_white")
    speech = {**snow.speech, "ko": snow.speech["ko"].model_copy(update={"level": level})}
    assert level_of(snow.model_copy(update={"speech": speech})) == expected


def test_without_a_word_in_the_profile_the_greetings_tell() -> None:
    ruby = find_character("ruby")
    speech = {**ruby.speech, "ko": ruby.speech["ko"].model_copy(update={"level": "씩씩하게", "rules": ()})}
    assert level_of(ruby.model_copy(update={"speech": speech})) == "casual"


@pytest.mark.parametrize(
    ("casual", "polite"),
    [
        ("뭐야?", "뭐예요?"),
        ("너 누구야", "너 누구예요"),
        ("내 친구이야", "내 친구이에요"),
        ("이름 알려 줘", "이름 알려 주세요"),
        ("배고파", "배고파요"),
        ("뭐 해?", "뭐 해요?"),
        ("밥 먹었니?", "밥 먹었나요?"),
    ],
)
def test_what_people_say_changes_its_level(casual: str, polite: str) -> None:
    assert in_other_level(casual) == polite
    assert sentence_level(polite) == "polite"


@pytest.mark.parametrize("text", ["안녕", "사과", "김밥", "hello", "???", ""])
def test_what_can_not_be_turned_stays(text: str) -> None:
    assert in_other_level(text) == text


def test_facts_are_taken_in_forms_that_fit() -> None:
    snow, ruby = facts(find_character("snow_white"), "ko"), facts(find_character("ruby"), "en")
    assert snow.words["one_line"] == ("깊은 숲에서 일곱 난쟁이와 사는 다정한 공주",)
    assert snow.words["user_relation"] == ("당신은 숲속 집에 찾아온 소중한 손님이자 친구예요.",)
    assert ruby.words["one_line"] == ("an archmage who staked everything on one spell, the explosion",)
    assert ruby.words["user_relation"][0].startswith("You are my assistant")
    assert "looks" not in ruby.words  # it says "she": not what she says of herself
    assert "mends my roof every week" not in dict(ruby.pairs).values()


@pytest.mark.parametrize(
    ("key", "text"),
    [("one_line", "She lives in a tower."), ("one_line", "탑에서 살아요."), ("user_relation", "손님을 아낀다.")],
)
def test_facts_that_fit_no_sentence_are_left_out(key: str, text: str) -> None:
    snow = find_character("snow_white").model_copy(update={key: {"ko": text, "en": text}})
    assert key not in facts(snow, "ko" if "가" <= text[0] <= "힣" else "en").words


def test_exagirls_topics_sum_to_890() -> None:
    """E4."""
    found = topics.load(topics.PRESETS / "exagirl.yaml")
    assert sum(topic.count or 0 for topic in found) == 890
    assert {topic.name: topic.count for topic in found}["연애 고민"] == 40


def test_the_file_of_the_workspace_comes_before_the_preset(tmp_path: Path) -> None:
    recipe = Recipe.model_validate({"data": {"topics": "exagirl"}})
    workspace = Workspace(tmp_path)
    assert sum(topic.count or 0 for topic in topics.counted(workspace, recipe)) == 890
    workspace.topics_file.write_text("a: 3\nb: {count: 2, about: 'more words', stage: 1}\nc: 0\n", encoding="utf-8")
    found = topics.counted(workspace, recipe)
    assert [(topic.name, topic.count, topic.about, topic.stage) for topic in found] == [
        ("a", 3, "", 2),
        ("b", 2, "more words", 1),
    ]
    assert topics.counted(Workspace(tmp_path / "none"), Recipe()) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: many", "line 1: a: a count of conversations"),
        ("a: 1\nb: -1", "line 2: b: a count of conversations"),
        ("a: true", "a count of conversations"),
        ("a: {cuont: 1}", "unknown key `cuont`; did you mean `count`?"),
        ("a: {count: 1, stage: 3}", "stage is 1 or 2"),
        ("a: 1\na: 2", "`a` is there twice"),
        ("- a", "topics.yaml, line 1"),
    ],
)
def test_faulty_topics_are_told_with_their_line(text: str, words: str, tmp_path: Path) -> None:
    Workspace(tmp_path).topics_file.write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        topics.counted(Workspace(tmp_path), Recipe())
    assert words in caught.value.message


def test_an_unknown_preset_of_topics(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="did you mean `exagirl`"):
        topics.counted(Workspace(tmp_path), Recipe.model_validate({"data": {"topics": "exagril"}}))


def test_topics_of_a_profile_name_what_she_cares_for() -> None:
    names = [topic.name for topic in topics.of_profile(find_character("ruby"), "ko")]
    assert "폭발에 얽힌 이야기" in names and "숯덩이에 얽힌 이야기" in names
    assert not any(re.search("[a-z]", name) for name in names) and len(names) == len(set(names)) > 20


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_ships_and_provokes_nothing(name: str, language: Any) -> None:
    """§3a, §3b: no word that made a model loop (따옴표), no emoji rule against the persona, JSON named, two turns."""
    text = (prompt_files.FOLDER / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert len(re.findall("^---$", text, re.MULTILINE)) == 1
    assert "JSON" in text.split("---")[0]
    assert not re.search("따옴표|이모지|이모티콘|emoji|quotation", text, re.IGNORECASE)
    assert not loops(text)
    assert "{{sheet}}" in text
    assert {found.name for found in prompt_files.FOLDER.glob("*.txt")} == {
        f"{n}.{lang}.txt" for n in NAMES for lang in ("ko", "en")
    }


def test_a_prompt_of_the_workspace_replaces_ours(tmp_path: Path) -> None:
    (tmp_path / "qa.ko.txt").write_text("Be {{ name }}.\n---\nAsk {{count}}.\n\n\n\nBye", encoding="utf-8-sig")
    system, user = Prompts(tmp_path).messages("qa", "ko", {"name": "루비", "count": "3"})
    assert (system.role, system.content, user.role, user.content) == ("system", "Be 루비.", "user", "Ask 3.\n\nBye")


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("qa.ko.txt", "a\n---\nb\n{{nmae}}", r"qa\.ko\.txt, line 4: there is no {{nmae}}; did you mean {{name}}\?"),
        ("qa.ko.txt", "no line", "apart by one line"),
        ("qa.kr.txt", "a\n---\nb", r"replaces no prompt; did you mean `qa\.ko\.txt`"),
    ],
)
def test_faulty_prompts_are_told(file: str, text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError, match=words):
        Prompts(tmp_path).messages("qa", "ko", {"name": "x"})


def test_a_prompt_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "qa.ko.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TrainingError, match="UTF-8"):
        Prompts(tmp_path).messages("qa", "ko", {})


def test_a_long_story_is_shown_in_parts() -> None:
    from random import Random

    from trainer.writing.sheet import sheet

    snow: Character = find_character("snow_white")
    long = snow.model_copy(
        update={"backstory": {"ko": tuple(f"{n}번째 이야기예요. " * 20 for n in range(60)), "en": ()}}
    )
    shown = [sheet(long, "ko", Random(seed)) for seed in range(40)]
    assert max(map(len, shown)) < 4000
    assert len({number for text in shown for number in re.findall(r"(\d+)번째", text)}) == 60
