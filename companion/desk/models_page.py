"""The page "Models": joins the manager's widgets with the catalogue, the downloads and the settings. Main thread.

Everything that touches files runs on a pool thread; downloads are processes (`downloads`).
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from companion import paths
from companion.desk import applying, downloads, shelf
from companion.desk.host import Host
from companion.errors import CompanionError
from companion.models import catalogue as catalogue_file
from companion.models import installed, verify
from companion.models.verify import Finding
from companion.ui.models.items import Kind, ModelActions, Shelf, size
from companion.ui.models.page import ModelsPage
from companion.ui.texts import describe
from companion.voice.stages import explained


def open(host: Host) -> ModelsPage:
    """A new window; it follows downloads that are under way already."""
    return _Models(host).page


class _Models(QObject):
    """What the page asks for; a child of the page, so it ends with it."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self._host, self._texts = host, host.texts
        self._shelf: Shelf | None = None
        self._downloads = downloads.of(host)
        self.page = ModelsPage(
            ModelActions(
                refresh=self._refresh,
                get=self._downloads.start,
                pause=self._downloads.pause,
                cancel=self._downloads.cancel,
                use=self._use,
                verify=self._verify,
                delete=self._delete,
                open_folder=self._open_folder,
                open_link=lambda address: QDesktopServices.openUrl(QUrl(address)) and None,
            ),
            self._texts,
            closed=self._end,
        )
        self.setParent(self.page)
        self._open = True
        self._downloads.changed.connect(self._moved)
        self._downloads.arrived.connect(self._arrived)
        self._downloads.failed.connect(self._failed)
        self._downloads.gone.connect(self._gone)
        host.live.changed.connect(self._settings_changed)
        for model_id in self._downloads.running():
            self._moved(model_id)
        self._refresh()

    def _end(self) -> None:
        self._open = False

    def _settings_changed(self, names: frozenset[str]) -> None:
        """Another model may be in use now, whoever has chosen it."""
        if self._open and any(name.partition(".")[0] in shelf.ENGINES for name in names):
            self._refresh()

    # --- reading ---

    def _refresh(self) -> None:
        config = self._host.config
        self._work(lambda: shelf.read(config, self._texts), self._show, self._unreadable)

    def _show(self, found: Shelf) -> None:
        self._shelf = found
        self.page.show_shelf(found)

    def _unreadable(self, error: CompanionError) -> None:
        self.page.fail(self._sentence(error))

    # --- downloads ---

    def _moved(self, model_id: str) -> None:
        if self._open:
            self.page.show_transfer(model_id, self._downloads.transfer(model_id))

    def _arrived(self, model_id: str) -> None:
        self._over(model_id, self._texts("models.said.arrived"), "good")

    def _gone(self, model_id: str) -> None:
        self._over(model_id, "", "")

    def _failed(self, model_id: str, error: CompanionError) -> None:
        self._over(model_id, self._sentence(error), "bad")

    def _over(self, model_id: str, text: str, kind: str) -> None:
        if not self._open:
            return
        self.page.show_transfer(model_id, None)
        if text:
            self.page.say(model_id, text, kind)
        self._refresh()

    # --- settings, checks, deleting ---

    def _use(self, kind: Kind, model_id: str) -> None:
        def done(live: bool) -> None:
            self._host.note({"event": "model_used", "kind": kind, "model": model_id})
            if self._open:
                self.page.say(
                    model_id, self._texts("models.said.used" if live else "models.said.used_later"), "good", kind
                )

        def failed(error: CompanionError) -> None:
            if self._open:
                self.page.say(model_id, self._sentence(error), "bad", kind)

        applying.use_model(self._host, model_id, done, failed, kind)

    def _verify(self, model_id: str) -> None:
        def work() -> list[Finding]:
            entry = next((entry for entry in catalogue_file.load().models if entry.id == model_id), None)
            return verify.verify(entry, model_id, self._stop_when_closing)

        def done(findings: list[Finding]) -> None:
            bad = [finding for finding in findings if finding.problem]
            if bad:
                names = ", ".join(finding.file for finding in bad)
                self.page.say(model_id, self._texts("models.said.wrong", files=names), "bad")
            else:
                self.page.say(model_id, self._texts("models.said.in_order", count=len(findings)), "good")

        self._work(work, done, lambda error: self.page.say(model_id, self._sentence(error), "bad"))

    def _delete(self, model_id: str) -> None:
        def done(freed: int) -> None:
            self.page.say(model_id, self._texts("models.said.deleted", size=size(freed)), "good")
            self._refresh()

        self._work(
            lambda: installed.remove(model_id),
            done,
            lambda error: self.page.say(model_id, self._sentence(error), "bad"),
        )

    def _open_folder(self) -> None:
        def work() -> Path:
            folder = paths.user_models()
            folder.mkdir(parents=True, exist_ok=True)
            return folder

        self._work(work, lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))), self._unreadable)

    # ---

    def _stop_when_closing(self) -> None:
        if self._host.closing:
            raise CompanionError("The program is closing.", code="closing")

    def _sentence(self, error: CompanionError) -> str:
        words = describe(error, self._texts)
        return f"{words.message} {words.hint}".strip()

    def _work(
        self, work: Callable[[], object], done: Callable[..., object], failed: Callable[[CompanionError], object]
    ) -> None:
        """Work on a pool thread, then one of the other two here, while the page is open."""

        def run() -> None:
            try:
                result = work()
            except Exception as error:  # thread boundary: the person is told, whatever it was
                failure = explained("models", error)
                self._host.on_main(lambda: failed(failure) if self._open else None)
            else:
                self._host.on_main(lambda: done(result) if self._open else None)

        self._host.background(run)
