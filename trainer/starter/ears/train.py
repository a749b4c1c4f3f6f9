"""Train the starter ears; checkpoints by write-then-rename, so an export may read one at any time.

Three losses from the first step: the phoneme under each encoder frame, the next token, and where half of the
decoder's heads look (guided by the known times, less and less). Speech is clean at first and gets worse; the
texts are few at first and get more.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from trainer.starter.ears.batches import Batch, make_pool
from trainer.starter.ears.corpus import Corpus, load_corpus
from trainer.starter.ears.grow import transplant
from trainer.starter.ears.labels import IGNORE
from trainer.starter.ears.model import Ears, Shape
from trainer.starter.ears.schedule import Schedule
from trainer.starter.ears.text import fingerprint

POOL_BATCHES = 6
CHECKPOINT = "ears.pt"


class _Pools(torch.utils.data.Dataset[list[Batch]]):  # type: ignore[misc]
    def __init__(self, corpus: Corpus, schedule: Schedule, first: int) -> None:
        self.corpus, self.schedule, self.first = corpus, schedule, first

    def __len__(self) -> int:
        return max(0, -(-self.schedule.steps // POOL_BATCHES) - self.first)

    def __getitem__(self, index: int) -> list[Batch]:
        number = index + self.first
        step, plan, corpus = number * POOL_BATCHES, self.schedule, self.corpus
        hard, grown = plan.strength(step), plan.grown(step)
        return make_pool(plan.seed, number, corpus.sentences, corpus.tokens, corpus.names, hard, grown)


def losses(model: Ears, batch: Batch, guidance: float) -> tuple[Tensor, dict[str, float]]:
    """The sum to minimise and its parts."""
    memory = model.hear(batch.mel, batch.positions, batch.bias)
    frames = functional.cross_entropy(model.phonemes(memory).flatten(0, 1), batch.labels.flatten(), ignore_index=IGNORE)
    logits, looked = model.write(batch.tokens, memory, batch.bias)
    text = functional.cross_entropy(logits.flatten(0, 1), batch.targets.flatten(), ignore_index=IGNORE)
    asked = batch.looks.sum().clamp(min=1)
    half = model.shape.heads // 2
    looks = sum(-(batch.looks[:, None] * log_weights[:, :half]).sum() / asked / half for log_weights in looked)
    guided = torch.as_tensor(looks) / len(looked)
    total = frames + text + guidance * guided
    return total, {"frames": frames.item(), "text": text.item(), "guided": guided.item()}


class Learner:
    """The network, its running average (which is exported), and the optimizer."""

    def __init__(self, corpus: Corpus, schedule: Schedule) -> None:
        self.corpus, self.schedule, self.step = corpus, schedule, 0
        self.model = Ears(Shape(len(corpus.tokens.trained), len(corpus.names), corpus.tokens.filler_count))
        self._fresh = 0
        self._begin()

    def _begin(self) -> None:
        running = torch.optim.swa_utils.get_ema_multi_avg_fn(0.995)
        self.average = torch.optim.swa_utils.AveragedModel(self.model, multi_avg_fn=running)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), betas=(0.9, 0.98), weight_decay=0.01)

    def learn(self, batch: Batch) -> dict[str, float]:
        """One step; returns the parts of the loss."""
        for group in self.optimizer.param_groups:
            group["lr"] = self.schedule.learning_rate(self.step, self._fresh)
        total, parts = losses(self.model, batch, self.schedule.guidance(self.step))
        self.optimizer.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.average.update_parameters(self.model)
        self.step += 1
        return parts

    def load(self, path: Path) -> None:
        """Go on from a checkpoint, also of a run whose texts were fewer."""
        saved = torch.load(path, weights_only=True)
        self.step = int(saved["step"])
        corpus = self.corpus
        self.model.load_state_dict(transplant(saved, corpus.tokens, corpus.names, self.model.state_dict()))
        self._begin()
        self._fresh = self.step
        if saved["syllables"] == "".join(corpus.tokens.syllables) and saved["names"] == list(corpus.names):
            self.average.load_state_dict(saved["average"])
            self.optimizer.load_state_dict(saved["optimizer"])
            self._fresh = 0

    def save(self, path: Path) -> None:
        parts = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "shape": asdict(self.model.shape),
            "step": self.step,
            "seed": self.schedule.seed,
            "data": fingerprint(self.corpus.sentences),
            "syllables": "".join(self.corpus.tokens.syllables),
            "names": list(self.corpus.names),
        }
        fresh = path.with_suffix(".new")
        torch.save(parts, fresh)
        fresh.replace(path)


class _Log:
    """The mean of each part of the loss, a line every 50 steps."""

    def __init__(self, path: Path) -> None:
        self.path, self.began = path, time.monotonic()
        self.seen: list[dict[str, float]] = []

    def add(self, step: int, parts: dict[str, float]) -> None:
        self.seen.append(parts)
        if step % 50 == 0:
            means = {name: round(sum(one[name] for one in self.seen) / len(self.seen), 4) for name in parts}
            line = json.dumps({"step": step, "seconds": round(time.monotonic() - self.began)} | means)
            with self.path.open("a", encoding="utf-8") as out:
                out.write(line + "\n")
            self.seen.clear()


def train(folder: Path, schedule: Schedule, resume: bool = False, threads: int = 1) -> Path:
    """Returns the checkpoint's path. ``resume`` goes on from the one in ``folder``."""
    torch.set_num_threads(threads)
    torch.manual_seed(schedule.seed)
    folder.mkdir(parents=True, exist_ok=True)
    learner = Learner(load_corpus(), schedule)
    path = folder / CHECKPOINT
    if resume and path.is_file():
        learner.load(path)
    made = _Pools(learner.corpus, schedule, learner.step // POOL_BATCHES)
    log = _Log(folder / "log.jsonl")
    for batches in torch.utils.data.DataLoader(made, batch_size=None, num_workers=1, prefetch_factor=3):
        for batch in batches:
            log.add(learner.step + 1, learner.learn(batch))
        if learner.step % schedule.checkpoint_every < POOL_BATCHES or learner.step >= schedule.steps:
            learner.save(path)
    return path
