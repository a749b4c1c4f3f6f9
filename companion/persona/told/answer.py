"""Her answer from what the conversation has told: a written line whose slots hold the person's own words. Any thread.

For a brain that says written lines (`answers: written` in its card). Asked before the search among her exchanges
(meant.py); None where nothing told bears on the words, so that the search answers; of what that finds, `fitting` takes
what does not contradict the conversation. Below a millisecond a turn.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from companion.persona.character import Character
from companion.persona.emotion import Mood
from companion.persona.recall import Exchange, Known, choose, fold
from companion.persona.told import lines as written
from companion.persona.told import memory, recalled, words
from companion.persona.told.lines import Line, Lines
from companion.persona.told.memory import Memory
from companion.persona.told.reading import Fact, Heard, filled, read

Pair = tuple[str, str]  # what the person said, what she said
_AT_ONCE = (
    "name",
    "age",
    "job",
    "work",
    "home",
    "from",
    "named",
    "favourite",
    "like",
    "dislike",
    "cannot",
)  # also in a first turn
_FACTS = (*_AT_ONCE, "plan", "goes", "learn", "ate")
_ALIKE = 0.75  # share of their words that two questions have in common, to be the same
_PLEASANT = frozenset({"joy", "smile", "love", "smug", "excited", "shy"})
_UNPLEASANT = frozenset({"sad", "angry", "worried"})
_SOFT = Mood("worried", 0.4)
_SERIOUS = frozenset({"advice", "wonder", "join", "you", "agrees", "denies", "more", "guess", "told", "named"})
_OF_MAIN = frozenset({"agrees", "denies", "thanks", "bye", "cheer", "guess", "join", "you"})
_BARE = re.compile(r"\*[^*]*\*|[\U0001F000-\U0001FAFF☀-➿⬀-⯿️]")
_QUOTED = 70
_SURE = 0.7  # of a line's sureness, from which it says more of how the person feels than a single word
_GREETING = frozenset({"greet"})


class Told:
    """What one character makes of what she is told. forbidden: what she never says, by language."""

    def __init__(
        self,
        lines: Mapping[str, Lines],
        exchanges: Iterable[Exchange],
        forbidden: Mapping[str, Sequence[str]],
    ) -> None:
        self._lines = lines
        self._forbidden = {
            language: [re.compile(pattern, re.MULTILINE) for pattern in patterns]
            for language, patterns in forbidden.items()
        }
        self._follows: dict[str, list[Exchange]] = {}
        self._ways: dict[str, set[str]] = {"ko": set(), "en": set()}
        self._about: dict[str, str] = {}
        for each in exchanges:
            for line in each.after:
                self._follows.setdefault(line, []).append(each)
            if not each.after and not each.lost:
                self._ways[each.language].update(fold(way) for way in each.ways)
            self._about.update({text: each.about for _, text in each.lines})

    def answer(self, said: str, language: str, talk: Sequence[Pair]) -> Known | None:
        """Her line, or None. talk: the conversation so far, oldest first; "" where nobody spoke.

        Raises:
            CharacterError: the app's patterns can't be read.
        """
        if language not in self._lines or not said.strip():
            return None
        return _Turn(self, said, language, talk).answer()

    def fitting(self, said: str, language: str, talk: Sequence[Pair], found: Sequence[Known]) -> Sequence[Known]:
        """Of what was found, the nearest first, what fits: no cheer for sorrow, no second greeting, no question for a
        name that is known; but what was surely meant goes before a single sad or glad word. Where nothing fits, her
        line for how the person feels; else everything."""
        if language not in ("ko", "en"):
            return found
        turn = _Turn(self, said, language, talk)
        if turn.grave:
            return found
        suits = [known for known in found if turn.suits(known, self._about.get(known.text, ""))]
        own = None if suits else turn.of_tone()
        return suits or ([own] if own is not None else found)

    def lines(self, language: str) -> Lines:
        return self._lines[language]

    def follows(self, hers: str, said: str) -> bool:
        """Whether something was written that goes on from her line with these words."""
        mine = recalled.stems(said) or {fold(said)}
        return any(
            fold(said) == fold(way) or mine & recalled.stems(way)
            for each in self._follows.get(fold(hers), ())
            for way in each.ways
        )

    def knows(self, said: str, language: str) -> bool:
        """Whether an answer to exactly these words was written."""
        return fold(said) in self._ways[language]

    def never(self, text: str, language: str) -> bool:
        return any(pattern.search(text) for pattern in self._forbidden.get(language, ()))


class _Turn:
    """One turn of a conversation."""

    def __init__(self, told: Told, said: str, language: str, talk: Sequence[Pair]) -> None:
        self._told, self._language, self._said = told, language, said
        self._talk = [pair for pair in talk if pair[0].strip()]
        self._mine = [hers for _, hers in talk if hers.strip()]
        self._now: Heard = read(said, language)
        before = [user for user, _ in self._talk]
        self._before: Memory = memory.remember(before, language)
        self._after: Memory = memory.remember([*before, said], language)
        self._words = words.load(language)

    def answer(self) -> Known | None:
        for find in (self._recalling, self._of_facts, self._of_acts, self.of_tone):
            found = find()
            if found == "search":
                return None
            if isinstance(found, Known):
                return found
        return None

    def suits(self, known: Known, about: str) -> bool:
        now, mood = self._now, known.mood.emotion
        if "who" in now.acts:
            return True
        against = (now.tone == "bad" and mood in _PLEASANT) or (now.tone == "good" and mood in _UNPLEASANT)
        if against and known.sure < _SURE:
            return False
        if about in _GREETING and "greet" not in now.acts and self._mine:
            return False
        asks = self._words.acts["asking_name"].search(known.text)
        return not (asks and self._after.fact("name") is not None and "?" in known.text)

    def _recalling(self) -> Known | str | None:
        now, acts = self._now, self._now.acts
        if self.grave:
            return "search"
        if "hers" in acts and self._mine:
            return self._line("quote", quote=_quoted(self._hers()))
        if "recall" in acts and not self._about_herself():
            told = recalled.told(now, self._before, self._language) if self._talk else None
            if told or "who" not in acts:
                return self._line("recall", told=told) if told else self._line("unknown")
        if "who" in acts:
            return "search"
        again = self._asked_before()
        return self._line("same", quote=_quoted(again)) if again else None

    def _about_herself(self) -> bool:
        if self._language == "en":
            return "who" in self._now.acts or (
                bool(re.search(r"(?i)\byour?s?\b (?!know|still|remember|recall|have|say)\w+", self._now.text))
                and not (re.search(r"(?i)\b(?:i|my|me|mine|our|it|was)\b", self._now.text))
            )
        hers = re.search(r"(?:^|[ ,])(?:너|네|니|너는|너의|네가|당신|다온 씨)(?:는|은|도|의)? ", self._now.text)
        return bool(hers) and not re.search(r"(?:^|[ ,])(?:내|나|제|저|우리|아까|내가|제가|나는)", self._now.text)

    def _hers(self) -> str:
        """Which of her lines is asked for: that which answered the like, or the last."""
        wanted = recalled.stems(self._now.text)
        scored = [(len(wanted & recalled.stems(f"{user} {hers}")), at) for at, (user, hers) in enumerate(self._talk)]
        score, at = max(scored, default=(0, 0))
        return self._talk[at][1] if score and self._talk[at][1] else self._mine[-1]

    def _asked_before(self) -> str:
        """What she answered to the same question before, "" if it was not asked."""
        wanted = set(fold(self._said).split())
        if "herself" not in self._now.acts or len(wanted) < 2:
            return ""
        for user, hers in reversed(self._talk):
            other = set(fold(user).split())
            if hers and other and len(wanted & other) / len(wanted | other) >= _ALIKE:
                return hers
        return ""

    def _of_facts(self) -> Known | str | None:
        if self._now.corrects is not None and self._talk:
            value = self._now.corrects[1]
            line = self._line("corrected", value=value)
            if line is not None:
                return line
        new = [fact for fact in self._after.facts if fact not in self._before.facts]
        if not self._talk:
            new = [fact for fact in new if fact.kind in _AT_ONCE and "naming" not in self._now.acts]
        if not new or self._now.asks:
            return None
        first = min(new, key=lambda fact: _FACTS.index(fact.kind) if fact.kind in _FACTS else len(_FACTS))
        return self._of_fact(first, [fact for fact in new if fact is not first])

    def _of_fact(self, fact: Fact, others: Sequence[Fact]) -> Known | None:
        if fact.kind == "name":
            told = others[0].told if others else None
            return self._line("name_told", told=told) if told else self._line("name")
        if fact.kind in ("plan", "goes"):
            return self._line("plan", thing=fact.value)
        if fact.kind == "named":
            return self._line("named", value=fact.value)
        return None if self._now.tone == "bad" else self._line("told", told=fact.told)

    def _of_acts(self) -> Known | str | None:
        acts = self._now.acts
        if not self._talk:
            return "search"
        if "thanks" in acts:
            return self._line("thanks")
        if "bye" in acts:
            return self._line("bye")
        if self._mine and self._told.follows(self._mine[-1], self._said):
            return "search"
        asked = bool(self._mine) and "?" in self._mine[-1]
        for act in ("agrees", "denies"):
            if act in acts and (asked or act == "agrees" or len(self._said) < 16):
                return self._line(act)
        for act in ("cheer", "guess", "join", "you", "advice"):
            if act in acts:
                return self._comfort() if act == "cheer" and self._grieved() else self._line(act)
        if "opinion" in acts:
            return self._wonder()
        if "herself" in acts or "request" in acts or "greet" in acts:
            return "search"
        return "search" if self._told.knows(self._said, self._language) else None

    @property
    def grave(self) -> bool:
        """Whether somebody is in danger: what was written for that is said as it is."""
        return "crisis" in self._now.acts

    def of_tone(self) -> Known | None:
        """What she says to how the person feels about what is spoken of."""
        tone = self._now.tone
        if tone in ("bad", "good"):
            return self._line(tone)
        if self._now.asks:
            return self._wonder()
        return self._line("bad" if self._after.tone == "bad" else "more")

    def _wonder(self) -> Known | None:
        return self._comfort() if self._after.tone == "bad" else self._line("wonder")

    def _comfort(self) -> Known | None:
        return self._line("bad")

    def _grieved(self) -> bool:
        """Whether the person is sad about what was, not about what is to come."""
        main = self._before.main
        return self._after.tone == "bad" and main is not None and main.kind != "event"

    def _line(self, key: str, **given: str | None) -> Known | None:
        """One of her lines for this, whose slots can all be filled and that she has not said yet."""
        mine = self._told.lines(self._language)
        name = self._after.fact("name")
        values = {
            "thing": self._thing(key),
            "name": name.value if name else "",
            **{k: v or "" for k, v in given.items()},
        }
        values["when"] = values.get("when", "")
        call = mine.called("" if values["name"] in (given.get("told") or "") else values["name"], self._language)
        ready = []
        for line in mine.by_key.get(key, ()):
            text = filled(line.words.replace("{call}", call), values)
            if line.mood.emotion == "angry" and not self._wronged():
                continue
            if text is not None and not self._told.never(text, self._language):
                ready.append((line, text))
        fresh = [(line, text) for line, text in ready if not any(line.said.fullmatch(said) for said in self._mine)]
        if not (fresh or ready):
            return None
        line, text = (fresh or ready)[choose(self._said, len(self._mine), len(fresh or ready))]
        return Known(self._said.strip() or "…", self._mood(key, line), _capital(text))

    def _wronged(self) -> bool:
        """Whether somebody did the person wrong just now, so that she may be angry at them."""
        return any("wronged" in one.acts for one in self._after.heard[-2:])

    def _mood(self, key: str, line: Line) -> Mood:
        """As it was written; where the person is still sad, she does not smile about it."""
        sad = self._after.tone == "bad" and key in _SERIOUS and line.mood.emotion in _PLEASANT
        return _SOFT if sad else line.mood

    def _thing(self, key: str) -> str:
        """What is spoken of: what the words name, and what the conversation is about; of those, where she answers what
        was done with the words, the latter."""
        main = self._before.main
        named = [thing for thing in self._now.things if thing.rank > (1.0 if main else 0.0)]
        here = max(named, key=lambda thing: thing.rank, default=None)
        if main is not None and key in _OF_MAIN:
            return self._after.called(main)
        if main is None or here is None or main.key in here.key or here.key in main.key:
            one = main if here is None else here
            return self._after.called(one) if one else ""
        first, other = self._after.called(main), self._after.called(here)
        if first == other:
            return first
        return filled(self._words.both, {"one": first, "other": other}) or first


def _quoted(text: str) -> str:
    """Her own words, as she says them again: the first sentence without gestures."""
    plain = " ".join(_BARE.sub(" ", text).split())
    first = re.split(r"(?<=[.!?…])\s", plain)[0].strip().rstrip(".!~…")
    return first if len(first) <= _QUOTED else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def load(character: Character, exchanges: Iterable[Exchange]) -> Told | None:
    """Of a character, beside her exchanges; None where she has no `told.yaml`.

    Raises:
        CharacterError: the file is wrong; the message names it.
    """
    lines = written.load(character.folder)
    for language in lines or ():
        words.load(language)
    forbidden: dict[str, Sequence[str]] = {language: speech.forbidden for language, speech in character.speech.items()}
    return Told(lines, exchanges, forbidden) if lines is not None else None
