"""What stands in the windows of the pictures: a conversation, a character card, someone who is being made.

Plain values and files in a profile of its own; no Qt.
"""

import time
from pathlib import Path
from typing import Any

import yaml

from companion import paths
from companion.memory.conversation import Conversation
from companion.memory.store import Store
from companion.persona import bring, cards, own
from companion.persona.cards import Card
from companion.persona.character import find_character
from companion.persona.emotion import Mood
from companion.ui.make.progress import Progress
from companion.ui.make.values import Gate, Plan, Preset, Report, Sample, Trouble
from companion.voice.types import Turn

WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("window_words.yaml").read_text(encoding="utf-8"))
"""Language -> what is said in the pictures."""
LONG = 5_000  # turns, two messages each


class _Clock:
    """Seconds since 1970 that pass a little with every look: the words lie some minutes apart."""

    def __init__(self, now: float, step: float) -> None:
        self.now, self.step = now, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def write_talks(language: str) -> int:
    """Conversations with several characters. Returns the number of a long one."""
    now, words = time.time(), WORDS[language]
    store = Store(paths.database(), _Clock(now - 9 * 86_400, 3_600))
    long = store.new_conversation("snow_white").id
    with store.changing() as connection:
        _write_long(connection, long, language, now - 9 * 86_400)
    for who, said, answer in words["others"]:
        _exchange(store.new_conversation(who), Turn(1, "typed"), language, said, answer, Mood("smile", 0.5))
    store.close()
    store = Store(paths.database(), _Clock(now - 1_500, 20))
    main = store.new_conversation("snow_white")
    turn = Turn(1, "typed")
    for number, line in enumerate(words["talk"]):
        turn = Turn(number + 1, "voice" if number % 2 else "typed")
        _exchange(main, turn, language, line["said"], line["answer"], Mood(*line["feels"]), cut=number == 1)
    again, mood = Turn(9, "typed", instead=turn.stored), Mood("joy", 0.9)
    _exchange(main, again, language, words["talk"][-1]["said"], words["another_answer"], mood)
    store.close()
    return long


def _exchange(
    talk: Conversation, turn: Turn, language: str, said: str, answer: str, mood: Mood, *, cut: bool = False
) -> None:
    """cut: she was interrupted in the middle."""
    talk.user_said(turn, said, language, "")
    talk.reply_done(turn, answer, answer[: len(answer) // 2] if cut else answer, not cut, mood, "")


def _write_long(connection: Any, number: int, language: str, began: float) -> None:
    """`LONG` turns at once, a minute each; by the conversation's own calls they would take minutes to write."""
    talk, before = WORDS[language]["talk"], 0
    for count in range(LONG):
        line, at = talk[count % len(talk)], began + count * 60
        said, answer = f"{count + 1}. {line['said']}", line["answer"]
        added = connection.execute(
            "INSERT INTO turn(conversation, source, language, user, started, text, heard, complete, emotion, intensity,"
            " answered, parent) VALUES (?, 'typed', ?, ?, ?, ?, ?, 1, 'smile', 0.5, ?, ?)",
            (number, language, said, at, answer, answer, at + 3, before),
        )
        before = int(added.lastrowid or 0)


def write_card(language: str, folder: Path, picture: bytes) -> Path:
    """A V3 card with a lorebook."""
    entries = [
        {"keys": [key], "content": text, "extensions": {}, "enabled": True, "insertion_order": at, "use_regex": False}
        for at, (key, text) in enumerate(WORDS[language]["lorebook"])
    ]
    data = {**WORDS[language]["card"], "character_book": {"entries": entries, "extensions": {}}}
    path = folder / "mira.png"
    cards.write(Card(3, data, picture=picture), path, 3)
    return path


def take_in_card(file: Path) -> str:
    return bring.take_in(bring.look(file)).characters[0].id


def own_sheet(character_id: str) -> Path:
    """A copy of a shipped one that is the person's. Returns its character.yaml."""
    own.own_copy(find_character(character_id))
    return paths.user_characters() / character_id / "character.yaml"


# --- someone who is being made ---

PRESETS = (
    Preset("starter", "starter", "", 2_800_000, "GPL-3.0-or-later", True, 0, True),
    Preset("qwen3-4b", "Qwen/Qwen3-4B-Instruct-2507", "", 4_000_000_000, "Apache-2.0", True, 8_000_000_000),
    Preset("exaone-3.5", "LGAI-EXAONE/EXAONE-3.5-7.8B-Instruct", "", 7_800_000_000, "EXAONE", False, 15_600_000_000),
)
STAGES = ("collect", "clean", "dialogues", "prepare", "check", "train", "merge", "convert", "quantize", "evaluate")
PLAN = Plan({"prepare": 20.0, "train": 200.0, "evaluate": 90.0}, 774_000_000, 83_000_000, 70_000_000_000, True, (), ())
BLOCKED = Plan(
    {}, 16_000_000_000, 31_000_000_000, 2_000_000_000, False, ("seconds",),
    (Trouble("recipe.yaml, line 3", "Qwen/Qwen3-4B-Instruct-2507 is not on this computer", "", True, "base-offline"),),
)  # fmt: skip


def samples(language: str) -> tuple[Sample, ...]:
    return tuple(Sample(*one) for one in WORDS[language]["samples"])


def running(language: str) -> Progress:
    """Told by the events that a run writes into its progress.jsonl."""
    progress = Progress().after({"event": "run_started", "stages": list(STAGES)})
    for number, stage in enumerate(STAGES[:5]):
        progress = progress.after({"event": "stage_started", "stage": stage})
        progress = progress.after({"event": "stage_finished", "stage": stage, "seconds": 2.0 + 3 * number})
    progress = progress.after({"event": "stage_started", "stage": "train"})
    for step in range(1, 60):
        values = {"step": step, "loss": 3.2 / (1 + step / 14) + 0.08 * ((step * 7) % 5)}
        progress = progress.after({"event": "metrics", "stage": "train", "values": values})
        if step % 15 == 0:
            values = {"step": step, "eval_loss": 3.3 / (1 + step / 13)}
            progress = progress.after({"event": "metrics", "stage": "train", "values": values})
    return progress.after({"event": "progress", "stage": "train", "done": 59, "total": 140, "eta": 118.0})


def failed(language: str) -> Progress:
    told = {"event": "stage_failed", "stage": "train", "code": "memory", "message": "Memory ran out."}
    return running(language).after(told).after({**told, "event": "run_failed"})


def report(language: str, *, good: bool) -> Report:
    gates = (
        Gate("json_valid", 1.0, 0.99, "least", True, ""),
        Gate("emotion", 0.86 if good else 0.41, 0.7, "least", good, ""),
        Gate("identity", 0.97, 0.9, "least", True, ""),
        Gate("style", 0.92 if good else 0.64, 0.8, "least", good, ""),
        Gate("language", 1.0, 0.98, "least", True, ""),
        Gate("leak", 0.0, 0.0, "most", True, ""),
        Gate("stop", 1.0, 0.98, "least", True, ""),
    )
    return Report(good, gates, samples(language), 240, 3_000_000, "starter", Path("card.html"))
