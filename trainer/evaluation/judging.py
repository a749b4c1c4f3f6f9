"""An optional model that grades her: five axes from 1 to 7, over single answers and over interviews of five turns, and
her answers against the base's, each pair judged in both orders. One event loop in one thread.

The axes are those of Character-LLM (Shao et al. 2023, arXiv 2310.10158), the interview too; judging both orders undoes
a judge's liking for the first place (Zheng et al. 2023, arXiv 2306.05685). What was not judged is named and counts
nowhere.
"""

import asyncio
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from companion.persona import prompt
from companion.persona.character import Character, Language
from companion.persona.emotion import NEUTRAL
from companion.persona.prompt import Message
from trainer.evaluation.intervals import mean, share
from trainer.evaluation.portrait import Portrait
from trainer.evaluation.speaker import Sampling, Speaker
from trainer.recipe import JudgeRecipe, TeacherRecipe
from trainer.teachers.answers import Answers
from trainer.teachers.contract import Request, Unusable
from trainer.teachers.pool import Pool, Tell

AXES = {
    "memory": "Does what she says about herself, her past and the people she knows agree with her profile?",
    "values": "Does she judge and choose as someone with her goals and beliefs would?",
    "personality": "Does she think, feel and speak as her profile says, in words, tone and temper?",
    "hallucination": "Does she keep to what she can know? Knowledge from outside her world, claims that her profile "
    "contradicts, or skills that she can't have lower the score; admitting what she does not know raises it.",
    "stability": "Does she stay herself from the first word to the last, whatever is said to her?",
}
SINGLE = 30  # answers that are judged on every axis, and pairs
TOPICS = 5  # interviews
TURNS = 5  # questions in each
_GROUPS = ("held_out", "odd", "identity", "seen")
_TOKENS = 400
_SCORE = {
    "type": "object",
    "properties": {"reason": {"type": "string"}, "score": {"type": "integer", "minimum": 1, "maximum": 7}},
    "required": ["reason", "score"],
}
_WINNER = {
    "type": "object",
    "properties": {"reason": {"type": "string"}, "winner": {"type": "string", "enum": ["A", "B", "tie"]}},
    "required": ["reason", "winner"],
}
_QUESTION = {"type": "object", "properties": {"question": {"type": "string"}}, "required": ["question"]}
_THEMES = (
    "her childhood and her past",
    "the people she loves and those she fears",
    "what she would do in a hard choice between two goods",
    "how she spends a day and what delights her",
    "something of our time that she can't know, and what she makes of it",
)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation to judge: (who, words) in order."""

    id: str
    language: Language
    turns: tuple[tuple[str, str], ...]

    def written(self) -> str:
        return "\n".join(f"{who}: {words}" for who, words in self.turns)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to the same question."""

    id: str
    question: str
    hers: str
    other: str


@dataclass(slots=True)
class Judged:
    """axes, interview: axis -> scores. duels: pair -> 1 she was preferred in both orders, 0 the other was, 0.5 neither.
    agreed: of each pair, whether both orders gave the same verdict. failures: what could not be judged, and why."""

    axes: dict[str, list[float]] = field(default_factory=dict)
    interview: dict[str, list[float]] = field(default_factory=dict)
    duels: dict[str, float] = field(default_factory=dict)
    agreed: list[bool] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def record(self, model: str) -> dict[str, Any]:
        """For card.json."""
        found: dict[str, Any] = {
            "model": model,
            "axes": {axis: mean(scores).record() for axis, scores in self.axes.items()},
            "interview": {axis: mean(scores).record() for axis, scores in self.interview.items()},
            "failures": self.failures,
        }
        if self.duels:
            found["pairwise"] = mean(self.duels.values()).record()
            found["agreed"] = share(self.agreed).record()
        return found


class Judge:
    """Asks the judge. folder: where its answers are kept, so that none is asked for twice.

    Raises:
        TrainingError: no model is named, or the server can't be asked at all.
    """

    def __init__(self, settings: JudgeRecipe, character: Character, folder: Path, *, offline: bool, tell: Tell) -> None:
        if not settings.model:
            raise TrainingError(
                "recipe.yaml: evaluate.judge has a url but no model.",
                code="judge-model-missing",
                hint="Write the model's name as the server calls it under evaluate.judge.model.",
            )
        self._settings = TeacherRecipe(
            engine="openai_compatible",
            url=settings.url,
            model=settings.model,
            key_env=settings.key_env,
            workers=settings.workers,
            temperature=0.0,
            max_tokens=_TOKENS,
        )
        self._character = character
        self._folder = folder
        self._offline = offline
        self._tell = tell
        self.judged = Judged()

    def axes(self, talks: Iterable[Talk], *, interview: bool = False) -> None:
        """Every talk on every axis."""
        asked = [(axis, talk) for talk in talks for axis in AXES]
        kind = "interview" if interview else "axes"
        requests = [
            self._request(f"{kind}/{talk.id}/{axis}", "score", self._axis(axis, talk), _SCORE) for axis, talk in asked
        ]
        found = self._run(requests, _score)
        table = self.judged.interview if interview else self.judged.axes
        for (axis, _), request in zip(asked, requests, strict=True):
            if request.id in found:
                table.setdefault(axis, []).append(found[request.id])
            else:
                self.judged.failures.append(f"{request.id}: no usable score")

    def duels(self, pairs: Sequence[Pair]) -> None:
        """Every pair in both orders; one that was not judged twice counts nowhere."""
        requests = [self._request(f"pair/{pair.id}/{order}", "pair", self._duel(pair, order), _WINNER)
                    for pair in pairs for order in ("first", "second")]  # fmt: skip
        found = self._run(requests, _winner)
        for pair in pairs:
            first, second = (found.get(f"pair/{pair.id}/{order}") for order in ("first", "second"))
            if first is None or second is None:
                self.judged.failures.append(f"pair/{pair.id}: not judged in both orders")
                continue
            here = {"A": 1.0, "B": 0.0, "tie": 0.5}[first]
            there = {"A": 0.0, "B": 1.0, "tie": 0.5}[second]
            self.judged.agreed.append(here == there)
            self.judged.duels[pair.id] = here if here == there else 0.5

    def interviews(self, speaker: Speaker, sampling: Sampling, detail: prompt.Detail) -> list[Talk]:
        """Five questions by the judge on each theme, answered by the GGUF; a talk that broke off is named."""
        talks = []
        for number, theme in enumerate(_THEMES[:TOPICS]):
            language = self._character.languages[number % len(self._character.languages)]
            talk = self._interview(speaker, sampling, detail, f"theme-{number}", theme, language)
            if talk is not None:
                talks.append(talk)
        return talks

    def _interview(
        self, speaker: Speaker, sampling: Sampling, detail: prompt.Detail, name: str, theme: str, language: Language
    ) -> Talk | None:
        who, mood = self._character, NEUTRAL
        her = who.name(language)
        turns: list[tuple[str, str]] = []
        past: list[prompt.PastTurn] = []
        for number in range(TURNS):
            key = f"question/{name}/{number}"
            request = self._request(key, "question", self._ask(theme, language, turns), _QUESTION, heat=0.7)
            question = self._run([request], _question).get(key)
            if question is None:
                self.judged.failures.append(f"{key}: no usable question")
                return None
            user = prompt.user_text(question, prompt.Context(mood))
            messages = speaker.fitted(prompt.build(who, language, past, user, detail=detail), sampling.max_tokens)
            said = speaker.reply(messages, random.Random(key), sampling, emotions=who.emotions, order=who.reply_order)
            past.append(prompt.PastTurn(user, said.raw))
            turns += [("Interviewer", question), (her, said.text)]
            mood = said.mood
        return Talk(name, language, tuple(turns))

    def _run(self, requests: Sequence[Request], read: Any) -> dict[str, Any]:
        return asyncio.run(self._asked(requests, read))

    async def _asked(self, requests: Sequence[Request], read: Any) -> dict[str, Any]:
        from trainer.teachers import openai_compatible

        teacher = openai_compatible.create(self._settings, offline=self._offline)
        answers = Answers(self._folder, teacher.name)
        async with Pool(teacher, self._settings, answers, self._folder / "dead", self._tell) as pool:
            pool.expect(len(requests))
            found: dict[str, Any] = await pool.run(requests, read)
        return found

    def _request(self, name: str, kind: str, words: str, schema: dict[str, Any], heat: float = 0.0) -> Request:
        system = "You judge how well an actor plays a role. You are strict and fair. Answer with one JSON object only."
        messages = (Message("system", system), Message("user", words))
        return Request(name, kind, messages, schema, heat, _TOKENS)

    def _profile(self, language: Language) -> str:
        return prompt.system_text(self._character, language, detail="full")

    def _axis(self, axis: str, talk: Talk) -> str:
        return (
            f"[Profile]\n{self._profile(talk.language)}\n\n[Conversation]\n{talk.written()}\n\n"
            f"[Question]\n{AXES[axis]}\n\nJudge only {self._character.name(talk.language)}. First give the reason in "
            'one or two sentences, then a score from 1 (not at all) to 7 (perfectly): {"reason": "…", "score": 4}'
        )

    def _duel(self, pair: Pair, order: str) -> str:
        a, b = (pair.hers, pair.other) if order == "first" else (pair.other, pair.hers)
        return (
            f"[Profile]\n{self._profile(self._character.languages[0])}\n\n[Said to her]\n{pair.question}\n\n"
            f"[A]\n{a}\n\n[B]\n{b}\n\nWhich reply is more what this character would say, and better to the point? "
            'First the reason in a sentence, then the winner, A, B or tie: {"reason": "…", "winner": "A"}'
        )

    def _ask(self, theme: str, language: Language, turns: Sequence[tuple[str, str]]) -> str:
        spoken = "\n".join(f"{who}: {words}" for who, words in turns) or "(nothing yet)"
        tongue = "Korean" if language == "ko" else "English"
        return (
            f"[Profile]\n{self._profile(language)}\n\n[Interview so far]\n{spoken}\n\n"
            f"You interview this character about {theme}. Ask the next question, short, in {tongue}, following what "
            'she said last; press on where she was vague or left her role: {"question": "…"}'
        )


def run(
    settings: JudgeRecipe,
    character: Character,
    tuned: Portrait,
    base: Portrait | None,
    speaker: Speaker,
    sampling: Sampling,
    detail: prompt.Detail,
    folder: Path,
    *,
    offline: bool,
    tell: Tell,
) -> dict[str, Any]:
    """Everything the judge has to say, for card.json. Raises TrainingError when it can't be asked at all."""
    judge = Judge(settings, character, folder, offline=offline, tell=tell)
    chosen = choose(tuned, SINGLE)
    her = {one.case.id: character.name(one.case.language) for one in chosen}
    judge.axes(
        Talk(one.case.id, one.case.language, (("Person", one.case.question), (her[one.case.id], one.said.text)))
        for one in chosen
    )
    if character.form == "chat":
        judge.axes(judge.interviews(speaker, sampling, detail), interview=True)
    if base is not None:
        other = {one.case.id: one.said.text for one in base.answered}
        judge.duels([Pair(one.case.id, one.case.question, one.said.text, other[one.case.id]) for one in chosen])
    return judge.judged.record(settings.model)


def choose(tuned: Portrait, most: int) -> list[Any]:
    """Answers to judge: in turn from each group, the same ones each time."""
    piles = [list(tuned.of(group)) for group in _GROUPS]
    for pile in piles:
        random.Random("judge").shuffle(pile)
    longest = max(map(len, piles), default=0)
    return [pile[at] for at in range(longest) for pile in piles if at < len(pile)][:most]


def _score(_: Request, text: str) -> float:
    score = _object(text).get("score")
    if isinstance(score, str) and score.strip().isdigit():
        score = int(score)
    if isinstance(score, bool) or not isinstance(score, int | float) or not 1 <= score <= 7:
        raise Unusable("score", "The score must be a number from 1 to 7.")
    return float(score)


def _winner(_: Request, text: str) -> str:
    winner = str(_object(text).get("winner", "")).strip()
    found = {"a": "A", "b": "B", "tie": "tie"}.get(winner.lower())
    if found is None:
        raise Unusable("winner", "The winner must be A, B or tie.")
    return found


def _question(_: Request, text: str) -> str:
    question = _object(text).get("question")
    if not isinstance(question, str) or not question.strip():
        raise Unusable("question", "There is no question.")
    return question.strip()[:500]


def _object(text: str) -> dict[str, Any]:
    """The JSON object in a text that may have words or a fence around it."""
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1]) if start >= 0 else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unusable("json", "Answer with one JSON object.")
    return found
