"""Asks a teacher many things at once: workers, retries, waiting, what was answered before. One event loop, one thread.

A request goes on its way when one of `workers` slots is free; it gives the slot back while it waits for another try, so
that a server that fails now and then still has all slots busy. What was answered is written down before the next step.
"""

import asyncio
import json
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from companion.errors import TrainingError
from trainer.recipe import TeacherRecipe
from trainer.teachers.answers import Answers, append, opened
from trainer.teachers.contract import Answer, Request, Teacher, Trouble, Unusable

T = TypeVar("T")
Tell = Callable[[int, int, str], None]
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds, before the second try and at most
PATIENCE = 1800.0  # seconds that one request lets itself be put off by "too many requests"


@dataclass(slots=True)
class Tally:
    """What was done so far. tokens and seconds: of what was asked now, not of what was known before."""

    total: int = 0
    done: int = 0
    reused: int = 0
    dead: int = 0
    tries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    started: float = field(default_factory=time.monotonic)

    def cost(self, settings: TeacherRecipe) -> float:
        """Money, in the currency of the recipe's prices."""
        return (self.tokens_in * settings.price_in + self.tokens_out * settings.price_out) / 1e6

    def note(self, settings: TeacherRecipe) -> str:
        """For the progress line."""
        parts = [f"{self.tokens_in + self.tokens_out:,} tokens"]
        cost = self.cost(settings)
        parts += [f"cost {cost:.2f}"] if cost else []
        asked = self.done - self.reused
        if asked and self.total > self.done:
            left = (time.monotonic() - self.started) / asked * (self.total - self.done)
            parts.append(f"{left / 3600:.1f} h left" if left > 5400 else f"{left / 60:.0f} min left")
        parts += [f"{self.reused} known"] if self.reused else []
        parts += [f"{self.dead} failed"] if self.dead else []
        return ", ".join(parts)


class Pool:
    """Used as `async with`. `dead`: file for requests that were given up, one line each with the reason."""

    def __init__(
        self,
        teacher: Teacher,
        settings: TeacherRecipe,
        answers: Answers,
        dead: Path,
        tell: Tell,
        *,
        first_wait: float = FIRST_WAIT,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.tally = Tally()
        self._teacher = teacher
        self._settings = settings
        self._answers = answers
        self._dead = dead
        self._tell = tell
        self._first_wait = first_wait
        self._sleep = sleep
        self._chance = random.Random(0)
        self.workers = min(settings.workers, teacher.workers or settings.workers)
        self._slots = asyncio.Semaphore(self.workers)
        self._not_before = 0.0
        self._in_a_row = 0

    async def __aenter__(self) -> "Pool":
        return self

    async def __aexit__(self, *_: object) -> None:
        self._answers.close()
        await self._teacher.close()

    def expect(self, requests: int) -> None:
        """So many will be asked; for the progress line."""
        self.tally.total += requests

    async def run(self, requests: Iterable[Request], read: Callable[[Request, str], T]) -> dict[str, T]:
        """Asks all; what was read, by request id. Requests that were given up are missing.

        read: raises Unusable where the text can't be used. Memory holds the requests under way and what was read.
        """
        waiting = iter(requests)
        found: dict[str, T] = {}

        async def worker() -> None:
            for request in waiting:
                value = await self.ask(request, read)
                if value is not None:
                    found[request.id] = value

        await together([worker() for _ in range(self.workers * 4)])
        return found

    async def ask(self, request: Request, read: Callable[[Request, str], T]) -> T | None:
        """What `read` makes of the answer, or None if the request was given up.

        Raises:
            TrainingError: the teacher can't be asked at all, or `stop_after` requests in a row failed.
        """
        known = self._answers.find(request)
        if known is not None:
            try:
                value = read(request, known.text)
            except Unusable:
                pass  # what is usable has become stricter since
            else:
                self.tally.reused += 1
                self._step()
                return value
        asked, fault = await self._tries(request, read)
        if fault is None:
            self._in_a_row = 0
        else:
            self._give_up(request, fault)
        self._step()
        return asked

    async def _tries(self, request: Request, read: Callable[[Request, str], T]) -> tuple[T | None, "Fault | None"]:
        asked, tries, put_off = request, 0, 0.0
        while True:
            tries += 1
            self.tally.tries += 1
            answer = Answer("")
            try:
                answer = await self._once(asked)
                value = read(request, answer.text)
            except Unusable as unusable:
                fault = Fault(unusable.code, unusable.reason, answer, tries, final=unusable.final)
                asked = request.told(f"({unusable.reason})")
                wait = 0.0
            except Trouble as trouble:
                fault = Fault("server", trouble.reason, answer, tries)
                wait = self._wait(tries, trouble)
                if trouble.limited:
                    self._not_before = max(self._not_before, time.monotonic() + wait)
                    put_off += wait
                    tries -= put_off < PATIENCE
            else:
                self._answers.add(request, _after(answer, tries))
                return value, None
            if fault.final or tries > self._settings.retries:
                return None, fault
            if wait:
                await self._sleep(wait)

    async def _once(self, request: Request) -> Answer:
        async with self._slots:
            while (pause := self._not_before - time.monotonic()) > 0:
                await self._sleep(pause)
            try:
                async with asyncio.timeout(self._settings.timeout):
                    answer = await self._teacher.ask(request)
            except TimeoutError as error:
                raise Trouble(f"no answer within {self._settings.timeout:g} s") from error
        self.tally.tokens_in += answer.tokens_in
        self.tally.tokens_out += answer.tokens_out
        return answer

    def _wait(self, tries: int, trouble: Trouble) -> float:
        """Seconds before the next try: what the server asks for, else 1, 2, 4 … with up to half more or less."""
        if trouble.wait is not None:
            return trouble.wait + self._chance.uniform(0, 0.1) * self._first_wait
        doubled: float = min(LONGEST_WAIT, self._first_wait * 2.0 ** max(0, tries - 1))
        return doubled * self._chance.uniform(0.5, 1.5)

    def _give_up(self, request: Request, fault: "Fault") -> None:
        self.tally.dead += 1
        self._answers.add(request, _after(fault.answer, fault.tries), error=fault.code)
        line = {"id": request.id, "code": fault.code, "reason": fault.reason, "attempts": fault.tries}
        _append(self._dead, {**line, "text": fault.answer.text})
        self._in_a_row += 1
        if self._in_a_row >= self._settings.stop_after:
            raise stopped(fault, self._in_a_row)

    def _step(self) -> None:
        self.tally.done += 1
        self.tally.total = max(self.tally.total, self.tally.done)
        self._tell(self.tally.done, self.tally.total, self.tally.note(self._settings))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a request was given up; answer: the last one, whose text may be empty."""

    code: str
    reason: str
    answer: Answer
    tries: int
    final: bool = False


def stopped(fault: Fault, requests: int) -> TrainingError:
    """The error after so many failed requests in a row."""
    if fault.code == "server":
        hint = "Look whether the server runs and `teacher.url` is right; run again and it goes on where it stopped."
        return TrainingError(
            f"The teacher failed {requests} times in a row; the last time: {fault.reason}.",
            code="teacher-down",
            hint=hint,
            retryable=True,
        )
    return TrainingError(
        f"The teacher's answers were unusable {requests} times in a row; the last one: {fault.reason}",
        code="teacher-unusable",
        hint="dead.jsonl of this stage holds these answers; take a stronger model, or raise `teacher.max_tokens`.",
    )


async def together(tasks: Iterable[Awaitable[None]]) -> None:
    """Runs all; the first error ends the others and is raised as it is."""
    futures = [asyncio.ensure_future(task) for task in tasks]
    try:
        await asyncio.gather(*futures)
    finally:
        for future in futures:
            future.cancel()
        await asyncio.gather(*futures, return_exceptions=True)


def _after(answer: Answer, tries: int) -> Answer:
    return Answer(answer.text, answer.tokens_in, answer.tokens_out, answer.seconds, tries)


def _append(path: Path, record: dict[str, object]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = opened(path)
        try:
            append(file, json.dumps(record, ensure_ascii=False))
        finally:
            os.close(file)
    except OSError as error:
        raise TrainingError(
            f"{path} can't be written: {error.strerror}.", code="disk", hint="Free some disk space and run again."
        ) from error
