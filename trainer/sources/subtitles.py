"""Subtitles, SubRip (.srt) and WebVTT (.vtt): the words in order, without times and marks. Any thread."""

import re

from trainer.rows import Document
from trainer.sources.found import Found, Source, document_id, unreadable
from trainer.sources.records import read_text

SUFFIXES = (".srt", ".vtt")
_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_CUE = re.compile(rf"^\s*(?P<from>{_TIME})\s*-->\s*(?P<to>{_TIME})")
_VOICE = re.compile(r"<v(?:\.[^ >]*)? ([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z][^>]{0,80}>|<\d[\d:.]*>|\{\\[^}]*\}")
_DASH = re.compile(r"^\s*[-–—]\s*(?=\S)")
_LONG = 8.0  # seconds of silence that end a scene


def read(source: Source) -> Found:
    """One script; `<v Name>` and `NAME:` name who speaks, a long silence ends a scene.

    Raises:
        TrainingError: no subtitles in it.
    """
    lines: list[str] = []
    spoken: list[str] = []
    last = 0.0
    begun = False
    for line in [*read_text(source).split("\n"), "00:00:00,000 --> 00:00:00,000"]:
        cue = _CUE.match(line)
        if not cue:
            spoken.append(line)
            continue
        lines += _words(spoken) if begun else []
        spoken, begun = [], True
        if lines and lines[-1] and _seconds(cue.group("from")) - last > _LONG:
            lines.append("")
        last = _seconds(cue.group("to"))
    if not any(lines):
        hint = "Give it the right ending, or take it out of sources/."
        raise unreadable(source, "it holds no subtitles", hint, code="source-wrong-type")
    text = "\n".join(lines).strip()
    return Found("subtitles", (Document(id=document_id(source, 0), source=source.name, kind="script", text=text),))


def _words(lines: list[str]) -> list[str]:
    """The speeches of one cue. Its lines are wrapped words of one speaker unless a dash begins each."""
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and lines[-1].strip().isdigit():  # the number of the next cue
        lines.pop()
    said: list[str] = []
    for line in lines:
        plain = _TAG.sub("", _VOICE.sub(r"\1: ", line)).strip()
        if not plain or plain.startswith(("WEBVTT", "NOTE", "STYLE", "REGION", "Kind:", "Language:")):
            continue
        if said and not _DASH.match(plain) and not _VOICE.search(line):
            said[-1] += " " + plain
        else:
            said.append(_DASH.sub("", plain))
    return said


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.split(":"):
        total = total * 60 + float(part.replace(",", "."))
    return total
