"""Pictures for the README, of the real program: script/with-desktop .venv/bin/python script/screenshots.py"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.conftest import Person  # noqa: E402
from tests.e2e.driver import App, base_environment, screenshot, windows, xdotool  # noqa: E402
from tests.virtual_audio import VirtualAudio  # noqa: E402

OUT = ROOT / "docs" / "images"


def main() -> None:
    """English and Korean, speaking, with the chat and the menu open."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        audio = VirtualAudio(place / "audio")
        audio.start()
        try:
            with wallpaper():
                talk(place, audio, "en", "Snow White", "snow_white", "I am so sad today.", "desktop")
                talk(place, audio, "ko", "루비", "ruby", "나 시험에 합격했어", "ruby-ko")
        finally:
            audio.stop()


def talk(place: Path, audio: VirtualAudio, language: str, name: str, character: str, text: str, file: str) -> None:
    """One run of the window: a picture while she answers, one with the chat and the menu."""
    settings = (f"language={language}", f"character={character}", "brain.seed=3")
    with App(place / language, base_environment() | audio.env, *settings) as app:
        app.wait_quiet()
        began = Person(audio).say(text, language)
        app.wait("speaking", after=began, timeout=30)
        time.sleep(0.8)
        save(place, f"{file}.png")
        app.wait("spoken", after=began, timeout=60)
        pet = next(window for window in windows(name) if xdotool("getwindowname", window).strip() == name)
        xdotool("mousemove", "--window", pet, "200", "330", "click", "--repeat", "2", "--delay", "80", "1")
        time.sleep(1.5)
        typed = time.monotonic()
        xdotool("type", "--delay", "25", "What food do you like?")
        xdotool("key", "Return")
        app.wait("speaking", after=typed, timeout=30)
        time.sleep(0.8)
        app.wait("spoken", after=typed, timeout=60)
        xdotool("mousemove", "--window", pet, "200", "330", "click", "3")
        time.sleep(0.6)
        xdotool("key", "Down", "Right")
        time.sleep(2.5)  # faces are drawn behind the scenes
        save(place, f"menu-{language}.png")
        xdotool("key", "Escape", "Escape")


WALLPAPER = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget

class Ground(QWidget):
    def paintEvent(self, _event):
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor("#c9c3ea"))

app = QApplication(sys.argv)
desktop = Ground()
desktop.setAttribute(Qt.WidgetAttribute.WA_X11NetWmWindowTypeDesktop)
desktop.setGeometry(app.primaryScreen().geometry())
desktop.show()
app.exec()
"""


@contextmanager
def wallpaper() -> Iterator[None]:
    """A quiet colour behind her: a picture of few colours shows no bands in it."""
    process = subprocess.Popen([sys.executable, "-c", WALLPAPER])
    try:
        time.sleep(2)
        yield
    finally:
        process.terminate()
        process.wait(10)


def save(place: Path, name: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    raw = screenshot(place / name)
    subprocess.run(["convert", str(raw), "+dither", "-colors", "240", f"PNG8:{OUT / name}"], check=True)


if __name__ == "__main__":
    main()
