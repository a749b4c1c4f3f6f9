"""She herself, before the other windows exist: what the first frame needs and nothing else. Main thread.

`Desktop` takes it over as it stands; whatever is imported here is waited for by the person.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from companion.ui import placement
from companion.ui.actions import WindowSettings
from companion.ui.badge import Badge
from companion.ui.face_feed import Director, FaceFeed
from companion.ui.her_window import HerWindow
from companion.ui.renderer import Renderer
from companion.ui.texts import Texts
from companion.ui.theme import Scheme, Theme


class FirstSight:
    """theme, feed and pet are made here once and live as long as the program.

    Args:
        director: makes her face (companion.face.director.FaceDirector).
    """

    def __init__(
        self,
        app: QApplication,
        settings: WindowSettings,
        texts: Texts,
        director: Director,
        *,
        clock: Callable[[], float] = time.monotonic,
        scheme: Scheme = "auto",
    ) -> None:
        app.setQuitOnLastWindowClosed(False)
        self._settings, self._texts = settings, texts
        self.renderer: Renderer | None = None
        self.theme = Theme(app, scheme)
        self.feed = FaceFeed(director)
        self.pet = HerWindow(
            self.feed,
            Badge(texts, self.theme.palette, show_latency=settings.show_latency),
            scale=settings.scale,
            fps=settings.fps,
            click_through=settings.click_through,
            on_top=settings.always_on_top,
            palette=self.theme.palette,
            framed=settings.framed,
            ground=settings.ground,
            clock=clock,
        )

    def put_on(self, name: str, renderer: Renderer) -> None:
        """This character stands in the window; `renderer` may be the one that does already."""
        self.draw(renderer)
        self._name(name)

    def speak(self, texts: Texts, name: str) -> None:
        """Another language, and her name in it."""
        self._texts = texts
        self._name(name)
        self.pet.badge.speak(texts)

    def _name(self, name: str) -> None:
        self.pet.setAccessibleName(self._texts("pet.name", name=name))
        self.pet.setAccessibleDescription(self._texts("pet.help"))
        self.pet.setWindowTitle(name)

    def draw(self, renderer: Renderer) -> None:
        """This avatar from the next frame on, unless it is the one that is shown."""
        if renderer is not self.renderer:
            self.renderer = renderer
            self.pet.set_renderer(renderer)

    def show(self) -> None:
        """Put her on the desktop, where the person left her if that place is still on a screen."""
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        place = dict(self._settings.homes).get(placement.arrangement(screens)) or self._settings.position
        corner = placement.corner(QGuiApplication.primaryScreen().availableGeometry(), self.pet.size())
        self.pet.move(QPoint(*place) if place is not None else corner)
        self.pet.rescue()
        self.pet.show()
