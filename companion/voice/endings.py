"""Does what the person said sound finished? Word lists for Korean and English. Pure; any thread."""

import re
from typing import Literal

from companion.voice.speakable import is_hangul, language_of
from companion.voice.words import word_set, words_of

Completeness = Literal["complete", "unsure", "unfinished"]

_KO_ANSWERS = word_set(
    "응 네 예 어 아니 아니요 아니오 아뇨 그래 맞아 좋아 싫어 안녕 고마워 미안 왜 뭐 진짜 정말 그럼 물론 몰라 알았어 "
    "괜찮아 잠깐 잠깐만 그만 됐어 여보세요 뭐야 누구 언제 어디"
)
_EN_ANSWERS = word_set(
    "yes no yeah yep nope ok okay sure hi hello hey bye thanks why what who when where how really stop wait good great "
    "fine never maybe please sorry right nothing goodbye cool nice"
)
_EN_QUESTION = word_set(
    "what who whose which when where why how do does did is are am was were can could will would shall should may have "
    "has what's who's where's how's don't didn't isn't aren't can't won't"
)
_KO_OPEN = re.compile(
    r"(?:는데|은데|ㄴ데|인데|한데|던데|으면|려고|면서|거나|지만|라서|해서|어서|아서|여서|려면|다가|자마자|기에|때문에|위해|"
    r"에서|한테|에게|부터|까지|처럼|보다|으로|이랑|하고|그리고|그래서|그런데|근데|하지만|그러나|또는|그러면|만약|왜냐하면|"
    r"그러니까|저기|서|을|를|의|에|과|와|랑|고|며|면)$"
)
_KO_QUOTED = ("다고", "라고", "냐고", "자고", "거고", "최고")  # "뭐라고" is finished
_KO_FILLER = re.compile(r"^(?:음+|어{2,}|아{3,}|그{2,}|저{2,}|에{2,}|그|저)$")
_KO_DONE = re.compile(
    r"(?:습니다|니다|니까요|세요|네요|군요|죠|지요|예요|이에요|에요|까요|래요|대요|데요|요|니|냐|까|네|야|지|"
    r"군|구나|거든|잖아|다|자|라|어때|해|돼|어|아|여|와|줘|봐|래|게|걸|든|셈|음|함)$"
)
_KO_COMMANDS = word_set("가 와 해 봐 줘 자 돼 써 놔 둬 뭐 왜 응 네 예")  # whole sentences of one syllable
_KO_SUBJECTS = word_set("나는 너는 저는 난 넌 전 내가 네가 제가 나도 너도 저도 우린 걘 이건 그건 저건 이게 그게 저게")
_KO_NOUN_PARTICLE = re.compile(r"[가-힣]{2,}(?:은|는|이|가|도|만)$")
_KO_VERBAL_EXCEPTION = re.compile(r"(?:누가|뭔가|정도|아직도|그래도|이제는|많이|같이|빨리|없이|깊이|높이|그만|잠깐만)$")
_EN_NEVER_LAST = word_set(  # after these words something must follow
    "and but because or if when while although though which whose the a an my your our their to of for from into than "
    "i'm you're we're they're he's she's i um uh er hmm until between during gonna wanna"
)
_EN_SELDOM_LAST = word_set(
    "so that who his her its in on at with by about as is are was were am be been we they he she have has had can "
    "could will would should do does did want like very really well these those not also then this"
)


def completeness(text: str) -> Completeness:
    """How finished `text` sounds. A mark that the ears wrote (. ! ?) counts, but an open ending outweighs a full stop,
    because speech to text puts one after everything."""
    stripped = text.strip().rstrip("\"'”’)")
    words = words_of(stripped)
    if not words:
        return "unsure"
    if stripped.endswith(("?", "!", "？", "！")):
        return "unfinished" if len(words) > 1 and words[-1] in _EN_NEVER_LAST else "complete"
    if stripped.endswith((",", "-", "…", "...", ":", "—", "、")):
        return "unfinished"
    full_stop = stripped.endswith((".", "。"))
    return _korean(words, full_stop) if language_of(stripped) == "ko" else _english(words, full_stop)


def _korean(words: list[str], full_stop: bool) -> Completeness:
    last = words[-1]
    if _KO_FILLER.match(last) and not (len(words) == 1 and last in _KO_ANSWERS):
        return "unfinished"
    if len(words) <= 2 and last in _KO_ANSWERS:
        return "complete"
    if last in _KO_COMMANDS:
        return "complete"
    if last.endswith("니까"):  # "먹으니까" goes on, "먹습니까" is a question
        return "complete" if _final_b(last[-3:-2]) else "unfinished"
    if last.endswith(_KO_QUOTED):
        return "complete"
    if _KO_OPEN.search(last):
        return "unfinished"
    if last in _KO_SUBJECTS or (_KO_NOUN_PARTICLE.search(last) and not _KO_VERBAL_EXCEPTION.search(last)):
        return "unsure" if full_stop else "unfinished"
    return "complete" if full_stop or _KO_DONE.search(last) or _plain_form(last) else "unsure"


def _plain_form(word: str) -> bool:
    """Whether a word ends like a verb in plain speech (슬퍼, 귀여워): an open syllable with ㅏ ㅐ ㅓ ㅕ ㅘ ㅙ or ㅝ."""
    if len(word) < 2 or not is_hangul(word[-1]) or word[-1] == "가":
        return False
    vowel, final = divmod((ord(word[-1]) - ord("가")) % 588, 28)
    return final == 0 and vowel in (0, 1, 4, 6, 9, 10, 14)


def _final_b(syllable: str) -> bool:
    """Whether a Hangul syllable ends in ㅂ."""
    return len(syllable) == 1 and is_hangul(syllable) and (ord(syllable) - ord("가")) % 28 == 17


def _english(words: list[str], full_stop: bool) -> Completeness:
    last = words[-1]
    if len(words) <= 2 and last in _EN_ANSWERS:
        return "complete"
    question = words[0] in _EN_QUESTION and len(words) >= 3
    if last in _EN_NEVER_LAST:
        return "unfinished"
    if last in _EN_SELDOM_LAST:
        return "complete" if question else "unsure"
    greeting = words[0] in _EN_ANSWERS
    return "complete" if full_stop or question or greeting else "unsure"
