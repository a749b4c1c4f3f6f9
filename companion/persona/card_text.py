"""The texts of a card: what is spoken in narrated text, example dialogues, a name as an id. Pure; any thread."""

import hashlib
import re
import unicodedata

from companion.persona.character import Language

Pair = tuple[str, str]  # what is said to her, what she answers
_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]|「([^」]+)」")
_ACTION = re.compile(r"\*{1,3}[^*\n]+\*{1,3}")
_START = re.compile(r"^\s*<START>\s*$", re.IGNORECASE | re.MULTILINE)
_INITIALS = "g,kk,n,d,tt,r,m,b,pp,s,ss,,j,jj,ch,k,t,p,h"
_VOWELS = "a,ae,ya,yae,eo,e,yeo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,eu,ui,i"
_FINALS = ",k,k,k,n,n,n,t,l,k,m,l,l,l,p,l,m,p,p,t,t,ng,t,t,k,t,p,t"


def language_of(text: str) -> Language:
    """ko where Hangul stands in it to a good part, else en."""
    hangul = len(re.findall("[가-힣]", text))
    return "ko" if hangul and hangul * 2 >= len(re.findall("[A-Za-z]", text)) else "en"


def slug(name: str) -> str:
    """An id from a name: `Snow White` is `snow_white`, `백설공주` is `baekseolgongju` (Revised Romanization, letter by
    letter); a name without such letters gets a hash."""
    latin = "".join(_latin(char) for char in unicodedata.normalize("NFC", name))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_")[:60].strip("_")
    return made or "character_" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]


def _latin(char: str) -> str:
    code = ord(char) - 0xAC00
    if not 0 <= code < 11_172:
        return char
    places = ((_INITIALS, code // 588), (_VOWELS, code % 588 // 28), (_FINALS, code % 28))
    return "".join(letters.split(",")[place] for letters, place in places)


def spoken(text: str) -> str:
    """What is said in a message: the quoted words where it quotes, else all besides `*actions*`."""
    quoted = [first or second for first, second in _QUOTED.findall(text)]
    if quoted:
        return " ".join(" ".join(part.split()) for part in quoted)
    return " ".join(_ACTION.sub(" ", text).split())


def shortened(text: str, limit: int) -> str:
    """The first sentences of a text that fit into `limit` characters; a first sentence that does not fit is cut at a
    space."""
    plain = " ".join(text.split())
    if len(plain) <= limit:
        return plain
    ends = [found.end() for found in re.finditer(r"[.!?…。][\"'”’」)]*(?=\s|$)", plain) if found.end() <= limit]
    return plain[: ends[-1]] if ends else plain[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def examples(text: str, name: str) -> tuple[tuple[Pair, ...], ...]:
    """The dialogues of `mes_example`: blocks after `<START>`, speakers by `{{user}}:`, `{{char}}:` or her name.

    Words of several lines belong together; her words before any of a person's answer ""."""
    mark = re.compile(
        rf"^\s*(?:(?P<user>\{{\{{user\}}\}}|<user>)|(?P<char>\{{\{{char\}}\}}|<bot>|{re.escape(name)}))\s*[:：]\s*",
        re.IGNORECASE | re.MULTILINE,
    )
    return tuple(pairs for block in _START.split(text) if (pairs := _pairs(mark, block)))


def without_examples(text: str) -> tuple[str, str]:
    """(a description without example talks that stand in it, those talks). They begin with `<START>` and end at a line
    in square brackets."""
    start = _START.search(text)
    if start is None:
        return text, ""
    rest = text[start.start() :]
    end = re.search(r"^\s*\[[^\]]*\]?\s*$", rest, re.MULTILINE)
    at = end.start() if end else len(rest)
    return f"{text[: start.start()]}\n\n{rest[at:]}".strip(), rest[:at]


def _pairs(mark: "re.Pattern[str]", block: str) -> tuple[Pair, ...]:
    marks = list(mark.finditer(block))
    pairs: list[Pair] = []
    asked: list[str] = []
    for found, following in zip(marks, [*marks[1:], None], strict=False):
        words = block[found.end() : following.start() if following else len(block)].strip()
        if not words:
            continue
        if found.group("user"):
            asked.append(words)
        elif pairs and not asked:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]}\n{words}")
        else:
            pairs.append(("\n".join(asked), words))
            asked = []
    return tuple(pairs)
