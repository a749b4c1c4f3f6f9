"""Speech outside of the vocabulary: what else people say in Korean and English, and some other languages.

Sentences of other_sentences.yaml are trained with their transcript, so that a strange sentence is not bent into a
known one; speech in another language gets an empty transcript. A part of both is never trained on: it shows how
often such speech is refused. Pure but for the file that is read once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

_FILE = Path(__file__).resolve().parent / "other_sentences.yaml"
_SHARE = 6  # one of so many is held out
_FOREIGN_HELD_OUT = ("it", "vi")
_FOREIGN = {
    "ja": "きょうは いい てんきですね / いま なんじですか / おなかが すきました / また あした",
    "cmn": "今天天气很好 / 你叫什么名字 / 我肚子饿了 / 明天见 / 我们去看电影吧 / 谢谢你的帮助",
    "de": "Wie spät ist es? / Ich habe großen Hunger / Morgen fahre ich nach Berlin / Das Wetter ist schön / Hallo",
    "fr": "Bonjour, comment allez-vous? / Je voudrais un café / Il fait très beau aujourd'hui / À demain / Merci",
    "es": "Buenos días / ¿Cómo te llamas? / Tengo mucha hambre / Mañana vamos a la playa / Muchas gracias por todo",
    "ru": "Доброе утро / Как тебя зовут? / Я хочу есть / Сегодня хорошая погода / До завтра / Спасибо большое",
    "pt": "Bom dia / Onde fica a estação? / Hoje está muito quente / Até amanhã / Quero um copo de água",
    "hi": "नमस्ते / आप कैसे हैं / मुझे भूख लगी है / आज मौसम अच्छा है / कल मिलेंगे",
    "pl": "Dzień dobry / Jak się masz? / Jestem bardzo głodny / Do zobaczenia jutro / Dziękuję bardzo",
    "tr": "Günaydın / Nasılsın? / Çok acıktım / Yarın görüşürüz / Bugün hava çok güzel",
    "it": "Buongiorno / Come ti chiami? / Ho molta fame / Ci vediamo domani / Oggi fa molto caldo / Grazie mille",
    "vi": "Xin chào / Bạn tên là gì? / Tôi đói bụng quá / Hẹn gặp lại ngày mai / Hôm nay trời đẹp / Cảm ơn bạn nhiều",
}


@dataclass(frozen=True)
class Foreign:
    """A sentence for the eSpeak NG voice of that language."""

    voice: str
    text: str


@cache
def _listed(language: str) -> tuple[str, ...]:
    lines = yaml.safe_load(_FILE.read_text(encoding="utf-8"))[language]
    return tuple(dict.fromkeys(text.strip() for line in lines for text in str(line).split(" / ")))


def _is_held_out(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % _SHARE == 0


@cache
def trained(language: str) -> tuple[str, ...]:
    """Sentences that training may speak, in a fixed order."""
    return tuple(text for text in _listed(language) if not _is_held_out(text))


@cache
def held_out(language: str) -> tuple[str, ...]:
    """Sentences that no training example ever speaks."""
    return tuple(text for text in _listed(language) if _is_held_out(text))


@cache
def foreign(held: bool) -> tuple[Foreign, ...]:
    """Sentences in other languages; ``held``: those in languages that are never trained on."""
    return tuple(
        Foreign(voice, text)
        for voice, line in _FOREIGN.items()
        if (voice in _FOREIGN_HELD_OUT) == held
        for text in line.split(" / ")
    )


def draw_foreign(rng: np.random.Generator) -> Foreign:
    """One to four words of training languages in a row, as they stand in a sentence or shuffled."""
    listed = foreign(False)
    chosen = listed[int(rng.integers(len(listed)))]
    words = chosen.text.split()
    if len(words) > 1 and rng.random() < 0.4:
        words = [str(word) for word in rng.permutation(words)][: int(rng.integers(1, len(words) + 1))]
    return Foreign(chosen.voice, " ".join(words))
