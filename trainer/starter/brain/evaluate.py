"""Judges a starter GGUF: to the point, feeling, language, identity, chains, and a thousand free replies.

Main thread.

To the point: the written reply that is nearest to what she said (pairs of letters, Jaccard) belongs to an intent that
the question was written for. What is nearer than `NEAR` to no written reply counts as beside the point.
"""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from companion.persona import prompt, recall
from companion.persona.character import Character
from companion.persona.emotion import NEUTRAL, Mood
from companion.persona.recall import Finder, Known
from companion.persona.reply import decode, encode
from trainer.starter.brain import paraphrase, slots
from trainer.starter.brain.dialogues import LANGUAGES, Dialogues
from trainer.starter.brain.expand import RECALLED
from trainer.starter.brain.held_out import fold, held_out, taught
from trainer.starter.brain.speak import GREEDY, Said, Sampling, Speaker
from trainer.starter.scenes import Scene

NEAR = 0.5
SAME = (  # intents whose replies answer each other's questions
    {"ask_name", "who_are_you"},
    {"hello", "called", "greet_silent"},
    {"how_are_you", "her_feeling"},
    {"say_yes", "okay"},
)
FREE = Sampling(temperature=1.0)
_LEAK = re.compile(r"(?i)qwen|gpt|claude|gemini|llama|openai|language model|as an ai|언어 ?모델|인공지능")
_HANGUL, _LATIN = re.compile("[가-힣]"), re.compile("[A-Za-z]")


@dataclass(slots=True)
class Count:
    """So many right of so many, and what was wrong (question, reply), at most thirty."""

    right: int = 0
    of: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def add(self, good: bool, question: str, reply: str) -> None:
        self.right += good
        self.of += 1
        if not good and len(self.wrong) < 30:
            self.wrong.append((question, reply))

    @property
    def share(self) -> float:
        return round(self.right / self.of, 4) if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Written:
    """A line that was written for a topic. intents: those of the topic. asked: folded sentences that are about it."""

    character: str
    language: str
    mood: Mood
    text: str
    intents: frozenset[str]
    asked: frozenset[str] = frozenset()


class Judge:
    """Knows every written reply. asked: (language, folded question) -> intents; what a seed dialogue answers to such a
    question counts as one of their replies, and so do the lines of their topics."""

    def __init__(
        self,
        dialogues: Dialogues,
        asked: Mapping[tuple[str, str], set[str]] | None = None,
        seeds: Iterable[Scene] = (),
        plain: Iterable[Written] = (),
    ) -> None:
        self._lines: dict[tuple[str, str], list[tuple[frozenset[str], str]]] = {}
        self._feelings: dict[tuple[str, str, str], set[str]] = {}
        for intent in dialogues.intents.values():
            for key, lines in intent.replies.items():
                entry = self._lines.setdefault(key, [])
                entry += [(pairs(re.sub(r"\{[^}]*\}", "", line.text)), intent.name) for line in lines]
        for key, chains in dialogues.chains.items():
            for chain in chains:
                entry = self._lines.setdefault(key, [])
                entry += [
                    (pairs(re.sub(r"\{[^}]*\}", "", exchange.line.text)), f"chain {exchange.line.text}")
                    for exchange in chain
                ]

        for scene in seeds:
            first = scene.turns[0]
            about = set().union(*((asked or {}).get((scene.language, fold(way)), set()) for way in first.ways))
            for mood, text in first.lines:
                self._lines.setdefault((scene.character, scene.language), []).extend(
                    (pairs(text), name) for name in sorted(about)
                )
                for name in about:
                    self._feelings.setdefault((scene.character, scene.language, name), set()).add(mood.emotion)

        for each in plain:
            self._lines.setdefault((each.character, each.language), []).extend(
                (pairs(each.text), name) for name in sorted(each.intents)
            )
            self._lines[each.character, each.language] += [(pairs(each.text), f"asked {ask}") for ask in each.asked]
            for name in each.intents:
                self._feelings.setdefault((each.character, each.language, name), set()).add(each.mood.emotion)

    def feelings(self, character: str, language: str, intents: Iterable[str]) -> set[str]:
        """Those of the seed dialogues' replies to these intents."""
        return set().union(*(self._feelings.get((character, language, name), set()) for name in intents))

    def intents(self, character: str, language: str, text: str) -> set[str]:
        """Names of the intents of the nearest replies; empty when none is near."""
        said = pairs(text)
        scored = [(nearness(said, line), name) for line, name in self._lines[character, language]]
        best = max(score for score, _ in scored)
        return {name for score, name in scored if score > best - 0.05} if best >= NEAR else set()


def pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters, without marks and spaces."""
    letters = re.sub(r"\W+", "", text.lower())
    return frozenset(letters[at : at + 2] for at in range(len(letters) - 1))


def nearness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard index."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def language_of(text: str) -> str:
    """ko, en, or mixed, by letters outside *actions*."""
    words = re.sub(r"\*[^*]*\*", "", text)
    korean, latin = len(_HANGUL.findall(words)), len(_LATIN.findall(words))
    if korean and latin > 0.2 * korean:
        return "mixed"
    return "ko" if korean else "en"


@dataclass(frozen=True, slots=True)
class Sample:
    """A question and her reply, to be read by a person."""

    character: str
    language: str
    question: str
    said: Said


class Evaluation:
    """All figures of one GGUF."""

    def __init__(
        self,
        speaker: Speaker,
        dialogues: Dialogues,
        characters: Mapping[str, Character],
        seed: int,
        recalls: Mapping[str, Finder] | None = None,
        *,
        written: bool = False,
        seeds: Iterable[Scene] = (),
        plain: Iterable[Written] = (),
    ) -> None:
        """recalls: her written lines, for a brain that was trained with them; what is held out is not found there.
        written: she says the line that was found, as the app does where the model's card says so.
        seeds: the characters' seed dialogues, whose replies are to the point as well.
        plain: the lines of the topics."""
        self._speaker = speaker
        self._recalls = recalls or {}
        self._written = written
        self._dialogues = dialogues
        self._characters = characters
        self._rng = random.Random(f"evaluate {seed}")
        self._asked: dict[tuple[str, str], set[str]] = {}
        for intent in dialogues.intents.values():
            for language, asks in intent.ask.items():
                for ask in asks:
                    self._asked.setdefault((language, fold(ask)), set()).add(intent.name)
        self._judge = Judge(dialogues, self._asked, seeds, plain)

    def say(
        self,
        character: str,
        language: str,
        question: str,
        sampling: Sampling,
        past: Sequence[prompt.PastTurn] = (),
        mood: Mood = NEUTRAL,
    ) -> Said:
        """One reply to the question after `past`."""
        who = self._characters[character]
        known: tuple[Known, ...] = ()
        if character in self._recalls:
            last = decode(past[-1].assistant)[0] if past else ""
            without = {recall.fold(question)} if self._unseen(language, question) else set()
            k = 1 if self._written else RECALLED
            known = self._recalls[character].find(question, language, k, last=last, without=without)
        if self._written and known:
            return Said(known[0].text, known[0].mood, encode(known[0].text, known[0].mood, who.reply_order), ended=True)
        user = prompt.user_text(question, prompt.Context(mood, known=known))
        messages = prompt.build(who, "ko" if language == "ko" else "en", past, user)
        return self._speaker.reply(messages, self._rng, sampling, emotions=who.emotions, order=who.reply_order)

    def _unseen(self, language: str, question: str) -> bool:
        about = self._asked.get((language, fold(question)), set())
        return bool(about) and all(held_out(name, question) for name in about)

    def questions(self, *, unseen: bool) -> list[tuple[str, str, str]]:
        """(intent, language, question): held-out questions, or the sentences that the ears hear."""
        return [
            (intent.name, language, ask)
            for intent in self._dialogues.intents.values()
            for language, asks in intent.ask.items()
            for ask in asks
            if ask and (held_out(intent.name, ask) if unseen else fold(ask) in taught())
        ]

    def to_the_point(self, questions: Iterable[tuple[str, str, str]], sampling: Sampling) -> dict[str, Count]:
        """point, emotion and language of the replies to these questions, by each character."""
        counts = {"point": Count(), "emotion": Count(), "language": Count(), "ended": Count()}
        for intent, language, ask in questions:
            chosen = slots.choose(ask, self._dialogues.slots, language, self._rng)
            question = slots.fill(ask, chosen)
            for character in self._dialogues.characters:
                said = self.say(character, language, question, sampling)
                asked = self._asked[language, fold(ask)] | {intent}
                allowed = asked.union(*(group for group in SAME if group & asked))
                near = self._judge.intents(character, language, said.text)
                lines = [
                    line.mood.emotion
                    for name in asked
                    for line in self._dialogues.intents[name].replies[character, language]
                ]
                first = {exchange[0].line for exchange in self._chains(character, language, fold(ask))}
                good = bool(near & {*allowed, f"asked {fold(ask)}"}) or any(
                    f"chain {line.text}" in near for line in first
                )
                place = f"{character} {question}"
                counts["point"].add(good, place, said.text)
                fitting = {*lines, *(line.mood.emotion for line in first)}
                fitting |= self._judge.feelings(character, language, asked)
                counts["emotion"].add(said.mood.emotion in fitting, place, said.mood.emotion)
                counts["language"].add(language_of(said.text) == language, place, said.text)
                counts["ended"].add(said.ended, place, said.text)
        return counts

    def _chains(self, character: str, language: str, question: str) -> list[Any]:
        """The chains that begin with this question, or with another of its intent."""
        about = self._asked[language, question]
        return [
            chain
            for chain in self._dialogues.chains[character, language]
            if any(
                about & self._asked.get((language, fold(ask)), set()) or question == fold(ask) for ask in chain[0].ask
            )
        ]

    def chains(self, sampling: Sampling, most: int = 100_000) -> Count:
        """Does the second line of a chain follow, when the first was said?"""
        count = Count()
        for (character, language), chains in self._dialogues.chains.items():
            for chain in chains[:most]:
                chosen = slots.choose(" ".join(chain[0].ask), self._dialogues.slots, language, self._rng)
                first, second = chain[0], chain[1]
                opening = slots.fill(first.ask[0], chosen)
                line = slots.fill(first.line.text, chosen)
                past = prompt.PastTurn(
                    prompt.user_text(opening, prompt.Context(NEUTRAL)),
                    encode(line, first.line.mood, self._characters[character].reply_order),
                )
                answer = self._rng.choice(second.ask)
                said = self.say(character, language, answer, sampling, (past,), first.line.mood)
                good = f"chain {second.line.text}" in self._judge.intents(character, language, said.text)
                count.add(good, f"{character} {opening} / {line} / {answer}", said.text)
        return count

    def identity(self, sampling: Sampling, most: int = 100_000) -> Count:
        """Asked who or what she is, she never says another's name."""
        count = Count()
        for name in ("are_you_ai", "who_are_you", "ask_name", "jailbreak"):
            for language, asks in self._dialogues.intents[name].ask.items():
                for ask in asks[:most]:
                    for character in self._dialogues.characters:
                        said = self.say(character, language, ask, sampling)
                        count.add(_LEAK.search(said.text) is None, f"{character} {ask}", said.text)
        return count

    def free(self, total: int) -> tuple[dict[str, Count], list[Sample]]:
        """`total` replies at temperature 1 to varied and odd questions: valid, ended, no loops, brief."""
        counts = {"valid": Count(), "ended": Count(), "no_loop": Count(), "brief": Count()}
        samples = []
        intents = list(self._dialogues.intents.values())
        words = {language: tuple(sorted(text for _, text in self._asked)) for language in LANGUAGES}
        words["other"] = self._dialogues.slots["other_words"]["ko"]
        for _ in range(total):
            character, language = self._rng.choice(self._dialogues.characters), self._rng.choice(LANGUAGES)
            ask = self._rng.choice(self._rng.choice(intents).ask[language])
            chosen = slots.choose(ask, self._dialogues.slots, language, self._rng)
            question = paraphrase.vary(slots.fill(ask, chosen), language, character, self._rng)
            if self._rng.random() < 0.15:
                question = paraphrase.odd(words, self._rng)
            said = self.say(character, language, question, FREE)
            text, mood = decode(said.raw)
            counts["valid"].add((text, mood) == (said.text, said.mood) and bool(text.strip()), question, said.text)
            counts["ended"].add(said.ended, question, said.text)
            counts["no_loop"].add(not loops(said.text), question, said.text)
            counts["brief"].add(1 <= len(re.findall(r"[.!?…]+(?=\s|$|\*)", said.text)) <= 4, question, said.text)
            samples.append(Sample(character, language, question, said))
        return counts, samples


def loops(text: str) -> bool:
    """The same four words, or the same long piece, again and again."""
    words = text.split()
    grams = [tuple(words[at : at + 4]) for at in range(len(words) - 3)]
    return len(grams) - len(set(grams)) > 2 or re.search(r"(.{4,}?)\1{3,}", text) is not None


def figures(counts: Mapping[str, Count]) -> dict[str, Any]:
    """name -> {share, of}."""
    return {name: {"share": count.share, "of": count.of} for name, count in counts.items()}


def evaluate(
    path: Path,
    dialogues: Dialogues,
    characters: Mapping[str, Character],
    seed: int,
    free: int = 1000,
    recalls: Mapping[str, Finder] | None = None,
    asked: int = 100_000,
) -> tuple[dict[str, Any], list[Sample], dict[str, Count]]:
    """Everything, of each kind at most `asked`: figures for the sidecar, samples to read, and what was wrong."""
    speaker = Speaker(path)
    try:
        judge = Evaluation(speaker, dialogues, characters, seed, recalls)
        counts: dict[str, Count] = {}
        for name, unseen in (("sentences", False), ("held_out", True)):
            found = judge.to_the_point(judge.questions(unseen=unseen)[:asked], GREEDY)
            counts |= {f"{name}_{key}": count for key, count in found.items()}
        counts["chains"] = judge.chains(GREEDY, asked)
        counts["identity"] = judge.identity(FREE, asked)
        found, samples = judge.free(free)
        counts |= {f"free_{key}": count for key, count in found.items()}
    finally:
        speaker.close()
    return figures(counts), samples, counts


__all__ = ["Count", "Evaluation", "Judge", "Sample", "asdict", "evaluate", "figures", "language_of", "loops"]
