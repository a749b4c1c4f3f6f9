"""One sentence of a person as memory sees it: facts, things, tone and what it does. Pure; any thread.

Nothing is guessed: a fact is what a pattern of assets/starter/told finds, in the person's own words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from companion.persona import particles
from companion.persona.told import things, words
from companion.persona.told.things import Thing
from companion.persona.told.words import Telling, Words

Tone = Literal["bad", "good", "calm", ""]
_VALUE = 24
_NO_NOUN = re.compile(
    r"[가-힣](?:부터|까지|에서|하게|으로)$|^(?:나눠|나누어|골고루|맛있게|거의|같이|많이|다시|너무|진짜|정말|매일|맨날|자주|혼자)\b"
)
_SLOT = re.compile(r"\{([a-z]+)(?::([가-힣]+))?\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """kind: name, age, job … (the yaml). being: whose, for `named` ("" = whoever was spoken of). told: how she says it
    again."""

    kind: str
    value: str
    told: str
    being: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence. acts: what it does. tone: "calm" takes back what was bad. feeling: how she says again what was felt,
    "" nothing. corrects: (what was wrong, "" the last; what is right)."""

    text: str
    facts: tuple[Fact, ...]
    things: tuple[Thing, ...]
    tone: Tone
    acts: frozenset[str]
    feeling: str
    corrects: tuple[str, str] | None

    @property
    def asks(self) -> bool:
        return self.text.rstrip(" .!~").endswith("?") or "recall" in self.acts


def filled(text: str, values: dict[str, str]) -> str | None:
    """The text with its slots filled, Korean particles in the form that fits; None where a value is missing."""
    if any(not values.get(found.group(1)) for found in _SLOT.finditer(text)):
        return None

    def one(found: re.Match[str]) -> str:
        value = values[found.group(1)]
        return particles.particle(value, found.group(2)) if found.group(2) else value

    return _SLOT.sub(one, text)


@lru_cache(maxsize=2048)
def read(text: str, language: str) -> Heard:
    """All of it. Raises CharacterError: the patterns can't be read."""
    known = words.load(language)
    plain = " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())[: words.LONGEST]
    corrects = next(
        (
            (found.groupdict().get("old") or "", found["v"])
            for pattern in known.corrections
            if (found := pattern.search(plain)) and found["v"].lower() not in known.never
        ),
        None,
    )
    return Heard(
        text=plain,
        facts=tuple(_facts(plain, known)),
        things=things.find(plain, known),
        tone=_tone(plain, known),
        acts=frozenset(name for name, pattern in known.acts.items() if pattern.search(plain)),
        feeling=next((told for told, pattern in known.feels.items() if pattern.search(plain)), ""),
        corrects=corrects,
    )


def _tone(text: str, known: Words) -> Tone:
    if known.tones["relief"].search(text):
        return "good"
    if known.tones["calm"].search(text):
        return "calm"
    if known.tones["bad"].search(text):
        return "bad"
    return "good" if known.tones["good"].search(text) else ""


def _facts(text: str, known: Words) -> list[Fact]:
    if known.acts["recall"].search(text):
        return []
    found: dict[str, Fact] = {}
    for telling in known.tellings:
        if telling.kind in found or (telling.unless and telling.unless.search(text)):
            continue
        for pattern in telling.say:
            match = pattern.search(text)
            fact = _fact(match, telling, known) if match else None
            if fact is not None:
                found[fact.kind] = fact
                break
    if "like" in found and ("dislike" in found or "cannot" in found):
        del found["like"]
    return list(found.values())


def _fact(match: re.Match[str], telling: Telling, known: Words) -> Fact | None:
    parts = {key: value.strip() for key, value in match.groupdict().items() if value}
    value = _value(parts.get("v", ""), telling, known)
    if not value:
        return None
    being = _being(parts.get("b", ""), known)
    if telling.kind == "named" and parts.get("b") and not being:
        return None
    when = re.sub(r"(?<=[가-힣])에$", "", parts.get("w", ""))
    article = "an" if value[0].lower() in "aeiou" else "a"
    values = {
        "v": value,
        "w": when,
        "a": article,
        "b": being or (parts.get("b", "") if telling.kind == "favourite" else "{b}"),
    }
    told = _SLOT.sub(lambda slot: _slot(slot, values), telling.told)
    return Fact(telling.kind, value, told, being)


def _slot(slot: re.Match[str], values: dict[str, str]) -> str:
    value = values.get(slot[1], "")
    return particles.particle(value, slot[2]) if slot[2] and value else value


def _value(value: str, telling: Telling, known: Words) -> str:
    value = value.strip(" ,.!~").removeprefix("정말 ").removeprefix("진짜 ")
    value = re.sub(r"(?:\w+ )?말고 ", "", value)
    if known.language == "ko":
        value = re.sub(r"(?<=[가-힣] )(걸|거|게|건)$", "것", value)
    else:
        value = _swapped(re.split(r"\b(?:and|but|because|so much|very much|a lot|too)\b", value)[0].strip())
    if not value or len(value) > _VALUE or value.lower() in known.never or _NO_NOUN.search(value):
        return ""
    if telling.among == "jobs" and value.lower() not in known.jobs:
        return next((job for job in sorted(known.jobs, key=len, reverse=True) if value.endswith(f" {job}")), "")
    if telling.among and telling.among != "jobs":
        noun = next((thing for thing in things.find(value, known) if thing.kind == telling.among), None)
        return noun.word if noun else ""
    if telling.given and not (known.given.issuperset(value[-2:]) and value not in known.things):
        return ""
    if telling.named and (value.lower() in known.jobs or value.lower() in known.things):
        return ""
    if telling.kind in ("name", "named") and known.language == "en":
        value = value.title() if value.islower() else value
    return value


def _being(word: str, known: Words) -> str:
    """The being that a name is told of, as she says it; "" for none that is known."""
    if known.language == "ko":
        return word if known.things.get(word) == "being" else ""
    last = word.split()[-1].lower() if word else ""
    return f"your {word.lower()}" if last in known.things and known.things[last] == "being" else ""


_SWAPS = {"i": "you", "my": "your", "me": "you", "am": "are", "was": "were", "i'm": "you are", "mine": "yours",
          "i've": "you have", "i'll": "you will", "myself": "yourself", "our": "your", "we": "you", "us": "you",
          "i'd": "you would", "ours": "yours"}  # fmt: skip


def _swapped(text: str) -> str:
    return " ".join(_SWAPS.get(word.lower(), word) for word in text.split())


def reflected(text: str) -> str:
    """An English statement as the other one says it: "I moved to my aunt" -> "you moved to your aunt"; "" where that
    would be wrong or long."""
    plain = re.split(r"[.!?;]", text)[0].strip(" ,")
    plain = re.sub(r"(?i)^(?:hi|hello|hey|well|but|and|so|oh|okay|yes|no|because|maybe|now)\b[, ]*", "", plain)
    pieces = plain.split()
    if not 2 <= len(pieces) <= 14 or re.search(r"(?i)\byou(?:r|rs)?\b", plain):
        return ""
    was = re.sub(r"(?i)\bI was\b", "you were", plain)
    told = " ".join(_SWAPS.get(word.lower(), word) if word.lower() != "was" else word for word in was.split())
    first = told.split()[0]
    named = told[:2].isupper() or (first.istitle() and first not in _STARTS)
    return told if named else told[0].lower() + told[1:]


_STARTS = {"The", "A", "An", "It", "He", "She", "They", "We", "Everybody", "Somebody", "Nobody", "Your", "You", "Today",
           "This", "That", "There", "My", "His", "Her", "Their", "In", "On", "At", "Last", "Next", "Mostly", "Everyone",
           "Someone"}  # fmt: skip
