"""How people write and how ears hear: variants of a written question. Pure; the caller brings the random source."""

import random

_BEFORE = {
    "ko": (
        "저기",
        "있잖아",
        "음",
        "아",
        "근데",
        "그럼",
        "그런데",
        "혹시",
        "나 있잖아",
        "어",
        "야",
        "저기요",
        "자",
        "오",
    ),
    "en": ("Hey", "Um", "So", "Well", "Oh", "By the way", "Okay so", "Hmm", "Please", "And", "But", "Hey there", "Now"),
}
_AFTER = {
    "ko": (" ㅋㅋ", " ㅎㅎ", " ㅠㅠ", "~", "...", "!!", " ^^", "!", ".", "…", " 응?", " 진짜", "?"),
    "en": ("!", "...", "!!", " please", " haha", " lol", " :)", "?", ".", " okay?", " you know"),
}
_CALLS = {
    ("snow_white", "ko"): ("백설아", "백설", "백설 공주", "백설 공주님", "공주님", "백설공주"),
    ("snow_white", "en"): ("Snow White", "Snow", "princess", "Hey Snow White"),
    ("ruby", "ko"): ("루비야", "루비", "루비 님", "마법사님", "야 루비"),
    ("ruby", "en"): ("Ruby", "Hey Ruby", "wizard", "great Ruby"),
}
_KEYS = "abcdefghijklmnopqrstuvwxyz"


def vary(
    text: str,
    language: str,
    character: str,
    rng: random.Random,
    *,
    calls: tuple[str, ...] | None = None,
    shorten: bool = True,
) -> str:
    """The text, or some of: a word lost, address, opening word, other ending, no punctuation, case, a typing slip.

    calls: how people address her; None = those known for the id `character`. shorten: a word may be lost.
    """
    if not text.strip(".!?~… ") or rng.random() < 0.3:
        return text
    if shorten and rng.random() < 0.15:
        text = _shortened(text, rng)
    if rng.random() < 0.45:
        text = text.rstrip(".!?~… ")
    if rng.random() < 0.18:
        text = _addressed(text, language, _CALLS.get((character, language)) if calls is None else calls, rng)
    if rng.random() < 0.15:
        opening = rng.choice(_BEFORE[language])
        text = opening + rng.choice((" ", ", ")) + (text if language == "ko" else text[0].lower() + text[1:])
    if rng.random() < 0.2:
        text = text.rstrip(".!?~… ") + rng.choice(_AFTER[language])
    if language == "en" and rng.random() < 0.3:
        text = text.lower()
    if language == "ko" and rng.random() < 0.08:
        text = text.replace(" ", "")
    return slip(text, language, rng) if rng.random() < 0.06 else text


def _shortened(text: str, rng: random.Random) -> str:
    """Without one of its words, if there are three or more."""
    words = text.split()
    if len(words) > 2:
        del words[rng.randrange(len(words))]
    return " ".join(words)


def _addressed(text: str, language: str, calls: tuple[str, ...] | None, rng: random.Random) -> str:
    if not calls:
        return text
    name = rng.choice(calls)
    if rng.random() < 0.35:
        return text.rstrip(".!? ") + (" " if language == "ko" else ", ") + name
    return name + rng.choice((" ", ", ")) + text


def slip(text: str, language: str, rng: random.Random) -> str:
    """One typing slip: a letter lost, doubled, swapped with the next, or (English) hit beside it."""
    if len(text) < 4:
        return text
    at = rng.randrange(len(text) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    if kind == 2 or language == "ko":
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + rng.choice(_KEYS) + text[at + 1 :]


def odd(words: dict[str, tuple[str, ...]], rng: random.Random) -> str:
    """Something no dialogue is about: word salad, random Hangul or letters, numbers, symbols, other tongues."""
    kind = rng.randrange(8)
    if kind <= 1:
        return " ".join(rng.choice(words["ko"]) for _ in range(rng.randint(1, 6)))
    if kind <= 3:
        return " ".join(rng.choice(words["en"]) for _ in range(rng.randint(1, 6)))
    if kind == 4:
        return "".join(
            rng.choice(("", "", " ")) + chr(0xAC00 + rng.randrange(11172)) for _ in range(rng.randint(2, 12))
        )
    if kind == 5:
        return " ".join("".join(rng.choice(_KEYS) for _ in range(rng.randint(2, 9))) for _ in range(rng.randint(1, 5)))
    if kind == 6:
        return "".join(
            rng.choice("0123456789 +-*/=?!.,@#$%&;:()[]{}ㅋㅎㅠㅜㅇㄴ~^_") for _ in range(rng.randint(1, 14))
        )
    return " ".join(rng.choice(words["other"]) for _ in range(rng.randint(1, 5)))
