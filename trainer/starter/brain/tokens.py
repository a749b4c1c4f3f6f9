"""The tokenizer of the starter brain: byte-level BPE with Qwen2's split, so that llama.cpp gives the same ids.

Main thread of the trainer. A reply is tokenised piece by piece, at the places where the app feeds the skeleton of the
object. Because the merges are learnt from those pieces alone, no merge crosses a seam, and the whole text gives the
same ids as its pieces.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from companion.errors import TrainingError

# The split of Qwen2's tokenizer.json (Apache-2.0); llama.cpp names it "qwen2".
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
END_OF_TEXT, TURN_START, TURN_END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SPECIAL = (END_OF_TEXT, TURN_START, TURN_END)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is tokenised by itself.

    learn: the model is trained to say it. part: 0 for the system turn, then counts the stretches of conversation that
    can stand alone behind it. label: what the turn is about, where the network must know it: at the end of the piece.
    """

    text: str
    learn: bool
    part: int = 0
    label: str = ""


def train(pieces: Iterable[str], vocab: int) -> Any:
    """A `tokenizers.Tokenizer` with exactly `vocab` ids (special ones last but within) learnt from these pieces.

    Raises:
        TrainingError: the texts are too few for so many merges.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(pieces, trainer)
    if tokenizer.get_vocab_size() != vocab:
        raise TrainingError(
            f"The dialogues give only {tokenizer.get_vocab_size()} tokens of {vocab}.",
            code="starter-vocab",
            hint="Write more dialogues, or build with a smaller --vocab.",
        )
    return tokenizer


def load(path: Path) -> Any:
    """A saved tokenizer.json. Raises TrainingError."""
    from tokenizers import Tokenizer

    if not path.is_file():
        raise TrainingError(f"{path} does not exist.", code="starter-tokenizer", hint="Build without --resume.")
    return Tokenizer.from_file(str(path))


def torn(piece: Piece, rng: random.Random) -> list[Piece]:
    """A question as one piece or, half the time, as up to three: torn words share tokens with their other forms.

    The same as BPE dropout (Provilkov et al. 2020, arXiv 1910.13267), but it follows from the random source.
    """
    start = piece.text.find("] ") + 2
    end = min((at for at in (piece.text.find(TURN_END), piece.text.find("\n", start)) if at >= 0), default=-1)
    if not piece.text.startswith(f"{TURN_START}user") or start < 2 or end - start < 4 or rng.random() < 0.5:
        return [piece]
    cuts = sorted({rng.randrange(start + 1, end) for _ in range(rng.randint(1, 2))})
    edges = [0, *cuts, len(piece.text)]
    parts = [piece.text[begin:stop] for begin, stop in pairwise(edges)]
    return [Piece(part, piece.learn, piece.part) for part in parts[:-1]] + [
        Piece(parts[-1], piece.learn, piece.part, piece.label)
    ]


def encode(tokenizer: Any, pieces: Iterable[Piece]) -> tuple[list[int], list[bool]]:
    """Ids of the pieces one after the other, and for each id whether it is learnt."""
    ids: list[int] = []
    learn: list[bool] = []
    for piece in pieces:
        part = tokenizer.encode(piece.text, add_special_tokens=False).ids
        ids += part
        learn += [piece.learn] * len(part)
    return ids, learn


def marks(tokenizer: Any, pieces: Iterable[Piece], labels: Mapping[str, int]) -> tuple[list[int], list[int]]:
    """For each id of the pieces: the part that it belongs to, and the number of its label or -1."""
    parts: list[int] = []
    numbers: list[int] = []
    for piece in pieces:
        count = len(tokenizer.encode(piece.text, add_special_tokens=False).ids)
        parts += [piece.part] * count
        numbers += [-1] * (count - 1) + [labels[piece.label] if piece.label else -1] * min(1, count)
    return parts, numbers


def seams(tokenizer: Any, pieces: Iterable[Piece]) -> bool:
    """Do the pieces give the same ids as the whole text?"""
    parts = list(pieces)
    whole = tokenizer.encode("".join(part.text for part in parts), add_special_tokens=False).ids
    return bool(encode(tokenizer, parts)[0] == whole)
