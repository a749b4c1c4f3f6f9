"""Scene markers of scripts and books (L2): taken out of the text, kept as names of scenes. Pure; any thread."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_END = r"[ \t]*[.:)\]\-–—]*[ \t]*(?P<name>.*?)[ \t]*$"
_NUMBER = r"(?:\d{1,4}(?:-\d{1,3})?[A-Za-z]?(?!-?\d))"
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[ivxlc]+"
_MARKERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\s*[#＃]\s*(?:씬|신|장면|scene)\b[ \t]*[#＃]?{_NUMBER}?{_END}",
        rf"^\s*S(?:cene)?[ \t]*[#＃][ \t]*{_NUMBER}{_END}",
        rf"^\s*[#＃]\s*{_NUMBER}(?!\w){_END}",
        rf"^\s*[\[(<]?\s*(?:씬|신|장면|scene)[ \t]*[#＃.]?[ \t]*{_NUMBER}(?![\w]){_END}",
        rf"^\s*(?:scene|act|chapter|part|episode|book)[ \t]+(?:{_NUMBER}|{_WORDS})(?!\w){_END}",
        rf"^\s*(?:INT|EXT|INT\.?/EXT|I/E)\.[ \t]*{_END}",
    )
)
_COUNTED = re.compile(rf"^\s*(?:제\s*)?\d{{1,3}}\s*(?:장|막|화|회|부|편)(?:\s*\d{{1,3}}\s*(?:장|화))?(?![가-힣]){_END}")
_TRANSITION = re.compile(
    r"^\W*(?:fade[ -]*(?:in|out|to black)|f\.\s?[io]\.?|cut to(?: black)?|smash cut(?: to)?|dissolve(?: to)?"
    r"|cross ?fade|페이드[ -]?(?:인|아웃)|디졸브|암전|컷 ?투|the end|끝|막이 (?:오른다|내린다))\W*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*(?:(?:[*＊◇◆○●☆★※~\-–—=_·•#]\s*){3,}|⁂|—)$")
_INLINE = re.compile(
    r"(?<!\S)(?:S?[#＃]\s?(?:씬|신|장면|scene)\s?\d*|S[#＃]\s?\d+|(?:fade (?:in|out)|페이드 ?(?:인|아웃))\.?)(?!\w)",
    re.I,
)
_INLINE_NUMBER = re.compile(r"(?<!\S)[#＃]\s?\d{1,4}(?!\w)\.?")
_HEADING = re.compile(r"^(?:\d{1,3}|[IVXLC]{1,7})[.)][ \t]+(?P<name>[^.!?…:：]{1,50}[^.!?…:：,;\s])$")
_NUMBER_ALONE = re.compile(r"(?:\d{1,3}|[IVXLC]{1,7})\.?")
MAX_MARKER = 100


@dataclass(slots=True)
class Part:
    """Lines of one scene. name: "" where no marker named it."""

    name: str
    lines: list[str] = field(default_factory=list)


def marker(line: str) -> str | None:
    """The name that a scene marker gives (`#씬 3. 카페 / 낮` is `카페 / 낮`, `#32` is `32`); "" for an unnamed break or
    a transition (`Fade in`, `* * *`); None for any other line."""
    plain = line.strip()
    if not plain or len(plain) > MAX_MARKER:
        return None
    if _TRANSITION.match(plain) or _RULE.match(plain):
        return ""
    for pattern in _MARKERS:
        found = pattern.match(plain)
        if found:
            return _named(found.group("name")) or _bare(plain)
    found = _COUNTED.match(plain)
    if found and len(plain) <= 40 and not re.search(r"[.!?…”\"]$", plain):
        return _named(found.group("name")) or _bare(plain)
    return None


def parts(lines: Iterable[str]) -> tuple[list[Part], int]:
    """(the scenes with their lines, how many markers were taken out). A numbered heading between empty lines (`3. The
    tower`) is a marker too. A rule (`* * *`) parts scenes of one name; what follows a transition has none, unless a
    marker stands beside it."""
    found = [Part("")]
    markers = 0
    listed = ["", *lines, ""]
    for before, line, after in zip(listed, listed[1:], listed[2:], strict=False):
        name = marker(line)
        if name is None and not before.strip() and not after.strip():
            name = _heading(line)
        if name is None:
            found[-1].lines.append(line)
            continue
        markers += 1
        if name or any(kept.strip() for kept in found[-1].lines):
            found.append(Part(name or (found[-1].name if _RULE.match(line) else "")))
    return [part for part in found if any(line.strip() for line in part.lines)], markers


def _heading(line: str) -> str | None:
    plain = line.strip()
    if _NUMBER_ALONE.fullmatch(plain):
        return _bare(plain)
    found = _HEADING.match(plain)
    return found.group("name") if found else None


def without_inline(lines: Iterable[str], *, script: bool) -> tuple[list[str], int]:
    """(lines without scene marks in their middle, how many there were). `#32` only where the text is a script:
    elsewhere it is a number."""
    patterns = (_INLINE, _INLINE_NUMBER) if script else (_INLINE,)
    kept: list[str] = []
    markers = 0
    for line in lines:
        plain = line
        for pattern in patterns:
            plain, count = pattern.subn(" ", plain)
            markers += count
        kept.append(line if plain == line else re.sub(r"(?<=\S) {2,}", " ", plain).strip())
    return kept, markers


def _named(name: str | None) -> str:
    return (name or "").strip(" \t.:)]-–—>#*").strip()


def _bare(marker_line: str) -> str:
    return marker_line.strip(" \t#＃.:()[]<>-–—*").strip()
