"""Small plots for reports as SVG text, by matplotlib without a screen. One thread at a time.

Only digits and English words stand in a plot, drawn as paths: no font of this machine can be missing. Colours are grey
and plum, legible on light and dark; the background is clear.
"""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

_GREY, _PLUM = "#85798d", "#a3559a"


def bars(values: Mapping[str, float], *, across: str = "", up: str = "") -> str:
    """Upright bars, one a name. across, up: what the axes show. SVG text."""
    axes = _axes(across, up)
    axes.bar(range(len(values)), list(values.values()), color=_PLUM, width=0.7)
    axes.set_xticks(range(len(values)), [_ascii(name) for name in values], rotation=40 if len(values) > 8 else 0)
    return _svg(axes)


def histogram(values: Sequence[int], *, limit: int | None = None, across: str = "", up: str = "") -> str:
    """How often which value; `limit` as an upright line. SVG text."""
    axes = _axes(across, up)
    axes.hist(list(values) or [0], bins=min(40, max(5, len(set(values)))), color=_PLUM)
    if limit is not None:
        axes.axvline(limit, color=_GREY, linestyle="--", linewidth=1)
    return _svg(axes)


def _axes(across: str, up: str) -> Any:
    """Clear axes. A figure without pyplot belongs to no window and goes like any other object."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.6, 2.4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for part in (figure.patch, axes.patch):
        part.set_alpha(0)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(_GREY)
    axes.tick_params(colors=_GREY, labelsize=8)
    axes.set_xlabel(_ascii(across), color=_GREY, fontsize=8)
    axes.set_ylabel(_ascii(up), color=_GREY, fontsize=8)
    return axes


def _ascii(text: str) -> str:
    return "".join(char if char.isascii() else "?" for char in text)


def _svg(axes: Any) -> str:
    import matplotlib

    out = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "companion"}):
        axes.figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = re.sub(r"<metadata>.*?</metadata>", "", out.getvalue()[out.getvalue().index("<svg") :], flags=re.DOTALL)
    head, tail = text.split(">", 1)
    head = re.sub(r' height="[^"]*"', "", re.sub(r' width="[^"]*"', ' width="100%"', head))
    return f"{head}>{tail}"
