"""Brain: says the line that was written for her, as it was found (persona.recall) and put behind the person's words.

For a model whose card says `answers: written`: one too small to find words of its own. Where no line stands behind the
words (a character for whom none were written), the model under it speaks. Brain worker; `abort` from any thread.
"""

from collections.abc import Sequence
from typing import Any, Literal

from companion.engines.llm._reply_value import BrainReply, nothing
from companion.persona import prompt
from companion.persona.reply import encode
from companion.voice import ports
from companion.voice.types import Turn


class WrittenModel:
    """`ports.ChatModel` over another, whose further attributes are its own."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def prepare(self, messages: Sequence[ports.Message]) -> None:
        self._model.prepare(messages)

    def read_ahead(self, messages: Sequence[ports.Message]) -> None:
        self._model.read_ahead(messages)

    def reply(
        self,
        messages: Sequence[ports.Message],
        *,
        emotions: Sequence[str],
        order: Literal["emotion_first", "text_first", "plain"],
        sampling: ports.Sampling,
        turn: Turn,
        events: ports.ReplyEvents,
        max_sentences: int = 6,
    ) -> Any:
        """See `ports.ChatModel.reply`."""
        known = prompt.last_known(messages[-1].content) if order != "plain" else None
        if known is None or known.mood.emotion not in emotions:
            return self._model.reply(
                messages,
                emotions=emotions,
                order=order,
                sampling=sampling,
                turn=turn,
                events=events,
                max_sentences=max_sentences,
            )
        if turn.cancelled:
            return nothing(emotions, order)
        events.mood(known.mood)
        events.text(known.text)
        return BrainReply(known.text, known.mood, encode(known.text, known.mood, order), "end")

    def abort(self) -> None:
        self._model.abort()

    def close(self) -> None:
        self._model.close()
