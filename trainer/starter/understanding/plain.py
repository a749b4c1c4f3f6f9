"""How plainly a line speaks of its topic, so that the plain ones can answer what nothing else fits. Any thread.

A line is plain when its words are those in which many lines speak of the topic, whoever says them: the margin of naive
Bayes for its topic, the line itself left out, as a rank among her lines of that topic and language. Asked for her name,
only a line that says it is plain. One that sends for the police is never plain: it answers danger, not a topic. Nor is
one about a thing of her world: who asks for her cat is not answered with her scarf.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from companion.errors import TrainingError
from companion.persona.emotion import Mood
from companion.persona.features import names
from companion.persona.recall import Exchange, fold
from trainer.starter.brain.evaluate import Written
from trainer.starter.understanding.material import FOLDER, LANGUAGES, Topics, beside, read

_NAMED = ("name", "who", "who.you")
_APART = ("world", "others")  # each line is of another thing: none may answer for the rest
_POLICE = "112"
_SMOOTH = 0.1


def rated(found: Mapping[str, Sequence[Exchange]], called: Mapping[str, Iterable[str]]) -> dict[str, list[Exchange]]:
    """character -> her exchanges with `plain`. called: her names."""
    margins = _margins(found)
    rated_: dict[str, list[Exchange]] = {}
    for who, exchanges in found.items():
        hers = [fold(name) for name in called[who] if fold(name)]
        peers: dict[tuple[str, str], list[float]] = {}
        for at, each in enumerate(exchanges):
            if each.about:
                peers.setdefault((each.language, each.about), []).append(margins[who, at])
        rated_[who] = []
        for at, each in enumerate(exchanges):
            plain = 0.0
            if each.about in _NAMED:
                plain = float(any(name in fold(text) for _, text in each.lines for name in hers))
            elif each.about != "crisis" and any(_POLICE in text for _, text in each.lines):
                plain = 0.0
            elif each.plain:
                plain = each.plain
            elif each.about and each.about not in _APART:
                others = peers[each.language, each.about]
                plain = sum(other <= margins[who, at] for other in others) / len(others)
            rated_[who].append(replace(each, plain=round(plain, 2)))
    return rated_


def written(characters: Iterable[str], known: Topics) -> list[Written]:
    """The plain lines of these characters with the intents and sentences of their topics. Raises TrainingError."""
    intents: dict[str, set[str]] = {}
    for intent, name in known.intents.items():
        intents.setdefault(name, set()).add(intent)
    asked: dict[str, set[str]] = {}
    for sentence, name in known.likes.items():
        asked.setdefault(name, set()).add(sentence)
    return [
        Written(
            who, each.language, mood, text, frozenset(intents.get(each.about, ())), frozenset(asked.get(each.about, ()))
        )
        for who in characters
        for each in answers(who, known)
        for mood, text in each.lines
    ]


def answers(who: str, known: Topics, folder: Path = FOLDER / "lines") -> list[Exchange]:
    """Her lines for every part of every topic (`<who>.yaml`, `<who>_*.yaml`), the plainest there are; a list where she
    has several.

    Raises TrainingError."""
    found = []
    for path in beside(folder / f"{who}.yaml"):
        for name, about in read(path).items():
            if name not in known.turns:
                raise TrainingError(f"{path}: finer.yaml has no topic {name!r}.", code="starter-topics")
            emotion, intensity = about["feeling"].split()
            for language in LANGUAGES:
                way = next(turn.text for turn in known.turns[name] if turn.language == language)
                texts = [about[language]] if isinstance(about[language], str) else about[language]
                lines = tuple((Mood(emotion, float(intensity)), text) for text in texts)
                found.append(Exchange(language, (way,), lines, about=name, plain=1.0))
    return found


def _margins(found: Mapping[str, Sequence[Exchange]]) -> dict[tuple[str, int], float]:
    """(character, place) -> mean over the words of log P(word | topic) - log P(word)."""
    words = {
        (who, at): [_words(text) for _, text in each.lines]
        for who, exchanges in found.items()
        for at, each in enumerate(exchanges)
        if each.about
    }
    topic: dict[tuple[str, str], Counter[str]] = {}
    whole: dict[str, Counter[str]] = {}
    for (who, at), lines in words.items():
        each = found[who][at]
        for line in lines:
            topic.setdefault((each.language, each.about), Counter()).update(line)
            whole.setdefault(each.language, Counter()).update(line)
    sizes = {key: sum(counts.values()) for key, counts in topic.items()}
    totals = {key: sum(counts.values()) for key, counts in whole.items()}
    margins = {}
    for (who, at), lines in words.items():
        each = found[who][at]
        key, own = (each.language, each.about), Counter(word for line in lines for word in line)
        left = sizes[key] - sum(own.values()) + 1
        score = 0.0
        for word, times in own.items():
            here = (topic[key][word] - times + _SMOOTH) / left
            there = (whole[each.language][word] - times + _SMOOTH) / totals[each.language]
            score += max(0.0, math.log(here / there)) if topic[key][word] > times else 0.0
        margins[who, at] = score / math.sqrt(len(own) or 1)
    return margins


def _words(text: str) -> set[str]:
    return {name for name in names(text) if name[0] in "=s"}
