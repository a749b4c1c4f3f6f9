"""From the scenes to conversations as the app keeps them: system turn, past turns, moods, raw replies. Main thread.

A conversation strings together scenes and odd inputs of one character, with the lines that she is reminded of behind
each turn, found by the code of the app. Half of what is asked counts as not written there, so that she learns to choose
among lines that were found for other words, and to answer by heart where none fits. Everything follows from the random
source.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from companion.persona import prompt
from companion.persona.character import Character, Language
from companion.persona.emotion import CANONICAL, NEUTRAL, EmotionState, Mood
from companion.persona.recall import Known, Recall, fold
from companion.persona.reply import Skeleton, encode
from trainer.starter.brain import paraphrase, slots
from trainer.starter.brain.held_out import held_out, taught
from trainer.starter.brain.tokens import TURN_END, TURN_START, Piece
from trainer.starter.scenes import Scene, Turn, exchanges

HALF_LIFE = 120.0  # seconds; conf.yaml's mood_half_life_s
LANGUAGES = ("ko", "en")
RECALLED = 2  # lines behind a turn; conf.yaml's brain.recall
_ODD = 0.1  # of the turns
_UNWRITTEN = 0.4  # of the turns: the words that are said count as not written
_STRANGE = 0.4  # of the lines that she takes up: another's line in its place, which only reading can find out
_BARE = 0.08  # of the conversations: nothing is recalled, as with `brain.recall: 0`
Line = tuple[Mood, str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn.

    learn: False where only a part was heard, which the model must not learn to say.
    follows: it makes sense only after the turn before. label: the number of the line that she takes up, or none.
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
    who: str
    mood: EmotionState
    bare: bool
    clock: float = 0.0
    turns: list[Spoken] = field(default_factory=list)


class Expander:
    """Samples conversations; never shows a held-out question."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        characters: Mapping[str, Character],
        words: Mapping[str, Mapping[str, tuple[str, ...]]],
    ) -> None:
        self._characters, self._words = characters, words
        self._names = tuple(characters)
        self.recalls = {name: Recall(found, characters[name].called) for name, found in exchanges(scenes).items()}
        self._scenes: dict[tuple[str, str], list[Scene]] = {}
        self._lost: dict[tuple[str, str], list[Scene]] = {}
        self._silent: dict[tuple[str, str], list[Scene]] = {}
        for scene in scenes:
            kinds = self._lost if scene.lost else self._scenes if any(scene.turns[0].ways) else self._silent
            kinds.setdefault((scene.character, scene.language), []).append(scene)
        self._pool = {
            language: tuple(
                sorted(
                    {
                        (mood.emotion, mood.intensity, words)
                        for scene in scenes
                        if scene.language == language
                        for turn in scene.turns
                        for mood, words in turn.lines
                        if not slots.names(words)
                    }
                )
            )
            for language in LANGUAGES
        }
        asked = {way for scene in scenes for way in scene.turns[0].ways}
        self._salad = {"other": words["other_words"]["ko"]} | {
            language: tuple(
                sorted({word for way in asked for word in way.split() if _korean(word) == (language == "ko")})
            )
            for language in LANGUAGES
        }

    def labels(self) -> dict[str, int]:
        """What a turn takes up: no line, the first, the second."""
        return {str(number): number for number in range(RECALLED + 1)}

    def conversation(self, rng: random.Random, turns: int, *, apart: bool = False) -> Conversation:
        """About `turns` turns with one character. apart: only a turn that `follows` refers to one before it."""
        who, language = rng.choice(self._names), rng.choice(LANGUAGES)
        mood = NEUTRAL if rng.random() < 0.6 else Mood(rng.choice(CANONICAL[1:]), rng.randint(1, 10) / 10)
        state = _State(who, EmotionState(mood), rng.random() < _BARE)
        summary = self._summary(language, rng) if rng.random() < 0.08 else ""
        silent = self._silent.get((who, language))
        if silent and rng.random() < 0.08:
            self._scene(state, rng.choice(silent), rng)
        while len(state.turns) < turns:
            spoken = language if rng.random() > 0.1 else rng.choice(LANGUAGES)
            if rng.random() < _ODD and (who, spoken) in self._lost:
                self._odd(state, spoken, rng)
            else:
                self._scene(state, rng.choice(self._scenes[who, spoken]), rng)
        return Conversation(self._characters[who], language, summary, tuple(state.turns))

    def _scene(self, state: _State, scene: Scene, rng: random.Random) -> None:
        texts = " ".join(text for turn in scene.turns for text in (*turn.ways, *(words for _, words in turn.lines)))
        chosen = {name: rng.choice(scene.words[name]) for name in sorted(slots.names(texts))}
        previous = ""
        for number, turn in enumerate(scene.turns):
            way = self._way(scene, turn, number, rng)
            said = slots.fill(way, chosen)
            if number == 0 or len(said) > 8:
                said = paraphrase.vary(said, scene.language, scene.character, rng, calls=self._calls(scene))
            mine = [(mood, slots.fill(words, chosen)) for mood, words in turn.lines]
            whole = number + 1 == len(scene.turns)
            previous = self._say(state, said, way, mine, scene.language, previous, rng, follows=number > 0, cut=whole)

    def _way(self, scene: Scene, turn: Turn, number: int, rng: random.Random) -> str:
        ways = [way for way in turn.ways if number or not held_out(scene.topic, way)] or list(turn.ways)
        return rng.choices(ways, [2 if fold(way) in taught() else 1 for way in ways])[0]

    def _calls(self, scene: Scene) -> tuple[str, ...]:
        character = self._characters[scene.character]
        return (
            character.name(scene.language),
            *(each for each in character.aliases if _korean(each) == (scene.language == "ko")),
        )

    def _odd(self, state: _State, language: str, rng: random.Random) -> None:
        said = paraphrase.odd(dict(self._salad), rng)
        turn = rng.choice(self._lost[state.who, language]).turns[0]
        self._say(state, said, said, list(turn.lines), language, "", rng, lost=True)

    def _say(
        self,
        state: _State,
        said: str,
        way: str,
        mine: Sequence[Line],
        language: str,
        previous: str,
        rng: random.Random,
        *,
        follows: bool = False,
        cut: bool = True,
        lost: bool = False,
    ) -> str:
        mood = state.mood.after(state.clock, HALF_LIFE)
        found = () if state.bare else self._found(state, said, way, language, previous, rng)
        places = [place for place, known in enumerate(found) if any(known.text == words for _, words in mine)]
        if lost and not places and found and not self._is_lost(state.who, found[0]):
            found = ()  # word salad that happens to be near something written
        if places and not follows and cut and rng.random() < _STRANGE:
            found = self._strange(found, places[0], language, rng)
        line = _line(found[places[0]]) if places else pick(mine, mood.mood, rng)
        learn, label = True, str(places[0] + 1) if places else "0"
        whole = line[1]
        if cut and rng.random() < 0.03 and len(whole.split()) > 3:
            words = whole.split()
            line, learn = (line[0], " ".join(words[: rng.randint(1, len(words) - 1)])), False
        elif not places:
            line = (_jittered(line[0], rng), whole)
        rendered = prompt.user_text(said, prompt.Context(mood.mood, known=found))
        state.turns.append(Spoken(rendered, line, label, learn, follows))
        state.mood = mood.blend(line[0], state.clock)
        state.clock += rng.choice((4.0, 8.0, 15.0, 40.0, 150.0, 900.0))
        return line[1]

    def _found(
        self, state: _State, said: str, way: str, language: str, previous: str, rng: random.Random
    ) -> tuple[Known, ...]:
        without = {fold(way), fold(said)} if rng.random() < _UNWRITTEN else set()
        last = previous or (state.turns[-1].line[1] if state.turns else "")
        lately = {turn.line[1] for turn in state.turns}
        return self.recalls[state.who].find(said, language, RECALLED, last=last, lately=lately, without=without)

    def _strange(self, found: tuple[Known, ...], place: int, language: str, rng: random.Random) -> tuple[Known, ...]:
        """With a line of anybody's at a place: what she knows by heart does not help, she must take up what stands."""
        emotion, intensity, words = rng.choice(self._pool[language])
        other = Known(found[place].user, Mood(emotion, intensity), words)
        return (*found[:place], other, *found[place + 1 :])

    def _is_lost(self, who: str, known: Known) -> bool:
        return any(
            known.text == words
            for scenes in self._lost.values()
            for each in scenes
            if each.character == who
            for _, words in each.turns[0].lines
        )

    def _summary(self, language: str, rng: random.Random) -> str:
        texts = rng.sample(self._words["summaries"][language], rng.randint(1, 3))
        return " ".join(slots.fill(text, slots.choose(text, self._words, language, rng)) for text in texts)


def _korean(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)


def _line(known: Known) -> Line:
    return known.mood, known.text


def pick(lines: Sequence[Line], mood: Mood, rng: random.Random) -> Line:
    """One of the lines; those that keep her present emotion are likelier the stronger it is."""
    weights = [1.0 + (4 * mood.intensity if line[0].emotion == mood.emotion else 0.0) for line in lines]
    return rng.choices(lines, weights)[0]


def _jittered(mood: Mood, rng: random.Random) -> Mood:
    shift = rng.choice((0, 0, 0, 0, 1, -1)) / 10
    return Mood(mood.emotion, round(min(1.0, max(0.1, mood.intensity + shift)), 1))


def pieces(conversation: Conversation) -> Iterator[Piece]:
    """The conversation cut where the app cuts it: system and user turns whole, replies at the seams of the skeleton.

    What the app feeds is learnt in the first turn alone: enough for a server that decodes freely, and cheap.
    """
    past = [
        prompt.PastTurn(turn.user, encode(turn.line[1], turn.line[0], conversation.character.reply_order))
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
        parts = skeleton.parts(turn.line[1], turn.line[0])
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
