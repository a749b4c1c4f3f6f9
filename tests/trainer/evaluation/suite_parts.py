"""Small held-out material and hand-made replies, for the tests of the judge."""

from pathlib import Path

from companion import paths
from companion.persona.character import Character, Language, load_character
from companion.persona.emotion import Mood
from companion.persona.reply import encode
from trainer.evaluation.speaker import Said
from trainer.evaluation.suite_ask import Asked, Group, Reply
from trainer.evaluation.suite_material import Intent, Step, Suite, Turn

HELD_OUT = Path(__file__).resolve().parents[2] / "starter" / "held_out"
BRAIN = paths.assets() / "starter" / "brain" / "starter-q8_0.gguf"
INTENTS = {
    "comfort": Intent(ko=("괜찮", "속상"), en=("sorry", "hurt")),
    "joy": Intent(ko=("축하",), en=("congrat", "wonderful")),
    "food": Intent(ko=("맛", "먹"), en=(r"\beat", "tast")),
}


def material(*turns: Turn, leaks: tuple[str, ...] = (), invented: tuple[str, ...] = ()) -> Suite:
    """With nothing in it but these turns."""
    return Suite(
        ("snow_white", "ruby"), ("ruby",), INTENTS, turns, (), (), (), {"ko": (), "en": ()}, leaks, invented, 2
    )


def snow_white() -> Character:
    return load_character(paths.shipped_characters() / "snow_white")


def ruby() -> Character:
    return load_character(paths.shipped_characters() / "ruby")


def said(text: str, emotion: str = "smile", intensity: float = 0.5) -> Said:
    mood = Mood(emotion, intensity)
    return Said(text, mood, encode(text, mood, "emotion_first"), True, 5, 0.1)


def turn(name: str, user: str, intent: str = "food", *, language: Language = "ko", **more: object) -> Turn:
    whole = {"id": name, "character": "snow_white", "language": language, "user": user, "intent": intent}
    return Turn.model_validate({"feelings": ["smile", "joy"], **whole, **more})


def step(user: str = "응", feelings: tuple[str, ...] = ("sad", "worried"), **more: object) -> Step:
    return Step.model_validate({"user": user, "feelings": feelings, **more})


def reply(
    text: str,
    entry: Asked = None,
    *,
    group: Group = "turn",
    language: Language = "ko",
    character: str = "snow_white",
    emotion: str = "smile",
    intensity: float = 0.5,
    talk: str = "",
    user: str = "",
) -> Reply:
    words = user or (getattr(entry, "user", "") or "…")
    name = getattr(entry, "id", f"{talk}/1" if talk else "neutral")
    return Reply(name, group, character, language, words, said(text, emotion, intensity), entry, talk)
