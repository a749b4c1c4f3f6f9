"""Guards against replies that run away: too many sentences, the same again and again. Pure; one object a reply."""

import re

_MARKS = frozenset(".!?…")
_WIDE_MARKS = frozenset("。！？")
_CLOSERS = frozenset("\"')]}”’»」』*~")
_RUN = 24  # equal characters in a row; laughter stays below
_UNIT = 60  # longest piece whose immediate repetition counts
_REPEATED = 30  # characters that an immediate repetition must fill, three times or more
_GRAM = 6  # words


class SentenceLimit:
    """Lets `most` sentences through and stops before the next one begins."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._ended = False  # directly after a mark and its closers
        self._wide = False  # … a mark that needs no space behind it
        self.reached = False

    def feed(self, text: str) -> str:
        """The part of `text` that may still be said; `reached` is True when something was held back."""
        for at, char in enumerate(text):
            if char in _MARKS or char in _WIDE_MARKS:
                self._ended, self._wide = True, char in _WIDE_MARKS
            elif self._ended and char not in _CLOSERS:
                self._ended = False
                self._count += self._wide or char.isspace()
                if self._count >= self._most:
                    self.reached = True
                    return text[:at]
        return text


class LoopGuard:
    """Notices repetition: one character `_RUN` times, one piece three times on end, or the same six words thrice."""

    def __init__(self) -> None:
        self._text = ""

    def feed(self, text: str) -> bool:
        """True once the text so far has fallen into a loop."""
        if not text:
            return False
        self._text += text
        return self._same_character() or self._same_piece() or self._same_words()

    def _same_character(self) -> bool:
        tail = self._text[-_RUN:]
        return len(tail) == _RUN and len(set(tail)) == 1

    def _same_piece(self) -> bool:
        text = self._text
        for unit in range(2, min(_UNIT, len(text) // 3) + 1):
            times = max(3, -(-_REPEATED // unit))
            if len(text) >= unit * times and text.endswith(text[-unit:] * times):
                return True
        return False

    def _same_words(self) -> bool:
        words = re.findall(r"\w+", self._text)
        if len(words) < 3 * _GRAM:
            return False
        last, seen, at = words[-_GRAM:], 0, 0
        while at + _GRAM <= len(words):
            if words[at : at + _GRAM] == last:
                seen, at = seen + 1, at + _GRAM
            else:
                at += 1
        return seen >= 3
