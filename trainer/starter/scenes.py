"""All that was written for the cast, in one form: scenes of turns. Main thread; reads YAML.

A scene is what can be played from its beginning: one exchange, or a chain in which a turn goes on from the one before.
From the characters' seed dialogues (`dialogues/*.yaml`) and from the starter's intents and chains.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from companion.persona import recall
from companion.persona.emotion import Mood
from trainer import dialogues as seeds
from trainer.starter import cast
from trainer.starter.brain import dialogues as starter
from trainer.starter.brain import slots
from trainer.starter.ways import Ways
from trainer.starter.ways import load as load_ways

_LOST = re.compile(r"(?i)asdf|qwer|qwr|qwqw|zxzx|xyzzy|blargh?|blabla|blahblah|ㅁㄴㅇㄹ|뷁")
_ODD, _SILENT = "odd_input", "greet_silent"
_SHARED = 2  # ways that two exchanges must share to lend each other the rest
_SAMPLES = 3  # words for a slot in what a person says, in the recall file


@dataclass(frozen=True, slots=True)
class Turn:
    """ways: what a person says ("" = nothing). lines: her answers."""

    ways: tuple[str, ...]
    lines: tuple[tuple[Mood, str], ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """lost: she does not understand. words: for the slots that occur in it. topic: what it is about."""

    character: str
    language: str
    turns: tuple[Turn, ...]
    topic: str = ""
    lost: bool = False
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def load(names: Iterable[str] = cast.CAST) -> tuple[Scene, ...]:
    """Every scene of these characters. Raises TrainingError that names file and line."""
    wanted = tuple(names)
    found = [scene for name in wanted for scene in of_folder(name, cast.folder(name))]
    return (*found, *(scene for scene in of_starter(starter.load()) if scene.character in wanted))


def of_folder(name: str, folder: Path) -> list[Scene]:
    """The seed dialogues of one character."""
    return [
        Scene(
            name,
            each.language,
            tuple(
                Turn(turn.ways, tuple((Mood(line.emotion, line.intensity), line.text) for line in turn.replies))
                for turn in each.turns
            ),
            each.topic,
            any(_LOST.search(way) for way in each.turns[0].ways),
            each.words,
        )
        for each in seeds.load(folder / "dialogues")
        if not each.before and each.kind not in ("script", "protective_off")
    ]


def of_starter(written: starter.Dialogues) -> list[Scene]:
    """The intents and chains of the starter's own data; what only works with a memory of names stays out."""
    found = []
    for intent in written.intents.values():
        if intent.name.endswith(("_known", "_unknown")) or intent.name == "say_again":
            continue
        for (character, language), lines in intent.replies.items():
            ways = ("",) if intent.name == _SILENT else intent.ask.get(language, ())
            if ways or intent.name == _ODD:
                turn = Turn(tuple(ways), tuple((line.mood, line.text) for line in lines))
                words = _words(written, language, turn)
                found.append(Scene(character, language, (turn,), intent.name, intent.name == _ODD, words))
    for (character, language), chains in written.chains.items():
        for chain in chains:
            turns = tuple(Turn(each.ask, ((each.line.mood, each.line.text),)) for each in chain)
            found.append(Scene(character, language, turns, "chain", words=_words(written, language, *turns)))
    return found


def _words(written: starter.Dialogues, language: str, *turns: Turn) -> dict[str, tuple[str, ...]]:
    texts = [text for turn in turns for text in (*turn.ways, *(words for _, words in turn.lines))]
    return {name: written.slots[name][language] for name in sorted(set().union(*map(slots.names, texts)))}


def lend(scenes: Iterable[Scene], written: Iterable[Ways] | None = None) -> dict[int, tuple[str, ...]]:
    """More ways to ask for the first turn of a scene (by place in `scenes`): those of scenes that are asked alike, and
    those of `ways/` (or `written`) for one of its ways.

    Two scenes of a language that share `_SHARED` ways are about the same.
    """
    listed = list(scenes)
    bank: dict[tuple[str, str], dict[str, str]] = {}
    for each in load_ways() if written is None else written:
        bank.setdefault((each.language, _key(each.like)), {}).update({recall.fold(way): way for way in each.say})
    lent: dict[int, tuple[str, ...]] = {}
    for place, more in borrowed(listed).items():
        own = _ways(listed[place])
        for way in (*own, *more):
            more |= bank.get((listed[place].language, way), {})
        lent[place] = tuple(way for folded, way in more.items() if folded not in own)
    return lent


def borrowed(listed: Sequence[Scene]) -> dict[int, dict[str, str]]:
    """place -> the ways of scenes that are asked alike, by what tells them apart."""
    by_way: dict[tuple[str, str], set[int]] = {}
    ways = [_ways(scene) for scene in listed]
    for place, scene in enumerate(listed):
        for way in ways[place]:
            by_way.setdefault((scene.language, way), set()).add(place)
    found: dict[int, dict[str, str]] = {}
    for place, scene in enumerate(listed):
        more: dict[str, str] = {}
        near: dict[int, int] = {}
        for way in ways[place]:
            for other in by_way[scene.language, way] - {place}:
                near[other] = near.get(other, 0) + 1
        for other, shared in sorted(near.items()):
            if shared >= _SHARED and not listed[other].lost:
                more |= {recall.fold(way): way for way in listed[other].turns[0].ways if way and not slots.names(way)}
        found[place] = more
    return found


def _ways(scene: Scene) -> set[str]:
    return {_key(way) for way in scene.turns[0].ways if way and not slots.names(way)}


def _key(way: str) -> str:
    """What tells a way from others; a way of marks alone ("…") is the marks."""
    return recall.fold(way) or way.strip()


def exchanges(
    scenes: Iterable[Scene],
    *,
    lent: Mapping[int, tuple[str, ...]] | None = None,
    about: Callable[[Scene], str] = lambda scene: "",
) -> dict[str, list[recall.Exchange]]:
    """character -> what she can be reminded of. Lines with a slot stay out: their word would be another's.

    lent: more ways for the first turn of a scene, by place; `lend` where None. about: the topic of its first turn.
    """
    listed = list(scenes)
    lent = lend(listed) if lent is None else lent
    found: dict[str, list[recall.Exchange]] = {}
    for place, scene in enumerate(listed):
        after: frozenset[str] = frozenset()
        for number, turn in enumerate(scene.turns):
            lines = tuple(line for line in turn.lines if not slots.names(line[1]))
            ways = (*_filled(turn.ways, scene), *(lent.get(place, ()) if number == 0 else ()))
            said = tuple(dict.fromkeys(way for way in ways if way)) or (("…",) if scene.lost else ())
            if lines and said and (number == 0 or after):
                lost = scene.lost and number == 0
                found.setdefault(scene.character, []).append(
                    recall.Exchange(
                        scene.language, said, lines, after, lost=lost, about=about(scene) if number == 0 else ""
                    )
                )
            after = frozenset(recall.fold(text) for _, text in lines)
    return found


def _filled(ways: Iterable[str], scene: Scene) -> list[str]:
    found: list[str] = []
    for way in ways:
        names = sorted(slots.names(way))
        if not names:
            found.append(way)
        else:
            count = min(_SAMPLES, *(len(scene.words[name]) for name in names))
            found += [slots.fill(way, {name: scene.words[name][at] for name in names}) for at in range(count)]
    return found
