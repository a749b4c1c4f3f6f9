"""What somebody speaks about: the things that a sentence names. Pure; any thread.

Words of the lists in assets/starter/told, and what stands where only a noun can: before 을/를, behind "my", "the", "a".
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from companion.persona.told.words import Words

_RANK = {"being": 3.0, "event": 3.0, "ill": 2.2, "hobby": 2.2, "thing": 2.0, "food": 2.0, "place": 1.6, "sky": 1.4,
         "colour": 0.0, "small": 1.0, "": 1.3}  # fmt: skip
_LONGEST = 24
_SUBJECTS = {
    "i",
    "we",
    "you",
    "they",
    "he",
    "she",
    "will",
    "would",
    "can",
    "could",
    "not",
    "don't",
    "didn't",
    "do",
    "did",
}
_VERBS = {"watch", "train", "move", "show", "visit", "run", "cook", "play", "fish", "dance", "date", "fight", "race",
          "book", "match", "plant", "paint", "dream", "note", "rent", "cough", "ring", "snow", "rain"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """word: as it was said, without particle or article. shown: as she says it ("your dog"). key: for comparing."""

    word: str
    shown: str
    kind: str

    @property
    def rank(self) -> float:
        return _RANK[self.kind]

    @property
    def key(self) -> str:
        return self.word.casefold()


def find(text: str, words: Words) -> tuple[Thing, ...]:
    """In the order in which they are named, each once."""
    text = _compiled(words.rest["no_things"]).sub("", text) if "no_things" in words.rest else text
    found = _korean(text, words) if words.language == "ko" else _english(text, words)
    return tuple({thing.key: thing for thing in found if len(thing.word) <= _LONGEST}.values())


def _korean(text: str, words: Words) -> list[Thing]:
    found: list[Thing] = []
    joined = False
    for raw in text.split():
        word = re.sub(r"[^가-힣A-Za-z0-9]", "", raw)
        noun, kind, rest = _korean_noun(word, words)
        if not noun or noun in words.never:
            joined = False
            continue
        if joined and kind:
            last = found.pop()
            noun = f"{last.word} {noun}"
        found.append(Thing(noun, noun, kind))
        joined = bool(kind) and not rest and raw == word
    return found


def _korean_noun(word: str, words: Words) -> tuple[str, str, str]:
    """The noun that a word begins with, its kind and what follows it; "" for none."""
    for size in range(min(len(word), 6), 0, -1):
        kind = words.things.get(word[:size])
        bare = len(word) == size == 1 and kind != "food"  # 비, 개, 눈: too short to be told from others
        if kind is not None and not bare and _short(words).match(word[size:]):
            return word[:size], kind, word[size:]
    if len(word) > 2 and _object(words).search(word) and word not in words.rest["objects_never"]:
        return word[:-1], "", word[-1]
    return "", "", ""


@lru_cache(maxsize=4)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _short(words: Words) -> re.Pattern[str]:
    return _compiled(words.rest["short"])


def _object(words: Words) -> re.Pattern[str]:
    return _compiled(words.rest["object"])


def _english(text: str, words: Words) -> list[Thing]:
    tokens = re.findall(r"[A-Za-z']+|[.,!?;]", text)
    found: list[Thing] = []
    at = 0
    while at < len(tokens):
        size, kind = _english_noun(tokens, at, words)
        before = tokens[at - 1].lower() if at else ""
        if not size and re.fullmatch(words.rest["after"], before):
            size, kind = _unknown(tokens, at, words), ""
        if not size or (kind and (before in _SUBJECTS or (before == "to" and tokens[at].lower() in _VERBS))):
            at += 1
            continue
        word = " ".join(tokens[at : at + size]).lower()
        while kind and (more := _english_noun(tokens, at + size, words))[0]:  # "job interview", "driving test"
            word, kind = f"{word} {' '.join(tokens[at + size : at + size + more[0]]).lower()}", more[1]
            size += more[0]
        found.append(Thing(word, _shown(word, kind, before, tokens[at], words), kind))
        at += size
    return found


def _english_noun(tokens: list[str], at: int, words: Words) -> tuple[int, str]:
    for size in (2, 1):
        if at + size <= len(tokens):
            word = " ".join(tokens[at : at + size]).lower()
            for form in (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("'s")):
                if form in words.things:
                    return size, words.things[form]
    return 0, ""


def _unknown(tokens: list[str], at: int, words: Words) -> int:
    """How many words from here are a noun that no list knows."""
    size = 0
    stops = words.rest["stops"]
    while size < 2 and at + size < len(tokens):
        word = tokens[at + size].lower()
        if not word[0].isalpha() or word in stops or word.endswith(("ly", "'t")) or (size and word.endswith("ed")):
            break
        size += 1
    never = {*words.rest["stop_nouns"], *words.never}
    if tokens[at + size - 1].lower() in words.jobs:
        return 0
    return 0 if not size or {tokens[at].lower(), tokens[at + size - 1].lower()} & never else size


def _shown(word: str, kind: str, before: str, said: str, words: Words) -> str:
    if said[:1].isupper() and before and kind == "place":
        return word.title()
    if before in ("my", "our"):
        return f"your {word}"
    if kind == "place" and word in ("london", "paris", "berlin", "seoul", "busan", "tokyo", "canada", "japan",
                                    "germany", "france", "england", "america", "norway", "australia"):  # fmt: skip
        return word.title()
    if kind in words.rest["no_article"]:
        return word.capitalize() if word.endswith(("ish", "ese", "ean")) or word == "german" else word
    return f"your {word}" if kind in words.rest["yours"] and before not in ("a", "an", "the") else f"the {word}"
