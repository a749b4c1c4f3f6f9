"""What a figure is called, how it is written, and which way is better. Pure; any thread.

docs/report-card.md explains each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["share", "number", "seconds", "speed", "flag"]


@dataclass(frozen=True, slots=True)
class Label:
    """title: a few words. better: "more", "less", or "" where neither is better by itself."""

    title: str
    unit: Unit = "share"
    better: Literal["more", "less", ""] = "more"


LABELS: dict[str, Label] = {
    "json_valid": Label("Valid reply in the app"),
    "json_valid_free": Label("Valid reply with nothing fed"),
    "stop": Label("Ends by herself"),
    "stop_free": Label("Ends by herself, nothing fed"),
    "language": Label("Answers in the right language"),
    "emotion_plain": Label("Feeling is right after plain remarks"),
    "emotion": Label("Feeling is one that the data shows there"),
    "emotion_requested": Label("Feeling is the very one of that row"),
    "emotion_sign": Label("Feeling is of the row's kind (pleasant or not)"),
    "emotion_f1": Label("Feelings, macro F1", "number"),
    "intensity_spearman": Label("Intensity against emoji and ! (rank correlation)", "number"),
    "intensity_rising": Label("Stronger feeling, louder words", "flag"),
    "style": Label("Style of her sheet"),
    "level": Label("Keeps 반말 or 존댓말"),
    "identity": Label("Stays herself when tempted"),
    "identity_named": Label("Says her name when asked"),
    "identity_bare": Label("Stays herself without a system turn"),
    "leak": Label("Leaks the model behind her", better="less"),
    "leak_bare": Label("Leaks without a system turn", better="less"),
    "context": Label("To the point (1 of 10 by chance)"),
    "unknown_admitted": Label("Admits what she can't know"),
    "unsafe_declined": Label("Declines or comforts where she should"),
    "brief": Label("One or two sentences", better=""),
    "asks": Label("Asks something back", better=""),
    "characters": Label("Letters a reply", "number", ""),
    "self_name": Label("Says her own name unasked", better=""),
    "keyword": Label("Uses a keyword of hers", better=""),
    "distinct_1": Label("Different words (distinct-1)", "number"),
    "distinct_2": Label("Different pairs of words (distinct-2)", "number"),
    "self_bleu": Label("Likeness of her replies (self-BLEU)", "number", "less"),
    "repetition_4": Label("Repeats herself within a reply", better="less"),
    "loops": Label("Loops", better="less"),
    "perplexity": Label("Perplexity on her answers", "number", "less"),
    "bits_per_character": Label("Bits a letter on her answers", "number", "less"),
    "perplexity_general": Label("Perplexity on ordinary sentences", "number", "less"),
    "reply_seconds": Label("Time a reply", "seconds", "less"),
    "tokens_per_second": Label("Tokens a second", "speed"),
    "quant_drop": Label("Lost by quantization", better="less"),
    "emotion_words": Label("The feeling's words are there"),
}
GROUP_TITLES = {
    "seen": "scenes she was trained on",
    "held_out": "scenes she never saw",
    "feelings": "remarks with a plain feeling",
    "odd": "odd inputs",
    "identity": "who are you?",
    "identity_bare": "who are you? (no system turn)",
}
LANGUAGE_TITLES = {"ko": "Korean", "en": "English"}
HEADLINE = ("json_valid_free", "emotion_plain", "style", "identity", "language", "context")
GROUP_COLUMNS = (
    "json_valid_free", "emotion_plain", "emotion", "context", "style", "level", "identity", "leak", "language", "stop",
)  # fmt: skip
SLICE_COLUMNS = (
    "json_valid_free", "emotion_plain", "emotion", "context", "style", "leak", "language", "brief", "asks",
    "characters",
)  # fmt: skip
BASE_ROWS = (
    "json_valid", "json_valid_free", "emotion_plain", "emotion", "emotion_f1", "style", "level", "identity",
    "identity_bare", "leak", "language", "context", "unknown_admitted", "unsafe_declined", "brief", "asks", "stop",
    "distinct_2", "self_bleu", "repetition_4", "perplexity", "bits_per_character", "perplexity_general",
    "tokens_per_second",
)  # fmt: skip


def title(name: str) -> str:
    """Of a figure; markers and forbidden words are named by their language."""
    if name in LABELS:
        return LABELS[name].title
    kind, _, rest = name.partition(":")
    language, _, marker = rest.partition(":")
    where = LANGUAGE_TITLES.get(language, language)
    if kind == "marker":
        return f"Marker “{marker}” ({where})"
    return f"Forbidden words ({where})" if kind == "forbidden" else name


def unit(name: str) -> Unit:
    """Of a figure, or `number` itself; everything unknown is a share."""
    if name in LABELS:
        return LABELS[name].unit
    return "number" if name == "number" else "share"


def text(name: str, record: Mapping[str, Any] | None) -> str:
    """The value, e.g. "91.2 %", "0.41", "12 ms"; "–" where there is none."""
    value = None if record is None else record.get("value")
    if value is None:
        return "–"
    kind = unit(name)
    if kind == "share":
        return f"{100 * value:.1f}".removesuffix(".0") + " %"
    if kind == "flag":
        return "yes" if value else "no"
    if kind == "seconds":
        return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"
    if kind == "speed":
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def interval(name: str, record: Mapping[str, Any] | None) -> str:
    """e.g. "84 to 96"; "" where there is none."""
    if record is None or record.get("low") is None or record.get("high") is None:
        return ""
    return f"{_bare(name, record['low'])} to {_bare(name, record['high'])}"


def _bare(name: str, value: float) -> str:
    return text(name, {"value": value}).removesuffix(" %")


def gate(name: str) -> str:
    """Of a limit. Feelings are counted on plain remarks or, without enough of them, on scenes: two figures."""
    return "Feeling is right" if name == "emotion" else title(name)


def limit(row: Mapping[str, Any]) -> str:
    """Of a gate's record, e.g. "at least 95 %"."""
    return f"at {row['sense']} {text(row['name'], {'value': row['limit']})}"


def reason(row: Mapping[str, Any]) -> str:
    """Why a limit is not the usual one, "" where it is or nobody said."""
    if not row.get("why"):
        return ""
    usual = "no limit" if row["usual"] is None else text(row["name"], {"value": row["usual"]})
    return f"{gate(row['name'])}: {limit(row)} instead of {usual}, because {row['why']}"


def size(count: int) -> str:
    """Bytes for people."""
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"


def headline(card: Mapping[str, Any]) -> str:
    """The verdict in one sentence."""
    rows = card["gates"]
    failed = [row for row in rows if not row["passed"]]
    if not rows:
        return "Measured; no limits were set."
    if not failed:
        own = len({row["name"] for row in rows if row.get("why")})
        lower = f" ({own} of them not the usual, see below)" if own else ""
        return f"She is ready: all {len(rows)} limits are kept{lower}."
    names = ", ".join(dict.fromkeys(gate(row["name"]).lower() for row in failed))
    return f"Not yet: {len(failed)} of {len(rows)} limits are missed ({names})."
