"""Makes docs/windows and pictures of docs/images: all windows in their main states, both languages, both themes.

Needs no screen, but Pillow.

    python docs/images/make_windows.py                     all pictures, then the sheets and their index
    python docs/images/make_windows.py --only chat --keep D --scale 2 --screen 1280x720

Run from the root of the repository. Each language and theme has a process and a profile of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
AREAS = ("chat", "her", "first_run", "settings", "models", "doctor", "character", "importing", "make")
VARIANTS = tuple((language, theme) for language in ("ko", "en") for theme in ("light", "dark"))


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--only", nargs="*", default=list(AREAS), choices=AREAS)
    given.add_argument("--variants", nargs="*", default=["-".join(one) for one in VARIANTS])
    given.add_argument("--keep", type=Path, help="the single pictures go here and stay")
    given.add_argument("--scale", default="1")
    given.add_argument("--screen", default="1920x1080")
    given.add_argument("--sheets", action="store_true", help="only compose docs/windows from --keep")
    given.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = given.parse_args()
    if options.child:
        return _child(options)
    with tempfile.TemporaryDirectory(prefix="companion-pictures-") as made:
        pictures = options.keep or Path(made)
        failed = 0 if options.sheets else sum(_variant(one, options, pictures) for one in options.variants)
        if not failed and (options.sheets or options.keep is None):
            sys.path.insert(0, str(HERE))
            import window_sheets

            window_sheets.compose(pictures, ROOT / "docs" / "windows")
            window_sheets.singles(pictures, HERE)
    return 1 if failed else 0


def _variant(variant: str, options: argparse.Namespace, pictures: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="companion-home-") as home:
        screen = Path(home) / "screens.json"
        wide, high = (int(part) for part in options.screen.split("x"))
        ratio = float(options.scale)
        screen.write_text(
            '{"synchronousWindowSystemEvents": true, "windowFrameMargins": false, "screens": [{"name": "one", "x": 0, '
            f'"y": 0, "width": {round(wide * ratio)}, "height": {round(high * ratio)}, "logicalDpi": 96, '
            '"logicalBaseDpi": 96, "dpr": 1}]}'
        )
        surroundings = os.environ | {
            "COMPANION_HOME": str(Path(home) / "profile"),
            "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
            "QT_SCALE_FACTOR": options.scale,
            "PYTHONPATH": str(ROOT),
        }
        arguments = ["--child", "--variants", variant, "--keep", str(pictures), "--screen", options.screen]
        command = [sys.executable, str(Path(__file__)), *arguments, "--only", *options.only]
        return subprocess.run(command, env=surroundings, cwd=ROOT, check=False).returncode


def _child(options: argparse.Namespace) -> int:
    from PySide6.QtCore import QSize

    sys.path.insert(0, str(HERE))
    import window_data
    import window_models
    import window_scenes
    import window_stage
    from window_stage import Stage

    from tests.models.hub_server import HubServer

    language, theme = options.variants[0].split("-")
    wide, high = (int(part) for part in options.screen.split("x"))
    with HubServer() as server:
        home = Path(os.environ["COMPANION_HOME"])
        home.mkdir()
        window_models.prepare(server, home)
        long = window_data.write_talks(language)
        file = window_data.write_card(language, home, window_stage.portrait())
        card = window_data.take_in_card(file)
        window_data.own_sheet("ruby")
        broken = home / "broken.companion"
        broken.write_bytes(b"PK\x03\x04 no archive")
        stage = Stage(
            language, theme, options.keep / options.variants[0], QSize(wide, high), **{"models.hub": server.base}
        )
        failures = 0
        try:
            stage.start()
            areas = {
                "chat": lambda: window_scenes.chat(stage, long),
                "character": lambda: window_scenes.character(stage, card),
                "importing": lambda: window_scenes.importing(stage, file, broken),
                "models": lambda: window_models.models(stage, server),
            }
            for name in options.only:
                try:
                    areas.get(name, lambda name=name: getattr(window_scenes, name)(stage))()
                except Exception:  # one area that can't be shown hides no other
                    failures += 1
                    print(f"{options.variants[0]} {name}:", file=sys.stderr)
                    traceback.print_exc()
        finally:
            server.go.set()
            stage.close()
    return failures


if __name__ == "__main__":
    sys.exit(main())
