"""The report card as Markdown, for git. Pure; any thread."""

from collections.abc import Mapping, Sequence
from typing import Any

from companion.persona.emotion import EMOJI
from trainer.evaluation import labels

_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#|~"})


def render(card: Mapping[str, Any]) -> str:
    """card.json as Markdown."""
    name = next(iter(card["names"].values()))
    lines = [f"# Report card: {plain(name)}", "", f"**{labels.headline(card)}**", ""]
    settings = card["settings"]
    base = f", base `{settings['base']}`" if settings["base"] else ""
    lines += [
        f"Made {card['made']}{base}, temperature {settings['sampling']['temperature']}, seed {settings['seed']}.",
        "",
    ]
    lines += _gates(card["gates"])
    for variant, part in card["variants"].items():
        if len(card["variants"]) > 1:
            lines += [f"# {plain(variant)}", ""]
        lines += _part(part)
    if card["feedback"]["n"]:
        vote = card["feedback"]
        lines += ["## What people thought", "", f"Satisfied: {_cell('satisfied', vote)} of {vote['n']} votes.", ""]
    return "\n".join(lines)


def plain(text: object) -> str:
    """A text that Markdown shows as it is, on one line."""
    return " ".join(str(text).split()).translate(_SPECIAL)


def _gates(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        (
            "✓" if row["passed"] else "✗",
            (f"{plain(row['variant'])}: " if row["variant"] else "") + labels.gate(row["name"]),
            _cell(row["name"], row),
            labels.limit(row),
            plain(row["basis"]),
            plain(row["mend"]),
        )
        for row in rows
    ]
    return [
        "## Limits",
        "",
        *table(("", "what", "value (95 % interval)", "limit", "counted on", "how to mend"), lines),
        *(f"{plain(reason)}\n" for reason in dict.fromkeys(map(labels.reason, rows)) if reason),
    ]


def _part(part: Mapping[str, Any]) -> list[str]:
    model = part["model"]
    lines = ["## All figures", "", f"`{model['name']}`, {labels.size(model['bytes'])}, {part['answers']} answers.", ""]
    rows = [(labels.title(name), _cell(name, record), record["n"]) for name, record in part["overall"].items()]
    lines += table(("figure", "value (95 % interval)", "n"), rows)
    groups = {labels.GROUP_TITLES[key]: found for key, found in part["groups"].items()}
    lines += ["## By what was asked", "", *_slices(groups, labels.GROUP_COLUMNS)]
    languages = {labels.LANGUAGE_TITLES.get(key, key): found for key, found in part["languages"].items()}
    lines += ["## By language", "", *_slices(languages, labels.SLICE_COLUMNS)]
    lines += ["## By kind", "", *_slices(part["kinds"], labels.SLICE_COLUMNS)]
    lines += _confusion(part["confusion"])
    lines += _quants(part.get("quants"))
    lines += _base(part)
    lines += _judge(part.get("judge"))
    return lines + _samples(part["samples"])


def _slices(slices: Mapping[str, Mapping[str, Any]], columns: Sequence[str]) -> list[str]:
    used = [name for name in columns if any(name in found for found in slices.values())]
    rows = [(plain(key), *(labels.text(name, found.get(name)) for name in used)) for key, found in slices.items()]
    return table(("", *(labels.title(name) for name in used)), rows)


def _confusion(found: Mapping[str, Mapping[str, int]]) -> list[str]:
    if not found:
        return []
    chosen = sorted({emotion for row in found.values() for emotion in row})
    rows = [(asked, *(row.get(emotion, "") for emotion in chosen)) for asked, row in found.items()]
    return ["## Feelings: asked for (down) and shown (across)", "", *table(("", *chosen), rows)]


def _quants(rows: Sequence[Mapping[str, Any]] | None) -> list[str]:
    if not rows:
        return []
    names = list(rows[0]["figures"])
    lines = [
        (
            row["name"],
            labels.size(row["bytes"]),
            _cell("quant_drop", row.get("drop")),
            labels.text("share", row.get("same")),
            *(labels.text(name, row["figures"].get(name)) for name in names),
        )
        for row in rows
    ]
    heads = ("file", "size", "lost against F16", "equal replies", *(labels.title(name) for name in names))
    return ["## Quantizations", "", *table(heads, lines)]


def _base(part: Mapping[str, Any]) -> list[str]:
    base = part.get("base")
    if base is None:
        return []
    names = [name for name in labels.BASE_ROWS if name in part["overall"] or name in base["overall"]]
    rows = [
        (labels.title(name), _cell(name, base["overall"].get(name)), _cell(name, part["overall"].get(name)))
        for name in names
    ]
    lines = ["## Before and after the training", "", *table(("", "base", "she"), rows)]
    if "forgetting" in base:
        lines += [f"Perplexity on ordinary sentences changed by {_cell('share', base['forgetting'])}.", ""]
    return lines


def _judge(judge: Mapping[str, Any] | None) -> list[str]:
    if not judge:
        return []
    rows = [
        (kind, axis, _cell("number", record), record["n"])
        for kind, found in (("single answers", judge["axes"]), ("interviews", judge["interview"]))
        for axis, record in found.items()
    ]
    lines = ["## Judged by a model", "", f"Judge: `{plain(judge['model'])}`, from 1 to 7.", ""]
    lines += table(("", "axis", "mean (95 % interval)", "n"), rows)
    if "pairwise" in judge:
        lines += [f"Preferred to the base: {_cell('share', judge['pairwise'])}, n = {judge['pairwise']['n']}.", ""]
    if judge["failures"]:
        lines += [f"{len(judge['failures'])} questions were not judged: {plain(judge['failures'][0])}", ""]
    return lines


def _samples(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        (
            plain(row["question"]),
            f"{EMOJI.get(row['emotion'], '')} {row['emotion']} {row['intensity']}",
            plain(row["text"]),
            plain(", ".join(row["faults"])),
        )
        for row in rows
    ]
    return ["## Samples", "", *table(("said to her", "feeling", "her reply", ""), lines)]


def _cell(name: str, record: Mapping[str, Any] | None) -> str:
    around = labels.interval(name, record)
    return labels.text(name, record) + (f" ({around})" if around else "")


def table(heads: Sequence[object], rows: Sequence[Sequence[object]]) -> list[str]:
    """Lines of a table; cells are Markdown already."""
    lines = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in (heads, *rows)]
    return [lines[0], "|" + " --- |" * len(heads), *lines[1:], ""]
