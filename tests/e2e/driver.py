"""Runs the real `companion` program as a process and watches what it writes with --events."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Record = dict[str, Any]
START = 60.0  # seconds until she listens on a busy machine
STALLS: list[tuple[float, Record]] = []
"""Of all programs that were run: when the main thread did not answer, in seconds after the program's first event."""


class App:
    """One run of the window. Use as a context manager; the program must end by itself on SIGTERM.

    first_run: let the welcome guide open on a new profile, as it does for a person. watched: with --events, which takes
    some processor time; without it nothing can be waited for.
    """

    def __init__(
        self,
        home: Path,
        environment: Mapping[str, str],
        *settings: str,
        first_run: bool = False,
        watched: bool = True,
    ) -> None:
        self.home = home
        self.events_file = home / f"events-{time.monotonic_ns()}.jsonl"
        self.output_file = self.events_file.with_suffix(".log")
        home.mkdir(parents=True, exist_ok=True)
        options = [word for setting in settings for word in ("--set", setting)]
        watching = ["--events", str(self.events_file)] if watched else []
        self._command = [sys.executable, "-m", "companion", *watching, *options]
        self._environment = dict(environment) | {"COMPANION_HOME": str(home), "QT_ACCESSIBILITY": "0"}
        if not first_run:
            self._environment["COMPANION_NO_FIRST_RUN"] = "1"
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0
        self.records: list[Record] = []

    def run_module(self, *words: str) -> None:
        """Another module than `companion`, with words before the program's own: `run_module("tests.x", "file")`."""
        self._command[2:3] = words

    def __enter__(self) -> "App":
        self.start()
        return self

    def start(self) -> None:
        with self.output_file.open("wb") as output:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
            )

    def __exit__(self, *problem: Any) -> None:
        try:
            self._end(problem[0] is None)
        finally:
            records = self.poll()
            STALLS.extend((record["t"] - records[0]["t"], record) for record in records if record["event"] == "stall")

    def _end(self, well: bool) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
            if well:
                raise AssertionError(f"the program did not end on SIGTERM: {self.output()}") from None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def output(self) -> str:
        return self.output_file.read_text(encoding="utf-8", errors="replace")

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9, as by a crash."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def wait_exit(self, timeout: float = 20.0) -> int:
        assert self._process is not None
        return self._process.wait(timeout)

    def child(self, part: str) -> int:
        """Process id of the child whose command line contains `part`."""
        import psutil

        for process in psutil.Process(self.pid).children(recursive=True):
            if part in " ".join(process.cmdline()):
                return process.pid
        raise AssertionError(f"no child process with {part!r}")

    # --- events ---

    def poll(self) -> list[Record]:
        """Read what is new; returns all records so far."""
        if self.events_file.exists():
            with self.events_file.open("rb") as file:
                file.seek(self._read)
                data = file.read()
            whole = data[: data.rfind(b"\n") + 1]
            self._read += len(whole)
            self.records += [json.loads(line) for line in whole.splitlines()]
        return self.records

    def wait(
        self, wanted: Callable[[Record], bool] | str, *, after: float = 0.0, timeout: float = 30.0, what: str = ""
    ) -> Record:
        """The first record with `t` > after that is wanted (a name: of that event)."""
        test = wanted if callable(wanted) else lambda record: record["event"] == wanted
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for record in self.poll():
                if record["t"] > after and test(record):
                    return record
            if not self.running():
                raise AssertionError(f"the program has ended: {self.output()}")
            time.sleep(0.03)
        seen = [r for r in self.records if r["event"] not in ("face", "words")][-25:]
        raise AssertionError(f"{what or wanted} did not happen in {timeout} s; last: {seen}; {self.output()}")

    def wait_listening(self, after: float = 0.0, timeout: float = START) -> Record:
        return self.wait(
            lambda r: r["event"] == "state" and r["state"] == "listening",
            after=after,
            timeout=timeout,
            what="listening",
        )

    def wait_quiet(self, timeout: float = START) -> float:
        """Wait until her greeting is over and she has been listening for half a second; returns the time."""
        self.wait("timings", timeout=timeout, what="the greeting")
        deadline = time.monotonic() + timeout
        since: float | None = None
        while time.monotonic() < deadline:
            states = [r for r in self.poll() if r["event"] == "state"]
            if states and states[-1]["state"] in ("listening", "idle"):
                since = since or time.monotonic()
                if time.monotonic() - since > 0.5:
                    return time.monotonic()
            else:
                since = None
            time.sleep(0.05)
        raise AssertionError(f"she is never quiet: {self.records[-10:]}; {self.output()}")

    def between(self, event: str, start: float, end: float = float("inf")) -> list[Record]:
        return [r for r in self.poll() if r["event"] == event and start < r["t"] < end]


def windows(name: str) -> list[str]:
    """X ids of visible windows whose title contains `name`."""
    done = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", name], capture_output=True, text=True, timeout=20, check=False
    )
    return done.stdout.split()


def screenshot(path: Path) -> Path:
    """The whole virtual screen as PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["import", "-window", "root", str(path)], check=True, timeout=30)
    return path


def xdotool(*arguments: str) -> str:
    done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True, timeout=20, check=True)
    return done.stdout


def base_environment() -> dict[str, str]:
    """This process's environment without what would change the program's behaviour."""
    dropped = ("COMPANION_HOME", "QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE")
    return {key: value for key, value in os.environ.items() if key not in dropped} | {"LC_ALL": "C.UTF-8"}
