"""One thread, one bounded inbox: order, drops, errors, ticks and a bounded end."""

import threading
import time

from companion.voice.worker import Worker


class Box:
    """Collects what a worker handles; `gate` holds it up, `entered` says that it is at work."""

    def __init__(self, **options: object) -> None:
        self.handled: list[object] = []
        self.errors: list[tuple[Exception, object]] = []
        self.gate, self.entered, self.changed = threading.Event(), threading.Event(), threading.Condition()
        self.gate.set()
        self.worker: Worker[object] = Worker(
            "box",
            self._handle,
            on_error=lambda error, item: self.errors.append((error, item)),
            **{"capacity": 3, **options},  # type: ignore[arg-type]
        )

    def _handle(self, item: object) -> None:
        self.entered.set()
        assert self.gate.wait(5)
        if isinstance(item, Exception):
            raise item
        with self.changed:
            self.handled.append(item)
            self.changed.notify_all()

    def wait(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.handled) >= count, 5)


def test_items_in_order_and_those_posted_before_the_start() -> None:
    box = Box()
    assert box.worker.post(1) and box.worker.post(2)
    box.worker.start()
    box.worker.post(3, timeout=1.0)
    box.wait(3)
    assert box.handled == [1, 2, 3]
    assert box.worker.stop() and not box.worker.alive
    assert not box.worker.post(4) and box.worker.stop()


def test_a_full_inbox_refuses_and_can_make_room() -> None:
    box = Box()
    box.gate.clear()
    box.worker.start()
    box.worker.post(0)
    assert box.entered.wait(5)
    assert all(box.worker.post(n) for n in (1, 2, 3))
    begun = time.monotonic()
    assert not box.worker.post(4, timeout=0.05)
    assert time.monotonic() - begun < 2
    assert box.worker.depth() == 3 and box.worker.room() == 0.0
    assert box.worker.drop_oldest() and box.worker.post(5)
    assert box.worker.dropped == 2
    box.gate.set()
    box.wait(4)
    assert box.handled == [0, 2, 3, 5]
    assert not box.worker.drop_oldest()
    assert box.worker.stop()


def test_an_error_is_handed_over_and_the_worker_goes_on() -> None:
    box = Box()
    box.worker.start()
    error = ValueError("x")
    box.worker.post(error)
    box.worker.post(1)
    box.wait(1)
    assert box.errors == [(error, error)]
    assert box.worker.stop()


def test_stale_items_are_dropped_when_posted_and_when_taken() -> None:
    dead: set[object] = {"dead"}
    box = Box(stale=lambda item: item in dead)
    box.gate.clear()
    box.worker.start()
    box.worker.post("first")
    assert box.entered.wait(5)
    assert not box.worker.post("dead")
    box.worker.post("later")
    box.worker.post("last")
    dead.add("later")
    box.gate.set()
    box.wait(2)
    assert box.handled == ["first", "last"]
    assert box.worker.stop()


def test_ticks_come_when_due_with_and_without_items() -> None:
    due: list[float] = [time.monotonic() + 0.03]
    ticked = threading.Event()

    def tick() -> None:
        due.clear()
        ticked.set()

    box = Box(deadline=lambda: due[0] if due else None, on_tick=tick)
    box.worker.start()
    assert ticked.wait(5)
    ticked.clear()
    due.append(0.0)
    box.worker.post(1)
    assert ticked.wait(5)
    assert box.worker.stop()


def test_stop_is_bounded_while_the_handler_is_stuck() -> None:
    box = Box()
    box.gate.clear()
    box.worker.start()
    box.worker.post(1)
    assert box.entered.wait(5)
    assert not box.worker.stop(0.05)
    box.gate.set()
    assert box.worker.stop(5)


def test_draining_finishes_what_waits() -> None:
    box = Box()
    box.gate.clear()
    box.worker.start()
    for n in range(3):
        box.worker.post(n, timeout=1.0)
    threading.Timer(0.02, box.gate.set).start()
    assert box.worker.stop(5, drain=True)
    assert box.handled == [0, 1, 2]


def test_a_worker_that_was_never_started_stops() -> None:
    assert Box().worker.stop()
