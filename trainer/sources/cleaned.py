"""One document, cleaned: passages of prose, and the character's lines with what was said before. Pure; any thread."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from companion.persona.character import Language
from trainer.rows import Document, Line, Passage, Utterance
from trainer.sources import novel, pages, scenes, speech, typography
from trainer.sources.language import chunks, language_in, language_of
from trainer.sources.names import Names
from trainer.sources.wrapped import unwrapped

_APART = re.compile(r"^\s*(?:[^\s:：\"“”.!?…][^:：\"“”.!?…\n]{0,20}?\s*[:：]\s*\S|[#＃]|S\s?[#＃]|\[)")
_SCRIPT_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Wishes:
    """languages: hers. chunk_chars: most characters of a passage. context_lines: how many lines before one of hers."""

    names: Names
    languages: tuple[Language, ...]
    chunk_chars: int
    context_lines: int


@dataclass(slots=True)
class Cleaned:
    """counts: what was taken out or left out ("page-number", "scene-marker", "language") -> how often."""

    passages: list[Passage] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def clean(document: Document, wishes: Wishes) -> Cleaned:
    """Cleans one document. Chats give lines only: what people write to each other is no prose to make scenes from."""
    done = Cleaned()
    text = typography.bounded(document.text) if document.kind == "chat" else _running(document, done.counts)
    listed = text.split("\n")
    as_script = document.kind in ("script", "chat") or (document.kind == "prose" and _is_script(listed))
    found, markers = scenes.parts(listed)
    done.counts["scene-marker"] += markers
    if document.kind != "chat":
        for part in found:
            part.lines, inline = scenes.without_inline(part.lines, script=as_script)
            done.counts["scene-marker"] += inline
    spoken = _scripted(found, document, wishes, done) if as_script else _told(found, wishes, done)
    _keep_lines(document, spoken, wishes, done)
    if document.kind != "chat":
        _keep_passages(document, found, wishes, done, script=as_script)
    done.counts = +done.counts
    return done


def _running(document: Document, counts: Counter[str]) -> str:
    """Without page furniture and wrapping, in one way of writing."""
    text, removed = pages.without_furniture(typography.bounded(document.text))
    counts.update(removed)
    text, counts["wrapped-line"] = unwrapped(text, _APART)
    return typography.paired(text)


def _is_script(lines: list[str]) -> bool:
    """Whether a text of any program is a script: a good part of its lines, markers aside, are speeches."""
    plain = [line for line in lines if line.strip() and scenes.marker(line) is None]
    found = [name for line in plain if (name := speech.speaker_of(line))]
    again = sum(count for count in Counter(found).values() if count > 1)
    return again >= 4 and len(found) >= _SCRIPT_SHARE * len(plain) and again >= 0.5 * len(found)


def _scripted(
    found: list[scenes.Part], document: Document, wishes: Wishes, done: Cleaned
) -> Iterator[tuple[str, list[Utterance]]]:
    everything = [line for part in found for line in part.lines]
    speakers = None if document.kind == "chat" else speech.speakers(everything, wishes.names)
    for part in found:
        talks, directions = speech.utterances(part.lines, speakers)
        done.counts["direction"] += directions
        for talk in talks:
            yield part.name, talk


def _told(found: list[scenes.Part], wishes: Wishes, done: Cleaned) -> Iterator[tuple[str, list[Utterance]]]:
    for part in found:
        talk: list[Utterance] = []
        last = 0
        for number, one in novel.speeches(_paragraphs(part.lines), wishes.names):
            if talk and number - last > novel.PAUSE:
                yield part.name, talk
                talk = []
            talk.append(one)
            done.counts["unnamed-speaker"] += not one.speaker
            last = number
        yield part.name, talk


def _paragraphs(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


def _keep_lines(
    document: Document, talks: Iterator[tuple[str, list[Utterance]]], wishes: Wishes, done: Cleaned
) -> None:
    """Her lines. One that follows another of hers answers nobody, so nothing stands before it."""
    for scene, talk in talks:
        before: deque[Utterance] = deque(maxlen=max(1, wishes.context_lines))
        for one in talk:
            said = typography.clean(one.text).replace("\n", " ")
            if not said:
                continue
            if wishes.names.is_her(one.speaker):
                answers = bool(wishes.context_lines and before and not wishes.names.is_her(before[-1].speaker))
                _keep(document, scene, tuple(before) if answers else (), said, wishes, done)
            before.append(Utterance(speaker=one.speaker, text=said))


def _keep(
    document: Document, scene: str, before: tuple[Utterance, ...], said: str, wishes: Wishes, done: Cleaned
) -> None:
    language = language_in(said, " ".join(one.text for one in before))
    if language is None or language not in wishes.languages:
        done.counts["line-language"] += 1
        return
    done.lines.append(
        Line(
            id=f"{document.id}/{len(done.lines) + 1}",
            source=document.source,
            language=language,
            scene=scene or document.title,
            before=before,
            speaker=wishes.names.display,
            text=said,
        )
    )


def _keep_passages(
    document: Document, found: list[scenes.Part], wishes: Wishes, done: Cleaned, *, script: bool
) -> None:
    for part in found:
        lines = part.lines if script else [f"{line}\n" for line in _paragraphs(part.lines)]
        text = typography.clean("\n".join(lines))
        for piece in chunks(text, wishes.chunk_chars):
            language = language_of(piece)
            if language is None or language not in wishes.languages:
                done.counts["passage-language"] += 1
                continue
            name = f"{document.id}/p{len(done.passages) + 1}"
            done.passages.append(Passage(id=name, source=document.source, language=language, text=piece))
