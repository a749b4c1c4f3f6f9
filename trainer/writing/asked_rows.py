"""Rows that a teacher writes. One event loop; what comes back has the order of the work, not of the answers."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.rows import Exchange, FeltMood, Kind, Line, Row, Utterance
from trainer.teachers.contract import Request
from trainer.teachers.pool import together
from trainer.writing.asking import collect
from trainer.writing.session import Session
from trainer.writing.work import MORE, PAIRS, DialogueWork, PairWork, requests

Conversation = tuple[tuple[Utterance, ...], tuple[Exchange, ...]]


@dataclass(frozen=True, slots=True)
class Work:
    """All that is asked of a teacher for rows."""

    dialogues: Sequence[DialogueWork]
    pairs: Sequence[PairWork]
    lines: Sequence[tuple[Line, ...]]

    @property
    def rows(self) -> int:
        return len(self.dialogues) + sum(each.count for each in self.pairs) + sum(map(len, self.lines))


async def make(one: Session, work: Work) -> list[Row]:
    """Asks for everything at once; the pool decides how much of it is under way."""
    one.pool.expect(len(work.dialogues) + sum(requests(each.count, PAIRS) for each in work.pairs) + len(work.lines))
    conversations: list[Row] = []
    pairs: list[list[Row]] = [[] for _ in work.pairs]
    lines: list[Row] = []

    async def all_dialogues() -> None:
        conversations.extend(await _dialogues(one, work.dialogues))

    async def pair(place: int) -> None:
        pairs[place] = await _pairs(one, work.pairs[place])

    async def all_lines() -> None:
        lines.extend(await _lines(one, work.lines))

    await together([all_dialogues(), all_lines(), *(pair(place) for place in range(len(pairs)))])
    return [*conversations, *(row for some in pairs for row in some), *lines]


async def _dialogues(one: Session, work: Sequence[DialogueWork]) -> list[Row]:
    by_name = {each.name: each for each in work}

    def ask(each: DialogueWork) -> Request:
        words = one.asking.script if each.scene.kind == "script" else one.asking.dialogue
        return words(each.name, each.scene, each.variant)

    def read(request: Request, text: str) -> Conversation:
        scene = by_name[request.id].scene
        if scene.kind == "script":
            return (), one.asking.read_script(request, text, scene)
        return one.asking.read_dialogue(request, text, scene.language, scene.partner)

    found = await one.pool.run(map(ask, work), read)
    return [_conversation(one, each, found[each.name]) for each in work if each.name in found]


def _conversation(one: Session, work: DialogueWork, said: Conversation) -> Row:
    scene = work.scene
    return Row(
        id=work.name,
        kind=scene.kind,
        language=scene.language,
        scene=scene.id,
        topic=scene.topic,
        mood=_mood(one, work.name),
        background=said[0],
        exchanges=said[1],
        stage=1 if work.stage == 1 else 2,
        variant=work.variant,
        source=one.source,
    )


async def _pairs(one: Session, work: PairWork) -> list[Row]:
    async def ask(number: int, count: int, there: list[Exchange]) -> list[Exchange] | None:
        said = [exchange.user for exchange in there]
        open_ = tuple(question for question in work.questions if question not in said)[:count]
        name = f"{work.name}/{number}"
        request = one.asking.pairs(name, work.kind, work.language, open_, count, said, work.variant)
        return await one.pool.ask(
            request, lambda asked, text: one.asking.read_pairs(asked, text, work.language, open_, said, work.named)
        )

    found = await collect(work.count, PAIRS, MORE, ask)
    return [
        _single(one, f"{work.name}/{number}", work.kind, work.variant, work, exchange)
        for number, exchange in enumerate(found)
    ]


def _single(one: Session, name: str, kind: Kind, variant: str, work: PairWork, exchange: Exchange) -> Row:
    return Row(
        id=name,
        kind=kind,
        language=work.language,
        scene=name,
        topic=kind,
        mood=_mood(one, name),
        exchanges=(exchange,),
        stage=1 if kind == "general" else 2,
        variant=variant,
        source=one.source,
    )


async def _lines(one: Session, work: Sequence[tuple[Line, ...]]) -> list[Row]:
    batches = {f"lines/{some[0].language}/{number}": some for number, some in enumerate(work)}
    found = await one.pool.run(
        (one.asking.lead_ins(name, some) for name, some in batches.items()),
        lambda request, text: one.asking.read_lead_ins(request, text, batches[request.id]),
    )
    return [
        Row(
            id=f"lead-in/{line.id}",
            kind="dialogue",
            language=line.language,
            scene=f"{line.source}#{line.scene or name}",
            topic=line.scene,
            mood=_mood(one, line.id),
            exchanges=(exchange,),
            source=line.source,
        )
        for name in batches
        if name in found
        for line, exchange in found[name]
    ]


def _mood(one: Session, name: str) -> FeltMood:
    """How she feels before: mostly calm, else anything, by the row's name."""
    rng = random.Random(f"mood {one.asking.recipe.train.seed} {name}")
    others = [emotion for emotion in one.asking.character.emotions if emotion != "neutral"]
    if rng.random() < 0.6 or not others:
        return FeltMood()
    return FeltMood(emotion=rng.choice(others), intensity=rng.randint(1, 10) / 10)
