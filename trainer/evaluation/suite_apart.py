"""Can the characters be told apart by how they speak? Naive Bayes over letters and words of their written replies
(Manning, Raghavan & Schütze 2008, ch. 13; n-grams of letters know an author, Kešelj et al. 2003). Pure besides reading
the seed dialogues; any thread.

It learns from what was written for them, and is asked about what the model said to the same neutral turns. Every
character counts as equally likely beforehand.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from companion.persona.character import Character, Language
from trainer import dialogues

TOGETHER = 3  # replies that are judged together: one short line can be anybody's
_SIZES = (1, 2, 3)
_ALPHA = 0.3  # how often what was never seen counts as seen
_FEWEST = 30  # written replies in a language, below which nothing can be learned
_FOLDS = 5
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"\w+|[^\w\s]")


class Ear:
    """Knows every character's letters and words. texts: character -> what she says."""

    def __init__(self, texts: Mapping[str, Iterable[str]]) -> None:
        self._counts = {name: Counter(mark for text in found for mark in marks(text)) for name, found in texts.items()}
        kinds = len({mark for counts in self._counts.values() for mark in counts})
        self._totals = {name: sum(counts.values()) + _ALPHA * kinds for name, counts in self._counts.items()}

    def who(self, texts: Iterable[str]) -> str:
        """Who most likely said all of these."""
        found = [mark for text in texts for mark in sorted(marks(text))]
        return max(self._counts, key=lambda name: self._likelihood(name, found))

    def _likelihood(self, name: str, found: Sequence[str]) -> float:
        counts, total = self._counts[name], self._totals[name]
        return sum(math.log((counts[mark] + _ALPHA) / total) for mark in found)


def marks(text: str) -> set[str]:
    """What is in a reply: runs of up to three letters (spaces count as one), whole words, and each mark or emoji."""
    plain = f" {_SPACES.sub(' ', text.strip().lower())} "
    runs = {plain[at : at + size] for size in _SIZES for at in range(len(plain) - size + 1)}
    return runs | {f"word {word}" for word in _WORDS.findall(plain)}


def by(texts: Sequence[str], size: int) -> list[Sequence[str]]:
    """In groups of `size`; what is left over at the end is left out."""
    return [texts[at : at + size] for at in range(0, len(texts) - size + 1, size)]


def learn(people: Iterable[Character], language: Language) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Character -> her written replies in the language, from the folder `dialogues` beside her sheet; and who has too
    few of them.

    Raises:
        TrainingError: a dialogue file is wrong.
    """
    known = {who.id: written(who, language) for who in people}
    few = tuple(name for name, texts in known.items() if len(texts) < _FEWEST)
    return {name: texts for name, texts in known.items() if name not in few}, few


def written(character: Character, language: Language) -> tuple[str, ...]:
    """Her replies in her seed dialogues, each once."""
    folder = character.folder / "dialogues"
    found = dialogues.load(folder) if folder.is_dir() else ()
    lines = (line for one in found if one.language == language for turn in one.turns for line in turn.replies)
    return tuple(dict.fromkeys(line.text for line in lines))


def ceiling(texts: Mapping[str, Sequence[str]], together: int) -> list[bool]:
    """How well it tells the written replies themselves apart, so many together, by what was learned from four fifths of
    the others: more can't be hoped for."""
    flags = []
    for fold in range(_FOLDS):
        rest = {name: [text for at, text in enumerate(found) if at % _FOLDS != fold] for name, found in texts.items()}
        ear = Ear(rest)
        for name, found in texts.items():
            flags += [ear.who(group) == name for group in by(found[fold::_FOLDS], together)]
    return flags
