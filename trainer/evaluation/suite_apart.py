"""Can the characters be told apart by how they speak? Multinomial naive Bayes over the letters of their written replies
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

_SIZES = (1, 2, 3, 4)
_FEWEST = 30  # written replies in a language, below which nothing can be learned
_FOLDS = 5
_SPACES = re.compile(r"\s+")


class Ear:
    """Knows every character's letters. texts: character -> what she says."""

    def __init__(self, texts: Mapping[str, Sequence[str]]) -> None:
        self._counts = {name: Counter(gram for text in found for gram in grams(text)) for name, found in texts.items()}
        kinds = len({gram for counts in self._counts.values() for gram in counts})
        self._totals = {name: sum(counts.values()) + kinds for name, counts in self._counts.items()}

    def who(self, text: str) -> str:
        """The likeliest speaker."""
        found = grams(text)
        return max(self._counts, key=lambda name: self._likelihood(name, found))

    def _likelihood(self, name: str, found: Sequence[str]) -> float:
        counts, total = self._counts[name], self._totals[name]
        return sum(math.log((counts[gram] + 1) / total) for gram in found)


def grams(text: str) -> list[str]:
    """N-grams of letters, marks and emoji; spaces count as one letter, also before and behind."""
    plain = f" {_SPACES.sub(' ', text.strip().lower())} "
    return [plain[at : at + size] for size in _SIZES for at in range(len(plain) - size + 1)]


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


def ceiling(texts: Mapping[str, Sequence[str]]) -> list[bool]:
    """How well it tells the written replies themselves apart, each by what was learned from four fifths of the others:
    more can't be hoped for."""
    flags = []
    for fold in range(_FOLDS):
        rest = {name: [text for at, text in enumerate(found) if at % _FOLDS != fold] for name, found in texts.items()}
        ear = Ear(rest)
        flags += [ear.who(text) == name for name, found in texts.items() for text in found[fold::_FOLDS]]
    return flags
