"""Which of her written exchanges answers what was said: by what is meant, not by the words alone. Any thread.

An exchange is the nearer,
- the more alike the person's words are to one of its ways, or to a way of saying a known sentence that it answers,
- the more alike the topics are,
- the better her feeling suits an answer to such a topic,
- the more her line takes up the words,
- and, where the words are like nothing that is known, the plainer her line is for its topic;
- but where the words name one of her own things, above all if it is about that.
Topics are compared by their parts and by the wholes, so that a doubt between two parts is none about the whole.
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
from companion.persona.own_things import Things
from companion.persona.recall import Exchange, Known, choose, fold, uncalled
from companion.persona.told import words
from companion.persona.understanding import Floats, Ints, Postings, Reading, Understanding

_TOPIC, _REPLY, _FOLLOWS, _PLAIN, _FEEL = 1.0, 0.3, 0.6, 1.2, 0.5  # against 1 for the same words
_SAME = 1.0  # for one that was written for these very words
_AGAIN = 0.6  # taken off where all her lines were said lately
_OWN = 0.7  # share of the topic that an exchange was given, against those that its ways seem to have where it has parts
_PARTS = 0.5  # share of the parts in the nearness of topics, against the wholes
_THING = 1.5  # for what is about her own thing that the words name
_WORLD = "world"
_THEIRS = 0.4  # share of both where the person speaks of what is the person's, or
_SURELY = 0.6  # from this share on of another topic
_ITS_NAME = 0.3  # from which a name that is asked for is that of her thing
_NOBODYS = "네|니|너|너의|너는|넌|당신|그쪽|본인|진짜|내|제|그|이|혹시|근데|그럼|그래서|아직|다시|무슨|뭔|예쁜"
_OF_THING = re.compile(
    rf"(?i)(?<![가-힣])(?!(?:{_NOBODYS})(?:의)? 이름)[가-힣]+(?:라는|의)? 이름"
    r"|(?!what's|who's|it's)\b[a-z]+'s names?\b|\bnames? of (?:the|your) |\bwhose name"
)
_SELF = re.compile(
    r"(?i)\b(?:i|i'm|im|i've|my|me|our)\b|(?:^|\s)(?:나|내|난|나는|내가|나도|나한테|제|저|저는|제가|저도|우리)(?=\s)"
)
_HER = re.compile(r"(?i)\b(?:you|your|u|ur|you're)\b|(?:^|\s)(?:너|넌|너는|너도|너의|네|네가|니|니가|너희|당신)(?=\s)")
_NAMED = 0.6  # share of her world among the topics, where her own thing is named
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
        topics = self._about(rows, ids)
        self._topics, self._wholes = _units(topics), _units(topics @ knows.wholes)
        self._things = Things(self._exchanges, names)
        self._world = knows.within.get(_WORLD, [])
        lines = [" ".join(text for _, text in each.lines) for each in self._exchanges]
        self._taken_up = Postings(*knows.vectors(lines, fields=False), len(lines))
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
        named, things = self._own_things(said, reading)
        scores, best, sure = self._scores(reading, named, things, without)
        asked = words.asked(said, language)
        if named > _ITS_NAME and _OF_THING.search(said):
            asked -= {"who"}
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
        if asked:
            sure = np.ones_like(sure)
        return tuple(
            self._known(number, int(best[number]), said, lately, "who" in asked, min(1.0, float(sure[number])))
            for number in found
        )

    def _scores(
        self, reading: Reading, sure: float, things: Floats, without: Collection[str]
    ) -> tuple[Floats, Ints, Floats]:
        """Of each exchange: how well it answers, its nearest way, and how surely it is what was spoken of.

        sure: that one of her own things is named. things: how much each exchange is about these."""
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
        topics = self._of_world(reading.topics, sure)
        whole = _weighed(self._understanding.wholes.T, topics)
        parts, wholes = _units(topics[None])[0], _units(whole[None])[0]
        topic = _PARTS * _weighed(self._topics, parts) + (1 - _PARTS) * _weighed(self._wholes, wholes)
        taken_up = self._taken_up.cosines(reading.ids, reading.values)
        plain = _PLAIN * (1 - sure) * self._plain * topic * (1 - likeness)
        feeling = _FEEL * (_weighed(self._feels, topics @ self._understanding.feelings) - 1)
        score = likeness + same + _TOPIC * topic + _REPLY * taken_up + plain + feeling + _THING * things
        meant = np.maximum(np.maximum(_weighed(self._wholes, whole), likeness), things)
        return np.asarray(score, dtype=np.float32), best, np.asarray(meant, dtype=np.float32)

    def _own_things(self, said: str, reading: Reading) -> tuple[float, Floats]:
        """See `Things.named`; less where they may be the person's own, or something else is surely meant."""
        sure, about = self._things.named(self._uncalled(said))
        share = _THEIRS if _SELF.search(said) and not _HER.search(said) else 1.0
        if sure and float(np.delete(reading.topics, self._world).max()) > _SURELY:
            share *= _THEIRS
        return sure * share, about * np.float32(share)

    def _of_world(self, topics: Floats, sure: float) -> Floats:
        """The topics where one of her own things is named so surely."""
        if not sure or not self._world:
            return topics
        found = topics * np.float32(1 - _NAMED * sure)
        found[self._world] += np.float32(_NAMED * sure / len(self._world))
        return found

    def _about(self, rows: Ints, ids: Ints) -> Floats:
        """Share of each topic in each exchange: that which it was given; of several parts, and where it has none, by
        what its ways seem to mean. rows, ids: every feature of every way."""
        knows = self._understanding
        given = [self._parts(each.about) for each in self._exchanges]
        unsure = np.array([len(parts) != 1 for parts in given], dtype=bool)[self._number]
        ways = knows.about(rows[unsure[rows]], ids[unsure[rows]], len(self._ways))
        found = np.zeros((len(self._exchanges), len(knows.topics)), dtype=np.float32)
        np.add.at(found, self._number[unsure], ways[unsure])
        found /= np.maximum(found.sum(axis=1, keepdims=True), np.float32(1e-9))
        for number, parts in enumerate(given):
            if parts:
                share = found[number, parts] + 1e-3
                found[number] *= 1 - _OWN
                found[number, parts] += _OWN * share / share.sum()
        return found

    def _parts(self, about: str) -> list[int]:
        knows = self._understanding
        known = knows.within.get(about, [])
        return known or ([knows.topics.index(about)] if about in knows.topics else [])

    def _uncalled(self, said: str) -> str:
        """Without her name, and with its question mark."""
        rest = " ".join(self._called.sub(" ", fold(said)).split()) if self._called else fold(said)
        asks = "?" if said.rstrip().endswith("?") else ""
        return f"{rest}{asks}" if rest else said

    def _says_name(self, text: str) -> bool:
        return any(name in fold(text) for name in self._names)

    def _known(
        self, number: int, way: int, said: str, lately: Collection[str], who: bool = False, sure: float = 1.0
    ) -> Known:
        each = self._exchanges[number]
        fitting = [line for line in each.lines if self._says_name(line[1])] if who and self._named[number] else []
        fresh = [line for line in fitting or each.lines if line[1] not in lately] or list(fitting or each.lines)
        mood, text = fresh[choose(said, len(lately), len(fresh))]
        return Known(self._ways[way][1], mood, text, sure)


def _weighed(rows: Floats, values: Floats) -> Floats:
    """rows @ values without BLAS, whose threads wait for each other where the machine is busy."""
    return np.asarray(np.einsum("ij,j->i", rows, values), dtype=np.float32)


def _units(rows: Floats) -> Floats:
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


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
