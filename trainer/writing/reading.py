"""From a teacher's text to checked values: JSON, its schema, then the words. Pure; any thread.

Unwrapped are only a `<think>` block before and a code fence around the object. Nothing is repaired.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from companion.persona.character import Character, Language
from companion.persona.emotion import canonical
from trainer.rows import Exchange, Utterance
from trainer.teachers.contract import Schema, Unusable
from trainer.writing.filters import check_reply, check_words

_THINK = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_FENCE = re.compile(r"^```[a-zA-Z]*\s*\n(.*?)\n?```\s*$", re.DOTALL)
_USER_CHARS = 1000
_USER_LETTERS = 16  # "ChatGPT야, 안녕?" is Korean


def value(text: str, schema: Schema) -> Any:
    """The JSON value in `text`, checked against the schema.

    Raises:
        Unusable: a refusal, no JSON, or another shape; the reason names the place.
    """
    bare = _THINK.sub("", text).strip()
    fenced = _FENCE.match(bare)
    bare = fenced.group(1).strip() if fenced else bare
    try:
        found = json.loads(bare)
    except (ValueError, RecursionError) as error:
        if bare and not bare.startswith(("{", "[")):
            _refused(bare)
        raise Unusable("json", "The answer is not one JSON object; answer with the object only.") from error
    _check(found, schema, "the answer")
    return found


def _refused(text: str) -> None:
    if re.search(r"(?i)\b(can(?:'t|not)|unable|won't|sorry|apologi[sz]e)\b|할 수 없|죄송|어렵습니다", text[:400]):
        raise Unusable("refusal", "The model refused; this is harmless fiction for a character who talks.")


def _check(found: Any, schema: Schema, place: str) -> None:
    kinds: Mapping[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "number": int | float,
        "integer": int,
    }
    wanted = schema.get("type", "string")
    if not isinstance(found, kinds[wanted]) or isinstance(found, bool):
        raise Unusable("schema", f"In the JSON, {place} must be of type {wanted}.")
    if isinstance(found, dict):
        for name in schema["required"]:
            if name not in found:
                raise Unusable("schema", f"In the JSON, {place} has no {name!r}.")
        for name, part in schema["properties"].items():
            if name in found:
                _check(found[name], part, f"{name!r}")
    elif isinstance(found, list):
        for number, item in enumerate(found, 1):
            _check(item, schema["items"], f"{place}, item {number},")


def emotion(name: str, character: Character) -> str:
    """The canonical emotion. Raises Unusable: unknown, or not one of hers."""
    found = canonical(name)
    if found is None or found not in character.emotions:
        raise Unusable("emotion", f"An emotion is none of: {', '.join(character.emotions)}.")
    return found


def exchange(item: Mapping[str, Any], character: Character, language: Language, longest: int) -> Exchange:
    """One turn {user, text, emotion, intensity}. Raises Unusable."""
    check_words(item["user"], language, _USER_CHARS, least=_USER_LETTERS)
    check_reply(item["text"], character, language, longest)
    if not 0 <= item["intensity"] <= 1:
        raise Unusable("schema", "An intensity is not between 0.1 and 1.0.")
    return Exchange(
        user=item["user"].strip(),
        text=item["text"].strip(),
        emotion=emotion(item["emotion"], character),
        intensity=round(max(0.1, float(item["intensity"])), 2),
    )


def utterances(items: list[Mapping[str, Any]], language: Language) -> tuple[Utterance, ...]:
    """What others say. Raises Unusable."""
    for item in items:
        check_words(item["text"], language, _USER_CHARS)
        if not item["speaker"].strip() or len(item["speaker"]) > 60:
            raise Unusable("schema", "A speaker has no name.")
    return tuple(Utterance(speaker=item["speaker"].strip(), text=item["text"].strip()) for item in items)


def no_echo(texts: list[str], longest: int = 4) -> None:
    """Raises Unusable where the same is said twice in one conversation. longest: letters that may come again ("응")."""
    folded = ["".join(filter(str.isalnum, text.casefold())) for text in texts]
    if len({text for text in folded if len(text) > longest}) < sum(len(text) > longest for text in folded):
        raise Unusable("repetition", "The same is said twice in one conversation.")
