"""Draws one Live2D model, in a process of its own: `python -m companion.ui.avatars.cubism.painter`. Its main thread.

The native library keeps Python's lock while it loads (over a second), and ends its process where a file is broken; here
neither touches the windows. Jobs come as lines of JSON on stdin, answers leave on stdout: a line of JSON, and behind a
`frame` its pixels (ARGB32, premultiplied). It ends when stdin does. It opens the files of its job, nothing else.
"""

import contextlib
import faulthandler
import io
import json
import os
import re
import sys
import time
from typing import Any, BinaryIO

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QOffscreenSurface, QOpenGLContext
from PySide6.QtOpenGL import QOpenGLFramebufferObject

MEASURED = 360  # pixels of the longer side of the picture that she is measured by
Size = tuple[int, int]
View = tuple[int, int, int, int]
_RENDERER, _VERSION = 0x1F01, 0x1F02  # of glGetString
_HALF = 0.5  # of the space is her canvas, so that what sticks out of it is drawn as well


class Refused(Exception):
    """code: an AvatarError's. The words are shown to the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Painter:
    """One model in one OpenGL context. Raises Refused."""

    def __init__(self, job: dict[str, Any]) -> None:
        _check_pictures(job["textures"])
        self._live2d = _library()
        self._surface = QOffscreenSurface()
        self._surface.create()
        self._context = QOpenGLContext()
        if not (self._context.create() and self._context.makeCurrent(self._surface)):
            raise Refused("live2d-gl", "There is no OpenGL on this screen.")
        self._gl = self._context.functions()
        version = str(self._gl.glGetString(_VERSION))
        found = re.match(r"(\d+)\.(\d+)", version)  # "OpenGL ES 3.2" has another language of shaders
        if found is None or (int(found[1]), int(found[2])) < (2, 1):
            raise Refused("live2d-gl", f"OpenGL 2.1 is needed; this screen has {version}.")
        self._live2d.enableLog(False)
        self._live2d.init()
        self._live2d.glInit()
        model = self._model = self._live2d.Model()
        model.LoadFromJsonString(job["model"], False, job["root"])
        model.CreateRenderer(2)
        model.SetAutoBreath(False)
        model.SetAutoBlink(False)
        model.SetScale(_HALF)
        wide, high = model.GetCanvasSizePixel()
        if not (wide > 0 and high > 0):
            raise Refused("live2d-files", f"{job['moc']}: its canvas is {wide:g} x {high:g}.")
        self.aspect = min(8.0, max(0.125, wide / high))
        self._sheets: dict[tuple[int, int], QOpenGLFramebufferObject] = {}
        model.UpdatePose(0.016)
        self.box, self.middle = self._measured()

    def facts(self) -> dict[str, Any]:
        """What the window needs to know of her."""
        model = self._model
        ids = model.GetParamIds()
        limits = [
            (model.GetParamMinByIndex(place), model.GetParamMaxByIndex(place), model.GetParamDefaultByIndex(place))
            for place in range(len(ids))
        ]
        return {
            "ready": True,
            "parameters": [[one, *limit] for one, limit in zip(ids, limits, strict=True)],
            "aspect": self.aspect,
            "box": self.box,
            "middle": self.middle,
            "graphics": str(self._gl.glGetString(_RENDERER)),
            "library": self._live2d.__version__,
        }

    def draw(self, size: Size, view: View, values: list[float], passed: float) -> QImage:
        """A frame. view: left, lower edge, width and height of her space in it. passed: seconds, 0 = physics rest."""
        model, sheet = self._model, self._sheet(size)
        sheet.bind()
        self._gl.glViewport(*view)
        model.Resize(view[2], view[3])
        self._live2d.clearBuffer(0.0, 0.0, 0.0, 0.0)
        model.ResetAllParameters()
        for place, value in enumerate(values):
            model.SetParamByIndex(place, value)
        if passed > 0.0:
            model.UpdatePhysics(min(0.1, passed))
            model.UpdatePose(min(0.1, passed))
        model.Draw()
        frame = sheet.toImage()
        sheet.release()
        return frame.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    def _sheet(self, size: tuple[int, int]) -> QOpenGLFramebufferObject:
        if size not in self._sheets:
            if len(self._sheets) >= 6:
                self._sheets.pop(next(iter(self._sheets)))
            made = QOpenGLFramebufferObject(QSize(*size), QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
            if not made.isValid():
                raise Refused("live2d-gl", f"The graphics driver can't draw {size[0]} x {size[1]} pixels.")
            self._sheets[size] = made
        return self._sheets[size]

    def _measured(self) -> tuple[tuple[float, float, float, float], float]:
        """Where she is in her space at rest: left, top, width, height as shares of it; and the middle of her head."""
        import numpy as np

        wide, high = (MEASURED, MEASURED / self.aspect) if self.aspect >= 1 else (MEASURED * self.aspect, MEASURED)
        size = (max(16, round(wide)) * 2, max(16, round(high)) * 2)
        rest = [self._model.GetParamDefaultByIndex(place) for place in range(self._model.GetParamCount())]
        frame = self.draw(size, (0, 0, *size), rest, 0.0)
        solid = np.frombuffer(frame.constBits(), np.uint8).reshape(size[1], size[0], 4)[..., 3] > 100
        rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
        if not len(rows):
            raise Refused("live2d-empty", "Nothing of her can be seen: all parts are transparent at rest.")
        left, top = int(columns[0]), int(rows[0])
        wide, high = int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top
        head = solid[top : top + max(1, high // 4)]
        return (
            (left / size[0], top / size[1], wide / size[0], high / size[1]),
            float(np.median(head.nonzero()[1])) / size[0],
        )


def _library() -> Any:
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it greets
            import live2d
    except ImportError as error:
        raise Refused("live2d-missing", f"live2d-py can't be loaded ({error}).") from error
    if not hasattr(live2d, "Model") or not hasattr(live2d.Model, "LoadFromJsonString"):
        raise Refused("live2d-missing", f"live2d-py {getattr(live2d, '__version__', '?')} is too old.")
    return live2d


def _check_pictures(paths: list[str]) -> None:
    QImageReader.setAllocationLimit(1200)  # MB; the sizes have been checked
    for path in paths:
        reader = QImageReader(path)
        if reader.read().isNull():
            raise Refused("live2d-files", f"{path}: the picture is damaged ({reader.errorString()}).")


def main() -> int:
    """Serve one window until stdin ends."""
    faulthandler.enable()
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb", 1 << 20)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the library prints is no answer
    application = QGuiApplication(["companion"])
    try:
        painter = Painter(json.loads(jobs.readline()))
        _say(answers, painter.facts())
        for line in jobs:
            _serve(painter, json.loads(line), answers)
    except Refused as error:
        _say(answers, {"refused": error.code, "message": str(error)})
        return 3
    except BrokenPipeError:
        return 0
    del application
    return 0


def _serve(painter: Painter, job: dict[str, Any], answers: BinaryIO) -> None:
    began = time.perf_counter()
    frame = painter.draw(tuple(job["size"]), tuple(job["view"]), job["values"], job["passed"])
    took = time.perf_counter() - began
    pixels = frame.constBits()
    head = {"frame": job["frame"], "of": job["of"], "size": [frame.width(), frame.height()], "bytes": len(pixels)}
    _say(answers, {**head, "took": took}, pixels)


def _say(answers: BinaryIO, answer: dict[str, Any], pixels: Any = b"") -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.write(pixels)
    answers.flush()


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # without the library's own end, which needs a context
