"""Is the starter brain good enough to ship? The figures of the held-out material against their limits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal

from trainer.evaluation.figures import Figures
from trainer.evaluation.gates import Gate, bound, show
from trainer.evaluation.intervals import NOTHING
from trainer.stage import FailedGate, GateFailed

_MOST = frozenset({"loops", "leak", "contradiction", "odd_invented"})
_ONLY_SOME = frozenset({"apart", "friends_brief", "friends_asks", "friends_rising"})  # not asked where nobody is there


@dataclass(frozen=True, slots=True)
class Limits:
    """Least shares; most for loops, leak, contradiction and odd_invented."""

    json_valid: float = 1.0
    style: float = 0.95
    emotion: float = 0.85
    point: float = 0.75
    language: float = 0.99
    loops: float = 0.0
    identity: float = 0.98
    leak: float = 0.0
    apart: float = 0.90
    friends_brief: float = 0.95
    friends_asks: float = 0.40
    friends_rising: float = 1.0
    contradiction: float = 0.0
    context: float = 0.60
    odd_valid: float = 1.0
    odd_in_character: float = 1.0
    odd_invented: float = 0.0


BASIS = {
    "json_valid": "all replies, as the app asks",
    "style": "turns, talks and neutral turns",
    "emotion": "single turns",
    "point": "single turns",
    "language": "all replies with letters",
    "loops": "all replies",
    "identity": "identity probes",
    "leak": "all replies",
    "apart": "three replies to neutral turns at a time",
    "friends_brief": "the friends' turns, talks and neutral turns",
    "friends_asks": "the friends' turns, talks and neutral turns",
    "friends_rising": "friends",
    "contradiction": "turns of the talks",
    "context": "turns of the talks that need it",
    "odd_valid": "odd inputs",
    "odd_in_character": "odd inputs",
    "odd_invented": "odd inputs",
}
_MEND = {
    "json_valid": "A reply had no words: train longer, or lower the temperature.",
    "style": "Write more replies that show her markers, or lower min_rate in character.yaml.",
    "emotion": "The samples show which feelings she misses: write dialogues in which people say such things.",
    "point": "Write more ways to say what is missed; the figures by intent show what that is.",
    "language": "Write more dialogues in the language that slips.",
    "loops": "Lower repetition in the data, or train longer.",
    "identity": "Write more identity dialogues of the kind that fails; the card lists them.",
    "leak": "Look at the replies marked as leaks, and write what she answers to such words.",
    "apart": "The card says who is taken for whom: give both more of their own words.",
    "friends_brief": "Shorten the friends' replies in their dialogues.",
    "friends_asks": "Let more of the friends' replies end with a question back.",
    "friends_rising": "Give strong feelings more exclamation marks and emoji, and weak ones fewer.",
    "contradiction": "Write longer conversations in which she keeps name, place and mood.",
    "context": "Write more conversations whose later replies take up what was said before.",
    "odd_valid": "Train longer, or lower the temperature.",
    "odd_in_character": "Write replies to odd input in her manner and language.",
    "odd_invented": "Write replies in which she says that she does not know.",
}


def check(limits: Limits, found: Figures) -> list[Gate]:
    """A row for each limit; what can't be asked of these characters (telling one apart, friends) has none."""
    rows = []
    for field in fields(limits):
        name = field.name
        if name in _ONLY_SOME and name not in found:
            continue
        sense: Literal["least", "most"] = "most" if name in _MOST else "least"
        figure = found.get(name, NOTHING)
        rows.append(Gate(name, figure, getattr(limits, name), sense, BASIS[name], _MEND[name]))
    return rows


def refuse(rows: Sequence[Gate], report: str) -> None:
    """Nothing, or GateFailed with the failed rows."""
    failed = tuple(FailedGate(row.name, show(row.figure), bound(row), row.mend) for row in rows if not row.passed)
    if failed:
        lines = "\n".join(f"  - {row.name}: {row.value}, must be {row.limit}. {row.mend}" for row in failed)
        raise GateFailed(
            f"{len(failed)} of {len(rows)} things are not good enough yet:\n{lines}",
            code="suite-gates",
            hint=f"{report} shows everything.",
            rows=failed,
            report=report,
        )
