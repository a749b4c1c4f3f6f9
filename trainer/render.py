"""Row -> chat messages, by the app's own prompt builder: what is trained is what is asked. Pure; any thread.

A script (`task: script`) is rendered for a character of `form: script`, see `fitting`: its user turn is the request
with the feeling of the scene before it, its answer the plain text.
"""

import json
from typing import Literal

from companion.persona import prompt, reply
from companion.persona.character import Character
from companion.persona.emotion import Mood
from trainer.rows import Exchange, Row


def fitting(character: Character, task: Literal["chat", "script"]) -> Character:
    """The character as a recipe's task wants her: a script is written by one of `form: script`."""
    if task == "chat" or character.form == "script":
        return character
    return character.model_copy(update={"form": "script", "reply_order": "plain"})


def messages(character: Character, row: Row, *, detail: prompt.Detail) -> tuple[prompt.Message, ...]:
    """The whole conversation with all replies; the mood before each turn is the feeling of the reply before."""
    turns, last = _turns(character, row)
    opened = prompt.build(character, row.language, turns, last, row.summary, detail=detail)
    return (*opened, prompt.Message("assistant", answer(character, row.exchanges[-1])))


def question(character: Character, row: Row, *, detail: prompt.Detail) -> tuple[prompt.Message, ...]:
    """The conversation up to the last user turn: the prompt that the last reply answers."""
    return messages(character, row, detail=detail)[:-1]


def answer(character: Character, exchange: Exchange) -> str:
    """The reply as the model learns it: a JSON object, or the plain text of a script."""
    mood = Mood(exchange.emotion, exchange.intensity)
    return prompt.neutralize(reply.encode(exchange.text, mood, character.reply_order))


def record(row_messages: tuple[prompt.Message, ...]) -> list[dict[str, str]]:
    """As TRL and chat templates take them."""
    return [{"role": message.role, "content": message.content} for message in row_messages]


def jsonl(row_messages: tuple[prompt.Message, ...], meta: dict[str, object]) -> str:
    """One line of train.jsonl."""
    return json.dumps({"messages": record(row_messages), "meta": meta}, ensure_ascii=False)


def _turns(character: Character, row: Row) -> tuple[list[prompt.PastTurn], str]:
    mood = Mood(row.mood.emotion, row.mood.intensity)
    heard = "".join(f"{line.speaker}: {line.text}\n" for line in row.background)
    turns: list[prompt.PastTurn] = []
    last = ""
    for number, exchange in enumerate(row.exchanges):
        if character.form == "script":  # a scene is asked for in the feeling that it has
            mood = Mood(exchange.emotion, exchange.intensity)
        said = heard + exchange.user if number == 0 else exchange.user
        last = prompt.user_text(said, prompt.Context(mood))
        turns.append(prompt.PastTurn(last, answer(character, exchange)))
        mood = Mood(exchange.emotion, exchange.intensity)
    return turns[:-1], last
