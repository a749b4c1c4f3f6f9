"""Slots in the dialogues: `{name}` in a question and in its reply is the same word. Pure.

`{food:을}` adds the Korean particle in the form that fits the word (companion/persona/particles.py).
"""

import random
import re
from collections.abc import Mapping

from companion.persona.particles import particle

_SLOT = re.compile(r"\{([a-z_]+)(?::([가-힣]+))?\}")


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
