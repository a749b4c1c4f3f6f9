"""Speeches in scripts and chats: who says what, line by line (M1, M7). Pure; any thread.

Forms: "화자 : 대사", `NAME<tab>words`, `[NAME] words`, `NAME 「words」`, and a screenplay's NAME on a line of its own.
"""

import re
from collections import Counter
from collections.abc import Iterable

from trainer.rows import Utterance
from trainer.sources.names import Names, bare
from trainer.sources.script import speaker_line

_TABBED = re.compile(r"^\s*(?P<name>[^\t:\"“”.!?…]{1,20}?)(?:\t+| {4,})(?P<text>\S.*)$")
_TAGGED = re.compile(r"^\s*[\[【<〈(](?P<name>[^\[\]【】<>〈〉()\n]{1,20})[\]】>〉)]\s*(?P<text>\S.*)$")
_QUOTED = re.compile(
    r"^\s*(?P<name>[^\s\"“”「」『』:.!?…][^\"“”「」『』:.!?…\n]{0,19}?)\s*(?P<text>[「『“\"].+[」』”\"])\s*$"
)
_CAPITALS = re.compile(r"^\s*(?P<name>[A-Z][A-Z .'’-]{1,30})(?:\s*\([^)]*\))*\s*$")
_DIRECTION = re.compile(r"\([^()\n]{0,120}\)|（[^（）\n]{0,120}）")
_ALONE = re.compile(r"^\s*[\[(（<].*[\])）>]\s*$")
_QUOTES = re.compile(r"^[“\"「『](?P<inside>[^“”\"「」『』]*)[”\"」』]$")
_LABELS = frozenset(
    {
        "장소",
        "시간",
        "때",
        "곳",
        "배경",
        "등장인물",
        "인물",
        "제목",
        "주제",
        "참고",
        "유형",
        "상황",
        "설명",
        "출처",
        "작가",
        "지은이",
    }
    | {
        "옮긴이",
        "감독",
        "날짜",
        "일시",
        "주의",
        "각주",
        "해설자주",
        "note",
        "notes",
        "scene",
        "location",
        "time",
        "cast",
        "date",
    }
    | {
        "by",
        "title",
        "author",
        "chapter",
        "setting",
        "characters",
        "place",
        "source",
        "warning",
        "ps",
        "p.s",
        "tip",
        "예",
        "답",
    }
)


def utterances(lines: Iterable[str], names: Names, *, chat: bool = False) -> tuple[list[Utterance], int]:
    """(the speeches in order, how many stage directions were taken out). Lines of one speaker in a row are joined.

    chat: every line has its speaker; indented lines go on with the speech before."""
    listed = list(lines)
    allowed = None if chat else _speakers(listed, names)
    spoken: list[Utterance] = []
    directions = 0
    going = False
    waiting = ""  # the speaker whose words begin on the next line (screenplay)
    for line in listed:
        found = _speech(line, allowed, chat=chat) if not _continues(line) or not going else None
        if found and not found[1]:
            waiting, going = found[0], False
            continue
        if found is None:
            found, waiting, going = _further(line, spoken, waiting, going=going)
            if found is None:
                continue
        said, count = (found[1], 0) if chat else spoken_words(found[1])
        directions += count
        if said:
            _add(spoken, found[0], said)
        going = True
    return spoken, directions


def spoken_words(text: str) -> tuple[str, int]:
    """(words without stage directions in round brackets and without quotes around all of them, how many directions)."""
    plain, count = _DIRECTION.subn(" ", text)
    plain = " ".join(plain.split())
    whole = _QUOTES.match(plain)
    return (whole.group("inside").strip() if whole else plain), count


def _further(
    line: str, spoken: list[Utterance], waiting: str, *, going: bool
) -> tuple[tuple[str, str] | None, str, bool]:
    """A line that names nobody: (a speech or None, who speaks on the next line, whether the speech goes on)."""
    if not line.strip():
        return None, "", False
    if waiting and not _ALONE.match(line):
        return (waiting, line.strip()), waiting, True
    if _ALONE.match(line):
        return None, waiting, going
    if going and spoken and (_continues(line) or not re.search(r"[.!?…~♪♥\"”」』)]$", spoken[-1].text)):
        return (spoken[-1].speaker, line.strip()), "", True
    return None, "", False


def _continues(line: str) -> bool:
    return line[:2] == "  " or line[:1] == "\t"


def _add(spoken: list[Utterance], speaker: str, said: str) -> None:
    name = bare(speaker) or speaker.strip()
    if spoken and spoken[-1].speaker == name:
        spoken[-1] = Utterance(speaker=name, text=f"{spoken[-1].text} {said}")
    else:
        spoken.append(Utterance(speaker=name, text=said))


def _speech(line: str, allowed: frozenset[str] | None, *, chat: bool) -> tuple[str, str] | None:
    if chat:
        name, colon, text = line.partition(": ")
        return (name, text.strip()) if colon and name.strip() and not _continues(line) else None
    for name, text in _forms(line):
        if allowed is None or bare(name).casefold() in allowed:
            return name, text
    return None


def _forms(line: str) -> list[tuple[str, str]]:
    """What a line would be in each form, the likeliest first; ("NAME", "") where the words follow on the next line."""
    found: list[tuple[str, str]] = []
    plain = speaker_line(line)
    if plain:
        found.append(plain)
    for pattern in (_TAGGED, _QUOTED, _TABBED):
        match = pattern.match(line)
        if match:
            found.append((match.group("name").strip(), match.group("text").strip()))
    capitals = _CAPITALS.match(line)
    if capitals and not found:
        found.append((capitals.group("name").strip(), ""))
    return found


def _speakers(lines: list[str], names: Names) -> frozenset[str]:
    """Names that speak: she and whom her profile knows at once, others with a colon when they are no label, in any
    other form when they come again."""
    colon: Counter[str] = Counter()
    other: Counter[str] = Counter()
    known: set[str] = set()
    for line in lines:
        plain = speaker_line(line)
        for name, _ in _forms(line):
            folded = bare(name).casefold()
            (colon if plain and name == plain[0] else other)[folded] += 1
            if names.is_known(name):
                known.add(folded)
    return frozenset(
        known
        | {name for name, count in colon.items() if name and name not in _LABELS}
        | {name for name, count in other.items() if name and count >= 2 and name not in _LABELS}
    )
