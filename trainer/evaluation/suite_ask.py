"""Asks a GGUF everything in the held-out material, as each character and as the app would. One thread; loads a GGUF.

Conversations go on from what the model really said; her mood fades and blends between turns as it does in the app, and
lines of hers that were found again stand behind the person's words where the model was trained with them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from companion.persona import meant, model_card, prompt
from companion.persona.character import Character, Language
from companion.persona.emotion import EmotionState, Mood
from companion.persona.recall import Reminder
from companion.persona.reply import encode
from companion.persona.told import answer
from trainer import hashes
from trainer.evaluation.answers import Answers, Asking, Way, ask
from trainer.evaluation.cases import Case
from trainer.evaluation.speaker import Said, Sampling, Speaker
from trainer.evaluation.suite_material import Odd, Probe, Step, Suite, Talk, Turn

Group = Literal["turn", "probe", "talk", "odd", "neutral"]
Asked = Turn | Probe | Step | Odd | None
_PAUSE = 8.0  # seconds between two turns of a conversation
_HALF_LIFE = 120.0  # seconds after which half of a mood is left, as in conf.yaml


@dataclass(frozen=True, slots=True)
class Reply:
    """What she said to one thing. entry: what was asked, None for a neutral turn. talk: the conversation, "" if none.
    system: her system turn. free: the same with nothing fed, where it was asked for."""

    id: str
    group: Group
    character: str
    language: Language
    user: str
    said: Said
    entry: Asked = None
    talk: str = ""
    system: str = ""
    free: Said | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A GGUF and how it is asked. context: tokens. free: single turns are asked with nothing fed as well. recall: lines
    of hers behind a turn, at most, as `brain.recall` in conf.yaml; the model's card may allow fewer."""

    path: Path
    sampling: Sampling
    seed: int = 1
    threads: int = 0
    context: int = 4096
    free: bool = True
    recall: int = 2

    @property
    def label(self) -> str:
        return self.path.stem


def run(
    model: Model, suite: Suite, people: Mapping[str, Character], answers: Path, tell: Callable[[str], None]
) -> list[Reply]:
    """Every reply, in the order of the material, character by character (so that her system turn is read once).

    answers: a folder; what the same model said before to the same prompt is taken from there.

    Raises:
        TrainingError: the GGUF can't be used, a prompt does not fit, or the disk is full.
    """
    digest = hashes.sha256(model.path)
    speaker = Speaker(model.path, model.context, threads=model.threads, gpu=True)
    book = Answers(answers / f"{digest[:16]}.jsonl")
    found: list[Reply] = []
    try:
        for name in suite.characters:
            asker = _Asker(speaker, book, model, digest, people[name])
            for reply in asker.everything(suite):
                found.append(reply)
                tell(name)
    finally:
        book.close()
        speaker.close()
    return found


class _Asker:
    """Asks as one character."""

    def __init__(self, speaker: Speaker, book: Answers, model: Model, digest: str, character: Character) -> None:
        self._speaker = speaker
        self._book = book
        self._model = model
        self._digest = digest
        self._who = character
        card = model_card.read(model.path)
        self._written = card.written
        self._detail = card.detail_for(character.id)
        self._reminder = _reminder(character, card.recall_for(character.id, model.recall), card.written)

    def everything(self, suite: Suite) -> Iterator[Reply]:
        mine = suite.only({self._who.id})
        for language in self._who.languages:
            for turn in mine.turns:
                if turn.language == language:
                    yield self._single(turn.id, "turn", language, turn.user, turn)
            for probe in mine.probes:
                if probe.language == language:
                    yield self._single(probe.id, "probe", language, probe.user, probe)
            for odd in mine.odd:
                if odd.language == language:
                    yield self._single(odd.id, "odd", language, odd.user, odd)
            for at, text in enumerate(mine.neutral[language]):
                yield self._single(f"neutral-{language}-{at}", "neutral", language, text, None)
            for talk in mine.talks:
                if talk.language == language:
                    yield from self._talk(talk)

    def _single(self, name: str, group: Group, language: Language, user: str, entry: Asked) -> Reply:
        rendered = self._rendered(user, language, EmotionState().mood, ())
        case = self._case(name, language, group, rendered, user, ())
        said = self._say(case, "contract")
        free = self._say(case, "free") if group == "turn" and self._model.free and not self._written else None
        return Reply(name, group, self._who.id, language, user, said, entry, system=case.system, free=free)

    def _talk(self, talk: Talk) -> Iterator[Reply]:
        past: list[prompt.PastTurn] = []
        mine: list[str] = []
        heard: list[tuple[str, str]] = []
        state = EmotionState()
        for at, step in enumerate(talk.turns):
            now = at * _PAUSE
            state = state.after(now, _HALF_LIFE)
            rendered = self._rendered(step.user, talk.language, state.mood, mine, heard)
            name = f"{talk.id}/{at + 1}"
            case = self._case(name, talk.language, "talk", rendered, step.user, tuple(past))
            said = self._say(case, "contract")
            state = state.blend(said.mood, now)
            past.append(prompt.PastTurn(rendered, said.raw))
            mine.append(said.text)
            heard.append((step.user, said.text))
            yield Reply(name, "talk", self._who.id, talk.language, step.user, said, step, talk.id, case.system)

    def _rendered(
        self, user: str, language: Language, mood: Mood, mine: Sequence[str], talk: Sequence[tuple[str, str]] = ()
    ) -> str:
        known = self._reminder.lines(user, language, mine, talk) if self._reminder else ()
        return prompt.user_text(user, prompt.Context(mood, known=known))

    def _case(
        self,
        name: str,
        language: Language,
        kind: str,
        rendered: str,
        user: str,
        past: tuple[prompt.PastTurn, ...],
    ) -> Case:
        recalls = self._reminder is not None
        messages = prompt.build(self._who, language, past, rendered, detail=self._detail, recalls=recalls)
        return Case(f"suite/{self._who.id}/{name}", "held_out", language, kind, messages, user)

    def _say(self, case: Case, way: Way) -> Said:
        known = prompt.last_known(case.messages[-1].content) if self._written else None
        if known is not None and known.mood.emotion in self._who.emotions:  # as companion.engines.llm._written
            raw = encode(known.text, known.mood, self._who.reply_order)
            return Said(text=known.text, mood=known.mood, raw=raw, ended=True)
        asking = Asking(self._digest, way, self._model.sampling, self._model.seed)
        return ask(self._speaker, [case], asking, self._book, self._who)[case.id]


def _reminder(character: Character, k: int, written: bool) -> Reminder | None:
    """Her written lines, where she has any and the model may use them; as companion.engines.brains."""
    found = meant.load(character.folder, character.called) if k else None
    if found is None:
        return None
    return Reminder(found, k, answer.load(character, found.exchanges) if written else None)
