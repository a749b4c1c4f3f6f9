"""The inbox of the brain's process: an abort meets the request that it is meant for, however the two cross."""

import pytest

from companion.engines.llm._child import Inbox


class Flag:
    def __init__(self) -> None:
        self.is_set = False

    def set(self) -> None:
        self.is_set = True

    def clear(self) -> None:
        self.is_set = False


@pytest.fixture
def flag() -> Flag:
    return Flag()


@pytest.fixture
def inbox(flag: Flag) -> Inbox:
    made = Inbox()
    made.attach(flag)
    return made


def test_an_abort_stops_the_running_request_only(inbox: Inbox, flag: Flag) -> None:
    inbox.begin(3)
    inbox.abort(2)
    assert not flag.is_set
    inbox.abort(3)
    assert flag.is_set
    inbox.begin(4)
    assert not flag.is_set


def test_an_abort_that_overtakes_its_request_is_kept(inbox: Inbox, flag: Flag) -> None:
    inbox.put({"op": "reply", "id": 2})
    inbox.abort(2)
    flag.clear()
    inbox.begin(2)
    assert flag.is_set


def test_an_abort_stops_older_requests_too(inbox: Inbox, flag: Flag) -> None:
    inbox.begin(1)
    inbox.put({"op": "reply", "id": 2})
    inbox.abort(2)
    assert flag.is_set


def test_work_between_turns_makes_way(inbox: Inbox, flag: Flag) -> None:
    inbox.begin(0)
    assert not flag.is_set
    inbox.put({"op": "reply", "id": 1})
    assert flag.is_set
    assert inbox.get(0) == {"op": "reply", "id": 1}
    inbox.begin(1)
    assert not flag.is_set


def test_work_between_turns_does_not_begin_when_a_request_waits(inbox: Inbox, flag: Flag) -> None:
    inbox.begin(1)
    inbox.put({"op": "reply", "id": 2})
    inbox.begin(0)
    assert flag.is_set


def test_an_empty_inbox_times_out(inbox: Inbox) -> None:
    assert inbox.get(0.001) is None
