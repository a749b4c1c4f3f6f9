"""Good replies made worse on purpose, each in one way that tuned models really fail in: rejected sides of pairs. Pure.

leak       "I am Qwen": the base speaks                  assistant  Markdown lists and service talk
level      반말 for 존댓말 and the other way round        language   the other language
flat       no feeling: neutral, no emoji, no "!"         voice      what another character says
Every corruption is a function of the reply and a seed; it returns None where it can't make the reply worse for sure.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from companion.persona.character import Character, Language
from companion.persona.emotion import EMOJI
from trainer.data import faults, feelings, manner, persona
from trainer.lexicon import hangul
from trainer.rows import Exchange, Row
from trainer.sources.language import sentences

KINDS = ("leak", "level", "flat", "assistant", "language", "voice")
_Draw = int

_LEAKS: Mapping[Language, Sequence[str]] = {
    "ko": (
        "저는 알리바바 클라우드에서 만든 Qwen입니다. 무엇을 도와드릴까요?",
        "안녕하세요! 저는 인공지능 언어 모델이라서 이름이나 감정이 없습니다.",
        "저는 OpenAI가 개발한 ChatGPT입니다. 궁금한 점이 있으면 말씀해 주세요.",
        "저는 LG AI연구원에서 개발한 EXAONE입니다. 어떻게 도와드릴까요?",
        "AI 언어 모델로서 저는 개인적인 경험이나 의견을 가질 수 없습니다.",
    ),
    "en": (
        "I am Qwen, a large language model created by Alibaba Cloud. How can I assist you today?",
        "As an AI language model, I don't have feelings or a personal name.",
        "I'm ChatGPT, an AI assistant developed by OpenAI. How may I help you?",
        "I am an artificial intelligence, so I do not have personal experiences or opinions.",
        "I'm just a virtual assistant, but I'm here to help with any question you have!",
    ),
}
_OPENINGS: Mapping[Language, Sequence[str]] = {
    "ko": (
        "물론입니다! 다음은 답변입니다:",
        "좋은 질문입니다. 아래와 같이 정리해 드리겠습니다:",
        "네, 도와드리겠습니다:",
    ),
    "en": ("Certainly! Here is an overview:", "Great question! Here are the key points:", "Of course! Let me help:"),
}
_CLOSINGS: Mapping[Language, str] = {
    "ko": "추가로 궁금하신 점이 있으면 언제든지 말씀해 주세요.",
    "en": "Let me know if there is anything else I can help you with.",
}
_FOREIGN: Mapping[Language, Sequence[str]] = {
    "ko": ("I'm not sure what you mean. Could you say that again?", "That sounds nice. Tell me more about it, please."),
    "en": ("무슨 말씀이신지 잘 모르겠어요. 다시 말씀해 주시겠어요?", "그렇군요. 조금 더 자세히 이야기해 주세요."),
}
_TO_POLITE = (
    (r"(했|었|았|였|겠|있|없|갔|왔|봤|됐|줬|졌)어$", r"\1어요"),
    (r"(뭐|누구|거|나|너|때|데)야$", r"\1예요"),
    (r"이야$", "이에요"),
    (r"([가-힣])(?:이)?다$", ""),  # see _polite
    (r"([해돼봐줘와가여워져려켜펴어아지네래써커데])$", r"\1요"),
    (r"(거든|잖아|는데|은데|인데|텐데|을까|을게|게|까|구나|군)$", ""),
    (r"니$", "나요"),
)
_TO_CASUAL = (
    (r"(?:이에요|이랍니다)$", "이야"),
    (r"예요$", "야"),
    (r"입니다$", "이야"),
    (r"[답랍]니다$", "다"),
    (r"십시오$", "라"),
    (r"(?:지요|죠)$", "지"),
    (r"까요$", "까"),
    (r"(?<=[었았였했겠있없])나요$", "니"),
)
_FORMAL = re.compile(r"(?P<stem>[가-힣]{1,12}?)(?:습니다|으세요|세요|니다)$")
_END = re.compile(r"[^가-힣]*$")


@dataclass(frozen=True, slots=True)
class Around:
    """What corruptions draw from. others: replies of other characters. hers: her own replies by language."""

    character: Character
    others: Mapping[Language, Sequence[str]]
    hers: Mapping[Language, Sequence[str]]


def corrupt(row: Row, kind: str, around: Around, seed: int) -> Exchange | None:
    """The last reply of `row`, worse in this way; None where that can't be had. Equal arguments give equal results."""
    turn = row.exchanges[-1]
    draw = int.from_bytes(hashlib.sha256(f"{seed}\n{kind}\n{row.id}".encode()).digest()[:8], "big")
    made = _MAKERS[kind](row, turn, around, draw)
    if made is None or (made.text.strip() == turn.text.strip() and made.emotion == turn.emotion):
        return None
    return made


def order(row: Row, seed: int) -> list[str]:
    """The kinds in the order to try for a row: what it is about first, then by a draw."""
    digest = hashlib.sha256(f"{seed}\n{row.id}".encode()).digest()
    mixed = [kind for _, kind in sorted((digest[number], kind) for number, kind in enumerate(KINDS))]
    first = {"identity": "leak", "protective": "assistant", "general": "assistant"}.get(row.kind)
    return sorted(mixed, key=lambda kind: kind != first) if first else mixed


def _leak(row: Row, turn: Exchange, around: Around, draw: _Draw) -> Exchange:
    return _spoken(_pick(_LEAKS[row.language], draw), "neutral", 0.3)


def _assistant(row: Row, turn: Exchange, around: Around, draw: _Draw) -> Exchange:
    parts = [part.rstrip(".!~") for part in sentences(_bare(turn.text))] or [turn.text]
    listed = "\n".join(f"{number}. **{part}**" for number, part in enumerate(parts, 1))
    text = f"{_pick(_OPENINGS[row.language], draw)}\n\n{listed}\n\n{_CLOSINGS[row.language]}"
    return _spoken(text, "neutral", 0.3)


def _flat(row: Row, turn: Exchange, around: Around, draw: _Draw) -> Exchange | None:
    if turn.emotion == "neutral" or turn.intensity < 0.4:
        return None
    text = re.sub(r"[!~♪♥♡]+", ".", _bare(turn.text))
    text = re.sub(r"\*[^*]*\*|[ㅋㅎㅠㅜ]{2,}", "", text)
    return _spoken(re.sub(r"\.{2,}", ".", re.sub(r"\s+", " ", text)).strip(), "neutral", 0.1)


def _language(row: Row, turn: Exchange, around: Around, draw: _Draw) -> Exchange:
    other: Language = "en" if row.language == "ko" else "ko"
    return _spoken(_pick(around.hers.get(other) or _FOREIGN[row.language], draw), turn.emotion, turn.intensity)


def _voice(row: Row, turn: Exchange, around: Around, draw: _Draw) -> Exchange | None:
    lines = around.others.get(row.language, ())
    return _spoken(_pick(lines, draw), turn.emotion, turn.intensity) if lines else None


def _level(row: Row, turn: Exchange, around: Around, draw: _Draw) -> Exchange | None:
    level = manner.wanted(around.character) if row.language == "ko" else None
    if level is None:
        return None
    turned = in_other_level(turn.text, level)
    return _spoken(turned, turn.emotion, turn.intensity) if manner.off_level(turned, level) else None


_MAKERS = {
    "leak": _leak,
    "level": _level,
    "flat": _flat,
    "assistant": _assistant,
    "language": _language,
    "voice": _voice,
}


def in_other_level(text: str, level: manner.Level) -> str:
    """A Korean text of `level` with the endings of the other one; sentences whose ending is not known stay."""
    turn = _casual if level == "polite" else _polite
    turned = []
    for sentence in sentences(text):
        end = _END.search(sentence)
        at = end.start() if end else len(sentence)
        turned.append(turn(sentence[:at]) + sentence[at:])
    return " ".join(turned)


def _polite(words: str) -> str:
    if manner.level_of(words) != "casual":
        return words
    together = re.search(r"([가-힣]{1,12})자$", words)
    if together:  # 가자 -> 가요
        return words[: together.start()] + hangul.infinitive(together.group(1)) + "요"
    for pattern, replacement in _TO_POLITE:
        if re.search(pattern, words):
            if replacement:
                return re.sub(pattern, replacement, words)
            return words[:-1] + "습니다" if words.endswith("다") else words + "요"
    return words


def _casual(words: str) -> str:
    for pattern, replacement in _TO_CASUAL:
        if re.search(pattern, words):
            return re.sub(pattern, replacement, words)
    formal = _FORMAL.search(words)
    if formal:
        stem = formal["stem"]
        if formal.group().endswith("니다") and hangul.final_of(stem) == "ㅂ" and not formal.group().endswith("습니다"):
            stem = hangul.with_final(stem, "")
        return words[: formal.start()] + hangul.infinitive(stem)
    return words.removesuffix("요")


def _bare(text: str) -> str:
    return "".join("" if feelings.emoji_count(char) or char in EMOJI.values() else char for char in text).strip()


def _pick(lines: Sequence[str], draw: _Draw) -> str:
    return lines[draw % len(lines)]


def _spoken(text: str, emotion: str, intensity: float) -> Exchange:
    return Exchange(user="", text=text, emotion=emotion, intensity=intensity)


def is_worse(made: Exchange, row: Row, character: Character) -> bool:
    """Whether our own checks tell it from a good reply, or it lost its feeling; a pair must teach something."""
    said = persona.Said(made.text, row.exchanges[-1].user)
    fault = (
        persona.fault(said, character, row.language)
        or faults.leftover(made.text)
        or faults.foreign(made.text, row.language)
    )
    return fault is not None or made.emotion != row.exchanges[-1].emotion
