"""Words as they are compared: lower case, without marks. Pure; any thread."""

import re

_WORD = re.compile(r"[\w']+")


def words_of(text: str) -> list[str]:
    """The words of `text` in order."""
    return [word.lower() for word in _WORD.findall(text)]


def word_set(text: str) -> frozenset[str]:
    """A table of words, written as one text."""
    return frozenset(text.split())


def same_words(first: str, second: str) -> bool:
    """Whether two texts say the same, apart from case and marks."""
    return words_of(first) == words_of(second)
