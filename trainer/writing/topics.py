"""What generated dialogues are about, and how many of each (E4). Pure besides reading files; any thread.

topics.yaml is `topic: count`, or `topic: {count: 40, about: "what to write of", stage: 1}`. Counts are conversations,
per language. The file of the workspace comes first, then the preset that `data.topics` names (trainer/topics/*.yaml).
Without either, topics come from the profile, and `data.scenes` and `data.dialogues_per_scene` say how many.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from companion.errors import CharacterError, TrainingError
from companion.persona.character import Character, Language
from companion.persona.character_file import CharacterFile, sentence
from companion.persona.character_file import read as read_yaml
from trainer.recipe import Recipe
from trainer.workspace import Workspace

PRESETS = Path(__file__).resolve().parent.parent / "topics"
_KEYS = ("count", "about", "stage")
_MOST = 1_000_000

_DAILY: Mapping[Language, tuple[str, ...]] = {
    "ko": (
        "처음 만난 날",
        "아침 인사와 하루의 시작",
        "비 오는 날의 이야기",
        "먹는 것과 요리",
        "힘든 하루를 보낸 사람",
        "작은 다툼과 화해",
        "좋아하는 것 이야기",
        "잠들기 전의 대화",
        "서로의 어린 시절",
        "뜻밖의 소식",
        "계절과 날씨",
        "고민 상담",
        "장난과 농담",
        "칭찬과 부끄러움",
        "무서웠던 일",
        "꿈과 앞날",
        "선물과 기념일",
        "오랜만의 재회",
    ),
    "en": (
        "the day they met",
        "a morning greeting",
        "a rainy day",
        "food and cooking",
        "someone after a hard day",
        "a small quarrel and making up",
        "favourite things",
        "a talk before sleep",
        "childhood memories",
        "unexpected news",
        "seasons and weather",
        "a worry to talk over",
        "pranks and jokes",
        "praise and blushing",
        "something frightening",
        "dreams and the future",
        "gifts and holidays",
        "meeting again after long",
    ),
}
_OF: Mapping[Language, str] = {"ko": "{}에 얽힌 이야기", "en": "something about {}"}


@dataclass(frozen=True, slots=True)
class Topic:
    """count: conversations, per language; None where `data.scenes` decides. about: more words for the teacher."""

    name: str
    count: int | None = None
    about: str = ""
    stage: Literal[1, 2] = 2


def counted(workspace: Workspace, recipe: Recipe) -> tuple[Topic, ...]:
    """The topics of topics.yaml or of the preset; () if there is neither.

    Raises:
        TrainingError: an unknown preset, or what is wrong in the file, line by line.
    """
    if workspace.topics_file.is_file():
        return load(workspace.topics_file)
    name = recipe.data.topics
    if not name:
        return ()
    known = sorted(path.stem for path in PRESETS.glob("*.yaml"))
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise TrainingError(
            f"There are no topics {name!r}" + (f"; did you mean `{near[0]}`?" if near else "."),
            code="topics-unknown",
            hint=f"data.topics is one of {', '.join(known)}, or write a topics.yaml.",
        )
    return load(PRESETS / f"{name}.yaml")


def load(path: Path) -> tuple[Topic, ...]:
    """The topics of one file. Raises TrainingError that names file and line of all faults."""
    try:
        file = read_yaml(path)
    except CharacterError as error:
        code = error.code.replace("character", "topics")
        raise TrainingError(error.message, code=code, hint="Mend that line with a text editor.") from error
    problems: list[str] = []
    found = [_topic(file, name, value, problems) for name, value in file.data.items()]
    if problems:
        raise TrainingError(
            f"{path}: {len(problems)} thing(s) are wrong:\n" + "\n".join(problems),
            code="topics-invalid",
            hint="A line looks like `greetings: 40`.",
        )
    return tuple(topic for topic in found if topic.count)


def of_profile(character: Character, language: Language) -> tuple[Topic, ...]:
    """Topics where nobody wrote any: what everybody talks about, what she cares for, whom she knows."""
    hangul = [any("가" <= char <= "힣" for char in word) == (language == "ko") for word in character.keywords]
    words = [word for word, own in zip(character.keywords, hangul, strict=True) if own]
    people = [who.name[language] for who in character.relations if who.name.get(language)]
    names = [_OF[language].format(word) for word in (*words, *people)]
    daily = list(_DAILY[language])
    mixed = [name for pair in zip(daily, names, strict=False) for name in pair]
    return tuple(Topic(name) for name in dict.fromkeys((*mixed, *daily, *names)))


def _topic(file: CharacterFile, name: str, value: Any, problems: list[str]) -> Topic:
    parts = value if isinstance(value, Mapping) else {"count": value}

    def wrong(text: str) -> None:
        problems.append(f"  - line {file.line((name,))}: {sentence(f'{name}: {text}')}")

    for key in parts:
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), _KEYS, n=1)
            wrong(f"unknown key `{key}`" + (f"; did you mean `{near[0]}`?" if near else ""))
    count = parts.get("count")
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= _MOST:
        wrong(f"a count of conversations from 0 to {_MOST:,} is needed")
        count = 0
    stage = parts.get("stage", 2)
    if stage not in (1, 2) or isinstance(stage, bool):
        wrong("stage is 1 or 2")
        stage = 2
    return Topic(name, count, str(parts.get("about", "")), 1 if stage == 1 else 2)
