"""Starts a heavy stage in a process of its own (trainer/isolated.py) and brings its result, or its failure, back.

Belongs to the pipeline's thread. The child leads a process group: whatever it starts ends with it.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from companion.errors import TrainingError
from trainer import failures
from trainer.stage import Context, Counts
from trainer.training import speed

PATIENCE = 30.0  # seconds for an orderly end
_LOG_BYTES = 4_000_000
_KILL = signal.SIGKILL if os.name == "posix" else signal.SIGTERM


def run(stage: str, package: str, ctx: Context) -> Counts:
    """The counts that the stage returned.

    Raises:
        TrainingError: what the stage raised, or that its process crashed or was killed.
        KeyboardInterrupt: the process was told to end first, and has ended.
    """
    log = ctx.workspace.logs / f"{stage}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.unlink()
    with log.open("ab") as said:
        child = _start(said, ctx.offline)
        watch = threading.Thread(target=_watch, args=(child,), name=f"watch-{stage}")
        watch.start()
        try:
            answer = _converse(child, _task(stage, package, ctx), ctx)
            watch.join(PATIENCE)
        except BaseException:
            _stop(child, watch)
            raise
        finally:
            _kill(child, watch)
    if "error" in answer:
        raise failures.from_json(answer["error"])
    if "result" in answer:
        return dict(answer["result"])
    raise _crash(stage, child.returncode, log)


def _task(stage: str, package: str, ctx: Context) -> dict[str, Any]:
    return {
        "stage": stage,
        "package": package,
        "workspace": str(ctx.workspace.folder),
        "recipe": ctx.recipe.model_dump(mode="json", by_alias=True),
        "character": ctx.character.model_dump(mode="json"),
        "fingerprint": ctx.fingerprint,
        "offline": ctx.offline,
    }


def _start(said: IO[bytes], offline: bool) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parent.parent)
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys([root, *(path for path in sys.path if path)])),
        "PYTHONUNBUFFERED": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    if speed.device() == "cpu":  # bitsandbytes would load torch's compiler, seconds of each start, for nothing
        environment.setdefault("TORCHDYNAMO_DISABLE", "1")
    if offline:
        environment |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    command = [sys.executable, "-m", "trainer.isolated"]
    own_group: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {"creationflags": 0x200}
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=environment, **own_group
    )


def _converse(child: subprocess.Popen[bytes], task: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """Passes on what the child says until it says how it ended; {} when it ended without a word."""
    assert child.stdin is not None and child.stdout is not None
    with contextlib.suppress(BrokenPipeError):  # it died at once; its exit code says why
        child.stdin.write(json.dumps(task, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        child.stdin.flush()
    for line in child.stdout:
        try:
            record = json.loads(line)
        except ValueError:  # the last line of a process that was killed
            continue
        if "tell" in record:
            ctx.tell(*record["tell"])
        elif "event" in record:
            ctx.event(record["event"])
        else:
            return dict(record)
    return {}


def _watch(child: subprocess.Popen[bytes]) -> None:
    """Ends what the child started as soon as the child is gone; it may hold the pipe open."""
    child.wait()
    _signal(child, _KILL)


def _stop(child: subprocess.Popen[bytes], watch: threading.Thread) -> None:
    """As Ctrl-C would: the stage may still save what it has. A second Ctrl-C ends the waiting."""
    if watch.is_alive():
        _signal(child, signal.SIGINT)
        with contextlib.suppress(KeyboardInterrupt):
            watch.join(PATIENCE)


def _kill(child: subprocess.Popen[bytes], watch: threading.Thread) -> None:
    """Nothing of the child's group is left after this."""
    _signal(child, _KILL)
    watch.join()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(OSError):  # nobody is left there
        if os.name == "posix":
            os.killpg(child.pid, number)
        else:
            child.send_signal(number)


def _crash(stage: str, code: int, log: Path) -> TrainingError:
    """The process ended without a result: by a signal if `code` is negative."""
    if code >= 0:
        text = f"The process of the stage {stage} ended with code {code} and without a result."
        return TrainingError(text, code="stage-crashed", hint=f"What it said last is in {log}.")
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    if -code == _KILL:
        return TrainingError(
            f"The stage {stage} was killed ({name}), most likely because the memory of this machine ran out.",
            code="stage-killed",
            hint="Close other programs or lower train.max_length or the batch, then run again: it goes on.",
            retryable=True,
        )
    return TrainingError(
        f"The stage {stage} crashed ({name}).", code="stage-crashed", hint=f"What it said last is in {log}."
    )
