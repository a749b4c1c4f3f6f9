"""`python -m trainer.lexicon.build`: makes assets/lexicon/emotions_ko.tsv.gz from the hand-written stems_ko.txt.

Each line of the table: surface form, emotion, intensity, lemma. A lemma is what a morphological analysis finds: 슬프다,
눈물, or "화 나다" for two words. The same stems give the same bytes.
"""

import gzip
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from companion import paths
from companion.errors import TrainingError
from companion.persona.emotion import CANONICAL
from trainer.lexicon import hangul

STEMS, TABLE = "stems_ko.txt", "emotions_ko.tsv.gz"
LEAST = 5000
_WORD = re.compile(r"(?P<word>[가-힣:+]*[가-힣])(?P<mark>[+^*=]?)(?:/(?P<irregular>[ㄷㅅ]))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table."""

    form: str
    emotion: str
    intensity: float
    lemma: str


def main(folder: Path | None = None) -> int:
    """Writes the table and says how long it is; returns the exit code."""
    folder = folder or paths.assets() / "lexicon"
    try:
        entries = build(folder / STEMS)
    except TrainingError as error:
        print(f"companion-train: {error}", file=sys.stderr)
        return 1
    lines = [f"{entry.form}\t{entry.emotion}\t{entry.intensity:.1f}\t{entry.lemma}\n" for entry in entries]
    part = folder / (TABLE + ".part")
    part.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    part.replace(folder / TABLE)
    print(f"{len(entries)} surface forms of {len({entry.lemma for entry in entries})} lemmas: {folder / TABLE}")
    return 0


def build(stems: Path) -> list[Entry]:
    """All entries, sorted by form; of two with one form the one of the longer lemma stays.

    Raises:
        TrainingError: a line that can't be read, or fewer than `LEAST` forms.
    """
    made: dict[str, Entry] = {}
    for number, line in enumerate(stems.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        emotion, strength, *words = line.split()
        if emotion not in CANONICAL or not re.fullmatch(r"0?\.\d|1", strength):
            raise _wrong(stems, number, f"{emotion} {strength} is no emotion with an intensity")
        for word in words:
            try:
                for form, lemma in expand(word):
                    if form not in made or len(lemma) > len(made[form].lemma):  # 좋아하다 before 좋다
                        made[form] = Entry(form, emotion, float(strength), lemma)
            except ValueError as error:
                raise _wrong(stems, number, str(error)) from error
    if len(made) < LEAST:
        raise TrainingError(f"{stems} gives only {len(made)} forms of {LEAST}.", code="lexicon-small")
    return [made[form] for form in sorted(made)]


def expand(word: str) -> Iterator[tuple[str, str]]:
    """(surface form, lemma) of a word as stems_ko.txt writes it. Raises ValueError."""
    first, colon, second = word.partition(":")
    if colon:
        for form, lemma in expand(second):
            yield first.rstrip("+") + form, f"{first.rstrip('+')} {lemma}"
        return
    found = _WORD.fullmatch(word)
    if found is None:
        raise ValueError(f"{word!r} is not written as the head of the file says")
    plain, mark, irregular = found["word"], found["mark"], found["irregular"] or ""
    if mark == "=":
        yield plain, plain
    elif plain.endswith("다") and mark in ("", "+") and len(plain) > 1:
        for form in hangul.forms(plain, verb=mark == "+", irregular=irregular):
            yield form, plain
    else:
        yield from _noun(plain, mark)


def _noun(noun: str, mark: str) -> Iterator[tuple[str, str]]:
    if mark == "^":
        yield noun, noun + "하다"
        yield noun + "히", noun + "하다"
    for form in hangul.particles(noun) if mark in ("", "*") else ():
        yield form, noun
    for verb in {"^": (noun + "하다",), "*": (noun + "하다", noun + "되다")}.get(mark, ()):
        for form in hangul.forms(verb, verb=mark == "*"):
            yield form, verb


def _wrong(path: Path, line: int, text: str) -> TrainingError:
    return TrainingError(f"{path}, line {line}: {text}.", code="lexicon-invalid", hint="Mend that line.")


if __name__ == "__main__":
    sys.exit(main())
