"""Puts the single pictures together: docs/windows/<area>-<language>-<theme>.png, and their index. No window needed."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

GAP = 16  # pixels around a picture
WIDE = {"her": 320}  # pixels of a picture in the sheets of this area
USUAL = 480
ACROSS = 3
EXACT = 64  # colours that are kept as they are: the most frequent ones
MOST = 400_000  # bytes of a sheet
GROUNDS = {"light": ("#cfd6de", "#3b3350"), "dark": ("#0b0c10", "#b9b0cc")}
AREAS = {
    "her": "She herself: on light and dark ground, the quick bar, bubbles, subtitles, problems, the menu, about",
    "chat": "Chat: both sides, variants, thinking, writing anew, search, 10,000 messages, deleting, empty",
    "first_run": "The first start, step by step",
    "settings": "Settings: every page, a bad value, a search, one character alone",
    "models": "Model manager: the lists, and a download from the licence to the question before deleting",
    "doctor": "Check this computer: running, failures, copied, all well",
    "character": "One character: shipped, one's own, an imported card, changing it, a broken sheet",
    "import": "Import: choosing, shown, arrived, broken",
    "make": "Make a character: every step, training, the report card",
}
SINGLE = {
    "character": "character-1-shipped",
    "chat": "chat-1-talk",
    "conversations": "chat-5-conversations",
    "doctor": "doctor-2-failures",
    "first-run": "first_run-2-character",
    "make": "make-5-training",
    "models": "models-3-downloading",
    "settings": "settings-3-voice",
}
"""Pictures of docs/images, and the state that each shows."""


def singles(pictures: Path, out: Path) -> None:
    """docs/images/<window>-<language>.png, in the light theme."""
    for language in ("ko", "en"):
        for name, state in SINGLE.items():
            made = _fitted(Image.open(pictures / f"{language}-light" / f"{state}.png"), GROUNDS["light"][0], 720)
            _save(made, out / f"{name}-{language}.png")


def compose(pictures: Path, out: Path) -> None:
    """Raises FileNotFoundError where a variant has no pictures, ValueError where a sheet is too large."""
    out.mkdir(exist_ok=True)
    variants = sorted(folder for folder in pictures.iterdir() if folder.is_dir())
    if not variants:
        raise FileNotFoundError(f"{pictures} has no pictures: run make_windows.py without --sheets")
    for folder in variants:
        language, theme = folder.name.split("-")
        for area in AREAS:
            found = sorted(folder.glob(f"{area}-*.png"), key=_in_order)
            if not found:
                raise FileNotFoundError(f"{folder} has no pictures of {area}")
            target = out / f"{area}-{language}-{theme}.png"
            _save(sheet(found, theme, WIDE.get(area, USUAL)), target)
            if target.stat().st_size > MOST:
                raise ValueError(f"{target.name} has {target.stat().st_size} bytes, more than {MOST}")
    (out / "README.md").write_text(index([folder.name for folder in variants]), encoding="utf-8")


def _save(picture: Image.Image, target: Path) -> None:
    """In 256 colours: the grounds as they are, and what stands for the rest best."""
    often = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)[:EXACT]
    rest = picture.quantize(256 - len(often), Image.Quantize.MAXCOVERAGE).getpalette("RGB") or []
    few = Image.new("P", (1, 1))
    few.putpalette([part for _count, colour in often for part in colour] + rest)
    picture.quantize(palette=few, dither=Image.Dither.NONE).save(target, optimize=True)


def _in_order(path: Path) -> tuple[int, str]:
    number = path.stem.partition("-")[2].partition("-")[0]
    return (int(number) if number.isdigit() else 99, path.stem)


def sheet(files: Sequence[Path], theme: str, wide: int = USUAL) -> Image.Image:
    """Pictures in the shortest of `ACROSS` columns, each with its name below."""
    ground, ink = GROUNDS[theme]
    font = ImageFont.load_default(13)
    columns: list[list[tuple[int, str, Image.Image]]] = [[] for _ in range(min(ACROSS, len(files)))]
    heights = [GAP] * len(columns)
    for file in files:
        made = _fitted(Image.open(file), ground, wide)
        at = heights.index(min(heights))
        columns[at].append((heights[at], file.stem, made))
        heights[at] += made.height + 18 + GAP
    whole = Image.new("RGB", (len(columns) * (wide + GAP) + GAP, max(heights)), ground)
    draw = ImageDraw.Draw(whole)
    for number, column in enumerate(columns):
        x = GAP + number * (wide + GAP)
        for y, name, made in column:
            whole.paste(made, (x + (wide - made.width) // 2, y))
            draw.text((x + wide // 2, y + made.height + 3), name, ink, font, "ma")
    return whole


def _fitted(picture: Image.Image, ground: str, wide: int) -> Image.Image:
    clear = picture.convert("RGBA")
    solid = Image.new("RGBA", clear.size, ground)
    solid.alpha_composite(clear)
    made = solid.convert("RGB")
    if made.width > wide:
        made = made.resize((wide, round(made.height * wide / made.width)), Image.Resampling.LANCZOS)
    return made


def index(variants: Sequence[str]) -> str:
    """README.md of docs/windows."""
    lines = [
        "# Every window",
        "",
        "Contact sheets of all windows in their main states, in both languages and both themes, taken from the running",
        "program by `python docs/images/make_windows.py` (no screen is needed). One can look at a single state at full",
        "size with `--keep FOLDER`, at another scale or screen with `--scale 2 --screen 1280x720`.",
        "",
        "| | " + " | ".join(variant.replace("-", ", ") for variant in variants) + " |",
        "|---|" + "---|" * len(variants),
    ]
    for area, about in AREAS.items():
        cells = " | ".join(f"[sheet]({area}-{variant}.png)" for variant in variants)
        lines.append(f"| {about} | {cells} |")
    return "\n".join(lines) + "\n"
