"""Who said what, in order -> conversations with the character. Pure; any thread.

Others' words before hers are what she answers (M7); the last ones before each reply are the user's turn, earlier ones
the background. Lines of one speaker in a row are one turn.
"""

import hashlib
from collections.abc import Iterable, Sequence

from companion.persona import reply
from companion.persona.emotion import canonical
from trainer.rows import Exchange, Kind, Row, Utterance
from trainer.sources.found import Source, row_id
from trainer.sources.language import language_in
from trainer.sources.names import Names, bare, is_user

UNSAID = 0.0
"""Intensity of an imported reply whose source says nothing about feelings: `neutral` with it means "not labelled"."""
MAX_EXCHANGES = 12


def exchange(user: str, text: str, emotion: str = "neutral", intensity: float = UNSAID) -> Exchange:
    return Exchange(user=user.strip(), text=text.strip(), emotion=emotion, intensity=intensity)


def answered(user: str, raw: str) -> Exchange:
    """An exchange whose answer may be a reply object, as our own data have it, or plain words without a feeling.

    Raises:
        ValueError: the answer is empty, or looks like a reply object but is not a whole one.
    """
    raw = raw.strip()
    if raw.startswith("{") and '"text"' in raw:
        text, mood = reply.decode(raw)
        return exchange(user, text, mood.emotion, mood.intensity)
    if not raw:
        raise ValueError("the answer is empty")
    return exchange(user, raw)


def merged(lines: Iterable[Utterance]) -> list[Utterance]:
    """Lines of one speaker in a row joined by a line end (M1)."""
    turns: list[Utterance] = []
    for line in lines:
        if turns and bare(turns[-1].speaker) == bare(line.speaker) and line.speaker:
            turns[-1] = Utterance(speaker=turns[-1].speaker, text=f"{turns[-1].text}\n{line.text}")
        else:
            turns.append(line)
    return turns


def conversation(lines: Iterable[Utterance], names: Names) -> tuple[tuple[Utterance, ...], tuple[Exchange, ...]]:
    """(others' words before the first exchange, the exchanges). No exchanges: she says nothing in it.

    A person's words are taken as they are; another character's stand with the name before them. Words after her last
    reply answer nothing and fall away."""
    waiting: list[Utterance] = []
    background: tuple[Utterance, ...] = ()
    exchanges: list[Exchange] = []
    for line in merged(lines):
        if not names.is_her(line.speaker):
            waiting.append(line)
            continue
        if not exchanges:
            background, waiting = tuple(waiting[:-1]), waiting[-1:]
        if exchanges and not waiting:
            last = exchanges[-1]
            exchanges[-1] = last.model_copy(update={"text": f"{last.text}\n{line.text}"})
        else:
            exchanges.append(exchange("\n".join(map(_said, waiting)), line.text))
        waiting = []
    return background, tuple(exchanges)


def _said(line: Utterance) -> str:
    speaker = bare(line.speaker)
    return line.text if is_user(speaker) or not speaker else f"{speaker}: {line.text}"


def rows(
    source: Source,
    place: int | str,
    exchanges: Sequence[Exchange],
    *,
    kind: Kind = "dialogue",
    background: tuple[Utterance, ...] = (),
    scene: str = "",
    topic: str = "",
    summary: str = "",
) -> list[Row]:
    """A conversation as rows of at most `MAX_EXCHANGES` exchanges, all of one scene. Empty where no language is told.

    place: where in the file it stands; with the file's name it makes the ids."""
    answers = " ".join(turn.text for turn in exchanges)
    language = language_in(answers, " ".join(turn.user for turn in exchanges))
    if language is None or not exchanges:
        return []
    scene = scene_id(source, place) if not scene else scene_id(source, scene)
    return [
        Row(
            id=row_id(source, f"{place}/{start}"),
            kind=kind,
            language=language,
            scene=scene,
            topic=topic,
            summary=summary,
            background=background if start == 0 else (),
            exchanges=tuple(exchanges[start : start + MAX_EXCHANGES]),
            source=source.name,
        )
        for start in range(0, len(exchanges), MAX_EXCHANGES)
    ]


def scene_id(source: Source, scene: int | str) -> str:
    """Name of a scene of this file; rows of one scene are never split over training and test."""
    return "source-" + hashlib.sha256(f"{source.name}\n{scene}".encode()).hexdigest()[:12]


def emotion_of(value: object) -> tuple[str, float | None]:
    """Emotion and intensity of an imported label: a name, or `{type | name | emotion, intensity}`.

    Raises:
        ValueError: unknown emotion, or an intensity that is not a number from 0 to 1.
    """
    intensity: object = None
    if isinstance(value, dict):
        intensity = value.get("intensity")
        value = value.get("type", value.get("name", value.get("emotion")))
    found = canonical(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("unknown emotion")
    return found, None if intensity is None else strength(intensity)


def strength(value: object) -> float:
    """An intensity. Raises ValueError unless it is a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("intensity must be a number from 0 to 1")
    return float(value)
