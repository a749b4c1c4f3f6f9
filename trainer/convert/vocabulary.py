"""A byte-level BPE tokenizer.json as a GGUF vocabulary. Pure besides reading files; needs `gguf` only. Any thread.

Whether a BOS token stands before everything is asked of the tokenizer itself, as training does. Ids that no token has
become `[PAD<id>]`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import TrainingError
from trainer.convert import pre_tokenizer


@dataclass(frozen=True, slots=True)
class Special:
    """Ids of the tokens that mean something; None = there is none."""

    bos: int | None = None
    eos: int | None = None
    pad: int | None = None


def write(writer: Any, folder: Path, size: int, template: str, pre: str = "") -> None:
    """Adds tokens, merges, special ids and the chat template to a GGUFWriter.

    Raises:
        TrainingError: no byte-level BPE, an unknown split, or more tokens than the model has rows (`size`).
    """
    data = pre_tokenizer.tokenizer(folder)
    tokens, kinds = _tokens(data, size, folder)
    special = _special(folder, tokens)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre_tokenizer.name(folder, pre))
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges([_merge(pair) for pair in data["model"]["merges"]])
    if special.bos is not None:
        writer.add_bos_token_id(special.bos)
    if special.eos is not None:
        writer.add_eos_token_id(special.eos)
    if special.pad is not None:
        writer.add_pad_token_id(special.pad)
    writer.add_add_bos_token(bool(adds_bos(folder)))
    writer.add_chat_template(template)


def adds_bos(folder: Path) -> bool | None:
    """Does this tokenizer put something before a text by itself? None without a tokenizer.json."""
    from tokenizers import Tokenizer

    if not (folder / "tokenizer.json").is_file():
        return None
    loaded = Tokenizer.from_file(str(folder / "tokenizer.json"))
    bare = loaded.encode("a", add_special_tokens=False).ids
    return bool(loaded.encode("a").ids[:1] != bare[:1])


def _tokens(data: dict[str, Any], size: int, folder: Path) -> tuple[list[str], list[int]]:
    import gguf

    known = {number: token for token, number in data["model"]["vocab"].items()}
    added = {int(entry["id"]): entry for entry in data.get("added_tokens", ())}
    last = max([*known, *added])
    if last >= size:
        raise TrainingError(
            f"{folder / 'tokenizer.json'} has the token id {last}, the model only {size} rows.",
            code="convert-tokenizer",
            hint="Tokenizer and weights do not belong together.",
        )
    tokens, kinds = [], []
    for number in range(size):
        entry = added.get(number)
        if entry is not None:
            control = entry.get("special") or _looks_special(entry["content"])
            tokens.append(entry["content"])
            kinds.append(int(gguf.TokenType.CONTROL if control else gguf.TokenType.USER_DEFINED))
        elif number in known:
            tokens.append(known[number])
            kinds.append(int(gguf.TokenType.NORMAL))
        else:
            tokens.append(f"[PAD{number}]")
            kinds.append(int(gguf.TokenType.UNUSED))
    return tokens, kinds


def _looks_special(token: str) -> bool:
    """Tokens that are control tokens though tokenizer.json does not call them special; the rule of llama.cpp."""
    return (token.startswith("<|") and token.endswith("|>")) or token in ("<pad>", "<mask>")


def _merge(pair: Any) -> str:
    """ "a b". A space inside a part can't be told from the one between: it is written as its byte-level sign."""
    if isinstance(pair, str):
        return pair
    return " ".join(part.replace(" ", "Ġ") for part in pair)


def _special(folder: Path, tokens: list[str]) -> Special:
    """From tokenizer_config.json, else from config.json."""
    named = _json(folder / "tokenizer_config.json")
    numbers = _json(folder / "config.json")

    def of(kind: str) -> int | None:
        word = named.get(f"{kind}_token")
        text = word.get("content") if isinstance(word, dict) else word
        if isinstance(text, str) and text in tokens:
            return tokens.index(text)
        number = numbers.get(f"{kind}_token_id")
        number = number[0] if isinstance(number, list) and number else number
        return number if isinstance(number, int) and 0 <= number < len(tokens) else None

    return Special(of("bos"), of("eos"), of("pad"))


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    data = json.loads(path.read_text(encoding="utf-8"))
    return data if isinstance(data, dict) else {}
