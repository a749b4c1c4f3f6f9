"""Train the starter ears; checkpoints by write-then-rename, so an export may read one at any time.

Three losses from the first step: the phoneme under each encoder frame, the next token, and where half of the
decoder's heads look (guided by the known times, less and less). Speech is clean at first and gets worse.
"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from trainer.starter.ears import phrases
from trainer.starter.ears.batches import Batch, make_pool
from trainer.starter.ears.grow import transplant
from trainer.starter.ears.labels import IGNORE, inventory
from trainer.starter.ears.model import Ears, Shape
from trainer.starter.ears.speech import Voice, speak
from trainer.starter.ears.text import LANGUAGES, Saying, fingerprint, load_sentences
from trainer.starter.ears.tokens import Tokens, tokens_for
from trainer.starter.ears.words import words

POOL_BATCHES = 6
CHECKPOINT = "ears.pt"


@dataclass(frozen=True)
class Schedule:
    """Steps are batches of 16. The rate is flat, then falls to nothing over the last ``decay`` share."""

    steps: int = 6_000
    seed: int = 20
    rate: float = 1.2e-3
    warmup: int = 150
    decay: float = 0.3
    clean_until: int = 300
    worst_from: int = 2_000
    guided_until: int = 2_500
    narrow_until: int = 1_300
    wide_from: int = 2_000
    checkpoint_every: int = 250

    def learning_rate(self, step: int) -> float:
        falling = (self.steps - step) / max(1.0, self.decay * self.steps)
        return self.rate * min(1.0, (step + 1) / self.warmup, max(0.02, falling))

    def strength(self, step: int) -> float:
        """How bad rooms and microphones are, 0 to 1."""
        return float(np.clip((step - self.clean_until) / (self.worst_from - self.clean_until), 0, 1))

    def grown(self, step: int) -> float:
        """How varied the texts are, 0 to 1."""
        return float(np.clip((step - self.narrow_until) / (self.wide_from - self.narrow_until), 0, 1))

    def guidance(self, step: int) -> float:
        return max(0.05, 1.0 - step / self.guided_until)


@dataclass(frozen=True)
class Corpus:
    """What the model is trained to tell apart; saved in the checkpoint."""

    sentences: dict[str, tuple[Saying, ...]]
    tokens: Tokens
    names: tuple[str, ...]


def load_corpus() -> Corpus:
    """Sentences, tokens that spell them, and every phoneme that eSpeak NG uses for them."""
    sentences = load_sentences()
    texts = [saying.transcript for listed in sentences.values() for saying in listed]
    tokens = tokens_for([*texts, *words("ko"), *phrases.texts("ko")])
    spans = [speak(saying, Voice(voice)).spans for voice in ("ko", "en-us", "en") for saying in _everything(voice)]
    return Corpus(sentences, tokens, inventory(spans))


def _everything(voice: str) -> list[Saying]:
    language = "ko" if voice == "ko" else "en"
    free = (*words(language), *(re.sub(r"\{\w\}", "", text) for text in phrases.texts(language)))
    return [*load_sentences()[language], Saying(language, (" ".join(free),))]


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


def train(folder: Path, schedule: Schedule, resume: bool = False) -> Path:
    """Returns the checkpoint's path. ``resume`` goes on from the one in ``folder``."""
    torch.set_num_threads(int(os.environ.get("EARS_THREADS", "1")))
    torch.manual_seed(schedule.seed)
    folder.mkdir(parents=True, exist_ok=True)
    corpus = load_corpus()
    model = Ears(Shape(len(corpus.tokens.trained), len(corpus.names), corpus.tokens.filler_count))
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    optimizer = torch.optim.AdamW(model.parameters(), lr=schedule.rate, betas=(0.9, 0.98), weight_decay=0.01)
    step = 0
    path = folder / CHECKPOINT
    if resume and path.is_file():
        saved = torch.load(path, weights_only=True)
        step = int(saved["step"])
        grown = transplant(saved, corpus.tokens, corpus.names, model.state_dict())
        model.load_state_dict(grown)
        if saved["syllables"] == "".join(corpus.tokens.syllables) and saved["names"] == list(corpus.names):
            average.load_state_dict(saved["average"])
            optimizer.load_state_dict(saved["optimizer"])
    pools = torch.utils.data.DataLoader(
        _Pools(corpus, schedule, step // POOL_BATCHES), batch_size=None, num_workers=1, prefetch_factor=3
    )
    log = (folder / "log.jsonl").open("a", encoding="utf-8")
    began, sums = time.monotonic(), dict.fromkeys(("frames", "text", "guided"), 0.0)
    with log:
        for batches in pools:
            for batch in batches:
                for group in optimizer.param_groups:
                    group["lr"] = schedule.learning_rate(step)
                total, parts = losses(model, batch, schedule.guidance(step))
                optimizer.zero_grad()
                total.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                average.update_parameters(model)
                sums = {name: sums[name] + value for name, value in parts.items()}
                step += 1
                if step % 50 == 0:
                    line: dict[str, Any] = {"step": step, "seconds": round(time.monotonic() - began)}
                    log.write(json.dumps(line | {name: round(value / 50, 4) for name, value in sums.items()}) + "\n")
                    log.flush()
                    sums = dict.fromkeys(sums, 0.0)
            if step % schedule.checkpoint_every < POOL_BATCHES or step >= schedule.steps:
                _save(path, model, average, optimizer, step, schedule, corpus)
    return path


def _save(
    path: Path,
    model: Ears,
    average: torch.optim.swa_utils.AveragedModel,
    optimizer: torch.optim.Optimizer,
    step: int,
    schedule: Schedule,
    corpus: Corpus,
) -> None:
    parts = {
        "model": model.state_dict(),
        "average": average.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    facts = {"step": step, "seed": schedule.seed, "data": fingerprint(), "shape": asdict(model.shape)}
    spelled = {
        "syllables": "".join(corpus.tokens.syllables),
        "names": list(corpus.names),
        "languages": list(LANGUAGES),
    }
    fresh = path.with_suffix(".new")
    torch.save(parts | facts | spelled, fresh)
    fresh.replace(path)
