"""Guesses which expression of a model shows which feeling: by its name, else by what it does to the face. Pure.

Names may be English, Korean, Japanese or Chinese. What an expression does is compared with what the house's own faces
would do to the same parameters.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from companion.face.expression import EXPRESSIONS
from companion.face.pose import NEUTRAL, FacePose
from companion.persona.emotion import CANONICAL, canonical
from companion.ui.avatars.cubism.expressions import Expression
from companion.ui.avatars.cubism.parameters import SHOWN, Range, folded, usual

How = Literal["name", "look", "near"]
_ALIKE = 0.3  # least cosine between an expression and the house's face
_RARE = {"love": 0.1, "smug": 0.1, "excited": 0.1}  # in doubt, the plainer feeling
_FAINT = 0.12  # an expression that changes less than this share of the face's ranges is the face at rest
_NEAR: Mapping[str, tuple[str, ...]] = {
    "joy": ("smile", "excited"),
    "smile": ("joy", "love"),
    "excited": ("joy", "smile"),
    "love": ("smile", "shy", "joy"),
    "worried": ("sad",),
    "sad": ("worried",),
    "smug": ("smile",),
}
"""Whose expression stands in where a feeling has none; the others get the house's face."""

# CJK words are looked for anywhere in a name; longer ones first, so that 大笑い is not taken for 笑.
_WORDS: Mapping[str, str] = {
    "neutral": "通常 普通 無表情 真顔 デフォルト ノーマル 默认 平静 기본 평상 보통 무표정 일반",
    "joy": "大笑い 大笑 爆笑 喜び 喜 嬉しい 嬉 楽しい 楽 开心 高兴 快乐 笑顔 笑い 笑 기쁨 기쁜 행복 웃음 웃는 활짝",
    "smile": "微笑み 微笑 ほほえみ にっこり スマイル にこ 미소 흐뭇 방긋 눈웃음",
    "sad": "悲しい 悲しみ 悲 哀 泣き 泣 涙目 涙 なみだ かなしい 伤心 难过 哭 슬픔 슬픈 눈물 우는 울음 울상",
    "angry": "怒り 怒 おこ 激怒 むっ 不満 生气 愤怒 화남 화난 분노 짜증 삐짐 삐진",
    "surprised": "驚き 驚 びっくり 吃惊 惊讶 惊 ショック 놀람 놀란 깜짝 충격",
    "shy": "照れ 恥ずかしい 恥 赤面 害羞 脸红 羞 てれ 부끄 수줍 홍조 쑥스 당황",
    "love": "大好き 好き ハート 愛 恋 爱心 爱 喜欢 すき 사랑 하트 애정 설렘",
    "smug": "ドヤ顔 どや ドヤ 得意 にやり ニヤ 自信 得意 뿌듯 우쭐 의기양양 메롱 씨익",
    "sleepy": "眠い 眠り 眠 寝 ねむ 困倦 睡 졸림 졸린 피곤 하품 잠",
    "worried": "困り 困惑 困 不安 心配 焦り 焦 汗 担心 害怕 怖 恐 青ざめ 怯え 걱정 불안 난처 곤란 긴장 무서 식은땀",
    "excited": "キラキラ きらきら 星目 星 興奮 わくわく ワクワク 兴奋 激动 신남 신난 흥분 반짝 별눈",
}
_ENGLISH: Mapping[str, str] = {
    "cry": "sad", "tears": "sad", "tear": "sad", "troubled": "worried", "trouble": "worried", "pale": "worried",
    "sweat": "worried", "panic": "worried", "flush": "shy", "cheek": "shy", "flushed": "shy", "tere": "shy",
    "heart": "love", "hearts": "love", "loveeyes": "love", "star": "excited", "stars": "excited", "kirakira": "excited",
    "grin": "smug", "doya": "smug", "smirk": "smug", "wink": "smug", "evil": "smug", "dark": "angry", "pout": "angry",
    "pouting": "angry", "sleep": "sleepy", "yawn": "sleepy", "haha": "joy", "warai": "joy", "egao": "joy",
    "niko": "smile", "odoroki": "surprised", "bikkuri": "surprised", "okori": "angry", "ikari": "angry",
    "naki": "sad", "kanashii": "sad", "komari": "worried", "base": "neutral", "idle": "neutral",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """One feeling's expression. how: by its name, by its look, or because a near feeling has it."""

    expression: str
    how: How


def by_name(name: str) -> str | None:
    """The feeling that a name says; None where it says nothing ("F01", "exp_03")."""
    lowered = name.casefold()
    for word, emotion in _cjk():
        if word in lowered:
            return emotion
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = [word for word in re.split(r"[^a-z가-힣]+", split.casefold()) if len(word) > 1]
    for word in (" ".join(words), *reversed(words)):
        found = _ENGLISH.get(word) or canonical(word)
        if found is not None:
            return found
    return None


@cache
def _cjk() -> tuple[tuple[str, str], ...]:
    pairs = {word: emotion for emotion, words in _WORDS.items() for word in words.split()}
    return tuple(sorted(pairs.items(), key=lambda pair: -len(pair[0])))


def guess(
    expressions: Sequence[Expression], names: Mapping[str, str] | None = None, ranges: Iterable[Range] = ()
) -> dict[str, Guess]:
    """Feeling -> its expression, for the feelings that have one.

    names: what the artist calls the parameters (cdi3.json); a parameter 涙 that is turned on is a look of sadness.
    ranges: the model's own, once the library has told them; what an expression does is then known exactly, and a near
    feeling's expression is lent only to a face that the house can't move itself.
    """
    real = {folded(one.id): one for one in ranges}
    found: dict[str, Guess] = {}
    said = {shown.name: by_name(shown.name) for shown in expressions}
    for shown in expressions:
        emotion = said[shown.name]
        if emotion is not None:
            found.setdefault(emotion, Guess(shown.name, "name"))
    silent = [shown for shown in expressions if said[shown.name] is None]
    for emotion, name in _by_look(silent, [one for one in CANONICAL if one not in found], names or {}, real):
        found[emotion] = Guess(name, "look")
    if len(_EASY & set(real)) >= 2:
        return found
    for emotion, others in _NEAR.items():
        near = next((found[other] for other in others if other in found and found[other].how != "near"), None)
        if emotion not in found and near is not None:
            found[emotion] = Guess(near.expression, "near")
    return found


def _by_look(
    expressions: Sequence[Expression], wanted: Sequence[str], names: Mapping[str, str], real: Mapping[str, Range]
) -> Iterable[tuple[str, str]]:
    """The best pairs first; each expression and each feeling once."""
    pairs = []
    for shown in expressions:
        look, told = _look(shown, real), _told(shown, names)
        for emotion in wanted:
            if emotion == "neutral":
                alike = 1.0 if _still(shown, look) else 0.0
            else:
                alike = max((_cosine(look, face) for face in _faces(emotion)), default=0.0) - _RARE.get(emotion, 0.0)
                alike += 0.6 if emotion in told else 0.0
            if alike >= _ALIKE:
                pairs.append((alike, emotion, shown.name))
    taken: set[str] = set()
    for _, emotion, name in sorted(pairs, reverse=True):
        if emotion not in taken and name not in taken:
            taken |= {emotion, name}
            yield emotion, name


def _still(shown: Expression, look: NDArray[np.float64]) -> bool:
    """Whether it is the face at rest. One that puts on glasses is not."""
    return float(np.abs(look).max(initial=0.0)) < _FAINT and all(folded(one.id) in _PLACES for one in shown.changes)


def _told(shown: Expression, names: Mapping[str, str]) -> set[str]:
    """Feelings that the names of the parameters say which it turns on."""
    found = set()
    for change in shown.changes:
        bare = re.sub(r"^param", "", change.id, flags=re.IGNORECASE)
        for name in (bare, names.get(change.id, "")):
            place = folded(change.id)
            emotion = by_name(name) if change.value > 0 and (place in _SIGNS or place not in _PLACES) else None
            if emotion is not None and emotion != "neutral":
                found.add(emotion)
    return found


_KEYS = tuple(key for key in SHOWN if not key.startswith(("paramangle", "parambody", "paramhair", "parambreath")))
_EASY = {"parambrowlangle", "parammouthform", "parammouthup", "parameyelsmile"}
_SIGNS = frozenset({"paramcheek", "paramtere", "paramtear"})
_PLACES = {key: place for place, key in enumerate(_KEYS)}


def _look(shown: Expression, real: Mapping[str, Range]) -> NDArray[np.float64]:
    """What it changes of a face at rest, as shares of the ranges."""
    look = np.zeros(len(_KEYS))
    for change in shown.changes:
        place = _PLACES.get(folded(change.id))
        if place is not None:
            range_ = real.get(folded(change.id)) or usual(change.id)
            after = range_.cut(change.applied(range_.rest, 1.0))
            look[place] = (after - range_.rest) / ((range_.high - range_.low) / 2 or 1.0)
    return look


@cache
def _faces(emotion: str) -> tuple[NDArray[np.float64], ...]:
    shown = EXPRESSIONS[emotion]
    return tuple(_house(pose) for pose in (shown.peak, shown.settled) if pose is not None)


def _house(pose: FacePose) -> NDArray[np.float64]:
    look = np.zeros(len(_KEYS))
    for key, place in _PLACES.items():
        range_ = usual(key)
        change = range_.at(SHOWN[key](pose)) - range_.at(SHOWN[key](NEUTRAL))
        look[place] = change / ((range_.high - range_.low) / 2 or 1.0)
    return look


def _cosine(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    size = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / size if size > 1e-6 else 0.0
