"""Hand-written held-out material: what a model is asked that it never saw, and what a good reply is. Pure; any thread.

Patterns are regular expressions, whatever the case; those of `Turn.words` and `Step.expects` stand at the beginning of
a word, all others anywhere. `suite_files.load` reads it.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from companion.persona.character import LANGUAGES, Language
from companion.persona.emotion import CANONICAL, nearest

STEPS = 5  # turns of a conversation


def _emotion(value: str) -> str:
    if value not in CANONICAL:
        near = nearest(value)
        raise ValueError(
            f"unknown emotion {value!r}; " + (f"write `{near}`" if near else f"one of {', '.join(CANONICAL)}")
        )
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}; escape what is meant as it stands") from error
    if re.search(value, "") is not None:
        raise ValueError("the expression matches everything; take out the empty alternative")
    return value


Words = Annotated[str, Field(min_length=1, max_length=2000)]
Pattern = Annotated[str, Field(min_length=1), AfterValidator(_pattern)]
Feelings = Annotated[tuple[Annotated[str, AfterValidator(_emotion)], ...], Field(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Asked(_Entry):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    character: str
    language: Language


Entry = TypeVar("Entry", bound=_Asked)


class Turn(_Asked):
    """One thing that is said to her. feelings: emotions that fit, the main one first. words: besides the intent's."""

    user: Words
    feelings: Feelings
    intent: str
    words: tuple[Pattern, ...] = ()


class Probe(_Asked):
    """Who is she? kind: as in trainer/evaluation/identity.py. never: what this reply must not claim."""

    kind: Literal["name", "accused", "override"]
    user: Words
    never: tuple[Pattern, ...] = ()


class Step(_Entry):
    """One turn of a conversation. expects: what shows that the reply takes up what was said before."""

    user: Words
    feelings: Feelings
    needs_context: bool = False
    expects: tuple[Pattern, ...] = ()
    contradicts: tuple[Pattern, ...] = ()


class Talk(_Asked):
    """A conversation of five turns; her replies are what the model said."""

    turns: Annotated[tuple[Step, ...], Field(min_length=STEPS, max_length=STEPS)]


class Odd(_Asked):
    """What makes no sense, or what she can't know. must_not: facts that this reply would have to invent."""

    kind: Literal["keyboard", "maths", "code", "new", "fact", "language", "emoji", "asr", "half", "absurd"]
    user: Words
    must_not: tuple[Pattern, ...] = ()


class Intent(_Entry):
    """Patterns of a reply to the point."""

    ko: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    en: Annotated[tuple[Pattern, ...], Field(min_length=1)]

    def patterns(self, language: Language) -> tuple[str, ...]:
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, slots=True)
class Suite:
    """Everything. leaks: patterns that no reply to a probe may match. invented: the same for odd inputs. neutral: what
    all are asked alike. friends: who keep to two sentences. whole: of how many characters it was made."""

    characters: tuple[str, ...]
    friends: tuple[str, ...]
    intents: Mapping[str, Intent]
    turns: tuple[Turn, ...]
    probes: tuple[Probe, ...]
    talks: tuple[Talk, ...]
    odd: tuple[Odd, ...]
    neutral: Mapping[Language, tuple[str, ...]]
    leaks: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()
    whole: int = 0

    def only(self, characters: Collection[str]) -> "Suite":
        """What concerns these characters."""
        return replace(
            self,
            characters=tuple(name for name in self.characters if name in characters),
            friends=tuple(name for name in self.friends if name in characters),
            turns=tuple(one for one in self.turns if one.character in characters),
            probes=tuple(one for one in self.probes if one.character in characters),
            talks=tuple(one for one in self.talks if one.character in characters),
            odd=tuple(one for one in self.odd if one.character in characters),
        )

    def first(self, most: int) -> "Suite":
        """At most so many of each kind for each character and language: for a quick look."""
        return replace(
            self,
            turns=_first(self.turns, most),
            probes=_first(self.probes, most),
            talks=_first(self.talks, most),
            odd=_first(self.odd, most),
            neutral={language: texts[:most] for language, texts in self.neutral.items()},
        )

    def said(self) -> list[tuple[str, str, Language]]:
        """(where, words, language) of everything that a person says in it."""
        singles: tuple[Turn | Probe | Odd, ...] = (*self.turns, *self.probes, *self.odd)
        found = [(one.id, one.user, one.language) for one in singles]
        found += [(talk.id, step.user, talk.language) for talk in self.talks for step in talk.turns]
        return found + [(f"neutral-{key}", text, key) for key in LANGUAGES for text in self.neutral.get(key, ())]

    @property
    def replies(self) -> int:
        """How many replies a run makes."""
        alike = len(self.characters) * sum(map(len, self.neutral.values()))
        return len(self.turns) + len(self.probes) + len(self.odd) + STEPS * len(self.talks) + alike


def matches(patterns: Iterable[str], text: str) -> bool:
    """Whether one of them is found anywhere."""
    return any(_compiled(pattern).search(text) for pattern in patterns)


def begins(patterns: Iterable[str], text: str) -> bool:
    """Whether one of them is found at the beginning of a word."""
    return any(_compiled(rf"(?<!\w)(?:{pattern})").search(text) for pattern in patterns)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


def _first(entries: tuple[Entry, ...], most: int) -> tuple[Entry, ...]:
    counts: dict[tuple[str, str], int] = {}
    kept = []
    for one in entries:
        key = (one.character, one.language)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= most:
            kept.append(one)
    return tuple(kept)
