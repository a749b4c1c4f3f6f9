"""Chat templates as Jinja: for training (with marks around what is learned) and for the finished model (her persona as
default system turn). Pure; jinja2 is imported when a template is rendered; any thread.

chatml     what the app itself speaks; equal to `prompt.chatml` and `prompt.CHAT_TEMPLATE`
base       the base model's own
ldcc       `### Prompt: … ### Answer: …`, the form of LDCC-Instruct-Llama-2-ko
bloodtype  ChatML whose user turn is the seed schema's context and input as JSON
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from companion.errors import TrainingError
from companion.persona import prompt
from trainer.recipe import Recipe

STOP = "<|im_end|>"
_BEGIN, _END = "\x02", "\x03"  # around what is learned, while a template is taken apart; no message holds them

_OPEN = "{% for message in messages %}"
_CLOSE = "{% endfor %}"
_CHATML_TURN = "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
_CHATML_REPLY = (
    "{{ '<|im_start|>assistant\\n' }}{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}"
    "{{ '\\n' }}"
)
_CHATML_ASK = "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"

# The bracket of `prompt.user_text`, "[joy 0.6] …" or "[neutral] …", as the context of the seed schema.
_BLOOD_USER = (
    "{% set head = message['content'].split(']')[0] %}"
    "{% set feeling = (head[1:] + ' 0.0').split(' ') %}"
    '{{ \'<|im_start|>user\\n{"context": {"current_emotion": {"type": "\' + feeling[0] + \'", "intensity": \''
    " + feeling[1] + '}}, \"input\": ' + (message['content'][(head | length) + 2:] | tojson) + '}<|im_end|>\\n' }}"
)
_LDCC_REPLY = "{% generation %}{{ message['content'] + eos_token }}{% endgeneration %}{{ '\\n\\n' }}"
_LDCC_ASK = "{% if add_generation_prompt %}{{ '### Answer:\\n' }}{% endif %}"
_LDCC_TURN = (
    "{% if message['role'] == 'system' %}{{ message['content'] + '\\n\\n' }}"
    "{% else %}{{ '### Prompt:\\n' + message['content'] + '\\n\\n' }}{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a rendered conversation. learned: the model is trained to write it."""

    text: str
    learned: bool


def training_template(recipe: Recipe, base_template: str = "") -> str:
    """The template that rows are rendered with, `{% generation %}` around each reply with its stop token.

    For `base` it is `base_template` itself; where that marks nothing, `spans` finds the replies by comparing prefixes.

    Raises:
        TrainingError: `template: base`, but the base has none.
    """
    if recipe.template == "base":
        return _own(base_template)
    return _marked(recipe.template)


def plain_template(recipe: Recipe, base_template: str = "") -> str:
    """The same text without marks. For `chatml` exactly `prompt.CHAT_TEMPLATE`. Raises TrainingError like above."""
    if recipe.template == "chatml":
        return prompt.CHAT_TEMPLATE
    return _unmarked(training_template(recipe, base_template))


def inference_template(recipe: Recipe, system_text: str, base_template: str = "") -> str:
    """The template of the finished model: `system_text` (her persona) opens a conversation that has no system turn.

    Raises:
        TrainingError: `template: base`, but the base has none.
    """
    return with_default_system(plain_template(recipe, base_template), system_text)


def with_default_system(template: str, system_text: str) -> str:
    """`template`, opened by `system_text` where the conversation has no system turn of its own."""
    default = f"[{{'role': 'system', 'content': {_literal(prompt.neutralize(system_text))}}}]"
    missing = "not messages or messages[0]['role'] != 'system'"
    return f"{{% if {missing} %}}{{% set messages = {default} + messages %}}{{% endif %}}{template}"


def stop_token(recipe: Recipe, eos_token: str) -> str:
    """What ends a reply: ChatML's own token, or the base's end of sequence."""
    return STOP if recipe.template in ("chatml", "bloodtype") else eos_token


def render(
    template: str,
    messages: Sequence[Mapping[str, str]],
    *,
    add_generation_prompt: bool = False,
    eos_token: str = STOP,
    bos_token: str = "",
) -> str:
    """The text of a conversation; marks of what is learned leave no trace.

    Raises:
        TrainingError: the template is broken, or refuses this conversation.
    """
    text = _render(template, messages, add_generation_prompt, eos_token, bos_token)
    return text.replace(_BEGIN, "").replace(_END, "")


def spans(
    template: str, messages: Sequence[Mapping[str, str]], *, eos_token: str = STOP, bos_token: str = ""
) -> tuple[Span, ...]:
    """A conversation cut into what is given and what is learned; joined it equals `render`.

    By the marks of the template. A template without marks is rendered reply by reply, and what a reply adds (without
    the white space behind its stop token) is learned.

    Raises:
        TrainingError: the template is broken, or changes earlier turns when later ones are added.
    """
    if "{% generation" not in template and "{%- generation" not in template:
        return _by_prefix(template, messages, eos_token, bos_token)
    pieces: list[Span] = []
    for number, part in enumerate(_render(template, messages, False, eos_token, bos_token).split(_BEGIN)):
        learned, mark, given = part.partition(_END) if number else ("", "", part)
        pieces += [Span(learned, True)] if mark else []
        pieces += [Span(given, False)]
    return tuple(piece for piece in pieces if piece.text)


def _marked(name: str) -> str:
    if name == "ldcc":
        reply, other, ask = "{{ '### Answer:\\n' }}" + _LDCC_REPLY, "{% else %}" + _LDCC_TURN, _LDCC_ASK
    else:
        user = "{% elif message['role'] == 'user' %}" + _BLOOD_USER if name == "bloodtype" else ""
        reply, other, ask = _CHATML_REPLY, user + "{% else %}" + _CHATML_TURN, _CHATML_ASK
    return _OPEN + "{% if message['role'] == 'assistant' %}" + reply + other + "{% endif %}" + _CLOSE + ask


def _unmarked(template: str) -> str:
    return template.replace("{% generation %}", "").replace("{% endgeneration %}", "")


def _own(template: str) -> str:
    if not template.strip():
        raise TrainingError(
            "template: base, but the base has no chat template of its own.",
            code="template-missing",
            hint="Write `template: chatml` in recipe.yaml.",
        )
    return template


def _literal(text: str) -> str:
    """A text as a Jinja string; only escapes that every Jinja knows (jinja2, minja)."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def _by_prefix(template: str, messages: Sequence[Mapping[str, str]], eos: str, bos: str) -> tuple[Span, ...]:
    whole = _render(template, messages, False, eos, bos)
    pieces: list[Span] = []
    done = 0
    for number, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        start = _render(template, messages[:number], True, eos, bos)
        end = _render(template, messages[: number + 1], False, eos, bos).rstrip()
        if not (whole.startswith(end) and end.startswith(start) and len(start) >= done):
            raise TrainingError(
                "The base's own template writes earlier turns anew when later ones follow, so what is learned can't be "
                "told apart.",
                code="template-not-prefix",
                hint="Write `template: chatml` in recipe.yaml.",
            )
        pieces += [Span(whole[done : len(start)], False), Span(end[len(start) :], True)]
        done = len(end)
    return tuple(piece for piece in (*pieces, Span(whole[done:], False)) if piece.text)


def _render(template: str, messages: Sequence[Mapping[str, str]], ask: bool, eos: str, bos: str) -> str:
    from jinja2 import TemplateError

    try:
        return str(
            _compiled(template).render(
                messages=[dict(message) for message in messages],
                add_generation_prompt=ask,
                eos_token=eos,
                bos_token=bos,
            )
        )
    except (TemplateError, TypeError, IndexError, KeyError) as error:
        raise TrainingError(
            f"The chat template can't render a conversation: {error}.",
            code="template-broken",
            hint="Write `template: chatml` in recipe.yaml, or mend the base's chat template.",
        ) from error


@lru_cache(maxsize=32)
def _compiled(template: str) -> Any:
    import json

    from jinja2 import nodes
    from jinja2.exceptions import TemplateError
    from jinja2.ext import Extension, loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Generation(Extension):
        """`{% generation %}…{% endgeneration %}`: marks what it holds."""

        tags = {"generation"}  # noqa: RUF012

        def parse(self, parser: Any) -> Any:
            line = next(parser.stream).lineno
            body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
            mark = [nodes.Output([nodes.TemplateData(text)]).set_lineno(line) for text in (_BEGIN, _END)]
            return [mark[0], *body, mark[1]]

    def refuse(message: str) -> None:
        raise TemplateError(message)

    def tojson(value: Any, indent: int | None = None) -> str:
        return json.dumps(value, ensure_ascii=False, indent=indent)

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols]
    )
    environment.filters["tojson"] = tojson
    environment.globals["raise_exception"] = refuse
    return environment.from_string(template)
