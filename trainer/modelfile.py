"""Modelfiles for Ollama: model, template, persona, sampling and stop tokens. Pure; any thread.

Ollama does not use the template inside a GGUF for models that it does not recognize; without TEMPLATE a tuned model
talks gibberish (ollama#6823). The Go template is derived from the Jinja template that training used, by rendering it:
what stands before and behind each role's words. `go_template.render` proves it on real conversations.
Format: https://github.com/ollama/ollama/blob/main/docs/modelfile.md
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from companion.errors import TrainingError
from trainer import go_template, templates
from trainer.recipe import SamplingRecipe

_ROLES = ("system", "user", "assistant")
_MARK = {"system": "Ss\x10", "user": "Uu\x10", "assistant": "Aa\x10"}  # words that no template holds


@dataclass(frozen=True, slots=True)
class Modelfile:
    """template: Go. system: her persona. stop: what ends a reply. licence: the base's, in words."""

    model: str
    template: str
    system: str
    sampling: SamplingRecipe
    stop: tuple[str, ...]
    adapter: str = ""
    licence: str = ""

    def text(self) -> str:
        """The file.

        Raises:
            TrainingError: a text that the format can't quote.
        """
        lines = [f"FROM {self.model}"]
        lines += [f"ADAPTER {self.adapter}"] if self.adapter else []
        lines += [f"TEMPLATE {_quoted(self.template)}", f"SYSTEM {_quoted(self.system)}"]
        lines += [f"PARAMETER {key} {value}" for key, value in _parameters(self.sampling).items()]
        lines += [f"PARAMETER stop {json.dumps(stop, ensure_ascii=False)}" for stop in self.stop]
        lines += [f"LICENSE {_quoted(self.licence)}"] if self.licence else []
        return "\n".join(lines) + "\n"


def _parameters(wish: SamplingRecipe) -> dict[str, float | int]:
    """By Ollama's names."""
    return {
        "temperature": wish.temperature,
        "top_p": wish.top_p,
        "top_k": wish.top_k,
        "min_p": wish.min_p,
        "num_predict": wish.max_tokens,
        "repeat_penalty": wish.repeat_penalty,
        "repeat_last_n": wish.repeat_last_n,
    }


def _quoted(text: str) -> str:
    if '"""' in text or text.endswith('"'):
        raise TrainingError(
            'A Modelfile can\'t hold a text with three quotation marks (""") or one at its end.',
            code="modelfile-quotes",
            hint="Change that place in character.yaml.",
        )
    return f'"""{text}"""'


def parse(text: str) -> tuple[str, str]:
    """TEMPLATE and SYSTEM of a Modelfile as Ollama reads them."""
    found = dict(re.findall(r'^(TEMPLATE|SYSTEM) """(.*?)"""$', text, re.DOTALL | re.MULTILINE))
    return found.get("TEMPLATE", ""), found.get("SYSTEM", "")


def render(text: str, messages: Sequence[Mapping[str, str]]) -> str:
    """What the model sees when Ollama is sent `messages` by a Modelfile: its SYSTEM where they have no system turn."""
    template, system = parse(text)
    if system and not any(message["role"] == "system" for message in messages):
        messages = [{"role": "system", "content": system}, *messages]
    return go_template.render(template, messages)


def go(jinja: str, *, eos_token: str = "", bos_token: str = "") -> str:
    """The Go template that gives the same text as `jinja`, which ends where the reply begins.

    Raises:
        TrainingError: a template that changes words or earlier turns can't be written in Go.
    """

    def whole(count: int, ask: bool = False) -> str:
        roles = ("system", "user", "assistant", "user", "assistant")[:count]
        told = [{"role": role, "content": _MARK[role]} for role in roles]
        return templates.render(jinja, told, add_generation_prompt=ask, eos_token=eos_token, bos_token=bos_token)

    around: dict[str, tuple[str, str]] = {}
    before = ""
    for count, role in enumerate(("system", "user", "assistant", "user", "assistant"), 1):
        text = whole(count)
        added = text[len(before) :]
        left, mark, right = added.partition(_MARK[role])
        if not text.startswith(before) or not mark or around.setdefault(role, (left, right)) != (left, right):
            raise _impossible()
        before = text
    asked = whole(4, ask=True)
    if not asked.startswith(whole(4)):
        raise _impossible()
    first = bos_token if around["system"][0].startswith(bos_token) else ""  # the runner adds it itself
    turns = _turns({role: (left.removeprefix(first), right) for role, (left, right) in around.items()})
    return f"{{{{ range .Messages }}}}{turns}{{{{ end }}}}{_literal(asked[len(whole(4)) :])}"


def _turns(around: Mapping[str, tuple[str, str]]) -> str:
    if all(around[role] == tuple(part.replace("user", role) for part in around["user"]) for role in _ROLES):
        left, _, behind = around["user"][0].partition("user")
        if left and "user" not in around["user"][1]:
            return f"{_literal(left)}{{{{ .Role }}}}{_literal(behind)}{{{{ .Content }}}}{_literal(around['user'][1])}"
    cases = [
        f'{{{{ {word} eq .Role "{role}" }}}}{_literal(around[role][0])}{{{{ .Content }}}}{_literal(around[role][1])}'
        for word, role in zip(("if", "else if", "else if"), _ROLES, strict=True)
    ]
    return "".join(cases) + "{{ end }}"


def _literal(text: str) -> str:
    """Text as an action, so that no parser trims a line end."""
    return f"{{{{ {json.dumps(text, ensure_ascii=False)} }}}}" if text else ""


def _impossible() -> TrainingError:
    return TrainingError(
        "This chat template can't be written as a Modelfile: it changes words or earlier turns.",
        code="modelfile-template",
        hint="The app and llama-server don't need one; for Ollama train with `template: chatml`.",
    )
