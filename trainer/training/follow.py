"""What a running training tells: progress, figures, the log file, and which checkpoints are whole.

Called by the trainer library on the main thread of the training process; only the first of several processes speaks.
"""

import json
import time
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.training import checkpoints
from trainer.training.examples import write_text
from trainer.training.job import Job, Report

KEPT = (
    "loss",
    "grad_norm",
    "learning_rate",
    "eval_loss",
    "mean_token_accuracy",
    "eval_mean_token_accuracy",
    "rewards/accuracies",
    "rewards/margins",
)


class Log:
    """log.jsonl of one variant: a line a step, over all its stages. Lines of steps that a resumed training does again
    are taken out first, so the file of a resumed run equals that of an uninterrupted one."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name

    def rewind(self, step: int) -> None:
        """Forgets what this stage said after `step` (0 = all of it)."""
        if not self._path.exists():
            return
        kept = []
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                continue  # the line that a killed process was writing
            if record.get("part") != self._name or int(record.get("step", 0)) <= step:
                kept.append(line + "\n")
        write_text(self._path, "".join(kept))

    def add(self, record: dict[str, Any]) -> None:
        """Raises TrainingError when the disk refuses."""
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"part": self._name, **record}, ensure_ascii=False) + "\n")
        except OSError as error:
            raise TrainingError(
                f"{self._path} can't be written: {error.strerror}.", code="disk", hint="Free some disk space."
            ) from error


def follower(job: Job, report: Report, last: int) -> Any:
    """A callback for TRL's trainers. last: number of the last step."""
    from transformers import TrainerCallback

    class Follower(TrainerCallback):  # type: ignore[misc]
        """Tells what happens; also asks for an evaluation and a checkpoint at the very end."""

        def __init__(self) -> None:
            self.log = Log(Path(job.log), job.label)
            self.began = time.monotonic()
            self.from_step = 0

        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            self.began, self.from_step = time.monotonic(), state.global_step
            if state.is_world_process_zero:
                self.log.rewind(state.global_step)
                report({"tell": [state.global_step, state.max_steps, job.label]})

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if state.is_world_process_zero:
                report({"tell": [state.global_step, state.max_steps, job.label]})
            if state.global_step >= last:
                control.should_save = True
                control.should_evaluate = str(getattr(args.eval_strategy, "value", args.eval_strategy)) != "no"

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            figures = {key: logs[key] for key in KEPT if key in (logs or {})}
            if not figures or not state.is_world_process_zero:
                return
            self.log.add({"step": state.global_step, "epoch": round(state.epoch or 0.0, 4), **figures})
            done = state.global_step - self.from_step
            pace = {"seconds_per_step": round((time.monotonic() - self.began) / done, 3)} if done else {}
            report({"event": {"part": job.label, "step": state.global_step, "of": state.max_steps, **figures, **pace}})

        def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if state.is_world_process_zero:
                checkpoints.mark(Path(args.output_dir) / f"checkpoint-{state.global_step}")

    return Follower()
