"""Is a reply hers? (M6) Forbidden style, speech level, leaks, and whom she thinks she talks to. Pure; any thread.

What fails here is well-formed but out of character: it is not trained on, and serves as the rejected side of pairs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from companion.persona.character import Character, Language
from trainer.data import leaks, manner
from trainer.data.faults import Fault

CODES = frozenset({"forbidden", "level", "leak", "address"})

_KOREAN_NAME = re.compile(
    r"(?:내|제|나의|저의)\s*이름은\s*([가-힣A-Za-z]{1,12}?)(?:이야|야|이에요|예요|에요|입니다|이라고|라고|이다|다|[.!~,]|$)|"
    r"(?:나는|난|저는|전)\s*([가-힣A-Za-z]{1,12}?)(?:이라고|라고)\s*(?:해|합니다|불러)"
)
_ENGLISH_NAME = re.compile(
    r"\b(?:my name is|my name's|call me|i am called|i'm called)\s+([A-Z][a-z]{1,14}|[a-z]{2,14})\b", re.I
)
_TOLD_KOREAN = re.compile(
    r"(?:네|너의|니|당신의?|그쪽)\s*이름은\s*([가-힣A-Za-z]{1,12}?)(?:이야|야|이에요|예요|에요|입니다|이잖아|잖아|이지|지|죠|[.!~]|$)"
)
_TOLD_ENGLISH = re.compile(
    r"\byou(?:'re| are) (?:called|named)\s+([A-Z]\w{1,14})|\byour name(?:'s| is)\s+([A-Z]\w{1,14})", re.I
)
_NO_NAME = {
    "뭐",
    "무엇",
    "누구",
    "뭐더라",
    "비밀",
    "not",
    "what",
    "the",
    "so",
    "very",
    "just",
    "here",
    "sorry",
    "your",
    "my",
    "a",
}

_HERSELF = re.compile(
    r"(?:내|제) 이름|(?:그게|그것이|이게|바로) (?:나|내|저|제)|\b(?:my name|that is me|that's me|i am|i'm)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Said:
    """A reply and what is known around it. user: words it answers. before: everything said earlier by anyone, with
    names. partner: who speaks with her, "" = the person at the desktop. staged: a source's own lines, where anyone may
    be called by name."""

    text: str
    user: str
    before: str = ""
    partner: str = ""
    staged: bool = False


def fault(said: Said, character: Character, language: Language) -> Fault | None:
    """The first reason why these words are not hers; None if they may be."""
    return (
        leaks.leak(said.text, character)
        or forbidden(said.text, character, language)
        or _level(said.text, character, language)
        or address(said, character)
    )


def forbidden(text: str, character: Character, language: Language) -> Fault | None:
    """What her sheet says she never says (`speech.<language>.forbidden`)."""
    speech = character.speech.get(language)
    for number, pattern in enumerate(speech.forbidden if speech else (), 1):
        if re.search(pattern, text):
            return Fault("forbidden", f"It matches number {number} of speech.{language}.forbidden.")
    return None


def address(said: Said, character: Character) -> Fault | None:
    """Calls the person by her own name, by the name of someone who is not there, or by a name the person did not give.

    A relation may be called where the scene, the person or `user_relation` names them.
    """
    known = "\n".join((said.user, said.before, said.partner, *character.user_relation.values()))
    given = user_name(f"{said.before}\n{said.user}")
    told = _TOLD_KOREAN.search(said.text) or _TOLD_ENGLISH.search(said.text)
    name = next(filter(None, told.groups()), "") if told else ""
    if given and name and name.casefold() not in _NO_NAME and not _same_name(name, given):
        return Fault("address", "It says another name than the person gave.")
    if said.staged:
        return None
    own = [*character.names.values(), *character.aliases]
    if any(_called(said.text, other) for other in own) and not _HERSELF.search(said.text):
        return Fault("address", "It calls the person by her own name.")
    for who in character.relations:
        for other in who.name.values():
            if _called(said.text, other) and other not in known:
                return Fault("address", f"It takes the person for {other!r}.")
    return None


def user_name(text: str) -> str:
    """The name that a person gave last in `text`; "" if none."""
    found = [*_KOREAN_NAME.finditer(text), *_ENGLISH_NAME.finditer(text)]
    names = [next(filter(None, match.groups()), "") for match in sorted(found, key=lambda match: match.start())]
    return next((name for name in reversed(names) if name.casefold() not in _NO_NAME), "")


def style(texts: Iterable[str], character: Character, language: Language) -> dict[str, float]:
    """Marker name -> share of the texts that show it; empty where she has no markers or there are no texts."""
    said = list(texts)
    speech = character.speech.get(language)
    if speech is None or not said:
        return {}
    return {
        marker.name: sum(bool(re.search(marker.regex, text)) for text in said) / len(said) for marker in speech.markers
    }


def _level(text: str, character: Character, language: Language) -> Fault | None:
    level = manner.wanted(character) if language == "ko" else None
    return manner.off_level(text, level) if level else None


def _called(text: str, name: str) -> bool:
    """`name` at the start of a sentence, with the mark of calling someone: "왕비님, …", "Barley, …"."""
    return bool(re.search(rf"(?:^|[.!?…~]\s+){re.escape(name)}\s?(?:님|씨|아|야|이여)?,\s", text))


def _same_name(name: str, given: str) -> bool:
    a, b = name.casefold(), given.casefold()
    return a.startswith(b) or b.startswith(a)
