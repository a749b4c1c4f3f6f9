"""Rules about what a speech model wrote: runaway repetition, made-up phrases, sounds that are no words. Pure."""

import re
import unicodedata
import zlib

import numpy as np

from companion.voice.types import RATE, Pcm

FLOOR = 10 ** (-55 / 20)  # RMS of the loudest 32 ms below which nobody spoke
_WINDOW = 512
_RATIO = 2.4  # Whisper's own compression rule (openai/whisper, decoding.py: compression_ratio_threshold)
_REPEATS = 5
# What Whisper models write when there was no speech, from the subtitles they were trained on.
_MADE_UP = frozenset(
    (
        "시청해주셔서감사합니다",
        "시청해주셔서고맙습니다",
        "구독과좋아요부탁드립니다",
        "구독좋아요부탁드립니다",
        "다음영상에서만나요",
        "다음시간에만나요",
        "mbc뉴스이덕영입니다",
        "mbc뉴스김성현입니다",
        "한글자막by한효정",
        "자막제공및광고는카카오톡",
        "영상편집및자막제공",
        "이시각세계였습니다",
        "thanksforwatching",
        "thankyouforwatching",
        "pleasesubscribe",
        "thankyousomuchforwatching",
        "likeandsubscribe",
        "subtitlesbytheamaraorgcommunity",
        "transcriptionbycastingwords",
        "dontforgettolikeandsubscribe",
        "seeyouinthenextvideo",
    )
)
_BRACKETED = re.compile(r"[\[(（【<♪*][^\])）】>♪*]*[\])）】>♪*]|[♪♫♬]")


def is_silent(pcm: Pcm) -> bool:
    """Whether no 32 ms of the sound reach -55 dBFS."""
    usable = len(pcm) // _WINDOW * _WINDOW
    if not usable:
        return not len(pcm) or float(np.sqrt(np.mean(np.square(pcm)))) < FLOOR
    windows = pcm[:usable].reshape(-1, _WINDOW)
    return float(np.sqrt(np.mean(np.square(windows), axis=1)).max()) < FLOOR


def is_runaway(text: str) -> bool:
    """Whether a decoder has begun to repeat itself: some piece five times on end, or text that packs too well."""
    raw = text.encode()
    if len(raw) >= 60 and len(raw) / len(zlib.compress(raw)) > _RATIO:
        return True
    words = text.casefold().split()
    for size in range(1, 9):
        run = 1
        for index in range(size, len(words)):
            run = run + 1 if words[index] == words[index - size] else 1
            if run > size * (_REPEATS - 1):
                return True
    return False


def is_made_up(text: str, seconds: float) -> bool:
    """Whether a short sound became one of the phrases that Whisper makes up for silence (exact match only)."""
    return seconds < 4.0 and bare(text) in _MADE_UP


def clean(text: str) -> str:
    """Without remarks in brackets or notes, which describe sound instead of giving words."""
    text = _BRACKETED.sub(" ", unicodedata.normalize("NFC", text).replace("�", ""))
    text = " ".join(text.split())
    return text if bare(text) else ""


def bare(text: str) -> str:
    """Letters and digits only, lower case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def max_tokens(samples: int, per_second: float) -> int:
    """How many tokens a sound of that length can hold."""
    return 24 + int(samples / RATE * per_second)
