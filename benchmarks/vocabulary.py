"""A vocabulary of 151,936 tokens for the stand-in brain, under which Korean and English cost what they cost Qwen.

What counts for time is how many tokens a prompt has, and how much speech eight generated tokens are. So real merges are
learned from the sentences in trainer/starter and characters, few enough that a Korean word costs two tokens and an
English one 1.4 (Qwen2.5: a little over two, and 1.3); what the model says is made of single syllables; the rest of the
vocabulary is there for its cost and never said. Pure, but for reading those files. Needs the tokenizers package.
"""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import yaml

from companion import paths
from tests.tiny_gguf import SPECIALS, Vocabulary

LEARNED = 3000  # tokens of the byte-level BPE, single bytes among them
_NORMAL, _CONTROL, _UNUSED = 1, 3, 5  # GGUF token types
# Where words may be cut while learning: Korean after two syllables, so that no whole word is a token.
_PIECES = r" ?[가-힣]{1,2}| ?[A-Za-z]+|\d| ?[^\s\w]+|\s+"
_ONSETS = "b bl br ch d dr f fl fr g gl gr h j k kl kr l m n p pl pr r s sh sk sl st t th tr v w z".split()  # noqa: SIM905
_VOWELS = "a e i o u ai ea oo".split()  # noqa: SIM905
_CODAS = ["", *"b ck d g l m mp n nd nt p r rk s sh st t".split()]  # noqa: SIM905


def qwen_like(size: int) -> tuple[Vocabulary, list[int]]:
    """Tokens in GPT-2's printable byte alphabet, their types, and merges; and the tokens that must stay mute."""
    from tokenizers import pre_tokenizers

    tokens, merges = _learned()
    bytewise = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    known = set(tokens)
    said = []
    for text in _syllables():
        name = "".join(part for part, _ in bytewise.pre_tokenize_str(text))
        if name not in known:
            known.add(name)
            said.append(name)
    spare = size - len(SPECIALS) - len(tokens) - len(said)
    if spare < 0:
        raise ValueError(f"a vocabulary of {size} is too small")
    mute = [*range(len(tokens)), *range(len(tokens) + len(said), size)]
    tokens += [*said, *(f"unused{index}" for index in range(spare)), *SPECIALS]
    types = [_NORMAL] * (size - spare - len(SPECIALS)) + [_UNUSED] * spare + [_CONTROL] * len(SPECIALS)
    return (tokens, types, merges), mute


def _learned() -> tuple[list[str], list[str]]:
    """Tokens and merges of a BPE over the sentences that are talked in."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    model = Tokenizer(models.BPE())
    model.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=LEARNED, initial_alphabet=alphabet, show_progress=False)
    model.train_from_iterator(_sentences(), trainer)
    found = json.loads(model.to_str())["model"]
    tokens = sorted(found["vocab"], key=found["vocab"].__getitem__)
    return tokens, [" ".join(pair) for pair in found["merges"]]


def _sentences() -> list[str]:
    root = paths.shipped()
    places = ("trainer/starter/*.yaml", "trainer/starter/brain/data/*.yaml", "characters/*/character.yaml")
    files = sorted(file for place in places for file in root.glob(place))
    lines = [line for file in files for line in _strings(yaml.safe_load(file.read_text(encoding="utf-8")))]
    if len(lines) < 500:
        raise RuntimeError(f"Only {len(lines)} sentences were found under {root}: run from a checkout.")
    form = '{"emotion": "joy", "intensity": 0.6, "text": "'
    return [*lines, *[form, "system\nuser\nassistant\n"] * 50]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(_strings, value.values()))
    elif isinstance(value, list):
        yield from itertools.chain.from_iterable(map(_strings, value))


def _syllables() -> Iterator[str]:
    """Words of one syllable; every 30th ends the reply, every 15th a clause or sentence."""
    english = ["".join(parts) for parts in itertools.product(_ONSETS, _VOWELS, _CODAS)]
    korean = [chr(code) for code in range(0xAC00, 0xAC00 + 11_172, 2)]
    ends = itertools.cycle([""] * 8 + [","] + [""] * 8 + ["."] + [""] * 8 + ['."'] + [""] * 3)
    for word in (*english, *korean):
        yield " " + word + next(ends)
