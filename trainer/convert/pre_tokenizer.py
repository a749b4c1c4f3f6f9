"""llama.cpp's name for how a tokenizer splits text before BPE, from tokenizer.json itself. Pure; any thread.

llama.cpp's converter knows tokenizers by the hash of one test string, so one that was trained anew is unknown to it
although it splits like a known one. Here the split decides. Patterns and names: llama.cpp's src/llama-vocab.cpp.
"""

import json
from pathlib import Path
from typing import Any

from companion.errors import TrainingError

_CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_TAIL = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_QWEN2 = rf"{_CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}|{_TAIL}"
_LLAMA3 = rf"{_CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}|{_TAIL}"
_QWEN35 = rf"{_CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?[\p{{L}}\p{{M}}]+|\p{{N}}|" + _TAIL.replace(
    r"[^\s\p{L}\p{N}]", r"[^\s\p{L}\p{M}\p{N}]"
)
# what tokenizer.json says -> (name, name where the vocabulary comes before the merges)
_NAMES: dict[tuple[str, ...], tuple[str, str]] = {
    (f"split {_QWEN2}", "bytes"): ("qwen2", ""),
    (f"split {_QWEN35}", "bytes"): ("qwen35", ""),
    (f"split {_LLAMA3}", "bytes"): ("dbrx", "llama-bpe"),
    ("bytes with regex",): ("gpt-2", ""),
    ("single digits", "bytes with regex"): ("starcoder", ""),
}


def name(folder: Path, override: str = "") -> str:
    """The `tokenizer.ggml.pre` of the tokenizer in `folder`; `override` wins.

    Raises:
        TrainingError: no tokenizer.json, no byte-level BPE, or a split that is not in the table.
    """
    if override:
        return override
    found = recognized(tokenizer(folder))
    if not found:
        raise TrainingError(
            f"{folder / 'tokenizer.json'}: its way of splitting text is not known here.",
            code="pre-tokenizer-unknown",
            hint="Name llama.cpp's pre-tokenizer in the recipe, e.g. `pre_tokenizer: qwen2`; verify proves the choice.",
        )
    return found


def recognized(data: dict[str, Any]) -> str:
    """The name for the content of a tokenizer.json; "" where the split is not in the table."""
    plain, direct = _NAMES.get(tuple(_steps(data.get("pre_tokenizer"))), ("", ""))
    return direct if data.get("model", {}).get("ignore_merges") else plain


def tokenizer(folder: Path) -> dict[str, Any]:
    """tokenizer.json of a model with byte-level BPE. Raises TrainingError for any other."""
    path = folder / "tokenizer.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} can't be read.", code="convert-tokenizer") from error
    model = data.get("model", {}) if isinstance(data, dict) else {}
    if model.get("type") != "BPE" or model.get("byte_fallback") or "merges" not in model:
        raise TrainingError(
            f"{path} is no byte-level BPE; only llama.cpp's own converter knows such tokenizers.",
            code="convert-tokenizer",
            hint="Run once with a network, or give its source package in COMPANION_LLAMA_CPP_SDIST.",
        )
    return dict(data)


def byte_level(folder: Path) -> bool:
    """Is the vocabulary byte-level BPE (GPT-2, Qwen, EXAONE, Llama 3), not SentencePiece (Llama 2)?"""
    try:
        tokenizer(folder)
    except TrainingError:
        return False
    return True


def _steps(node: Any) -> list[str]:
    """The pre-tokenizer's steps in a canonical form."""
    if not isinstance(node, dict):
        return ["nothing"]
    kind = node.get("type")
    if kind == "Sequence":
        return [step for part in node.get("pretokenizers", ()) for step in _steps(part)]
    if kind == "Split" and node.get("behavior") == "Isolated" and not node.get("invert"):
        pattern = node.get("pattern", {})
        return [f"split {pattern.get('Regex', pattern.get('String', ''))}"]
    if kind == "Digits" and node.get("individual_digits"):
        return ["single digits"]
    if kind == "ByteLevel" and not node.get("add_prefix_space"):
        return ["bytes with regex" if node.get("use_regex", True) else "bytes"]
    return [f"unknown {kind}"]
