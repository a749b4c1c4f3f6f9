"""The pictures of a sprite set at one size: decoded when first needed, and ahead of that on a thread.

Any thread; only scaled pictures are kept.
"""

import threading
import weakref
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from companion.errors import AvatarError
from companion.ui.avatars.figure.layers import FORMAT


def decoded(path: Path, box: QSize) -> QImage:
    """The picture, scaled to fit a box in pixels. Raises AvatarError."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        raise AvatarError(
            f"{path} can't be read ({reader.errorString()}).",
            code="sprites-broken",
            hint="Save it anew, as PNG or WebP.",
        )
    image = image.convertToFormat(FORMAT)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(box, keep, smooth)


class Pictures:
    """`pictures(path)` is the scaled image. `prefetch` decodes on a thread of its own what will be wanted."""

    def __init__(self, box: QSize) -> None:
        self._box = box
        self._made: dict[Path, QImage] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()

    def __call__(self, path: Path) -> QImage:
        with self._lock:
            image = self._made.get(path)
        if image is None:
            image = decoded(path, self._box)
            with self._lock:
                self._made.setdefault(path, image)
        return image

    def prefetch(self, paths: Sequence[Path]) -> None:
        """Decode in the background, in this order; what fails there is met again when it is needed."""
        threading.Thread(target=_ahead, args=(weakref.ref(self), tuple(paths)), name="sprites").start()

    def forget(self) -> None:
        """Another size, or the end: nothing more is decoded for this one."""
        self._over.set()

    @property
    def over(self) -> bool:
        return self._over.is_set()


def _ahead(owner: "weakref.ref[Pictures]", paths: tuple[Path, ...]) -> None:
    """The thread: ends with the last picture, with `forget`, or when nobody holds the pictures any more."""
    for path in paths:
        pictures = owner()
        if pictures is None or pictures.over:
            return
        try:
            pictures(path)
        except AvatarError:
            return
        del pictures
