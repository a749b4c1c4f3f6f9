"""The exception family: text, fields, and the way through a process boundary."""

import copy

from companion.errors import BrainError, CompanionError


def test_text_is_message_and_hint() -> None:
    error = CompanionError("It is missing.", code="missing", hint="Put it there.")
    assert str(error) == "It is missing. Put it there."
    assert str(CompanionError("It is missing.", code="missing")) == "It is missing."


def test_a_copy_keeps_every_field() -> None:
    error = copy.copy(BrainError("Died.", code="brain-died", hint="Wait.", retryable=True))
    assert (type(error), error.code, error.hint, error.retryable) == (BrainError, "brain-died", "Wait.", True)
    assert error.stage == "llm"
