"""The sentences that the understanding is made from, each with its topic. Reads YAML; any thread.

From the ways of saying known sentences (`ways/`), the starter's intents, the seed dialogues, the words of topics.yaml
and the turns of said.yaml and finer.yaml, and of the files that go on from them (said_*.yaml, finer_*.yaml). Nothing of
tests/starter is among them; a test compares. A topic that finer.yaml divides is known by its parts; of a sentence that
is only known to be about the whole, any part may be right.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from companion.errors import TrainingError
from companion.persona.recall import fold
from trainer.starter import ways
from trainer.starter.brain import dialogues, slots
from trainer.starter.scenes import Scene

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("ko", "en")
WORLD = "world"
_OF_HER_WORLD = re.compile(r"her |rooftop")  # topics of seed dialogues
Source = Literal["way", "intent", "seed", "words", "said", "turn"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """source: where it comes from."""

    text: str
    language: str
    topic: str
    source: Source


@dataclass(frozen=True, slots=True)
class Topics:
    """names: the parts, and the topics that have none. within: name of a part or a whole -> what it may be. likes: key
    of a known sentence -> topic. intents: name -> topic. words: phrases. signs: topic -> patterns. feelings: part ->
    those in which it is answered, the best first. turns: part -> whole turns. fields: as of
    `companion.persona.fields`."""

    names: tuple[str, ...]
    within: Mapping[str, tuple[str, ...]]
    likes: Mapping[str, str]
    intents: Mapping[str, str]
    words: tuple[Sentence, ...]
    signs: Mapping[str, tuple[str, ...]]
    feelings: Mapping[str, tuple[str, ...]]
    turns: Mapping[str, tuple[Sentence, ...]]
    fields: Mapping[str, tuple[str, ...]]


def key(text: str) -> str:
    """What tells a known sentence from others."""
    return fold(text) or text.strip()


def topics(path: Path = FOLDER / "topics.yaml", finer: Path = FOLDER / "finer.yaml") -> Topics:
    """Raises TrainingError."""
    likes: dict[str, str] = {}
    intents: dict[str, str] = {}
    words: list[Sentence] = []
    listed = read(path).get("topics", {})
    parts = divided(finer)
    whole = {name: str(about.get("of", name.partition(".")[0])) for name, about in parts.items()}
    lost = sorted({of for of in whole.values() if of not in listed})
    if lost:
        raise TrainingError(f"{finer}: topics.yaml has no topic {lost[0]!r}.", code="starter-topics")
    for name, about in (*parts.items(), *listed.items()):
        likes |= {key(text): name for text in _parts(about.get("like", "")) if key(text) not in likes}
        intents |= {text: name for text in _parts(about.get("intents", "")) if text not in intents}
    for name, about in listed.items():
        words += [
            Sentence(text, language, name, "words")
            for language in LANGUAGES
            for text in _parts(about.get(language, ""))
        ]
    turns = {
        name: tuple(
            Sentence(line.strip(), language, name, "turn")
            for language in LANGUAGES
            for line in about.get(language, "").splitlines()
            if line.strip()
        )
        for name, about in parts.items()
    }
    within = _within(listed, whole)
    names = tuple(dict.fromkeys(part for name in listed for part in within[name]))
    names += tuple(name for name in parts if name not in names)
    feelings = {name: tuple(about["feelings"].split()) for name, about in parts.items()}
    signs = {name: tuple(about["signs"]) for name, about in listed.items() if "signs" in about}
    return Topics(names, within, likes, intents, tuple(words), signs, feelings, turns, fields())


def fields(folder: Path = FOLDER / "fields") -> dict[str, tuple[str, ...]]:
    """Field of life -> its words, folded. Raises TrainingError: a file can't be read, or a field stands in two."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, about in read(path).items():
            if name in found or set(about) != set(LANGUAGES):
                raise TrainingError(
                    f"{path}: {name!r} stands there twice, or not in {' and '.join(LANGUAGES)}.", code="starter-topics"
                )
            listed = (word.strip() for words in about.values() for word in words.split(","))
            found[name] = tuple(dict.fromkeys(key(word) for word in listed if word))
    return found


def beside(path: Path) -> tuple[Path, ...]:
    """The file and those that go on from it: for finer.yaml every finer_*.yaml."""
    return (path, *sorted(path.parent.glob(f"{path.stem}_*{path.suffix}")))


def divided(path: Path) -> dict[str, dict[str, Any]]:
    """part -> what is known of it. A file that goes on may add turns to a part of an earlier one, and nothing else.

    Raises TrainingError."""
    parts: dict[str, dict[str, Any]] = {}
    for file in beside(path):
        for name, about in read(file).items():
            if name in parts and set(about) - set(LANGUAGES):
                raise TrainingError(
                    f"{file}: {name!r} stands in an earlier file; here it may have more turns (ko, en) only.",
                    code="starter-topics",
                )
            known = parts.setdefault(name, {})
            for what, text in about.items():
                known[what] = f"{known[what].rstrip()}\n{text}" if what in known else text
    return parts


def _within(listed: Iterable[str], whole: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """A topic with one part keeps a rest of its own, of which its other sentences are."""
    found: dict[str, tuple[str, ...]] = {name: (name,) for name in (*listed, *whole)}
    for name in listed:
        parts = tuple(part for part, of in whole.items() if of == name)
        if len(parts) > 1:
            found[name] = (name,) if name in parts else parts
    return found


def said(known: Topics, path: Path = FOLDER / "said.yaml") -> list[Sentence]:
    """Whole turns. Raises TrainingError: a topic is unknown."""
    found = []
    for file in beside(path):
        for name, about in read(file).items():
            if name not in known.within:
                raise TrainingError(f"{file}: topics.yaml has no topic {name!r}.", code="starter-topics")
            for language, lines in about.items():
                found += [Sentence(line.strip(), language, name, "said") for line in lines.splitlines() if line.strip()]
    return found


def known_sentences(known: Topics) -> list[Sentence]:
    """The known sentences, the ways to say them, and the intents' questions. Raises TrainingError."""
    found = []
    for entry in ways.load():
        topic = known.likes.get(key(entry.like))
        if topic is None:
            raise TrainingError(f"topics.yaml: no topic has {entry.like!r} under `like`.", code="starter-topics")
        found += [Sentence(text, entry.language, topic, "way") for text in (entry.like, *entry.say)]
    written = dialogues.load()
    for intent in written.intents.values():
        if intent.name not in known.intents:
            raise TrainingError(f"topics.yaml: no topic has {intent.name!r} under `intents`.", code="starter-topics")
        for language, asks in intent.ask.items():
            for ask in filter(None, asks):
                words = {name: written.slots[name][language][0] for name in slots.names(ask)}
                topic = known.intents[intent.name]
                found.append(Sentence(slots.fill(ask, words) if words else ask, language, topic, "intent"))
    return found


def of_scene(scene: Scene, by_way: Mapping[tuple[str, str], str], known: Topics) -> str:
    """The topic of a scene's first turn: its intent's, one whose sign is in half of its ways, that of most of its ways,
    or her world; "" if none is known."""
    found = _whole(scene, by_way, known)
    parts = known.within.get(found, ())
    if len(parts) > 1:
        ways_ = [by_way.get((scene.language, key(way)), "") for way in scene.turns[0].ways if way]
        counted = Counter(topic for topic in ways_ if topic in parts)
        return counted.most_common(1)[0][0] if counted else found
    return found


def _whole(scene: Scene, by_way: Mapping[tuple[str, str], str], known: Topics) -> str:
    if scene.topic in known.intents:
        return known.intents[scene.topic]
    for topic, patterns in known.signs.items():
        shown = [
            any(re.search(pattern, fold(way), re.IGNORECASE) for pattern in patterns) for way in scene.turns[0].ways
        ]
        if sum(shown) * 2 >= len(shown):
            return topic
    ways_ = [(scene.language, key(way)) for way in scene.turns[0].ways if way]
    counted = Counter(by_way[way] for way in ways_ if way in by_way)
    if counted:
        return counted.most_common(1)[0][0]
    return WORLD if _OF_HER_WORLD.search(scene.topic) else ""


def topic_of_way(sentences: Iterable[Sentence]) -> dict[tuple[str, str], str]:
    """(language, key) -> topic; the first counts."""
    found: dict[tuple[str, str], str] = {}
    for each in sentences:
        found.setdefault((each.language, key(each.text)), each.topic)
    return found


def everything(scenes: Iterable[Scene]) -> tuple[Topics, list[Sentence]]:
    """All of it. Raises TrainingError."""
    known = topics()
    found = known_sentences(known)
    by_way = topic_of_way(found)
    for scene in scenes:
        topic = "" if scene.topic in known.intents else of_scene(scene, by_way, known)
        if topic:
            plain = [way for way in scene.turns[0].ways if way and not slots.names(way)]
            found += [Sentence(way, scene.language, topic, "seed") for way in plain]
    turns = [turn for listed in known.turns.values() for turn in listed]
    return known, [*found, *known.words, *said(known), *turns]


def turn_ways(known: Topics) -> list[ways.Ways]:
    """The turns of each part as ways of saying the first of them."""
    found = []
    for turns in known.turns.values():
        for language in LANGUAGES:
            own = tuple(turn.text for turn in turns if turn.language == language)
            found.append(ways.Ways(language, own[0], own[1:]))
    return found


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(" | ") if part.strip()]


def read(path: Path) -> dict[str, Any]:
    """A mapping in YAML. Raises TrainingError."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TrainingError(f"{path} can't be read: {error}.", code="starter-topics") from error
    if not isinstance(data, dict):
        raise TrainingError(f"{path}: a mapping is expected.", code="starter-topics")
    return data
