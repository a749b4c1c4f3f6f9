"""WhatsApp's exported text, iOS (`[01/02/24, 3:15:20 PM] Name: words`) and Android (`01/02/2024, 15:15 - Name: words`),
in the date forms of several countries. Messages may have several lines. Pure; any thread.
"""

import re
from datetime import datetime

from trainer.sources.chat import Message, document, drop
from trainer.sources.found import Found, Source

_MARKS = str.maketrans({"\u200e": None, "\u200f": None, "\u202a": None, "\u202c": None, "\u202f": " ", "\u00a0": " "})
_DATE = r"(?P<date>\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\.?)"
_TIME = r"(?P<time>(?:오전 |오후 )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[APap]\.?[Mm]\.?)?)"
_LINE = re.compile(
    rf"^(?:\[{_DATE},? {_TIME}\]|{_DATE.replace('date', 'day')},? {_TIME.replace('time', 'clock')} -) (?P<rest>.*)$"
)
_SAID = re.compile(r"^(?P<name>[^:\n]{1,60}): (?P<text>.*)$", re.DOTALL)
_MEDIA = re.compile(
    r"^(?:<(?:Media omitted|미디어 제외|미디어 파일을 제외한 대화 내용)[^>]*>|<?attached: .*>?|.* \(file attached\)|"
    r"(?:image|video|audio|sticker|GIF|document|Contact card|이미지|동영상|스티커|오디오) (?:omitted|생략됨)|"
    r"This message was deleted\.?|You deleted this message\.?|삭제된 메시지입니다\.?|null)$",
    re.IGNORECASE,
)


def fits_text(text: str) -> bool:
    lines = text[:6000].translate(_MARKS).split("\n")
    return sum(bool((found := _LINE.match(line)) and _SAID.match(found.group("rest"))) for line in lines) >= 2


def read_text(source: Source, text: str) -> Found:
    """The log as one document; media and notices are counted and left out."""
    raw: list[tuple[str, str]] = []
    for line in text.translate(_MARKS).split("\n"):
        found = _LINE.match(line)
        if found:
            raw.append((found.group("date") or found.group("day"), found.group("rest")))
        elif raw:
            raw[-1] = (raw[-1][0], f"{raw[-1][1]}\n{line}")
    messages: list[Message] = []
    dropped: dict[str, int] = {}
    for day, rest in raw:
        said = _SAID.match(rest)
        words = said.group("text").strip() if said else ""
        if said is None:
            drop(dropped, "notice")
        elif _MEDIA.fullmatch(words) or not words:
            drop(dropped, "attachment")
        else:
            messages.append(Message(said.group("name").strip(), words, _day(day)))
    return document(source, "whatsapp", messages, dropped)


def _day(text: str) -> datetime | None:
    """The day; where day and month can't be told apart the first is the month. Only distances matter here."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    year, first, second = numbers if numbers[0] > 31 else (numbers[2], numbers[0], numbers[1])
    month, day = (second, first) if first > 12 else (first, second)
    try:
        return datetime(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
