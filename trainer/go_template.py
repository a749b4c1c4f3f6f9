"""The part of Go's text/template that our Modelfiles use, rendered: so that a test can prove what Ollama will send.
Pure; any thread.

Known: text, `{{ "…" }}`, `{{ .Role }}`, `{{ .Content }}`, `{{ range .Messages }}`, `{{ if eq .Role "…" }}`, `else if`,
`else`, `end`, and `-` at either end. Semantics: https://pkg.go.dev/text/template
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from companion.errors import TrainingError

_ACTION = re.compile(r'(\s*)\{\{(- )?((?:"(?:[^"\\]|\\.)*"|[^"}])*?)( -)?\}\}(\s*)')
_CONDITION = re.compile(r'eq \.Role ("(?:[^"\\]|\\.)*")')
Part = tuple[str, str]  # ("text", …) or ("action", …)


def render(template: str, messages: Sequence[Mapping[str, str]]) -> str:
    """The text that Ollama gives to the model for these messages.

    Raises:
        TrainingError: an action that is not known here, or one without its end.
    """
    parts = list(_parts(template))
    text, end = _block(parts, 0, {"Messages": messages}, live=True)
    if end != len(parts):
        raise _wrong(f"`{parts[end][1]}` without a beginning")
    return text


def _parts(template: str) -> Iterator[Part]:
    at, strip = 0, False
    for found in _ACTION.finditer(template):
        before, cut_left, action, cut_right, after = found.groups()
        text = template[at : found.start()] + ("" if cut_left else before)
        yield "text", text.lstrip() if strip else text
        yield "action", action.strip()
        strip = bool(cut_right)
        at = found.end() - (0 if cut_right else len(after))
    text = template[at:]
    yield "text", text.lstrip() if strip else text


Scope = Mapping[str, object]


def _block(parts: list[Part], at: int, scope: Scope, *, live: bool) -> tuple[str, int]:
    """Renders until an `end` or `else` that belongs to the caller; live: False = only looks for that place."""
    said: list[str] = []
    while at < len(parts):
        kind, word = parts[at]
        if kind == "text":
            said.append(word)
            at += 1
        elif word == "end" or word.startswith("else"):
            break
        elif word == "range .Messages":
            text, at = _range(parts, at + 1, scope, live=live)
            said.append(text)
        elif word.startswith("if "):
            text, at = _if(parts, at, scope, live=live)
            said.append(text)
        else:
            said.append(_value(word, scope) if live else "")
            at += 1
    return ("".join(said) if live else ""), at


def _range(parts: list[Part], at: int, scope: Scope, *, live: bool) -> tuple[str, int]:
    _, end = _block(parts, at, scope, live=False)
    messages = scope["Messages"] if live else ()
    assert isinstance(messages, Sequence)
    said = [
        _block(parts, at, {"Role": one["role"], "Content": one["content"], "Messages": messages}, live=True)[0]
        for one in messages
    ]
    return "".join(said), _end(parts, end)


def _if(parts: list[Part], at: int, scope: Scope, *, live: bool) -> tuple[str, int]:
    """`at` is the `if`; returns what stands behind its `end`."""
    said, wanted, word = "", live, parts[at][1]
    while word != "end":
        true = wanted and (word == "else" or _holds(word, scope))
        text, at = _block(parts, at + 1, scope, live=true)
        said += text
        wanted = wanted and not true
        if at >= len(parts):
            raise _wrong("`if` without `end`")
        word = parts[at][1]
    return said, at + 1


def _holds(word: str, scope: Scope) -> bool:
    found = _CONDITION.fullmatch(word.removeprefix("else ").removeprefix("if ").strip())
    if not found:
        raise _wrong(f"`{word}`")
    return bool(scope.get("Role") == json.loads(found.group(1)))


def _end(parts: list[Part], at: int) -> int:
    if at >= len(parts) or parts[at][1] != "end":
        raise _wrong("`range` without `end`")
    return at + 1


def _value(word: str, scope: Scope) -> str:
    if word.startswith('"'):
        return str(json.loads(word))
    name = word.removeprefix(".")
    if name not in ("Role", "Content") or name not in scope:
        raise _wrong(f"`{word}`")
    return str(scope[name])


def _wrong(what: str) -> TrainingError:
    return TrainingError(f"The Modelfile's template has {what}, which is not understood here.", code="go-template")
