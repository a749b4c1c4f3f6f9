"""Teacher without a model: many rows out of hand-written dialogues, the profile and phrases that fit everybody. Pure.

Each dialogue comes 1 + `variations` times: first as written, then with other ways to say it, other replies, typing
slips, the other level of politeness, other moods before; every second time chained with its neighbours into a longer
conversation. One whose question is a remark and nothing else (`"{sorrow}"`) comes 1 + `REMARKS` x `variations` times,
each time with the next of its words. All of it follows from the seed. Dialogues that may be chained share a scene, and
so do phrases with the same wording of the question: a split by scene holds back whole dialogues, and ways of asking.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from companion.errors import TrainingError
from companion.persona.character import Character, Language
from companion.persona.particles import particle
from trainer.dialogues import Dialogue, Line, inner_words
from trainer.recipe import Recipe
from trainer.rows import Exchange, FeltMood, Kind, Row
from trainer.starter.brain import paraphrase, slots
from trainer.writing import phrases
from trainer.writing.facts import Facts, facts
from trainer.writing.level import in_other_level

LABEL = "Hand-written dialogues, no model"
CHAINED = 3  # dialogues of one file that make a scene
REMARKS = 5
_LONGEST_CHAIN = 6  # exchanges
_TRIES = 40  # for a row that is not there yet, before no more are made
_INSTEAD = {"joy": "smile", "excited": "joy", "love": "smile", "smug": "smile", "worried": "sad", "sleepy": "neutral"}


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours in a file that share language, kind, stage and variant; one scene. Remarks keep to themselves."""

    scene: str
    dialogues: tuple[Dialogue, ...]


def groups(dialogues: Sequence[Dialogue]) -> tuple[Group, ...]:
    """Up to `CHAINED` neighbours each, in order."""
    found: list[list[Dialogue]] = []
    for each in dialogues:
        last = found[-1] if found else []
        if last and len(last) < CHAINED and _family(last[-1]) == _family(each):
            last.append(each)
        else:
            found.append([each])
    return tuple(Group(f"seed/{members[0].id}", tuple(members)) for members in found)


def _family(each: Dialogue) -> tuple[object, ...]:
    return each.id.rpartition("/")[0], each.language, each.kind, each.stage, each.variant, bool(each.remark)


def row_count(dialogues: Sequence[Dialogue], variations: int) -> int:
    """At most how many rows `expand` makes."""
    return sum(
        len(members) if number % 2 == 0 else len(_chains(members))
        for each in groups(dialogues)
        for number, members in _rounds(each, variations)
    )


def _rounds(group: Group, variations: int) -> Iterator[tuple[int, list[Dialogue]]]:
    """(number, the dialogues whose turn it is)."""
    times = [_times(each, variations) for each in group.dialogues]
    for number in range(max(times)):
        yield number, [each for each, most in zip(group.dialogues, times, strict=True) if number < most]


def _times(each: Dialogue, variations: int) -> int:
    usual = 1 + variations
    return 1 + REMARKS * variations if each.remark else usual


def phrase_counts(recipe: Recipe) -> dict[Kind, int]:
    """How many rows are made of phrases, per language."""
    data = recipe.data
    return {"identity": data.identity, "qa": data.qa, "protective": data.protective, "general": data.general}


def check(dialogues: Iterable[Dialogue], character: Character) -> None:
    """Raises TrainingError where a dialogue has a language or a feeling that she does not have, naming all of them."""
    problems = []
    for each in dialogues:
        if each.language not in character.languages:
            problems.append(f"  - {each.id}: she does not speak {each.language!r}.")
        strange = {line.emotion for turn in each.turns for line in turn.replies} - set(character.emotions)
        problems += [f"  - {each.id}: {name} is not among her emotions." for name in sorted(strange)]
    if problems:
        raise TrainingError(
            "The dialogues don't fit character.yaml:\n" + "\n".join(problems),
            code="dialogues-character",
            hint="Change the dialogues, or `languages` and `emotions` in character.yaml.",
        )


class Expander:
    """Makes rows; equal arguments give equal rows."""

    def __init__(self, character: Character, recipe: Recipe) -> None:
        self._character = character
        self._variations = recipe.data.variations
        self._seed = recipe.train.seed
        self._calls = {language: _calls(character, language) for language in character.languages}
        self._seen: set[tuple[str, ...]] = set()

    def expand(self, dialogues: Sequence[Dialogue]) -> Iterator[Row]:
        """Rows out of hand-written dialogues, none twice."""
        for group in groups(dialogues):
            rng = random.Random(f"{self._seed} {group.scene}")
            for number, members in _rounds(group, self._variations):
                chains = [(each,) for each in members] if number % 2 == 0 else _chains(members, rng)
                for part, chain in enumerate(chains):
                    yield from self._unseen(partial(self._row, group.scene, chain, number, part, rng))

    def from_phrases(self, kind: Kind, language: Language, count: int) -> Iterator[Row]:
        """Up to `count` rows of this kind out of the profile; fewer where it says too little."""
        known = facts(self._character, language)
        by_name = {each.name: each for each in phrases.sets(kind, language, known)}
        every = [by_name[name] for name in phrases.often(by_name)]
        rng = random.Random(f"{self._seed} {kind} {language}")
        words = {"ko": _words(every), "en": _words(every), "other": ("안녕", "bonjour", "hola", "こんにちは", "你好")}
        made, spare = 0, [_TRIES] * len(every)
        while made < count and any(spare):
            for place, each in enumerate(every):
                if made >= count or not spare[place]:
                    continue
                number = made
                fresh = list(self._unseen(partial(self._asked, kind, language, each, known, number, words, rng)))
                spare[place] = _TRIES if fresh else 0
                made += len(fresh)
                yield from fresh

    def _unseen(self, make: Callable[[], Row]) -> Iterator[Row]:
        for _ in range(_TRIES):
            row = make()
            if _said(row) not in self._seen:
                self._seen.add(_said(row))
                yield row
                return

    def _row(self, scene: str, chain: Sequence[Dialogue], number: int, part: int, rng: random.Random) -> Row:
        """number: 0 = as written; then each wording and each reply has its turn."""
        first = chain[0]
        exchanges: list[Exchange] = []
        written: list[str] = []
        for each in chain:
            chosen = {name: rng.choice(words) for name, words in each.words.items()}
            if each.remark:
                chosen[each.remark] = self._remark(each.words[each.remark], number, each.language, rng)
            for place, turn in enumerate(each.turns):
                written.append(f"{each.id}.{place}")
                at = number if number < max(len(turn.ways), len(turn.replies)) else rng.randrange(1_000_000)
                way = slots.fill(turn.ways[at % len(turn.ways)], chosen)
                line = turn.replies[at % len(turn.replies)]
                filled = Line(line.emotion, line.intensity, slots.fill(line.text, chosen))
                exchanges.append(self._exchange(way, filled, each.language, rng, exact=number == 0))
        mood = first.mood if first.mood.emotion != "neutral" or number == 0 else self._mood(rng)
        return Row(
            id=f"{scene}/{number}.{part}",
            kind=first.kind,
            language=first.language,
            scene=f"{scene}#{number}" if first.remark else scene,  # its words are held out, never all of a feeling
            topic=first.topic,
            mood=mood,
            background=first.before,
            exchanges=tuple(exchanges),
            stage=first.stage,
            variant=first.variant,
            source="seed",
            written=tuple(written),
        )

    def _remark(self, said: Sequence[str], number: int, language: Language, rng: random.Random) -> str:
        """The next one, with words for the slots inside it."""
        remark = said[number % len(said)]
        inner, words = slots.names(remark), inner_words()
        if not inner <= words.keys():  # braces in words of the author's own
            return remark
        return slots.fill(remark, {name: rng.choice(words[name][language]) for name in sorted(inner)})

    def _asked(
        self,
        kind: Kind,
        language: Language,
        each: phrases.PhraseSet,
        known: Facts,
        number: int,
        words: dict[str, tuple[str, ...]],
        rng: random.Random,
    ) -> Row:
        asked = phrases.filled(each, language, known, rng)
        user = paraphrase.odd(words, rng) if each.name == "odd" and rng.random() < 0.7 else asked.user
        exchange = self._exchange(
            user, asked.reply, language, rng, exact=number < len(each.asks) and each.name != "odd"
        )
        return Row(
            id=f"phrases/{kind}/{language}/{each.name}/{number}",
            kind=kind,
            language=language,
            scene=f"phrases/{kind}/{language}/{each.name}/{asked.wording}",
            topic=each.name,
            mood=self._mood(rng),
            exchanges=(exchange,),
            stage=1 if kind == "general" else 2,
            source="seed",
        )

    def _exchange(self, way: str, line: Line, language: Language, rng: random.Random, *, exact: bool) -> Exchange:
        user, intensity = way, line.intensity
        if not exact:
            if language == "ko" and rng.random() < 0.25:
                user = in_other_level(user)
            user = paraphrase.vary(user, language, self._character.id, rng, calls=self._calls[language], shorten=False)
            intensity = round(min(1.0, max(0.1, intensity + rng.choice((-0.1, 0.0, 0.0, 0.1)))), 1)
        return Exchange(user=user, text=line.text, emotion=self._felt(line.emotion), intensity=intensity)

    def _felt(self, emotion: str) -> str:
        while emotion not in self._character.emotions and emotion in _INSTEAD:
            emotion = _INSTEAD[emotion]
        return emotion if emotion in self._character.emotions else self._character.emotions[0]

    def _mood(self, rng: random.Random) -> FeltMood:
        others = [name for name in self._character.emotions if name != "neutral"]
        if rng.random() < 0.6 or not others:
            return FeltMood()
        return FeltMood(emotion=rng.choice(others), intensity=rng.randint(1, 10) / 10)


def _chains(members: Sequence[Dialogue], rng: random.Random | None = None) -> list[tuple[Dialogue, ...]]:
    """The members in another order, joined as far as a conversation may be long; a background can only stand first."""
    order = list(members)
    if rng is not None:
        rng.shuffle(order)
    order.sort(key=lambda each: not each.before)
    chains: list[tuple[Dialogue, ...]] = []
    for each in order:
        last = chains[-1] if chains else ()
        long = sum(len(one.turns) for one in (*last, each)) > _LONGEST_CHAIN
        again = _replies((each,)) & _replies(last)
        if last and not long and not again and not each.before and each.turns[0].ways != ("",):
            chains[-1] = (*last, each)
        else:
            chains.append((each,))
    return chains


def _replies(chain: Sequence[Dialogue]) -> set[str]:
    return {line.text for each in chain for turn in each.turns for line in turn.replies}


def _said(row: Row) -> tuple[str, ...]:
    """Rows in which this is equal say the same: letters only, without case."""
    said = [text for turn in row.exchanges for text in (turn.user, turn.text)]
    return row.language, *("".join(filter(str.isalnum, text.casefold())) for text in said)


def _calls(character: Character, language: Language) -> tuple[str, ...]:
    """How people address her: her name and those of her aliases that are in this language."""

    def spoken(name: str) -> bool:
        return any("가" <= char <= "힣" for char in name) == (language == "ko")

    name = character.name(language)
    own = [name, *(alias for alias in character.aliases if spoken(alias))]
    if language == "ko":
        own.append(particle(name, "아"))
    return tuple(dict.fromkeys(own))


def _words(every: Iterable[phrases.PhraseSet]) -> tuple[str, ...]:
    return tuple(sorted({word for each in every for ask in each.asks for word in ask.split() if "{" not in word}))
