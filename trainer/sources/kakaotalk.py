"""KakaoTalk exports, Korean and English: Windows (`[이름] [오후 3:15] 말`), Android and iOS (`2024년 1월 1일 오후 3:15,
이름 : 말`), and the CSV of macOS. Messages may have several lines. Pure; any thread.
"""

import re
from datetime import datetime

from trainer.sources.chat import Message, document, drop
from trainer.sources.found import Found, Source

_DAY = re.compile(r"^-{5,}\s*(?P<day>.*\d{4}.*?)\s*-{5,}$")
_WINDOWS = re.compile(
    r"^\[(?P<name>[^\]\n]{1,60})\] \[(?P<time>(?:오전|오후)?\s?\d{1,2}:\d{2}(?:\s?[AP]M)?)\] ?(?P<text>.*)$"
)
_PHONE = re.compile(
    r"^(?P<when>\d{4}(?:년|[.])\s?\d{1,2}(?:월|[.])\s?\d{1,2}(?:일|[.])\s(?:오전|오후)?\s?\d{1,2}:\d{2}"
    r"|[A-Z][a-z]{2,8} \d{1,2}, \d{4}(?: at)?,? \d{1,2}:\d{2}(?:\s?[AP]M)?)(?P<rest>,.*|\s*)$"
)
_SAID = re.compile(r"^, (?P<name>[^:\n]{1,60}?) : ?(?P<text>.*)$")
_HEAD = re.compile(r"(?:님과 카카오톡 대화|카카오톡 대화|KakaoTalk Chats)")
_NUMBERS = re.compile(r"(?P<y>\d{4})\D+(?P<m>\d{1,2})\D+(?P<d>\d{1,2})")
_CLOCK = re.compile(r"(?P<half>오전|오후)?\s?(?P<h>\d{1,2}):(?P<min>\d{2})\s?(?P<apm>[AP]M)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(r"(?P<month>[A-Z][a-z]{2,8}) (?P<d>\d{1,2}), (?P<y>\d{4})")
_MEDIA = re.compile(
    r"^(?:사진(?: \d+장)?|동영상|이모티콘|음성메시지|삭제된 메시지입니다\.?|(?:보이스톡|페이스톡|선착순 선물).*"
    r"|(?:파일|지도|연락처|File):.*|Photo|\d+ photos|Video|Emoticons?|Sticker|Voice ?[Mm]essage"
    r"|This message was deleted\.?|(?:Voice|Video) Call.*|<(?:사진|동영상|Photo|Video)[^>]*>)$"
)


def fits_text(text: str) -> bool:
    head = text.lstrip("\ufeff")[:4000].split("\n")
    shaped = sum(bool(_WINDOWS.match(line) or _said(line)) for line in head)
    return shaped >= 2 or (bool(_HEAD.search("\n".join(head[:2]))) and shaped >= 1)


def read_text(source: Source, text: str) -> Found:
    """The log as one document; pictures, emoticons and notices are counted and left out."""
    messages: list[Message] = []
    dropped: dict[str, int] = {}
    day: datetime | None = None
    speaking = False
    for line in text.split("\n"):
        windows, divider, phone = _WINDOWS.match(line), _DAY.match(line), _PHONE.match(line)
        said = _SAID.match(phone.group("rest")) if phone else None
        if divider:
            day, speaking = _day(divider.group("day")), False
        elif windows:
            when = _at(day, windows.group("time"))
            speaking = _take(messages, dropped, windows.group("name"), windows.group("text"), when)
        elif phone and said:
            when = _at(_day(phone.group("when")), phone.group("when"))
            speaking = _take(messages, dropped, said.group("name"), said.group("text"), when)
        elif phone:
            speaking = False
            if phone.group("rest").strip():
                drop(dropped, "notice")
        elif speaking:
            last = messages[-1]
            messages[-1] = Message(last.speaker, f"{last.text}\n{line}", last.when)
    return document(source, "kakaotalk", _trimmed(messages), dropped)


def read_csv(source: Source, rows: list[dict[str, str]]) -> Found:
    """The macOS export: columns Date, User, Message."""
    messages: list[Message] = []
    dropped: dict[str, int] = {}
    for row in rows:
        try:
            when = datetime.fromisoformat(row["Date"])
        except ValueError:
            when = None
        _take(messages, dropped, row["User"], row["Message"], when)
    return document(source, "kakaotalk", _trimmed(messages), dropped)


def _said(line: str) -> bool:
    phone = _PHONE.match(line)
    return bool(phone and _SAID.match(phone.group("rest")))


def _take(messages: list[Message], dropped: dict[str, int], name: str, text: str, when: datetime | None) -> bool:
    if _MEDIA.fullmatch(text.strip()):
        drop(dropped, "attachment")
        return False
    messages.append(Message(name.strip(), text, when))
    return True


def _trimmed(messages: list[Message]) -> list[Message]:
    return [Message(one.speaker, one.text.strip(), one.when) for one in messages if one.text.strip()]


def _day(text: str) -> datetime | None:
    english = _ENGLISH.search(text)
    if english and english.group("month")[:3].casefold() in _MONTHS:
        month = _MONTHS.index(english.group("month")[:3].casefold()) + 1
        return _date(int(english.group("y")), month, int(english.group("d")))
    numbers = _NUMBERS.search(text)
    return _date(*(int(numbers.group(key)) for key in ("y", "m", "d"))) if numbers else None


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day)
    except ValueError:
        return None


def _at(day: datetime | None, text: str) -> datetime | None:
    clocks = list(_CLOCK.finditer(text))
    if day is None or not clocks:
        return day
    clock = clocks[-1]
    hour = int(clock.group("h"))
    half = clock.group("half") or clock.group("apm") or ""
    hour = hour % 12 + 12 if half in ("오후", "PM") else hour % 12 if half else hour
    return day.replace(hour=hour % 24, minute=int(clock.group("min")) % 60)
