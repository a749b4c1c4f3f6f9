"""What a training is given in tests: conversations as `prepare` leaves them, and the context of a stage."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from companion.persona.character import Character, Language, find_character
from trainer import render
from trainer.recipe import Recipe
from trainer.rows import Exchange, Pair, Row, write
from trainer.stage import Context
from trainer.workspace import Workspace

SAID = (
    ("안녕?", "와, 왔구나! 탑까지 올라오느라 힘들었지?", "joy"),
    ("뭐 하고 있었어?", "머리를 빗고 있었어. 오늘은 유난히 길게 느껴지네.", "love"),
    ("심심하지 않아?", "가끔은 심심해. 그래도 창밖을 보면 괜찮아.", "sadness"),
    ("같이 나갈래?", "정말? 나가도 돼? 등불이 보고 싶어!", "surprise"),
    ("무섭지 않아?", "조금 무서워. 손 잡아 줄래?", "fear"),
    ("노래 불러 줘", "꽃이여 빛나라, 하고 부르면 되는 거지?", "joy"),
)
SAID_ENGLISH = (
    ("Hello there!", "You came! The tower is high, are you tired?", "joy"),
    ("What do you like?", "Lanterns. One day I will see them up close.", "love"),
)

# The libraries warn of their own future to one another; what concerns this program stays an error.
LIBRARIES = [pytest.mark.filterwarnings(f"ignore::FutureWarning:{name}") for name in ("transformers", "peft", "trl")]


def rows(count: int = 12, *, stage: int = 2, variant: str = "", prefix: str = "r") -> list[Row]:
    """Conversations of one or two exchanges, Korean and English, all different."""
    made = []
    for number in range(count):
        language: Language = "en" if number % 4 == 3 else "ko"
        said = SAID_ENGLISH if language == "en" else SAID
        turns = [said[(number + turn) % len(said)] for turn in range(1 + number % 2)]
        exchanges = [
            Exchange(user=f"{user} {number}", text=text, emotion=emotion, intensity=0.6)
            for user, text, emotion in turns
        ]
        made.append(
            Row.model_validate(
                {
                    "id": f"{prefix}{number}",
                    "kind": "dialogue",
                    "language": language,
                    "scene": f"scene {number}",
                    "exchanges": exchanges,
                    "stage": stage,
                    "variant": variant,
                }
            )
        )
    return made


@dataclass
class Told:
    """What a stage said while it ran."""

    tells: list[tuple[int, int, str]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def losses(self, part: str = "") -> list[float]:
        return [
            event["loss"]
            for event in self.events
            if "step" in event and part in (event["part"], "") and "loss" in event
        ]


def character() -> Character:
    return find_character("snow_white")


def context(
    folder: Path, recipe: Recipe, stage: str = "train", *, who: Character | None = None
) -> tuple[Context, Told]:
    """A context whose stages lie in `folder`."""
    workspace = Workspace(folder / "toy")
    out = workspace.stage(stage)
    out.mkdir(parents=True, exist_ok=True)
    told = Told()
    tell: Callable[[int, int, str], None] = lambda done, total, note: told.tells.append((done, total, note))  # noqa: E731
    return Context(workspace, recipe, who or character(), out, tell, told.events.append, "f", True), told


def prepare(ctx: Context, train: list[Row], held_out: list[Row], *, detail: str = "short") -> None:
    """Writes what the stage `prepare` writes."""
    folder = ctx.of("prepare")
    for split, found in (("train", train), ("val", held_out), ("test", [])):
        write(folder / "rows" / f"{split}.jsonl", found)
        lines = []
        for row in found:
            messages = render.messages(ctx.character, row, detail=detail)  # type: ignore[arg-type]
            lines.append(render.jsonl(messages, {"id": row.id, "kind": row.kind}) + "\n")
        (folder / f"{split}.jsonl").write_text("".join(lines), encoding="utf-8")


def preferences(ctx: Context, chosen: list[Row]) -> None:
    """Writes what the stage `preferences` writes: each reply against one that nobody wants."""
    folder = ctx.of("preferences")
    pairs, lines = [], []
    for row in chosen:
        worse = Exchange(user=row.exchanges[-1].user, text="저는 Qwen입니다.", emotion="neutral", intensity=0.1)
        pairs.append(Pair(row=row, rejected=worse, reason="leak"))
        question = render.record(render.question(ctx.character, row, detail="short"))
        answers = [render.answer(ctx.character, turn) for turn in (row.exchanges[-1], worse)]
        sides = [[{"role": "assistant", "content": answer}] for answer in answers]
        lines.append(
            json.dumps({"prompt": question, "chosen": sides[0], "rejected": sides[1]}, ensure_ascii=False) + "\n"
        )
    write(folder / "pairs.jsonl", pairs)
    (folder / "dpo.jsonl").write_text("".join(lines), encoding="utf-8")


def recipe(method: str = "qlora", **train: Any) -> Recipe:
    """A training of a few steps on the starter base. train: settings of `train`."""
    stage = {
        "epochs": 2,
        "batch": 4,
        "accumulate": 1,
        "learning_rate": 2e-3,
        "warmup": 0,
        "optimizer": "adamw_torch",
    }
    settings = {
        "method": method,
        "max_length": 512,
        "packing": "off",
        "threads": 1,
        "lora": {"r": 8, "alpha": 16},
        "stages": [stage],
    }
    return Recipe.model_validate({"prompt": "short", "train": settings | train})


def stages(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Several supervised stages, each as in `recipe` but for its changes."""
    plain = recipe().train.stages[0].model_dump()
    return [plain | {"name": f"part_{number}"} | change for number, change in enumerate(changes)]


def log(folder: Path, part: str = "") -> list[dict[str, Any]]:
    """Lines of a variant's log.jsonl."""
    found = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return [line for line in found if part in (line["part"], "")]
