"""What the licence of a base model allows. Pure; any thread.

The table names licences by the words that stand in a model card's `license:` or `license_name:` and, where a folder has
no card, by families whose licence is the same for all their models. It is a reminder, no legal advice: the licence text
of the model is what counts.
"""

import re
from dataclasses import dataclass

from companion.errors import TrainingError

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Licence:
    """commercial: may the tuned model be sold or served for money? False too where nothing is known. terms: what else
    binds whoever passes the tuned model on, one sentence."""

    name: str
    commercial: bool
    terms: str = ""


_TERMS = (
    (r"^(apache-2\.0|apache license 2\.0)$", Licence("Apache-2.0", True, "Keep the licence and its notices.")),
    (r"^mit$", Licence("MIT", True, "Keep the copyright notice.")),
    (r"^bsd", Licence("BSD", True, "Keep the copyright notice.")),
    (r"^gpl-3\.0", Licence("GPL-3.0-or-later", True, "What is made from it stays under the GPL, source included.")),
    (r"^exaone", Licence("EXAONE AI Model License (non-commercial)", False, "Research only; names begin with EXAONE.")),
    (
        r"^(qwen-research|tongyi-qianwen-research)",
        Licence("Qwen Research License", False, "Research only; say that it is built with Qwen."),
    ),
    (r"^(qwen|tongyi-qianwen)", Licence("Qwen License", True, "Above 100 million users a month: ask first.")),
    (
        r"^llama-?2",
        Licence("Llama 2 Community License", True, "Above 700 million users a month: ask first; keep the notice."),
    ),
    (
        r"^llama-?[34]",
        Licence("Llama Community License", True, "Names begin with Llama; above 700 million users a month: ask first."),
    ),
    (r"^gemma", Licence("Gemma Terms of Use", True, "Pass Google's use restrictions on.")),
    (r"^cc-by-nc", Licence("CC BY-NC", False, "Name the authors; no commercial use.")),
    (r"^cc-by-sa", Licence("CC BY-SA", True, "Name the authors; pass it on under the same licence.")),
    (r"^(cc-by-4|cc-by-3|cc-by$)", Licence("CC BY", True, "Name the authors.")),
    (r"^(openrail|creativeml|bigscience)", Licence("OpenRAIL", True, "Pass the use restrictions on.")),
)

# Families by name, for folders without a card. Sources: the models' cards on the hub.
_FAMILIES = (
    (r"exaone", "exaone"),
    (r"qwen2\.5-(3b|coder-3b|vl-3b)", "qwen-research"),
    (r"qwen2\.5-(vl-)?72b", "qwen"),
    (r"qwen(2\.5|3)", "apache-2.0"),
    (r"ldcc|llama-?2", "llama2"),
    (r"llama-?[34]", "llama3"),
    (r"gemma", "gemma"),
)


def named(words: str) -> Licence:
    """The licence that a model card names; one that is not in the table keeps its name and allows nothing."""
    plain = words.strip().lower()
    for pattern, licence in _TERMS:
        if re.search(pattern, plain):
            return licence
    return Licence(words.strip() or UNKNOWN, False, "Read the licence of the base before passing anything on.")


def of_family(name: str) -> Licence:
    """The licence that models with such a name have, or `unknown`."""
    for pattern, words in _FAMILIES:
        if re.search(pattern, name.lower()):
            return named(words)
    return named(UNKNOWN)


def refuse_commercial(wanted: bool, base: str, licence: Licence) -> None:
    """Raises TrainingError when the result is to be sold and the base's licence does not allow it (or is unknown)."""
    if not wanted or licence.commercial:
        return
    why = "has no known licence" if licence.name == UNKNOWN else f"is under the {licence.name}, which forbids it"
    raise TrainingError(
        f"recipe.yaml: `commercial: true`, but the base {base} {why}.",
        code="licence-commercial",
        hint="Set `commercial: false`, or choose a base such as Qwen/Qwen3-4B-Instruct-2507 (Apache-2.0).",
    )
