"""Which of her written exchanges answers what was said: by what is meant, not by the words alone. Any thread.

An exchange is the nearer,
- the more alike the person's words are to one of its ways, or to a way of saying a known sentence that it answers,
- the more alike the topics are,
- the better her feeling suits an answer to such a topic,
- the more her line takes up the words,
- and, where the words are like nothing that is known, the plainer her line is for its topic.
One that was written for these very words goes before what only fits their topic.
One that goes on from her last line comes first among equals; one whose every line she said lately comes last. Where
nothing is near, or the language is foreign, she does not understand, and says so in a line that was written for that.
Asked who she is, whatever else is said, she says her name; asked for a fact of the world, that she can't know it.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np

from companion.persona import recall, understanding
from companion.persona.emotion import CANONICAL
from companion.persona.recall import Exchange, Known, choose, fold, uncalled
from companion.persona.told import words
from companion.persona.understanding import Floats, Ints, Postings, Reading, Understanding

_TOPIC, _REPLY, _FOLLOWS, _PLAIN, _FEEL = 1.0, 0.3, 0.6, 1.2, 0.5  # against 1 for the same words
_SAME = 1.0  # for one that was written for these very words
_AGAIN = 0.6  # taken off where all her lines were said lately
_OWN = 0.7  # share of the topic that an exchange was given, against those that its ways seem to have
_FAR = 0.45  # nearness below which she is lost
_ASKED = 3.0  # for a line that answers what a sign of assets/starter/told says is asked
_HERSELF = frozenset({"name", "who.you"})
_FACTS = "facts"
_POLICE = re.compile(r"\b(?:112|911|999)")


class Meant:
    """The exchanges of one character, ready to be searched; as `recall.Recall`."""

    def __init__(self, exchanges: Iterable[Exchange], names: Iterable[str], knows: Understanding) -> None:
        self._exchanges = tuple(exchanges)
        self._understanding = knows
        self._called = uncalled(names := tuple(names))
        self._names = tuple(fold(name) for name in names if fold(name))
        self._ways = [(number, way) for number, each in enumerate(self._exchanges) for way in each.ways]
        rows, ids, values = knows.vectors([way for _, way in self._ways])
        self._near = Postings(rows, ids, values, len(self._ways))
        self._number = np.array([number for number, _ in self._ways], dtype=np.int64)
        self._topics = self._about(knows.about(rows, ids, len(self._ways)))
        lines = [" ".join(text for _, text in each.lines) for each in self._exchanges]
        self._taken_up = Postings(*knows.vectors(lines), len(lines))
        places = {like: at for at, like in enumerate(knows.likes)}
        likes = [
            (number, places[key])
            for number, way in self._ways
            if (key := (self._exchanges[number].language, fold(way) or way.strip())) in places
        ]
        self._likes = np.array(likes, dtype=np.int64).reshape(-1, 2)
        self._feels = np.zeros((len(self._exchanges), len(CANONICAL)), dtype=np.float32)
        for number, each in enumerate(self._exchanges):
            for mood, _ in each.lines:
                self._feels[number, CANONICAL.index(mood.emotion)] += 1 / len(each.lines)
        self._plain = np.array([each.plain for each in self._exchanges], dtype=np.float32)
        self._named = np.array(
            [
                each.about in _HERSELF and any(self._says_name(text) for _, text in each.lines)
                for each in self._exchanges
            ],
            dtype=np.float32,
        )
        self._police = np.array([any(_POLICE.search(text) for _, text in each.lines) for each in self._exchanges])
        self._facts = np.where([each.about == _FACTS for each in self._exchanges], self._plain, 0.0)
        self._firsts = {
            language: np.array([each.language == language and not each.after for each in self._exchanges])
            for language in ("ko", "en")
        }
        self._after: dict[str, list[int]] = {}
        for number, each in enumerate(self._exchanges):
            for line in each.after:
                self._after.setdefault(line, []).append(number)

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
        """As `Recall.find`; without: folded ways that count as not written."""
        if k < 1 or not self._exchanges or not said.strip() or language not in self._firsts:
            return ()
        reading = self._understanding.read(self._uncalled(said))
        scores, best = self._scores(reading, without)
        asked = words.asked(said, language)
        if "who" in asked:
            scores += _ASKED * self._named
        elif "fact" in asked:
            scores += _ASKED * self._facts
        elif "danger" in asked:
            scores += _ASKED * self._police
        open_now = self._firsts[language].copy()
        for number in self._after.get(fold(last), ()) if last else ():
            if self._exchanges[number].language == language:
                open_now[number] = True
                scores[number] += _FOLLOWS
        for number in np.flatnonzero(open_now).tolist() if lately else ():
            if all(text in lately for _, text in self._exchanges[number].lines):
                scores[number] -= _AGAIN
        scores[~open_now] = -np.inf
        order = np.argsort(-scores, kind="stable")[:k]
        found: list[int] = [number for number in order.tolist() if scores[number] >= _FAR]
        if asked == {"foreign"}:
            found = []
        if not found:
            lost = [number for number in np.flatnonzero(open_now).tolist() if self._exchanges[number].lost]
            found = [lost[choose(said, len(lately), len(lost))]] if lost else []
        return tuple(self._known(number, int(best[number]), said, lately, "who" in asked) for number in found)

    def _scores(self, reading: Reading, without: Collection[str]) -> tuple[Floats, Ints]:
        near = self._near.cosines(reading.ids, reading.values)
        if without:
            near[[place for place, (_, way) in enumerate(self._ways) if fold(way) in without]] = 0.0
        count = len(self._exchanges)
        likeness, best = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.int64)
        np.maximum.at(likeness, self._number, near)
        top = near >= likeness[self._number]
        best[self._number[top]] = np.flatnonzero(top)
        same = _SAME * (likeness > 0.999)
        if not without:
            np.maximum.at(likeness, self._likes[:, 0], reading.likes[self._likes[:, 1]])
        size = float(np.sqrt((reading.topics**2).sum()))
        topic = (self._topics @ reading.topics) / max(size, 1e-9)
        taken_up = self._taken_up.cosines(reading.ids, reading.values)
        plain = _PLAIN * self._plain * topic * (1 - likeness)
        feeling = _FEEL * (self._feels @ self._suits(reading) - 1)
        return likeness + same + _TOPIC * topic + _REPLY * taken_up + plain + feeling, best

    def _suits(self, reading: Reading) -> Floats:
        """How well each emotion suits an answer."""
        return np.asarray(reading.topics @ self._understanding.feelings, dtype=np.float32)

    def _about(self, ways: Floats) -> Floats:
        """Topics of each exchange, as unit vectors; ways: those of each way."""
        names = {name: at for at, name in enumerate(self._understanding.topics)}
        found = np.zeros((len(self._exchanges), len(names)), dtype=np.float32)
        np.add.at(found, self._number, ways)
        found /= np.maximum(found.sum(axis=1, keepdims=True), np.float32(1e-9))
        for number, each in enumerate(self._exchanges):
            parts = self._understanding.within.get(each.about) or ([names[each.about]] if each.about in names else [])
            if parts:
                share = found[number, parts] + 1e-3
                found[number] *= 1 - _OWN
                found[number, parts] += _OWN * share / share.sum()
        lengths = np.sqrt((found**2).sum(axis=1, keepdims=True))
        return np.asarray(found / np.maximum(lengths, 1e-9), dtype=np.float32)

    def _uncalled(self, said: str) -> str:
        """Without her name, and with its question mark."""
        rest = " ".join(self._called.sub(" ", fold(said)).split()) if self._called else fold(said)
        asks = "?" if said.rstrip().endswith("?") else ""
        return f"{rest}{asks}" if rest else said

    def _says_name(self, text: str) -> bool:
        return any(name in fold(text) for name in self._names)

    def _known(self, number: int, way: int, said: str, lately: Collection[str], who: bool = False) -> Known:
        each = self._exchanges[number]
        fitting = [line for line in each.lines if self._says_name(line[1])] if who and self._named[number] else []
        fresh = [line for line in fitting or each.lines if line[1] not in lately] or list(fitting or each.lines)
        mood, text = fresh[choose(said, len(lately), len(fresh))]
        return Known(self._ways[way][1], mood, text)


def load(folder: Path, names: Iterable[str] = ()) -> Meant | None:
    """What the folder of the character with these names holds; None where there is no `recall.jsonl`, or nothing in it.

    Kept by the file's time and size.

    Raises:
        CharacterError: the file, or the app's understanding, can't be read or is wrong; the message names it.
    """
    path = folder / recall.FILE_NAME
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    found = _loaded(path, tuple(names), (stat.st_mtime_ns, stat.st_size))
    return found if len(found) else None


@lru_cache(maxsize=16)
def _loaded(path: Path, names: tuple[str, ...], stamp: tuple[int, int]) -> Meant:
    return Meant(recall.exchanges(path), names, understanding.load())
