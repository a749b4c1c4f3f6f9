"""Her own lines, found again: what she once answered to words like those that were just said. Any thread; reads a file.

`recall.jsonl` beside character.yaml holds exchanges that were written for her, one JSON object a line:

    {"language": "ko", "ways": ["배고파", "나 배고픈데"], "lines": [["joy", 0.6, "그럼 죽 한 그릇 드릴까요?"]],
     "after": ["…"], "lost": false, "about": "food", "plain": 0.7}

ways: how a person says it. lines: what she may answer. after: only when one of these was her last line. lost: she did
not understand, which fits what nothing else fits. about, plain: its topic, and how plainly the lines speak of that
(0..1), for `meant.Meant`. The last four may be missing. Up to k exchanges stand
in the prompt behind the person's words (`prompt.user_text`), for a small model to say or to adapt, for a large one to
take her manner from: the same code in training and in talking. (ChatHaruhi, arXiv 2308.09597, puts retrieved scenes
into the prompt likewise.)

Nearness here is that of `nearness.Nearness`, over every way by itself; an exchange is as near as its nearest way.
"""

import json
import re
import unicodedata
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from companion.errors import CharacterError
from companion.persona.emotion import CANONICAL, Mood

FILE_NAME = "recall.jsonl"
MAX_EXCHANGES = 20_000
FAR = 0.22  # of the nearness that the words have to themselves: below it an exchange is about something else
_SPARE = 5  # lines beyond those wanted, where some may not fit the conversation
_FOLLOWS = 1.6  # an exchange that goes on from her last line is that much nearer
_MARKS = re.compile(r"[^\w' ]+")
_KEYS = {"language", "ways", "lines", "after", "lost", "about", "plain"}


@dataclass(frozen=True, slots=True)
class Known:
    """One line of hers that was found. user: the way to say it that is nearest to what was said. sure: that this is
    what was spoken of, 0..1; 0 where nobody weighed it."""

    user: str
    mood: Mood
    text: str
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """See the module. lines: mood and words."""

    language: str
    ways: tuple[str, ...]
    lines: tuple[tuple[Mood, str], ...]
    after: frozenset[str] = frozenset()
    lost: bool = False
    about: str = ""
    plain: float = 0.0


def fold(text: str) -> str:
    """For comparing: lower case, without marks, single spaces."""
    return " ".join(_MARKS.sub(" ", unicodedata.normalize("NFC", text).lower()).split())


def uncalled(names: Iterable[str]) -> re.Pattern[str] | None:
    """What finds her name in folded words; None where she has none."""
    parts = sorted({fold(name) for name in names if fold(name)}, key=len, reverse=True)
    called = "|".join(map(re.escape, parts))
    return re.compile(rf"(?<!\w)(?:{called})(?:아|야|님|이)?(?!\w)") if called else None


def choose(said: str, turn: int, count: int) -> int:
    """One of `count`; follows from the words and the place in the conversation alone."""
    return _dice(said, turn) % count


class Recall:
    """The exchanges of one character, ready to be searched. names: hers; who calls her by one says no more by it."""

    def __init__(self, exchanges: Iterable[Exchange], names: Iterable[str] = ()) -> None:
        import numpy as np

        from companion.persona.nearness import Nearness

        self._called = uncalled(names)
        self._exchanges = tuple(exchanges)[:MAX_EXCHANGES]
        every = ((number, way, fold(way)) for number, each in enumerate(self._exchanges) for way in each.ways)
        ways = [each for each in every if each[2]]
        self._ways = [way for _, way, _ in ways]
        self._nearness = Nearness([folded for _, _, folded in ways])
        self._asked, self._starts = np.unique([number for number, _, _ in ways], return_index=True)
        asked = [self._exchanges[number] for number in self._asked.tolist()]
        self._follows = np.array([_FOLLOWS if each.after else 1.0 for each in asked])
        self._firsts = {
            language: np.array([each.language == language and not each.after for each in asked], dtype=bool)
            for language in ("ko", "en")
        }
        self._after: dict[str, list[int]] = {}
        for at, each in enumerate(asked):
            for line in each.after:
                self._after.setdefault(line, []).append(at)

    def __len__(self) -> int:
        return len(self._exchanges)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        return self._exchanges

    def find(
        self,
        said: str,
        language: str,
        k: int,
        *,
        last: str = "",
        lately: Collection[str] = (),
        without: Collection[str] = (),
    ) -> tuple[Known, ...]:
        """Up to k lines for what was said, the nearest first; one in which she is lost where nothing is near.

        last: her last line. lately: lines of hers that should not come again so soon. without: folded ways that count
        as not written (training holds out what it asks).
        """
        folded = self._uncalled(fold(said))
        if k < 1 or not folded:
            return ()
        found = [
            self._line(self._exchanges[number], way, said, lately)
            for number, way in self._nearest(folded, language, k, fold(last), without)
        ]
        if not found:
            lost = [each for each in self._exchanges if each.lost and each.language == language]
            if lost:
                each = lost[_dice(said, len(lately)) % len(lost)]
                found = [self._line(each, each.ways[0], said, lately)]
        return tuple(found)

    def _uncalled(self, folded: str) -> str:
        rest = " ".join(self._called.sub(" ", folded).split()) if self._called else folded
        return rest or folded

    def _nearest(
        self, folded: str, language: str, k: int, last: str, without: Collection[str]
    ) -> list[tuple[int, str]]:
        """Up to k exchanges that are not far, the nearest first, each with its nearest way."""
        import numpy as np

        if not self._ways or language not in self._firsts:
            return []
        scores, first = self._nearness.scores(folded)
        scores[self._nearness.numbers(list(without))] = 0.0
        each = scores[self._nearness.of]
        nearest = np.maximum.reduceat(each, self._starts)
        open_now = self._firsts[language].copy()
        for at in self._after.get(last, ()):
            open_now[at] = self._exchanges[self._asked[at]].language == language
        near = nearest * self._follows
        near[~open_now] = 0.0
        best = np.flatnonzero((near > 0) & (near >= FAR * self._nearness.whole(folded)))
        best = best[np.argsort(-near[best], kind="stable")][:k]
        ends = np.append(self._starts[1:], len(self._ways))
        found = []
        for at in best.tolist():
            alike = self._starts[at] + np.flatnonzero(each[self._starts[at] : ends[at]] == nearest[at])
            way = alike[np.argmin(first[self._nearness.of[alike]])]
            found.append((int(self._asked[at]), self._ways[way]))
        return found

    def _line(self, each: Exchange, way: str, said: str, lately: Collection[str]) -> Known:
        fresh = [line for line in each.lines if line[1] not in lately] or list(each.lines)
        mood, text = fresh[_dice(said, len(lately)) % len(fresh)]
        return Known(way, mood, text)


class Finder(Protocol):
    """Finds her lines: `Recall` by words, `meant.Meant` by what is meant."""

    def __len__(self) -> int: ...

    def find(
        self,
        said: str,
        language: str,
        k: int,
        *,
        last: str = "",
        lately: Collection[str] = (),
        without: Collection[str] = (),
    ) -> tuple[Known, ...]:
        """See `Recall.find`."""


class Rememberer(Protocol):
    """Answers from what a conversation has told: `told.answer.Told`."""

    def answer(self, said: str, language: str, talk: Sequence[tuple[str, str]]) -> Known | None:
        """Her line; None where nothing told bears on the words. talk: what the person and she said, oldest first."""

    def fitting(
        self, said: str, language: str, talk: Sequence[tuple[str, str]], found: Sequence[Known]
    ) -> Sequence[Known]:
        """Of what was found, the nearest first, what does not contradict the conversation."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a conversation is reminded with. k: lines behind a turn, at most. told: for a brain that says written lines,
    what answers from what she was told in the conversation; that comes before what is found."""

    recall: Finder
    k: int
    told: Rememberer | None = None

    def lines(
        self, said: str, language: str, mine: Sequence[str], talk: Sequence[tuple[str, str]] = ()
    ) -> tuple[Known, ...]:
        """For what was just said; mine: her earlier lines of the conversation, oldest first; talk: (what the person
        said, what she said), likewise, "" where nobody spoke."""
        told = self.told.answer(said, language, talk) if self.told is not None else None
        if told is not None:
            return (told,)
        last, lately = mine[-1] if mine else "", frozenset(mine)
        if self.told is None:
            return self.recall.find(said, language, self.k, last=last, lately=lately)
        found = self.recall.find(said, language, self.k + _SPARE, last=last, lately=lately)
        return tuple(self.told.fitting(said, language, talk, found)[: self.k])


def _dice(said: str, turn: int) -> int:
    """Follows from the words and the place in the conversation alone, so that a repeated guess is the same guess."""
    return zlib.crc32(f"{turn} {fold(said)}".encode())


def load(folder: Path, names: Iterable[str] = ()) -> Recall | None:
    """What the folder of the character with these names holds; None where there is no `recall.jsonl`.

    Cached by the file's time and size.

    Raises:
        CharacterError: the file can't be read or a line is wrong; the message names it.
    """
    path = folder / FILE_NAME
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return _loaded(path, tuple(names), (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=16)
def _loaded(path: Path, names: tuple[str, ...], stamp: tuple[int, int]) -> Recall:
    return Recall(exchanges(path), names)


def exchanges(path: Path) -> list[Exchange]:
    """Those of a file. Raises CharacterError: it can't be read, or a line is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CharacterError(f"{path} can't be read: {error}.", code="recall-unreadable") from error
    return parse(text.splitlines(), str(path))


def parse(lines: Sequence[str], place: str) -> list[Exchange]:
    """Exchanges of the lines of a file. Raises CharacterError that names every wrong line."""
    found: list[Exchange] = []
    wrong: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(_exchange(json.loads(line)))
        except (ValueError, TypeError, KeyError) as error:
            wrong.append(f"  - line {number}: {error}")
    if wrong:
        raise CharacterError(
            f"{place}: {len(wrong)} line(s) are wrong:\n" + "\n".join(wrong[:20]),
            code="recall-invalid",
            hint="Make the file anew: companion-train recall, or delete it; she then talks without her written lines.",
        )
    return found


def _exchange(data: Any) -> Exchange:
    if not isinstance(data, dict) or set(data) - _KEYS:
        raise ValueError(f"an object with {', '.join(sorted(_KEYS))} is expected")
    ways, lines, after = data["ways"], data["lines"], data.get("after", [])
    if data["language"] not in ("ko", "en") or not _texts(ways) or not ways or not _texts(after):
        raise ValueError("`language` is ko or en, `ways` and `after` are lists of texts")
    moods = []
    for emotion, intensity, text in lines:
        if emotion not in CANONICAL or not 0 <= float(intensity) <= 1 or not str(text).strip():
            raise ValueError(f"a line is [emotion, intensity, words], not {str([emotion, intensity])[:40]}")
        moods.append((Mood(emotion, float(intensity)), str(text)))
    if not moods:
        raise ValueError("`lines` is empty")
    about, plain = data.get("about", ""), data.get("plain", 0.0)
    if not isinstance(about, str) or not 0 <= float(plain) <= 1:
        raise ValueError("`about` is a text, `plain` 0..1")
    return Exchange(
        data["language"],
        tuple(ways),
        tuple(moods),
        frozenset(fold(text) for text in after),
        bool(data.get("lost", False)),
        about,
        float(plain),
    )


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
