"""Proves that an exported GGUF is the network that was trained: the same ids, the same next token. Main thread."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.starter.brain import network, tokens
from trainer.starter.brain.expand import Expander, pieces
from trainer.starter.brain.speak import Speaker
from trainer.starter.brain.tokens import Piece

HARD = (
    '{"emotion": "joy", "intensity": 0.6, "text": "안녕!"}',
    "백설아, 뭐 해?? ㅋㅋㅋ 🍎✨ *웃는다* 12.5% ～",
    "Don't you'll I'm we've it's THEY'RE",
    "  앞뒤 공백과\n줄바꿈\n\n  그리고\t탭  ",
    '"따옴표"와 \\역슬래시\\ "}{": [x] ',
    "日本語 中文 Ελλάδα مرحبا 👩‍👩‍👧 é ñ ü",
    "꽯뛟쀍 ㅠㅠ ㅇㅇ 3월14일 10:30 a.m.",
)


@dataclass(frozen=True, slots=True)
class Parity:
    """How many of how many agree. gap: largest difference of a logit."""

    ids: int
    ids_of: int
    next_token: int
    next_token_of: int
    gap: float


def parity(
    weights: network.Weights, shape: network.Shape, tokenizer: Any, expander: Expander, gguf: Path, prompts: int = 40
) -> Parity:
    """Compares the network in torch with llama.cpp on rendered conversations.

    Raises:
        TrainingError: token ids differ. (The next tokens are for the caller to judge: quantisation moves a close race.)
    """
    rng = random.Random("parity")
    speaker = Speaker(gguf)
    try:
        rows = [list(pieces(expander.conversation(rng, turns=rng.randint(1, 6)))) for _ in range(prompts)]
        same = _same_ids(speaker, tokenizer, rows)
        agreed, gap = 0, 0.0
        for row in rows:
            at = rng.randrange(len(row) // 2, len(row))
            ids, _ = tokens.encode(tokenizer, row[:at])
            ours = _logits(weights, shape, ids)
            theirs = speaker.read(ids)
            agreed += int(ours.argmax()) == int(theirs.argmax())
            gap = max(gap, float(abs(ours - theirs).max()))
    finally:
        speaker.close()
    total = prompts + len(HARD)
    if same != total:
        raise TrainingError(
            f"{gguf.name}: {total - same} of {total} texts get other token ids in llama.cpp.", code="starter-parity"
        )
    return Parity(same, total, agreed, prompts, round(gap, 4))


def _same_ids(speaker: Speaker, tokenizer: Any, rows: Sequence[Sequence[Piece]]) -> int:
    texts = ["".join(piece.text for piece in row) for row in rows]
    same = sum(tokenizer.encode(text, add_special_tokens=False).ids == speaker.ids(text) for text in HARD)
    for row, text in zip(rows, texts, strict=True):
        same += tokens.encode(tokenizer, row)[0] == speaker.ids(text, special=True)
    return int(same)


def _logits(weights: network.Weights, shape: network.Shape, ids: Sequence[int]) -> Any:
    import torch

    with torch.inference_mode():
        states = network.hidden_states(weights, shape, torch.tensor([list(ids)]))
        return network.logits(weights, states[0, -1]).numpy()
