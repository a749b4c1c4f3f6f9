"""How she feels saying it, where nobody named it; and intensity made visible in emoji and marks (B5).

Pure; any thread.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from companion.persona.character import Character, Language
from companion.persona.emotion import CANONICAL, EMOJI
from trainer.data.candidates import UNLABELLED
from trainer.rows import Exchange, Row

Finder = Callable[[str, Language], tuple[str, float, tuple[str, ...]] | None]

_PICTURE = re.compile(
    "(?:[\U0001f1e6-\U0001faff\u2600-\u27bf\u2b50\u2b55\u231a-\u23ff]\ufe0f?(?:\u200d[\U0001f1e6-\U0001faff\u2600-\u27bf]\ufe0f?)*"
    "[\U0001f3fb-\U0001f3ff]?)"
)
_TRAILING = re.compile(rf"(?:\s{{0,3}}{_PICTURE.pattern})+\s*$")
_USES = re.compile("이모지|이모티콘|그림\\s?문자|emoji|emoticon", re.IGNORECASE)
_NOT = re.compile("않|없|금지|말고|쓰지|안\\s?써|never|no |don't|without", re.IGNORECASE)
LOUD = frozenset({"joy", "excited", "surprised", "angry", "love", "smug"})
_OTHER = {  # emotion -> what comes nearest, for characters who feel less than all
    "joy": ("smile", "excited", "love"),
    "smile": ("joy", "love"),
    "excited": ("joy", "smile"),
    "love": ("joy", "smile", "shy"),
    "smug": ("smile", "joy"),
    "shy": ("smile", "worried"),
    "sad": ("worried",),
    "worried": ("sad",),
    "angry": ("sad", "worried"),
    "surprised": ("excited", "worried"),
    "sleepy": ("neutral",),
}


@dataclass(frozen=True, slots=True)
class Felt:
    """row with every feeling named. found, neutral, replaced: exchanges whose feeling came from the lexicon, that had
    none, and whose feeling the character does not have."""

    row: Row
    found: int = 0
    neutral: int = 0
    replaced: int = 0


def fill(row: Row, character: Character, find: Finder) -> Felt:
    """Names what was not labelled: by the emotion words of the reply, else neutral. Labels stay."""
    exchanges: list[Exchange] = []
    counts = {"found": 0, "neutral": 0, "replaced": 0}
    for turn in row.exchanges:
        emotion, intensity = turn.emotion, turn.intensity
        if (emotion, intensity) == UNLABELLED:
            words = find(turn.text, row.language)
            counts["found" if words else "neutral"] += 1
            emotion, intensity = (words[0], words[1]) if words else ("neutral", 0.3)
        mine = nearest(emotion, character)
        counts["replaced"] += mine != emotion
        exchanges.append(turn.model_copy(update={"emotion": mine, "intensity": intensity}))
    return Felt(row.model_copy(update={"exchanges": tuple(exchanges)}), **counts)


def nearest(emotion: str, character: Character) -> str:
    """The feeling itself if she has it, else the nearest one that she has."""
    choices = (
        emotion,
        *_OTHER.get(emotion, ()),
        "neutral",
        *(name for name in CANONICAL if name in character.emotions),
    )
    return next(name for name in choices if name in character.emotions)


def uses_emoji(character: Character, language: Language) -> bool:
    """Whether her rules or markers of speech ask for emoji (`💥`, "이모지로 …"; not "이모지는 쓰지 않아")."""
    speech = character.speech.get(language)
    if speech is None:
        return False
    wishes = [speech.level, *speech.rules, *(f"{marker.name} {marker.regex}" for marker in speech.markers)]
    return any(_PICTURE.search(wish) or (_USES.search(wish) and not _NOT.search(wish)) for wish in wishes)


def emoji_count(text: str) -> int:
    """Pictures in a text; one made of several characters counts once."""
    return len(_PICTURE.findall(text))


def wanted_emoji(emotion: str, intensity: float) -> int:
    """0 below 0.35 and for neutral, then 1, from 0.65 on 2, from 0.85 on 3."""
    if emotion == "neutral":
        return 0
    return sum(intensity >= edge for edge in (0.35, 0.65, 0.85))


def dress(row: Row) -> Row:
    """The replies with as many emoji at their end as the feeling is strong, and with a "!" for a strong loud one.

    Emoji inside a sentence stay and count. Doing it twice changes nothing more.
    """
    turns = tuple(turn.model_copy(update={"text": _dressed(turn)}) for turn in row.exchanges)
    return row.model_copy(update={"exchanges": turns})


def _dressed(turn: Exchange) -> str:
    trailing = _TRAILING.search(turn.text)
    words = (turn.text[: trailing.start()] if trailing else turn.text).rstrip()
    own = _PICTURE.findall(trailing.group()) if trailing else []
    room = max(0, wanted_emoji(turn.emotion, turn.intensity) - emoji_count(words))
    pictures = [*own, *[EMOJI[turn.emotion]] * room][:room]
    if turn.emotion in LOUD and turn.intensity >= 0.75 and "!" not in words and re.search(r"[^.…]\.$", words):
        words = words[:-1] + "!"
    return f"{words} {''.join(pictures)}".strip() if words else turn.text
