"""Reads a folder of held-out material strictly: all mistakes of all files at once, each with file, line, entry and what
to write instead. Pure besides reading files; any thread.

    cast.yaml            characters, friends
    turns_ko/en.yaml     turns: [Turn]
    intents.yaml         intent: {ko: [patterns], en: [patterns]}
    identity.yaml        leaks: [patterns], probes: [Probe]
    conversations.yaml   conversations: [Talk]
    odd.yaml             invented: [patterns], inputs: [Odd]
    neutral.yaml         ko: [texts], en: [texts]
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from companion.errors import CharacterError, TrainingError
from companion.persona.character import LANGUAGES, Language
from companion.persona.character_file import CharacterFile
from companion.persona.character_file import read as read_yaml
from trainer.evaluation.cases import fold
from trainer.evaluation.suite_material import Intent, Odd, Pattern, Probe, Suite, Talk, Turn, Words

Part = TypeVar("Part", bound=BaseModel)
_MESSAGES = {
    "missing": "it is missing; add it",
    "extra_forbidden": "nothing is called so here; take it out or mend the name",
}


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Cast(_File):
    characters: tuple[str, ...]
    friends: tuple[str, ...] = ()


class _Turns(_File):
    turns: tuple[Turn, ...]


class _Probes(_File):
    leaks: tuple[Pattern, ...] = ()
    probes: tuple[Probe, ...]


class _Talks(_File):
    conversations: tuple[Talk, ...]


class _Odd(_File):
    invented: tuple[Pattern, ...] = ()
    inputs: tuple[Odd, ...]


class _Neutral(_File):
    ko: tuple[Words, ...]
    en: tuple[Words, ...]


def load(folder: Path) -> Suite:
    """The material in `folder`.

    Raises:
        TrainingError: `suite-invalid`, with everything that is wrong.
    """
    reader = _Reader(folder)
    cast = reader.read("cast.yaml", _Cast)
    turns = {language: reader.read(f"turns_{language}.yaml", _Turns) for language in LANGUAGES}
    intents = reader.intents()
    probes = reader.read("identity.yaml", _Probes)
    talks = reader.read("conversations.yaml", _Talks)
    odd = reader.read("odd.yaml", _Odd)
    neutral = reader.read("neutral.yaml", _Neutral)
    reader.stop()
    assert cast and probes and talks and odd and neutral
    known = {language: found.turns for language, found in turns.items() if found is not None}
    suite = Suite(
        characters=cast.characters,
        friends=cast.friends,
        intents=intents,
        turns=tuple(turn for found in known.values() for turn in found),
        probes=probes.probes,
        talks=talks.conversations,
        odd=odd.inputs,
        neutral={"ko": neutral.ko, "en": neutral.en},
        leaks=probes.leaks,
        invented=odd.invented,
        whole=len(cast.characters),
    )
    _Checks(reader, suite).run(known)
    reader.stop()
    return suite


class _Reader:
    """Reads the files; collects what is wrong instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, CharacterFile] = {}
        self.problems: list[str] = []

    def stop(self) -> None:
        if self.problems:
            raise TrainingError(
                f"{self._folder}: {len(self.problems)} thing(s) are wrong in the held-out material:\n"
                + "\n".join(f"  - {problem}" for problem in self.problems),
                code="suite-invalid",
                hint="Mend these lines; trainer/evaluation/suite_material.py says what an entry holds.",
            )

    def wrong(self, name: str, where: tuple[Any, ...], text: str) -> None:
        file = self._files[name]
        self.problems.append(f"{file.path}, line {file.line(where)}{_entry(file.data, where)}: {text}.")

    def read(self, name: str, kind: type[Part]) -> Part | None:
        file = self._open(name)
        return None if file is None else self._checked(name, kind.model_validate, file.data)

    def intents(self) -> dict[str, Intent]:
        file = self._open("intents.yaml")
        if file is None:
            return {}
        found = self._checked("intents.yaml", TypeAdapter(dict[str, Intent]).validate_python, file.data)
        return found or {}

    def _open(self, name: str) -> CharacterFile | None:
        try:
            self._files[name] = read_yaml(self._folder / name)
        except CharacterError as error:
            missing = error.code == "character-missing"
            self.problems.append(f"{self._folder / name} is missing; write it." if missing else error.message)
            return None
        return self._files[name]

    def _checked(self, name: str, validate: Callable[[Any], Any], data: Any) -> Any:
        try:
            return validate(data)
        except ValidationError as error:
            for item in error.errors():
                text = _MESSAGES.get(item["type"], item["msg"].removeprefix("Value error, "))
                self.wrong(name, item["loc"], f"`{item['loc'][-1] if item['loc'] else name}`: {text}")
            return None


class _Checks:
    """What no single entry can know: ids, names, doubles."""

    def __init__(self, reader: _Reader, suite: Suite) -> None:
        self._reader = reader
        self._suite = suite
        self._ids: dict[str, str] = {}
        self._words: dict[tuple[str, str], str] = {}

    def run(self, turns: dict[Language, tuple[Turn, ...]]) -> None:
        for name in self._suite.friends:
            if name not in self._suite.characters:
                self._reader.wrong("cast.yaml", ("friends",), f"{name} is no character of this cast; add or mend it")
        for language, found in turns.items():
            file = f"turns_{language}.yaml"
            self._entries(file, "turns", found)
            for at, turn in enumerate(found):
                if turn.language != language:
                    self._reader.wrong(file, ("turns", at, "language"), f"this file is for {language}; move the entry")
                if turn.intent not in self._suite.intents:
                    self._reader.wrong(
                        file, ("turns", at, "intent"), f"intents.yaml has no {turn.intent!r}; add it there"
                    )
        for name in ("comfort", "joy"):
            if name not in self._suite.intents:
                self._reader.wrong("intents.yaml", (), f"{name!r} is missing; the mood of talks is judged by it")
        self._entries("identity.yaml", "probes", self._suite.probes)
        self._entries("conversations.yaml", "conversations", self._suite.talks)
        self._entries("odd.yaml", "inputs", self._suite.odd)
        for at, talk in enumerate(self._suite.talks):
            for number, step in enumerate(talk.turns):
                if step.needs_context != bool(step.expects):
                    text = "a turn that needs context, and only such a one, says what it `expects`"
                    self._reader.wrong("conversations.yaml", ("conversations", at, "turns", number), text)

    def _entries(self, file: str, key: str, found: Iterable[Turn | Probe | Talk | Odd]) -> None:
        for at, one in enumerate(found):
            if one.id in self._ids:
                self._reader.wrong(file, (key, at, "id"), f"{one.id} is used in {self._ids[one.id]} too; name it anew")
            self._ids.setdefault(one.id, file)
            if one.character not in self._suite.characters:
                text = f"{one.character!r} does not stand in cast.yaml; add or mend it"
                self._reader.wrong(file, (key, at, "character"), text)
            if isinstance(one, Talk):
                continue  # short answers come again and again
            words = (one.language, fold(one.user))
            if words in self._words:
                self._reader.wrong(file, (key, at, "user"), f"{self._words[words]} says the same; write something else")
            self._words.setdefault(words, one.id)


def _entry(data: Any, where: tuple[Any, ...]) -> str:
    """The id of the innermost entry on the way, as ` (entry ko-ruby-03)`; "" where none has one."""
    found = ""
    for part in where:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            found = f" (entry {data['id']})"
    return found
