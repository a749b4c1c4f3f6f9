"""How much is asked for: which scenes, how many dialogues in them, which single questions. Pure; any thread."""

import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from companion.persona.character import Character, Language
from trainer.recipe import Recipe
from trainer.rows import Kind, Line, Passage, Scene
from trainer.writing import phrases
from trainer.writing.facts import facts
from trainer.writing.topics import Topic, of_profile

T = TypeVar("T")
SHARD = 30  # scenes that are asked for one after the other, so that each request knows those before it
PAIRS, PAIR_SHARD = 5, 20  # single questions a request, and asked for one after the other
LINES = 10  # lines a request
MORE = 3  # requests beyond those needed, for what was missing in answers
_NAMED = ("name", "who", "wrong_name")  # sets of questions
_OWN: Mapping[Kind, float] = {"identity": 1.0, "protective": 1.0, "general": 0.6, "qa": 0.4}  # most that is given


@dataclass(frozen=True, slots=True)
class SceneWork:
    """`count` scenes on one topic or passage. name: of its requests, stable."""

    name: str
    language: Language
    topic: Topic
    count: int
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class DialogueWork:
    """One conversation."""

    name: str
    scene: Scene
    variant: str
    stage: int


@dataclass(frozen=True, slots=True)
class PairWork:
    """`count` single questions of a kind. questions: those that are given; the rest is invented. named: those that
    she must answer with her name."""

    name: str
    kind: Kind
    language: Language
    variant: str
    count: int
    questions: tuple[str, ...]
    named: frozenset[str] = frozenset()


def scene_work(
    character: Character, recipe: Recipe, topics: Sequence[Topic], passages: Sequence[Passage]
) -> list[SceneWork]:
    """topics: counted ones; () = of the profile. With passages, half of `data.scenes` comes from them."""
    found: list[SceneWork] = []
    data = recipe.data
    for language in character.languages:
        own = [passage for passage in passages if passage.language == language]
        read = data.scenes // 2 if own else 0
        if topics:
            wanted = [(topic, -(-(topic.count or 0) // data.dialogues_per_scene)) for topic in topics]
        else:
            wanted = _spread(of_profile(character, language), data.scenes - read, max(1, data.scenes_per_request // 2))
        for number, (topic, count) in enumerate(wanted):
            for part, size in enumerate(_shards(count, SHARD)):
                found.append(SceneWork(f"scenes/{language}/{number}.{part}", language, topic, size))
        places = _spread(own, read, 2)
        for passage, count in places:
            name = f"scenes/{language}/{passage.id}"
            found.append(SceneWork(name, language, Topic(passage.source), count, passage))
    return found


def dialogue_work(scenes: Sequence[Scene], recipe: Recipe, topics: Sequence[Topic]) -> list[DialogueWork]:
    """Counted topics get exactly their count, scene after scene; other scenes `dialogues_per_scene` each."""
    counted = {topic.name: topic for topic in topics}
    by_topic: dict[tuple[str, Language], list[Scene]] = {}
    for scene in scenes:
        by_topic.setdefault((scene.topic, scene.language), []).append(scene)
    found = []
    for (name, _), members in by_topic.items():
        topic = counted.get(name)
        total = topic.count if topic and topic.count else len(members) * recipe.data.dialogues_per_scene
        for number in range(total):
            scene = members[number % len(members)]
            for variant in variants(recipe):
                key = f"{scene.id}/{number // len(members)}" + (f"/{variant}" if variant else "")
                found.append(DialogueWork(f"dialogue/{key}", scene, variant, topic.stage if topic else 2))
    return found


def pair_work(character: Character, recipe: Recipe) -> list[PairWork]:
    """Identity, what she can't know, her world, and everything else that people say."""
    data = recipe.data
    counts: Mapping[Kind, int] = {
        "qa": data.qa,
        "identity": data.identity,
        "protective": data.protective,
        "general": data.general,
    }
    found = []
    for language in character.languages:
        known = facts(character, language)
        for kind, count in counts.items():
            own = [""] if kind in ("identity", "protective") else variants(recipe)
            for variant in own:
                rng = random.Random(f"{recipe.train.seed} {kind} {language} {variant}")
                asked_of = list(phrases.questions(kind, language, known, rng))[: round(count * _OWN[kind])]
                named = frozenset(question for name, question in asked_of if name in _NAMED)
                given = [question for _, question in asked_of]
                sizes = [(size, True) for size in _shards(len(given), PAIR_SHARD)]
                sizes += [(size, False) for size in _shards(count - len(given), PAIR_SHARD)]
                left = iter(given)
                for part, (size, is_given) in enumerate(sizes):
                    asked = tuple(itertools.islice(left, size)) if is_given else ()
                    name = f"{kind}/{language}/{part}" + (f"/{variant}" if variant else "")
                    found.append(PairWork(name, kind, language, variant, size, asked, named & set(asked)))
    return found


def line_work(lines: Sequence[Line], character: Character, recipe: Recipe) -> list[tuple[Line, ...]]:
    """Lines of hers that nobody spoke before, `LINES` at a time; at most as many as there will be dialogues."""
    if not recipe.data.sources_as_dialogue or recipe.task == "script":
        return []
    found = []
    most = max(LINES, recipe.data.scenes * recipe.data.dialogues_per_scene)
    for language in character.languages:
        own = [line for line in lines if line.language == language and not line.before]
        own = [line for line in own if len(line.text) <= recipe.data.max_reply_chars][:most]
        found += [tuple(own[first : first + LINES]) for first in range(0, len(own), LINES)]
    return found


def variants(recipe: Recipe) -> list[str]:
    """Names of the variants, or one without a name."""
    return list(recipe.variants) or [""]


def requests(count: int, per: int) -> int:
    """Requests for `count` things."""
    return -(-count // per)


def _shards(count: int, most: int) -> list[int]:
    """`count` in about equal parts of at most `most`."""
    parts = -(-count // most)
    return [count // parts + (part < count % parts) for part in range(parts)] if parts else []


def _spread(things: Sequence[T], count: int, each: int) -> list[tuple[T, int]]:
    """`count` over as many of the things, taken evenly, as gives about `each` to each."""
    if not things or count <= 0:
        return []
    used = min(len(things), max(1, count // each))
    chosen = [things[place * len(things) // used] for place in range(used)]
    return [(thing, count // used + (place < count % used)) for place, thing in enumerate(chosen)]
