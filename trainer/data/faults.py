"""What makes any text unfit for training, whoever speaks: loops, placeholders, leftovers of a format, foreign script.

Pure; any thread; every function takes any text and never raises.
"""

import re
from collections import Counter
from dataclasses import dataclass

from companion.persona.character import Language
from trainer.sources.language import sentences


@dataclass(frozen=True, slots=True)
class Fault:
    """code: stable ("loop", "placeholder", …), for counting. reason: one sentence for a person."""

    code: str
    reason: str


# Drawn-out sounds are speech ("하하하하하", "아아아아!", "!!!!!"), so they may be longer than other repetitions.
_DRAWN = r"ㅋㅎㅠㅜㅡㅇㄷㄱ하호히후헤크흐킥아어오우으이야에와앙음흠랄라aeouhmwzAEOUHMWZ0-9!?.,…~♪♥♡☆★\-–—=*_^ \n"
_RUN = re.compile(rf"([^\s{_DRAWN}])\1{{4,}}")
_DRAWN_RUN = re.compile(rf"([{_DRAWN}])\1{{11,}}")
_SHORT_CYCLE = re.compile(r"(\S.)\1{5,}|(\S..)\2{4,}")
_CYCLE = re.compile(r"(\S.{3,30}?)\1{2,}", re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w+")
_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_FOREIGN = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff]"
)
_FOREIGN_RUN = re.compile("[\u0400-\u052f\u0590-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{3,}")
FOREIGN_MOST = 0.1  # share of letters

_SLOT = r"""이름|사용자(?:\s*이름)?|당신의\s*이름|대사|내용|장소|캐릭터(?:\s*이름)?|여기에[^\])>]{0,20}|your\ name
    |user(?:'s)?\ name|name|user|insert[^\])>]{0,30}|character(?:\ name)?|dialogue|response|reply|content|place"""
_PLACEHOLDER = re.compile(
    rf"""\{{\{{?\s*(?:char|user|bot|name|이름|캐릭터|사용자|character|topic|scene)\s*\}}?\}}
    | <(?:START|END|user|bot|char|name|이름|사용자|endoftext)> | [\[(<]\s*(?:{_SLOT})\s*[\])>]
    | 상세한\s*(?:발언|대사|내용)\s*$ | ^\s*(?:상세한\s*)?(?:발언|대사\s*내용)\s*$
    | (?:이하|중략|후략)\s*생략 | \(\s*(?:생략|중략|후략)\s*\)
    | 장면\s*\d+\s*[~∼-]\s*\d+ | (?:scenes?|turns?)\s+\d+\s*[-~–]\s*\d+ | lorem\ ipsum | \bTODO\b | \bN/A\b
    | \bhuman\d\b | \bgpt\d\b | \[(?:inst|/inst|sys)\]""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_MARKDOWN = re.compile(
    r"""\*\*[^*\n]+\*\* | ^\#{1,6}\s+\S | ``` | `[^`\n]+` | \[[^\]\n]+\]\(https?:[^)\s]+\) | ^\s*\|.+\|\s*$
    | ^\s*-{3,}\s*$ | </?(?:p|br|b|i|div|span|strong|em|ul|li)\s*/?>""",
    re.VERBOSE | re.MULTILINE,
)
_LISTED = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+\S", re.MULTILINE)
_OBJECT = re.compile(r"""^\s*[{\[]\s*["']|["']?(?:emotion|intensity|text)["']\s*:\s*["'\d]""")
_HEADER = re.compile(
    r"^\s*(?:assistant|user|system|ai|bot|human|character|나레이션|사용자|어시스턴트|캐릭터)\s*[:：]",
    re.IGNORECASE | re.MULTILINE,
)
_CONTROL = re.compile(r"<[|｜][^>\n]{1,40}[|｜]>|</?s>|\[\|[a-z]+\|\]|<eot>|\ufffd", re.IGNORECASE)


def loop(text: str) -> Fault | None:
    """A character five times in a row, a phrase over and over, or a text that is mostly said twice."""
    run = _RUN.search(text) or _DRAWN_RUN.search(text)
    if run:
        return Fault("loop", f"{run.group(1)!r} stands {len(run.group())} times in a row.")
    cycle = _SHORT_CYCLE.search(text) or _CYCLE.search(text + " ")
    if cycle and not _drawn(cycle.group()):
        return Fault("loop", f"A phrase of {len(next(filter(None, cycle.groups())))} characters is repeated at once.")
    said = Counter(sentence for sentence in sentences(text) if len(sentence) >= 8)
    if said and max(said.values()) >= 3:
        return Fault("loop", f"The same sentence stands {max(said.values())} times.")
    words = _WORD.findall(text)
    fours = list(zip(words, words[1:], words[2:], words[3:], strict=False))
    if len(fours) >= 12 and len(set(fours)) < len(fours) * 0.5:
        return Fault("loop", f"Only {len(set(fours))} of {len(fours)} sequences of four words are new.")
    return None


def placeholder(text: str) -> Fault | None:
    """Something that was to be filled in, or left out, by whoever wrote it."""
    found = _PLACEHOLDER.search(text)
    return Fault("placeholder", f"It holds the placeholder {found.group().strip()!r}.") if found else None


def leftover(text: str) -> Fault | None:
    """Markdown, HTML, lists, JSON, role headers or control tokens: nothing that is said aloud.

    Actions between single asterisks (`*웃는다*`) are part of some characters' speech and no fault.
    """
    for pattern, what in (
        (_CONTROL, "a control token"),
        (_OBJECT, "JSON"),
        (_HEADER, "the header of a role"),
        (_MARKDOWN, "markup"),
    ):
        found = pattern.search(text)
        if found:
            return Fault("markup", f"It holds {what}: {found.group().strip()[:20]!r}.")
    if len(_LISTED.findall(text)) >= 2:
        return Fault("markup", "It holds a list.")
    return None


def wordless(text: str) -> Fault | None:
    """Nothing that can be said."""
    return None if re.search(r"\w", text) else Fault("empty", "It has no words.")


def foreign(text: str, language: Language) -> Fault | None:
    """Another language than the row's, or letters of a third script."""
    letters = len(_LETTER.findall(text))
    strange = len(_FOREIGN.findall(text))
    if strange * 2 > letters or (strange > 1 and strange > letters * FOREIGN_MOST) or _FOREIGN_RUN.search(text):
        return Fault("script", f"{strange} of {letters} letters are of another script.")
    hangul, latin = len(_HANGUL.findall(text)), len(_LATIN.findall(text))
    if language == "ko" and latin >= 4 and latin > hangul * 2:
        return Fault("language", f"The row is Korean, the text is not: {latin} of {letters} letters are Latin.")
    if language == "en" and hangul >= 2 and hangul * 4 > latin:
        return Fault("language", f"The row is English, the text is not: {hangul} of {letters} letters are Hangul.")
    return None


def _drawn(text: str) -> bool:
    return len(text) < 24 and all(re.match(rf"[{_DRAWN}]", char) for char in text)
