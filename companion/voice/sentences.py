"""Cut a stream of reply text into speakable pieces, without losing a character. Pure; any thread.

The first piece is a clause, so that she starts to speak at once: it ends at the first sentence mark after something
sayable, or at the first comma-like mark after two words or six Hangul syllables, or is forced at a space after six to
eight words. Later pieces are sentences. A mark waits for the character behind it only where that one can change the
decision ("3." + "14", "..", a closing quote); a comma after a letter does not wait.
"""

import re
from dataclasses import dataclass
from typing import Literal

from companion.voice.speakable import EMOJI, JAMO, is_hangul, language_of, speakable
from companion.voice.words import word_set

__all__ = ["SentenceCutter", "language_of", "speakable", "split"]

STRONG = ".!?…。！？"
WEAK_NOW = ",、，"  # cut without waiting for the next character
WEAK_SPACED = ":;：；"  # only before white space: "10:30", "http://" and ":)" are not clauses
TILDES = "~〜～"
_MARK_RUN = re.compile(f"[{STRONG}{TILDES}]+")
_CLOSERS = re.compile(r"(?:[\"'”’»」』）)\]}]|\*\*|__)+")
_TRAIL = re.compile(rf"(?:[ \t]*(?:{EMOJI}|{JAMO}|\^\^))+")
_WORD_BEFORE = re.compile(r"[A-Za-z][A-Za-z.]*$")

_NEVER_ENDS = word_set("mr mrs ms mx dr prof st vs mt gen col lt sgt rev hon e.g i.e approx dept fig vol cf")
_MAY_END = word_set("etc a.m p.m u.s u.k u.n inc ltd co jr sr ph.d b.c a.d")
_CONNECTIVE = word_set("and but because so that which when while if or although since who where")
_LEANING = _CONNECTIVE | word_set("the a an to of in on at for with my your his her its our their is are was not i")
_KO_CONNECTIVE = ("고", "서", "면", "는데", "지만", "니까", "려고", "는지")
_CLOSE = {"(": ")", "[": "]", "（": "）", "*": "*"}
_OPAQUE = 120  # characters after which an unclosed bracket or *action* counts as plain text
_LONG_WORDS, _HARD_WORDS, _HARD_CHARS = 20, 40, 240

_Verdict = int | Literal["wait"] | None


class SentenceCutter:
    """Incremental: `feed` text as it comes, `finish` at its end; the joined pieces are exactly the text.

    The pieces depend on the text alone, never on how it was split into `feed` calls.
    """

    def __init__(self) -> None:
        self._rest = ""
        self._first = True

    def feed(self, delta: str) -> list[str]:
        """Add `delta` (any length); returns the pieces that are complete now, in order."""
        self._rest += delta
        return self._take(ended=False)

    def finish(self) -> list[str]:
        """The text has ended: everything that is left, at once."""
        pieces = self._take(ended=True)
        if self._rest:
            pieces.append(self._rest)
            self._rest = ""
        return pieces

    def _take(self, *, ended: bool) -> list[str]:
        pieces = []
        while (cut := _Scan(self._rest, self._first, ended).cut()) is not None:
            pieces.append(self._rest[:cut])
            self._rest = self._rest[cut:]
            self._first = False
        return pieces


def split(text: str) -> list[str]:
    """All pieces of a whole text; joined they are `text`."""
    cutter = SentenceCutter()
    return cutter.feed(text) + cutter.finish()


@dataclass(slots=True)
class _Count:
    """What stands before a mark: finished words, Hangul syllables, letters of the word at hand."""

    words: int = 0
    syllables: int = 0
    letters: int = 0
    in_word: bool = False
    last_word: str = ""

    def add(self, char: str) -> bool:
        """Count one character; True when a word ended with it (white space after a word)."""
        if char.isspace():
            ended, self.in_word = self.in_word, False
            return ended
        if char.isalnum():
            if not self.in_word:
                self.words += 1
                self.in_word, self.last_word = True, ""
            self.letters += 1
            self.syllables += is_hangul(char)
        if self.in_word:
            self.last_word += char
        return False


class _Scan:
    """One look for the end of the next piece in `text`; `ended`: nothing will follow."""

    def __init__(self, text: str, first: bool, ended: bool) -> None:
        self.text, self.first, self.ended = text, first, ended
        self.count = _Count()

    def cut(self) -> int | None:
        """Index after the next piece, or None when the text so far does not show it."""
        i = 0
        while i < len(self.text):
            if i >= _HARD_CHARS and not self._extends(i):
                return i
            step = self._bracket(i)
            if step == "wait":
                return None
            if step is not None:
                i = step
                continue
            verdict, i = self._character(i)
            if verdict == "wait":
                return None
            if verdict is not None:
                return verdict
        return None

    def _character(self, i: int) -> tuple[_Verdict, int]:
        """(decision, next index) for the character at `i`."""
        char = self.text[i]
        if char == "\n":
            return (i + 1 if self.count.letters else None), self._counted(i)
        if char in STRONG:
            return self._strong(i)
        if char in TILDES or char in WEAK_NOW or char in WEAK_SPACED:
            return self._weak(i)
        if char.isspace() and self.count.in_word and (cut := self._forced(i)) is not None:
            return cut, i
        return None, self._counted(i)

    def _counted(self, i: int) -> int:
        self.count.add(self.text[i])
        return i + 1

    def _extends(self, i: int) -> bool:
        return self.text[i] in "\u200d\ufe0f\u20e3" or self.text[i - 1] == "\u200d"

    def _bracket(self, i: int) -> _Verdict:
        """An *action* or (aside) is skipped whole: marks in it do not cut. Index behind it, "wait", or None."""
        char = self.text[i]
        if char not in _CLOSE or (char == "(" and self.text[max(0, i - 1) : i] in (":", ";", "=")):
            return None
        following = self.text[i + 1 : i + 2]
        if not following:
            return None if self.ended else "wait"
        if char == "*" and (following in " *\n" or self.text[max(0, i - 1) : i] == "*"):
            return None
        end = self.text.find(_CLOSE[char], i + 1, i + 1 + _OPAQUE)
        line = self.text.find("\n", i + 1, i + 1 + _OPAQUE)
        if end >= 0 and (line < 0 or end < line):
            return end + 1
        return None if self.ended or line >= 0 or len(self.text) > i + _OPAQUE else "wait"

    def _strong(self, i: int) -> tuple[_Verdict, int]:
        run = self._match(_MARK_RUN, i)
        end = self._match(_TRAIL, self._match(_CLOSERS, run))
        following = self.text[end:].lstrip(" \t")[:1]
        if not following and not self.ended:
            return "wait", end
        enough = not self.first or self.count.syllables >= 2 or self.count.letters - self.count.syllables >= 2
        if enough and self.count.letters and self._ends_sentence(i, run, end, following):
            return end, end
        for char in self.text[i:end]:
            self.count.add(char)
        return None, end

    def _match(self, pattern: re.Pattern[str], start: int) -> int:
        found = pattern.match(self.text, start)
        return found.end() if found else start

    def _ends_sentence(self, i: int, run: int, end: int, following: str) -> bool:
        if "://" in self.count.last_word or self.count.last_word.startswith("www."):
            return end > run or not following or following != self.text[end : end + 1]  # a mark inside a link
        if self.text[i:run] != "." or not following:
            return True
        before = self.text[:i]
        if end == run and following == self.text[end : end + 1] and following.isalnum():
            return is_hangul(before[-1:]) and is_hangul(following)  # "3.14", "example.com"; "했어.그래" is two
        if self.count.words == 1 and self.count.last_word.isdigit():
            return False  # "1. First"
        word = _WORD_BEFORE.search(before)
        name = word.group().lower() if word else ""
        if name in _NEVER_ENDS or (len(name) == 1 and before[-1:].isupper() and name != "i"):
            return False
        return name not in _MAY_END or following.isupper() or is_hangul(following)

    def _weak(self, i: int) -> tuple[_Verdict, int]:
        char, before = self.text[i], self.text[i - 1 : i] if i else ""
        run = i + 1
        if char in TILDES:
            run = self._match(_MARK_RUN, i)
        if char not in WEAK_NOW or before.isdigit():
            if run == len(self.text) and not self.ended:
                return "wait", run
            following = self.text[run : run + 1]
            good = not following.isdigit() if char in WEAK_NOW else not following or following.isspace()
        else:
            good = True
        good = good and not (char in WEAK_SPACED and (not before or before.isspace()))
        if good and self._clause():
            return run, run
        for skipped in self.text[i:run]:
            self.count.add(skipped)
        return None, run

    def _clause(self) -> bool:
        if not self.first:
            return self.count.words >= _LONG_WORDS
        return self.count.words >= 2 or self.count.syllables >= 6

    def _forced(self, i: int) -> int | None:
        """Where a piece without a mark must end, now that a word has ended at `i`."""
        count = self.count
        if not self.first:
            return i if count.words >= _HARD_WORDS else None
        if count.syllables * 2 >= count.letters:
            good = count.words >= 4 and count.last_word.endswith(_KO_CONNECTIVE)
            return i if good or count.words >= 6 else None
        word = count.last_word.lower()
        if count.words >= 6 and word in _CONNECTIVE:
            return len(self.text[: i - len(word)].rstrip())
        return i if count.words >= 10 or (count.words >= 8 and word not in _LEANING) else None
