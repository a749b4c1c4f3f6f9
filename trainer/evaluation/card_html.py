"""The report card as one HTML page that needs nothing else: no script, no font, no picture from anywhere. Pure.

Everything that a person, a model or a file said is escaped.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from companion.persona.emotion import EMOJI, LABELS
from companion.persona.text_stream import whole
from trainer.evaluation import labels

_CSS = Path(__file__).resolve().parent / "data" / "card.css"


def render(card: Mapping[str, Any]) -> str:
    """card.json as a page."""
    name = " · ".join(dict.fromkeys(str(text) for text in card["names"].values()))
    several = len(card["variants"]) > 1
    parts = [
        _head(card, name),
        *(_tiles(part, variant if several else "") for variant, part in card["variants"].items()),
        _gates(card["gates"]),
        _feedback(card["feedback"]),
    ]
    for variant, part in card["variants"].items():
        parts += [f"<h3>{text(variant)}</h3>"] if several else []
        parts += _part(part)
    return page(f"Report card: {name}", "".join(parts), card["languages"][0])


def page(title: str, body: str, language: str = "en") -> str:
    """A whole page with our looks. `body` is HTML already, `title` is not."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return _CSS.read_text(encoding="utf-8")


def text(value: object) -> str:
    """Escaped; what UTF-8 can't hold is replaced."""
    return escape(whole(str(value)), quote=True)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """Cells are HTML already; one that begins with "<td" or "<th" brings its own tag."""
    head = "".join(f"<th>{cell}</th>" for cell in heads)
    lines = "".join("<tr>" + "".join(_cell(cell) for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'


def _cell(cell: str) -> str:
    return cell if cell.startswith(("<td", "<th")) else f"<td>{cell}</td>"


def number(name: str, record: Mapping[str, Any] | None) -> str:
    """A cell with a value and, small below it, its interval."""
    around = labels.interval(name, record)
    small = f"<small>{text(around)}</small>" if around else ""
    return f'<td class="n">{text(labels.text(name, record))}{small}</td>'


def _head(card: Mapping[str, Any], name: str) -> str:
    settings = card["settings"]
    kind = "good" if card["passed"] else "bad"
    base = f" · base {settings['base']}" if settings["base"] else ""
    details = f"Made {card['made']}{base} · temperature {settings['sampling']['temperature']} · seed {settings['seed']}"
    return (
        f'<header class="{kind}"><h1><small>Report card</small>{text(name)}</h1>'
        f'<p class="verdict">{text(labels.headline(card))}</p><p class="soft">{text(details)}</p></header>'
    )


def _tiles(part: Mapping[str, Any], variant: str) -> str:
    shown = [name for name in labels.HEADLINE if name in part["overall"]]
    tiles = "".join(
        f'<div class="tile"><b>{text(labels.text(name, part["overall"][name]))}</b>'
        f"<span>{text(labels.title(name))}</span></div>"
        for name in shown
    )
    title = f"<h2>{text(variant)}</h2>" if variant else ""
    return f'{title}<div class="tiles">{tiles}</div>'


def _gates(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    lines = []
    for row in rows:
        mark = '<td class="good mark">✓</td>' if row["passed"] else '<td class="bad mark">✗</td>'
        name = (f"{text(row['variant'])}: " if row["variant"] else "") + text(labels.gate(row["name"]))
        basis = f"<small>{text(row['basis'])}, n = {row['n']}</small>"
        advice = _code(row["mend"]) + ("<small>May be chance: raise evaluate.samples.</small>" if row["unsure"] else "")
        value = f'<td class="{"good" if row["passed"] else "bad"}">{_value(row)}{_bar(row)}</td>'
        lines.append((mark, f"{name}{basis}", value, f'<td class="n">{text(labels.limit(row))}</td>', advice))
    reasons = "".join(f"<p>{text(reason)}</p>" for reason in dict.fromkeys(map(labels.reason, rows)) if reason)
    return "<h2>Limits</h2>" + table(("", "what", "value and 95 % interval", "limit", "how to mend"), lines) + reasons


def _code(words: str) -> str:
    """Escaped, with `quoted` words as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", text(words))


def _value(row: Mapping[str, Any]) -> str:
    around = labels.interval(row["name"], row)
    return f"<b>{text(labels.text(row['name'], row))}</b> <small>{text(around)}</small>"


def _bar(row: Mapping[str, Any]) -> str:
    """The value as a bar, its interval as a thin line, the limit as an upright stroke."""
    if row["value"] is None:
        return ""
    full = 1.0 if row["sense"] == "least" else max(0.1, 2 * row["limit"], row["high"] or 0.0)

    def at(value: float) -> float:
        return round(100 * min(1.0, max(0.0, value / full)), 2)

    whisker = ""
    if row["low"] is not None and row["high"] is not None:
        left, right = at(row["low"]), at(row["high"])
        whisker = f'<u style="left:{left}%;width:{round(right - left, 2)}%"></u>'
    inside = f'<i style="width:{at(row["value"])}%"></i>{whisker}<s style="left:{at(row["limit"])}%"></s>'
    return f'<div class="bar">{inside}</div>'


def _feedback(vote: Mapping[str, Any]) -> str:
    if not vote["n"]:
        return ""
    around = labels.interval("share", vote)
    return (
        f"<h2>What people thought</h2><p><b>{text(labels.text('share', vote))}</b> of {vote['n']} votes were satisfied "
        f'<span class="soft">({text(around)})</span>.</p>'
    )


def _part(part: Mapping[str, Any]) -> list[str]:
    groups = {labels.GROUP_TITLES[key]: found for key, found in part["groups"].items()}
    languages = {labels.LANGUAGE_TITLES.get(key, key): found for key, found in part["languages"].items()}
    return [
        "<h2>By what was asked</h2>" + _slices(groups, labels.GROUP_COLUMNS),
        "<h2>By language</h2>" + _slices(languages, labels.SLICE_COLUMNS),
        _markers(part["markers"]),
        _base(part),
        _quants(part),
        _confusion(part["confusion"]),
        _loudness(part),
        _judge(part.get("judge")),
        "<h2>By kind</h2>" + _slices(part["kinds"], labels.SLICE_COLUMNS),
        _everything(part),
        _samples(part),
    ]


def _slices(slices: Mapping[str, Mapping[str, Any]], columns: Sequence[str]) -> str:
    used = [name for name in columns if any(name in found for found in slices.values())]
    rows = [
        (f"<th>{text(key)}</th>", *(number(name, found.get(name)) for name in used)) for key, found in slices.items()
    ]
    return table(("", *(text(labels.title(name)) for name in used)), rows)


def _markers(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    lines = [
        (
            text(row["name"]),
            text(labels.LANGUAGE_TITLES.get(row["language"], row["language"])),
            number("share", row),
            f'<td class="n">{text(labels.text("share", {"value": row["min_rate"]}))}</td>',
        )
        for row in rows
    ]
    return "<h2>Her manner of speech</h2>" + table(("marker", "language", "shown in", "her sheet asks for"), lines)


def _base(part: Mapping[str, Any]) -> str:
    base = part.get("base")
    if base is None:
        return ""
    mine, theirs = part["overall"], base["overall"]
    rows = []
    for name in labels.BASE_ROWS:
        if name not in mine and name not in theirs:
            continue
        rows.append((text(labels.title(name)), number(name, theirs.get(name)), _better(name, theirs, mine)))
    lines = ["<h2>Before and after the training</h2>", table(("", "base", "she"), rows)]
    if "forgetting" in base:
        cost = base["forgetting"]
        around = labels.interval("share", cost)
        lines.append(
            f'<p class="soft">Perplexity on ordinary sentences changed by {text(labels.text("share", cost))} '
            f"({text(around)}): what the training made her forget of language in general.</p>"
        )
    return "".join(lines)


def _better(name: str, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> str:
    """Her cell, coloured where the intervals don't overlap."""
    cell = number(name, mine.get(name))
    one, other = theirs.get(name), mine.get(name)
    want = labels.LABELS[name].better
    if not one or not other or not want or one.get("low") is None or other.get("low") is None:
        return cell
    up, down = other["low"] > one["high"], other["high"] < one["low"]
    if up or down:
        return cell.replace('class="n"', f'class="n {"good" if up == (want == "more") else "bad"}"', 1)
    return cell


def _quants(part: Mapping[str, Any]) -> str:
    rows = part.get("quants")
    if not rows:
        return ""
    names = list(rows[0]["figures"])
    lines = [
        (
            f"<b>{text(row['name'])}</b>" + ("<small>in the app</small>" if row["name"] == part["deployed"] else ""),
            f'<td class="n">{text(labels.size(row["bytes"]))}</td>',
            number("quant_drop", row.get("drop")),
            number("share", row.get("same")),
            *(number(name, row["figures"].get(name)) for name in names),
        )
        for row in rows
    ]
    heads = ("file", "size", "lost against F16", "equal replies", *(text(labels.title(name)) for name in names))
    return "<h2>Quantizations</h2>" + table(heads, lines)


def _confusion(found: Mapping[str, Mapping[str, int]]) -> str:
    if not found:
        return ""
    chosen = sorted({emotion for row in found.values() for emotion in row})
    lines = []
    for asked, row in found.items():
        total = sum(row.values())
        cells = [f"<th>{EMOJI.get(asked, '')} {text(asked)}</th>"]
        for emotion in chosen:
            count = row.get(emotion, 0)
            share = round(100 * count / total)
            colour = "var(--good)" if emotion == asked else "var(--bad)"
            shade = f"background:color-mix(in srgb, {colour} {round(share * 0.6)}%, transparent)"
            cells.append(f'<td style="{shade}">{count or ""}</td>')
        lines.append(cells)
    heads = ("asked for ↓ shown →", *(f"{EMOJI.get(name, '')}<br>{text(name)}" for name in chosen))
    return "<h2>Feelings: asked for and shown</h2>" + table(heads, lines, "heat")


def _loudness(part: Mapping[str, Any]) -> str:
    rows = [row for row in part["buckets"] if row["mean"] is not None]
    if not rows:
        return ""
    most = max(row["mean"] for row in rows) or 1.0
    lines = [
        (
            f"{row['from']:.2f} to {row['to']:.2f}",
            f'<td class="n">{row["mean"]:.2f}{_plain_bar(row["mean"] / most)}</td>',
            f'<td class="n">{row["n"]}</td>',
        )
        for row in rows
    ]
    correlation = labels.text("number", part["overall"].get("intensity_spearman"))
    heads = ("intensity", "emoji and exclamation marks a reply", "replies")
    return f"<h2>Intensity and voice</h2>{table(heads, lines)}<p class='soft'>Rank correlation {text(correlation)}.</p>"


def _plain_bar(share: float) -> str:
    return f'<div class="bar"><i style="width:{100 * share:.0f}%"></i></div>'


def _judge(judge: Mapping[str, Any] | None) -> str:
    if not judge:
        return ""
    lines = [f"<h2>Judged by a model</h2><p class='soft'>{text(judge['model'])}, from 1 to 7.</p>"]
    rows = [
        (text(axis), _graded(judge["axes"].get(axis)), _graded(judge["interview"].get(axis)))
        for axis in dict.fromkeys((*judge["axes"], *judge["interview"]))
    ]
    lines.append(table(("axis", "single answers", "interviews of five turns"), rows))
    if "pairwise" in judge:
        record = judge["pairwise"]
        around = labels.interval("share", record)
        lines.append(
            f"<p>Preferred to the base in <b>{text(labels.text('share', record))}</b> of {record['n']} questions, each "
            f"judged in both orders ({text(around)}); both orders agreed in "
            f"{text(labels.text('share', judge['agreed']))}.</p>"
        )
    if judge["failures"]:
        lines.append(f'<p class="soft">{len(judge["failures"])} not judged: {text(judge["failures"][0])}</p>')
    return "".join(lines)


def _graded(record: Mapping[str, Any] | None) -> str:
    small = "" if record is None else f"<small>n = {record['n']}</small>"
    return number("number", record).removesuffix("</td>") + small + "</td>"


def _everything(part: Mapping[str, Any]) -> str:
    rows = [
        (text(labels.title(name)), number(name, record), f'<td class="n">{record["n"]}</td>')
        for name, record in part["overall"].items()
    ]
    model = part["model"]
    notes = "".join(f"<p class='soft'>{text(note)}</p>" for note in part["notes"])
    about = (
        f"{model['name']}, {labels.size(model['bytes'])}, SHA-256 {model['sha256'][:16]}…, {part['answers']} answers"
    )
    return (
        f"<details><summary><h2 style='display:inline'>All figures</h2></summary><p class='soft'>{text(about)}</p>"
        f"{notes}{table(('figure', 'value and 95 % interval', 'n'), rows)}</details>"
    )


def _samples(part: Mapping[str, Any]) -> str:
    before = (part.get("base") or {}).get("answers", {})
    turns = "".join(_turn(row, before.get(row["id"])) for row in part["samples"])
    return f"<h2>{len(part['samples'])} replies to read</h2><div class='talk'>{turns}</div>"


def _turn(row: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    tags = [
        f'<span class="tag">{text(labels.GROUP_TITLES[row["group"]])}</span>',
        f'<span class="tag">{text(row["kind"])}</span>',
    ]
    tags += [f'<span class="tag bad">{text(fault)}</span>' for fault in row["faults"]]
    base = (
        f'<details><summary class="soft">the base</summary>{bubble(before["text"], before["emotion"])}</details>'
        if before
        else ""
    )
    said = bubble(row["text"], row["emotion"], row["intensity"], row["language"])
    return f'<div class="turn">{"".join(tags)}<div class="you">{text(row["question"])}</div>{said}{base}</div>'


def bubble(words: str, emotion: str, intensity: float | None = None, language: str = "en") -> str:
    """What she says, with how she feels."""
    label = LABELS.get(emotion, {}).get(language, emotion)
    strength = "" if intensity is None else f" {intensity:.1f}"
    return f'<div class="her"><em>{EMOJI.get(emotion, "")} {text(label)}{strength}</em>{text(words)}</div>'
