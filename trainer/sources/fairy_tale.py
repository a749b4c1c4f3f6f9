"""What the fairy-tale pipeline and Character-LLM left behind (F3): `generated_agent_scene_*.json` (type, location,
background), `generated_agent_dialogue_*.json` (background, dialogue of role, action, content) and
`prompted_agent_dialogue_*.jsonl` (prompt, output). Pure; any thread.

Scenes become prose that new scenes are made from. Thoughts are no speech and are left out. A dialogue in which nobody
is this character is kept as a script.
"""

import re
from typing import Any

from trainer.rows import Document, Row, Utterance
from trainer.sources import turns
from trainer.sources.found import Found, Skipped, Source, document_id, wrong_lines
from trainer.sources.names import Names, bare
from trainer.sources.records import Record, objects

_THOUGHT = re.compile(r"생각|thinking|thought", re.IGNORECASE)
_TURN = re.compile(
    r"^(?P<role>[^\n:：()]{1,60}?)[ \t]*"
    r"(?:\((?P<in>[^()\n]{1,20})\)|(?P<out>말하기|생각|speaking|thinking))[ \t]*[:：][ \t]*",
    re.MULTILINE,
)
_HINT = "These are not the files that the fairy-tale pipeline writes; mend or delete these entries."


def fits(records: list[Record]) -> bool:
    return isinstance(records[0][1], dict) and _kind(records[0][1]) is not None


def read_records(source: Source, records: list[Record]) -> Found:
    """Scenes, dialogues or prompted dialogues, whichever the file holds.

    Raises:
        TrainingError: entries without their fields; all lines are named.
    """
    entries = objects(source, records, what="entries")
    kind = _kind(entries[0][1])
    wrong = [(line, f"this is no {kind}") for line, entry in entries if _kind(entry) != kind]
    if wrong:
        raise wrong_lines(source, wrong, what="entries", hint=_HINT)
    if kind == "scene":
        return _scenes(source, entries)
    return _dialogues(source, entries, prompted=kind == "prompted dialogue")


def _kind(entry: dict[str, Any]) -> str | None:
    if isinstance(entry.get("dialogue"), list):
        return "dialogue"
    if isinstance(entry.get("prompt"), str) and isinstance(entry.get("output"), str) and "source" in entry:
        return "prompted dialogue"
    if isinstance(entry.get("background"), str) and isinstance(entry.get("location"), str):
        return "scene"
    return None


def _scenes(source: Source, entries: list[tuple[int, dict[str, Any]]]) -> Found:
    documents = []
    for number, (_, entry) in enumerate(entries):
        words = [str(entry[key]).strip() for key in ("location", "background") if str(entry[key]).strip()]
        title = str(entry.get("type", "")).strip()
        documents.append(
            Document(
                id=document_id(source, number), source=source.name, kind="prose", title=title, text="\n\n".join(words)
            )
        )
    return Found("fairy-tale-scenes", documents=tuple(documents))


def _dialogues(source: Source, entries: list[tuple[int, dict[str, Any]]], *, prompted: bool) -> Found:
    names = Names.of(source.character)
    rows: list[Row] = []
    documents: list[Document] = []
    skipped: list[Skipped] = []
    problems: list[tuple[int, str]] = []
    thoughts = 0
    for line, entry in entries:
        try:
            spoken, thought = _prompted(entry["output"]) if prompted else _listed(entry["dialogue"])
        except ValueError as error:
            problems.append((line, str(error)))
            continue
        thoughts += thought
        background, exchanges = turns.conversation(spoken, names)
        summary = " ".join(str(entry.get("background") or entry.get("setting") or "").split())
        fresh = turns.rows(source, line, exchanges, background=background, summary=summary[:400], scene=summary)
        rows += fresh
        if not fresh and spoken:
            text = "\n".join(f"{turn.speaker}: {turn.text}" for turn in spoken)
            number = len(documents)
            documents.append(Document(id=document_id(source, number), source=source.name, kind="script", text=text))
            skipped.append(
                Skipped(f"line {line}", "nobody-is-her", f"nobody in it is {names.display}: kept as a script")
            )
        elif not fresh:
            skipped.append(Skipped(f"line {line}", "empty", "nobody speaks in it"))
    if problems:
        raise wrong_lines(source, problems, what="entries", hint=_HINT)
    if thoughts:
        skipped.append(Skipped("", "thought", f"{thoughts} thought(s) are no speech"))
    return Found("fairy-tale-dialogues", tuple(documents), tuple(rows), tuple(skipped))


def _listed(dialogue: list[Any]) -> tuple[list[Utterance], int]:
    spoken: list[Utterance] = []
    thoughts = 0
    for turn in dialogue:
        if (
            not isinstance(turn, dict)
            or not isinstance(turn.get("content"), str)
            or not isinstance(turn.get("role"), str)
        ):
            raise ValueError("a turn of `dialogue` has no role or no content")
        if _THOUGHT.search(str(turn.get("action", ""))):
            thoughts += 1
        elif turn["content"].strip():
            spoken.append(Utterance(speaker=bare(turn["role"]), text=_plain(turn["content"])))
    return spoken, thoughts


def _prompted(output: str) -> tuple[list[Utterance], int]:
    text = output.replace("<|eot|>", "\n")
    marks = list(_TURN.finditer(text))
    if not marks:
        raise ValueError("`output` holds no turns like `name (speaking): …`")
    spoken: list[Utterance] = []
    thoughts = 0
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        words = _plain(text[mark.end() : following.start() if following else len(text)])
        if _THOUGHT.search(mark.group("in") or mark.group("out")):
            thoughts += 1
        elif words:
            spoken.append(Utterance(speaker=bare(mark.group("role")), text=words))
    return spoken, thoughts


def _plain(words: str) -> str:
    return words.replace("<|eot|>", "").replace("**", "").strip().strip('"“”').strip()
