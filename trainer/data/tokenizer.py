"""The base's tokenizer without transformers and torch: what `trainer.training.tokens` needs of it. Any thread.

So the check counts the same tokens, and learns from the same ones, as the training itself.
"""

import json
from pathlib import Path
from typing import Any

from companion.errors import TrainingError


class Tokenizer:
    """Tokenizer.json of a model folder, called like a fast tokenizer of transformers.

    Raises:
        TrainingError: no tokenizer.json, or a damaged one.
    """

    is_fast = True

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer as Raw

        path = folder / "tokenizer.json"
        if not path.is_file():
            raise TrainingError(
                f"{folder} has no tokenizer.json.", code="tokenizer-missing", hint="Choose a base that has one."
            )
        try:
            self._raw: Any = Raw.from_file(str(path))
        except Exception as error:  # tokenizers raises the bare class for a damaged file
            raise TrainingError(f"{path} is damaged.", code="tokenizer-broken", hint="Copy the base again.") from error
        config = _config(folder)
        self.eos_token = _token(config.get("eos_token"))
        self.bos_token = _token(config.get("bos_token"))
        self._last: tuple[tuple[str, bool] | None, dict[str, list[Any]]] = (None, {})

    def __call__(
        self, text: str, *, add_special_tokens: bool, return_offsets_mapping: bool, verbose: bool
    ) -> dict[str, list[Any]]:
        """Ids, and where in `text` (characters) each token lies."""
        if self._last[0] != (text, add_special_tokens):  # the same text is asked for twice: its ids, then its mask
            made = self._raw.encode(text, add_special_tokens=add_special_tokens)
            self._last = ((text, add_special_tokens), {"input_ids": made.ids, "offset_mapping": made.offsets})
        return self._last[1]


def load(folder: Path) -> Any:
    """`Tokenizer`, or transformers' own where the base has no tokenizer.json (sentencepiece). Raises TrainingError."""
    if (folder / "tokenizer.json").is_file():
        return Tokenizer(folder)
    from transformers import AutoTokenizer

    try:
        return AutoTokenizer.from_pretrained(str(folder), use_fast=True)
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"The tokenizer in {folder} can't be read.", code="tokenizer-broken", hint="Copy the base again."
        ) from error


def _config(folder: Path) -> dict[str, Any]:
    path = folder / "tokenizer_config.json"
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} is damaged.", code="tokenizer-broken", hint="Copy the base again.") from error
    return data if isinstance(data, dict) else {}


def _token(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else ""
