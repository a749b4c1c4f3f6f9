"""File names of a sprite set: which emotion, and which variant of it. Pure.

`joy.png` is an emotion, `joy-1.png` one more picture of it, `joy.open.png` with her mouth open, `joy.blink.png` with
shut eyes. Names are ours, English or Korean words for a feeling, or the 28 labels of GoEmotions that SillyTavern uses.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from companion.persona.emotion import CANONICAL, canonical

ENDINGS = (".png", ".webp", ".jpg", ".jpeg")
_MOUTH = {
    "open": "open", "talk": "open", "talking": "open", "speak": "open", "speaking": "open", "mouthopen": "open",
    "half": "half", "small": "half", "mouthhalf": "half",
    **{vowel: vowel for vowel in "aiueo"},
}  # fmt: skip
_BLINK = {"blink", "blinking", "closed", "eyesclosed", "shut", "wink"}
_PLAIN = {"idle", "default", "base", "normal", "main", "closedmouth", "mouthclosed"}

PREFERRED: dict[str, tuple[str, ...]] = {
    "neutral": ("neutral", "calm", "normal", "default", "idle"),
    "joy": ("joy", "happy", "happiness", "amusement", "laugh"),
    "smile": ("smile", "optimism", "gratitude", "relief", "approval"),
    "sad": ("sad", "sadness", "grief", "disappointment", "remorse"),
    "angry": ("angry", "anger", "annoyance", "disapproval", "disgust"),
    "surprised": ("surprised", "surprise", "realization", "curiosity"),
    "shy": ("shy", "embarrassment", "embarrassed", "blush"),
    "love": ("love", "caring", "desire", "admiration"),
    "smug": ("smug", "pride", "proud", "confident"),
    "sleepy": ("sleepy", "tired", "bored"),
    "worried": ("worried", "nervousness", "fear", "confusion"),
    "excited": ("excited", "excitement"),
}
"""Which of several files that mean the same feeling is taken: the first that is there."""
STAND_INS: dict[str, tuple[str, ...]] = {
    "neutral": ("smile", "joy"),
    "joy": ("smile", "excited", "love"),
    "smile": ("joy", "love", "smug"),
    "sad": ("worried", "sleepy"),
    "angry": ("smug", "worried"),
    "surprised": ("excited", "worried"),
    "shy": ("love", "smile", "worried"),
    "love": ("shy", "smile", "joy"),
    "smug": ("smile", "joy"),
    "sleepy": ("neutral", "sad"),
    "worried": ("sad", "surprised"),
    "excited": ("joy", "surprised", "smile"),
}
"""What is shown for a feeling without a picture, before neutral."""


@dataclass(frozen=True, slots=True)
class Label:
    """word: the file's own word for the feeling. mouth: "", "open", "half" or a vowel."""

    emotion: str
    word: str
    mouth: str = ""
    blink: bool = False
    number: int = 0


def label_of(stem: str) -> Label | None:
    """What a file name (without its ending) says; None where no feeling can be read from it."""
    words = [word for word in re.split(r"[\s._\-()+]+", stem.strip().casefold()) if word]
    mouth, blink, number = "", False, 0
    rest: list[str] = []
    for word in words:
        if word.isdigit():
            number = int(word)
        elif word in _MOUTH and (rest or len(word) > 1):
            mouth = _MOUTH[word]
        elif word in _BLINK:
            blink = True
        elif word not in _PLAIN and word != "mouth" and word != "eyes":
            rest.append(word)
    if not rest:
        return Label("neutral", "neutral", mouth, blink, number) if words else None
    for text in (" ".join(rest), rest[-1], rest[0]):  # "snow_white_joy": the last word is the feeling
        found = canonical(text)
        if found is not None:
            return Label(found, text, mouth, blink, number)
    return None


def rank(label: Label) -> tuple[int, int, str]:
    """Smaller is preferred among labels of one emotion."""
    order = PREFERRED[label.emotion]
    return (order.index(label.word) if label.word in order else len(order), label.number, label.word)


def stand_in(emotion: str, there: Collection[str]) -> str:
    """The emotion whose picture is shown for `emotion`; there: emotions that have one, at least one."""
    if emotion in there:
        return emotion
    for other in (*STAND_INS.get(emotion, ()), "neutral", *CANONICAL):
        if other in there:
            return other
    raise ValueError("no emotion has a picture")
