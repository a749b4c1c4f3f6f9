"""Korean or English, by letters; sentences. Pure; any thread."""

import re

from companion.persona.character import Language

_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_LATIN = re.compile("[A-Za-z]")
_OTHER = re.compile("[\u0370-\u1fff\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_ABBREVIATIONS = (
    "mr",
    "mrs",
    "ms",
    "dr",
    "st",
    "prof",
    "sr",
    "jr",
    "vs",
    "etc",
    "e.g",
    "i.e",
    "no",
    "vol",
    "mt",
    "capt",
)
_END = re.compile(r"(?:[.!?…。？！]|[♪♥♡~]+(?=\s*$))+[\"'”’」』)\]]*(?:\s+|$)|\n+")
_INITIAL = re.compile(r"(?:^|\s)[A-Z]$")


def language_of(text: str) -> Language | None:
    """The language of a text; None where there are too few letters or most are of another script.

    A Korean text with English words in it is Korean: one syllable of Hangul counts as much as two Latin letters.
    """
    hangul, latin, other = (len(letters.findall(text)) for letters in (_HANGUL, _LATIN, _OTHER))
    if other > hangul and other * 2 > latin:
        return None
    if hangul and hangul * 2 >= latin:
        return "ko"
    return "en" if latin >= 2 else None


def language_in(text: str, around: str) -> Language | None:
    """The language of words among others: what is too short to tell ("I!", "…") is in the language around it."""
    found = language_of(text)
    return language_of(around) if found is None and not _OTHER.search(text) else found


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text in order, without white space around them; joined they hold all its words.

    A line end ends a sentence. Abbreviations (`Mr.`) and initials (`J. Grimm`) don't.
    """
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if end.group().startswith(".") and _abbreviated(text[start : end.start()]):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return tuple(sentence for sentence in found if sentence)


def _abbreviated(before: str) -> bool:
    word = before.rsplit(None, 1)[-1].lstrip("\"'“‘(").casefold() if before.split() else ""
    return word in _ABBREVIATIONS or bool(_INITIAL.search(before))


def chunks(text: str, limit: int) -> tuple[str, ...]:
    """Pieces of at most `limit` characters: whole paragraphs (apart by empty lines) where they fit, else whole
    sentences; a sentence longer than that is cut at a comma or a space.

    Raises:
        ValueError: limit < 1.
    """
    if limit < 1:
        raise ValueError("limit must be at least 1")
    pieces: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n+", text):
        plain = paragraph.strip()
        if plain and len(plain) <= limit:
            _append(pieces, plain, "\n\n", limit)
        elif plain:
            _append_sentences(pieces, plain, limit)
    return tuple(pieces)


def _append_sentences(pieces: list[str], paragraph: str, limit: int) -> None:
    """Lines stay lines; what is within one is joined by spaces."""
    fresh: list[str] = []
    for line in paragraph.split("\n"):
        between = "\n"
        for sentence in (line.strip(),) if len(line.strip()) <= limit else sentences(line):
            for part in _cut(sentence, limit) if sentence else ():
                _append(fresh, part, between, limit)
                between = " "
    pieces += fresh


def _append(pieces: list[str], part: str, between: str, limit: int) -> None:
    if pieces and len(pieces[-1]) + len(between) + len(part) <= limit:
        pieces[-1] += between + part
    else:
        pieces.append(part)


def _cut(sentence: str, limit: int) -> list[str]:
    parts: list[str] = []
    while len(sentence) > limit:
        window = sentence[: limit + 1]
        comma = max(window.rfind(mark) for mark in (", ", "; ", ": ", "、"))
        at = comma + 1 if comma > limit // 3 else window.rfind(" ")
        at = at if at > 0 else limit
        parts.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*parts, sentence] if sentence else parts
