"""Hand-written seed dialogues: dialogues/*.yaml of a workspace, read strictly. Pure besides reading files; any thread.

    language: ko
    topic: greetings
    kind: dialogue          # or qa, identity, protective, general, script; dialogue where it is missing
    stage: 2                # 1: manner in general; 2: the character
    variant: A              # only for this variant of the recipe
    slots: {herb: [쑥, 박하]}   # words for {herb}, besides those that come with the program (name, food, … and
                            # remarks such as {sorrow}: whole sentences in which people say what they feel)
    dialogues:
      - - 안녕 | 안녕하세요                     # what a person says, in several ways; "" = nothing, she speaks first
        - smile .6 어서 와!                     # emotion, intensity, words; a list = several replies
      - before: ["고델: 문 열어라!"]             # what others say first
        mood: worried .5                        # how she feels before
        turns:
          - 누구야?
          - [worried .7 쉿, 그 사람이야., worried .5 숨어, 얼른!]

In an inline list a comma inside a reply does not part it: what does not begin with an emotion goes on with the reply.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from companion.errors import CharacterError, TrainingError
from companion.persona.character import LANGUAGES, Language
from companion.persona.character_file import read as read_yaml
from companion.persona.character_file import sentence
from companion.persona.emotion import canonical, nearest
from trainer.rows import KINDS, FeltMood, Kind, Utterance
from trainer.starter.brain import slots as slot_text

_MOOD = re.compile(r"^(\S+) (0|1|1\.0+|0?\.\d+)(?: (.+))?$", re.DOTALL)
_SPEAKER = re.compile(r"^([^:]{1,60}): ?(\S.*)$", re.DOTALL)
_SLOT_FILE = Path(__file__).resolve().parent / "starter" / "brain" / "data" / "slots.yaml"
_REMARKS = Path(__file__).resolve().parent / "remarks.yaml"
_FILE_KEYS = ("language", "topic", "kind", "stage", "variant", "slots", "dialogues")
_DIALOGUE_KEYS = ("turns", "before", "mood", "topic")
Stage = Literal[1, 2]
Words = Mapping[str, Mapping[str, tuple[str, ...]]]
_CALM = FeltMood()


@dataclass(frozen=True, slots=True)
class Line:
    """A reply: what she feels and what she says."""

    emotion: str
    intensity: float
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """ways: what a person says, the same in several wordings. replies: what she may answer."""

    ways: tuple[str, ...]
    replies: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One hand-written dialogue. id: file and number ("greetings/3"). words: for the slots that occur in it."""

    id: str
    language: Language
    topic: str
    kind: Kind
    turns: tuple[Turn, ...]
    before: tuple[Utterance, ...] = ()
    mood: FeltMood = _CALM
    stage: Stage = 2
    variant: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def remark(self) -> str:
        """The name of the remark ("sorrow") that a person's first words are, where they are nothing else; else ""."""
        ways = self.turns[0].ways
        name = ways[0].strip("{}") if len(ways) == 1 else ""
        return name if ways == (f"{{{name}}}",) and name in remarks() else ""


def load(folder: Path) -> tuple[Dialogue, ...]:
    """All dialogues of a folder and the folders below, by file name; none if the folder is not there.

    Raises:
        TrainingError: what is wrong in all files, with file, line and dialogue.
    """
    found: list[Dialogue] = []
    problems: list[str] = []
    for path in sorted(folder.rglob("*.yaml")):
        try:
            found += _of_file(_File(path.relative_to(folder).with_suffix("").as_posix(), _content(path), path))
        except _Faulty as faulty:
            problems += faulty.problems
    if problems:
        raise TrainingError(
            f"{folder}: {len(problems)} thing(s) are wrong in the dialogues:\n" + "\n".join(problems),
            code="dialogues-invalid",
            hint="Mend these lines; docs/teachers.md shows how dialogues are written.",
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _File:
    """Known by its name and content."""

    name: str
    content: bytes
    path: Path = field(compare=False)


class _Faulty(Exception):
    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # the reader says what is the matter
        return b""


@lru_cache(maxsize=256)  # every stage's plan asks for them
def _of_file(file: _File) -> tuple[Dialogue, ...]:
    reader = _Reader(file.path, file.name)
    found = tuple(reader.dialogues())
    if reader.problems:
        raise _Faulty(reader.problems)
    return found


@cache
def shipped_slots() -> Words:
    """Words for slots that come with the program, the remarks among them: name -> language -> words."""
    return {**_listed(_loaded(_SLOT_FILE)), **remarks()}


@cache
def remarks() -> Words:
    """What people say when they feel something: name of the slot -> language -> sentences, some with slots of their own
    (see `inner_words`)."""
    return _listed(_loaded(_REMARKS)["remarks"])


@cache
def inner_words() -> Words:
    """Words for the slots inside the remarks."""
    return {**_listed(_loaded(_SLOT_FILE)), **_listed(_loaded(_REMARKS)["words"])}


def _loaded(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _listed(data: Mapping[str, Mapping[str, Iterable[object]]]) -> Words:
    return {name: {key: tuple(map(str, words)) for key, words in each.items()} for name, each in data.items()}


class _Reader:
    """Reads one file; collects what is wrong instead of stopping at the first."""

    def __init__(self, path: Path, name: str) -> None:
        self.problems: list[str] = []
        self._path = path
        self._name = name
        self._place = ""

    def dialogues(self) -> list[Dialogue]:
        try:
            root = read_yaml(self._path).root
        except CharacterError as error:
            self.problems.append(f"  - {error.message}")
            return []
        parts = self._mapping(root, _FILE_KEYS)
        language = self._choice(parts, "language", LANGUAGES, "")
        if "language" not in parts:
            self._wrong(root, "`language: ko` or `language: en` is missing")
        kind = self._choice(parts, "kind", get_args(Kind) or KINDS, "dialogue")
        stage = self._choice(parts, "stage", ("1", "2"), "1" if kind == "general" else "2")
        topic = self._scalar(parts.get("topic")) or self._name
        words = self._words(parts.get("slots"), language)
        listed = parts.get("dialogues")
        if not isinstance(listed, yaml.SequenceNode) or not listed.value:
            self._wrong(listed or root, "`dialogues:` must be a list with at least one dialogue")
            return []
        found = []
        for number, node in enumerate(listed.value, 1):
            self._place = f"dialogue {number}: "
            read = self._dialogue(node, words, f"{self._name}/{number}", topic)
            if read is not None and language:
                head = (cast(Language, language), read[0], cast(Kind, kind))
                rest = (cast(Stage, int(stage)), self._scalar(parts.get("variant")))
                found.append(Dialogue(f"{self._name}/{number}", *head, *read[1:4], *rest, read[4]))
        return found

    def _dialogue(
        self, node: yaml.Node, words: Mapping[str, tuple[str, ...]], name: str, topic: str
    ) -> tuple[str, tuple[Turn, ...], tuple[Utterance, ...], FeltMood, dict[str, tuple[str, ...]]] | None:
        before: tuple[Utterance, ...] = ()
        mood = _CALM
        if isinstance(node, yaml.MappingNode):
            parts = self._mapping(node, _DIALOGUE_KEYS)
            before = self._before(parts.get("before"))
            mood = self._mood(parts.get("mood"))
            topic = self._scalar(parts.get("topic")) or topic
            node = parts.get("turns", node)
        if not isinstance(node, yaml.SequenceNode) or len(node.value) < 2 or len(node.value) % 2:
            self._wrong(node, "a dialogue is a list in which what a person says and what she answers alternate")
            return None
        count = len(self.problems)
        turns = tuple(
            Turn(self._ways(said), self._replies(answered))
            for said, answered in zip(node.value[::2], node.value[1::2], strict=True)
        )
        used = self._used(node, turns, words)
        return (topic, turns, before, mood, used) if len(self.problems) == count else None

    def _ways(self, node: yaml.Node) -> tuple[str, ...]:
        texts = [part for text in self._texts(node) for part in text.split(" | ")]
        ways = tuple(dict.fromkeys("" if text.strip() == '""' else text.strip() for text in texts))
        for text in ways:
            found = _MOOD.match(text)
            if found and canonical(found.group(1)):
                self._wrong(node, "an answer of hers stands where a person speaks")
        return ways

    def _replies(self, node: yaml.Node) -> tuple[Line, ...]:
        texts: list[str] = []
        for text in self._texts(node):
            if texts and isinstance(node, yaml.SequenceNode) and node.flow_style and not _MOOD.match(text):
                texts[-1] += f", {text}"
            else:
                texts.append(text)
        return tuple(line for text in texts if (line := self._line(node, text)) is not None)

    def _line(self, node: yaml.Node, text: str) -> Line | None:
        found = _MOOD.match(text.strip())
        if found is None or not (found.group(3) or "").strip():
            self._wrong(node, f"a reply is written `emotion intensity words`, e.g. `smile .6 …`, not {text[:30]!r}")
            return None
        emotion = canonical(found.group(1))
        if emotion is None:
            near = nearest(found.group(1))
            self._wrong(node, f"unknown emotion {found.group(1)!r}" + (f"; did you mean `{near}`?" if near else ""))
            return None
        return Line(emotion, float(found.group(2)), found.group(3).strip())

    def _mood(self, node: yaml.Node | None) -> FeltMood:
        found = _MOOD.match(self._scalar(node)) if node is not None else None
        emotion = canonical(found.group(1)) if found else None
        if node is not None and (found is None or emotion is None or found.group(3)):
            self._wrong(node, "`mood` is written `emotion intensity`, e.g. `sad .5`")
        return FeltMood(emotion=emotion, intensity=float(found.group(2))) if found and emotion else _CALM

    def _before(self, node: yaml.Node | None) -> tuple[Utterance, ...]:
        heard = []
        for text in self._texts(node) if node is not None else ():
            found = _SPEAKER.match(text)
            if found is None:
                self._wrong(cast(yaml.Node, node), "`before` is a list of `speaker: words`")
            else:
                heard.append(Utterance(speaker=found.group(1).strip(), text=found.group(2)))
        return tuple(heard)

    def _words(self, node: yaml.Node | None, language: str) -> dict[str, tuple[str, ...]]:
        words = {name: each[language] for name, each in shipped_slots().items() if language in each}
        for name, listed in self._mapping(node, None).items() if node is not None else ():
            words[name] = tuple(self._texts(listed))
        return words

    def _used(
        self, node: yaml.Node, turns: tuple[Turn, ...], words: Mapping[str, tuple[str, ...]]
    ) -> dict[str, tuple[str, ...]]:
        texts = [text for turn in turns for text in (*turn.ways, *(line.text for line in turn.replies))]
        names = set().union(*map(slot_text.names, texts))
        for name in sorted(names - words.keys()):
            near = difflib.get_close_matches(name, words, n=1)
            self._wrong(node, f"there are no words for {{{name}}}" + (f"; did you mean {{{near[0]}}}?" if near else ""))
        return {name: words[name] for name in sorted(names & words.keys())}

    # --- YAML nodes ---

    def _mapping(self, node: yaml.Node, keys: tuple[str, ...] | None) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, "a list of `name: value` lines is expected here")
            return {}
        for key, _ in node.value:
            if keys is not None and key.value not in keys:
                near = difflib.get_close_matches(str(key.value), keys, n=1)
                self._wrong(key, f"unknown key `{key.value}`" + (f"; did you mean `{near[0]}`?" if near else ""))
        return {str(key.value): value for key, value in node.value}

    def _texts(self, node: yaml.Node) -> list[str]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return [self._scalar(each) for each in nodes]

    def _scalar(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._wrong(node, "plain text is expected here; put it in quotes if it holds a colon or a bracket")
            return ""
        return str(node.value)

    def _choice(self, parts: Mapping[str, yaml.Node], name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self._scalar(parts.get(name)) if name in parts else default
        if value != default and value not in allowed:
            self._wrong(parts[name], f"`{name}` is one of {', '.join(allowed)}, not {value!r}")
            return default
        return value

    def _wrong(self, node: yaml.Node, text: str) -> None:
        self.problems.append(f"  - {self._path}, line {node.start_mark.line + 1}: {self._place}{sentence(text)}")
