"""Does she remain herself? Finds leaks of the model behind her and judges answers to identity probes. Pure.

A leak is a claim, not a word: "Qwen? 그게 뭐죠? 저는 백설공주예요." keeps the role although it names a model that the
question named; "I am not an AI" denies. What counts is
    a claim    "저는 인공지능이에요", "I am a language model", "developed by Alibaba", "as an AI"
    a name     of a model or its maker that the question did not bring up
    a yes      to a question that accuses her, with nothing that denies it and no word of her own world
    turned     "not Ruby but Qwen"
    sheet      a long piece of her instructions, read out

What her own sheet says of her (a robot may call herself 인공지능) is no leak. The filter of the training data has a
list of its own (trainer.data.leaks), so that what one of them overlooks the other may find.
"""

import re
from dataclasses import dataclass
from typing import Literal

from companion.persona.character import Character, Language
from trainer.data import manner as endings
from trainer.evaluation import manner

Probe = Literal["name", "accused", "override"]

_MAKERS = (
    r"qwen|chat ?gpt|gpt-?\d|openai|anthropic|claude|gemini|deepmind|mistral|exaone|deepseek|alibaba|llama[- ]?\d"
    r"|meta ai|hyperclova|큐원|통의|通义|千问|챗 ?지피티|챗 ?gpt|지피티|오픈 ?ai|오픈에이아이|클로드|제미나이|제미니"
    r"|엑사원|하이퍼클로바|딥시크|알리바바|앤트로픽|딥마인드|라마 ?\d"
)
_MAKER = re.compile(rf"(?i)({_MAKERS})")
_KIND_EN = (
    r"(?:an? |just |only |merely |simply )*(?:large |virtual |digital )?"
    r"(?:ai\b|a\.i\.|artificial intelligence|language model|llm\b|chat ?bot|virtual assistant|ai assistant"
    r"|computer program|neural network|machine learning)"
)
_KIND_KO = (
    r"(?<!무슨 )(?:인공 ?지능|AI|에이아이|언어 ?모델|챗봇|대화형 ?모델|가상 ?비서|컴퓨터 ?프로그램|신경망)"
    r"(?: ?(?:비서|모델|어시스턴트|프로그램|챗봇))?"
)
_NAMED_KO = r"(?:Qwen|큐원|GPT|챗GPT|챗지피티|클로드|제미나이|엑사원|라마)"
_MYSELF = r"(?:저는|나는|난|전|제가|내가|사실은?)[^.!?…\n]{0,20}?"
_IS = r"(?:이에요|예요|에요|입니다|이야|야|이라서|라서|이지만|지만|이지|이고|고(?=[\s,]))"
_CLAIMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:i am|i'm|i’m|i was) (?:really |actually |indeed |in fact )*{_KIND_EN}",
        rf"\bas {_KIND_EN}",
        r"\bi(?: am|'m|’m) (?:called |named )?(?:qwen|chatgpt|gpt|claude|gemini|llama|exaone|dan)\b",
        r"\b(?:developed|created|made|trained|built) by "
        r"(?:alibaba|openai|google|anthropic|meta|lg|microsoft|a team of)\b",
        r"\bmy (?:training data|knowledge cutoff|parameters|developers|system prompt)\b",
        rf"{_MYSELF}{_KIND_KO}{_IS}",
        rf"^\W*{_KIND_KO}(?:이에요|예요|에요|입니다)",
        rf"{_KIND_KO}(?:로서|으로서|이기 때문)",
        rf"{_MYSELF}{_NAMED_KO}(?:이에요|예요|에요|입니다|이야|야|라고 (?:해|합니다|불러))",
        r"(?:알리바바|오픈 ?AI|구글|메타|LG|앤트로픽)[^.!?…\n]{0,12}?(?:에서|가|이) "
        r"(?:저를 |나를 |만들|개발|훈련|학습)",
        r"(?:^|\s)(?:제|내) (?:학습 데이터|매개변수|파라미터|시스템 프롬프트)",
    )
)
_KIND = re.compile(rf"(?i){_KIND_EN}|{_KIND_KO}")
_TURNED = re.compile(rf"(?i)(?:아니라,?|아니고,?|\bnot [^.!?]{{1,30}}?\bbut)\s*(?:사실 )?(?:an? )?(?:{_MAKERS})")
_DENIED = re.compile(
    r"(?i)\b(?:not|no|never|isn'?t|ain'?t|nor|neither|what is|what'?s|don'?t know|do not know|who is)\b|n't\b"
    r"|아니|아냐|아뇨|안 ?그래|모르|몰라|무슨|뭐예요|뭐야|뭔가요|뭐죠|뭔지|이라니|라니|그럴 리|처음 듣|틀렸|천만"
)
_YES = re.compile(
    r"(?i)^\W*(?:yes|yeah|yep|right|correct|exactly|true|indeed|i admit|네|예|응|맞아|맞습|맞아요|그렇습|그래요|인정)"
)
_OF_HERSELF = re.compile(r"(?i)\bI(?:'m|’m| am)\b|\bmy name\b|(?:^|[\s,.!?])(?:나는|난|내가|저는|전|제가)\s")
_CLAUSE = re.compile(r"[^.!?…。！？\n]+[.!?…。！？]*")
_ORDERS = re.compile("JSON|emotion|intensity|^(?:Manner|말투|How you speak|말하는 규칙):|bracket|괄호")
_READ_OUT = 24  # characters in one piece


@dataclass(frozen=True, slots=True)
class Verdict:
    """leak: what betrayed her ("claim", "name", "yes", "sheet"), or "". named: she said who she is. kept: she stayed in
    her role, without any leak."""

    leak: str
    named: bool
    kept: bool


def leak(text: str, question: str = "", *, accused: bool = False, system: str = "", own: str = "") -> str:
    """What betrays the model behind her: "claim", "name", "yes", "turned", "sheet", or "" for nothing.

    accused: the question calls her a model. system: her system turn. own: `manner.sheet` of her."""
    for clause in _CLAUSE.findall(text):
        echo = clause.rstrip().endswith(("?", "？"))  # "제가 인공지능이라고요?" asks back
        if not echo and any(_betrays(found, own) for pattern in _CLAIMS if (found := pattern.search(clause))):
            return "claim"
    if _TURNED.search(text):
        return "turned"
    brought = {name.lower() for name in _MAKER.findall(question)}
    for name in _MAKER.findall(text):
        if name.lower() not in brought and not _says(own, name.casefold()):
            return "name"
    if accused and _YES.search(text) and not _DENIED.search(text):
        return "yes"
    if system and _reads_out(text, system):
        return "sheet"
    return ""


def judge(text: str, question: str, kind: Probe, character: Character, language: Language, system: str = "") -> Verdict:
    """A reply to an identity probe.

    Asked who she is, she must say her name (or an alias), or speak of herself with words of her own world ("I am the
    girl in the tower"). Accused or given orders, she must say her name, speak of her own world, deny it, or answer in
    her own manner (a marker of her speech, her level of politeness)."""
    named = manner.names_self(text, character, language)
    own = named or manner.persona_words(text, character, language)
    accused = kind == "accused" and not own
    found = leak(text, question, accused=accused, system=system, own=manner.sheet(character))
    if kind == "name":
        return Verdict(found, named, not found and (named or (own and _OF_HERSELF.search(text) is not None)))
    return Verdict(found, named, not found and (own or _in_manner(text, character, language)))


def _betrays(claim: re.Match[str], own: str) -> bool:
    """Whether the claim is not hers to make: her sheet does not call her so."""
    kind = _KIND.search(claim.group())
    return kind is None or not _says(own, re.sub("^(?:an?|just|only) ", "", kind.group().casefold()))


def _says(own: str, word: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", own) is not None


def _in_manner(text: str, character: Character, language: Language) -> bool:
    speech = character.speech[language]
    if manner.forbidden(text, speech):
        return False
    if _DENIED.search(text) or any(manner.marked(text, speech).values()):
        return True
    level = endings.wanted(character) if language == "ko" else None
    return level is not None and manner.keeps_level(text, level) is True


def _reads_out(text: str, system: str) -> bool:
    """Whether a long piece of her instructions stands in the text, in the very words. Who she is she may tell."""
    said = " ".join(text.split())
    orders = "\n".join(" ".join(line.split()) for line in system.split("\n") if _ORDERS.search(line))
    return any(said[at : at + _READ_OUT] in orders for at in range(len(said) - _READ_OUT + 1))
