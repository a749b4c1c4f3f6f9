"""Hand-written questions and replies that fit every character, filled with her profile. Only reads files; any thread.

trainer/writing/phrases/<kind>.yaml holds sets: `name: {ko: {ask, polite, casual}, en: {ask, reply}}`. An ask has its
wordings between "|", a reply is `emotion intensity words`. Slots: those of `facts`, {role} beside {relation}, {food},
{name_of_user}. `{name:이에요}` sets the Korean particle that fits. A reply whose slot the profile leaves empty is left
out; a story beside a keyword is one that the keyword occurs in.
"""

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from companion.persona.character import Language
from trainer.dialogues import Line, shipped_slots
from trainer.rows import Kind
from trainer.starter.brain import slots
from trainer.starter.brain.dialogues import line as read_line
from trainer.writing.facts import Facts

_FOLDER = Path(__file__).resolve().parent / "phrases"
_TWICE = frozenset({"name", "who", "other_model", "break_role"})
KINDS: tuple[Kind, ...] = ("identity", "qa", "protective", "general")


@dataclass(frozen=True, slots=True)
class PhraseSet:
    """Questions about one thing, and her replies in one level of speech; both with slots."""

    name: str
    asks: tuple[str, ...]
    replies: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One filled exchange. set, wording: which question of which set it was made from."""

    set: str
    wording: int
    user: str
    reply: Line


def sets(kind: Kind, language: Language, known: Facts) -> tuple[PhraseSet, ...]:
    """The sets whose slots the profile can fill."""
    found = []
    for name, texts in _read(kind).items():
        if language not in texts:
            continue
        written = texts[language]
        replies = written[known.level] if language == "ko" else written["reply"]
        usable = tuple(_line(reply) for reply in replies if _fillable(reply, known))
        asks = tuple(ask for ask in map(str.strip, written["ask"].split(" | ")) if _fillable(ask, known))
        if usable and asks:
            found.append(PhraseSet(name, asks, usable))
    return tuple(found)


def filled(each: PhraseSet, language: Language, known: Facts, rng: random.Random) -> Asked:
    """One question with one reply; a slot in both is the same word."""
    wording = rng.randrange(len(each.asks))
    ask, reply = each.asks[wording], rng.choice(each.replies)
    chosen = {name: rng.choice(_words(name, language, known)) for name in sorted(slots.names(ask + reply.text))}
    if {"relation", "role"} & chosen.keys():
        chosen["relation"], chosen["role"] = rng.choice(known.pairs)
    if {"keyword", "story"} <= chosen.keys():
        chosen["keyword"], chosen["story"] = rng.choice(_told(known))
    text = slots.fill(reply.text, chosen)
    return Asked(each.name, wording, slots.fill(ask, chosen), Line(reply.emotion, reply.intensity, _ended(text)))


def questions(kind: Kind, language: Language, known: Facts, rng: random.Random) -> Iterator[tuple[str, str]]:
    """(set, question), set by set in turn, each question once; for a teacher that writes the replies.

    Names of other models come in their order, the most likely base first.
    """
    waiting = {each.name: rng.sample(each.asks, len(each.asks)) for each in sets(kind, language, known)}
    models = itertools.cycle(known.words["model"])
    while any(waiting.values()):
        for name in often(waiting):
            if waiting[name]:
                ask = waiting[name].pop()
                chosen = {slot: rng.choice(_words(slot, language, known)) for slot in sorted(slots.names(ask))}
                if "model" in chosen:
                    chosen["model"] = next(models)
                yield name, slots.fill(ask, chosen)


def often(names: Iterable[str]) -> list[str]:
    """The names of sets for one round; those that matter most stand there twice."""
    return [name for name in names for _ in range(1 + (name in _TWICE))]


def _fillable(text: str, known: Facts) -> bool:
    names = slots.names(text)
    if {"keyword", "story"} <= names and not _told(known):
        return False
    return all(
        name in known.words or name in ("food", "name_of_user") or (name == "role" and known.pairs) for name in names
    )


def _told(known: Facts) -> list[tuple[str, str]]:
    return [
        (word, story)
        for word in known.words.get("keyword", ())
        for story in known.words.get("story", ())
        if word.casefold() in story.casefold()
    ]


def _words(name: str, language: Language, known: Facts) -> tuple[str, ...]:
    if name == "role":
        return tuple(role for _, role in known.pairs)
    if name in ("food", "name_of_user"):
        return shipped_slots()[name.removesuffix("_of_user")][language]
    return known.words[name]


def _ended(text: str) -> str:
    """With a full stop, where a fact at its end brought none; without two."""
    bare = text.rstrip()
    while bare.endswith(("..", "!.", "?.")) and not bare.endswith("..."):
        bare = bare[:-1]
    return bare if bare.endswith((".", "!", "?", "…", "~")) else f"{bare}."


def _line(written: str) -> Line:
    read = read_line(written)
    return Line(read.mood.emotion, read.mood.intensity, read.text)


@cache
def _read(kind: Kind) -> Mapping[str, Any]:
    text = (_FOLDER / f"{kind}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return data
