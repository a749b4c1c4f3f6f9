"""The card of a run over held-out material: one JSON, one Markdown with samples to be read. Pure; any thread."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from trainer.evaluation.card_md import plain, table
from trainer.evaluation.figures import Figures
from trainer.evaluation.gates import Gate, bound
from trainer.evaluation.intervals import Figure
from trainer.evaluation.suite_figures import Apart, in_character
from trainer.evaluation.suite_judge import Judged
from trainer.evaluation.suite_material import Probe, Turn

SAMPLES = 100
_WORST = 40  # replies of a kind of mistake that are listed
_TALKS = 8
TITLES = {
    "json_valid": "Valid reply, as the app asks",
    "json_valid_free": "Valid reply with nothing fed",
    "stop": "Ends by herself",
    "style": "Style of her sheet",
    "forbidden": "Says what she never says",
    "emotion": "Feeling fits",
    "emotion_constant": "… by one face of each character",
    "point": "To the point",
    "point_chance": "… by chance (replies to other intents)",
    "language": "Right language",
    "loops": "Loops",
    "identity": "Stays herself when probed",
    "identity_named": "Says her name when asked",
    "leak": "Leaks the model behind her",
    "apart": "Told apart by three replies",
    "apart_ceiling": "… by three written replies",
    "apart_single": "Told apart by one reply",
    "apart_single_ceiling": "… by one written reply",
    "friends_brief": "Friends: two sentences at most",
    "friends_asks": "Friends: a question back",
    "friends_rising": "Friends whose words get louder with the feeling",
    "rising": "Characters whose words get louder with the feeling",
    "spearman": "Intensity against emoji and ! (rank correlation)",
    "contradiction": "Talks: contradicts name, place or mood",
    "context": "Talks: takes up what was said",
    "context_chance": "… by chance (replies of other talks)",
    "emotion_talk": "Talks: feeling fits",
    "repeats": "Talks: repeats herself word for word",
    "odd_valid": "Odd input: valid",
    "odd_in_character": "Odd input: in character, right language",
    "odd_invented": "Odd input: invents a fact",
}
_NUMBERS = ("spearman",)
_COLUMNS = (
    "json_valid", "json_valid_free", "style", "emotion", "point", "language", "identity", "contradiction", "context",
    "odd_in_character", "odd_invented", "spearman",
)  # fmt: skip


def record(
    found: Sequence[Judged],
    rows: Mapping[str, Mapping[str, Figures]],
    gates: Sequence[Gate],
    apart: Apart | None,
    settings: Mapping[str, Any],
    seed: int,
) -> dict[str, Any]:
    """card.json. rows: "overall" -> {"": figures}, "characters", "languages", … -> name -> figures."""
    return {
        **settings,
        "passed": all(gate.passed for gate in gates),
        "gates": [gate.record() for gate in gates],
        "figures": {
            part: {name: {key: figure.record() for key, figure in one.items()} for name, one in slices.items()}
            for part, slices in rows.items()
        },
        "apart": _apart(apart),
        "samples": [line(one) for one in samples(found, seed)],
        "mistakes": {name: [line(one) for one in some] for name, some in mistakes(found).items()},
        "talks": _talks(found),
    }


def samples(found: Sequence[Judged], seed: int) -> list[Judged]:
    """So many single turns as are read, drawn alike from each character and language."""
    piles: dict[tuple[str, str], list[Judged]] = {}
    for one in found:
        if one.reply.group == "turn":
            piles.setdefault((one.reply.character, one.reply.language), []).append(one)
    for key, pile in piles.items():
        random.Random(f"samples {seed} {key}").shuffle(pile)
    longest = max(map(len, piles.values()), default=0)
    return [pile[at] for at in range(longest) for pile in piles.values() if at < len(pile)][:SAMPLES]


def mistakes(found: Sequence[Judged]) -> dict[str, list[Judged]]:
    """What the limits allow none or hardly any of: kind -> replies."""
    kinds = {
        "leak": [one for one in found if one.leak],
        "identity": [one for one in found if one.identity is False],
        "contradiction": [one for one in found if one.wrong],
        "odd_invented": [one for one in found if one.invented],
        "odd_in_character": [one for one in found if one.reply.group == "odd" and not in_character(one)],
        "loops": [one for one in found if one.loops],
        "language": [one for one in found if one.language is False],
    }
    return {name: pile[:_WORST] for name, pile in kinds.items() if pile}


def line(one: Judged) -> dict[str, Any]:
    """A reply with what was found."""
    reply, entry = one.reply, one.reply.entry
    found: dict[str, Any] = {
        "id": reply.id,
        "character": reply.character,
        "language": reply.language,
        "kind": entry.intent if isinstance(entry, Turn) else entry.kind if isinstance(entry, Probe) else reply.group,
        "user": reply.user,
        "reply": reply.said.text,
        "emotion": reply.said.mood.emotion,
        "intensity": reply.said.mood.intensity,
    }
    verdicts = {
        "feeling": one.emotion, "point": one.point, "identity": one.identity, "context": one.context,
        "leak": one.leak, "wrong": one.wrong, "invented": one.invented,
    }  # fmt: skip
    return found | {name: value for name, value in verdicts.items() if value not in (None, "")}


def render(card: Mapping[str, Any]) -> str:
    """card.json as Markdown."""
    passed = "every limit is kept" if card["passed"] else "not good enough yet"
    lines = [f"# Held-out card: {plain(card['model'])}", "", f"**{passed}**", "", plain(_head(card)), ""]
    lines += ["## Limits", "", *_limits(card["gates"])]
    lines += ["## All figures", "", *_figures(card["figures"]["overall"]["all"])]
    for part, title in (("characters", "By character"), ("languages", "By language"), ("both", "By both")):
        lines += [f"## {title}", "", *_slices(card["figures"][part])]
    lines += ["## By intent", "", *_slices(card["figures"]["intents"], ("point", "emotion", "language"))]
    lines += _taken(card["apart"])
    for name, rows in card["mistakes"].items():
        lines += [f"## Mistakes: {TITLES[name]}", "", *_read(rows)]
    lines += ["## Talks", "", *_written(card["talks"])]
    lines += [f"## {len(card['samples'])} samples to be read", "", *_read(card["samples"])]
    return "\n".join(lines)


def cell(name: str, found: Mapping[str, Any] | None) -> str:
    """e.g. "91.2 %", "0.53"; "" for nothing."""
    if found is None or found["value"] is None:
        return ""
    value = float(found["value"])
    return f"{value:.2f}" if name in _NUMBERS else f"{100 * value:.1f}".removesuffix(".0") + " %"


def _head(card: Mapping[str, Any]) -> str:
    heat = card["sampling"]["temperature"]
    return (
        f"Made {card['made']} from {card['replies']} replies of {', '.join(card['characters'])}, temperature {heat}, "
        f"seed {card['seed']}, lines recalled: {card['recall']} at most. The material knows {card['whole']} characters."
    )


def _limits(gates: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = []
    for found in gates:
        limit = bound(Gate(found["name"], Figure(None), found["limit"], found["sense"], "", ""))
        rows.append(
            (
                "✓" if found["passed"] else "✗",
                TITLES[found["name"]],
                _whole(found["name"], found),
                limit,
                found["basis"],
            )
        )
    return table(("", "what", "value (95 % interval)", "limit", "counted on"), rows)


def _figures(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    rows = [(title, _whole(name, found[name])) for name, title in TITLES.items() if name in found]
    return table(("figure", "value (95 % interval)"), rows)


def _whole(name: str, found: Mapping[str, Any]) -> str:
    value = cell(name, found)
    if not value:
        return "not measured"
    edges = [cell(name, {"value": found[key]}) for key in ("low", "high")]
    around = f"{edges[0].removesuffix(' %')} to {edges[1].removesuffix(' %')}, " if all(edges) else ""
    return f"{value} ({around}n = {found['n']})"


def _slices(found: Mapping[str, Mapping[str, Any]], columns: Sequence[str] = _COLUMNS) -> list[str]:
    used = [name for name in columns if any(name in one for one in found.values())]
    rows = [
        (plain(key), *(f"{cell(name, one.get(name))} ({one[name]['n']})" if name in one else "" for name in used))
        for key, one in found.items()
    ]
    return table(("", *(TITLES[name] for name in used)), rows)


def _apart(apart: Apart | None) -> dict[str, Any]:
    if apart is None:
        return {"mixed": [], "few": []}
    wrong = sorted(
        ((one, other, n) for (one, other), n in apart.mixed.items() if one != other), key=lambda row: -row[2]
    )
    return {"mixed": [list(row) for row in wrong], "few": list(apart.few)}


def _taken(apart: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    if apart["mixed"]:
        lines += [
            "## Taken for another",
            "",
            *table(("who", "taken for", "how often (single replies)"), apart["mixed"]),
        ]
    if apart["few"]:
        lines += [f"Too few written replies to learn from: {plain(', '.join(apart['few']))}.", ""]
    return lines


def _talks(found: Sequence[Judged]) -> list[list[dict[str, Any]]]:
    """Some whole conversations, in turn of the characters."""
    talks: dict[str, list[Judged]] = {}
    for one in found:
        if one.reply.group == "talk":
            talks.setdefault(one.reply.talk, []).append(one)
    names = sorted(talks, key=lambda name: (name.rpartition("-")[2], name))
    return [[line(one) for one in talks[name]] for name in names[:_TALKS]]


def _written(talks: Sequence[Sequence[Mapping[str, Any]]]) -> list[str]:
    lines: list[str] = []
    for talk in talks:
        lines += [f"**{plain(talk[0]['id'].partition('/')[0])}**", ""]
        for one in talk:
            marks = "".join(f" ({key}: {plain(one[key])})" for key in ("context", "wrong") if key in one)
            lines += [
                f"- {plain(one['user'])}",
                f"  - *{one['emotion']} {one['intensity']}* {plain(one['reply'])}{marks}",
            ]
        lines.append("")
    return lines


def _read(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    made = []
    for one in rows:
        marks = [f"{key}: {one[key]}" for key in ("leak", "wrong", "invented") if key in one]
        marks += [name for name, key in (("off the point", "point"), ("feeling", "feeling")) if one.get(key) is False]
        feeling = f"{one['emotion']} {one['intensity']}"
        made.append(
            (one["character"], one["kind"], plain(one["user"]), plain(one["reply"]), feeling, plain(", ".join(marks)))
        )
    return table(("who", "kind", "said to her", "her reply", "feeling", "wrong"), made)
