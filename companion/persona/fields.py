"""Which fields of life the words of a sentence belong to: "food.noodle", "ill.gut". Pure; any thread.

So that a sentence is understood whose words no sentence that was learnt has: its fields are features of it like its
words (features.py). The words are in the understanding's file (trainer/starter/understanding/fields).
A Korean word of a field stands for every word that begins with it, jamo by jamo ("아파" for "아팠어"), and for the rest
of a compound; one syllable only alone or with a particle. An English one stands for its regular forms.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from companion.persona.recall import fold

_PARTICLES = re.compile(
    r"(?:이|가|은|는|을|를|도|에|의|로|으로|와|과|랑|이랑|하고|만|까지|부터|에서|에게|한테|보다|처럼|밖에|이나|나|이야|야|이고|이라|라|"
    r"인데|이지|이네|네|입니다|이에요|예요|요|들|들이|들은|마다|조차)?"
)
_WORD = re.compile(r"\w")
_HANGUL = re.compile(r"[가-힣]")
_OTHERS = frozenset({"ill", "well", "shell", "hell", "id", "were", "shed", "wed", "its"})  # without their apostrophe


class Fields:
    """words: field -> words and phrases in both languages, folded; or marks, as they are."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._korean: dict[str, frozenset[str]] = {}
        self._english: dict[str, frozenset[str]] = {}
        self._marks: dict[str, frozenset[str]] = {}
        for field, listed in words.items():
            levels = frozenset({field, field.partition(".")[0]})
            for word in listed:
                if not _WORD.search(word):
                    _add(self._marks, word, levels)
                elif _HANGUL.search(word):
                    _add(self._korean, unicodedata.normalize("NFD", word), levels)
                else:
                    _add(self._english, word, levels)
                    if "'" in word and (bare := word.replace("'", "")) not in _OTHERS:
                        _add(self._english, bare, levels)
        self._longest = max(map(len, self._korean), default=0)
        self._most = max((form.count(" ") + 1 for form in self._english), default=0)
        self._begin = {form.split()[0] for form in self._english if " " in form}

    def __bool__(self) -> bool:
        return bool(self._korean or self._english or self._marks)

    def of(self, text: str) -> set[str]:
        """The fields of a sentence, and the wholes of which they are parts."""
        found: set[str] = set()
        plain = fold(text.replace("’", "'"))
        words = plain.split()
        forms = [(word, *stems(word)) for word in words]
        for at in range(len(words)):
            most = min(self._most, len(words) - at) if self._begin.intersection(forms[at]) else 1
            for size in range(most, 0, -1):
                fields = next(filter(None, map(self._english.get, _phrases(words[at : at + size], forms, at))), None)
                if fields:
                    found |= fields
                    break
        if _HANGUL.search(plain):
            for fields in self._in_korean(plain):
                found |= fields
        for mark, fields in self._marks.items():
            if mark in text:
                found |= fields
        return found

    def _in_korean(self, plain: str) -> Iterator[frozenset[str]]:
        at = 0
        while at < len(plain):
            begins = at == 0 or plain[at - 1] == " "
            if not "가" <= plain[at] <= "힣" or not (begins or "가" <= plain[at - 1] <= "힣"):
                at += 1
                continue
            rest = unicodedata.normalize("NFD", plain[at : at + self._longest])
            step = 1
            for size in range(min(self._longest, len(rest)), 1, -1):
                fields = self._korean.get(rest[:size])
                if fields and (syllables := _syllables(rest[:size], plain, at, begins)):
                    yield fields
                    step = syllables
                    break
            at += step


def _syllables(word: str, plain: str, at: int, begins: bool) -> int:
    """How many letters of the sentence the word takes up; 0 where it is not meant."""
    size = len(unicodedata.normalize("NFC", word))
    if size > 1:
        return size
    end = plain.find(" ", at)
    rest = plain[at + 1 : end if end >= 0 else len(plain)]
    return size if begins and unicodedata.normalize("NFC", word) == plain[at] and _PARTICLES.fullmatch(rest) else 0


def _add(known: dict[str, frozenset[str]], word: str, levels: frozenset[str]) -> None:
    known[word] = known.get(word, frozenset()) | levels


def _phrases(words: list[str], forms: list[tuple[str, ...]], at: int) -> Iterator[str]:
    """The words from `at` on, with the first and the last also as what they are forms of."""
    if len(words) == 1:
        yield from forms[at]
        return
    middle = words[1:-1]
    for first in forms[at]:
        for last in forms[at + len(words) - 1]:
            yield " ".join([first, *middle, last])


def stems(word: str) -> list[str]:
    """What an English word may be a regular form of."""
    if len(word) < 4 or not word.isascii():
        return []
    found = []
    if word.endswith("'s"):
        found.append(word[:-2])
    elif word.endswith("s") and not word.endswith("ss"):
        found += [word[:-1], word[:-2]] if word.endswith("es") else [word[:-1]]
        found += [f"{word[:-3]}y"] if word.endswith("ies") else []
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            found += [stem, f"{stem}e"]
            found += [stem[:-1]] if stem[-1] == stem[-2] else []
            found += [f"{stem[:-1]}y"] if stem[-1] == "i" else []
    return found
