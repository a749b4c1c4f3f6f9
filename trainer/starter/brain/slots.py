"""Slots in the dialogues: `{name}` in a question and in its reply is the same word. Pure.

`{food:을}` adds the Korean particle in the form that fits the word: 을/를, 이/가, 은/는, 과/와, 아/야, 이에요/예요,
으로/로; what else begins with 이 loses it after a vowel (이야, 이라고, 이랑).
"""

import random
import re
from collections.abc import Mapping

_SLOT = re.compile(r"\{([a-z_]+)(?::([가-힣]+))?\}")
_PARTICLES = {
    "을": ("을", "를"),
    "이": ("이", "가"),
    "은": ("은", "는"),
    "과": ("과", "와"),
    "아": ("아", "야"),
    "이에요": ("이에요", "예요"),
    "으로": ("으로", "로"),
}


def ends_in_consonant(word: str) -> bool:
    """Does the last Korean syllable have a final consonant? False for anything else."""
    last = ord(word[-1]) - 0xAC00 if word else -1
    return 0 <= last < 11172 and last % 28 != 0


def particle(word: str, kind: str) -> str:
    """`word` with the particle in the form that fits."""
    closed, is_open = _PARTICLES.get(kind, (kind, kind.removeprefix("이")))
    if kind == "으로" and word and (ord(word[-1]) - 0xAC00) % 28 == 8:  # after ㄹ: 로
        return word + is_open
    return word + (closed if ends_in_consonant(word) else is_open)


def names(text: str) -> set[str]:
    """The slots that a text uses."""
    return {found.group(1) for found in _SLOT.finditer(text)}


def choose(
    text: str, words: Mapping[str, Mapping[str, tuple[str, ...]]], language: str, rng: random.Random
) -> dict[str, str]:
    """A word for every slot of the text."""
    return {name: rng.choice(words[name][language]) for name in sorted(names(text))}


def fill(text: str, chosen: Mapping[str, str]) -> str:
    """The text with its slots filled. Raises KeyError for a slot that was not chosen."""

    def one(found: re.Match[str]) -> str:
        word = chosen[found.group(1)]
        return particle(word, found.group(2)) if found.group(2) else word

    return _SLOT.sub(one, text)
