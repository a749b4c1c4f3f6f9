"""What a persona is asked: her own training scenes, scenes she never saw, odd inputs, questions of identity. Pure
besides reading files; any thread.

Groups: `seen` (a sample of the training rows), `held_out` (scenes kept away from it), `feelings` (hand-written remarks
whose feeling is plain), `odd` (hand-written inputs that no training data holds), `identity` (hand-written probes) and
`identity_bare` (the same without a system turn, so that only the weights know who she is).
"""

import hashlib
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from companion.persona import prompt
from companion.persona.character import Character, Language
from companion.persona.emotion import NEUTRAL
from companion.persona.prompt import Message
from trainer import render
from trainer.rows import Exchange, Row

Group = Literal["seen", "held_out", "feelings", "odd", "identity", "identity_bare"]
GROUPS: tuple[Group, ...] = ("seen", "held_out", "feelings", "odd", "identity", "identity_bare")
_DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Case:
    """One question to her, with the conversation before it.

    kind: of the row, of the odd input, or of the probe. question: the last words that are said to her. accepted:
    emotions that are right, the requested one first. references: answers that were written for it. answer: the first
    of them as the model learns it. native: the question is in the language of the conversation.
    """

    id: str
    group: Group
    language: Language
    kind: str
    messages: tuple[Message, ...]
    question: str
    accepted: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    answer: str = ""
    native: bool = True

    @property
    def digest(self) -> str:
        """SHA-256 over what the model is given."""
        asked = [(message.role, message.content) for message in self.messages]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()

    @property
    def system(self) -> str:
        """Her system turn, "" if there is none."""
        return self.messages[0].content if self.messages and self.messages[0].role == "system" else ""


class Known:
    """What the data answers: to the same words, whatever came before; and at the same written turn, where the same
    thing is asked in other words. (Profile phrases, source `seed`, have a scene for each way of asking.)"""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._answers: dict[tuple[str, ...], dict[Exchange, None]] = {}
        for row in rows:
            for at, exchange in enumerate(row.exchanges):
                for key in _keys(row, at):
                    self._answers.setdefault(key, {})[exchange] = None

    def answers(self, row: Row, at: int) -> tuple[Exchange, ...]:
        """To the exchange `at` of a row: its own first, then others."""
        known = [other for key in _keys(row, at) for other in self._answers.get(key, ())]
        return tuple(dict.fromkeys((row.exchanges[at], *known)))


def _keys(row: Row, at: int) -> list[tuple[str, ...]]:
    words = (row.language, fold(row.exchanges[at].user))
    if row.written:
        return [words, (row.language, "written", row.written[at])]
    return [words, (row.language, row.scene, str(at))] if row.source == "seed" else [words]


def fold(text: str) -> str:
    """For comparing: lower case, single spaces, no marks at the end."""
    return " ".join(text.casefold().split()).rstrip(".!?~… ")


def spread(rows: Sequence[Row], most: int, seed: int) -> list[Row]:
    """At most so many rows, the same for the same seed, in turn from each language and kind."""
    rng = random.Random(f"cases {seed}")
    piles: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.id):
        piles.setdefault((row.language, row.kind), []).append(row)
    for pile in piles.values():
        rng.shuffle(pile)
    chosen: list[Row] = []
    waiting = [piles[key] for key in sorted(piles)]
    while waiting and len(chosen) < most:
        for pile in list(waiting):
            if len(chosen) < most:
                chosen.append(pile.pop())
            if not pile:
                waiting.remove(pile)
    return chosen


def from_rows(
    character: Character, rows: Iterable[Row], group: Group, known: Known, *, detail: prompt.Detail, seed: int
) -> list[Case]:
    """A case of each row: one of its exchanges, drawn by the row's id."""
    return [_of_row(character, row, group, known, detail, seed) for row in rows]


def _of_row(character: Character, row: Row, group: Group, known: Known, detail: prompt.Detail, seed: int) -> Case:
    at = random.Random(f"{seed} {row.id}").randrange(len(row.exchanges))
    cut = row.model_copy(update={"exchanges": row.exchanges[: at + 1]})
    exchange = row.exchanges[at]
    answers = known.answers(row, at)
    return Case(
        id=f"{group}/{row.id}/{at}",
        group=group,
        language=row.language,
        kind=row.kind,
        messages=render.question(character, cut, detail=detail),
        question=exchange.user,
        accepted=tuple(dict.fromkeys(one.emotion for one in answers)),
        references=tuple(dict.fromkeys(one.text for one in answers)),
        answer=render.answer(character, exchange),
    )


def feelings(character: Character, *, detail: prompt.Detail) -> list[Case]:
    """The remarks with a plain feeling, in each of her languages; of the faces that suit one those that she has."""
    found = []
    for kind, texts in _read("feelings").items():
        faces = tuple(face for face in texts["faces"] if face in character.emotions)
        for language in character.languages if faces else ():
            for number, text in enumerate(texts[language]):
                said = text.replace("{name}", character.name(language))
                case = _asked(character, language, said, detail)
                name = f"feelings/{language}/{kind}/{number}"
                found.append(replace(case, id=name, group="feelings", kind=kind, accepted=faces))
    return found


def odd(character: Character, *, detail: prompt.Detail) -> list[Case]:
    """The odd inputs, in each of her languages."""
    found = []
    for language, kinds in _read("odd").items():
        if language not in character.languages:
            continue
        for kind, texts in kinds.items():
            for number, text in enumerate(texts):
                case = _asked(character, language, text, detail)
                native = kind not in ("language", "symbols")
                found.append(replace(case, id=f"odd/{language}/{kind}/{number}", kind=kind, native=native))
    return found


def untaught(found: Sequence[Case], rows: Iterable[Row], least: int) -> list[Case]:
    """Those whose words are asked in no row: an answer learned by heart would prove nothing. Where fewer than `least`
    remain, others follow them."""
    taught = {letters(exchange.user) for row in rows for exchange in row.exchanges}
    known = [case for case in found if letters(case.question) in taught]
    new = [case for case in found if letters(case.question) not in taught]
    return new + known[: max(0, least - len(new))]


def letters(text: str) -> str:
    """For comparing: letters and digits in lower case, nothing else."""
    return "".join(filter(str.isalnum, text.casefold()))


def some(found: Sequence[Case], most: int) -> list[Case]:
    """At most so many, in turn from each language and kind."""
    piles: dict[tuple[str, str], list[Case]] = {}
    for case in found:
        piles.setdefault((case.kind, case.language), []).append(case)
    ordered = [
        pile[at] for at in range(max(map(len, piles.values()), default=0)) for pile in piles.values() if at < len(pile)
    ]
    return ordered[:most]


def probes(character: Character, *, detail: prompt.Detail) -> list[Case]:
    """Questions of identity, in turn from each language and kind. One in a language that she does not speak is asked
    in a conversation in her first language."""
    piles = []
    for language, kinds in _read("identity").items():
        mine = language in character.languages
        for kind, texts in kinds.items():
            pile = []
            for number, text in enumerate(texts):
                said = text.replace("{name}", character.name(language))
                case = _asked(character, language if mine else character.languages[0], said, detail)
                pile.append(
                    replace(case, id=f"identity/{language}/{kind}/{number}", group="identity", kind=kind, native=mine)
                )
            piles.append(pile)
    return [pile[at] for at in range(max(map(len, piles))) for pile in piles if at < len(pile)]


def bare(cases: Iterable[Case]) -> list[Case]:
    """The same probes without a system turn."""
    return [
        replace(case, id=f"bare/{case.id}", group="identity_bare", messages=case.messages[1:], native=False)
        for case in cases
        if case.system
    ]


def general() -> tuple[str, ...]:
    """Ordinary sentences about the world, with nobody's voice."""
    return tuple(text for texts in _read("general").values() for text in texts)


def _asked(character: Character, language: Language, text: str, detail: prompt.Detail) -> Case:
    user = prompt.user_text(text, prompt.Context(NEUTRAL))
    messages = prompt.build(character, language, (), user, detail=detail)
    return Case("", "odd", language, "", messages, text)


def _read(name: str) -> Mapping[Any, Mapping[str, Sequence[str]]]:
    """Two levels of names over a list of texts."""
    found: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(
        (_DATA / f"{name}.yaml").read_text(encoding="utf-8")
    )
    return found
