"""Byte-level tokens in Whisper's own layout of 51,865 ids, and the small set of them that is trained.

CTranslate2 takes a Whisper model for multilingual only from 51,865 entries on, and since 4.8 only if one of
them is the empty string, as in Whisper's own vocabulary (id 50,256). Only a few thousand ids are ever used
here: they are trained under small ids, and one *filler* row stands for all the others. In training the
filler's logit gets ``log(count)`` added, so the probabilities are those of the exported model.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

VOCABULARY = 51_865
EOT, SOT, FIRST_LANGUAGE = 50_257, 50_258, 50_259
TRANSLATE, TRANSCRIBE, SOT_LM, SOT_PREV, NO_SPEECH, NO_TIMESTAMPS = range(50_358, 50_364)
FIRST_TIMESTAMP, TIMESTAMPS = 50_364, 1_501
# Whisper's order of languages: the ids of its files depend on it.
_LANGUAGES = """
en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr
bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn
yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su
""".split()  # noqa: SIM905
_ASCII = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,?!'-"


def language_id(language: str) -> int:
    return FIRST_LANGUAGE + _LANGUAGES.index(language)


def timestamp_id(seconds: float) -> int:
    """The nearest 20 ms step, at most 30 s."""
    return FIRST_TIMESTAMP + max(0, min(TIMESTAMPS - 1, round(seconds / 0.02)))


def _byte_names() -> list[str]:
    """The printable stand-in for each byte that byte-level BPE uses (GPT-2's published table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    spare = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(spare)) for byte in range(256)]


@dataclass(frozen=True)
class Tokens:
    """``syllables``: the Hangul syllables that get a token of their own, sorted."""

    syllables: tuple[str, ...]

    @cached_property
    def _names(self) -> list[str]:
        return _byte_names()

    def _spell(self, text: str) -> list[str]:
        return [self._names[byte] for byte in text.encode()]

    @cached_property
    def merges(self) -> list[tuple[str, str]]:
        spelled = [self._spell(syllable) for syllable in self.syllables]
        pairs = dict.fromkeys((a, b) for a, b, _ in spelled)
        whole = [(a + b, c) for a, b, c in spelled]
        # faster-whisper forbids the first token of " -", " '" and of notes (U+266x) behind a space: these
        # must not be the space itself.
        space = self._names[32]
        guards = [(space, "-"), (space, "'"), (space, self._names[0xE2])]
        return [*pairs, *whole, *guards]

    @cached_property
    def vocabulary(self) -> list[str]:
        """All 51,865 names by id."""
        text = [*self._names, *(a + b for a, b in self.merges)]
        names = [*text, *(f"<|unused{index}|>" for index in range(len(text), EOT - 1)), ""]
        names += ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{name}|>" for name in _LANGUAGES)]
        names += ["<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>"]
        names += ["<|notimestamps|>", *(f"<|{index * 0.02:.2f}|>" for index in range(TIMESTAMPS))]
        if len(names) != VOCABULARY or len(set(names)) != VOCABULARY:
            raise ValueError(f"the vocabulary has {len(names)} names")
        return names

    @cached_property
    def trained(self) -> tuple[int, ...]:
        """The ids in use, by small id. The filler's small id is ``len(trained)``."""
        text = sorted({index for char in (*_ASCII, *self.syllables) for index in self.encode(char)})
        marks = [
            EOT,
            SOT,
            language_id("en"),
            language_id("ko"),
            TRANSCRIBE,
            SOT_PREV,
            NO_SPEECH,
            NO_TIMESTAMPS,
        ]
        return (*text, *marks, *range(FIRST_TIMESTAMP, FIRST_TIMESTAMP + TIMESTAMPS))

    @cached_property
    def small(self) -> dict[int, int]:
        """Id to small id."""
        return {full: index for index, full in enumerate(self.trained)}

    @property
    def filler_count(self) -> int:
        return VOCABULARY - len(self.trained)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        return Tokenizer.from_str(self.tokenizer_json())

    def encode(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: list[int]) -> str:
        return str(self._tokenizer.decode([index for index in ids if index < EOT]))

    def tokenizer_json(self) -> str:
        """A ``tokenizer.json`` for the tokenizers library."""
        level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
        added = [
            {"id": index, "content": self.vocabulary[index], "special": True}
            | dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
            for index in range(EOT, FIRST_TIMESTAMP)
        ]
        model = {
            "type": "BPE",
            "vocab": {name: index for index, name in enumerate(self.vocabulary)},
            "merges": [f"{a} {b}" for a, b in self.merges],
        }
        whole: dict[str, Any] = {"version": "1.0", "added_tokens": added, "model": model}
        whole |= {"pre_tokenizer": level, "decoder": level, "post_processor": None, "normalizer": None}
        whole |= {"truncation": None, "padding": None}
        return json.dumps(whole, ensure_ascii=False)

    def save(self, folder: Path) -> None:
        (folder / "tokenizer.json").write_text(self.tokenizer_json(), encoding="utf-8")


def tokens_for(texts: list[str]) -> Tokens:
    """Tokens that spell these texts with one token a Hangul syllable."""
    return Tokens(tuple(sorted({char for text in texts for char in text if "가" <= char <= "힣"})))
