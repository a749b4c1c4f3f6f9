"""From the dialogues to conversations as the app keeps them: system turn, past turns, moods, raw replies. Main thread.

A conversation strings together intents, chains, odd inputs, repeats ("say that again") and replies that were cut off,
for one character. What the user told (a name, a food) is remembered and asked for later. Everything follows from the
random source.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from companion.persona import prompt
from companion.persona.character import Character, Language
from companion.persona.emotion import CANONICAL, NEUTRAL, EmotionState, Mood
from companion.persona.reply import Skeleton, encode
from trainer.starter.brain import paraphrase, slots
from trainer.starter.brain.dialogues import LANGUAGES, Dialogues, Intent, Line
from trainer.starter.brain.held_out import fold, held_out, taught
from trainer.starter.brain.tokens import TURN_END, TURN_START, Piece

HALF_LIFE = 120.0  # seconds; conf.yaml's mood_half_life_s
_ODD = "odd_input"
_REPEATED = "say_again"
_GREETING = "greet_silent"
_KNOWN, _UNKNOWN = "_known", "_unknown"
_TELLERS = {"my_name": "tell_name", "my_food": "like_food"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn.

    learn: False where only a part was heard, which the model must not learn to say.
    follows: it makes sense only after the turn before. label: what it is about, see `Expander.labels`.
    """

    user: str
    line: Line
    label: str
    learn: bool = True
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """language: that of the system turn."""

    character: Character
    language: str
    summary: str
    turns: tuple[Spoken, ...]


@dataclass(slots=True)
class _State:
    mood: EmotionState
    clock: float = 0.0
    facts: dict[str, dict[str, str]] = field(default_factory=lambda: {language: {} for language in LANGUAGES})
    summary: dict[str, dict[str, str]] = field(default_factory=lambda: {language: {} for language in LANGUAGES})
    turns: list[Spoken] = field(default_factory=list)
    apart: bool = False


class Expander:
    """Samples conversations. evaluate=False never shows a held-out question."""

    def __init__(self, dialogues: Dialogues, characters: Mapping[str, Character]) -> None:
        self._dialogues = dialogues
        self._characters = characters
        self._plain = [
            intent
            for name, intent in dialogues.intents.items()
            if name not in (_REPEATED, _GREETING, _ODD) and not name.endswith((_KNOWN, _UNKNOWN))
        ]
        self._asks = {
            (intent.name, language): tuple(ask for ask in asks if not held_out(intent.name, ask))
            for intent in dialogues.intents.values()
            for language, asks in intent.ask.items()
        }
        memory = [name for name in dialogues.intents if name.endswith((_KNOWN, _UNKNOWN))]
        self._memory = sorted({name.rsplit("_", 1)[0] for name in memory})
        self._tellers = {stem: dialogues.intents[teller] for stem, teller in _TELLERS.items()}
        self._words = {language: tuple(sorted(self._vocabulary(language))) for language in LANGUAGES}
        self._words["other"] = dialogues.slots["other_words"]["ko"]

    def labels(self) -> dict[str, int]:
        """All that a turn can be about: the intents, and each line of a chain by itself."""
        chained = {
            exchange.line.text for chains in self._dialogues.chains.values() for chain in chains for exchange in chain
        }
        return {label: index for index, label in enumerate(sorted(chained | self._dialogues.intents.keys()))}

    def _vocabulary(self, language: str) -> set[str]:
        return {
            word
            for intent in self._dialogues.intents.values()
            for ask in intent.ask.get(language, ())
            for word in ask.split()
        }

    def conversation(self, rng: random.Random, turns: int, *, apart: bool = False) -> Conversation:
        """About `turns` turns with one character. apart: only a turn that `follows` refers to one before it."""
        who = rng.choice(self._dialogues.characters)
        language = rng.choice(LANGUAGES)
        mood = NEUTRAL if rng.random() < 0.6 else Mood(rng.choice(CANONICAL[1:]), rng.randint(1, 10) / 10)
        state = _State(EmotionState(mood), apart=apart)
        summary = self._summary(state, language, rng) if rng.random() < 0.15 else ""
        if rng.random() < 0.08:
            self._intent(state, who, language, self._dialogues.intents[_GREETING], rng)
        while len(state.turns) < turns:
            self._next(state, who, language if rng.random() > 0.2 else rng.choice(LANGUAGES), rng)
        return Conversation(self._characters[who], language, summary, tuple(state.turns))

    def _next(self, state: _State, who: str, language: str, rng: random.Random) -> None:
        kind = rng.random()
        chains = self._dialogues.chains.get((who, language), ())
        if kind < 0.1 and chains:
            self._chain(state, who, language, rng)
        elif kind < 0.17:
            odd = paraphrase.odd(self._words, rng)
            line = rng.choice(self._dialogues.intents[_ODD].replies[who, language])
            self._say(state, odd, line, _ODD, rng)
        elif kind < 0.2 and state.turns:
            self._repeat(state, who, language, rng)
        elif kind < 0.27:
            self._remember(state, who, language, rng)
        else:
            self._intent(state, who, language, rng.choice(self._plain), rng)

    def _intent(
        self, state: _State, who: str, language: str, intent: Intent, rng: random.Random, *, follows: bool = False
    ) -> None:
        asks = self._asks[intent.name, language]
        ask = rng.choices(asks, [2 if fold(ask) in taught() else 1 for ask in asks])[0]
        if intent.name.endswith(_KNOWN):
            chosen = dict(state.facts[language])
        else:
            chosen = slots.choose(ask, self._dialogues.slots, language, rng)
            state.facts[language].update(chosen)
        line = pick(intent.replies[who, language], state.mood.mood, rng)
        line = Line(line.mood, slots.fill(line.text, chosen))
        said = paraphrase.vary(slots.fill(ask, chosen), language, who, rng)
        self._say(state, said, line, intent.name, rng, follows=follows)

    def _remember(self, state: _State, who: str, language: str, rng: random.Random) -> None:
        if state.apart:
            state.facts[language] = dict(state.summary[language])
        stem = rng.choice(self._memory)
        known = self._dialogues.intents[stem + _KNOWN]
        needed = {name for line in known.replies[who, language] for name in slots.names(line.text)}
        if not needed <= state.facts[language].keys() and rng.random() < 0.75:
            self._intent(state, who, language, self._tellers[stem], rng)
            if rng.random() < 0.4:
                self._intent(state, who, language, rng.choice(self._plain), rng, follows=True)
            told = True
        else:
            told = False
        ending = _KNOWN if needed <= state.facts[language].keys() else _UNKNOWN
        self._intent(state, who, language, self._dialogues.intents[stem + ending], rng, follows=told)

    def _chain(self, state: _State, who: str, language: str, rng: random.Random) -> None:
        chain = rng.choice(self._dialogues.chains[who, language])
        everything = " ".join(" ".join(exchange.ask) for exchange in chain)
        chosen = slots.choose(everything, self._dialogues.slots, language, rng)
        for index, exchange in enumerate(chain):
            ask = slots.fill(rng.choice(exchange.ask), chosen)
            line = Line(exchange.line.mood, slots.fill(exchange.line.text, chosen))
            said = paraphrase.vary(ask, language, who, rng)
            self._say(state, said, line, exchange.line.text, rng, cut=False, follows=index > 0)
        state.facts[language].update(chosen)

    def _repeat(self, state: _State, who: str, language: str, rng: random.Random) -> None:
        last = state.turns[-1]
        opening = rng.choice(self._dialogues.intents[_REPEATED].replies[who, language])
        ask = rng.choice(self._asks[_REPEATED, language])
        line = Line(opening.mood, f"{opening.text} {last.line.text}")
        self._say(state, paraphrase.vary(ask, language, who, rng), line, _REPEATED, rng, follows=True)

    def _say(
        self,
        state: _State,
        user: str,
        line: Line,
        label: str,
        rng: random.Random,
        *,
        cut: bool = True,
        follows: bool = False,
    ) -> None:
        mood = state.mood.after(state.clock, HALF_LIFE)
        if cut and rng.random() < 0.03 and len(line.text.split()) > 3:
            words = line.text.split()
            line, learn = Line(line.mood, " ".join(words[: rng.randint(1, len(words) - 1)])), False
        else:
            line, learn = Line(_jittered(line.mood, rng), line.text), True
        state.turns.append(Spoken(prompt.user_text(user, prompt.Context(mood.mood)), line, label, learn, follows))
        state.mood = mood.blend(line.mood, state.clock)
        state.clock += rng.choice((4.0, 8.0, 15.0, 40.0, 150.0, 900.0))

    def _summary(self, state: _State, language: str, rng: random.Random) -> str:
        chosen: list[str] = []
        for text in rng.sample(self._dialogues.slots["summaries"][language], rng.randint(1, 3)):
            words = slots.choose(text, self._dialogues.slots, language, rng)
            state.facts[language].update(words)
            state.summary[language].update(words)
            chosen.append(slots.fill(text, words))
        return " ".join(chosen)


def pick(lines: Sequence[Line], mood: Mood, rng: random.Random) -> Line:
    """One of the lines; those that keep her present emotion are likelier the stronger it is."""
    weights = [1.0 + (4 * mood.intensity if line.mood.emotion == mood.emotion else 0.0) for line in lines]
    return rng.choices(lines, weights)[0]


def _jittered(mood: Mood, rng: random.Random) -> Mood:
    shift = rng.choice((0, 0, 0, 0, 1, -1)) / 10
    return Mood(mood.emotion, round(min(1.0, max(0.1, mood.intensity + shift)), 1))


def pieces(conversation: Conversation) -> Iterator[Piece]:
    """The conversation cut where the app cuts it: system and user turns whole, replies at the seams of the skeleton.

    What the app feeds is learnt in the first turn alone: enough for a server that decodes freely, and cheap.
    """
    past = [
        prompt.PastTurn(turn.user, encode(turn.line.text, turn.line.mood, conversation.character.reply_order))
        for turn in conversation.turns
    ]
    language: Language = "ko" if conversation.language == "ko" else "en"
    messages = prompt.build(conversation.character, language, past[:-1], past[-1].user, conversation.summary)
    asked = [message for message in messages if message.role != "assistant"]
    yield Piece(prompt.chatml(asked[:1], add_generation_prompt=False), learn=False)
    skeleton = Skeleton.of(conversation.character.reply_order)
    stretch = 0
    for index, (message, turn) in enumerate(zip(asked[1:], conversation.turns, strict=True)):
        stretch += not (turn.follows and index)
        yield Piece(prompt.chatml((message,), add_generation_prompt=True), False, stretch, turn.label)
        parts = skeleton.parts(turn.line.text, turn.line.mood)
        for place, part in enumerate(parts):
            fed = place % 2 == 0 and place < len(parts) - 1
            label = turn.label if part == skeleton.before_text else ""
            yield Piece(part, turn.learn and (index == 0 or not fed), stretch, label)
        yield Piece(TURN_END, turn.learn, stretch)
        yield Piece("\n", False, stretch)


def text(conversation: Conversation) -> str:
    """All pieces joined: what the app would send, and her last reply."""
    joined = "".join(piece.text for piece in pieces(conversation))
    assert joined.startswith(TURN_START)
    return joined


def lexicon(
    expander: Expander, characters: Mapping[str, Character], seed: int, conversations: int = 4000
) -> Iterator[str]:
    """The texts that the tokenizer learns from: what is fed and the labels often, every other piece up to three times.

    So frequent replies don't crowd out the rarer words of the questions.
    """
    rng = random.Random(f"lexicon {seed}")
    seen: dict[str, int] = {}
    for _ in range(conversations):
        for piece in pieces(expander.conversation(rng, turns=8)):
            seen[piece.text] = min(3, seen.get(piece.text, 0) + 1)
    for order in sorted({character.reply_order for character in characters.values()}):
        for part in Skeleton.of(order).parts("", NEUTRAL):
            seen[part] = 400
    for emotion in CANONICAL:
        seen[emotion] = 400
        seen[prompt.chatml((prompt.Message("user", f"[{emotion} 0.5]"),), add_generation_prompt=True)] = 100
    for text_, count in sorted(seen.items()):
        yield from [text_] * count
