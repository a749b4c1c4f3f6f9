"""Conjugation of Korean verbs and adjectives, for the emotion lexicon. Pure; any thread.

A dictionary form ends in 다; before it stands the stem. Three kinds of endings are joined to it: those that begin with
a consonant (고, 지), those with 으 after a final consonant (면/으면, ㄴ/은), and those with 어 or 아 (어요/아요, 었다).
The irregular classes are the school grammar's: ㅂ, ㄷ, ㅅ, 르, 하, and stems in 으 and ㄹ that lose it.
"""

from collections.abc import Iterator

_BASE, _COUNT = 0xAC00, 11_172
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
_CONTRACTED = {
    "ㅏ": "ㅏ",
    "ㅓ": "ㅓ",
    "ㅐ": "ㅐ",
    "ㅔ": "ㅔ",
    "ㅕ": "ㅕ",
    "ㅗ": "ㅘ",
    "ㅜ": "ㅝ",
    "ㅣ": "ㅕ",
    "ㅚ": "ㅙ",
}
_REGULAR_B = ("좁", "입", "잡", "씹", "뽑", "수줍", "접", "꼽", "업", "굽")  # stems in ㅂ that stay as they are
_REGULAR_REU = ("따르", "치르", "들르", "우러르")

_CONSONANT = """다 고 지 게 네 네요 나 나요 군 군요 거든 거든요 잖아 잖아요 더라 더라고 던 던데 기 기도 기만 기는
    길 지만 지요 죠 지는 지도 겠다 겠어 겠어요 겠네 겠네요 겠지 겠습니다 습니다 습니까"""
_PLAIN = "구나 구요 고요 다가 다니 다면 다고 답니다 단다"  # of adjectives
_VERB = "는 는데 는데요 는구나 는군 는지 는다 는다고 자"
_EU = "ㄴ ㄹ 면 면서 니 니까 니까요 며 ㄹ까 ㄹ까요 ㄹ게 ㄹ게요 ㄹ래 ㄹ지 ㄹ텐데 ㄹ거야 ㄹ거예요 ㅁ 려고"
_EU_PLAIN = "ㄴ데 ㄴ데요 ㄴ지 ㄴ가 ㄴ가요 ㄴ걸"
_INFINITIVE = "요 서 도 야 야지 라 지다 졌어 졌어요 졌다 져 져요 진 질 지네 하는 해 해요 했어 했어요"
_PAST = """다 어 어요 네 네요 지 지요 죠 는데 는데요 구나 군요 던 습니다 습니까 을 으면 으니 으니까 잖아 잖아요 거든
    거든요 을까 고 지만 겠다 겠네 겠어요 나 나요 단다 답니다"""


def _apart(char: str) -> tuple[int, str, str]:
    code = ord(char) - _BASE
    return code // 588, _VOWELS[code % 588 // 28], _FINALS[code % 28]


def _join(first: int, vowel: str, final: str) -> str:
    return chr(_BASE + first * 588 + _VOWELS.index(vowel) * 28 + _FINALS.index(final))


def final_of(text: str) -> str:
    """The final consonant of the last syllable; "" for none, or for what is no syllable."""
    return _apart(text[-1])[2] if text and 0 <= ord(text[-1]) - _BASE < _COUNT else ""


def with_final(text: str, final: str) -> str:
    """`text` with another final consonant ("" = none) in its last syllable."""
    first, vowel, _ = _apart(text[-1])
    return text[:-1] + _join(first, vowel, final)


def forms(dictionary: str, *, verb: bool, irregular: str = "") -> Iterator[str]:
    """All surface forms of a dictionary form, the dictionary form among them; none twice.

    verb: takes 는, 는다; else an adjective. irregular: "ㄷ" or "ㅅ" where the spelling does not show it.

    Raises:
        ValueError: not a dictionary form of Hangul syllables.
    """
    stem = dictionary.removesuffix("다")
    if len(dictionary) < 2 or stem == dictionary or not 0 <= ord(stem[-1]) - _BASE < _COUNT:
        raise ValueError(f"{dictionary!r} is not a dictionary form")
    short = infinitive(stem, irregular)
    past = with_final(short, "ㅆ")
    made = [_consonant(stem, ending) for ending in (_CONSONANT if verb else f"{_CONSONANT} {_PLAIN}").split()]
    made += [_present(stem, ending) for ending in _VERB.split() if verb]
    made += [_eu(stem, ending, irregular) for ending in (_EU if verb else f"{_EU} {_EU_PLAIN}").split()]
    made += [short, *(short + ending for ending in _INFINITIVE.split())]
    made += [past + ending for ending in _PAST.split()]
    yield from dict.fromkeys(made)


def _consonant(stem: str, ending: str) -> str:
    if ending in ("습니다", "습니까"):
        if final_of(stem) in ("", "ㄹ"):
            return with_final(stem, "ㅂ") + ending[1:]
        return stem + ending
    if final_of(stem) == "ㄹ" and ending[0] == "네":
        return with_final(stem, "") + ending
    return stem + ending


def _present(stem: str, ending: str) -> str:
    """는, 는데 …; after a vowel 는다 is ㄴ다. A stem in ㄹ loses it."""
    open_stem = with_final(stem, "") if final_of(stem) == "ㄹ" else stem
    if ending.startswith("는다") and not final_of(open_stem):
        return with_final(open_stem, "ㄴ") + ending[1:]
    return (stem if ending == "자" else open_stem) + ending


def _eu(stem: str, ending: str, irregular: str) -> str:
    final, head, rest = final_of(stem), ending[0], ending[1:]
    if final == "ㅂ" and not stem.endswith(_REGULAR_B):
        stem, final = with_final(stem, "") + "우", ""
    elif final == "ㄷ" and irregular == "ㄷ":
        stem = with_final(stem, "ㄹ") + "으"
        final = ""
    elif final == "ㅅ" and irregular == "ㅅ":
        stem, final = with_final(stem, "") + "으", ""
    elif final == "ㄹ":
        if head in "ㄴㄹ" or ending.startswith("니"):
            stem = with_final(stem, "")
        final = ""
        if head == "ㅁ":
            return with_final(stem, "ㄻ") + rest
    elif final:
        stem, final = stem + "으", ""
    if head in "ㄴㄹㅁ":
        return with_final(stem, head) + rest
    return stem + ending


def infinitive(stem: str, irregular: str = "") -> str:
    """어/아 joined and contracted: 슬프 -> 슬퍼, 무섭 -> 무서워, 행복하 -> 행복해, 웃 -> 웃어, 떨리 -> 떨려."""
    if stem.endswith("하"):
        return stem[:-1] + "해"
    first, vowel, final = _apart(stem[-1])
    if final == "ㅂ" and not stem.endswith(_REGULAR_B):
        return with_final(stem, "") + ("와" if stem in ("돕", "곱") else "워")
    if final in ("ㄷ", "ㅅ") and irregular == final:
        stem = with_final(stem, "ㄹ" if final == "ㄷ" else "")
        return stem + ("아" if vowel in "ㅏㅗ" else "어")
    if final:
        return stem + ("아" if vowel in "ㅏㅗㅑ" else "어")
    if vowel == "ㅡ":
        return _without_eu(stem, first)
    if vowel in _CONTRACTED:
        return stem[:-1] + _join(first, _CONTRACTED[vowel], "")
    return stem + "어"


def _without_eu(stem: str, first: int) -> str:
    before = _apart(stem[-2]) if len(stem) > 1 and 0 <= ord(stem[-2]) - _BASE < _COUNT else (0, "ㅓ", "")
    bright = before[1] in "ㅏㅗ"
    if stem.endswith("르") and not stem.endswith(_REGULAR_REU) and len(stem) > 1:
        return with_final(stem[:-1], "ㄹ") + ("라" if bright else "러")
    return stem[:-1] + _join(first, "ㅏ" if bright else "ㅓ", "")


def particles(noun: str) -> Iterator[str]:
    """A noun with the particles that follow it: 눈물이, 눈물은, 눈물을 …; itself first."""
    closed = bool(final_of(noun))
    yield noun
    for after_consonant, after_vowel in (
        ("이", "가"), ("은", "는"), ("을", "를"), ("과", "와"), ("이나", "나"), ("이라", "라"), ("이야", "야"),
        ("이에요", "예요"), ("이네", "네"), ("이었어", "였어"), ("이었다", "였다"), ("이었어요", "였어요"),
        ("이랑", "랑"), ("이지", "지"), ("이다", "다"), ("이니", "니"),
    ):  # fmt: skip
        yield noun + (after_consonant if closed else after_vowel)
    yield noun + ("으로" if closed and final_of(noun) != "ㄹ" else "로")
    for particle in (
        "도",
        "만",
        "의",
        "에",
        "까지",
        "뿐",
        "부터",
        "보다",
        "처럼",
        "인데",
        "입니다",
        "에서",
        "밖에",
        "조차",
    ):
        yield noun + particle
