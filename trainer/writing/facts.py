"""What a profile says, as words that fit into a sentence of hers. Pure; any thread.

A profile is written freely: "A gentle princess who …", "숲에서 사는 공주." Each fact is taken only in a form that
surely fits: a noun phrase can follow "I am", a sentence in her own level of speech can stand by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from companion.persona.character import Character, Language
from companion.persona.particles import particle
from trainer.writing.level import Level, fits, level_of, sentence_level

_ARTICLE = re.compile(r"^(A|An|The|My|Your|Our|One of)\b")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+")
_HANGUL = re.compile("[가-힣]")
_LONGEST_STORY = 200  # characters

MODELS: Mapping[Language, tuple[str, ...]] = {
    "ko": (
        "Qwen",
        "큐원",
        "ChatGPT",
        "챗지피티",
        "GPT",
        "클로드",
        "제미나이",
        "라마",
        "엑사원",
        "딥시크",
        "Claude",
        "EXAONE",
    ),
    "en": ("Qwen", "ChatGPT", "GPT-4", "Claude", "Gemini", "Llama", "EXAONE", "DeepSeek", "Mistral", "Siri", "Alexa"),
}
COMPANIES: Mapping[Language, tuple[str, ...]] = {
    "ko": ("알리바바", "오픈AI", "구글", "메타", "LG", "앤트로픽", "딥시크"),
    "en": ("Alibaba", "OpenAI", "Google", "Meta", "LG", "Anthropic", "DeepSeek"),
}
WRONG_NAMES: Mapping[Language, tuple[str, ...]] = {
    "ko": ("지영", "철수", "미나", "앨리스", "시리", "빅스비", "소피아", "하나", "유키", "마리"),
    "en": ("Alice", "Jenny", "Siri", "Sophia", "Emma", "Bob", "Mary", "Yuki", "Lucy", "Clara"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Words for slots in one language. words: slot -> what may stand there; a slot without words is missing.
    pairs: (relation, role), which belong together."""

    level: Level
    words: Mapping[str, tuple[str, ...]]
    pairs: tuple[tuple[str, str], ...]


def facts(character: Character, language: Language) -> Facts:
    """What can be said of her."""
    level: Level = level_of(character) if language == "ko" else "casual"
    own = {character.name(each) for each in character.languages} | set(character.aliases)
    words: dict[str, tuple[str, ...]] = {
        "name": (character.name(language),),
        "one_line": _phrase(character.one_line.get(language, ""), language),
        "age": _phrase(character.age.get(language, ""), language, bare=True),
        "looks": _phrase(character.looks.get(language, ""), language, bare=True),
        "trait": tuple(character.traits.get(language, ())),
        "keyword": tuple(word for word in character.keywords if bool(_HANGUL.search(word)) == (language == "ko")),
        "story": tuple(_stories(character.backstory.get(language, ()), language, level)),
        "boundary": _own_words(character.knowledge_boundary.get(language, ""), language, level),
        "user_relation": _to_user(character.user_relation.get(language, ""), language, level),
        "model": tuple(name for name in MODELS[language] if name not in own),
        "company": COMPANIES[language],
        "wrong": tuple(name for name in WRONG_NAMES[language] if name not in own),
    }
    pairs = tuple(
        (who.name[language], role[0])
        for who in character.relations
        if who.name.get(language) and (role := _phrase(who.role.get(language, ""), language, bare=True))
    )
    words["relation"] = tuple(name for name, _ in pairs)
    return Facts(level, {name: texts for name, texts in words.items() if texts}, pairs)


def _phrase(text: str, language: Language, *, bare: bool = False) -> tuple[str, ...]:
    """`text` as what can follow "I am" (a noun in Korean). bare: English needs no article. None for whole sentences."""
    phrase = text.strip().rstrip(".!?… ")
    if not phrase or re.search(r"[.!?]\s", phrase):
        return ()
    if language == "ko":
        return (
            ()
            if sentence_level(phrase) is not None and re.search("(다|요|까|죠|해|어|아|지|네)$", phrase)
            else (phrase,)
        )
    if re.search(r"\b(she|her|he|his)\b", phrase, re.IGNORECASE):
        return ()
    if not _ARTICLE.match(phrase):
        verb = re.match(r"[a-z]{2,}[a-rt-z]s ", phrase)  # "mends my roof"
        return (phrase,) if bare and not verb else ()
    return (phrase[0].lower() + phrase[1:],)


def _stories(paragraphs: tuple[str, ...], language: Language, level: Level) -> list[str]:
    """Two or three sentences at a time, of what she tells about herself."""
    found = []
    for paragraph in paragraphs:
        sentences = _SENTENCES.split(paragraph.strip())
        for first in range(0, max(1, len(sentences) - 1), 2):
            odd = first + 3 == len(sentences)  # no sentence is left alone at the end
            text = " ".join(sentences[first : first + (3 if odd else 2)])
            if len(text) <= _LONGEST_STORY and _own_words(text, language, level):
                found.append(text)
    return found


def _own_words(text: str, language: Language, level: Level) -> tuple[str, ...]:
    """The text where she can say it herself: in her level; in English in the first person."""
    if not text:
        return ()
    if language == "ko":
        return (text,) if fits(text, level) else ()
    return (text,) if re.search(r"\b(I|me|my)\b", text, re.IGNORECASE) else ()


def _to_user(text: str, language: Language, level: Level) -> tuple[str, ...]:
    """What the person is to her, said to the person."""
    bare = text.strip()
    if not bare:
        return ()
    if language == "en":
        if re.match(r"(?i)you\b", bare) or _own_words(bare, language, level):
            opened = _ARTICLE.match(bare)
            return (f"You are {bare[0].lower()}{bare[1:]}" if opened else bare,)
        return (f"You are {bare[0].lower()}{bare[1:]}",) if _ARTICLE.match(bare) else ()
    you = "당신은" if level == "polite" else "너는"
    opening = "" if re.match("(당신|너|넌|그대)", bare) else f"{you} "
    if fits(bare, level) and sentence_level(bare) is not None:
        return (opening + bare,)
    phrase = _phrase(bare, language)
    return (opening + particle(phrase[0], "이에요" if level == "polite" else "이야") + ".",) if phrase else ()
