"""A character: the schema of characters/<id>/character.yaml, and finding, loading and listing characters.

Pure besides reading files; any thread. The schema is the documentation of the file: each field says what it holds.
A text "in each language" is a mapping {ko: …, en: …}; a plain string there means the same text in every language.
"""

import difflib
import functools
import hashlib
import json
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from companion import paths
from companion.config import BrainConfig
from companion.errors import CharacterError
from companion.persona import cast, overrides
from companion.persona.character_file import CharacterFile, Problem, read, sentence
from companion.persona.emotion import CANONICAL, canonical, nearest
from companion.persona.reply import Order

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
FILE_NAME = "character.yaml"
_log = logging.getLogger(__name__)


def _everywhere(value: object) -> object:
    return dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value


def _emotion(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = canonical(value)
    if found is None:
        near = nearest(value)
        raise ValueError(f"unknown emotion {value!r}" + (f"; did you mean `{near}`?" if near else ""))
    return found


def _scalar(value: object) -> object:
    if not isinstance(value, str | int | float | bool):
        raise ValueError("a plain text, number, true or false is needed here")
    return value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def _gguf(value: str) -> str:
    if not value.lower().endswith(".gguf"):
        raise ValueError(f"a GGUF file (*.gguf) is needed here, not {value!r}")
    return value


_PARDON: dict[Language, str] = {"ko": "응? 다시 한번 말해 줄래?", "en": "Sorry? Could you say that again?"}
Line = Annotated[str, Field(min_length=1, max_length=400)]
Localized = Annotated[dict[Language, Line], BeforeValidator(_everywhere)]
Paragraphs = dict[Language, tuple[Annotated[str, Field(min_length=1, max_length=4000)], ...]]
Regex = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_regex)]
Emotion = Annotated[str, BeforeValidator(_emotion)]
ModelPath = Annotated[str, Field(min_length=1, max_length=500)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Marker(_Part):
    """A trait of speech that can be counted: at least `min_rate` of the replies match `regex`."""

    name: Line
    regex: Regex
    min_rate: Annotated[float, Field(ge=0, le=1)]


class Speech(_Part):
    """How she talks in one language. level: manner in a few words, part of every prompt. forbidden: never said."""

    level: Annotated[str, Field(min_length=1, max_length=200)]
    rules: tuple[Line, ...] = ()
    markers: tuple[Marker, ...] = ()
    forbidden: tuple[Regex, ...] = ()


class Relation(_Part):
    """Someone she knows, in each language."""

    name: Localized
    role: Localized


class VoiceChoice(_Part):
    """Her voice in one language. engine: None = conf.yaml's. voice: the engine's name for it ("ko+f2"). model: a file,
    beside character.yaml or in the models folder. speed: 1.0 = the voice's own. pitch: semitones."""

    engine: str | None = None
    voice: Annotated[str, Field(max_length=100)] = ""
    model: Annotated[str, Field(max_length=500)] = ""
    speed: Annotated[float, Field(ge=0.3, le=3)] = 1.0
    pitch: Annotated[float, Field(ge=-24, le=24)] = 0.0


class Greeting(_Part):
    """A line of hers that needs no brain (a greeting, an answer to a pat), with how she feels saying it."""

    text: Line
    emotion: Emotion = "smile"
    intensity: Annotated[float, Field(ge=0.1, le=1)] = 0.5


class Avatar(_Part):
    """renderer: a module of ui/avatars. folder: where its drawing or pictures lie, beside character.yaml (usually
    "avatar"); `vector` needs none. style: what that renderer understands, plain values only."""

    renderer: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")] = "vector"
    folder: Annotated[str, Field(max_length=200)] = ""
    style: dict[str, Annotated[Any, AfterValidator(_scalar)]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How freely the brain speaks; the concrete value of ports.Sampling."""

    temperature: float = 0.8
    top_p: float = 0.95
    top_k: int = 40
    min_p: float = 0.05
    repeat_penalty: float = 1.1
    max_tokens: int = 200
    seed: int | None = None


class SamplingWishes(_Part):
    """A character's own sampling; None = conf.yaml's value."""

    temperature: Annotated[float, Field(ge=0, le=5)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    top_k: Annotated[int, Field(ge=0)] | None = None
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    repeat_penalty: Annotated[float, Field(ge=0.5, le=3)] | None = None
    max_tokens: Annotated[int, Field(ge=8, le=8192)] | None = None
    seed: int | None = None

    def over(self, brain: BrainConfig) -> Sampling:
        """These wishes, and conf.yaml's values where there is none."""
        own = self.model_dump()
        return Sampling(**{key: getattr(brain, key) if value is None else value for key, value in own.items()})


class Character(_Part):
    """One character, as her file says. `folder` is where the file lies and never stands in it.

    brain: her own model, a GGUF; adapter: a GGUF LoRA on it, or on conf.yaml's model, which characters then share. Both
    are paths, beside character.yaml or in the models folder. variant: which one she is of several under one name; only
    lists show it, she never hears of it. language: the one of hers that she speaks first and is heard in, None = the
    interface's and whichever is heard. form: `chat` answers in one or two sentences, as an object
    with her emotion; `script` writes scenes as plain text, in the feeling that they are asked for."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=60)]
    names: Localized
    aliases: tuple[Line, ...] = ()
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    language: Language | None = None
    one_line: Localized
    age: Localized = Field(default_factory=dict)
    looks: Localized = Field(default_factory=dict)
    backstory: Paragraphs = Field(default_factory=dict)
    traits: Paragraphs = Field(default_factory=dict)
    speech: dict[Language, Speech]
    keywords: tuple[Line, ...] = ()
    relations: tuple[Relation, ...] = ()
    user_relation: Localized = Field(default_factory=dict)
    knowledge_boundary: Localized = Field(default_factory=dict)
    emotions: Annotated[tuple[Emotion, ...], Field(min_length=1)] = CANONICAL
    voices: dict[Language, VoiceChoice] = Field(default_factory=dict)
    greetings: dict[Language, tuple[Greeting, ...]] = Field(default_factory=dict)
    pardons: dict[Language, tuple[Greeting, ...]] = Field(default_factory=dict)
    pats: dict[Language, tuple[Greeting, ...]] = Field(default_factory=dict)
    pokes: dict[Language, tuple[Greeting, ...]] = Field(default_factory=dict)
    form: Literal["chat", "script"] = "chat"
    reply_order: Order = "emotion_first"
    brain: ModelPath | None = None
    adapter: Annotated[ModelPath, AfterValidator(_gguf)] | None = None
    avatar: Avatar = Avatar()
    sampling: SamplingWishes = SamplingWishes()
    license: str = ""
    author: str = ""
    variant: Annotated[str, Field(max_length=40)] = ""
    folder: Path

    def name(self, language: str) -> str:
        """Her name in a language, in her first language if there is none."""
        return next((text for key, text in self.names.items() if key == language), self.names[self.languages[0]])

    def pardons_in(self, language: Language) -> tuple[Greeting, ...]:
        """What she says when she did not understand; a plain line where her sheet has none."""
        return self.pardons.get(language) or (Greeting(text=_PARDON[language], emotion="surprised", intensity=0.3),)

    @property
    def called(self) -> tuple[str, ...]:
        """Every name that she answers to."""
        return tuple(dict.fromkeys((*self.names.values(), *self.aliases)))

    def title(self, language: str) -> str:
        """Her name as lists show it, with the variant that she is: `라푼젤 (AB)`."""
        return f"{self.name(language)} ({self.variant})" if self.variant else self.name(language)

    @model_validator(mode="before")
    @classmethod
    def _plain_script(cls, data: Any) -> Any:
        """A script is always written plainly; nothing else is."""
        if not isinstance(data, Mapping):
            return data
        script = data.get("form") == "script"
        if script and data.get("reply_order", "plain") != "plain":
            raise ValueError("`reply_order` has no meaning for `form: script`; take it out")
        if not script and data.get("reply_order") == "plain":
            raise ValueError("`reply_order: plain` belongs to `form: script`; write that instead")
        return {**data, "reply_order": "plain"} if script else data

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 over the fields that shape the prompt; saved beside a brain that was trained on them."""
        shaping = self.model_dump(mode="json", include=_SHAPING)
        for speech in shaping["speech"].values():
            del speech["markers"], speech["forbidden"]
        return hashlib.sha256(json.dumps(shaping, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Pydantic's, without the digest that was reckoned for the old fields."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("digest", None)
        return copy


_SHAPING = {
    "names",
    "languages",
    "one_line",
    "age",
    "looks",
    "backstory",
    "traits",
    "speech",
    "relations",
    "user_relation",
    "knowledge_boundary",
    "emotions",
    "reply_order",
}


@dataclass(frozen=True, slots=True)
class CharacterList:
    """Usable characters in their order, and what is wrong with the others."""

    characters: tuple[Character, ...]
    broken: tuple[CharacterError, ...]


def load_character(folder: Path) -> Character:
    """The character in `folder`.

    Raises:
        CharacterError: no file, no YAML, or wrong fields; the message names the file and the line of every problem.
    """
    file = read(folder / FILE_NAME)
    problems: list[Problem] = []
    character = None
    try:
        character = Character.model_validate({**file.data, "folder": folder})
    except ValidationError as error:
        problems = [_explain(item, file) for item in error.errors()]
    problems += _disagreements(file, folder)
    if problems or character is None:
        lines = "\n".join(f"  - line {line}: {sentence(text)}" for line, text in sorted(set(problems)))
        raise CharacterError(
            f"{file.path}: {len(set(problems))} thing(s) are wrong:\n{lines}",
            code="character-invalid",
            hint="Mend these lines; characters/snow_white/character.yaml shows every field.",
        )
    return character


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


@functools.lru_cache(maxsize=512)
def _as_of(folder: Path, stamp: tuple[int, int]) -> Character | CharacterError:
    """What `load_character` gives for a file of that time and size: the menu asks for all of them when it opens."""
    try:
        return load_character(folder)
    except CharacterError as error:
        error.folder = folder.name
        return error.with_traceback(None)


def list_characters() -> CharacterList:
    """All shipped and own characters, in the order of `cast`. An own folder replaces a shipped one of the same id,
    unless it is broken.

    Cheap enough to be asked again and again: only files that have changed are read."""
    found: dict[str, Character] = {}
    broken: list[CharacterError] = []
    for root in (paths.shipped_characters(), paths.user_characters()):
        folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
        for folder in folders:
            if folder.name.startswith((".", "_")):
                continue
            character = _as_of(folder, _stamp(folder / FILE_NAME))
            if isinstance(character, CharacterError):
                broken.append(character)
            else:
                found[character.id] = overrides.applied(character)
    ranks, wrong = cast.order()

    def place(character: Character) -> tuple[int, str, str]:
        return ranks.get(character.id, len(ranks)), next(iter(character.names.values())).casefold(), character.id

    return CharacterList(tuple(sorted(found.values(), key=place)), (*broken, *wrong))


def sheet(character_id: str) -> Character:
    """Her own sheet, without what the person wants of her; read only when it has changed. Raises CharacterError."""
    folder = next(
        (
            root / character_id
            for root in (paths.user_characters(), paths.shipped_characters())
            if (root / character_id).is_dir()
        ),
        paths.shipped_characters() / character_id,
    )
    found = _as_of(folder, _stamp(folder / FILE_NAME))
    if isinstance(found, CharacterError):
        raise found
    return found


def first_of(ids: Iterable[str | None]) -> Character:
    """The first of these whose files are well, the others not looked at. Raises CharacterError where none is."""
    for name in ids:
        for root in (paths.user_characters(), paths.shipped_characters()):
            if name and re.fullmatch("[a-z0-9_]+", name) and (root / name).is_dir():
                character = _as_of(root / name, _stamp(root / name / FILE_NAME))
                if isinstance(character, Character):
                    return overrides.applied(character)
    raise CharacterError("None of the wanted characters can be read.", code="character-unknown")


def find_character(name: str) -> Character:
    """The character with this id, name or alias (case does not matter).

    Raises:
        CharacterError: unknown ("did you mean …"), or the one with this id is broken and nothing stands in for it.
    """
    everyone = list_characters()
    wanted = name.strip().casefold()
    known: dict[str, Character] = {}
    for character in everyone.characters:
        for word in (*character.aliases, *character.names.values(), *map(character.title, character.languages)):
            known.setdefault(word.casefold(), character)
    known.update({character.id: character for character in everyone.characters})
    if wanted in known:
        return known[wanted]
    for root in (paths.user_characters(), paths.shipped_characters()):
        if re.fullmatch("[a-z0-9_]+", wanted) and (root / wanted).is_dir():
            return overrides.applied(load_character(root / wanted))
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.5)
    ids = ", ".join(character.id for character in everyone.characters) or "none"
    raise CharacterError(
        f"There is no character {name!r}" + (f"; did you mean `{known[near[0]].id}`?" if near else "."),
        code="character-unknown",
        hint=f"Characters: {ids}.",
    )


def find_again(character: Character) -> Character:
    """As her files say now; as she was, where they are broken or gone."""
    try:
        return find_character(character.id)
    except CharacterError as error:
        _log.warning("a sheet was not read again: %s", error.code)
        return character


def _disagreements(file: CharacterFile, folder: Path) -> list[Problem]:
    """What no single field can know: the id is the folder's name, and every language is complete."""
    data, problems = file.data, []
    if "folder" in data:
        problems.append((file.line(("folder",)), "unknown key `folder`"))
    if isinstance(data.get("id"), str) and data["id"] != folder.name:
        problems.append((file.line(("id",)), f"id is {data['id']!r} but the folder is named {folder.name!r}"))
    languages = data.get("languages")
    for language in languages if isinstance(languages, list) else ():
        for key in ("names", "one_line", "speech"):
            value = data.get(key)
            if isinstance(value, Mapping) and language in LANGUAGES and language not in value:
                problems.append((file.line((key,)), f"{key} has no text for the language {language!r}"))
    for key in ("emotions", "languages"):
        value = data.get(key)
        if isinstance(value, list) and len({str(item) for item in value}) < len(value):
            problems.append((file.line((key,)), f"{key} names something twice"))
    return problems


def _explain(item: Any, file: CharacterFile) -> Problem:
    location: tuple[Any, ...] = item["loc"]
    place = ".".join(str(part) for part in location if part != "[key]")
    line = file.line(location)
    if item["type"] == "missing":
        return line, f"`{place}` is missing"
    if item["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(location[-1]), _fields(location[:-1]), n=1)
        return line, f"unknown key `{place}`" + (f"; did you mean `{near[0]}`?" if near else "")
    message = str(item["msg"]).removeprefix("Value error, ")
    return line, f"{place}: {message}"


def _fields(location: tuple[Any, ...]) -> list[str]:
    parts: dict[str, type[BaseModel]] = {
        "speech": Speech,
        "markers": Marker,
        "relations": Relation,
        "voices": VoiceChoice,
        **dict.fromkeys(("greetings", "pardons", "pats", "pokes"), Greeting),
        "avatar": Avatar,
        "sampling": SamplingWishes,
    }
    model = next((parts[part] for part in reversed(location) if part in parts), Character)
    return [name for name in model.model_fields if name != "folder"]
