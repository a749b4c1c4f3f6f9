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
_ENDED = re.compile(r"[.!?…~♪♥\"”’」』)]$")
_QUOTES = re.compile(r"^[“\"「『](?P<inside>[^“”\"「」『』]*)[”\"」』]$")
_LABELS = re.compile(
    "장소|시간|때|곳|배경|등장인물|인물|제목|주제|참고|유형|상황|설명|출처|작가|지은이|옮긴이|감독|날짜|일시|주의|각주|예|답|notes?|scene"
    "|location|time|cast|date|by|title|author|chapter|setting|characters|place|source|warning|p\\.?s|tip"
)
USUAL = 4  # speeches that make a form the text's own
APART = 120
"""Characters told between two speeches beyond which the second is no answer to the first any more."""


def utterances(lines: Iterable[str], speakers: frozenset[str] | None) -> tuple[list[list[Utterance]], int]:
    """(talks of speeches in order, how many stage directions were taken out). Lines of one speaker in a row are joined,
    unless something is told between them; `APART` characters told end a talk.

    speakers: of the whole text, as `speakers` finds them; None = a chat, in which every line has its speaker and
    indented lines go on with the one before."""
    reading = _Reading(speakers)
    for line in lines:
        reading.take(line)
    return [talk for talk in reading.talks if talk], reading.directions


def speaker_of(line: str) -> str:
    """Who would speak in a line if it stood in a script; "" for none. A quote after some words tells nothing: novels
    have it too."""
    return next((bare(name) for name, text in _forms(line) if not _QUOTES.match(text)), "")


class _Reading:
    """Goes through the lines of a scene. waiting: who speaks on the next line (screenplays). going: the line before was
    a speech that may go on. told: characters told since the last speech."""

    def __init__(self, allowed: frozenset[str] | None) -> None:
        self.talks: list[list[Utterance]] = [[]]
        self.directions = 0
        self._allowed = allowed
        self._chat = allowed is None
        self._waiting = ""
        self._going = False
        self._told = 0

    def take(self, line: str) -> None:
        found = None if self._going and _continues(line) else _speech(line, self._allowed)
        if found and not found[1]:
            self._waiting, self._going = found[0], False
        elif found:
            self._waiting = ""
            self._say(*found)
        else:
            self._further(line)

    def _further(self, line: str) -> None:
        """A line that names nobody."""
        plain = line.strip()
        if not plain:
            self._waiting, self._going = "", False
        elif _ALONE.match(line):
            self.directions += 1
        elif self._waiting:
            self._say(self._waiting, plain)
        elif self._going and (_continues(line) or not _ENDED.search(self.talks[-1][-1].text)):
            self._say(self.talks[-1][-1].speaker, plain)
        else:
            self._going = False
            self._told += len(plain)

    def _say(self, speaker: str, text: str) -> None:
        said, count = (text, 0) if self._chat else spoken_words(text)
        self.directions += count
        self._going = True
        if not said:
            return
        if self._told > APART:
            self.talks.append([])
        talk, name = self.talks[-1], bare(speaker) or speaker.strip()
        if talk and talk[-1].speaker == name and not self._told:
            talk[-1] = Utterance(speaker=name, text=f"{talk[-1].text} {said}")
        else:
            talk.append(Utterance(speaker=name, text=said))
        self._told = 0


def spoken_words(text: str) -> tuple[str, int]:
    """(words without stage directions in round brackets and without quotes around all of them, how many directions)."""
    plain, count = _DIRECTION.subn(" ", text)
    plain = " ".join(plain.split())
    whole = _QUOTES.match(plain)
    return (whole.group("inside").strip() if whole else plain), count


def _continues(line: str) -> bool:
    return line[:2] == "  " or line[:1] == "\t"


def _speech(line: str, allowed: frozenset[str] | None) -> tuple[str, str] | None:
    if allowed is None:
        name, colon, text = line.partition(": ")
        return (name, text.strip()) if colon and name.strip() and not _continues(line) else None
    for name, text in _forms(line):
        if bare(name).casefold() in allowed:
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


def speakers(lines: list[str], names: Names) -> frozenset[str]:
    """Names that speak: she and whom her profile knows at once; others with a colon, or a tab where that is how the
    text sets its speeches, when they are no label; in any other form when they come again."""
    counts: Counter[str] = Counter()
    forms: dict[str, set[str]] = {"colon": set(), "tab": set(), "other": set()}
    known: set[str] = set()
    for line in lines:
        plain = speaker_line(line)
        tabbed = _TABBED.match(line)
        for name, _ in _forms(line):
            folded = bare(name).casefold()
            counts[folded] += 1
            form = "colon" if plain and name == plain[0] else "tab" if tabbed and "\t" in line.strip() else "other"
            forms[form].add(folded)
            if names.is_known(name):
                known.add(folded)
    tabs = sum(counts[name] for name in forms["tab"])
    at_once = forms["colon"] | (forms["tab"] if tabs >= USUAL and tabs * 2 >= counts.total() else set())
    again = {name for name, count in counts.items() if count >= 2}
    return frozenset(known | {name for name in at_once | again if name and not _LABELS.fullmatch(name)})
