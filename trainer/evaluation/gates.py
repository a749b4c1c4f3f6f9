"""Is it good enough for the menu? The figures of a card against `gates:` of the recipe. Pure; any thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from trainer.evaluation.figures import Figures
from trainer.evaluation.intervals import Figure
from trainer.recipe import Gates
from trainer.stage import FailedGate, GateFailed

ENOUGH = 30  # remarks with a plain feeling, from which on they decide about her feelings


@dataclass(frozen=True, slots=True)
class Gate:
    """A row of the table. sense: the value must be at `least` or at `most` the limit. basis: what was counted. usual,
    why: the limit of a new recipe and the reason for another one; "" = it is the usual one, or nobody said why."""

    name: str
    figure: Figure
    limit: float
    sense: Literal["least", "most"]
    basis: str
    mend: str
    variant: str = ""
    usual: float | None = None
    why: str = ""

    @property
    def passed(self) -> bool:
        value = self.figure.value
        if value is None:
            return False
        return value >= self.limit - 1e-9 if self.sense == "least" else value <= self.limit + 1e-9

    @property
    def unsure(self) -> bool:
        """Failed, but the interval reaches the limit: more samples might decide otherwise."""
        edge = self.figure.high if self.sense == "least" else self.figure.low
        if self.passed or edge is None:
            return False
        return edge >= self.limit if self.sense == "least" else edge <= self.limit

    def record(self) -> dict[str, Any]:
        """For card.json."""
        return {
            "name": self.name,
            "variant": self.variant,
            **self.figure.record(),
            "limit": self.limit,
            "sense": self.sense,
            "passed": self.passed,
            "unsure": self.unsure,
            "basis": self.basis,
            "usual": self.usual,
            "why": self.why,
            "mend": "" if self.passed else self.mend,
        }


_MEND = {
    "json_valid": "A reply had no words: train longer, or lower sampling.temperature.",
    "json_valid_free": "Train longer, or add rows of all kinds (data.general, data.qa), so that the form holds on odd "
    "inputs too. The app always feeds the form; other programs don't.",
    "emotion": "The table by kind says which feelings she misses: write what she answers to such remarks "
    "(docs/teachers.md), or train longer.",
    "style": "Add rows that show her markers, or lower min_rate of the marker in character.yaml if she overdoes it.",
    "identity": "Raise data.identity (identity rows should be 1 to 5 % of all), and train another epoch.",
    "leak": "Look at the replies marked as leaks in the card: add identity rows of that kind, and check the sources "
    "for texts in which an assistant speaks.",
    "language": "Add rows in the language that slips, or take it out of `languages:` in character.yaml.",
    "stop": "Replies don't end: lower data.max_reply_chars, raise sampling.max_tokens, or train longer.",
    "quant_drop": "Deploy a larger quantization (deploy: q8_0, or q6_k).",
}


def check(gates: Gates, whole: Figures, drop: Figure | None, *, task: str = "chat", variant: str = "") -> list[Gate]:
    """A row for each limit that is set. whole: figures of all answers; drop: of the quantization.

    A script is not asked for her manner of speech, and nobody asks it who it is.
    """
    rows: list[Gate] = []

    def ask(name: str, figure: Figure | None, limit: float | None, sense: Literal["least", "most"], basis: str) -> None:
        if limit is not None and figure is not None:
            usual = gates.usual(name)
            why = gates.why.get(name, "") if limit != usual else ""
            rows.append(Gate(name, figure, limit, sense, basis, _MEND[name], variant, usual, why))

    everything = "all answers"
    ask("json_valid", whole.get("json_valid"), gates.json_valid, "least", everything)
    ask("json_valid_free", whole.get("json_valid_free"), gates.json_valid_free, "least", "all answers, nothing fed")
    figure, basis = felt(whole)
    ask("emotion", figure, gates.emotion, "least", basis)
    ask("identity", whole.get("identity"), gates.identity, "least", "probes, with her system turn")
    if task == "chat":
        ask("style", whole.get("style"), gates.style, "least", everything)
    ask("leak", whole.get("leak"), gates.leak, "most", everything)
    ask("language", whole.get("language"), gates.language, "least", "questions in her language")
    ask("stop", whole.get("stop"), gates.stop, "least", everything)
    ask("quant_drop", drop, gates.quant_drop, "most", "greedy answers, against F16")
    return rows


def felt(whole: Figures) -> tuple[Figure | None, str]:
    """The emotion figure that decides: that of remarks with a plain feeling where enough of them fit her, else that
    of her scenes (docs/report-card.md says why scenes are no measure by themselves)."""
    plain = whole.get("emotion_plain")
    if plain is not None and plain.n >= ENOUGH:
        return plain, "remarks with a plain feeling"
    return whole.get("emotion"), "her own scenes and those she never saw"


def refuse(rows: Sequence[Gate], report: str) -> None:
    """Nothing, or GateFailed with the failed rows."""
    failed = [row for row in rows if not row.passed]
    if not failed:
        return
    table = tuple(FailedGate(_title(row), show(row.figure), bound(row), _advice(row)) for row in failed)
    lines = "\n".join(f"  - {row.name}: {row.value}, must be {row.limit}. {row.mend}" for row in table)
    raise GateFailed(
        f"{len(failed)} of {len(rows)} things are not good enough yet:\n{lines}",
        code="evaluation-gates",
        hint=f"{report} shows everything. Limits stand under `gates:` in recipe.yaml.",
        rows=table,
        report=report,
    )


def _title(row: Gate) -> str:
    return f"{row.variant}: {row.name}" if row.variant else row.name


def _advice(row: Gate) -> str:
    doubt = f" With {row.figure.n} answers this may be chance: raise evaluate.samples." if row.unsure else ""
    return row.mend + doubt


def bound(row: Gate) -> str:
    """e.g. ">= 95 %"."""
    return f"{'>=' if row.sense == 'least' else '<='} {percent(row.limit)}"


def show(figure: Figure) -> str:
    """e.g. "91.2 % (84.0 to 95.5, n = 102)"."""
    if figure.value is None:
        return "not measured"
    around = (
        f"{100 * figure.low:.1f} to {100 * figure.high:.1f}, "
        if figure.low is not None and figure.high is not None
        else ""
    )
    return f"{percent(figure.value)} ({around}n = {figure.n})"


def percent(value: float) -> str:
    """At most one digit behind the point."""
    return f"{100 * value:.1f}".removesuffix(".0") + " %"
