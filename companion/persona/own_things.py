"""What of her own world somebody names: the salamander, the roof, the mirror. Pure; any thread.

A thing is a word that stands in many of the ways of an exchange about her world and hardly in those of her other
exchanges. Who says it means it, whatever else the sentence resembles: an exchange about that thing is the nearer, less
one that only mentions it. What was written for her without a topic (a person's own news of such a thing) counts for the
things of her world, and makes none. Korean words count without their particle and by their first two syllables
(깜빡이한테: 깜빡), English ones without 's and the plural; a long one may have a typing slip.
"""

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from companion.persona.recall import Exchange, fold
from companion.persona.understanding import Floats

_ABOUT = re.compile(r"(?:world|others)(?:\.|$)")
_SHARE = 0.3  # of the ways of an exchange that name its thing, at least
_RARE = 0.75  # how rare a thing's word is elsewhere, at least (1: not there)
_MENTIONED, _ECHOED = 0.6, 0.4  # an exchange in which only some way, or only her line, holds the word
_MANY = 15  # exchanges about a thing, at which its name says half as much
_LONG = 6  # letters of a word that may have a slip
_CLOSE = 0.85
_HANGUL = re.compile(r"[가-힣]")
_CUT = """은 는 이 가 을 를 에 의 도 만 로 과 와 랑 야 아 씨 님 들 나 든 란 엔 께 쪽 요 네 으로 이랑 한테
에게 에서 까지 부터 이야 이는 이가 이를 이도 이의 이한테 이랑은 님은 님이 님을 님도 님한테 하고
보다 처럼 마다 에도 에는 에선 이요 예요 이에요 인데 이지 라고 이라고 이란 께서 들은 들이 들을 들도
들한테 들이랑 들끼리 이라도 라도 밖에 뿐 네는 에서는 한테는 이네 입니다 이었어 였어"""
_USUAL = """a about after again all already always am an and any anyone anything are as ask at away back be
because been before being better best but by can come could day did do doe does doing don done ever
every everyone feel first for from get give go going good got had has have having he hear help her
here him his how i if in into is isn it just keep kind know last late lately less let like little
look lot made make many may me mean more morning most much must my name need never new next nice
night no not nothing now of off often oh ok on once one only or other our out over own people
please put quite really right said same say see seem she should show so some somebody someone
something still such take talk tell than thank that the their them then there these they thing
think this those time to today together tomorrow tonight too two under until up us use very wait
want was way we well were what when where which while who why will wish with without won would yes
yesterday yet you your yourself 거 걔 걸 것 게 그 그거 그건 그게 그래 그런 그럼 그렇 그리 근데 글쎄
나 나는 나도 나한 난 날 남 내 내가 내일 너 너는 너도 너의 너희 넌 널 네 네가 누가 누구 늘 다 다른
다시 더 대체 대해 돼 되게 두 둘 드디 들어 듣고 때 때문 또 또는 뭐 뭐가 뭐를 뭐야 뭐하 뭔 뭔가 뭘 몇
모두 모든 못 무슨 무엇 바로 방금 번 별로 보고 보면 보여 봐 봤어 부터 사람 생각 세 수 쉬 싫어 싶
싶어 싶은 아까 아니 아무 아주 아직 안 않 않아 않았 알 알고 알려 알아 앞으 어느 어디 어때 어땠 어떡
어떤 어떻 어제 언제 언젠 얼마 없 없어 없이 없지 여기 여러 오늘 오면 오전 온 왜 요새 요즘 우리 원래
이거 이건 이걸 이게 이런 이렇 이름 이번 이야 이제 있 있는 있어 있었 있으 있지 자꾸 자주 잘 저 저거
저는 저도 저런 저를 전 정말 제 제가 제일 조금 좀 좋 좋아 좋은 주고 주는 줄 줘 줬어 중 중에 지금
직접 진짜 처음 참 크 큰 하고 하나 하는 하루 하면 하지 한 한번 할 함께 항상 해 해요 했어 혹시 혼자"""
_PARTICLES = sorted(
    _CUT.split(),
    key=len,
    reverse=True,
)
_VERB = re.compile(r"^(.{2,})(?:하(?!고$)|할|한(?!테)|해|했|합|돼|되|된|될|됐)")
_COMMON = frozenset(_USUAL.split())


def words(text: str) -> set[str]:
    """The words that may name a thing, as they are compared."""
    return {each for word in fold(text).split() for each in _stems(word)} - _COMMON


def _stems(word: str) -> Iterator[str]:
    if not _HANGUL.search(word):
        bare = word.partition("'")[0]
        if len(bare) > 3 and bare.endswith("ies"):
            yield f"{bare[:-3]}y"
        elif len(bare) > 4 and bare.endswith(("ches", "shes", "oes", "xes")):
            yield bare[:-2]
        else:
            yield bare[:-1] if len(bare) > 3 and bare.endswith("s") and not bare.endswith("ss") else bare
        return
    if verb := _VERB.match(word):
        yield f"{verb[1]}하"
        return
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) > len(particle):
            rest = word[: -len(particle)]
            if len(rest) > 1 or len(word) == 2 or len(particle) > 1:
                yield rest[:2]
            break
    if len(word) > 1:
        yield word[:2]
    else:
        yield word


class Things:
    """The things of one character's exchanges. names: hers, which name no thing."""

    def __init__(self, exchanges: Sequence[Exchange], names: Iterable[str] = ()) -> None:
        herself = {stem for name in names for stem in words(name)}
        self._count = len(exchanges)
        own = [bool(_ABOUT.match(each.about)) and not each.after for each in exchanges]
        other = [bool(each.about) and not mine and not each.after for mine, each in zip(own, exchanges, strict=True)]
        loose = [not (each.about or each.after or each.lost) for each in exchanges]
        ways = [[words(way) for way in each.ways] for each in exchanges]
        elsewhere = Counter(
            stem for known, said in zip(other, ways, strict=True) if known for way in said for stem in way
        )
        total = sum(len(said) for known, said in zip(other, ways, strict=True) if known)
        self._rare: dict[str, float] = {}
        self._of: dict[str, dict[int, float]] = {}
        for number in (at for at, mine in enumerate(own) if mine):
            count = Counter(stem for way in ways[number] for stem in way)
            for stem, times in count.items():
                rare = math.log((total + 1) / (elsewhere[stem] + 1)) / math.log(total + 2)
                if times > 1 and times >= _SHARE * len(ways[number]) and stem not in herself and rare >= _RARE:
                    self._rare[stem] = rare
                    share = min(1.0, times / (0.8 * len(ways[number])))
                    self._of.setdefault(stem, {})[number] = 0.75 + 0.25 * share
        for number in (at for at, mine in enumerate(loose) if mine):
            count = Counter(stem for way in ways[number] for stem in way)
            for stem in count.keys() & self._of.keys():
                share = count[stem] / len(ways[number])
                if share >= _SHARE:
                    self._of[stem][number] = 0.75 + 0.25 * min(1.0, share / 0.8)
        for number in (at for at, (mine, more) in enumerate(zip(own, loose, strict=True)) if mine or more):
            some = set().union(*ways[number]) & self._of.keys()
            line = set().union(*(words(text) for _, text in exchanges[number].lines)) & self._of.keys()
            for stem in some | line:
                self._of[stem].setdefault(number, _MENTIONED if stem in some else _ECHOED)
        self._sure = {stem: 1 / (1 + sum(at.values()) / _MANY) for stem, at in self._of.items()}
        self._known = {stem for said in ways for way in said for stem in way}
        self._long = [stem for stem in self._rare if len(stem) >= _LONG - 1]

    def named(self, said: str) -> tuple[float, Floats]:
        """How surely some of them are named, 0..1; how much each exchange is about these, 0..1."""
        scores = np.zeros(self._count, dtype=np.float32)
        named = self._named(said)
        for stem, rare in named.items():
            for number, share in self._of[stem].items():
                scores[number] += share * rare * max(named.values()) / sum(named.values())
        return max((self._sure[stem] for stem in named), default=0.0), scores

    def _named(self, said: str) -> dict[str, float]:
        """The things in the words -> how rarely they are spoken of otherwise (0..1)."""
        found: dict[str, float] = {}
        for stem in words(said):
            if stem in self._rare:
                found[stem] = self._rare[stem]
            elif len(stem) >= _LONG and stem not in self._known:
                for meant in difflib.get_close_matches(stem, self._long, 1, _CLOSE):
                    found[meant] = self._rare[meant]
        return found
