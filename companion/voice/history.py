"""What the model is told about earlier turns, and her mood carried over them. One owner thread.

A turn enters the past as it was generated, so that its tokens stay a cached prefix; after an interruption it is
re-encoded with what was heard. Where nothing was heard because the person went on speaking, the turn leaves no trace of
hers: its words are put before the person's next ones, so that user and assistant keep alternating and nothing is lost.
"""

from collections.abc import Sequence

from companion.persona import lore
from companion.persona.character import Character, Language
from companion.persona.emotion import NEUTRAL, EmotionState, Mood
from companion.persona.prompt import (
    Context,
    Detail,
    Message,
    PastTurn,
    asked_mood,
    build,
    past_turn,
    user_text,
)
from companion.persona.recall import Known, Reminder
from companion.persona.reply import decode

_CARRIED = 600  # characters of unanswered words that are kept
_REMEMBERED = 200  # turns of which she knows what was said, also behind the past that the model is shown


class History:
    """The past of one conversation.

    Args:
        detail: how much of her sheet the model is told.
        past: earlier turns, oldest first; her mood is taken from the last.
        reminder: finds lines of hers that were written for words like the person's; they stand behind those.
        keep: turns that always stay; the past is cut to that many when it has twice as many, in one step, because each
            cut makes the cached prefix void.
    """

    def __init__(
        self,
        character: Character,
        language: Language,
        past: Sequence[PastTurn],
        *,
        keep: int,
        half_life: float,
        now: float,
        detail: Detail = "short",
        reminder: Reminder | None = None,
    ) -> None:
        self._character, self._language, self._detail = character, language, detail
        self._reminder = reminder
        self._lore = _lore(character, detail)
        self._keep, self._half_life = keep, half_life
        self._past: list[PastTurn] = []
        self.go_back(past, now)

    def go_back(self, past: Sequence[PastTurn], now: float) -> None:
        """These are the turns so far. Where they end with turns that are known here, what stands before those stays as
        well, so that the computed prefix of the prompt is still of use."""
        self._past = self._known(past) or (list(past[-self._keep :]) if self._keep else [])
        self._mine = [words for turn in self._past if (words := _words(turn))]
        self._talk = [(_said(turn), _words(turn)) for turn in self._past]
        self._unanswered = ""
        self._state = EmotionState(_last_mood(self._past), now)

    def _known(self, past: Sequence[PastTurn]) -> list[PastTurn]:
        for end in range(len(self._past), 0, -1):
            length = min(end, len(past))
            if length and self._past[end - length : end] == list(past[-length:]):
                return self._past[:end]
        return []

    def renew(self, character: Character, language: Language, detail: Detail, reminder: Reminder | None) -> None:
        """The same character, newly read, or with a model that is told more or less of her sheet."""
        self._character, self._language, self._detail, self._reminder = character, language, detail, reminder
        self._lore = _lore(character, detail)

    def adjust(self, keep: int, half_life: float) -> None:
        """See `__init__`; what is known stays."""
        self._keep, self._half_life = keep, half_life

    def mood(self, now: float) -> Mood:
        """Hers, faded since it was last stirred."""
        return self._state.after(now, self._half_life).mood

    def feel(self, mood: Mood, now: float) -> None:
        """A reply with `mood` was begun."""
        self._state = self._state.after(now, self._half_life).blend(mood, now)

    def wish(self, mood: Mood, now: float) -> None:
        """The person wants her to feel so, whatever she felt before."""
        self._state = EmotionState(mood, now)

    def render(self, text: str, now: float, language: str = "") -> str:
        """The user message for `text` (in a language; "": hers now), with her mood, with what she has not answered yet,
        with what she knows of what is talked about, and with the lines that she is reminded of."""
        whole = f"{self._unanswered} {text}".strip() if self._unanswered else text
        mood: Mood | None = None
        if self._character.form == "script":  # whoever asks for a scene may say how it shall feel
            mood, whole = asked_mood(whole)
        known: Sequence[Known] = ()
        if self._reminder:
            known = self._reminder.lines(whole, language or self._language, self._mine, self._talk)
        world = self._brought_up(whole, language)
        return user_text(whole, Context(mood or self.mood(now), known=known, lore=world))

    def _brought_up(self, text: str, language: str) -> tuple[str, ...]:
        if self._lore is None:
            return ()
        said = [words for turn in self._past[-lore.DEEPEST :] for words in (lore.plain(turn.user), _words(turn))]
        lately = "\n".join(turn.user for turn in self._past[-lore.LATELY :])
        heading: Language = "ko" if (language or self._language) == "ko" else "en"
        return self._lore.lines([*said, text], heading, lately)

    def messages(self, user: str, language: str = "") -> tuple[Message, ...]:
        """The whole prompt for a rendered user message.

        language: of the person's words; if she speaks it, the fixed part is in it from now on (a person changes the
        language seldom, and the cached prefix of each stays with the brain).
        """
        self._language = next((known for known in self._character.languages if known == language), self._language)
        recalls = self._reminder is not None
        return build(self._character, self._language, self._past, user, detail=self._detail, recalls=recalls)

    def opening(self) -> tuple[Message, ...]:
        """What can be computed before anybody speaks: the system turn and the past."""
        return self.messages("")[:-1]

    def add(self, user: str, heard: str, mood: Mood, raw: str, *, complete: bool) -> None:
        """A turn is over and has been heard, as far as `heard` says."""
        self._unanswered = ""
        order = self._character.reply_order
        self._past.append(past_turn(user, heard, mood, raw, complete=complete, order=order))
        self._mine += [words] if (words := heard.strip()) else []
        self._talk = [*self._talk, (_said(self._past[-1]), words)][-_REMEMBERED:]
        if len(self._past) > max(1, 2 * self._keep):
            del self._past[: len(self._past) - self._keep]
            del self._mine[: len(self._mine) - self._keep]

    def carry(self, text: str) -> None:
        """The person went on before a word of the answer was heard: `text` goes with the next words."""
        self._unanswered = f"{self._unanswered} {text}".strip()[-_CARRIED:]


def _lore(character: Character, detail: Detail) -> lore.Lore | None:
    """Of a character whom the model does not know by heart."""
    return lore.known(character) if detail == "full" else None


def _words(turn: PastTurn) -> str:
    try:
        return decode(turn.assistant)[0]
    except ValueError:
        return turn.assistant.strip()


def _said(turn: PastTurn) -> str:
    """The person's words of a rendered turn, without mood and lines behind them."""
    return lore.plain(turn.user)


def _last_mood(past: Sequence[PastTurn]) -> Mood:
    if not past:
        return NEUTRAL
    try:
        return decode(past[-1].assistant)[1]
    except ValueError:
        return NEUTRAL
