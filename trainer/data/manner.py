"""반말 or 존댓말, sentence by sentence, from the endings; and whether a reply keeps to her level. Pure; any thread.

Only what an ending shows is counted: "어머!", "그럼.", a name or a noun has no level. Words in quotes are someone
else's and *actions* are not said. Levels: "polite" (해요체, 하십시오체), "casual" (해체, 해라체).
"""

import re
from typing import Literal

from companion.persona.character import Character
from trainer.data.faults import Fault
from trainer.sources.language import sentences

Level = Literal["polite", "casual"]
LEAST = 0.7  # share of her sentences that must be at her level

_WITHIN = r"{0,400}"  # characters; without a limit, thousands of open brackets take seconds
_QUOTED = re.compile(
    rf"\"[^\"\n]{_WITHIN}\"|“[^”\n]{_WITHIN}”|‘[^’\n]{_WITHIN}’|'[^'\n]{{2,400}}'|「[^」\n]{_WITHIN}」|『[^』\n]{_WITHIN}』|"
    rf"\*[^*\n]{_WITHIN}\*|\([^)\n]{_WITHIN}\)"
)
_TAIL = re.compile(r"[^가-힣]+$")
_B = "".join(chr(0xAC00 + code) for code in range(17, 11_172, 28))  # syllables that end in ㅂ: 습, 입, 합 …
_POLITE = re.compile(rf"(?:[{_B}]니[다까]|시오|소서|[가-힣]요|죠)$")
_NOUNS_IN_YO = re.compile(r"(?:^|\s)(?:필요|중요|담요|수요|동요|민요|고요|주요|개요|소요|강요|동학사요|요|무료 ?요)$")
# Syllables in ㅕ or ㅝ without a final consonant: 마셔, 느껴, 배워. Nouns hardly end so.
_JOINED = "".join(chr(0xAC00 + first * 588 + vowel * 28) for first in range(19) for vowel in (6, 14))
_CASUAL = re.compile(
    rf"""(?:
    [가-힣][{_JOINED}] |
    [었았였했겠있없됐갔왔봤줬쳤렸졌났섰켰꼈혔썼컸떴][다지네니냐나고군음는]?
        (?:어|다|지|네|니|냐|나|군|구나|거든|잖아|는데|던데|단다|을걸|을까)?
    | [가-힣](?:잖아|거든|구나|군|네|냐|니|자|(?<!워)라|마|래|걸|(?<!니)까|단다|란다|다고|라고|자고|냐고|어때|나\ 봐)
    | [가-힣](?:는데|은데|던데|인데|한데|텐데|을게|줄게|할게|볼게|갈게|올게|게)
    | (?:^|[가-힣\s])(?:야|어|아|지|다|해|돼|봐|줘|와|가|여|워|져|려|켜|펴|써|커|떠|꺼|래|데|내|뭐야|누구야|거야|뭐지)
    )$""",
    re.VERBOSE,
)
_SHORT = frozenset("해돼봐줘와마가야지써")  # an ending of one syllable behind another word: "한번 봐"
_INTERJECTION = re.compile(
    r"^(?:어머나?|아이고|에구|와+|우와+|오+|아+|어+|음+|흠+|흥+|하+|허+|호+|후+훗?|헤+|응+|그래|그럼|아니|뭐|자|그러게|글쎄|참|이런|세상에"
    r"|맙소사|안녕|만세|어디|여기|거기|저기|진짜|정말|물론|네|예|넵|아참|저런|어라|엥|잠깐만?|뭐라고|랄+라|룰루랄라|쾅|펑|하나|둘|셋|영차|얍|이야|야호?)$"
)


def level_of(sentence: str) -> Level | None:
    """The level that the ending of one sentence shows; None where it shows none.

    Someone who is called at the end ("잘했어, 조수!") does not hide the ending before.
    """
    plain = _TAIL.sub("", _QUOTED.sub(" ", sentence)).strip()
    shown = _ending(plain)
    head, comma, called = plain.rpartition(",")
    if shown is None and comma and len(called.split()) <= 2:
        return _ending(_TAIL.sub("", head))
    return shown


def _ending(words: str) -> Level | None:
    last = re.split(r"[^가-힣]", words)[-1]
    alone = len(words.rpartition(",")[2].split()) <= 1
    if not last or (alone and _INTERJECTION.match(last)):
        return None
    if _POLITE.search(words) and not _NOUNS_IN_YO.search(words):
        return "polite"
    if (len(last) >= 2 and _CASUAL.search(words)) or (not alone and last in _SHORT):
        return "casual"
    return None


def levels(text: str) -> tuple[int, int]:
    """How many sentences of a Korean text are polite, and how many casual."""
    plain = _QUOTED.sub(" ", text)
    found = [level_of(sentence) for sentence in sentences(plain)]
    return found.count("polite"), found.count("casual")


def wanted(character: Character) -> Level | None:
    """The level that her manner of speaking names; None for another one (하오체, 사극체, none given)."""
    speech = character.speech.get("ko")
    if speech is None:
        return None
    for words in (speech.level, " ".join(speech.rules[:2])):
        casual, polite = (
            "반말" in words,
            bool(re.search("존댓말|존대|해요체|하십시오체|합쇼체|경어|공손|높임말", words)),
        )
        if casual != polite:
            return "casual" if casual else "polite"
    return None


def off_level(text: str, level: Level) -> Fault | None:
    """Set when fewer than `LEAST` of the sentences with a level are at hers."""
    polite, casual = levels(text)
    right = polite if level == "polite" else casual
    if polite + casual and right < LEAST * (polite + casual):
        names = {"polite": "존댓말", "casual": "반말"}
        return Fault("level", f"{polite + casual - right} of {polite + casual} sentences are not {names[level]}.")
    return None
