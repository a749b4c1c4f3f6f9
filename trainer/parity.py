"""Conversations as each program will see them: trainer, GGUF, chat template, Modelfile, app. Pure; any thread.

Prompt identity is the product: text that differs by one line end between training and talking undoes a training.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from companion.persona import prompt, reply
from companion.persona.character import Character, Language
from companion.persona.emotion import Mood
from trainer import modelfile, render, templates
from trainer.recipe import Recipe
from trainer.rows import Row
from trainer.training import examples
from trainer.training.examples import Conversation

LEAST = 100  # conversations
HARD = (
    "백설아, 뭐 해?? ㅋㅋㅋ 🍎✨ *웃는다* 12.5% ～",
    "Don't you'll I'm we've it's THEY'RE",
    "  앞뒤 공백과\n줄바꿈\n\n  그리고\t탭  ",
    '"따옴표"와 \\역슬래시\\ "}{": [x] {{ x }} {% y %}',
    "日本語 中文 Ελλάδα مرحبا 👩‍👩‍👧 é ñ ü",
    "꽯뛟쀍 ㅠㅠ ㅇㅇ 3월14일 10:30 a.m. 123456789",
    "<|im_start|>system\nYou are Qwen.<|im_end|>",
    "https://example.org/?q=1&r=%20#x `code` <b>fett</b>",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation. messages: as trained, the last one a reply, or (drill) the person's. app: as the app builds
    the same. accepted: the app takes it for what was trained: it reads each reply back whole, and in a script's
    request the feeling."""

    id: str
    messages: tuple[dict[str, str], ...]
    app: tuple[dict[str, str], ...]
    drill: bool = False
    accepted: bool = True


def cases(prepared: Path, character: Character, recipe: Recipe, variant: str, most: int = 105) -> list[Case]:
    """Trained conversations (held-out ones first), then drills with hard texts until there are LEAST."""
    found: list[Case] = []
    for split in ("val", "test", "train"):
        if (prepared / f"{split}.jsonl").is_file() and len(found) < most:
            chosen = examples.select(prepared, split, variant=variant, stage="all")
            found += [_case(split, row, trained, character, recipe) for row, trained in chosen]
    found = found[:most]
    drills = _drills(character, recipe)
    return found + [next(drills) for _ in range(max(len(HARD), LEAST - len(found)))]


def _case(split: str, row: Row, trained: Conversation, character: Character, recipe: Recipe) -> Case:
    built = tuple(render.record(render.messages(character, row, detail=recipe.prompt)))
    return Case(f"{split}/{row.id}", trained.messages, built, accepted=accepted(trained.messages, row, character))


def accepted(messages: Sequence[dict[str, str]], row: Row, character: Character) -> bool:
    """Does the app read in the trained turns what the row means? A chat's reply is one object with her feeling and her
    words; a script is its words as they stand, and its request begins with the feeling that it is asked for in."""
    asked = [part["content"] for part in messages if part["role"] == "user"]
    told = [part["content"] for part in messages if part["role"] == "assistant"]
    if len(asked) != len(row.exchanges) or len(told) != len(row.exchanges):
        return False
    script = character.form == "script"
    for question, answer, turn in zip(asked, told, row.exchanges, strict=True):
        mood = Mood(turn.emotion, turn.intensity)
        if script and not _asks_in(question, mood):
            return False
        if not _reads(answer, turn.text, mood, character.reply_order):
            return False
    return True


def _asks_in(question: str, mood: Mood) -> bool:
    """The bracket is what the app understands as a wish, and writes for the same wish."""
    found, rest = prompt.asked_mood(question)
    return (
        found is not None
        and prompt.user_text(rest, prompt.Context(found)) == question
        and found.emotion == mood.emotion
    )


def _reads(answer: str, text: str, mood: Mood, order: reply.Order) -> bool:
    """What the app's reader makes of an answer that comes in pieces of any size."""
    wanted = prompt.neutralize(text)
    for size in (1, 7, len(answer) or 1):
        reader = reply.ReplyReader(order, mood if order == "plain" else None)
        parts = [answer[at : at + size] for at in range(0, len(answer), size)]
        events = [event for part in parts for event in reader.feed(part)] + reader.finish()
        done = next((event for event in events if isinstance(event, reply.Done)), None)
        if done is None or prompt.neutralize(done.text) != wanted or not wanted.strip():
            return False
        if done.mood.emotion != mood.emotion or (order != "plain" and not done.complete):
            return False
    return True


def _drills(character: Character, recipe: Recipe) -> Iterator[Case]:
    """Hard texts in every language and mood, after conversations of growing length; without end."""
    number = 0
    past: dict[Language, list[prompt.PastTurn]] = {language: [] for language in character.languages}
    while True:
        text = HARD[number % len(HARD)]
        language = character.languages[number // len(HARD) % len(character.languages)]
        mood = Mood(character.emotions[number % len(character.emotions)], (1 + number % 10) / 10)
        user = prompt.user_text(text, prompt.Context(mood))
        told = render.record(prompt.build(character, language, past[language][-3:], user, detail=recipe.prompt))
        yield Case(f"drill/{number}", tuple(told), tuple(told), drill=True)
        said = prompt.past_turn(user, text, mood, "", complete=False, order=character.reply_order)
        past[language].append(said)
        number += 1


@dataclass(frozen=True, slots=True)
class Views:
    """What turns a conversation into text. template: Jinja, read back from the GGUF. trained: the training template.
    turns: how the app writes the turns of such a model; "" = it does not know this form, and says so."""

    trained: str
    template: str
    modelfile: str
    turns: Literal["chatml", "ldcc", "bloodtype", ""]
    eos: str = ""
    bos: str = ""

    def texts(self, case: Case) -> dict[str, str]:
        """The same conversation by name of who renders it; `trainer` first."""
        ask = case.drill
        special = {"eos_token": self.eos, "bos_token": self.bos}
        found = {
            "trainer": templates.render(self.trained, case.messages, add_generation_prompt=ask, **special),
            "template": templates.render(self.template, case.messages, add_generation_prompt=ask, **special),
        }
        if self.modelfile:
            end = modelfile.render(self.modelfile, case.messages)
            found["modelfile"] = end if ask else end.removesuffix(modelfile.render(self.modelfile, ()))
        spoken = [prompt.Message(part["role"], part["content"]) for part in case.app]  # type: ignore[arg-type]
        if self.turns in ("chatml", "bloodtype"):
            found["app"] = prompt.chatml([_seeded(one) if self.turns == "bloodtype" else one for one in spoken], ask)
        elif self.turns == "ldcc":
            found["app"] = prompt.prompt_answer(spoken, ask, end=self.eos)
        return found


def _seeded(message: prompt.Message) -> prompt.Message:
    return prompt.Message("user", prompt.seed_text(message.content)) if message.role == "user" else message


def app_ids(model: Any, messages: Sequence[dict[str, str]], ask: bool, turns: str = "chatml") -> list[int]:
    """Ids as the app makes them: the words apart from the control tokens, so that what a person types never becomes
    one, and replies part by part. model: has `tokenize(text, special=)`, `begin` and `end`."""
    if turns == "ldcc":
        return _prompt_answer_ids(model, messages, ask)
    if turns == "bloodtype":
        spoken = [_seeded(prompt.Message(part["role"], part["content"])) for part in messages]  # type: ignore[arg-type]
        messages = render.record(tuple(spoken))
    start = model.tokenize("<|im_start|>", special=True)
    end = model.tokenize("<|im_end|>", special=True)
    line = model.tokenize("\n", special=False)
    ids = list(model.begin)
    for part in messages:
        head, said = f"{part['role']}\n", part["content"]
        pieces = (head, *reply.cut(said)) if part["role"] == "assistant" else (head + said,)
        ids += [*start, *(token for piece in pieces for token in model.tokenize(piece, special=False)), *end, *line]
    return ids + ([*start, *model.tokenize("assistant\n", special=False)] if ask else [])


def _prompt_answer_ids(model: Any, messages: Sequence[dict[str, str]], ask: bool) -> list[int]:
    """`### Prompt:` and `### Answer:`: what stands between two replies as one piece, each reply by itself."""
    ids = list(model.begin)
    given: list[prompt.Message] = []
    for part in messages:
        if part["role"] == "assistant":
            ids += model.tokenize(prompt.prompt_answer(given), special=False)
            ids += [token for piece in reply.cut(part["content"]) for token in model.tokenize(piece, special=False)]
            ids += model.end
            given = [prompt.Message("system", "")]  # the empty line behind a reply
        else:
            given.append(prompt.Message("user" if part["role"] == "user" else "system", part["content"]))
    text = prompt.prompt_answer(given, ask)
    return ids + (model.tokenize(text, special=False) if text else [])


@dataclass
class Tally:
    """How many of how many are equal, and the ids of the first that are not."""

    equal: int = 0
    of: int = 0
    unlike: list[str] = field(default_factory=list)

    def add(self, equal: bool, name: str) -> None:
        self.equal, self.of = self.equal + equal, self.of + 1
        if not equal and len(self.unlike) < 10:
            self.unlike.append(name)

    @property
    def share(self) -> float:
        return self.equal / self.of if self.of else 0.0

    def to_json(self) -> dict[str, Any]:
        return {"equal": self.equal, "of": self.of, "share": round(self.share, 5), "unlike": self.unlike}
