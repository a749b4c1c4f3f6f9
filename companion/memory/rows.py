"""What is read out of the memory: turns, lines of the list of conversations, search results. Pure; any thread."""

import unicodedata
from dataclasses import dataclass

from companion.persona.emotion import NEUTRAL, Mood
from companion.persona.prompt import Context, PastTurn, past_turn, user_text
from companion.persona.reply import Order
from companion.persona.text_stream import whole

COLUMNS = (
    "turn.id, turn.user, turn.context, turn.text, turn.heard, turn.complete, turn.emotion, turn.intensity, turn.raw, "
    "turn.started, turn.language, turn.source, turn.parent, turn.answered"
)


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One exchange. context: the user turn as the model saw it. raw: the reply object as generated, "" if it never
    came to its end. complete: all of `text` was heard. when, answered: seconds since 1970, of the person's words and
    of her first; answered is None where she said nothing, or in files of older versions.

    parent: the turn before, 0 for none. mine: turns that stand for each wording of the person's words at this place,
    hers: the answers to these words, both oldest first and with this turn among them."""

    id: int
    user: str
    context: str
    text: str
    heard: str
    complete: bool
    mood: Mood
    raw: str
    when: float
    language: str
    source: str
    parent: int = 0
    answered: float | None = None
    mine: tuple[int, ...] = ()
    hers: tuple[int, ...] = ()

    def past_turn(self, order: Order) -> PastTurn:
        """As it belongs into the next prompt: only what was heard."""
        context = self.context or user_text("", Context(NEUTRAL))
        return past_turn(context, self.heard, self.mood, self.raw, complete=self.complete, order=order)


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """One line of a list of conversations. started, last: seconds since 1970; opening: the person's first words;
    title: the name that the person gave it, "" for none."""

    id: int
    character: str
    started: float
    last: float
    turns: int
    opening: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A turn that a search found, and where it belongs."""

    conversation: int
    character: str
    turn: StoredTurn
    title: str = ""


def clean(text: str) -> str:
    """NFC (Korean typed on a Mac is found by Korean typed elsewhere), writable as UTF-8."""
    return unicodedata.normalize("NFC", whole(text)).replace("\0", "")


def turn(row: tuple[object, ...], variants: list[tuple[int, str]] | None = None) -> StoredTurn:
    """From a row of `COLUMNS`. variants: (id, the person's words) of all turns with the same parent, oldest first."""
    key, user, context, text, heard, complete, emotion, intensity, raw, when, language, source, parent, answered = row
    mine, hers = _alike(int(str(key)), str(user), variants or [])
    return StoredTurn(
        id=int(str(key)),
        user=str(user),
        context=str(context),
        text=str(text),
        heard=str(heard),
        complete=bool(complete),
        mood=Mood(str(emotion), float(str(intensity))),
        raw=str(raw),
        when=float(str(when)),
        language=str(language),
        source=str(source),
        parent=int(str(parent)),
        answered=None if answered is None else float(str(answered)),
        mine=mine,
        hers=hers,
    )


def _alike(key: int, user: str, variants: list[tuple[int, str]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    wordings: dict[str, int] = {}
    for number, words in variants:  # of each wording the newest answer
        wordings[words] = key if words == user else number
    hers = tuple(number for number, words in variants if words == user)
    return tuple(wordings.values()) or (key,), hers or (key,)
