"""Sentences made from patterns: free small talk beside the target sentences.

``{n}`` is a noun of the word list, ``{w}`` any word of it, ``{p}`` a first name.
"""

from __future__ import annotations

import re

import numpy as np

from trainer.starter.ears.words import nouns, words

_NAMES = {
    "ko": (  # noqa: SIM905
        "민수 지민 서연 하준 유나 지우 수진 현우 은지 도윤 예린 태민 소라 준호 미나 보라 영희 철수 나리 하나 백설 루비"
    ).split(),
    "en": (  # noqa: SIM905
        "Tom Anna Ben Lucy Sam Mary Jack Emma Max Sarah Leo Alice David Nina Peter Julia Mark Grace Luke Rose Ruby"
    ).split(),
}
_PATTERNS = {
    "ko": (
        "내 이름은 {p}야", "나는 {p}라고 해", "{p}야 안녕", "{p}아 뭐 해?", "{p}는 내 친구야", "{n} 좋아해?",
        "나는 {n} 좋아해", "나는 {n} 싫어해", "{n} 먹고 싶어", "{n} 사고 싶어", "오늘 {n} 봤어", "어제 {n} 샀어",
        "내일 {n} 보러 갈 거야", "{n} 이야기 해 줘", "{n} 어디에 있어?", "{n} 알아?", "{n} 주세요", "{n} 정말 예뻐",
        "{n} 때문에 화났어", "{n} 때문에 슬퍼", "{n} 너무 무서워", "우리 {n} 보러 가자", "너는 {n} 있어?",
        "{n} 하나 보여 줘", "{n} 그려 줘", "{n} 뭐야?", "나 {n} 잃어버렸어", "{n} 그리고 {n}", "{w} {w}",
    ),
    "en": (
        "My name is {p}.", "I am {p}.", "Hello {p}.", "{p} is my friend.", "Do you know {p}?", "Do you like {n}?",
        "I like {n}.", "I don't like {n}.", "I want a {n}.", "I want to buy a {n}.", "I saw a {n} today.",
        "Yesterday I bought a {n}.", "Tell me about the {n}.", "Where is the {n}?", "What is a {n}?",
        "Can I have a {n}?", "The {n} is beautiful.", "I lost my {n}.", "I am afraid of the {n}.", "Show me the {n}.",
        "Let's go to the {n}.", "Do you have a {n}?", "I am angry about the {n}.", "My {n} is new.",
        "There is a {n} in my house.", "Give me the {n}, please.", "A {n} and a {n}.", "{w} {w}",
    ),
}  # fmt: skip


def texts(language: str) -> list[str]:
    """Everything that a pattern may bring: for the tokens and the phoneme names."""
    return [*_PATTERNS[language], *_NAMES[language]]


def make(rng: np.random.Generator, language: str) -> str:
    """One sentence from a random pattern."""
    listed = _PATTERNS[language]
    pools = {"n": nouns(language), "w": words(language), "p": _NAMES[language]}
    return re.sub(r"\{(\w)\}", lambda slot: str(rng.choice(pools[slot[1]])), listed[int(rng.integers(len(listed)))])
