"""Does she speak as her sheet says: markers, forbidden words, politeness, names, keywords. Pure; any thread."""

import re

from companion.persona.character import Character, Language, Speech
from trainer.data import manner as endings


def keeps_level(text: str, level: endings.Level) -> bool | None:
    """Whether every sentence whose ending tells a level (반말, 존댓말) has this one; None where none tells."""
    polite, casual = endings.levels(text)
    if not polite + casual:
        return None
    return casual == 0 if level == "polite" else polite == 0


def marked(text: str, speech: Speech) -> dict[str, bool]:
    """Marker -> whether this reply shows it, in the order of her sheet."""
    return {marker.name: re.search(marker.regex, text) is not None for marker in speech.markers}


def forbidden(text: str, speech: Speech) -> bool:
    """Whether she says what she never says."""
    return any(re.search(pattern, text) for pattern in speech.forbidden)


def names(character: Character, language: Language) -> tuple[str, ...]:
    """What she may call herself: her name in every language, its words, and her aliases."""
    whole = [*character.names.values(), *character.aliases, character.name(language)]
    return tuple(dict.fromkeys(name.strip() for name in whole if len(name.strip()) > 1))


def names_self(text: str, character: Character, language: Language) -> bool:
    """Whether one of her names stands in the text, as a word of its own (Korean particles may follow)."""
    return any(_stands(name, text) for name in names(character, language))


def persona_words(text: str, character: Character, language: Language) -> bool:
    """Whether she speaks of her own world: her names, keywords, people."""
    people = [relation.name.get(language, "") for relation in character.relations]
    known = [*names(character, language), *character.keywords, *people]
    return any(_stands(word, text) for word in known if word)


def sheet(character: Character) -> str:
    """All that her sheet says of her, in lower case: what stands there is hers to say."""
    texts = [*character.names.values(), *character.aliases, *character.one_line.values(), *character.looks.values()]
    for paragraphs in (*character.backstory.values(), *character.traits.values()):
        texts += paragraphs
    for who in character.relations:
        texts += [*who.name.values(), *who.role.values()]
    return "\n".join((*texts, *character.keywords)).casefold()


def keyword(text: str, character: Character) -> bool:
    """Whether one of her keywords is said."""
    return any(_stands(word, text) for word in character.keywords)


def _stands(word: str, text: str) -> bool:
    if re.search("[가-힣]", word):
        return word in text
    return re.search(rf"(?i)(?<![A-Za-z]){re.escape(word)}(?:s|'s|es)?(?![A-Za-z])", text) is not None
