"""The dialogues, as people wrote them: intents with questions and replies, and chains of turns.

Reads YAML; main thread.

A data file holds intents: `name: {ask: {ko: a | b | c, en: …}, <character>: {ko: [line, …], en: […]}}`. A line is
`emotion intensity words`, e.g. `smile .6 안녕하세요!`. chains_*.yaml holds, for a character and language, lists that
alternate what the user says (variants between "|") and a line. `{name}`, `{food:을}` are slots (slots.py).
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from companion.errors import TrainingError
from companion.persona.emotion import CANONICAL, Mood

DATA = Path(__file__).resolve().parent / "data"
LANGUAGES = ("ko", "en")
_LINE = re.compile(r"^([a-z]+) (1|\.[1-9]) (\S.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One reply: what she feels and what she says."""

    mood: Mood
    text: str


@dataclass(frozen=True, slots=True)
class Intent:
    """ask: language -> questions. replies: (character, language) -> lines."""

    name: str
    ask: dict[str, tuple[str, ...]]
    replies: dict[tuple[str, str], tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn of a chain: the ways to say it, and her line."""

    ask: tuple[str, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class Dialogues:
    """All of it. chains: (character, language) -> chains of exchanges."""

    intents: dict[str, Intent]
    chains: dict[tuple[str, str], tuple[tuple[Exchange, ...], ...]]
    slots: dict[str, dict[str, tuple[str, ...]]]
    characters: tuple[str, ...]


def line(written: str) -> Line:
    """`smile .6 words` -> Line. Raises ValueError that names the fault, not the file."""
    found = _LINE.match(written)
    if found is None:
        raise ValueError(f"not `emotion .5 words`: {written[:40]!r}")
    emotion, intensity, text = found.groups()
    if emotion not in CANONICAL:
        raise ValueError(f"{emotion!r} is not one of {', '.join(CANONICAL)}")
    return Line(Mood(emotion, float(intensity)), text.strip())


def load(folder: Path = DATA) -> Dialogues:
    """Everything in the folder. Raises TrainingError that lists every fault with its file and intent."""
    faults: list[str] = []
    intents: dict[str, Intent] = {}
    for path in sorted(folder.glob("intents_*.yaml")):
        for name, data in _read(path).items():
            if name in intents:
                faults.append(f"{path.name}: {name} is written twice")
            intents[name] = _intent(path.name, name, data, faults)
    characters = tuple(sorted({character for intent in intents.values() for character, _ in intent.replies}))
    chains: dict[tuple[str, str], tuple[tuple[Exchange, ...], ...]] = {}
    for path in sorted(folder.glob("chains_*.yaml")):
        chains |= _chains(path.name, _read(path), faults)
    for intent in intents.values():
        for character in characters:
            faults += [
                f"{intent.name}: {character} has no reply in {language}"
                for language in intent.ask
                if not intent.replies.get((character, language))
            ]
    if faults or not intents:
        raise TrainingError(
            f"{folder}: {len(faults)} faults in the dialogues:\n" + "\n".join(f"  - {fault}" for fault in faults),
            code="starter-dialogues",
        )
    slots = {
        name: {language: tuple(str(word) for word in words) for language, words in by_language.items()}
        for name, by_language in _read(folder / "slots.yaml").items()
    }
    return Dialogues(intents, chains, slots, characters)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TrainingError(f"{path} can't be read: {error}.", code="starter-dialogues") from error
    if not isinstance(data, dict):
        raise TrainingError(f"{path}: a mapping is expected.", code="starter-dialogues")
    return data


def _loader() -> Any:
    """The safe loader, in C where PyYAML has it (ten times faster)."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _intent(file: str, name: str, data: dict[str, Any], faults: list[str]) -> Intent:
    ask = {language: _variants(str(data["ask"].get(language, ""))) for language in LANGUAGES}
    replies: dict[tuple[str, str], tuple[Line, ...]] = {}
    for character, by_language in data.items():
        if character == "ask":
            continue
        for language, written in by_language.items():
            replies[character, language] = tuple(_lines(f"{file}: {name}", written, faults))
    return Intent(name, ask, replies)


def _variants(written: str) -> tuple[str, ...]:
    return tuple("" if part.strip() == '""' else part.strip() for part in written.split(" | "))


def _lines(place: str, written: list[Any], faults: list[str]) -> list[Line]:
    found = []
    for item in written:
        try:
            found.append(line(str(item)))
        except ValueError as error:
            faults.append(f"{place}: {error}")
    return found


def _chains(
    file: str, data: dict[str, Any], faults: list[str]
) -> dict[tuple[str, str], tuple[tuple[Exchange, ...], ...]]:
    chains: dict[tuple[str, str], tuple[tuple[Exchange, ...], ...]] = {}
    for character, by_language in data.items():
        for language, written in by_language.items():
            parsed = []
            for index, turns in enumerate(written, 1):
                place = f"{file}: {character} {language} chain {index}"
                if len(turns) % 2:
                    faults.append(f"{place}: a line of the user without an answer")
                    continue
                lines = _lines(place, turns[1::2], faults)
                asks = [_variants(str(turn)) for turn in turns[::2]]
                parsed.append(tuple(Exchange(ask, reply) for ask, reply in zip(asks, lines, strict=False)))
            chains[character, language] = tuple(parsed)
    return chains
