"""The patterns by which told facts are read and asked for (assets/starter/told). Any thread; reads a file."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from companion import paths
from companion.errors import CharacterError

ACTS = ("recall", "hers", "crisis", "agrees", "denies", "thanks", "bye", "advice", "cheer", "guess", "join", "you")
MORE = ("naming", "wronged", "opinion", "wonder", "herself", "request", "greet", "asking_name")
SIGNS = ("who", "fact", "foreign", "danger")
FOLDER = "told"
LONGEST = 400  # characters of a sentence that are read
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's where it is there: eight times quicker


@dataclass(frozen=True, slots=True)
class Telling:
    """One way to tell a fact. among: the list that its value must be in, "" any. given: a Korean given name. named: a
    name, so nothing that is a known word."""

    kind: str
    told: str
    say: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    among: str
    given: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Words:
    """See the module. things: word -> kind of thing. both: how two things are named together."""

    language: str
    tellings: tuple[Telling, ...]
    corrections: tuple[re.Pattern[str], ...]
    asks: Mapping[str, re.Pattern[str]]
    acts: Mapping[str, re.Pattern[str]]
    tones: Mapping[str, re.Pattern[str]]
    feels: Mapping[str, re.Pattern[str]]
    things: Mapping[str, str]
    never: frozenset[str]
    jobs: frozenset[str]
    given: frozenset[str]
    both: str
    rest: Mapping[str, Any]


def load(language: str, folder: Path | None = None) -> Words:
    """Those of a language, ko or en; kept after the first time.

    Raises:
        CharacterError: the file can't be read or is wrong; the message names it.
    """
    return _loaded(language, folder or paths.assets() / "starter" / FOLDER)


def asked(text: str, language: str) -> frozenset[str]:
    """Which of these a sentence asks: "who" she is, a "fact" of the world; "foreign": it is of another language. Only
    "danger" where somebody is hurt or threatened, nothing where life is at stake.

    Raises:
        CharacterError: the file can't be read.
    """
    acts, plain = load(language).acts, " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())
    if acts["danger"].search(plain):
        return frozenset({"danger"})
    if acts["crisis"].search(plain):
        return frozenset()
    return frozenset(name for name in SIGNS if acts[name].search(plain[:LONGEST]))


@lru_cache(maxsize=4)
def _loaded(language: str, folder: Path) -> Words:
    path = folder / f"{language}.yaml"
    try:
        return _words(language, yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, re.error, KeyError, TypeError, AttributeError) as error:
        raise CharacterError(
            f"{path} can't be used: {type(error).__name__} {error}.",
            code="told-unreadable",
            hint="It came with the program: install it anew.",
        ) from error


def _words(language: str, data: dict[str, Any]) -> Words:
    return Words(
        language=language,
        tellings=tuple(_telling(each) for each in data["facts"]),
        corrections=tuple(map(_pattern, data["corrections"])),
        asks=_patterns(data["asks"]),
        acts={name: _pattern(data[name]) for name in (*ACTS, *MORE, *SIGNS)},
        tones=_patterns(data["tones"]),
        feels=_patterns(data["feels"]),
        things={word: kind for kind, words in data["things"].items() for word in words},
        never=frozenset(data["never"]),
        jobs=frozenset(data["jobs"]),
        given=frozenset(data.get("given", "")),
        both=data["both"],
        rest=data,
    )


def _telling(data: dict[str, Any]) -> Telling:
    return Telling(
        kind=data["kind"],
        told=data["told"],
        say=tuple(map(_pattern, data["say"])),
        unless=_pattern(data["unless"]) if "unless" in data else None,
        among=data.get("among", ""),
        given=data.get("given", False),
        named=data.get("named", False),
    )


def _patterns(data: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: _pattern(text) for name, text in data.items()}


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
