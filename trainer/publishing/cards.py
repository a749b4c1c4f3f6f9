"""README.md of a published model and of a published data set: what it is, how to use it, how good it is, what binds
whoever uses it. Pure; any thread. Counts only: nothing that people wrote in their sources.

Front matter: https://huggingface.co/docs/hub/model-cards
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from companion.persona.character import Character
from trainer.recipe import Recipe

_HUB_LICENCES = {
    "Apache-2.0": "apache-2.0",
    "MIT": "mit",
    "GPL-3.0-or-later": "gpl-3.0",
    "Llama 2 Community License": "llama2",
    "Gemma Terms of Use": "gemma",
    "CC BY-NC": "cc-by-nc-4.0",
    "CC BY-SA": "cc-by-sa-4.0",
    "CC BY": "cc-by-4.0",
    "OpenRAIL": "openrail",
}
_SHOWN = {  # figure -> what it says, in the order of the table
    "json_valid": "replies that are valid JSON",
    "json_valid_free": "the same, generated freely",
    "emotion": "feels what was asked for",
    "style": "speaks in her manner",
    "identity": "says who she is",
    "leak": "says she is another model (less is better)",
    "language": "answers in the right language",
    "stop": "ends by herself",
    "perplexity": "perplexity on held-out conversations",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the cards say. counts: conversations by kind, language and origin. evaluation: card.json's `overall` of
    each variant. files: name -> what it is. repo: where it will stand, "" = not known yet."""

    character: Character
    recipe: Recipe
    base: str
    licence: str
    terms: str
    commercial: bool
    version: int
    counts: Mapping[str, Mapping[str, int]]
    evaluation: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, str]
    system: str
    repo: str = ""

    @property
    def name(self) -> str:
        return self.character.name("en")


def model(facts: Facts) -> str:
    """README.md of the model."""
    languages = list(facts.character.languages)
    front: dict[str, Any] = _licence(facts) | {
        "language": languages,
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "tags": ["persona", "roleplay", "companion", "conversational"],
    }
    if re.fullmatch(r"[\w.-]+/[\w.-]+", facts.base):
        front |= {"base_model": facts.base}
    sections = [
        f"# {facts.name}",
        facts.character.one_line.get("en") or next(iter(facts.character.one_line.values())),
        f"A persona model, version {facts.version}, made with companion-train from {facts.base}. She answers with one "
        "JSON object: an emotion, its intensity and her words. The chat template opens with her persona when no system "
        "turn is given.",
        _use(facts),
        _table("Files", ("file", "what it is"), list(facts.files.items())),
        _evaluation(facts),
        _data(facts),
        _limits(facts),
        f"## Licence\n\nThe base is under: {facts.licence}. {facts.terms}\n\n"
        + ("" if facts.commercial else "**Not for commercial use**: the base's licence does not allow it.\n\n")
        + "Whoever passes this model on passes these terms on.",
    ]
    return f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---\n\n" + "\n\n".join(sections) + "\n"


def dataset(facts: Facts) -> str:
    """README.md of the conversations that she was trained on."""
    total = sum(facts.counts.get("languages", {}).values())
    front = {
        "license": "other",
        "license_name": "see-sources",
        "language": list(facts.character.languages),
        "task_categories": ["text-generation"],
        "tags": ["persona", "roleplay", "conversational", "synthetic"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [{"split": key, "path": f"{key}.jsonl"} for key in ("train", "val", "test")],
            }
        ],
    }
    sections = [
        f"# Conversations with {facts.name}",
        f"{total} conversations that {facts.name} was trained and tested on. Each line is "
        '`{"messages": [{"role", "content"}, …], "meta": {…}}`; a reply is a JSON object: emotion, intensity, text.',
        _data(facts),
        "## Splits\n\nConversations of one scene are never in two splits.",
        "## Rights\n\nTexts that people wrote, and texts that a teacher model wrote, stay under their own terms: check "
        "the licence of your sources and of the teacher before you use this.",
    ]
    return f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---\n\n" + "\n\n".join(sections) + "\n"


def _licence(facts: Facts) -> dict[str, str]:
    known = _HUB_LICENCES.get(facts.licence)
    if known:
        return {"license": known}
    slug = re.sub(r"[^a-z0-9]+", "-", facts.licence.lower()).strip("-")
    return {"license": "other", "license_name": slug or "unknown"}


def _use(facts: Facts) -> str:
    """E11: the way of asking that she was measured with, in few lines."""
    repo = facts.repo or f"you/{facts.character.id}"
    gguf = next((name for name in facts.files if name.endswith(".gguf") and "adapter" not in name), "model.gguf")
    return f'''## Use

```python
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("{repo}")
model = AutoModelForCausalLM.from_pretrained("{repo}", dtype="auto", device_map="auto")
messages = [{{"role": "user", "content": "[neutral] {_hello(facts)}"}}]
prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True)
reply = model.generate(**prompt.to(model.device), max_new_tokens=128, do_sample=False)
print(tokenizer.decode(reply[0][prompt["input_ids"].shape[1]:], skip_special_tokens=True))
```

The bracket before the words is her mood at that moment: `[neutral]`, or `[joy 0.6]`.

llama.cpp: `llama-server -m {gguf}`; Ollama: `ollama create {facts.character.id} -f Modelfile`.'''


def _hello(facts: Facts) -> str:
    return "안녕!" if facts.character.languages[0] == "ko" else "Hello!"


def _evaluation(facts: Facts) -> str:
    rows = []
    for variant, figures in facts.evaluation.items():
        for name, words in _SHOWN.items():
            figure = figures.get(name)
            if isinstance(figure, Mapping) and isinstance(figure.get("value"), int | float):
                label = words if len(facts.evaluation) == 1 else f"{variant}: {words}"
                rows.append((label, _value(name, figure), str(figure.get("n", ""))))
    if not rows:
        return "## Evaluation\n\nNo figures were kept."
    return _table("Evaluation", ("figure", "value (95 % interval)", "n"), rows)


def _value(name: str, figure: Mapping[str, Any]) -> str:
    def form(value: float) -> str:
        return f"{value:.2f}" if name == "perplexity" else f"{100 * value:.1f} %"

    low, high = figure.get("low"), figure.get("high")
    interval = (
        f" ({form(low)} to {form(high)})" if isinstance(low, float | int) and isinstance(high, float | int) else ""
    )
    return form(float(figure["value"])) + interval


def _data(facts: Facts) -> str:
    rows = [(group, name, str(count)) for group, names in facts.counts.items() for name, count in names.items()]
    return _table("Training data", ("", "", "conversations"), rows)


def _limits(facts: Facts) -> str:
    """E13: what such models are weak at."""
    train = facts.recipe.train
    epochs = ", ".join(f"{stage.name}: {stage.epochs:g} epochs" for stage in train.stages)
    total = sum(facts.counts.get("languages", {}).values())
    return (
        "## Limits\n\n"
        f"- Training: {train.method}, {epochs}{', then DPO' if train.dpo.enabled else ''}; {total} conversations.\n"
        "- One character; other roles are the base's.\n"
        f"- Short turns: replies of at most {facts.recipe.data.max_reply_chars} characters were trained.\n"
        f"- Languages: {', '.join(facts.character.languages)}; others are the base's.\n"
        "- Fine-tuning on a role weakens what the base learned about refusing; she is not made for advice on health, "
        "law or money."
    )


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [" | ".join(head), " | ".join("---" for _ in head), *(" | ".join(row) for row in rows)]
    return f"## {title}\n\n" + "\n".join(f"| {line} |" for line in lines)
