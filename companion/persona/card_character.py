"""Character cards <-> characters. Writes files only in `save`; any thread.

A card holds prose; a character has fields. What a card says is put where the prompt builder looks for it, and nothing
is lost: `Imported.card` is saved beside the character as card.json and is the ground that an export starts from. Cards
that this program made carry the whole character in `extensions.vtuber_companion` and come back as they were.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from companion.errors import CharacterError
from companion.persona import cards
from companion.persona.card_text import Pair, examples, language_of, shortened, slug, spoken, without_examples
from companion.persona.cards import Card
from companion.persona.character import FILE_NAME, Character, Language
from companion.persona.lorebook import LOGIC, LoreEntry, entries
from companion.persona.macros import USER, expand, with_macros

EXTENSION = "vtuber_companion"
ORIGINAL = "card.json"
PICTURE = "portrait.png"
MANNER: dict[str, str] = {"ko": "이야기에 드러난 성격 그대로", "en": "as her story shows her"}
_TRAITS = re.compile(r"personalit|traits?\b|\bmind\b|성격|특징", re.IGNORECASE)
_LOOKS = re.compile(r"appearance|\bbody\b|\blooks?\b|외모|외형|겉모습|생김새", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“][^\"“”]+[\"”]")
_LIST = re.compile(r"\s*[,;、/]\s*|\s*\n\s*[-•]?\s*")


@dataclass(frozen=True, slots=True)
class Imported:
    """fields: of character.yaml. dialogues: example talks. story: what the card tells, whole. notes: what could not be
    used, for the person to read."""

    id: str
    language: Language
    fields: dict[str, Any]
    dialogues: tuple[tuple[Pair, ...], ...]
    lore: tuple[LoreEntry, ...]
    story: tuple[str, ...]
    card: Card
    notes: tuple[str, ...]

    def character(self, folder: Path) -> Character:
        return Character.model_validate({**self.fields, "folder": folder})

    def yaml(self) -> str:
        """The text of character.yaml."""
        return yaml.safe_dump(self.fields, allow_unicode=True, sort_keys=False, width=1000)


def imported(card: Card, *, id: str = "", language: Language | None = None) -> Imported:
    """The character in a card. id, language: None or "" = from its name and its texts."""
    told = " ".join(card.text(key) for key in ("description", "personality", "first_mes", "scenario"))
    language = language or language_of(told or card.name)
    name = card.name[:400]
    notes: list[str] = []
    description, inside = without_examples(card.text("description"))
    texts = {"description": description, **{key: card.text(key) for key in ("personality", "scenario")}}
    texts = {key: expand(text, name, USER[language]).strip() for key, text in texts.items()}
    fields = _own(card, id) or _fields(card, texts, id or slug(name), name, language, notes)
    book = entries(card.data.get("character_book"))
    talks = [talk for text in (card.text("mes_example"), inside) for talk in examples(text, name)]
    talks += [talk for entry in book for talk in examples(entry.content, name)]
    for key, what in (("system_prompt", "its own system prompt"), ("post_history_instructions", "its instructions")):
        if card.text(key):
            notes.append(f"{what} is kept in {ORIGINAL} and not used: this program builds the prompt itself")
    return Imported(
        id=str(fields["id"]),
        language=language,
        fields=fields,
        dialogues=tuple(
            tuple((_said(ask, name, language), _said(reply, name, language)) for ask, reply in talk) for talk in talks
        ),
        lore=tuple(replace(entry, content=_say(entry.content, name, language)) for entry in book),
        story=tuple(text for text in texts.values() if text),
        card=card,
        notes=tuple(notes),
    )


def save(found: Imported, folder: Path) -> Character:
    """Writes character.yaml, card.json (the card as it came) and portrait.png into `folder`, whose name is the id.

    Raises:
        CharacterError: the folder holds a character already, or can't be written.
    """
    if (folder / FILE_NAME).exists():
        hint = "Take another id, or move that folder away first."
        raise CharacterError(f"{folder} holds a character already.", code="character-exists", hint=hint)
    character = found.character(folder)
    cards.write(found.card, folder / ORIGINAL, found.card.version)
    if found.card.picture is not None:
        _write(folder / PICTURE, found.card.picture)
    _write(folder / FILE_NAME, found.yaml().encode())
    return character


def from_character(
    character: Character,
    *,
    original: Card | None = None,
    lore: Sequence[LoreEntry] = (),
    dialogues: Sequence[Sequence[Pair]] = (),
    language: Language | None = None,
) -> Card:
    """A V2 and V3 card of a character. original: the card it was made from; what only that knows stays in it.

    lore, dialogues: go into the lorebook and the examples; empty = the original's."""
    language = language or character.languages[0]
    name = character.name(language)
    data = dict(original.data) if original else {}
    greetings = [with_macros(greeting.text, name) for greeting in character.greetings.get(language, ())]
    own = character.model_dump(mode="json", exclude={"folder"}, exclude_defaults=True)
    extensions = data.get("extensions") if isinstance(data.get("extensions"), dict) else {}
    data.update(
        name=name,
        description=with_macros(_described(character, language), name),
        personality=", ".join(character.traits.get(language, ())),
        scenario=with_macros(character.user_relation.get(language, ""), name),
        first_mes=greetings[0] if greetings else "",
        alternate_greetings=greetings[1:],
        tags=list(dict.fromkeys((*character.keywords, *(str(tag) for tag in data.get("tags") or ())))),
        creator=character.author or data.get("creator") or "",
        extensions={**(extensions or {}), EXTENSION: {"character": own}},
    )
    if dialogues:
        data["mes_example"] = _examples(dialogues, name)
    if lore:
        data["character_book"] = _book(lore, data.get("character_book"))
    data.setdefault("nickname", name)
    top, picture, assets = (original.top, original.picture, original.assets) if original else ({}, None, {})
    return Card(3, data, top, picture, assets)


def _own(card: Card, id: str) -> dict[str, Any] | None:
    """The character that this program put into the card, if it is one."""
    extensions = card.data.get("extensions")
    inside = extensions.get(EXTENSION) if isinstance(extensions, dict) else None
    fields = inside.get("character") if isinstance(inside, dict) else None
    if not isinstance(fields, dict):
        return None
    fields = json.loads(json.dumps({**fields, "id": id or fields.get("id")}))
    for key in ("brain", "adapter"):  # files of another machine
        fields.pop(key, None)
    look = fields.get("avatar")
    if isinstance(look, dict) and look.get("renderer", "vector") != "vector":
        fields.pop("avatar")
    try:
        Character.model_validate({**fields, "folder": Path()})
    except ValidationError:
        return None
    return dict(fields)


def _fields(
    card: Card, texts: dict[str, str], id: str, name: str, language: Language, notes: list[str]
) -> dict[str, Any]:
    lines, traits, looks = _sorted(_unlisted(texts["description"]).split("\n"))
    story = [*_paragraphs("\n".join(lines)), *_paragraphs(texts["scenario"])]
    personality = texts["personality"]
    named = [part[:400] for part in _LIST.split(personality) if part]
    if len(named) > 1 and max(map(len, named)) <= 60:
        traits = [*named, *traits]
    else:
        story += _paragraphs(personality)
    nickname = card.text("nickname")
    fields: dict[str, Any] = {
        "id": id,
        "names": {language: name},
        "aliases": [nickname[:400]] if nickname and nickname != name else [],
        "languages": [language],
        "one_line": {language: _one_line(story, traits, name)},
        "looks": {language: shortened(looks, 400)} if looks else {},
        "backstory": {language: story} if story else {},
        "traits": {language: list(dict.fromkeys(traits))} if traits else {},
        "speech": {language: {"level": shortened(personality or ", ".join(traits[:6]), 200) or MANNER[language]}},
        "keywords": [tag[:400] for tag in card.texts("tags")],
        "greetings": {language: _greetings(card, name, language, notes)},
        "author": card.text("creator"),
    }
    return {key: value for key, value in fields.items() if value not in ([], {}, "")}


def _sorted(lines: list[str]) -> tuple[list[str], list[str], str]:
    """(story, traits, looks): lines such as `Her personality: kind, warm` say what they are."""
    story: list[str] = []
    traits: list[str] = []
    looks = ""
    for line in lines:
        head, colon, body = line.partition(":")
        if colon and len(head) <= 60 and _TRAITS.search(head):
            traits += [part[:60] for part in _LIST.split(body.strip()) if part]
        elif colon and len(head) <= 60 and _LOOKS.search(head) and not looks:
            looks = body.strip()
        else:
            story.append(line)
    return story, traits, looks


def _greetings(card: Card, name: str, language: Language, notes: list[str]) -> list[dict[str, str]]:
    greetings: list[dict[str, str]] = []
    for number, text in enumerate((card.text("first_mes"), *card.texts("alternate_greetings")), 1):
        said = shortened(spoken(_say(text, name, language)), 400)
        if said:
            greetings.append({"text": said})
        elif text:
            notes.append(f"greeting {number} has no spoken words and is kept in {ORIGINAL} only")
    return greetings


def _say(text: str, name: str, language: Language) -> str:
    return expand(text, name, USER[language]).strip()


def _said(text: str, name: str, language: Language) -> str:
    """Words of an example talk: the quoted ones where it tells and quotes, else as they stand."""
    plain = _say(text, name, language)
    return spoken(plain) if "*" in plain and _QUOTED.search(plain) else plain.strip('"“”')


def _one_line(story: Sequence[str], traits: Sequence[str], name: str) -> str:
    prose = next(
        (text for text in story if not text.startswith(("[", "Genre", name + ":")) and ":" not in text[:40]), ""
    )
    return shortened(prose, 200) or (f"{name}: {', '.join(traits[:5])}" if traits else name)[:400]


def _paragraphs(text: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"\n\s*\n|\r\n\s*\r\n", text) if part.strip()]
    return [part[start : start + 4000] for part in parts for start in range(0, len(part), 4000)]


def _unlisted(text: str) -> str:
    """The list forms that cards use (`[Name's Personality= "kind", "warm"]`, `Mind("calm" + "shy")`) as plain lines."""
    plain = re.sub(r"\"\s*\+\s*\"", ", ", text)
    plain = re.sub(r"(\b\w[\w' ]{0,60}?)\s{0,3}\(\s{0,3}\"([^\"()]*)\"\s*\)", r"\1: \2", plain)
    plain = re.sub(
        r"[\[{]\s*([^\[\]{}=\"]{1,80}?)\s*=\s*([^\[\]{}]*)[\]}]", lambda part: _listed(*part.groups()), plain
    )
    return plain.strip()


def _listed(head: str, body: str) -> str:
    return f"{head}: " + ", ".join(item.strip(" \"'") for item in body.split(",") if item.strip(" \"'"))


def _described(character: Character, language: Language) -> str:
    parts = [character.one_line.get(language, ""), character.looks.get(language, "")]
    parts += character.backstory.get(language, ())
    speech = character.speech.get(language)
    parts += [speech.level, *speech.rules] if speech else []
    return "\n\n".join(part for part in parts if part)


def _examples(dialogues: Sequence[Sequence[Pair]], name: str) -> str:
    blocks = []
    for talk in dialogues:
        lines = ["<START>"]
        for said, answer in talk:
            lines += [f"{{{{user}}}}: {said}"] if said else []
            lines.append(f"{{{{char}}}}: {with_macros(answer, name)}")
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def _book(lore: Sequence[LoreEntry], old: object) -> dict[str, Any]:
    book: dict[str, Any] = dict(old) if isinstance(old, Mapping) else {"extensions": {}}
    book["entries"] = [
        {
            "keys": list(entry.keys),
            "secondary_keys": list(entry.secondary),
            "selective": bool(entry.secondary),
            "content": "\n".join((*entry.decorators, entry.content)),
            "name": entry.name,
            "constant": entry.constant,
            "enabled": entry.enabled,
            "use_regex": entry.regex,
            "case_sensitive": entry.case_sensitive,
            "insertion_order": entry.order,
            "priority": entry.priority,
            "position": f"{entry.position}_char",
            "extensions": {"selectiveLogic": LOGIC.index(entry.logic)} if entry.logic != "any" else {},
        }
        for entry in lore
    ]
    return book


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise CharacterError(f"{path} can't be written: {error.strerror}.", code="disk") from error
    finally:
        part.unlink(missing_ok=True)
