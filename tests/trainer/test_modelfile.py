"""Go templates: what Ollama will send, and what can't be said in a Modelfile."""

import pytest

from companion.errors import TrainingError
from companion.persona import prompt
from trainer import go_template, modelfile, parity, templates
from trainer.recipe import Recipe, SamplingRecipe

SAID = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}, {"role": "assistant", "content": "a"}]
EXAONE = (
    "{% for message in messages %}{{ '[|' + message['role'] + '|]' + message['content'] }}"
    "{% if message['role'] != 'user' %}{{ '[|endofturn|]' }}{% endif %}{{ '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '[|assistant|]' }}{% endif %}"
)
LLAMA3 = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] + '<|eot_id|>' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}"
)


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("{{ range .Messages }}<{{ .Role }}> {{ .Content }}\n{{ end }}!", "<system> s\n<user> u\n<assistant> a\n!"),
        ('a {{- " b" -}} \n c', "a bc"),
        ('{{ range .Messages }}{{ if eq .Role "user" }}U{{ .Content }}{{ else }}-{{ end }}{{ end }}', "-Uu-"),
        (
            '{{ range .Messages }}{{ if eq .Role "x" }}1{{ else if eq .Role "user" }}2{{ else }}3{{ end }}{{ end }}',
            "323",
        ),
        ('{{ "\\u2026 \\"q\\" }}" }}', '… "q" }}'),
    ],
)
def test_the_part_of_go_that_is_used(template: str, wanted: str) -> None:
    assert go_template.render(template, SAID) == wanted


@pytest.mark.parametrize(
    "template",
    [
        "{{ range .Messages }}x",
        "{{ end }}",
        '{{ if eq .Role "x" }}',
        "{{ .Nothing }}",
        "{{ range .Messages }}{{ else }}",
    ],
)
def test_what_is_not_understood_is_said(template: str) -> None:
    with pytest.raises(TrainingError, match="which is not understood here"):
        go_template.render(template, SAID)


@pytest.mark.parametrize(("jinja", "bos"), [(prompt.CHAT_TEMPLATE, ""), (EXAONE, ""), (LLAMA3, "<|begin_of_text|>")])
def test_templates_of_the_families(jinja: str, bos: str) -> None:
    """Also with the hard texts, and with her persona as SYSTEM. Ollama's runner adds the begin token itself."""
    text = modelfile.Modelfile("x", modelfile.go(jinja, bos_token=bos), "who she is", SamplingRecipe(), ()).text()
    said = [{"role": ("user", "assistant")[i % 2], "content": words} for i, words in enumerate(parity.HARD)]
    persona = [{"role": "system", "content": "who she is"}]
    wanted = templates.render(jinja, persona + said, add_generation_prompt=True, bos_token=bos)
    assert modelfile.render(text, said) == wanted.removeprefix(bos)
    assert modelfile.render(text, persona + said) == modelfile.render(text, said)


@pytest.mark.parametrize(
    "jinja",
    [
        templates.plain_template(Recipe.model_validate({"template": "bloodtype"})),
        "{% for m in messages %}{{ m['content'] | upper }}{% endfor %}",
        "{% for m in messages %}{{ m['content'] if loop.last else '' }}{% endfor %}",
    ],
)
def test_templates_that_change_words(jinja: str) -> None:
    with pytest.raises(TrainingError, match="can't be written as a Modelfile"):
        modelfile.go(jinja)


@pytest.mark.parametrize("system", ['she says """hm"""', 'she says "hm"'])
def test_quotes_that_the_format_can_not_hold(system: str) -> None:
    with pytest.raises(TrainingError, match="three quotation marks"):
        modelfile.Modelfile("x", "t", system, SamplingRecipe(), ()).text()
