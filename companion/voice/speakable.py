"""From the text as shown to the text as read aloud, and which language it is in. Pure; any thread.

Not read: *actions*, (asides), emoji, emoticons, lone jamo (ㅋㅋ), markdown marks. A link is read as its host.
Each character of the spoken text knows the shown character it came from, so that "heard up to here" can be mapped back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

EMOJI = (
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\u200d\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f\u203c]"
)
JAMO = "[ㄱ-ㅎㅏ-ㅣ]"
_ACTION = re.compile(r"(?<![\w*])\*(?=[^\s*])[^*\n]*\*(?!\*)")
_OPEN_ACTION = re.compile(r"(?<![\w*])\*(?=[^\s*])[^*\n]*$")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_ASIDE = re.compile(r"\([^()\n]*\)|（[^（）\n]*）|\[[^\[\]\n]*\]")
_URL = re.compile(
    r"(?:https?://|www\.)(?:www\.)?([^\s/?#<>\"'()\[\]]*[\w])[^\s<>\"'()\[\]]*?(?=[.,!?;:]*(?:\s|$|[<>\"'()]))"
)
_LINE_MARKS = re.compile(r"(?m)^[ \t]*(?:#{1,6}|>|[-+•*](?=\s)|\d+\.(?=\s*$))[ \t]*")
_MARKS = re.compile(r"\*+|`+|~~|__|(?<!\w)_|_(?!\w)|[|#<>{}\\]")
_EMOTICON = re.compile(r"(?<![\w])(?:[:;=8xX][-']?[)(DPpOo3/|\]]+|\^[_.\-]?\^+|[TㅠㅜㅡQ][_.][TㅠㅜㅡQ]|<3)(?!\w)")
_EMOJI = re.compile(EMOJI)
_JAMO_RUN = re.compile(f"{JAMO}+")
_RANGE = re.compile(r"(?<=\d)[~〜～](?=\d)")
_TILDE = re.compile("[~〜～]+")
_SPACE = re.compile(r"\s+")
_GAP = re.compile(r" (?=[.,!?…。、])|^[\s.,;:…。、]+")
_WORDS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Speakable:
    """text: what is read aloud, "" when nothing is. source: for each character of it, its index in the shown text."""

    text: str
    source: tuple[int, ...]

    def shown_index(self, spoken_index: int) -> int:
        """Index into the shown text of spoken character `spoken_index` (clamped; the end maps behind the last one)."""
        if not self.source or spoken_index <= 0:
            return 0
        if spoken_index >= len(self.source):
            return self.source[-1] + 1
        return self.source[spoken_index]

    def _replace(
        self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], tuple[int, int] | str]
    ) -> "Speakable":
        """Replace each match by a text, or keep the span (start, end) of it that `new` returns."""
        text, at = "", 0
        source: list[int] = []
        for match in pattern.finditer(self.text):
            start, end = match.span()
            text += self.text[at:start]
            source += self.source[at:start]
            kept = new if isinstance(new, str) else new(match)
            if isinstance(kept, str):
                text += kept
                source += [self.source[min(start, len(self.source) - 1)]] * len(kept)
            else:
                text += self.text[kept[0] : kept[1]]
                source += self.source[kept[0] : kept[1]]
            at = end
        return Speakable(text + self.text[at:], (*source, *self.source[at:]))

    def _strip(self) -> "Speakable":
        start = len(self.text) - len(self.text.lstrip())
        end = len(self.text.rstrip())
        return Speakable(self.text[start:end], self.source[start:end]) if start < end else Speakable("", ())


def to_speech(shown: str) -> Speakable:
    """What is read aloud of `shown`, with the way back to it."""
    said = Speakable(shown, tuple(range(len(shown))))
    said = said._replace(_URL, lambda match: match.span(1))
    said = said._replace(_LINK, lambda match: match.span(1))
    for pattern in (_ACTION, _OPEN_ACTION, _EMOTICON, _ASIDE, _LINE_MARKS, _EMOJI, _JAMO_RUN):
        said = said._replace(pattern, "")
    said = said._replace(_RANGE, "에서 " if language_of(shown) == "ko" else " to ")
    said = said._replace(_MARKS, "")._replace(_TILDE, "")
    said = said._replace(_SPACE, " ")._replace(_GAP, "")._strip()
    return said if _WORDS.search(said.text) else Speakable("", ())


def speakable(shown: str) -> str:
    """The text of `to_speech(shown)`; "" when there is nothing to read."""
    return to_speech(shown).text


def is_hangul(char: str) -> bool:
    """Whether `char` is one Hangul syllable."""
    return "가" <= char <= "힣"


def language_of(text: str, default: str = "en") -> str:
    """ "ko" or "en": the language of most letters (a Hangul syllable weighs two); `default` when there are none."""
    hangul = sum(map(is_hangul, text))
    latin = sum(char.isascii() and char.isalpha() for char in text)
    if not hangul and not latin:
        return default
    return "ko" if 2 * hangul >= latin else "en"
