"""The conversations that her memory is developed by, as `trainer.evaluation` asks and judges them. Reads YAML.

A file: `comfort` and `joy` (patterns of a reply that comforts or rejoices, by language) and `talks`: who, language and
five turns, each `feelings | what is said | what shows that she takes up what was said | what would contradict`.
"""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from companion.errors import TrainingError
from trainer.evaluation.suite_material import Intent, Step, Suite, Talk

HERE = Path(__file__).parent
FILES = ("talks.yaml", "talks_kept.yaml", "talks_news.yaml", "talks_news_kept.yaml")
FRIENDS = ("daon", "solmi", "nuri", "moru")


def load(path: Path) -> Suite:
    """What a file holds. Raises TrainingError that names the conversation."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    talks = []
    for number, each in enumerate(data["talks"], 1):
        try:
            talks.append(_talk(number, each))
        except (ValidationError, ValueError, KeyError) as error:
            raise TrainingError(
                f"{path}, conversation {number}: {error}",
                code="talks-invalid",
                hint="Five turns: `feelings | words | patterns / patterns | patterns`.",
            ) from error
    names = tuple(dict.fromkeys(talk.character for talk in talks))
    return Suite(
        characters=names,
        friends=tuple(name for name in names if name in FRIENDS),
        intents={kind: Intent(**data[kind]) for kind in ("comfort", "joy")},
        turns=(),
        probes=(),
        talks=tuple(talks),
        odd=(),
        neutral={"ko": (), "en": ()},
        whole=len(names),
    )


def _talk(number: int, data: dict[str, Any]) -> Talk:
    return Talk(
        id=f"told-{number}",
        character=data["who"],
        language=data["language"],
        turns=tuple(_step(text) for text in data["turns"]),
    )


def _step(text: str) -> Step:
    feelings, user, *rest = (part.strip() for part in text.split(" | ", 3))
    expects, against = (*(tuple(filter(None, part.strip(" |").split(" / "))) for part in rest), (), ())[:2]
    return Step(
        user=user,
        feelings=tuple(feelings.split(",")),
        needs_context=bool(expects),
        expects=expects,
        contradicts=against,
    )
