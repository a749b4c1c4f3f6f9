"""What the teacher is asked for, and how its answers are read: scenes, dialogues, pairs, scripts, lead-ins. Pure.

A reader takes what is usable of an answer that lists several things; what is missing is asked for again, with what is
there already (`collect`).
"""

import random
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, TypeVar

from companion.persona.character import Character, Language
from companion.persona.emotion import LABELS
from trainer.data.candidates import Candidate
from trainer.data.judging import judge
from trainer.recipe import Recipe
from trainer.rows import Exchange, Kind, Line, Passage, Row, Scene, Utterance
from trainer.teachers.contract import Request, Schema, Unusable
from trainer.writing import reading
from trainer.writing.filters import check_reply, check_words
from trainer.writing.prompt_files import Prompts
from trainer.writing.sheet import Voice, sheet
from trainer.writing.wording import ANGLES, SAID, USER

T = TypeVar("T")
SHOWN = 30  # how many of the things that are there already are told
_LONGEST_SCRIPT = 4000
_TEXT: Schema = {"type": "string"}


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Schema, least: int, most: int) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


@dataclass(frozen=True, slots=True)
class Asking:
    """Builds requests and reads answers for one character. variants of her: by name, as the recipe has them."""

    character: Character
    recipe: Recipe
    prompts: Prompts
    voice: Voice

    # --- scenes ---

    def scenes(
        self,
        name: str,
        language: Language,
        topic: tuple[str, str],
        passage: Passage | None,
        count: int,
        there: list[Scene],
    ) -> Request:
        """`count` more scenes. name: of the request. topic: name and more words about it."""
        values = {
            **self._values(language, name),
            "topic": topic[0],
            "about": topic[1],
            "count": str(count),
            "passage": passage.text if passage else "",
            "existing": _block("existing", language, [f"{one.place}: {one.background}" for one in there[-SHOWN:]]),
        }
        feeling: Schema = {"type": "string", "enum": list(self.character.emotions)}
        scene = _object({"place": _TEXT, "background": _TEXT, "partner": _TEXT, "emotion": feeling})
        file = "scenes_passage" if passage else "scenes"
        return self._request(name, "scenes", file, language, values, _object({"scenes": _list(scene, 1, count)}))

    def read_scenes(
        self, request: Request, text: str, kind: Kind, language: Language, topic: str, there: list[Scene]
    ) -> list[Scene]:
        """The usable scenes that are new. Raises Unusable if there is none."""
        known = {_folded(scene.background) for scene in there}

        def one(item: Mapping[str, Any], number: int) -> Scene:
            check_words(item["place"], language, 200)
            check_words(item["background"], language, 1000)
            if _folded(item["background"]) in known:
                raise Unusable("duplicate", "A scene is there already; make other ones.")
            known.add(_folded(item["background"]))
            return Scene(
                id=f"{request.id}.{number}",
                kind=kind,
                language=language,
                topic=topic,
                place=item["place"].strip(),
                background=item["background"].strip(),
                partner=item["partner"].strip()[:60],
                emotion=reading.emotion(item["emotion"], self.character),
            )

        return _usable(reading.value(text, request.schema)["scenes"], one)

    # --- dialogues ---

    def dialogue(self, name: str, scene: Scene, variant: str) -> Request:
        """One conversation in a scene."""
        rng = self._chance(name)
        least, most = sorted(self.recipe.data.exchanges)
        count = rng.randint(least, most)
        values = {
            **self._values(scene.language, name),
            **self._scene(scene, variant),
            "exchanges": str(count),
            "angle": rng.choice(ANGLES[scene.language]),
        }
        other = _object({"speaker": _TEXT, "text": _TEXT})
        schema = _object({"before": _list(other, 0, 4), "turns": _list(self._turn(), count, count)})
        return self._request(name, "dialogues", "dialogue", scene.language, values, schema)

    def read_dialogue(
        self, request: Request, text: str, language: Language, partner: str = ""
    ) -> tuple[tuple[Utterance, ...], tuple[Exchange, ...]]:
        """What others say before, and the exchanges. partner: the scene's. Raises Unusable."""
        value = reading.value(text, request.schema)
        least, most = sorted(self.recipe.data.exchanges)
        if not least <= len(value["turns"]) <= most:
            wanted = request.schema["properties"]["turns"]["maxItems"]
            raise Unusable("count", f"There are {len(value['turns'])} turns; write {wanted}.")
        longest = self.recipe.data.max_reply_chars
        turns = tuple(reading.exchange(item, self.character, language, longest) for item in value["turns"])
        reading.no_echo([turn.text for turn in turns])
        reading.no_echo([said for turn in turns for said in (turn.user, turn.text)], longest=8)
        before = reading.utterances(value["before"], language)
        self._judge("dialogue", language, turns, before, partner)
        return before, turns

    def script(self, name: str, scene: Scene, variant: str) -> Request:
        """The script of a scene."""
        values = {**self._values(scene.language, name), **self._scene(scene, variant), "chars": str(_LONGEST_SCRIPT)}
        schema = _object({"script": _TEXT, **self._feeling()})
        return self._request(name, "scripts", "script", scene.language, values, schema)

    def read_script(self, request: Request, text: str, scene: Scene) -> tuple[Exchange, ...]:
        """One exchange: what is asked for, and the script. Raises Unusable."""
        value = reading.value(text, request.schema)
        check_words(value["script"], scene.language, _LONGEST_SCRIPT)
        emotion = reading.emotion(value["emotion"], self.character)
        asked = SAID["script"][scene.language].format(
            emotion=LABELS[emotion][scene.language], place=scene.place, background=scene.background
        )
        strength = round(min(1.0, max(0.1, float(value["intensity"]))), 2)
        return (Exchange(user=asked, text=value["script"].strip(), emotion=emotion, intensity=strength),)

    # --- single questions ---

    def pairs(
        self,
        name: str,
        kind: Kind,
        language: Language,
        questions: Sequence[str],
        count: int,
        there: Sequence[str],
        variant: str,
    ) -> Request:
        """`count` exchanges of one turn. questions: what is asked, if it is given; there: what was asked, if not."""
        values = {
            **self._values(language, name),
            "count": str(count),
            "variant": self._variant(language, variant),
            "questions": _block("questions", language, questions),
            "user": USER["given" if questions else kind][language],
            "existing": "" if questions else _block("existing", language, there[-SHOWN:]),
        }
        schema = _object({"pairs": _list(self._turn(questions), count if questions else 1, count)})
        return self._request(name, kind, kind, language, values, schema)

    def read_pairs(
        self,
        request: Request,
        text: str,
        language: Language,
        questions: Sequence[str],
        there: Sequence[str],
        named: Collection[str] = (),
    ) -> list[Exchange]:
        """The usable exchanges; given questions are matched by their words. Raises Unusable if there is none.

        named: questions whose answer must hold her name.
        """
        names = {self.character.name(language), *self.character.aliases}
        waiting = list(questions)
        known = {_folded(question) for question in there}

        def one(item: Mapping[str, Any], number: int) -> Exchange:
            found = reading.exchange(item, self.character, language, self.recipe.data.max_reply_chars)
            self._judge("qa", language, (found,))
            if questions:
                asked = max(waiting, key=lambda question: _alike(question, found.user), default="")
                if _alike(asked, found.user) < 0.6:
                    raise Unusable("question", "What the person says is none of the given words; take them unchanged.")
                if asked in named and not any(name in found.text for name in names):
                    raise Unusable("name", "She is asked who she is and does not say her name; let her say it.")
                waiting.remove(asked)
                return found.model_copy(update={"user": asked})
            if _folded(found.user) in known:
                raise Unusable("duplicate", "A question is there already; ask other ones.")
            known.add(_folded(found.user))
            return found

        return _usable(reading.value(text, request.schema)["pairs"], one)

    # --- lines of a source ---

    def lead_ins(self, name: str, lines: Sequence[Line]) -> Request:
        """What somebody said before each of these lines of hers, which have nothing before them in the source."""
        language = lines[0].language
        values = {
            **self._values(language, name),
            "count": str(len(lines)),
            "lines": "\n".join(f"{number}. {line.text}" for number, line in enumerate(lines, 1)),
        }
        item = _object({"number": {"type": "integer"}, "user": _TEXT, **self._feeling()})
        schema = _object({"lines": _list(item, len(lines), len(lines))})
        return self._request(name, "lines", "lines", language, values, schema)

    def read_lead_ins(self, request: Request, text: str, lines: Sequence[Line]) -> list[tuple[Line, Exchange]]:
        """The lines that got a lead-in, each with its exchange. Raises Unusable if there is none."""
        language = lines[0].language
        taken: set[int] = set()

        def one(item: Mapping[str, Any], number: int) -> tuple[Line, Exchange]:
            place = item["number"]
            if not 1 <= place <= len(lines) or place in taken:
                raise Unusable("count", "A number is there twice or is none of the list.")
            line = lines[place - 1]
            check_words(item["user"], language, 400)
            check_reply(line.text, self.character, language, self.recipe.data.max_reply_chars)
            reading.no_echo([item["user"], line.text])
            taken.add(place)
            emotion = reading.emotion(item["emotion"], self.character)
            strength = round(min(1.0, max(0.1, float(item["intensity"]))), 2)
            return line, Exchange(user=item["user"].strip(), text=line.text, emotion=emotion, intensity=strength)

        return _usable(reading.value(text, request.schema)["lines"], one)

    # --- parts ---

    def _judge(
        self,
        kind: Kind,
        language: Language,
        turns: tuple[Exchange, ...],
        before: tuple[Utterance, ...] = (),
        partner: str = "",
    ) -> None:
        """What the stage `prepare` would not train on is asked again now. Raises Unusable."""
        row = Row(id="-", kind=kind, language=language, scene="-", background=before, exchanges=turns)
        rejected = judge(Candidate(row, partner), self.character, self.recipe).rejected
        if rejected is not None:
            raise Unusable(rejected.code, rejected.reason)

    def _chance(self, name: str) -> random.Random:
        return random.Random(f"{self.recipe.train.seed} {name}")

    def _request(
        self, name: str, kind: str, file: str, language: Language, values: Mapping[str, str], schema: Schema
    ) -> Request:
        teacher = self.recipe.teacher
        messages = self.prompts.messages(file, language, values)
        return Request(name, kind, messages, schema, teacher.temperature, teacher.max_tokens)

    def _values(self, language: Language, name: str) -> dict[str, str]:
        """What every prompt may name."""
        rng = self._chance(name)
        return {
            "sheet": sheet(self.character, language, rng),
            "name": self.character.name(language),
            "emotions": ", ".join(self.character.emotions),
            "chars": str(self.recipe.data.max_reply_chars),
            "examples": self.voice.examples(language, rng),
            "variant": "",
            "existing": "",
            "questions": "",
        }

    def _scene(self, scene: Scene, variant: str) -> dict[str, str]:
        language = scene.language
        return {
            "place": scene.place,
            "background": scene.background,
            "partner": scene.partner or SAID["user"][language],
            "emotion": scene.emotion or self.character.emotions[0],
            "variant": self._variant(language, variant),
        }

    def _variant(self, language: Language, variant: str) -> str:
        return f"\n{SAID['variant'][language]} {self.recipe.variants[variant]}\n" if variant else ""

    def _feeling(self) -> dict[str, Schema]:
        return {
            "emotion": {"type": "string", "enum": list(self.character.emotions)},
            "intensity": {"type": "number", "minimum": 0.1, "maximum": 1.0},
        }

    def _turn(self, questions: Sequence[str] = ()) -> Schema:
        user: Schema = {"type": "string", "enum": list(dict.fromkeys(questions))} if questions else _TEXT
        return _object({"user": user, "text": _TEXT, **self._feeling()})


async def collect(
    wanted: int, per: int, rounds: int, ask: Callable[[int, int, list[T]], Awaitable[list[T] | None]]
) -> list[T]:
    """Asks until there are `wanted`: at most `per` at a time, at most `rounds` times more than that takes.

    ask(answers so far, count, those there already) -> new ones, or None where the teacher gave nothing: that is asked
    again in the same words, so that a later run finds all other answers where they were.
    """
    there: list[T] = []
    number = 0
    for _ in range(-(-wanted // per) + rounds):
        count = min(per, wanted - len(there))
        if count <= 0:
            break
        new = await ask(number, count, there)
        if new is not None:
            there += new[:count]
            number += 1
    return there


def _usable(items: Sequence[Mapping[str, Any]], read: Callable[[Mapping[str, Any], int], T]) -> list[T]:
    found: list[T] = []
    fault: Unusable | None = None
    for number, item in enumerate(items):
        try:
            found.append(read(item, number))
        except Unusable as unusable:
            fault = fault or unusable
    if not found:
        raise fault or Unusable("count", "The list is empty.")
    return found


def _block(what: str, language: Language, lines: Sequence[str]) -> str:
    return "\n".join([SAID[what][language], *(f"- {line}" for line in lines)]) if lines else ""


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _alike(one: str, other: str) -> float:
    """From 0 to 1 (difflib's ratio, without blanks, marks and case)."""
    return SequenceMatcher(None, _folded(one), _folded(other)).ratio()
