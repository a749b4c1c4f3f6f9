"""What makes words of a teacher unusable. Pure; any thread. Nothing is mended here: what is wrong is asked again."""

import re

from companion.persona.character import Character, Language
from trainer.teachers.contract import Unusable

_SAME_CHARACTER = re.compile(r"([^\s.!?~ㅋㅎㅠㅜ…\-])\1{4,}|([.!?~ㅋㅎㅠㅜ…\-])\2{9,}")
_LOOP = re.compile(r"(.{2,24}?)\1{3,}", re.DOTALL)
_WORDS = re.compile(r"\w+")
_REFUSAL = re.compile(
    r"\bas an? (?:AI|artificial intelligence|language model|assistant)\b"
    r"|\bI(?:'m| am) (?:just |only )?an? (?:AI|language model|virtual assistant|large language)"
    r"|\bI(?:'m| am) (?:sorry|afraid),? but I (?:can(?:'t|not)|am unable to) "
    r"(?:assist|help with|comply|create|generate|provide)"
    r"|\b(?:OpenAI|content|usage) polic(?:y|ies)\b|\bmy (?:guidelines|programming|training data)\b"
    r"|인공지능 ?(?:언어 ?)?모델(?:로서|이라|입니다|이에요|이기)"
    r"|AI ?(?:언어 ?모델|어시스턴트)?(?:로서|이기 때문|입니다|예요|이에요)"
    r"|(?:콘텐츠|이용|사용) ?정책(?:상|에 따라|에 위배)|요청하신 내용은 (?:생성|작성|제공)할 수 없",
    re.IGNORECASE,
)
_MODELS = (
    "qwen|chat ?gpt|gpt-?\\d?|claude|exaone|gemini|llama|mistral|deepseek"
    "|큐원|큐웬|챗 ?지피티|지피티|클로드|제미나이|엑사원"
)
_MAKERS = "openai|alibaba|anthropic|google|meta|lg ?ai|deepseek|오픈 ?ai|오픈에이아이|알리바바|앤트로픽|구글"
_LEAK = re.compile(
    rf"\b(?:I am|I'm|my name is|call me|this is) (?:an? )?(?:{_MODELS})\b"
    rf"|\b(?:made|created|trained|developed|built) by (?:{_MAKERS})"
    rf"|(?:저는|나는|난|전|제 이름은|내 이름은) ?(?:{_MODELS}) ?(?:이?[야에예입라]|$)"
    rf"|(?:{_MAKERS})(?:이|가|에서|사가)? ?(?:저를|나를|날|절) ?(?:만든|만들었|만들어|개발)"
    r"|通义|千问",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\{\{?\w*\}?\}|<(?:대사|감정|이름|내용|text|name|user|reply|emotion)[^>]*>"
    r"|\[(?:이름|사용자|대사|감정|내용|장소|name|user|your|insert|emotion|character)[^\]]*\]"
    r"|상세한 (?:발언|대사|내용)|\((?:생략|이하 생략|중략)\)|lorem ipsum|\bTODO\b|여기에 .{0,12}(?:작성|입력)"
    r"|(?:장면|대화|scene|dialogue)s? ?\d+ ?[~\-–] ?\d+",
    re.IGNORECASE,
)
_PLACEHOLDER_WHOLE = re.compile(
    r"(?:string|text|user|reply|answer|대사|텍스트|문자열|\.{2,}|…+|n/?a|null|none)", re.IGNORECASE
)
_MARKDOWN = re.compile(r"\*\*|^#{1,6} |```|^\s*[-*] .+\n\s*[-*] ", re.MULTILINE)
_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_LATIN = re.compile("[A-Za-z]")
_OTHER = re.compile("[\u0370-\u1fff\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def check_reply(text: str, character: Character, language: Language, longest: int) -> None:
    """Her words. longest: characters.

    Raises:
        Unusable: too long, another language, a refusal, a placeholder, a loop, a leak, or what she never says.
    """
    check_words(text, language, longest)
    if _REFUSAL.search(text):
        raise Unusable("refusal", "She speaks as an AI or of a policy; write it as herself.")
    if leaks(text, character, language):
        raise Unusable("identity", "She says that she is some other model; she is always herself.")
    if any(re.search(pattern, text) for pattern in character.speech[language].forbidden):
        raise Unusable("forbidden", "She says something that her way of speaking forbids.")
    names = {character.name(language), character.name("ko"), character.name("en")}
    if any(text.casefold().startswith((f"{name}:".casefold(), f"{name} :".casefold())) for name in names):
        raise Unusable("speaker", "Her words begin with her name and a colon; give the words only.")


def leaks(text: str, character: Character, language: Language) -> bool:
    """Whether she claims to be, or to be made by the makers of, some other model than her own name."""
    found = _LEAK.search(text)
    return found is not None and character.name(language).casefold() not in found.group().casefold()


def check_words(text: str, language: Language, longest: int, *, least: int = 4) -> None:
    """Anybody's words. least: letters from which the language counts. Raises Unusable."""
    if not text.strip():
        raise Unusable("empty", "A text is empty.")
    if len(text) > longest:
        raise Unusable("long", f"A text is longer than {longest} characters; be shorter.")
    if _PLACEHOLDER.search(text) or _PLACEHOLDER_WHOLE.fullmatch(text.strip()):
        raise Unusable("placeholder", "A text holds a placeholder; write real words.")
    if _MARKDOWN.search(text):
        raise Unusable("markdown", "A text holds Markdown; write plain words.")
    if loops(text):
        raise Unusable("repetition", "A text repeats itself; say it once.")
    if not in_language(text, language, least):
        wanted = "Korean" if language == "ko" else "English"
        raise Unusable("language", f"A text is not in {wanted}; write {wanted} only.")


def loops(text: str) -> bool:
    """One character five times, or some words over and over."""
    if _SAME_CHARACTER.search(text) or _LOOP.search(re.sub(r"([.!?~ㅋㅎㅠㅜ…\-\s])\1+", r"\1", text)):
        return True
    words = _WORDS.findall(text.casefold())
    return any(
        words[start : start + size] * times == words[start : start + size * times]
        for size, times in ((1, 4), (2, 3), (3, 3), (4, 3), (5, 2), (6, 2), (8, 2))
        for start in range(len(words) - size * times + 1)
    )


def in_language(text: str, language: Language, least: int = 4) -> bool:
    """Whether the letters are those of the language: names in the other script may be among them, other scripts not.

    Texts of fewer than `least` letters are of any language.
    """
    hangul, latin, other = (len(pattern.findall(text)) for pattern in (_HANGUL, _LATIN, _OTHER))
    if hangul + latin + other < least:
        return True
    if other > 0.1 * (hangul + latin + other):
        return False
    return hangul >= 0.5 * latin if language == "ko" else hangul <= 0.15 * latin
