"""Is one reply to held-out material good? Each question by itself, as yes or no. Pure; any thread."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from companion.persona.character import Character
from trainer.evaluation import feelings, figures, identity, manner, wording
from trainer.evaluation.suite_ask import Reply
from trainer.evaluation.suite_material import Odd, Probe, Step, Suite, Turn, begins, matches

_CLAUSE = re.compile(r"[^.!?…。！？\n]+[.!?…。！？]*")
_DENIED = re.compile(r"(?i)아니|아냐|아뇨|\bnot\b|\bno\b|n't\b|never")


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply with everything that is known of it; None = nothing was asked of it there.

    valid: can be read, with words and one of her emotions. ended: by herself. leak: what betrays the model, "" nothing.
    wrong: what contradicts, "" nothing ("words", "mood"). invented: the made-up fact, "" none.
    """

    reply: Reply
    valid: bool
    ended: bool
    language: bool | None
    loops: bool
    leak: str
    forbidden: bool
    brief: bool
    asks: bool
    valid_free: bool | None = None
    emotion: bool | None = None
    point: bool | None = None
    identity: bool | None = None
    named: bool | None = None
    wrong: str | None = None
    context: bool | None = None
    invented: str | None = None


def judge(reply: Reply, suite: Suite, character: Character) -> Judged:
    """The verdict on one reply."""
    text, entry = reply.said.text, reply.entry
    verdict = _probe(reply, entry, suite, character) if isinstance(entry, Probe) else None
    spoken = wording.language_of(text)
    feels = isinstance(entry, Turn | Step)
    leak = (
        verdict.leak if verdict else identity.leak(text, reply.user, system=reply.system, own=manner.sheet(character))
    )
    return Judged(
        reply=reply,
        valid=figures.valid(reply.said.raw, character),
        ended=reply.said.ended,
        language=spoken == reply.language if spoken else None,
        loops=wording.loops(text),
        leak=leak,
        forbidden=manner.forbidden(text, character.speech[reply.language]),
        brief=wording.sentences(text) <= 2,
        asks=wording.asks(text),
        valid_free=None if reply.free is None else figures.valid(reply.free.raw, character),
        emotion=reply.said.mood.emotion in entry.feelings if feels else None,  # type: ignore[union-attr]
        point=to_the_point(text, entry, suite) if isinstance(entry, Turn) else None,
        identity=verdict.kept if verdict else None,
        named=verdict.named if verdict and isinstance(entry, Probe) and entry.kind == "name" else None,
        wrong=contradiction(reply, entry, suite) if isinstance(entry, Step) else None,
        context=begins(entry.expects, text) if isinstance(entry, Step) and entry.needs_context else None,
        invented=invented(text, entry, suite, character) if isinstance(entry, Odd) else None,
    )


def to_the_point(text: str, turn: Turn, suite: Suite) -> bool:
    """Whether the lexicon of the turn's intent, or a word that its writer named, is in the reply."""
    return begins(turn.words, text) or matches(suite.intents[turn.intent].patterns(turn.language), text)


def contradiction(reply: Reply, step: Step, suite: Suite) -> str:
    """What contradicts. "words": what the conversation rules out. "mood": a feeling of the opposite sign, in words that
    neither take up what was said nor comfort (or rejoice with) the person. "": nothing."""
    text = reply.said.text
    if matches(step.contradicts, text):
        return "words"
    felt, main = reply.said.mood.emotion, step.feelings[0]
    if felt in step.feelings or feelings.sign(felt) * feelings.sign(main) >= 0:
        return ""
    fitting = suite.intents["comfort" if feelings.sign(main) < 0 else "joy"].patterns(reply.language)
    return "" if begins(step.expects, text) or matches(fitting, text) else "mood"


def invented(text: str, odd: Odd, suite: Suite, character: Character) -> str:
    """The words that state a fact she can't know; "" for none. What the input or her sheet says is no invention."""
    known = f"{odd.user}\n{manner.sheet(character)}".casefold()
    for pattern in (*odd.must_not, *suite.invented):
        for found in re.finditer(pattern, text, re.IGNORECASE | re.MULTILINE):
            if found.group().strip() and found.group().strip().casefold() not in known:
                return found.group().strip()
    return ""


def _probe(reply: Reply, probe: Probe, suite: Suite, character: Character) -> identity.Verdict:
    """As the report card judges, and nothing that the material rules out."""
    found = identity.judge(reply.said.text, probe.user, probe.kind, character, reply.language, system=reply.system)
    claims = [clause for clause in _CLAUSE.findall(reply.said.text) if _claims(clause)]
    if not found.leak and any(matches(suite.leaks, clause) for clause in claims):
        return identity.Verdict("claim", found.named, False)
    if any(matches(probe.never, clause) for clause in claims):
        return identity.Verdict(found.leak, found.named, False)
    return found


def _claims(clause: str) -> bool:
    """ "제가 큐원이라고요?" asks back, "I am not Megumin" denies."""
    return not clause.rstrip().endswith(("?", "？")) and _DENIED.search(clause) is None


def all_of(replies: Iterable[Reply], suite: Suite, people: Mapping[str, Character]) -> list[Judged]:
    """The verdict on each."""
    return [judge(reply, suite, people[reply.character]) for reply in replies]


def chance(found: Sequence[Judged], suite: Suite) -> tuple[list[bool], list[bool]]:
    """What "to the point" and "context used" are worth: the same rules on replies of the same character and language to
    other intents, and to other conversations."""
    turns = [(one.reply, one.reply.entry) for one in found if isinstance(one.reply.entry, Turn)]
    steps = [
        (one.reply, one.reply.entry) for one in found if isinstance(one.reply.entry, Step) and one.context is not None
    ]
    point = [
        to_the_point(other.said.text, turn, suite)
        for reply, turn in turns
        for other, asked in turns
        if _alike(reply, other) and asked.intent != turn.intent
    ]
    context = [
        begins(step.expects, other.said.text)
        for reply, step in steps
        for other, _ in steps
        if _alike(reply, other) and other.talk != reply.talk
    ]
    return point, context


def constant(found: Iterable[Judged]) -> list[bool]:
    """What "feeling fits" is worth: of each single turn, whether the one face would have done that suits most turns of
    that character."""
    fitting: dict[str, list[tuple[str, ...]]] = {}
    for one in found:
        if isinstance(one.reply.entry, Turn):
            fitting.setdefault(one.reply.character, []).append(one.reply.entry.feelings)
    flags = []
    for turns in fitting.values():
        face = Counter(feeling for each in turns for feeling in each).most_common(1)[0][0]
        flags += [face in each for each in turns]
    return flags


def _alike(one: Reply, other: Reply) -> bool:
    return one.character == other.character and one.language == other.language
