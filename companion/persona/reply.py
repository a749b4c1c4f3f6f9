"""The JSON contract of a reply: writer, strict reader, the skeleton that a decoder feeds, and incremental readers.

The wire form is exactly `json.dumps(..., ensure_ascii=False)` with ", " and ": ":
`{"emotion": "joy", "intensity": 0.6, "text": "…"}`. Space-quote matters: Qwen2's pre-tokenizer binds the opening quote
to the space before it and not to the first letter. Where a text begins or ends with punctuation it would still bind the
quote to that (`!"}`); so both the decoder and the trainer tokenize part by part, see `Skeleton.parts`.
A script (`Character.form`) is written without an object: its order is `plain`, its mood the one it was asked for.
Pure; each reader belongs to one thread.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from companion.persona.emotion import CANONICAL, Mood, canonical
from companion.persona.text_stream import TextStream, Utf8, whole

Order = Literal["emotion_first", "text_first", "plain"]
INTENSITIES: tuple[str, ...] = ("0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0")
_KEPT = 4096  # characters of a value that is not the text
UNSAID = 0.5  # intensity of a reply that names an emotion only


def intensity_label(intensity: float) -> str:
    """The nearest of `INTENSITIES`; what is not a number counts as `UNSAID`."""
    value = UNSAID if intensity != intensity else min(1.0, max(0.1, intensity))
    return INTENSITIES[round(value * 10) - 1]


def escape(text: str) -> str:
    """`text` as the inside of a JSON string, as the wire form has it. Lone surrogates become U+FFFD."""
    return json.dumps(whole(text), ensure_ascii=False)[1:-1]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The fixed parts of a reply object. A decoder feeds them and chooses or samples what lies between.

    emotion_first: before_emotion, an allowed emotion, before_intensity, one of `INTENSITIES`, before_text, text, end.
    text_first: before_text, text, before_emotion, an allowed emotion, before_intensity, one of `INTENSITIES`, end.
    plain: the text alone, until the model ends it.
    The sampled text ends at the first unescaped quote, which is the first character of the part that follows it.
    """

    order: Order
    before_emotion: str
    before_intensity: str
    before_text: str
    end: str

    @staticmethod
    def of(order: Order) -> "Skeleton":
        return _SKELETONS[order]

    def parts(self, text: str, mood: Mood) -> tuple[str, ...]:
        """A whole reply cut where a decoder cuts it: fed and free parts in turn; joined they equal `encode`.

        Training tokenizes part by part, so that training and talking see the same tokens.
        """
        if self.order == "plain":
            return (whole(text),)
        feeling = (self.before_emotion, mood.emotion, self.before_intensity, intensity_label(mood.intensity))
        words = (self.before_text, escape(text))
        return (*words, *feeling, self.end) if self.order == "text_first" else (*feeling, *words, self.end)


_SKELETONS: dict[Order, Skeleton] = {
    "emotion_first": Skeleton("emotion_first", '{"emotion": "', '", "intensity": ', ', "text": "', '"}'),
    "text_first": Skeleton("text_first", '", "emotion": "', '", "intensity": ', '{"text": "', "}"),
    "plain": Skeleton("plain", "", "", "", ""),
}


def cut(raw: str) -> tuple[str, ...]:
    """A reply object as the parts that are tokenized by themselves, see `Skeleton.parts`; anything else is one part."""
    try:
        text, mood = decode(raw)
    except ValueError:
        return (raw,)
    orders: tuple[Order, ...] = ("emotion_first", "text_first")
    for order in orders:
        parts = Skeleton.of(order).parts(text, mood)
        if "".join(parts) == raw:
            return parts
    return (raw,)


def encode(text: str, mood: Mood, order: Order = "emotion_first") -> str:
    """The wire form. The intensity is rounded to one of `INTENSITIES`.

    Raises:
        ValueError: the emotion is not canonical.
    """
    if mood.emotion not in CANONICAL:
        raise ValueError(f"{mood.emotion!r} is not a canonical emotion")
    return "".join(Skeleton.of(order).parts(text, mood))


def decode(raw: str) -> tuple[str, Mood]:
    """Text and mood of one reply object, strictly: exactly the three keys, a canonical emotion, intensity in [0, 1].

    Raises:
        ValueError: anything else; the message never quotes the words.
    """
    try:
        value = json.loads(raw)
    except RecursionError as error:
        raise ValueError("a reply is not nested") from error
    if not isinstance(value, dict) or set(value) != {"emotion", "intensity", "text"}:
        raise ValueError("a reply has exactly the keys emotion, intensity and text")
    text, emotion, intensity = value["text"], value["emotion"], value["intensity"]
    if not isinstance(text, str):
        raise ValueError("text must be a string")
    if not isinstance(emotion, str) or emotion not in CANONICAL:
        raise ValueError("emotion must be canonical")
    if isinstance(intensity, bool) or not isinstance(intensity, int | float) or not 0 <= intensity <= 1:
        raise ValueError("intensity must be a number from 0 to 1")
    return whole(text), Mood(emotion, float(intensity))


@dataclass(frozen=True, slots=True)
class MoodKnown:
    """The mood, exactly once: when emotion and intensity are read, at the first word if only the emotion came before
    it, at the end otherwise."""

    mood: Mood


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Further words; never empty. All deltas joined are the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The reply has ended; exactly once. raw: the object as it came, or re-encoded where no whole object came.

    complete: a whole object with a text came.
    """

    text: str
    mood: Mood
    raw: str
    complete: bool


ReplyEvent = MoodKnown | TextDelta | Done
_State = Callable[[str, list[ReplyEvent]], str]


def read_mood(emotion: object, intensity: object) -> Mood:
    """Whatever a model said: aliases mapped, unknown is neutral, intensity clamped to [0.1, 1], else `UNSAID`."""
    name = canonical(emotion) if isinstance(emotion, str) else None
    try:
        value = float(intensity) if isinstance(intensity, int | float | str) else UNSAID
    except (ValueError, OverflowError):
        value = UNSAID
    return Mood(name or "neutral", UNSAID if value != value else min(1.0, max(0.1, value)))


class ReplyReader:
    """Reads a reply as it is generated: either order, cut anywhere, and what other people's models make of it.

    Tolerated: white space, code fences, a <think> block first, other keys and nested values, a repeated or wrong-typed
    key, an emotion as {"type": …, "intensity": …}. What is no JSON object becomes the text, with a neutral mood.
    Call `finish()` when the stream ends; after `Done` everything else is ignored. In the order `plain` all of it is the
    text, whatever it looks like, felt with `mood`.
    """

    def __init__(self, order: Order = "emotion_first", mood: Mood | None = None) -> None:
        self._order: Order = order
        self._mood = mood
        self._utf8 = Utf8()
        self._state: _State | None = self._plain if order == "plain" else self._start
        self._head = ""  # not yet known to be an object or plain text
        self._raw: list[str] = []
        self._name = ""
        self._value = ""
        self._depth = 0
        self._quoted = False
        self._stream = TextStream()
        self._text: list[str] | None = None
        self._emotion: object = None
        self._intensity: object = None
        self._announced = False
        self._understood = False

    def feed(self, data: bytes | str) -> list[ReplyEvent]:
        """What is known now that was not before."""
        events: list[ReplyEvent] = []
        text = self._utf8.feed(data)
        while text and self._state is not None:
            text = self._state(text, events)
        return events

    def finish(self) -> list[ReplyEvent]:
        """The stream has ended; nothing if `Done` has been told already."""
        events: list[ReplyEvent] = []
        if self._state is None:
            return events
        if self._state == self._start and not self._head.startswith("<think>"):
            self._plain(self._head, events)
        elif not self._understood and self._raw:
            self._plain("".join(self._raw), events)
        elif self._state == self._words:
            self._say(self._stream.finish(), events)
        elif self._state == self._literal:
            self._keep(self._value)
        self._end(events, complete=False)
        return events

    def _end(self, events: list[ReplyEvent], *, complete: bool) -> None:
        self._state = None
        self._announce(events)
        text = "".join(self._text or ())
        mood = self._felt()
        raw = "".join(self._raw) if complete else encode(text, mood, self._order)
        events.append(Done(text, mood, raw, complete))

    def _announce(self, events: list[ReplyEvent]) -> None:
        if not self._announced:
            self._announced = True
            events.append(MoodKnown(self._felt()))

    def _felt(self) -> Mood:
        return self._mood or read_mood(self._emotion, self._intensity)

    def _say(self, delta: str, events: list[ReplyEvent]) -> None:
        if delta:
            if self._emotion is not None:
                self._announce(events)
            assert self._text is not None
            self._text.append(delta)
            events.append(TextDelta(delta))

    # --- before the object ---

    def _start(self, text: str, events: list[ReplyEvent]) -> str:
        self._head = (self._head + text).lstrip("\ufeff \t\r\n")
        if self._head.startswith("```"):
            line, newline, rest = self._head.partition("\n")
            if "{" in line:  # on the line of the fence itself, whether or not its end has come
                self._head = line[line.index("{") :] + newline + rest
            elif newline:
                self._head = ""
                return rest
            else:
                return ""
        elif self._head.startswith("<think>"):
            _, closed, rest = self._head.partition("</think>")
            self._head = "" if closed else self._head[:7] + self._head[7:][-8:]
            return rest
        if not self._head or any(opening.startswith(self._head) for opening in ("```", "<think>")):
            return ""
        self._state = self._brace if self._head.startswith("{") else self._plain
        return self._head

    def _plain(self, text: str, events: list[ReplyEvent]) -> str:
        if self._text is None:
            self._text = []
            self._announce(events)
        self._state = self._plain
        self._say(text, events)
        return ""

    def _brace(self, text: str, events: list[ReplyEvent]) -> str:
        self._raw.append("{")
        self._state = self._between
        return text[1:]

    # --- inside the object ---

    def _between(self, text: str, events: list[ReplyEvent]) -> str:
        char = text[0]
        if char == "}":
            self._raw.append(char)
            self._end(events, complete=self._text is not None)
        elif char == '"':
            self._raw.append(char)
            self._name, self._stream, self._state = "", TextStream(), self._key
        elif self._understood or char in ", \t\r\n":
            self._raw.append(char)
        else:
            return self._give_up(text)
        return text[1:]

    def _give_up(self, text: str) -> str:
        self._state = self._plain
        opening, self._raw = "".join(self._raw), []
        return opening + text

    def _string(self, text: str) -> tuple[str, str]:
        delta = self._stream.feed(text)
        rest = self._stream.rest
        self._raw.append(text[: len(text) - len(rest)])
        return delta, rest

    def _key(self, text: str, events: list[ReplyEvent]) -> str:
        delta, rest = self._string(text)
        self._name = (self._name + delta)[:_KEPT]
        if self._stream.closed:
            self._name, self._state = self._name.strip().casefold(), self._colon
        return rest

    def _colon(self, text: str, events: list[ReplyEvent]) -> str:
        if text[0] not in ": \t\r\n":
            return self._give_up(text) if not self._understood else self._skip(text)
        self._raw.append(text[0])
        if text[0] == ":":
            self._understood, self._state = True, self._before_value
        return text[1:]

    def _skip(self, text: str) -> str:
        self._state = self._between
        return text

    def _before_value(self, text: str, events: list[ReplyEvent]) -> str:
        char = text[0]
        self._value, self._stream = "", TextStream()
        if char in " \t\r\n":
            self._raw.append(char)
        elif char == '"':
            self._raw.append(char)
            first = self._name == "text" and self._text is None
            self._text = [] if first else self._text
            self._state = self._words if first else self._other_string
        elif char in "{[":
            self._depth, self._quoted, self._state = 0, False, self._nested
            return text
        else:
            self._state = self._literal
            return text
        return text[1:]

    def _words(self, text: str, events: list[ReplyEvent]) -> str:
        delta, rest = self._string(text)
        self._say(delta, events)
        if self._stream.closed:
            self._state = self._between
        return rest

    def _other_string(self, text: str, events: list[ReplyEvent]) -> str:
        delta, rest = self._string(text)
        self._value = (self._value + delta)[:_KEPT]
        if self._stream.closed:
            self._take(self._value, events)
        return rest

    def _literal(self, text: str, events: list[ReplyEvent]) -> str:
        if text[0] in ",}] \t\r\n":
            self._take(self._value, events)
            return text
        self._raw.append(text[0])
        self._value = (self._value + text[0])[:_KEPT]
        return text[1:]

    def _nested(self, text: str, events: list[ReplyEvent]) -> str:
        char = text[0]
        self._raw.append(char)
        self._value = (self._value + char)[:_KEPT]
        if self._quoted:
            self._stream.feed(char)
            self._quoted = not self._stream.closed
        elif char == '"':
            self._quoted, self._stream = True, TextStream()
        else:
            self._depth += (char in "{[") - (char in "}]")
        if self._depth == 0 and not self._quoted:
            try:
                value = json.loads(self._value)
            except (ValueError, RecursionError):
                value = None
            self._take(value, events)
        return text[1:]

    def _take(self, value: object, events: list[ReplyEvent]) -> None:
        self._state = self._between
        self._keep(value)
        if self._emotion is not None and self._intensity is not None:
            self._announce(events)

    def _keep(self, value: object) -> None:
        if self._name == "emotion" and isinstance(value, dict):
            self._emotion, self._intensity = value.get("type", value.get("name")), value.get("intensity")
        elif self._name == "emotion":
            self._emotion = value
        elif self._name == "intensity":
            self._intensity = value
