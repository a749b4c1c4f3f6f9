"""Speeches in prose: quotes whose speaker the sentence beside them names (M1), Korean and English. Pure; any thread.

`“…” 하고 백설공주가 말했다`, `백설공주가 말했다. “…”`, `“…,” said Snow White`, `Snow White said, “…”`.
A pronoun names nobody.
Quotes of one paragraph belong to one speaker unless it names several. Works on text from `typography.paired`.
"""

import re
from collections.abc import Iterable, Iterator

from trainer.rows import Utterance
from trainer.sources.names import Names, without_particle

_QUOTE = re.compile(r"“(?P<said>[^“”]+)”?")
_KO_VERB = (
    "말했|말하|말합|말해|물었|묻는|묻자|물어|대답|외쳤|외치|외침|소리쳤|소리치|소리를|속삭|중얼|덧붙|되물|투덜|부르짖|울먹|웃으며|웃었"
    "|애원|인사|재촉|타일|꾸짖|쏘아붙|이야기했|이야기하|말을 이|말을 꺼|입을 열|혼잣말|청했|부탁|경고|명령"
    "|고백|감탄|노래했|노래하"
)
_EN_VERB = (
    r"(?:said|says|asked|asks|replied|replies|answered|cried|shouted|whispered|murmured|muttered|exclaimed|added|called"
    r"|sighed|laughed|begged|told|returned|continued|began|repeated|screamed|gasped|growled|sobbed|sang|insisted|agreed"
    r"|demanded|declared|warned|promised|pleaded|remarked|observed|grumbled|snapped|smiled|went on|thought)"
)
_KO_NAME = r"(?P<name>(?:[가-힣A-Za-z0-9]+ ){0,2}?[가-힣A-Za-z0-9]+?)(?:이|가|은|는|께서|께서는|도)"
_KO_AFTER = re.compile(
    rf"^[,\s]*(?:라고|하고|이라고|라며|라면서|하며|하면서|고|며)?[,\s]*{_KO_NAME}\s+(?:[^\s“”]+\s+){{0,4}}?[^\s“”]*(?:{_KO_VERB})"
)
_KO_BEFORE = re.compile(rf"^(?:.*?[,\s])??{_KO_NAME}\s+(?:[^\s“”]+\s+){{0,6}}?[^\s“”]*(?:{_KO_VERB})[^\s“”]*[.,:]?\s*$")
_EN_NAME = (
    r"(?P<name>(?:(?:the|an?|his|her|my|our)\s(?:(?:old|little|young|wicked|good|poor|evil|first|second|third|fourth|fifth"
    r"|sixth|seventh|eldest|youngest|proud|dear|kind|tall|small)\s)*[A-Za-z][\w'’-]*"
    r"|(?:(?:Mr|Mrs|Ms|Dr|St)\.\s)?[A-Z][\w'’-]*(?:\s(?:of\s)?[A-Z][\w'’-]*){0,3}))"
)
_EN_AFTER = re.compile(
    rf"^[,\s]*(?:{_EN_VERB}\s+{_EN_NAME}|(?i:(?<!\w)){_EN_NAME.replace('name', 'other')}\s+(?:\w+ly\s+)?{_EN_VERB}\b)"
)
_EN_BEFORE = re.compile(rf"(?:^|[\s,]){_EN_NAME}\s+(?:\w+ly\s+)?{_EN_VERB}\b[^.!?“”]{{0,60}}[,:.]?\s*$")
_PRONOUNS = frozenset(
    {
        "그",
        "그녀",
        "그들",
        "그이",
        "그것",
        "나",
        "저",
        "내",
        "제",
        "우리",
        "너",
        "누군가",
        "모두",
        "아무도",
        "둘",
        "누구",
        "그분",
        "이",
        "저희",
    }
    | {
        "he",
        "she",
        "they",
        "it",
        "i",
        "we",
        "you",
        "one",
        "who",
        "then",
        "and",
        "but",
        "so",
        "that",
        "this",
        "there",
        "nobody",
    }
    | {"everyone", "someone", "when", "as", "what", "his", "her", "the", "a", "an", "all", "both", "here", "now"}
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
PAUSE = 6
"""Paragraphs without a word said, after which what was said before is no context any more."""


def speeches(paragraphs: Iterable[str], names: Names) -> Iterator[tuple[int, Utterance]]:
    """(number of the paragraph, speech) in order; the speaker is "" where nobody is named. Quotes of one speaker in one
    paragraph are one speech. Single words in quotes inside a sentence (titles, irony) are no speech."""
    for number, paragraph in enumerate(paragraphs):
        for speaker, said in _attributed(paragraph, names):
            yield number, Utterance(speaker=speaker, text=said)


def _attributed(paragraph: str, names: Names) -> list[tuple[str, str]]:
    quotes = [quote for quote in _QUOTE.finditer(paragraph) if _is_speech(paragraph, quote)]
    found: list[tuple[str, str]] = []
    for number, quote in enumerate(quotes):
        before = paragraph[quotes[number - 1].end() if number else 0 : quote.start()]
        after = paragraph[quote.end() : quotes[number + 1].start() if number + 1 < len(quotes) else len(paragraph)]
        going_on = found[-1][0] if found else ""
        speaker = _after(after, names) or _before(before, names) or going_on
        found.append((speaker, _ended(quote.group("said"), after)))
    named = {speaker for speaker, _ in found if speaker}
    if len(named) == 1:
        found = [(next(iter(named)), said) for _, said in found]
    return _merged(found)


def _ended(said: str, after: str) -> str:
    """`“Yes,” she said.` ends her sentence, `“Yes,” she said, “but …”` does not."""
    plain = " ".join(said.split())
    return f"{plain[:-1]}." if plain.endswith(",") and not after.rstrip().endswith(",") else plain


def _merged(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    merged: list[tuple[str, str]] = []
    for speaker, said in found:
        if merged and merged[-1][0] == speaker:
            merged[-1] = (speaker, f"{merged[-1][1]} {said}")
        else:
            merged.append((speaker, said))
    return merged


def _is_speech(paragraph: str, quote: "re.Match[str]") -> bool:
    """A speech ends in a mark, fills its paragraph, or is followed by a clause that says who speaks."""
    said, after = quote.group("said").strip(), paragraph[quote.end() : quote.end() + 12].strip()
    if re.search(r"[.,!?…~—]$", said) or not after:
        return True
    if re.match(r"(?:하고|라고|이라고|라며|하며|고\s|라면서)", after):
        return True
    return after[:1].isupper() and len(said.split()) > 2


def _after(text: str, names: Names) -> str:
    first = _SENTENCE.split(text.strip(), maxsplit=1)[0]
    korean = _KO_AFTER.match(first)
    if korean:
        return _speaker(korean.group("name"), names)
    english = _EN_AFTER.match(first)
    return _speaker(english.group("name") or english.group("other"), names) if english else ""


def _before(text: str, names: Names) -> str:
    sentences = [sentence for sentence in _SENTENCE.split(text.strip()) if sentence.strip()]
    if not sentences:
        return ""
    found = _KO_BEFORE.match(sentences[-1]) or _EN_BEFORE.search(sentences[-1])
    return _speaker(found.group("name"), names) if found else ""


def _speaker(name: str, names: Names) -> str:
    """The name as it stands; hers as it is displayed; "" for a pronoun. Of several words the longest known tail
    counts."""
    words = name.split()
    for start in range(len(words)):
        tail = " ".join(words[start:])
        if names.is_her(tail):
            return names.display
        if names.is_known(tail):
            return without_particle(tail)
    if words and (
        words[-1].casefold() in _PRONOUNS or words[0].casefold() in _PRONOUNS - {"the", "a", "an", "his", "her"}
    ):
        return ""
    return (words[-1] if re.search("[가-힣]", name) else name).strip(" ,")
