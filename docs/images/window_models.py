"""The model manager with a real download: from a hub on loopback, by a process as in daily use. Main thread."""

import shutil
from pathlib import Path
from typing import Any

from window_stage import Stage

from companion.desk import child, downloads
from companion.models import catalogue
from companion.models.catalogue import Catalogue, Entry
from companion.ui.texts import TEXTS
from tests.models.conftest import address, contents_of, noise, voice
from tests.models.hub_server import HubServer, serve, slowly
from tests.tiny_models import piper

BIG = address("MODEL_CARD")


def prepare(server: HubServer, folder: Path) -> Entry:
    """One small voice more than the catalogue has; its download comes from `server`."""
    files = contents_of(piper(folder / "piper").parent) | {"MODEL_CARD": noise(9_000_000)}
    entry = voice(server, files, engine="piper", main="voice.onnx", id="yeoul", name="Yeoul", maker="companion",
                  languages=["ko", "en"], note={"ko": "맑고 또렷한 목소리예요.", "en": "A clear voice."})  # fmt: skip
    real = catalogue.load()
    made = Catalogue(real.licences, (entry, *real.models))
    catalogue.load = lambda path=None: made
    place = folder / "entry.json"
    place.write_text(entry.model_dump_json(), encoding="utf-8")
    child.COMMAND = ("-m", "tests.desk.small_companion", str(place))
    return entry


def models(stage: Stage, server: HubServer) -> None:
    """The lists; a download asked for, under way, paused, failed, here, checked and found damaged, to be deleted."""
    page: Any = stage.page("models_page")
    stage.until(lambda: page.cards, "the models are shown")
    for kind in ("brain", "ears", "voice"):
        page.show_kind(kind)
        stage.shot(f"models-1-{kind}", page, 0.5)
    stage.until(lambda: page.card("yeoul") is not None, "the voice")
    busy = downloads.of(stage.host)

    def press(key: str) -> None:
        words = TEXTS[stage.texts.language][key].split("{")[0].strip(" ()")
        card = page.card("yeoul")

        def found() -> list[Any]:
            from PySide6.QtWidgets import QPushButton

            return [b for b in card.findChildren(QPushButton) if b.text().startswith(words) and b.isVisible()]

        stage.until(found, f"a button {words!r}")
        found()[0].click()
        stage.settle(0.2)

    def show(name: str) -> None:
        page._scroll.ensureWidgetVisible(page.card("yeoul"), 0, 60)
        stage.shot(name, page, 0.4)

    server.on(BIG, slowly(3_600_000), slowly(200_000))
    press("models.get")
    show("models-2-licence")
    press("models.agree")
    stage.until(lambda: page.card("yeoul").transfer is not None and page.card("yeoul").transfer.done > 3e6, "bytes")
    show("models-3-downloading")
    press("models.pause")
    stage.until(lambda: not busy.running() and page.card("yeoul").item.unfinished > 1e6, "paused")
    show("models-4-paused")
    server.go.set()
    server.forget_acts()
    server.on(BIG, *[serve(bytes(9_000_000))] * 8)
    press("models.go_on")
    stage.until(lambda: page.card("yeoul").message_kind == "bad", "failed")
    show("models-5-failed")
    server.forget_acts()
    press("models.go_on")
    stage.until(lambda: page.card("yeoul").item.installed, "here")
    show("models-6-here")
    from companion import paths

    (paths.user_models() / "yeoul" / "voice.onnx").write_bytes(b"x")
    press("models.verify")
    stage.until(lambda: "voice.onnx" in page.card("yeoul").message, "the damage")
    show("models-7-damaged")
    press("models.delete")
    show("models-8-delete")
    page.close()
    shutil.rmtree(paths.user_models() / "yeoul", ignore_errors=True)
