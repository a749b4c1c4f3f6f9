"""Which of what a person said answers a question about it: "what is my name?". Pure; any thread."""

import re
from collections.abc import Sequence

from companion.persona.told import words
from companion.persona.told.memory import Memory
from companion.persona.told.reading import Fact, Heard, reflected

_PLAIN = frozenset({"name", "age", "job", "work", "home", "from", "named"})  # nobody told: she says so
_HERS = _PLAIN - {"named"}
_LONGEST = 60  # characters of words that she quotes
_NOTHING = """내가 제가 나는 저는 나도 내 제 나 저 뭐 뭘 뭐가 뭐라 무슨 기억 아까 방금 했지 했죠 했더 어디 언제
누구 우리 너는 지금 오늘 그때 그거 이제 다시 있어 있다 있었 한다 하는 the and what who where when which how did do does
you your i my me is was were am are a an of to in on at it again say said tell told remember recall know still
that this will would have had has for with about be been think so"""
_EMPTY = frozenset(_NOTHING.split())
_KINDS = ((re.compile(r"색|colou?r", re.I), "colour"), (re.compile(r"누구|누가|\bwho\b", re.I), "being"),
          (re.compile(r"어디|어느 (?:나라|도시)|\bwhere\b", re.I), "place"))  # fmt: skip
_VALUES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(values, re.IGNORECASE))
    for asked, values in (
        ("계절|season", "봄|여름|가을|겨울|spring|summer|autumn|fall|winter"),
        ("색|colou?r", "색|빨강|파랑|노랑|초록|red|blue|green|yellow|pink|purple|black|white|brown|orange|gr[ae]y"),
        ("동물|animal|pet", "강아지|고양이|토끼|새|곰|dog|cat|rabbit|bird|bear|horse|panda|fox"),
    )
)
_WHEN = re.compile(r"언제|요일|며칠|\bwhen\b|\b(?:what|which) days?\b", re.I)
_TIME = re.compile(
    r"오늘|내일|모레|주말|요일|다음|\d+시|[월일]$|\b(?:to(?:day|morrow|night)|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"next|week|month|january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


def told(question: Heard, memory: Memory, language: str) -> str | None:
    """What was told, as it stands behind "You told me"; None where it was not.

    memory: of the sentences before the question.
    """
    others = any(thing.kind == "being" for thing in question.things)  # "how old is my sister?"
    asked = [kind for kind, pattern in words.load(language).asks.items() if pattern.search(question.text)]
    asked = [kind for kind in asked if not (others and kind in _HERS)]
    facts = _facts(question, asked, memory)
    if facts:
        both = re.search(r"둘 다|\bboth\b", question.text)
        return _joined([fact.told for fact in facts[: 2 if both else 1]], language)
    if _PLAIN.intersection(asked[:1]):
        return None
    if "feel" in asked and not re.search(r"왜|\bwhy\b", question.text) and memory.feeling:
        return memory.feeling
    return _joined([text for one in _sentences(question, memory) if (text := again(one, language))], language)


def again(one: Heard, language: str) -> str:
    """A sentence as she says it again; "" where it is too long."""
    if language == "en":
        return reflected(one.text) or (f'"{one.text.rstrip(".!")}"' if len(one.text) <= _LONGEST else "")
    plain = re.split(r"(?<=[.!?~])\s", one.text)[0].strip(" .!~…")
    plain = re.sub(r"(?<=[가-힣])요$", "", plain)
    return f"'{plain}'" if 1 < len(plain) <= _LONGEST else ""


def _joined(parts: Sequence[str], language: str) -> str | None:
    if not parts:
        return None
    if language == "en":
        return ", and ".join(parts)
    return ", ".join(part + ("라고" if part.endswith("'") and part == parts[-1] else "") for part in parts)


def _facts(question: Heard, asked: Sequence[str], memory: Memory) -> list[Fact]:
    found = [fact for kind in asked if (fact := _fact(kind, question, memory)) is not None]
    return sorted(found, key=lambda fact: fact.kind != "name") if len(found) > 1 and "both" in question.text else found


def _fact(kind: str, question: Heard, memory: Memory) -> Fact | None:
    """The last of the kind; of a name, that of the being that is asked for."""
    if kind != "named":
        known = [fact for fact in reversed(memory.facts) if fact.kind == kind]
        asked = [
            fact for fact in known if kind == "favourite" and any(w in question.text for w in fact.told.split()[1:3])
        ]
        if kind == "favourite":
            return asked[0] if asked else None
        wanted = next((values for pattern, values in _VALUES if pattern.search(question.text)), None)
        return next((fact for fact in known if wanted and wanted.search(fact.value)), known[0] if known else None)
    named = [fact for fact in reversed(memory.facts) if fact.kind == "named"]
    beings = [thing.word.split()[-1] for thing in question.things if thing.kind == "being"]
    return next((fact for fact in named if any(being in fact.being for being in beings)), None if beings else (
        named[0] if named else None))  # fmt: skip


def stems(text: str) -> frozenset[str]:
    """What of the words counts when sentences are compared."""
    found = set()
    for word in re.findall(r"[가-힣]+|[a-z0-9']+", text.lower()):
        stem = word[:2] if "가" <= word[0] <= "힣" else re.sub(r"(?:ing|ed|es|s|e)$", "", word)[:6]
        if (word not in _EMPTY and stem not in _EMPTY and len(stem) > 1) or word in ("꿈", "비", "눈", "개", "책"):
            found.add(stem)
    return frozenset(found)


def _sentences(question: Heard, memory: Memory) -> list[Heard]:
    """Those that answer, one or two."""
    statements = [one for one in memory.heard if not one.asks]
    if not statements:
        return []
    wanted = stems(question.text)
    shared = [len(wanted & stems(one.text)) for one in statements]
    if max(shared):
        at = shared.index(max(shared))
    else:
        main = memory.main.key if memory.main else ""
        at = next((at for at, one in enumerate(statements) if main in {thing.key for thing in one.things}), -1)
        if at < 0:
            return []
    best = statements[at]
    for pattern, kind in _KINDS:
        if pattern.search(question.text) and not _has(best, kind):
            return [best, *[one for one in statements if one is not best and _has(one, kind)][:1]]
    if _WHEN.search(question.text) and not _TIME.search(best.text):
        return [best, *[one for one in statements if one is not best and _TIME.search(one.text)][:1]]
    if not best.things and at:
        return [statements[at - 1], best]
    known = {thing.key for thing in question.things}
    new = {thing.key for thing in best.things} - known
    return [best] if new or at + 1 >= len(statements) else [best, statements[at + 1]]


def _has(one: Heard, kind: str) -> bool:
    return any(thing.kind == kind for thing in one.things)
