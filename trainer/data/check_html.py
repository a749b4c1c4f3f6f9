"""The data report as one HTML page that needs nothing else, light or dark. Pure besides matplotlib's own work.

Everything that a person, a model or a file said is escaped.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from companion.persona.emotion import EMOJI, LABELS
from trainer.data import plots
from trainer.evaluation.card_html import page, table, text

_LOOKS = """<style>
.mask { background: var(--sheet); border: 1px solid var(--line); border-radius: 1rem; padding: .9rem 1rem;
  margin: .6rem 0;
  white-space: pre-wrap; overflow-wrap: anywhere; font: .88rem/1.9 ui-monospace, monospace; }
.mask i { font-style: normal; padding: .1rem 0; border-right: 1px solid var(--line); color: var(--soft); }
.mask i.learned { background: var(--fill); color: var(--ink); border-right-color: var(--plum); }
figure { margin: .75rem 0; } figcaption { color: var(--soft); font-size: .85rem; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
</style>"""


def render(report: Mapping[str, Any]) -> str:
    """report.json as a page."""
    name = " · ".join(dict.fromkeys(str(value) for value in report["names"].values()))
    body = [
        _LOOKS,
        _head(report, name),
        _gates(report["gates"]),
        _rows(report["prepared"]),
        _tokens(report["tokens"]),
        _masks(report["masks"]),
        *(_language(language, values, report) for language, values in report["languages"].items()),
        _examples(report["examples"]),
        _rejected(report["rejected"]),
        _pairs(report["pairs"]),
        _counts(report["prepared"]["counts"]),
    ]
    return page(f"Training data: {name}", "".join(body))


def _head(report: Mapping[str, Any], name: str) -> str:
    kind, verdict = ("good", "Good enough to train on") if report["passed"] else ("bad", "Not good enough yet")
    rows, tokens = report["prepared"]["rows"], report["tokens"]
    tiles = {
        "conversations to train on": rows["train"],
        "held out": rows["val"] + rows["test"],
        "rejected": sum(entry["count"] for entry in report["rejected"].values()),
        "preference pairs": report["pairs"]["count"],
        "tokens": f"{tokens['total']:,}",
        "of them learned": f"{tokens['learned_share']:.0%}",
    }
    boxes = "".join(
        f'<div class="tile"><b>{text(value)}</b><span>{text(label)}</span></div>' for label, value in tiles.items()
    )
    about = f"base {report['base']} · template {report['template']} · prompt version {report['prompt_version']}"
    return (
        f'<header class="{kind}"><h1><small>Training data</small>{text(name)}</h1><p class="verdict">{verdict}</p>'
        f'<p class="soft">{text(about)}</p></header><div class="tiles">{boxes}</div>'
    )


def _gates(gates: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for gate in gates:
        kind, mark = ("good", "✓") if gate["passed"] else ("bad", "✗")
        cells = (
            f'<td class="{kind} mark">{mark}</td>',
            text(gate["name"]),
            f'<td class="n {kind}">{text(gate["value"])}</td>',
        )
        lines.append((*cells, text(gate["limit"]), text(gate["mend"])))
    return "<h2>Gates</h2>" + table(("", "what", "value", "limit", "how to mend"), lines)


def _rows(prepared: Mapping[str, Any]) -> str:
    lines = []
    for part in ("train", "val", "test"):
        tags = "".join(
            f'<span class="tag">{text(name)} {text(count)}</span>'
            for field in ("kinds", "languages")
            for name, count in prepared[field][part].items()
        )
        numbers = [f'<td class="n">{text(prepared[field][part])}</td>' for field in ("rows", "exchanges", "scenes")]
        lines.append((text(part), *numbers, tags))
    shares = [
        (
            text(one["kind"]),
            f'<td class="n">{text(one["rows"])}</td>',
            f'<td class="n {"bad" if one["short"] else ""}">{one["has"]:.1%}</td>',
            text("any" if (one["least"], one["most"]) == (0, 1) else f"{one['least']:.0%} to {one['most']:.0%}"),
            f'<td class="n">{text(one["dropped"])}</td>',
        )
        for one in prepared["shares"]
    ]
    return (
        "<h2>Rows</h2>"
        + table(("part", "conversations", "exchanges", "scenes", ""), lines)
        + "<h2>Kinds</h2>"
        + table(("kind", "conversations", "share", "wanted", "dropped as surplus"), shares)
    )


def _tokens(tokens: Mapping[str, Any]) -> str:
    plot = plots.histogram(
        tokens["lengths"], limit=tokens["limit"] if tokens["truncated"] else None, across="tokens", up="rows"
    )
    words = (
        f"{tokens['mean']} tokens a conversation on average, {tokens['median']} in the middle, "
        f"{tokens['p95']} at 95 %, {tokens['longest']} at most. "
        f"{tokens['truncated']} are longer than {tokens['limit']} and would be cut."
    )
    cut = table(
        ("row", "tokens"), ((text(name), f'<td class="n">{text(many)}</td>') for name, many in tokens["truncated_rows"])
    )
    return f"<h2>Tokens</h2><p>{text(words)}</p><figure>{plot}</figure>" + (cut if tokens["truncated_rows"] else "")


def _masks(found: Sequence[Mapping[str, Any]]) -> str:
    shown = []
    for one in found:
        pieces = "".join(
            f'<i class="learned">{text(t)}</i>' if learned else f"<i>{text(t)}</i>" for t, learned in one["pieces"]
        )
        wrong = "" if one["right"] else ' <b class="bad">marks more or less than her replies</b>'
        shown.append(f'<p class="soft">{text(one["id"])}{wrong}</p><div class="mask">{pieces}</div>')
    return (
        "<h2>What is learned</h2><p>Token by token; what is coloured is learned, the rest is only read.</p>"
        + "".join(shown)
    )


def _language(language: str, values: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    wanted = report["markers_wanted"].get(language, {})
    rows = [
        ("at most two sentences", f"{values['two_sentences']:.1%}"),
        ("with a question", f"{values['questions']:.1%}"),
        ("characters a reply, in the middle", f"{values['chars_median']:g}"),
        ("says her own name (a figure only)", f"{values['self_mention']:.1%}"),
        ("different replies", f"{values['distinct_replies']:.1%}"),
        ("the commonest reply", f"{values['most_repeated']:.1%}"),
    ]
    rows += [
        (f"style: {name}", f"{share:.1%} (at least {wanted.get(name, 0):.0%} wanted)")
        for name, share in values["markers"].items()
    ]
    if values["level"]:
        rows.append((f"level: {values['level']['wanted']}", f"{values['level']['right']:.1%} of sentences"))
    tags = "".join(
        f'<span class="tag">{EMOJI[name]} {text(LABELS[name].get(language, name))} {text(count)}</span>'
        for name, count in values["emotions"].items()
    )
    figures = [
        ("feelings", plots.bars(values["emotions"], up="replies")),
        ("intensity", plots.bars(values["intensity"], across="intensity", up="replies")),
        ("emoji by intensity", plots.bars(values["emoji_by_intensity"], across="intensity", up="emoji a reply")),
        (
            "exclamation marks by intensity",
            plots.bars(values["shouts_by_intensity"], across="intensity", up="! a reply"),
        ),
    ]
    drawn = "".join(f"<figure>{plot}<figcaption>{text(label)}</figcaption></figure>" for label, plot in figures)
    cells = ((text(label), f'<td class="n">{text(value)}</td>') for label, value in rows)
    head = f"<h2>{text(language)}: {text(values['replies'])} replies in {text(values['rows'])} conversations</h2>"
    return f'{head}{table(("what", "value"), cells)}<p>{tags}</p><div class="plots">{drawn}</div>'


def _examples(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    parts = []
    for kind, rows in found.items():
        turns = "".join(_talk(row) for row in rows)
        parts.append(f'<h3>{text(kind)}</h3><div class="talk">{turns}</div>')
    return "<h2>Examples</h2>" + "".join(parts)


def _talk(row: Mapping[str, Any]) -> str:
    lines = "".join(
        f'<div class="{"her" if role == "assistant" else "you"}">{text(content)}</div>'
        for role, content in row["messages"]
    )
    tags = "".join(f'<span class="tag">{text(row[field])}</span>' for field in ("language", "id"))
    return f'<div class="turn">{tags}{lines}</div>'


def _rejected(found: Mapping[str, Mapping[str, Any]]) -> str:
    lines = []
    for code, entry in found.items():
        for number, one in enumerate(entry["examples"]):
            first = (text(code), f'<td class="n">{text(entry["count"])}</td>') if number == 0 else ("", "")
            lines.append((*first, text(one["reason"]), text(one["user"]), text(one["text"])))
    return "<h2>Rejected</h2>" + table(("code", "rows", "why", "said to her", "reply"), lines) if lines else ""


def _pairs(pairs: Mapping[str, Any]) -> str:
    lines = [(text(reason), f'<td class="n">{text(count)}</td>') for reason, count in sorted(pairs["reasons"].items())]
    return "<h2>Preference pairs</h2>" + table(("rejected side", "pairs"), lines) if lines else ""


def _counts(counts: Mapping[str, int]) -> str:
    lines = [(text(name), f'<td class="n">{text(count)}</td>') for name, count in sorted(counts.items()) if count]
    return "<h2>Other counts</h2>" + table(("what", "rows"), lines) if lines else ""
