"""Words of feeling in a text: `emotion_of`. Loads its tables once; any thread (kiwipiepy is called from one at a time).

Korean is matched by morpheme where kiwipiepy is installed ("그리" is not in 그리고), else by whole words: 어절 (words
between spaces) that are in the table of surface forms. The difference: a form that the table lacks is only found by
morpheme, and a word with two readings is only told apart there. English is matched by whole words.
A denied feeling is none ("안 슬퍼", "not sad"), and a denied good one is sadness ("기분이 안 좋아", "not happy").
"""

import gzip
import importlib.util
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from companion import paths
from companion.errors import TrainingError
from companion.persona.character import Language
from companion.persona.emotion import EMOJI, canonical
from trainer.lexicon.build import TABLE

ENGLISH = "emotions_en.txt"
GOOD = frozenset({"joy", "smile", "love", "excited", "smug"})

_WORD = re.compile(r"[가-힣]+|[ㅋㅎ]{2,}|[ㅠㅜ]+|[A-Za-z][A-Za-z'’-]*|[^\s\w]")
_STRONGER = frozenset(
    {"너무", "정말", "진짜", "아주", "매우", "완전", "엄청", "무척", "몹시", "굉장히", "참", "제일", "가장", "너무너무"}
    | {"so", "very", "really", "extremely", "too", "absolutely", "terribly", "incredibly", "truly", "such"}
)
_WEAKER = frozenset(
    {
        "조금",
        "좀",
        "약간",
        "살짝",
        "다소",
        "그다지",
        "a-bit",
        "bit",
        "little",
        "slightly",
        "somewhat",
        "kinda",
        "rather",
    }
)
_NOT_BEFORE = frozenset({"안", "못", "별로", "전혀", "하나도", "그다지"})
_NOT_AFTER = re.compile(r"^(?:않|말(?:아|고|자|라|렴|렵|게|지)|마(?:$|요|세요|십시오|라|렴|시)|없|아니|아냐|못)")
_NOT_ENGLISH = re.compile(r"^(?:not|never|no|without|hardly|nothing|nor|neither|\w+n['’]t|cannot|stop)$")
_JOINED = re.compile(r"(지(?:는|도|를)?)(않|말|마(?=[요세십라렴]|$)|못)")


class Found(NamedTuple):
    """emotion: canonical. intensity: 0.1 to 1.0 in tenths. words: the lemmas that show it, in order, none twice."""

    emotion: str
    intensity: float
    words: tuple[str, ...]


class _Entry(NamedTuple):
    emotion: str
    intensity: float
    lemma: str
    form: str


@dataclass(frozen=True, slots=True)
class _Hit:
    entry: _Entry
    at: int  # number of the word in the text
    denied: bool = False
    factor: float = 1.0


def emotion_of(text: str, language: Language, *, morphemes: bool = True) -> Found | None:
    """The strongest feeling that the words of a text show, or None.

    morphemes: False matches whole words even where kiwipiepy is installed.

    Raises:
        TrainingError: the table is missing or damaged.
    """
    words = _WORD.findall(_JOINED.sub(r"\1 \2", text) if language == "ko" else text)
    hits = _pictures(words)
    if language == "en":
        hits += _english(words)
    else:
        analyser = _kiwi() if morphemes else None
        hits += _by_morpheme(text, analyser, words) if analyser else _by_word(words)
    return _strongest(hits, text)


def by_morpheme() -> bool:
    """Whether Korean is matched by morpheme on this machine."""
    return importlib.util.find_spec("kiwipiepy") is not None


def _strongest(hits: Iterable[_Hit], text: str) -> Found | None:
    weights: dict[str, float] = defaultdict(float)
    strengths: dict[str, float] = defaultdict(float)
    words: dict[str, dict[str, None]] = defaultdict(dict)
    for hit in sorted(hits, key=lambda hit: hit.at):
        emotion, strength = hit.entry.emotion, hit.entry.intensity * hit.factor
        if hit.denied:
            if emotion not in GOOD:
                continue
            emotion, strength = "sad", strength * 0.8
        weights[emotion] += strength
        strengths[emotion] = max(strengths[emotion], strength)
        words[emotion].setdefault(hit.entry.lemma)
    if not weights:
        return None
    best = max(weights, key=lambda emotion: (weights[emotion], strengths[emotion]))
    strength = strengths[best] + 0.1 * min(2, len(words[best]) - 1) + (0.1 if "!" in text else 0.0)
    return Found(best, round(min(1.0, max(0.1, strength)), 1), tuple(words[best]))


def _pictures(words: Sequence[str]) -> list[_Hit]:
    """Emoji, and what Koreans type for laughing and crying."""
    hits = []
    for at, word in enumerate(words):
        emotion = canonical(word) if word in _emoji() else None
        if emotion and emotion != "neutral":
            hits.append(_Hit(_Entry(emotion, 0.6, word, word), at))
        elif re.fullmatch("[ㅠㅜ]+", word) and len(word) > 1:
            hits.append(_Hit(_Entry("sad", 0.5, "ㅠㅠ", word), at))
        elif re.fullmatch("[ㅋㅎ]{2,}", word):
            hits.append(_Hit(_Entry("joy", 0.4, word[:2], word), at))
    return hits


@cache
def _emoji() -> frozenset[str]:
    return frozenset(EMOJI.values())


def _by_word(words: Sequence[str]) -> list[_Hit]:
    """어절 by 어절; two that are written apart ("화가 나서") count as one word."""
    table = _table()
    hits: list[_Hit] = []
    skip = -1
    for at, word in enumerate(words):
        if at == skip or not "가" <= word[0] <= "힣":
            continue
        entry = None
        if at + 1 < len(words):
            first = re.sub("(?<=.)[이가은는도을를]$", "", word)
            entry = table.get(first + words[at + 1]) or table.get(word + words[at + 1])
            skip = at + 1 if entry else skip
        after = at + 2 if entry else at + 1
        entry = entry or table.get(word)
        if entry:
            before = words[at - 1] if at else ""
            denied = before in _NOT_BEFORE or _denied_after(words[after - 1], words[after : after + 2])
            hits.append(_Hit(entry, at, denied, _factor(words[max(0, at - 2) : at])))
        elif word in _NOT_BEFORE and at + 1 < len(words) and at:
            hits += _split_phrase(words, at, table)
    return hits


def _split_phrase(words: Sequence[str], at: int, table: dict[str, _Entry]) -> list[_Hit]:
    """ "기분이 안 좋아": two words of one phrase with the denial between them."""
    first = re.sub("(?<=.)[이가은는도을를]$", "", words[at - 1])
    entry = table.get(first + words[at + 1])
    return [_Hit(entry, at, True)] if entry and table.get(words[at + 1]) is None else []


def _denied_after(word: str, follow: Sequence[str]) -> bool:
    """ "무섭지 않아", "걱정 마", "걱정할 필요 없어"; but not "겁나서 못 가"."""
    if not follow:
        return False
    if follow[0].startswith(("않", "못")):
        return word.endswith(("지", "지는", "지도", "지를"))
    far = len(follow) > 1 and follow[0] in ("하지", "되지", "할", "필요", "것", "거", "건")
    return bool(_NOT_AFTER.match(follow[0])) or (far and bool(_NOT_AFTER.match(follow[1])))


def _factor(before: Sequence[str]) -> float:
    if any(word in _STRONGER for word in before):
        return 1.3
    return 0.7 if any(word in _WEAKER for word in before) else 1.0


def _by_morpheme(text: str, kiwi: Any, words: Sequence[str]) -> list[_Hit]:
    """Also single whole words that stand as they are (대박, 앗싸), which an analyser may take apart."""
    with _LOCK:
        tokens = [(token.form, str(token.tag).partition("-")[0]) for token in kiwi.tokenize(text)]
    units = _units(tokens)
    lemmas = _lemmas()
    table = _table()
    known = {lemma for lemma, _ in units}
    alone = [(at, table[word]) for at, word in enumerate(words) if word in table and word not in known]
    hits = [_Hit(entry, at) for at, entry in alone if entry.lemma == entry.form]
    skip = -1
    for at, (lemma, tag) in enumerate(units):
        if at == skip or tag[0] in "JES":
            continue
        follow = _next_content(units, at)
        entry = lemmas.get(lemma + units[follow][0]) if follow else None
        last = follow if entry and follow else at
        skip = last if entry else skip
        entry = entry or lemmas.get(lemma)
        if entry:
            denied = _denied_unit(units, at, last)
            hits.append(_Hit(entry, at, denied, _factor([unit for unit, _ in units[max(0, at - 3) : at]])))
    return hits


_Units = list[tuple[str, str]]


def _units(tokens: _Units) -> _Units:
    """Morphemes as dictionary forms: 슬프/VA -> 슬프다; 걱정/NNG + 하/XSV -> 걱정하다."""
    units: _Units = []
    for form, tag in tokens:
        if tag in ("XSV", "XSA") and units and units[-1][1] in ("NNG", "NNP", "XR", "MAG", "IC", "NNB"):
            units[-1] = (units[-1][0] + form + "다", "VA")
        elif form == "싶" and [unit for unit, _ in units[-2:]] == ["보다", "고"]:
            units[-2:] = [("보고싶다", "VA")]
        elif tag in ("VV", "VA", "VX", "VCN"):
            units.append((form + "다", tag))
        else:
            units.append((form, tag))
    return units


def _next_content(units: _Units, at: int) -> int | None:
    """The next unit that is no particle, 안 or 못; a phrase's second word."""
    for follow in range(at + 1, min(at + 4, len(units))):
        lemma, tag = units[follow]
        if tag.startswith("J") or lemma in ("안", "못"):
            continue
        return follow if tag in ("VV", "VA") else None
    return None


def _denied_unit(units: _Units, at: int, last: int) -> bool:
    inside = any(lemma in ("안", "못") for lemma, _ in units[at:last])
    before = at > 0 and units[at - 1][0] in _NOT_BEFORE and units[at - 1][1] in ("MAG", "NNG", "NR")
    for lemma, tag in units[last + 1 : last + 5]:
        if tag in ("VX", "VA", "VCN", "VV", "IC") and lemma in ("않다", "말다", "못하다", "없다", "아니다", "아니"):
            return True
        if tag[0] not in "JE" and lemma not in ("하다", "필요", "것", "거", "수", "때문", "전혀"):
            break
    return inside or before


def _english(words: Sequence[str]) -> list[_Hit]:
    table, longest = _english_table()
    plain = [word.replace("’", "'").casefold() for word in words]
    hits: list[_Hit] = []
    at = 0
    while at < len(plain):
        for size in range(min(longest, len(plain) - at), 0, -1):
            entry = table.get("_".join(plain[at : at + size]))
            if entry:
                before = _clause(plain, at)
                denied = any(_NOT_ENGLISH.match(word) for word in before)
                hits.append(_Hit(entry, at, denied, _factor(before[-2:])))
                at += size
                break
        else:
            at += 1
    return hits


def _clause(words: Sequence[str], at: int) -> list[str]:
    """Up to four words before, not across a mark or a "but"."""
    before: list[str] = []
    for word in reversed(words[max(0, at - 4) : at]):
        if not word[0].isalpha() or word in ("but", "and", "because"):
            break
        before.insert(0, word)
    return before


@cache
def _table() -> dict[str, _Entry]:
    path = paths.assets() / "lexicon" / TABLE
    try:
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        return {
            form: _Entry(emotion, float(strength), lemma, form)
            for form, emotion, strength, lemma in (line.split("\t") for line in lines)
        }
    except (OSError, EOFError, ValueError, gzip.BadGzipFile) as error:
        raise TrainingError(
            f"The emotion lexicon {path} is missing or damaged.",
            code="lexicon-broken",
            hint="Make it again: python -m trainer.lexicon.build",
        ) from error


@cache
def _lemmas() -> dict[str, _Entry]:
    """By lemma; a phrase also as one word (화나다), as an analyser may see it."""
    found: dict[str, _Entry] = {}
    for entry in _table().values():
        found.setdefault(entry.lemma, entry)
        found.setdefault(entry.lemma.replace(" ", ""), entry)
    return found


@cache
def _english_table() -> tuple[dict[str, _Entry], int]:
    path = paths.assets() / "lexicon" / ENGLISH
    table: dict[str, _Entry] = {}
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                emotion, strength, *words = line.split()
                for word in words:
                    table.setdefault(word, _Entry(emotion, float(strength), word.replace("_", " "), word))
    except (OSError, ValueError) as error:
        raise TrainingError(f"The emotion lexicon {path} is missing or damaged.", code="lexicon-broken") from error
    return table, max(word.count("_") for word in table) + 1


_LOCK = threading.Lock()


@cache
def _kiwi() -> Any | None:
    try:
        from kiwipiepy import Kiwi
    except ImportError:
        return None
    return Kiwi(num_workers=1)
