"""A conversation as text for people (Markdown), with everything (JSON), and for training (JSON Lines).

The JSON Lines are what `companion-train` reads as chat data: one talk of `{"messages": [{"role", "content"}]}` a line.
It wants words of a person and an answer in turn: a greeting begins a new line, turns without an answer stay out.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from companion.errors import MemoryStoreError
from companion.memory.rows import ConversationInfo, StoredTurn
from companion.persona.reply import encode

FORMAT, VERSION = "companion-conversation", 1


def markdown(info: ConversationInfo, turns: Sequence[StoredTurn], her_name: str, my_name: str) -> str:
    """Who said what, with the time. What was not heard of an answer is struck through."""
    lines = [f"# {info.title or her_name}", "", f"{her_name} · {_day(info.started)}"]
    day = ""
    for turn in turns:
        if (today := _day(turn.when)) != day:
            day = today
            lines += ["", f"## {day}"]
        if turn.user:
            lines += ["", f"**{my_name}** · {_time(turn.when)}", "", turn.user]
        if turn.text:
            feeling = "" if turn.mood.emotion == "neutral" else f" · {turn.mood.emotion}"
            when = _time(turn.when if turn.answered is None else turn.answered)
            lines += ["", f"**{her_name}** · {when}{feeling}", "", _heard(turn)]
    return "\n".join(lines) + "\n"


def whole(info: ConversationInfo, turns: Sequence[StoredTurn], her_name: str) -> str:
    """All that the memory knows of the turns that are shown."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "character": {"id": info.character, "name": her_name},
        "title": info.title,
        "started": stamp(info.started),
        "turns": [_turn(turn) for turn in turns],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def training(info: ConversationInfo, turns: Sequence[StoredTurn]) -> str:
    """A line for each stretch of words and answers; her answers with their emotion, as she gives them."""
    stretches: list[list[dict[str, str]]] = [[]]
    for turn in turns:
        heard = turn.heard.strip()
        if not turn.user:
            stretches.append([])
        if heard:
            words = [{"role": "user", "content": turn.user}] if turn.user else []
            stretches[-1] += [*words, {"role": "assistant", "content": encode(heard, turn.mood)}]
    meta = {"scene_title": info.title} if info.title else {}
    rows = [{"messages": messages} | ({"metadata": meta} if meta else {}) for messages in stretches if messages]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write(path: Path, text: str) -> None:
    """Write a file by write-then-rename.

    Raises:
        MemoryStoreError: it can't be written there."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise MemoryStoreError(
            f"The conversation can't be saved as {path}: {error.strerror}.",
            code="export-unwritable",
            hint="Choose another folder.",
        ) from error


def _turn(turn: StoredTurn) -> dict[str, object]:
    said = {"text": turn.user, "when": stamp(turn.when), "by": turn.source, "language": turn.language}
    answer = {
        "text": turn.text,
        "heard": turn.heard,
        "complete": turn.complete,
        "emotion": turn.mood.emotion,
        "intensity": turn.mood.intensity,
        "when": None if turn.answered is None else stamp(turn.answered),
    }
    return {"id": turn.id, "said": said if turn.user else None, "answer": answer if turn.text else None}


def _heard(turn: StoredTurn) -> str:
    if turn.complete or not turn.text.startswith(turn.heard):
        return turn.text
    rest = turn.text[len(turn.heard) :].strip()
    return " ".join(part for part in (turn.heard.rstrip(), f"~~{rest}~~" if rest else "") if part)


def _local(when: float) -> datetime:
    return datetime.fromtimestamp(when).astimezone()


def stamp(when: float) -> str:
    """ISO 8601 in local time, to the second."""
    return _local(when).isoformat(timespec="seconds")


def _day(when: float) -> str:
    return _local(when).strftime("%Y-%m-%d")


def _time(when: float) -> str:
    return _local(when).strftime("%H:%M")
