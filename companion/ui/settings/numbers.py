"""Numbers as a person reads and writes them. Pure."""

from companion.ui.settings.catalogue import Setting, Shown
from companion.ui.texts import TEXTS, Texts


def written(value: float, shown: Shown) -> str:
    """Without the unit: "0.30", "85"; as many digits as it needs, at least those of `shown`."""
    number = round(value * shown.factor, 6)
    text = f"{number:.{shown.digits}f}"
    return text if abs(float(text) - number) < 1e-9 else f"{number:g}"


def unit(shown: Shown, texts: Texts) -> str:
    """The unit in the person's language."""
    key = f"settings.unit.{shown.unit}"
    return texts(key) if key in TEXTS[texts.language] else shown.unit


def in_field(value: float, shown: Shown, texts: Texts) -> str:
    """As in "0.30 s", "85 %", "1.20×": digits that do not jump."""
    return f"{written(value, shown)}{_gap(shown, texts)}{unit(shown, texts)}"


def with_unit(value: float, shown: Shown, texts: Texts) -> str:
    """As in "0.3 s", "85 %", "1.2×": for a sentence."""
    number = round(value * shown.factor, 6)
    text = f"{number:.0f}" if number == int(number) else f"{number:g}"  # never "1e+06"
    return f"{text}{_gap(shown, texts)}{unit(shown, texts)}"


def _gap(shown: Shown, texts: Texts) -> str:
    spaced = shown.unit in ("ms", "dB", "%") or (shown.unit == "s" and texts.language == "en")
    return " " if spaced else ""


def read(text: str, setting: Setting) -> float | int | None:
    """The value that is stored; None: this is no number. Units, spaces and a comma for the point are understood."""
    shown = setting.shown
    assert shown is not None
    bare = text.strip().rstrip("%×sSmdBb/초장회").strip().replace("−", "-")
    bare = bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare.replace(",", "")
    try:
        number = float(bare) / shown.factor
    except ValueError:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    if setting.whole:
        return round(number) if abs(number - round(number)) < 1e-6 else None
    return round(number, 6)


def outside(value: float, setting: Setting) -> bool:
    """Whether it is beyond what is possible."""
    below = setting.low is not None and value < setting.low
    return below or (setting.high is not None and value > setting.high)


def limits(setting: Setting, texts: Texts) -> tuple[str, str]:
    """The bounds as shown; "" where there is none."""
    shown = setting.shown
    assert shown is not None
    return tuple("" if each is None else with_unit(each, shown, texts) for each in (setting.low, setting.high))  # type: ignore[return-value]
