"""What can be counted in replies without knowing the character: sentences, variety, loops, language. Pure; any thread.

A word is a run of letters and digits, in lower case (in Korean an eojeol, particles included).
"""

import math
import random
import re
from collections import Counter
from collections.abc import Sequence

EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\u203c\u2049]")
_EXCLAIMED = re.compile("[!！‼]")
_QUESTION = re.compile("[?？]")
_MARKS = re.compile(r"[.!?…。！？]+[\"'”’)\]♪~]*(?=\s|$)")
_ACTION = re.compile(r"\*[^*]*\*")
_WORD = re.compile(r"\w+")
_HANGUL, _LATIN, _KANA_HAN = (
    re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]"),
    re.compile("[A-Za-z]"),
    re.compile("[\u3040-\u30ff\u4e00-\u9fff]"),
)
_BLEU_ORDER = 4
_REFERENCES = 20  # of one reply in self-BLEU; more change the figure little and cost much


def words(text: str) -> list[str]:
    """In lower case, without marks."""
    return _WORD.findall(text.lower())


def sentences(text: str) -> int:
    """How many, at least 1 for a text with words; *actions* and what follows the last mark count as parts of one."""
    said = _ACTION.sub(" ", text).strip()
    if not words(said):
        return 0
    rest = _MARKS.split(said)[-1]
    return max(1, len(_MARKS.findall(said)) + bool(words(rest)))


def asks(text: str) -> bool:
    """Whether she asks something back."""
    return _QUESTION.search(text) is not None


def excitement(text: str) -> int:
    """Emoji and exclamation marks."""
    return len(EMOJI.findall(text)) + len(_EXCLAIMED.findall(text))


def language_of(text: str) -> str:
    """ko, en, mixed, other, or "" for no letters; by letters outside *actions*, a syllable of Hangul counting for two.
    A name in the other script is no mixture: up to a fifth."""
    said = _ACTION.sub(" ", text)
    korean, latin, other = (len(kind.findall(said)) for kind in (_HANGUL, _LATIN, _KANA_HAN))
    korean *= 2
    if not korean + latin + other:
        return ""
    if other > 0.2 * (korean + latin + other):
        return "other"
    if korean and latin:
        return "ko" if latin <= 0.2 * korean else "en" if korean <= 0.2 * latin else "mixed"
    return "ko" if korean else "en"


def distinct(texts: Sequence[str], size: int) -> float | None:
    """Different n-grams of words over all n-grams (Li et al. 2016, distinct-1 and distinct-2); None without any."""
    grams = [gram for text in texts for gram in _grams(words(text), size)]
    return len(set(grams)) / len(grams) if grams else None


def self_bleu(texts: Sequence[str]) -> list[float]:
    """BLEU-4 of each reply against the others (Zhu et al. 2018): 1 = she always says the same. Smoothed by adding one
    from the second order on (Lin and Och 2004), against at most 20 others drawn by a fixed seed."""
    split = [words(text) for text in texts if words(text)]
    if len(split) < 2:
        return []
    rng = random.Random(1)
    scores = []
    for number, hypothesis in enumerate(split):
        others = split[:number] + split[number + 1 :]
        scores.append(bleu(hypothesis, rng.sample(others, min(_REFERENCES, len(others)))))
    return scores


def bleu(hypothesis: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """BLEU-4 (Papineni et al. 2002) of one sentence of words, in [0, 1]."""
    logs = 0.0
    order = min(_BLEU_ORDER, len(hypothesis))
    for size in range(1, order + 1):
        mine = Counter(_grams(hypothesis, size))
        most: Counter[tuple[str, ...]] = Counter()
        for reference in references:
            most |= Counter(_grams(reference, size))
        found = sum((mine & most).values())
        plus = 0 if size == 1 else 1
        if found + plus == 0:
            return 0.0
        logs += math.log((found + plus) / (sum(mine.values()) + plus)) / order
    nearest = min((abs(len(reference) - len(hypothesis)), len(reference)) for reference in references)[1]
    brevity = 1.0 if len(hypothesis) >= nearest else math.exp(1 - nearest / len(hypothesis))
    return min(1.0, brevity * math.exp(logs))


def repetition(text: str, size: int = 4) -> float:
    """Share of n-grams of words that came before in the same reply; 0 for a reply shorter than n."""
    grams = _grams(words(text), size)
    return 1 - len(set(grams)) / len(grams) if grams else 0.0


def loops(text: str) -> bool:
    """The same four words, or the same long piece, again and again."""
    grams = _grams(words(text), 4)
    return len(grams) - len(set(grams)) > 2 or re.search(r"(.{4,}?)\1{3,}", text) is not None


def pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters, without marks and spaces."""
    letters = re.sub(r"\W+", "", text.lower())
    return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))


def nearness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard index of two sets of pairs; 0 where both are empty."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def _grams(found: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(found[at : at + size]) for at in range(len(found) - size + 1)]
