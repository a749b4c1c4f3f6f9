"""Does a reply give away that a language model speaks? Names of models, makers and what they are called. Pure.

A denial in character is no leak: "큐웬? 그게 누구예요? 저는 백설공주예요." The measure is the sentence: one that says
"I am <model>", or names one without denying it, leaks. Words that are also names or things (Claude, Gemini, llama) leak
only as a claim or beside a maker.
"""

import re

from companion.persona.character import Character
from trainer.data.faults import Fault
from trainer.sources.language import sentences

_MODEL = (
    r"qwen|큐웬|큐원|퀜|통이치엔원|通义(?:千问)?|chat\s?-?gpt|챗\s?지피티|챗\s?gpt|gpt-?\s?[2-9o][\w.]*|\bgpt\b|지피티|exaone|"
    r"엑사원|deep\s?seek|딥시크|mistral|미스트랄|hyperclova|하이퍼클로바|copilot|코파일럿|kanana|카나나|solar-?\s?mini"
)
_MAKER = (
    r"open\s?-?ai|오픈\s?(?:ai|에이아이)|anthropic|앤트로픽|앤스로픽|alibaba|알리바바|lg\s?(?:ai|인공지능)\s?(?:research|연구원)|"
    r"deepmind|딥마인드|meta\s?ai|메타\s?ai|upstage|업스테이지"
)
_KIND = (
    r"(?:대규모\s?|거대\s?)?언어\s?모델|인공\s?지능|ai\s?(?:언어\s?)?(?:모델|비서|어시스턴트|챗봇|프로그램)|챗봇|"
    r"가상\s?비서|\b(?:large\s)?language\s?models?\b|\bartificial intelligence\b|"
    r"\bai (?:assistant|model|language|chatbot|program)s?\b|\bchat\s?bots?\b|\bvirtual assistant\b|\bas an ai\b|"
    r"\b(?:i am|i'm) an? ai\b|\bai로서|ai라서|ai(?:입니다|이에요|예요|야\b)|"
    r"\btraining data\b|\bknowledge cutoff\b|학습\s?데이터|학습된\s?모델"
)
_SHARED = r"claude|클로드|gemini|제미나이|제미니|llama|라마|bard|바드|clova|클로바|grok|그록"  # also people and things
_ANY = rf"(?:{_MODEL}|{_KIND}|{_SHARED})"
_NAMES = re.compile(rf"({_MODEL}|{_MAKER}|{_KIND})", re.IGNORECASE)
_COPULA = r"(?:이?라고\s?(?:해|합니다|불러)|입니다|이에요|예요|에요|이야|야|이다|다|이지|지|이?랍니다)"
_ME = r"(?:저는|나는|난|전|제\s이름은|내\s이름은|저|나)"
_CLAIM = re.compile(
    rf"{_ANY}\s?{_COPULA}(?![가-힣])|"
    rf"(?:{_KIND})\s?(?:로서|라서|이라서|이기\s?때문)|\bas\s+an?\s+(?:\w+\s+)?(?:{_KIND})|"
    rf"{_ME}\s(?:[가-힣]+\s)?(?:{_MODEL}|{_SHARED})\s?(?:{_COPULA}|[.!~…]|$)|"
    rf"\b(?:i am|i'm|my name is|call me|this is)\s+(?:an?\s+|the\s+)?(?:(?!not\b|no\b|never\b)\w+\s+)?{_ANY}(?!\w)",
    re.IGNORECASE,
)
_BRAND = rf"(?:{_MAKER}|google|구글|meta|메타|마이크로소프트|microsoft|네이버|naver|카카오|kakao)"
_MADE = re.compile(
    rf"{_BRAND}\s?(?:에서|이|가|사에서|의)?\s?(?:저를\s|나를\s|날\s)?(?:만든|만들|개발|훈련|학습|created|made|trained|developed)|"
    rf"\b(?:created|made|trained|developed|built)\s+by\s+{_BRAND}",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"아니|아닌|아녜|아냐|모르|몰라|모릅|몰랐|뭐(?:야|예요|죠|지|니|라고|람|더라|\?)|무엇|뭔(?:가|데|지)|뭡|누구|누군|"
    r"처음\s?(?:듣|들)|낯선|들어\s?본\s?적|그런\s?(?:건|거|것|이름|사람|말)|이상한|없(?:어|다|는|습|지)|라니|따위|"
    r"\bnot\b|n't\b|\bnever\b|\bno\b|\bnor\b|\bwho\b|\bwhat\b|\bneither\b|\bstrange\b|\bnothing\b|\bunknown\b|"
    r"\bunlike\b|\?",
    re.IGNORECASE,
)
_TURNED = re.compile(  # "not Ruby but Qwen"
    rf"(?:아니라,?|아니고,?|not\s[\w\s]{{1,30}}?(?:but|,\s*i(?:'m| am)))\s*(?:사실\s*)?(?:an?\s+)?{_ANY}",
    re.IGNORECASE,
)
_TERM = re.compile(rf"{_MAKER}|{_ANY}", re.IGNORECASE)


def leak(text: str, character: Character) -> Fault | None:
    """The first sentence that gives a language model away; None if there is none, or it is denied in character.

    What her own sheet names (a robot may call herself 인공지능) is hers to say.
    """
    own = _sheet(character)
    for sentence in sentences(text):
        turned = _TURNED.search(sentence)
        if turned and not _hers(turned.group(), own):
            return Fault("leak", f"It says to be something else: {turned.group()!r}.")
        claim = _CLAIM.search(sentence) or _MADE.search(sentence)
        if claim and not _denied(sentence, claim) and not _hers(claim.group(), own):
            return Fault("leak", f"It speaks as a language model: {claim.group()!r}.")
        for name in _NAMES.finditer(sentence):
            if name.group().casefold() not in own and not _DENIAL.search(sentence):
                return Fault("leak", f"It names {name.group()!r} without denying it.")
    return None


def mentions(text: str) -> bool:
    """Whether a text names a model, its maker or what it is, in any sense (a question of identity, say)."""
    return bool(_NAMES.search(text) or _CLAIM.search(text))


def _denied(sentence: str, claim: re.Match[str]) -> bool:
    behind = sentence[claim.end() :]
    if _DENIAL.search(claim.group()) or re.match(r"\s?(?:가 |이 )?(?:아니|아닌)|라니|라는|\?", behind):
        return True
    return sentence.rstrip().endswith("?") and not re.search(rf"{_ME}\s", sentence)


def _hers(words: str, own: str) -> bool:
    found = _TERM.search(words)
    return bool(found and found.group().casefold() in own)


def _sheet(character: Character) -> str:
    texts = [*character.names.values(), *character.aliases, *character.one_line.values(), *character.looks.values()]
    for paragraphs in (*character.backstory.values(), *character.traits.values()):
        texts += paragraphs
    for who in character.relations:
        texts += [*who.name.values(), *who.role.values()]
    return "\n".join(texts).casefold()
