"""One way of writing: quotes, brackets, ellipses, dashes, invisible characters, slips of typing (M4). Pure."""

import re
import unicodedata

from trainer.sources.language import chunks

MAX_RUN = 24
MAX_LINE = 4000
_RUNS = re.compile(r"([^\n])\1{24,}")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b\x0e-\x1f\x7f]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\u3164]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PAIRS = str.maketrans({"「": "“", "」": "”", "『": "“", "』": "”", "«": "“", "»": "”", "„": "“", "〝": "“", "〞": "”"})
_HOLLOW = str.maketrans({"【": None, "】": None, "〖": None, "〗": None, "〔": None, "〕": None})
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‟": '"', "‘": "'", "’": "'", "‛": "'", "`": "'", "´": "'"})
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:[.。]{2,}|[…‥⋯]|·{3,}|・{2,}|(?:·\s){2,}·)(?:\s?(?:[.。]{2,}|[…‥⋯])|[.。])*"), "…"),
    (re.compile(r"。"), ". "),
    (re.compile(r"\s*(?:―+|—+|–{2,}|-{2,}|─+|━+|ㅡ{2,})\s*(?=\S)|(?:―+|—+|–{2,}|-{2,}|─+|━+|ㅡ{2,})"), "—"),
    (re.compile(r"[～∼〜~]{2,}"), "~"),
    (re.compile(r"[～∼〜]"), "~"),
    (re.compile(r"([!?])\1{3,}"), r"\1\1\1"),
    (re.compile(r"([ㅋㅎㅠㅜ])\1{3,}"), r"\1\1\1"),
    (re.compile(r"[、]"), ", "),
)
TYPOS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![ㄱ-ㆎ])ㄸ(?![ㄱ-ㆎ])"), "또"),
    (re.compile("됬"), "됐"),
    (re.compile(r"되요(?![가-힣])"), "돼요"),
    (re.compile(r"(?<![가-힣])않(?=되|돼)"), "안 "),
    (re.compile("웬지"), "왠지"),
    (re.compile("어떻해"), "어떡해"),
    (re.compile(r"([할갈볼줄올될])께(?=[요.!?~… ]|$)", re.MULTILINE), r"\1게"),
    (re.compile("몇일"), "며칠"),
    (re.compile("금새"), "금세"),
    (re.compile("오랫만"), "오랜만"),
    (re.compile("역활"), "역할"),
    (re.compile("희안하"), "희한하"),
)
"""Slips that are never meant: what stands on the left has no other reading."""


def paired(text: str) -> str:
    """`text` as NFC in one way of writing, with opening and closing double quotes told apart (“…”).

    Brackets 『』「」«» become quotes, dots become …, dashes —; line ends stay as they are."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = _SPACES.sub(" ", _INVISIBLE.sub("", plain)).translate(_FULL_WIDTH).translate(_PAIRS)
    lines = [_marked(line) for line in plain.split("\n")]
    return _toggled("\n".join(lines))


def bounded(text: str) -> str:
    """`text` without runs of one character beyond `MAX_RUN` and lines beyond `MAX_LINE`, parted between sentences: no
    rule that follows ever meets a line that it would think about for minutes."""
    text = _RUNS.sub(lambda run: run.group()[:MAX_RUN], text)
    if max(map(len, text.split("\n"))) <= MAX_LINE:
        return text
    return "\n".join("\n".join(chunks(line, MAX_LINE)) if len(line) > MAX_LINE else line for line in text.split("\n"))


def straight(text: str) -> str:
    """Typographic quotes as typed ones; the form in which texts leave the cleaning."""
    return text.translate(_STRAIGHT)


def clean(text: str) -> str:
    """All of it, no hollow brackets 【】, and single spaces: how a line or a passage is written in the end."""
    lines = (" ".join(line.split()) for line in straight(paired(text.translate(_HOLLOW))).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _marked(line: str) -> str:
    for pattern, replacement in (*_MARKS, *TYPOS):
        line = pattern.sub(replacement, line)
    return line


def _toggled(text: str) -> str:
    """Straight double quotes as opening or closing ones, in turn; each paragraph begins anew."""
    if '"' not in text:
        return text
    paragraphs = re.split(r"(\n\s*\n)", text)
    return "".join(_turned(paragraph) if '"' in paragraph else paragraph for paragraph in paragraphs)


def _turned(paragraph: str) -> str:
    inside = False
    out: list[str] = []
    for char in paragraph:
        if char == '"':
            char, inside = ("”" if inside else "“"), not inside
        elif char in "“”":
            inside = char == "“"
        out.append(char)
    return "".join(out)
