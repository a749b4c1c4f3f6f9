"""Levels of Korean speech: 반말 or 존댓말, of a character and of a sentence; and how people vary it. Pure."""

import re
from typing import Literal

from companion.persona.character import Character

Level = Literal["polite", "casual"]

_POLITE_WORDS = re.compile("존댓말|존대|해요체|합쇼체|하십시오체|하오체|경어|공손|polite|formal", re.IGNORECASE)
_CASUAL_WORDS = re.compile("반말|해체|해라체|평어|casual|informal", re.IGNORECASE)
_POLITE_END = re.compile(r"(요|니다|니까|시오|지요|죠|소서|사옵니다|나이다)$")
_PLAIN_END = re.compile(r"(다|라|자|냐|니|군|네|지|야|어|아|해|걸|게|까|래|데|거든|잖아|는데|마|줘|봐|돼|와|가)$")
_CLOSING = re.compile(r"[\s.!?…~♪♥♡,\"'”’)\]]+$")

_TO_POLITE = (
    (re.compile(r"(뭐|누구|거|어디|언제)야$"), r"\1예요"),
    (re.compile("이야$"), "이에요"),
    (re.compile("(해|알려|들려|말해|보여|가르쳐|도와|골라|읽어|불러) ?줘$"), r"\1 주세요"),
    (re.compile("줘$"), "주세요"),
    (re.compile("(었|았|했|였|겠)니$"), r"\1나요"),
    (re.compile("(.)니$"), r"\1나요"),
    (re.compile("([해어아지네봐돼파퍼려워져래와])$"), r"\1요"),
)
_TO_CASUAL = (
    (re.compile("(뭐|누구|거|어디|언제)예요$"), r"\1야"),
    (re.compile("이에요$"), "이야"),
    (re.compile("주세요$"), "줘"),
    (re.compile("([해어아지네봐돼파퍼려워져래와])요$"), r"\1"),
)


def level_of(character: Character) -> Level:
    """How she talks in Korean: by `speech.ko.level` and its rules, else by her greetings; polite where nothing tells.

    The word that stands last in `level` wins: "장난스러운 반말, 존댓말은 쓰지 않음" is told by its first clause.
    """
    speech = character.speech.get("ko")
    for text in (speech.level.split(",")[0], speech.level, *speech.rules) if speech else ():
        polite, casual = _POLITE_WORDS.search(text), _CASUAL_WORDS.search(text)
        if bool(polite) != bool(casual):
            return "polite" if polite else "casual"
    told = [sentence_level(greeting.text) for greeting in character.greetings.get("ko", ())]
    return "casual" if told.count("casual") > told.count("polite") else "polite"


def sentence_level(text: str) -> Level | None:
    """Of the last sentence; None where its ending tells nothing (a noun, an exclamation)."""
    bare = _CLOSING.sub("", text)
    if _POLITE_END.search(bare):
        return "polite"
    return "casual" if _PLAIN_END.search(bare) else None


def fits(text: str, level: Level) -> bool:
    """Whether words of the profile can stand in her mouth: no sentence of another level."""
    parts = re.split(r"(?<=[.!?…])\s+", text.strip())
    return all(sentence_level(part) in (level, None) for part in parts)


def in_other_level(text: str) -> str:
    """What a person says in the other level, by its ending; the same text where the ending can't be turned safely."""
    bare = _CLOSING.sub("", text)
    closing = text[len(bare) :]
    for pattern, replacement in _TO_CASUAL if _POLITE_END.search(bare) else _TO_POLITE:
        turned, changed = pattern.subn(replacement, bare)
        if changed:
            return turned + closing
    return text
