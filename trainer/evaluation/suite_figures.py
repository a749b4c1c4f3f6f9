"""The figures of a set of judged replies: shares with Wilson's interval, style with a bootstrap. Pure; any thread.

What nothing can be said about is left out.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from companion.persona.character import LANGUAGES, Character, Language
from trainer.evaluation import feelings, figures, suite_apart, suite_judge, wording
from trainer.evaluation.figures import Figures, Shown
from trainer.evaluation.intervals import Figure, bootstrap, share
from trainer.evaluation.manner import forbidden, marked
from trainer.evaluation.suite_judge import Judged
from trainer.evaluation.suite_material import Suite

_CHAT = ("turn", "talk", "neutral")  # where she is free to speak as she likes
_ENOUGH = 5  # replies of a weak, middling or strong feeling, before its mean says something


@dataclass(frozen=True, slots=True)
class Apart:
    """told: of `suite_apart.TOGETHER` replies to neutral turns, whether their speaker was recognized; ceiling: the same
    of written replies. single, single_ceiling: of one reply. mixed: (speaker, taken for) -> how often, single replies.
    few: whose written replies were too few to learn from, with language."""

    told: tuple[bool, ...]
    ceiling: tuple[bool, ...]
    single: tuple[bool, ...]
    single_ceiling: tuple[bool, ...]
    mixed: Mapping[tuple[str, str], int]
    few: tuple[str, ...]


def measure(found: Sequence[Judged], people: Mapping[str, Character], friends: Collection[str]) -> Figures:
    """name -> figure, of these replies."""
    chat = [one for one in found if one.reply.group in _CHAT]
    friendly = [one for one in chat if one.reply.character in friends]
    rows: dict[str, Figure] = {
        "json_valid": share(one.valid for one in found),
        "json_valid_free": share(one.valid_free for one in found if one.valid_free is not None),
        "stop": share(one.ended for one in found),
        "style": bootstrap([_shown(one, people) for one in chat], lambda sample: style(sample, people)),
        "forbidden": share(one.forbidden for one in found),
        "emotion": _flags(found, "turn", lambda one: one.emotion),
        "point": _flags(found, "turn", lambda one: one.point),
        "language": share(one.language for one in found if one.language is not None),
        "loops": share(one.loops for one in found),
        "identity": _flags(found, "probe", lambda one: one.identity),
        "identity_named": _flags(found, "probe", lambda one: one.named),
        "leak": share(bool(one.leak) for one in found),
        "friends_brief": share(one.brief for one in friendly),
        "friends_asks": share(one.asks for one in friendly),
        "contradiction": share(bool(one.wrong) for one in found if one.wrong is not None),
        "context": _flags(found, "talk", lambda one: one.context),
        "emotion_talk": _flags(found, "talk", lambda one: one.emotion),
        "repeats": share(repeats(found)),
        **_odd([one for one in found if one.reply.group == "odd"]),
    }
    return {name: figure for name, figure in rows.items() if figure.value is not None}


def whole(found: Sequence[Judged], suite: Suite, people: Mapping[str, Character], apart: Apart | None) -> Figures:
    """Of all replies; and what needs several characters."""
    rows = measure(found, people, suite.friends)
    risen = [one for name in suite.characters if (one := rising(_heard(found, {name}))) is not None]
    friends = [one for name in suite.friends if (one := rising(_heard(found, {name}))) is not None]
    point, context = suite_judge.chance(found, suite)
    rows |= {
        "rising": share(risen),
        "friends_rising": share(friends),
        "spearman": bootstrap(_heard(found, suite.characters), feelings.spearman),
        "emotion_constant": share(suite_judge.constant(found)),
        "point_chance": share(point),
        "context_chance": share(context),
    }
    if apart is not None:
        rows |= {
            "apart": share(apart.told),
            "apart_ceiling": share(apart.ceiling),
            "apart_single": share(apart.single),
            "apart_single_ceiling": share(apart.single_ceiling),
        }
    return {name: figure for name, figure in rows.items() if figure.value is not None}


def slices(
    found: Sequence[Judged], people: Mapping[str, Character], friends: Collection[str], of: Callable[[Judged], str]
) -> dict[str, Figures]:
    """`of` a reply -> figures."""
    piles: dict[str, list[Judged]] = {}
    for one in found:
        piles.setdefault(of(one), []).append(one)
    made = {}
    for name, pile in piles.items():
        made[name] = measure(pile, people, friends)
        heard = _heard(pile, people)
        made[name]["spearman"] = bootstrap(heard, feelings.spearman)
    return made


def style(found: Sequence[tuple[str, Shown]], people: Mapping[str, Character]) -> float | None:
    """The mean over the characters of how much of the style of her sheet is there (`figures.style`)."""
    scores = []
    for name, who in people.items():
        score = figures.style([shown for speaker, shown in found if speaker == name], who)
        if score is not None and any(speaker == name for speaker, _ in found):
            scores.append(score)
    return sum(scores) / len(scores) if scores else None


def rising(heard: Sequence[tuple[float, float]]) -> bool | None:
    """Whether emoji and exclamation marks do not get fewer from weak over middling to strong feelings; None where fewer
    than two of the three were shown often enough."""
    means = [mean for _, _, mean, n in feelings.buckets(heard) if mean is not None and n >= _ENOUGH]
    return None if len(means) < 2 else all(means[at] <= means[at + 1] for at in range(len(means) - 1))


def repeats(found: Iterable[Judged]) -> list[bool]:
    """Of each later turn of a conversation, whether she says word for word what she said before in it."""
    said: dict[str, set[str]] = {}
    flags = []
    for one in found:
        if one.reply.group == "talk":
            before = said.setdefault(one.reply.talk, set())
            if before:
                flags.append(one.reply.said.text in before)
            before.add(one.reply.said.text)
    return flags


def tell_apart(found: Sequence[Judged], people: Mapping[str, Character]) -> Apart | None:
    """Whose reply to a neutral turn is it? None where fewer than two characters were asked.

    Raises:
        TrainingError: a file of seed dialogues is wrong.
    """
    if len(people) < 2:
        return None
    told: dict[int, list[bool]] = {1: [], suite_apart.TOGETHER: []}
    ceiling: dict[int, list[bool]] = {1: [], suite_apart.TOGETHER: []}
    few: list[str] = []
    mixed: dict[tuple[str, str], int] = {}
    for language in LANGUAGES:
        texts, poor = suite_apart.learn(people.values(), language)
        few += [f"{name} ({language})" for name in poor]
        if len(texts) < 2:
            continue
        ear = suite_apart.Ear(texts)
        for size in told:
            ceiling[size] += suite_apart.ceiling(texts, size)
            for name in texts:
                taken = [ear.who(group) for group in suite_apart.by(_neutral(found, language, name), size)]
                told[size] += [one == name for one in taken]
                for one in taken if size == 1 else ():
                    mixed[name, one] = mixed.get((name, one), 0) + 1
    several = suite_apart.TOGETHER
    return Apart(tuple(told[several]), tuple(ceiling[several]), tuple(told[1]), tuple(ceiling[1]), mixed, tuple(few))


def _neutral(found: Iterable[Judged], language: Language, name: str) -> list[str]:
    replies = (one.reply for one in found if one.reply.group == "neutral")
    return [reply.said.text for reply in replies if reply.language == language and reply.character == name]


def _odd(found: Sequence[Judged]) -> Figures:
    return {
        "odd_valid": share(one.valid for one in found),
        "odd_in_character": share(in_character(one) for one in found),
        "odd_invented": share(bool(one.invented) for one in found),
    }


def in_character(one: Judged) -> bool:
    """Nothing that she never says, no leak, and in her language."""
    return not one.forbidden and not one.leak and one.language is True


def _flags(found: Iterable[Judged], group: str, of: Callable[[Judged], bool | None]) -> Figure:
    return share(flag for one in found if one.reply.group == group and (flag := of(one)) is not None)


def _shown(one: Judged, people: Mapping[str, Character]) -> tuple[str, Shown]:
    reply = one.reply
    speech = people[reply.character].speech[reply.language]
    hits = tuple(marked(reply.said.text, speech).values())
    return reply.character, Shown(reply.language, hits, not forbidden(reply.said.text, speech))


def _heard(found: Iterable[Judged], names: Collection[str]) -> list[tuple[float, float]]:
    """(intensity, emoji and exclamation marks) of each reply with a feeling."""
    return [
        (one.reply.said.mood.intensity, float(wording.excitement(one.reply.said.text)))
        for one in found
        if one.reply.character in names and one.reply.said.mood.emotion != "neutral"
    ]
