"""Does she speak as her sheet says: markers, forbidden words, politeness, names, keywords. Pure; any thread.

Korean politeness is read from the endings of the sentences: 해요체 and 합쇼체 are 존댓말, 해체 and 해라체 are 반말.
What ends in a noun or an interjection tells nothing and is passed over.
"""

import re
from typing import Literal

from companion.persona.character import Character, Language, Speech

Level = Literal["존댓말", "반말"]
_ACTION = re.compile(r"\*[^*]*\*|\([^)]*\)")
_SENTENCE = re.compile(r"[.!?…~♪。！？\n]+")
_POLITE = re.compile(r"(요|죠|시오|소서|나이다)$")
_FORMAL = re.compile(r"(.)니[다까]$")  # after a syllable that ends in ㅂ: 합니다, but not 아니다 or 하니까
_BIEUP = 17  # index of ㅂ among the 28 finals of a Hangul syllable (Unicode 3.12)
_CASUAL = re.compile(
    r"(어|아|야|지|니까|해|돼|봐|줘|라|다|네|냐|걸|게|래|까|군|구나|거든|데|여|져|려|겨|셔|써|쳐|켜|펴|와|워|꿔|둬|쟤|뭐니"
    r"|[하보가먹놀있웃오두치리추타사나]자|[하이있없했었았갔왔싶같겠되]니|[인은는던]가|한걸|란|단)$"
)
_NOUN = re.compile(
    r"(강아지|편지|돼지|아버지|가지|반지|바다|나라|노래|아래|고래|날개|조개|베개|친구야|어머니|언니|할머니)$"
)
_NEUTRAL = re.compile(r"^(응|네|예|아니|아뇨|어머|와|우와|하하|후후|후훗|흥|헤헤|음|어|아|야|자|그래|글쎄)$")


def level_of(speech: Speech) -> Level | None:
    """The level that a sheet asks for in Korean, None where it names neither or both."""
    text = " ".join((speech.level, *speech.rules))
    polite = re.search("존댓말|존대|해요체|합쇼체|높임|경어|공손|정중", speech.level) or re.search(
        "해요체|합쇼체", text
    )
    casual = re.search("반말|해체|해라체", speech.level)
    if bool(polite) == bool(casual):
        return None
    return "존댓말" if polite else "반말"


def levels(text: str) -> list[Level]:
    """The level of each sentence whose ending tells it."""
    found: list[Level] = []
    for part in _SENTENCE.split(_ACTION.sub(" ", text)):
        said = re.sub(r"[^가-힣\s]+", " ", part).strip()
        if not said or _NEUTRAL.match(said):
            continue
        last = said.split()[-1]
        if _is_polite(last):
            found.append("존댓말")
        elif _CASUAL.search(last) and not _NOUN.search(last):
            found.append("반말")
    return found


def _is_polite(word: str) -> bool:
    formal = _FORMAL.search(word)
    if formal:
        return "가" <= formal[1] <= "힣" and (ord(formal[1]) - ord("가")) % 28 == _BIEUP
    return _POLITE.search(word) is not None


def keeps_level(text: str, level: Level) -> bool | None:
    """Whether every sentence that tells a level has this one; None where none does."""
    found = levels(text)
    return all(one == level for one in found) if found else None


def marked(text: str, speech: Speech) -> dict[str, bool]:
    """Marker -> whether this reply shows it."""
    return {marker.name: re.search(marker.regex, text) is not None for marker in speech.markers}


def forbidden(text: str, speech: Speech) -> bool:
    """Whether she says what she never says."""
    return any(re.search(pattern, text) for pattern in speech.forbidden)


def names(character: Character, language: Language) -> tuple[str, ...]:
    """What she may call herself: her name in every language, its words, and her aliases."""
    whole = [*character.names.values(), *character.aliases, character.name(language)]
    return tuple(dict.fromkeys(name.strip() for name in whole if len(name.strip()) > 1))


def names_self(text: str, character: Character, language: Language) -> bool:
    """Whether one of her names stands in the text, as a word of its own (Korean particles may follow)."""
    return any(_stands(name, text) for name in names(character, language))


def persona_words(text: str, character: Character, language: Language) -> bool:
    """Whether she speaks of her own world: her names, keywords, people."""
    people = [relation.name.get(language, "") for relation in character.relations]
    known = [*names(character, language), *character.keywords, *people]
    return any(_stands(word, text) for word in known if word)


def keyword(text: str, character: Character) -> bool:
    """Whether one of her keywords is said."""
    return any(_stands(word, text) for word in character.keywords)


def _stands(word: str, text: str) -> bool:
    if re.search("[가-힣]", word):
        return word in text
    return re.search(rf"(?i)(?<![A-Za-z]){re.escape(word)}(?:s|'s|es)?(?![A-Za-z])", text) is not None
