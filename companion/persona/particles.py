"""Korean particles in the form that fits the word before them. Pure; any thread.

을/를, 이/가, 은/는, 과/와, 아/야, 이에요/예요, 으로/로; what else begins with 이 loses it after a vowel (이야, 이라고).
"""

_PARTICLES = {
    "을": ("을", "를"),
    "이": ("이", "가"),
    "은": ("은", "는"),
    "과": ("과", "와"),
    "아": ("아", "야"),
    "이에요": ("이에요", "예요"),
    "으로": ("으로", "로"),
}


def ends_in_consonant(word: str) -> bool:
    """Does the last Korean syllable have a final consonant? False for anything else."""
    last = ord(word[-1]) - 0xAC00 if word else -1
    return 0 <= last < 11172 and last % 28 != 0


def particle(word: str, kind: str) -> str:
    """`word` with the particle in the form that fits."""
    closed, is_open = _PARTICLES.get(kind, (kind, kind.removeprefix("이")))
    if kind == "으로" and word and (ord(word[-1]) - 0xAC00) % 28 == 8:  # after ㄹ: 로
        return word + is_open
    return word + (closed if ends_in_consonant(word) else is_open)
