"""Everything that may become a training row: rows of the sources, lines and passages of the sources, dialogues. Pure.

A line of a source becomes a conversation of one exchange with what was said before it as background. Lines of one
place in a source make one scene; a scene's context never reaches into another, so that no test line has been read in
training.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import dropwhile

from companion.persona import emotion as feelings
from companion.persona.character import Character, Language
from trainer.rows import Exchange, FeltMood, Kind, Line, Passage, Row, Utterance
from trainer.sources.names import bare, fold, is_user

BLOCK = 12  # lines of a source that make a scene, where the source marks none
UNLABELLED = ("neutral", 0.0)  # an exchange whose feeling nobody named; `trainer.data.feelings` fills it in
_ASK: dict[Language, str] = {
    "ko": "{emotion}의 감정으로 장면을 써 줘. 들어갈 말: {words}",
    "en": "Write a scene that feels like {emotion}. Words in it: {words}",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """row, and what only its origin knows. partner: who speaks with her, where the scene names someone. staged: the
    source's own words. mood_follows: the mood before is the reply's own (a script is asked for in a feeling)."""

    row: Row
    partner: str = ""
    staged: bool = False
    mood_follows: bool = False


def from_rows(rows: Iterable[Row], partners: Mapping[str, str], *, staged: bool = False) -> Iterator[Candidate]:
    """partners: scene id -> who speaks with her there."""
    for row in rows:
        yield Candidate(row, partners.get(row.scene, ""), staged)


def from_lines(lines: Iterable[Line], kind: Kind = "dialogue") -> Iterator[Candidate]:
    """Rows out of a source's lines, in their order. A line before which nobody spoke gives none."""
    source, marker, block, number = "", "", 0, 0
    read: set[str] = set()  # texts of this scene
    elsewhere: set[str] = set()  # texts of the scene before it
    for line in lines:
        fresh = line.source != source
        if fresh or line.scene != marker or number >= BLOCK:
            block = 0 if fresh else block + 1
            elsewhere, read, number = (set() if fresh else read), set(), 0
        source, marker, number = line.source, line.scene, number + 1
        read |= {turn.text for turn in line.before} | {line.text}
        before = tuple(dropwhile(lambda turn: turn.text in elsewhere, line.before))  # noqa: B023
        if before:
            yield Candidate(_row(line, before, f"{line.source}#{block}", kind), staged=True)


def from_passages(
    passages: Iterable[Passage], words: Mapping[str, tuple[str, float, tuple[str, ...]]]
) -> Iterator[Candidate]:
    """Script rows (L9): a passage is what is written when its feeling is asked for.

    words: passage id -> emotion, intensity and the words that show it; passages without are left out (L3).
    """
    for passage in passages:
        found = words.get(passage.id)
        if found is None:
            continue
        emotion, intensity, shown = found
        label = feelings.LABELS[emotion][passage.language]
        ask = _ASK[passage.language].format(emotion=label, words=", ".join(shown[:5]))
        row = Row(
            id=f"script-{passage.id}",
            kind="script",
            language=passage.language,
            scene=f"{passage.source}#{passage.id}",
            mood=FeltMood(emotion=emotion, intensity=intensity),
            exchanges=(Exchange(user=ask, text=passage.text, emotion=emotion, intensity=intensity),),
            source=passage.source,
        )
        yield Candidate(row, staged=True, mood_follows=True)


def usable(character: Character, language: Language) -> bool:
    """Whether she speaks this language at all."""
    return language in character.languages and language in character.speech and language in character.one_line


def _row(line: Line, before: tuple[Utterance, ...], scene: str, kind: Kind) -> Row:
    emotion, intensity = UNLABELLED
    last = before[-1]
    speaker = bare(last.speaker)
    alone = len({fold(turn.speaker) for turn in before} - {fold(line.speaker)}) <= 1
    user = last.text if alone or is_user(speaker) or not speaker else f"{speaker}: {last.text}"
    return Row(
        id=f"line-{line.id}",
        kind=kind,
        language=line.language,
        scene=scene,
        topic=line.scene,
        background=before[:-1],
        exchanges=(Exchange(user=user, text=line.text, emotion=emotion, intensity=intensity),),
        source=line.source,
    )
