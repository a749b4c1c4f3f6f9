"""What a conversation has told so far: facts with corrections, what it is about, and how the person feels. Pure; any
thread. Nothing is kept between calls besides the readings of single sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from companion.persona.told import reading, words
from companion.persona.told.reading import Fact, Heard, Tone
from companion.persona.told.things import Thing

MOST = 200  # sentences that are remembered
_SINGLE = frozenset({"name", "age", "job", "work", "home", "from"})
_FADE = 0.85  # of the weight of a thing, with each sentence that goes by
_MOODY = 2  # sentences for which a tone lasts, where no other is to be heard
_OPENS = 1.5  # weight of what a conversation begins with
_LATE = 4  # sentences after which a thing that nobody named again is no longer spoken of


@dataclass(frozen=True, slots=True)
class Memory:
    """heard: the sentences, oldest first. facts: those that hold, oldest first. main: what it is about. tone: how the
    person feels, since it was last to be heard."""

    heard: tuple[Heard, ...]
    facts: tuple[Fact, ...]
    main: Thing | None
    tone: Tone
    feeling: str

    def fact(self, kind: str) -> Fact | None:
        """The last of its kind."""
        return next((fact for fact in reversed(self.facts) if fact.kind == kind), None)

    def called(self, thing: Thing) -> str:
        """What a thing is called, by its own name where one was told."""
        for fact in reversed(self.facts):
            if fact.kind == "named" and thing.kind == "being" and thing.word.split()[-1] in fact.being:
                return fact.value
        return thing.shown


def remember(said: Sequence[str], language: str) -> Memory:
    """Of the person's sentences, oldest first. Raises CharacterError: the patterns can't be read."""
    heard = tuple(reading.read(text, language) for text in said[-MOST:])
    feeling = next((one.feeling for one in reversed(heard) if one.feeling), "")
    tone: Tone = next((one.tone for one in reversed(heard[-_MOODY:]) if one.tone), "")
    return Memory(heard, tuple(_facts(heard, language)), _main(heard), tone, feeling)


def _facts(heard: Sequence[Heard], language: str) -> list[Fact]:
    facts: list[Fact] = []
    for at, one in enumerate(heard):
        if one.corrects is not None:
            facts = [_corrected(fact, *one.corrects) for fact in facts]
        for fact in one.facts:
            resolved = _resolved(fact, heard[: at + 1], language)
            if resolved is not None:
                facts = [old for old in facts if not _replaces(resolved, old)]
                facts.append(resolved)
    return facts


def _replaces(new: Fact, old: Fact) -> bool:
    if new.kind != old.kind:
        return {new.kind, old.kind} == {"like", "dislike"} and new.value == old.value
    if new.kind == "named":
        return new.being == old.being
    return new.kind in _SINGLE or new.value == old.value


def _corrected(fact: Fact, old: str, value: str) -> Fact:
    if not old or fact.value.casefold() != old.casefold():
        return fact
    return replace(fact, value=value, told=fact.told.replace(fact.value, value))


def _resolved(fact: Fact, heard: Sequence[Heard], language: str) -> Fact | None:
    """With what only the conversation knows: whose name it is, and what "mine" stands for."""
    if fact.kind == "mine":
        return replace(fact, kind="like")
    if fact.kind == "chosen" and not any("이름" in one.text for one in heard[-3:]):
        return None
    if fact.kind in ("named", "chosen") and not fact.being:
        being = next((thing for one in reversed(heard) for thing in one.things if thing.kind == "being"), None)
        if being is None:
            return None
        told = reading.filled(_telling(language, fact), {"b": being.shown, "v": fact.value})
        return Fact("named", fact.value, told or "", being.shown)
    return fact


def _telling(language: str, fact: Fact) -> str:
    return next(each.told for each in words.load(language).tellings if each.kind == fact.kind)


def _main(heard: Sequence[Heard]) -> Thing | None:
    """What weighs most, by kind, how often and how lately it was named."""
    weights: dict[str, float] = {}
    last: dict[str, tuple[int, Thing]] = {}
    wrong = {one.corrects[0].casefold() for one in heard if one.corrects is not None}
    for at, one in enumerate(heard):
        for thing in (each for each in one.things if each.key not in wrong and each.kind != "colour"):
            opens = _OPENS if not last or last.get(thing.key, (at,))[0] == at == 0 else 1.0
            weights[thing.key] = weights.get(thing.key, 0.0) + opens * thing.rank * _FADE ** (len(heard) - 1 - at)
            last[thing.key] = (at, last[thing.key][1] if thing.key in last else thing)
    fresh = [key for key, (at, _) in last.items() if len(heard) - at <= _LATE] or list(last)
    return last[max(fresh, key=lambda key: weights[key])][1] if fresh else None
