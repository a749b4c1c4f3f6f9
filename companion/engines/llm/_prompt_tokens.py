"""Messages to tokens, message by message, with the replies that this model generated kept as it generated them.

Lives in the brain's process, main thread only. The text form is ChatML, see `companion.persona.prompt.chatml`; content
is tokenized apart from the control tokens, so what a person types can never become one.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from companion.engines.llm._budget import Budget, Group, shorten
from companion.persona.prompt import Message, prompt_answer
from companion.persona.reply import cut

_KEPT = 512  # tokenized messages and generated replies
RESERVE = 48  # tokens of a reply besides its words: the skeleton and the labels


@dataclass(frozen=True, slots=True)
class Prompt:
    """system: length of the prefix that stays the same for a character. dropped: old messages left out."""

    tokens: list[int]
    system: int
    dropped: int = 0


class PromptTokens:
    """Builds prompts that fit the context of one model."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._budget = Budget()
        self._start = model.tokenize("<|im_start|>", special=True)
        self._end = model.tokenize("<|im_end|>", special=True)
        self._line = model.tokenize("\n")
        self._known: OrderedDict[tuple[str, str], list[int]] = OrderedDict()
        self._generated: OrderedDict[str, list[int]] = OrderedDict()

    @property
    def chatml(self) -> bool:
        """False when the vocabulary has no ChatML control tokens, so that the template is plain text to the model."""
        return len(self._start) == 1 and len(self._end) == 1

    @property
    def header(self) -> list[int]:
        """What stands before her reply."""
        return [*self._start, *self._model.tokenize("assistant\n")]

    def remember(self, raw: str, tokens: list[int]) -> None:
        """`raw` was generated as these tokens (they spell exactly `raw`)."""
        _keep(self._generated, raw, tokens)
        self._known.pop(("assistant", raw), None)

    def build(
        self,
        messages: Sequence[dict[str, str]],
        max_tokens: int,
        *,
        generate: bool = True,
        template: str = "chatml",
    ) -> Prompt:
        """A prompt with room for a reply of `max_tokens`. The system turn stays; whole old turns go first, then the
        middle of an overlong user turn, then the middle of an overlong system turn.

        template: "chatml", or "ldcc" (`persona.prompt.prompt_answer`)."""
        if template == "ldcc":
            return self._prompt_answer(messages, max_tokens, generate)
        room = max(16, self._model.n_ctx - max_tokens - RESERVE)
        system, history, last = _split(messages, generate)
        header = self.header if generate else []
        asked = sum(len(self.message(part)) for part in last) + len(header)
        prefix = self._model.begin + self._fitted(system, max(room // 2, room - asked))
        ending = self._fitted(last, room - len(prefix) - len(header)) + header
        groups = self._groups(history)
        begin = self._budget.start([group for group, _ in groups], room - len(prefix) - len(ending))
        kept = [token for _, parts in groups[begin:] for part in parts for token in self.message(part)]
        dropped = sum(len(parts) for _, parts in groups[:begin])
        return Prompt(prefix + kept + ending, len(prefix), dropped)

    def _prompt_answer(self, messages: Sequence[dict[str, str]], max_tokens: int, generate: bool) -> Prompt:
        """Text between two replies is tokenized as one piece, and each reply by itself, as in training."""
        room = max(16, self._model.n_ctx - max_tokens - RESERVE)
        system, history, last = _split(messages, generate)
        dropped = 0
        while True:
            tokens = self._model.begin + self._pieces([*system, *history, *last], generate)
            if len(tokens) <= room or not (history or last):
                break
            if history:
                gone = 2 if len(history) > 1 else 1
                history, dropped = history[gone:], dropped + gone
                continue
            content = last[0]["content"]
            shorter = shorten(content, max(4, len(content) * room // len(tokens) - 8), len)
            if shorter == content:
                break
            last = [{**last[0], "content": shorter}]
        return Prompt(tokens[-room:], 0, dropped)

    def _pieces(self, messages: Sequence[dict[str, str]], generate: bool) -> list[int]:
        tokens: list[int] = []
        given: list[Message] = []
        for message in messages:
            if message["role"] == "assistant":
                tokens += self._model.tokenize(prompt_answer(given, True))
                tokens += [*self._reply(message["content"]), *self._model.end]
                given = [Message("system", "")]  # the empty line behind a reply
            else:
                given.append(Message("user" if message["role"] == "user" else "system", message["content"]))
        text = prompt_answer(given, generate)
        return tokens + (self._model.tokenize(text) if text else [])

    def tidy(self, messages: Sequence[dict[str, str]], max_tokens: int) -> bool:
        """True when the history of `messages` was cut between turns: the prompt should be prefilled again."""
        system, history, _ = _split(messages, False)
        prefix = sum(len(self.message(part)) for part in system)
        room = max(16, self._model.n_ctx - max_tokens - RESERVE) - prefix
        return self._budget.tidy([group for group, _ in self._groups(history)], room)

    def message(self, message: dict[str, str]) -> list[int]:
        """Tokens of one whole message with its control tokens and line end."""
        role, content = message["role"], message["content"]
        known = self._known.get((role, content))
        if known is None:
            if role == "assistant":
                body = self._model.tokenize("assistant\n") + self._reply(content)
            else:
                body = self._model.tokenize(f"{role}\n{content}")
            known = self._start + body + self._end + self._line
            _keep(self._known, (role, content), known)
        else:
            self._known.move_to_end((role, content))
        return known

    def _reply(self, raw: str) -> list[int]:
        """Tokens of a reply: as generated, else part by part as in training, else as plain text."""
        if raw in self._generated:
            self._generated.move_to_end(raw)
            return self._generated[raw]
        return [token for part in cut(raw) for token in self._model.tokenize(part)]

    def _groups(self, history: Sequence[dict[str, str]]) -> list[tuple[Group, list[dict[str, str]]]]:
        turns: list[list[dict[str, str]]] = []
        for message in history:
            if message["role"] == "user" or not turns:
                turns.append([])
            turns[-1].append(message)
        return [
            (Group("\0".join(part["content"] for part in parts), sum(len(self.message(part)) for part in parts)), parts)
            for parts in turns
        ]

    def _fitted(self, parts: Sequence[dict[str, str]], room: int) -> list[int]:
        tokens = [token for part in parts for token in self.message(part)]
        if not parts or len(tokens) <= room:
            return tokens
        role = parts[0]["role"]
        content = shorten(parts[0]["content"], room, lambda text: len(self.message({"role": role, "content": text})))
        return self.message({"role": role, "content": content})


def _split(
    messages: Sequence[dict[str, str]], generate: bool
) -> tuple[list[dict[str, str]], list[dict[str, str]], list[dict[str, str]]]:
    """System turn, history, and the user turn that is to be answered (empty when nothing is)."""
    system = [message for message in messages[:1] if message["role"] == "system"]
    rest = list(messages[len(system) :])
    if generate and rest and rest[-1]["role"] == "user":
        return system, rest[:-1], rest[-1:]
    return system, rest, []


def _keep(store: OrderedDict[Any, list[int]], key: Any, tokens: list[int]) -> None:
    store[key] = tokens
    while len(store) > _KEPT:
        store.popitem(last=False)
