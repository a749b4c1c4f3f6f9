"""The data report as Markdown, for terminals and version control. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def render(report: Mapping[str, Any]) -> str:
    """report.json as Markdown. What people or models said is fenced or cut, never markup."""
    name = " · ".join(dict.fromkeys(report["names"].values()))
    tokens, prepared = report["tokens"], report["prepared"]
    parts = [
        f"# Training data of {name}\n",
        f"{'All gates passed' if report['passed'] else 'NOT GOOD ENOUGH'} · base {report['base']} · "
        f"template {report['template']}\n",
        "## Gates\n",
        _table(
            ("", "gate", "value", "limit", "how to mend"),
            (("✓" if g["passed"] else "✗", g["name"], g["value"], g["limit"], g["mend"]) for g in report["gates"]),
        ),
        "## Rows\n",
        _table(("part", "rows", "exchanges", "scenes", "kinds", "languages"), _rows(prepared)),
        "## Shares\n",
        _table(
            ("kind", "rows", "share", "wanted", "dropped"),
            (
                (s["kind"], s["rows"], f"{s['has']:.1%}" + (" SHORT" if s["short"] else ""), _wanted(s), s["dropped"])
                for s in prepared["shares"]
            ),
        ),
        "## Tokens\n",
        f"{tokens['total']} tokens, {tokens['learned']} of them learned ({tokens['learned_share']:.1%}); "
        f"a conversation has {tokens['mean']} on average, {tokens['median']} in the middle, {tokens['p95']} at 95 %, "
        f"{tokens['longest']} at most. {tokens['truncated']} are longer than {tokens['limit']} and would be cut.\n",
        *(_language(language, values, report) for language, values in report["languages"].items()),
        "## Rejected\n",
        _table(
            ("reason", "rows", "example"),
            ((code, entry["count"], entry["examples"][0]["reason"]) for code, entry in report["rejected"].items()),
        ),
        "## Preference pairs\n",
        _table(("rejected side", "pairs"), sorted(report["pairs"]["reasons"].items())),
        "## Other counts\n",
        _table(("what", "rows"), sorted(prepared["counts"].items())),
    ]
    return "\n".join(parts)


def _rows(prepared: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
    for part in ("train", "val", "test"):
        kinds, languages = (
            ", ".join(f"{name} {count}" for name, count in prepared[field][part].items())
            for field in ("kinds", "languages")
        )
        yield part, prepared["rows"][part], prepared["exchanges"][part], prepared["scenes"][part], kinds, languages


def _wanted(share: Mapping[str, Any]) -> str:
    return "any" if (share["least"], share["most"]) == (0, 1) else f"{share['least']:.0%} to {share['most']:.0%}"


def _language(language: str, values: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    wanted = report["markers_wanted"].get(language, {})
    rows: list[tuple[Any, ...]] = [
        ("replies", values["replies"]),
        ("characters a reply", f"{values['chars_mean']} on average, {values['chars_median']} in the middle"),
        ("at most two sentences", f"{values['two_sentences']:.1%}"),
        ("with a question", f"{values['questions']:.1%}"),
        ("says her own name (a figure only)", f"{values['self_mention']:.1%}"),
        ("different replies", f"{values['distinct_replies']:.1%}"),
        ("the commonest reply", f"{values['most_repeated']:.1%}"),
        ("emotions", ", ".join(f"{name} {count}" for name, count in values["emotions"].items())),
        ("emoji by intensity", _steps(values["emoji_by_intensity"])),
        ("! by intensity", _steps(values["shouts_by_intensity"])),
    ]
    rows += [
        (f"style: {name}", f"{share:.1%} (>= {wanted.get(name, 0):.0%})") for name, share in values["markers"].items()
    ]
    if values["level"]:
        rows.append((f"level {values['level']['wanted']}", f"{values['level']['right']:.1%} of sentences"))
    return f"## {language}\n\n" + _table(("what", "value"), rows)


def _steps(values: Mapping[str, float]) -> str:
    return ", ".join(f"{step}: {value:g}" for step, value in values.items()) or "none"


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(_cell(value) for value in line) + " |\n" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").replace("<", "&lt;").split())
