"""The twin's inbox: ordered, bounded, and never endless."""

import queue

import pytest

from companion.cli.inbox import Inbox
from companion.errors import CompanionError
from companion.voice.types import MicLevel, Notice


def test_events_come_in_order_without_the_level_meter() -> None:
    inbox = Inbox()
    for code in "abc":
        inbox.post(Notice(code, ""))
        inbox.post(MicLevel(-30.0, 0.1))
    seen = inbox.until(lambda event: isinstance(event, Notice) and event.code == "c", timeout=1, what="c")
    assert [event.code for event in seen if isinstance(event, Notice)] == ["a", "b", "c"]
    assert len(seen) == 3 and inbox.next(0.0) is None


def test_waiting_ends() -> None:
    inbox = Inbox()
    inbox.post(Notice("a", ""))
    with pytest.raises(CompanionError, match="The reply took longer than") as caught:
        inbox.until(lambda event: False, timeout=0.01, what="The reply")
    assert caught.value.code == "timeout" and caught.value.retryable


def test_a_reader_that_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("companion.cli.inbox.PATIENCE", 0.01)
    inbox = Inbox(size=1)
    inbox.post(Notice("a", ""))
    with pytest.raises(queue.Full):
        inbox.post(Notice("b", ""))
