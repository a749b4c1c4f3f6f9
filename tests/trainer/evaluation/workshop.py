"""A workspace as the stages before `evaluate` leave it, with real models: the shipped starter brain and its base."""

from functools import cache
from pathlib import Path
from typing import Any

from companion import paths
from companion.persona.character import Character, load_character
from trainer import render, rows
from trainer.convert import own
from trainer.recipe import Recipe
from trainer.rows import Exchange, Row
from trainer.stage import Context, variants
from trainer.workspace import Workspace

BRAIN = paths.assets() / "starter" / "brain" / "starter-q8_0.gguf"

SAID = {  # what the shipped Snow White really learned to say, and says
    "ko": [
        ("안녕", "어머, 오셨군요! 기다리고 있었어요.", "joy", 0.6),
        ("이름이 뭐야?", "저는 백설공주예요. 만나서 반가워요.", "smile", 0.5),
        ("오늘 뭐 했어?", "아침에는 빨래를 널고, 낮에는 산딸기를 땄어요.", "smile", 0.5),
        ("나 슬퍼", "많이 슬프시군요. 제 곁에서 잠시 쉬어 가세요.", "worried", 0.5),
        ("사과 좋아해?", "사과는 꼭 두 번 살펴본답니다. 그런 버릇이 생겼어요.", "worried", 0.4),
        ("고마워", "별말씀을요. 그 말씀에 마음이 따뜻해졌어요.", "love", 0.5),
        ("잘 자", "안녕히 주무세요. 좋은 꿈 꾸시길 바랄게요.", "sleepy", 0.4),
        ("난쟁이는 몇 명이야?", "일곱 분이에요. 모두 가족 같은 분들이랍니다.", "smile", 0.5),
        ("비가 와", "비 오는 날에는 난롯가가 제일 좋아요.", "neutral", 0.3),
        ("나 시험 붙었어!", "어머, 정말 축하드려요! 파이를 구워야겠어요!", "excited", 0.9),
        ("예쁘다", "어머, 부끄러워요. 그런 말씀을 들으니 볼이 빨개져요.", "shy", 0.6),
        ("심심해", "그럼 제가 옛이야기를 하나 들려드릴까요?", "smile", 0.5),
    ],
    "en": [
        ("Hello", "Good day, dear friend. I am so glad you came.", "joy", 0.6),
        ("What is your name?", "I am Snow White, dear. And what may I call you?", "smile", 0.5),
        ("I am sad", "Oh my, I am sorry. Please sit by the fire with me.", "worried", 0.5),
        ("Do you like apples?", "I look twice at every apple, my friend.", "worried", 0.4),
        ("Thank you", "You are most kind, dear. It was a pleasure.", "love", 0.5),
        ("Good night", "Sleep well, dear friend. The stars watch over you.", "sleepy", 0.4),
        ("I passed my exam!", "How lovely! I shall bake a pie at once, dear!", "excited", 0.9),
        ("It is raining", "Then the fireside is the best place, indeed.", "neutral", 0.3),
        ("You are pretty", "Oh my, you make me blush, dear.", "shy", 0.6),
        ("I am bored", "Then shall I tell you an old tale, my friend?", "smile", 0.5),
        ("Who are the dwarfs?", "They are my dear family, seven of them.", "smile", 0.5),
        ("What did you do today?", "I hung out the washing, dear, and picked berries.", "smile", 0.5),
    ],
}


def character() -> Character:
    return load_character(paths.shipped_characters() / "snow_white")


def some_rows() -> list[Row]:
    """One row of each exchange."""
    return [
        Row(
            id=f"{language}-{number}",
            kind="identity" if "name" in user or "이름" in user else "dialogue",
            language=language,
            scene=f"scene-{number}",
            exchanges=(Exchange(user=user, text=text, emotion=emotion, intensity=intensity),),
        )
        for language, found in SAID.items()
        for number, (user, text, emotion, intensity) in enumerate(found)
    ]


def recipe(**changes: Any) -> Recipe:
    """Small, with the sampling of the starter brain."""
    made = {
        "prompt": "short",
        "quantize": ["q8_0"],
        "deploy": "q8_0",
        "train": {"method": "full", "threads": 1, "max_length": 512},
        "sampling": {"temperature": 0.5, "repeat_penalty": 1.0, "max_tokens": 120},
        "evaluate": {"samples": 24, "probes": 18},
    }
    return Recipe.model_validate({**made, **changes})


@cache
def base_gguf(folder: Path) -> Path:
    """The starter base as F16 GGUF, by our own converter."""
    target = folder / "base-f16.gguf"
    source = paths.assets() / "starter" / "base"
    from companion.persona.prompt import CHAT_TEMPLATE

    own.convert(source, target, template=CHAT_TEMPLATE, name="starter", tell=lambda done, total, note: None)
    return target


def fill(folder: Path, base: Path, made: Recipe, found: list[Row] | None = None) -> Context:
    """A workspace in which everything before `evaluate` is done, with these rows (or some)."""
    workspace = Workspace(folder / "snow_white")
    who = render.fitting(character(), made.task)
    prepared = workspace.stage("prepare")
    said = some_rows() if found is None else found
    for split, part in (("train", said[::2]), ("test", said[1::2]), ("val", [])):
        rows.write(prepared / "rows" / f"{split}.jsonl", part)
        lines = [render.jsonl(render.messages(who, row, detail=made.prompt), {"id": row.id}) for row in part]
        (prepared / f"{split}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    converted, quantized = workspace.stage("convert"), workspace.stage("quantize")
    files = {converted / "base" / "model-f16.gguf": base}
    for name in variants(made):
        files |= {converted / name / "model-f16.gguf": base, quantized / name / "model-q8_0.gguf": BRAIN}
    for target, source in files.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(source)
    out = workspace.stage("evaluate")
    out.mkdir(parents=True)
    return Context(workspace, made, who, out, lambda done, total, note: None, lambda record: None, offline=True)
