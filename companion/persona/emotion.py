"""Emotions: the canonical names, their aliases, and the mood that is carried over turns. Pure; any thread."""

import difflib
from dataclasses import dataclass
from functools import cache

CANONICAL: tuple[str, ...] = (
    "neutral",
    "joy",
    "smile",
    "sad",
    "angry",
    "surprised",
    "shy",
    "love",
    "smug",
    "sleepy",
    "worried",
    "excited",
)
FADED = 0.1  # a mood weaker than this is neutral


@dataclass(frozen=True, slots=True)
class Mood:
    """A canonical emotion with intensity in [0, 1]."""

    emotion: str
    intensity: float


NEUTRAL = Mood("neutral", 0.0)

LABELS: dict[str, dict[str, str]] = {
    "neutral": {"ko": "평온", "en": "calm"},
    "joy": {"ko": "기쁨", "en": "joy"},
    "smile": {"ko": "미소", "en": "smile"},
    "sad": {"ko": "슬픔", "en": "sad"},
    "angry": {"ko": "분노", "en": "angry"},
    "surprised": {"ko": "놀람", "en": "surprised"},
    "shy": {"ko": "부끄러움", "en": "shy"},
    "love": {"ko": "사랑", "en": "love"},
    "smug": {"ko": "뿌듯", "en": "smug"},
    "sleepy": {"ko": "졸림", "en": "sleepy"},
    "worried": {"ko": "걱정", "en": "worried"},
    "excited": {"ko": "신남", "en": "excited"},
}
"""What a person reads: emotion -> interface language -> word."""

EMOJI: dict[str, str] = {
    "neutral": "😐",
    "joy": "😄",
    "smile": "🙂",
    "sad": "😢",
    "angry": "😠",
    "surprised": "😲",
    "shy": "😳",
    "love": "🥰",
    "smug": "😏",
    "sleepy": "😴",
    "worried": "😟",
    "excited": "🤩",
}
"""One pictogram an emotion, for the chat panel and the terminal."""

# The English column holds all 27 emotions of GoEmotions (Demszky et al. 2020, arXiv 2005.00547) besides neutral.
_ALIASES: dict[str, str] = {
    "neutral": "calm normal none default plain indifferent 평온 중립 무표정 보통 차분 차분함 담담 평범 무감정",
    "joy": "happy happiness glad joyful cheerful delight delighted amusement amused laugh laughing fun pleased "
    "기쁨 기쁜 기뻐 행복 행복함 즐거움 즐거운 재미 웃음",
    "smile": "smiling content contentment gentle warm kind relief relieved approval gratitude grateful thankful "
    "optimism optimistic hopeful friendly 미소 미소짓는 흐뭇 흐뭇함 안도 안심 감사 고마움 희망 다정 온화",
    "sad": "sadness unhappy sorrow sorrowful grief disappointment disappointed remorse guilt guilty regret lonely hurt "
    "depressed crying tearful 슬픔 슬픈 슬퍼 우울 우울함 실망 후회 외로움 눈물 서운함 상처",
    "angry": "anger mad annoyed annoyance furious rage irritated disapproval disgust disgusted contempt frustrated "
    "frustration 분노 화 화남 화난 화나 짜증 혐오 불만 격노",
    "surprised": "surprise shock shocked astonished amazed amazement realization curiosity curious startled "
    "놀람 놀란 놀라움 놀라 충격 깜짝 호기심 궁금 궁금함 깨달음",
    "shy": "embarrassment embarrassed bashful blush blushing flustered timid "
    "부끄러움 부끄러운 부끄러워 수줍음 수줍은 쑥스러움 당황 민망 창피",
    "love": "loving affection affectionate adoration adore caring care admiration admire desire tenderness tender "
    "romantic 사랑 사랑스러움 애정 애틋 배려 동경 존경 설렘",
    "smug": "pride proud confident confidence boastful triumphant cocky mischievous playful teasing "
    "뿌듯 뿌듯함 자부심 자랑 자신감 의기양양 거만 우쭐 우쭐함 장난",
    "sleepy": "tired drowsy sleepiness exhausted exhaustion bored boredom fatigue yawning "
    "졸림 졸린 졸려 피곤 피곤함 피로 지루 지루함 지침",
    "worried": "worry anxious anxiety fear afraid scared fearful nervous nervousness concern concerned confusion "
    "confused uneasy 걱정 걱정됨 걱정스러움 불안 불안함 두려움 무서움 공포 긴장 초조 혼란 당혹 염려",
    "excited": "excitement thrilled enthusiastic enthusiasm eager hyped energetic anticipation "
    "신남 신난 신나 흥분 들뜸 기대 기대감 열정 설레임",
}
_POSITIVE = frozenset({"joy", "smile", "love", "smug", "excited"})
_NEGATIVE = frozenset({"sad", "angry", "worried"})


@cache
def _table() -> dict[str, str]:
    table = {_fold(word): emotion for emotion, words in _ALIASES.items() for word in words.split()}
    table.update({picture: emotion for emotion, picture in EMOJI.items()})
    table.update({emotion: emotion for emotion in CANONICAL})
    return table


def _fold(name: str) -> str:
    return "".join(part for part in name.casefold().replace("_", " ").replace("-", " ").split())


def canonical(name: str) -> str | None:
    """The canonical emotion for a name, an English or Korean synonym, a GoEmotions label or an emoji; None if unknown.

    Case, spaces, hyphens and underscores don't matter.
    """
    return _table().get(_fold(name))


def nearest(name: str) -> str | None:
    """The canonical emotion whose name or alias is spelled most like `name`; None if nothing is close."""
    near = difflib.get_close_matches(_fold(name), _table(), n=1)
    return _table()[near[0]] if near else None


@dataclass(frozen=True, slots=True)
class EmotionState:
    """Her mood as it was at `since` (clock seconds). Call `after(now, …)` first: it brings the state to `now`."""

    mood: Mood = NEUTRAL
    since: float = 0.0

    def after(self, now: float, half_life: float) -> "EmotionState":
        """The state at `now`: intensity · 0.5^((now - since) / half_life); weaker than `FADED` is neutral.

        half_life: seconds, > 0. A `now` before `since` counts as no time passed.
        """
        passed = max(0.0, now - self.since)
        return EmotionState(_settled(self.mood.emotion, self.mood.intensity * 0.5 ** (passed / half_life)), now)

    def blend(self, mood: Mood, now: float) -> "EmotionState":
        """The state after a reply with `mood` (the state itself should be at `now`, see `after`).

        The rule, with a = the old and b = the new intensity:
        the same emotion reinforces itself, max + 0.3 · min · (1 - max); a neutral reply calms, the old emotion stays
        with a / 2; an emotion of the opposite sign (joy after anger) takes over damped, b - a / 2; any other emotion
        takes over with b.
        """
        old, a = self.mood.emotion, self.mood.intensity
        new, b = mood.emotion, min(1.0, max(0.0, mood.intensity))
        if new == old:
            return EmotionState(_settled(new, max(a, b) + 0.3 * min(a, b) * (1.0 - max(a, b))), now)
        if new == "neutral":
            return EmotionState(_settled(old, a / 2), now)
        opposite = (old in _POSITIVE and new in _NEGATIVE) or (old in _NEGATIVE and new in _POSITIVE)
        return EmotionState(_settled(new, b - a / 2 if opposite else b), now)


def _settled(emotion: str, intensity: float) -> Mood:
    return NEUTRAL if emotion == "neutral" or intensity < FADED else Mood(emotion, min(1.0, intensity))
