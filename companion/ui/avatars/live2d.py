"""The Live2D avatar: a model3.json folder, drawn by the optional live2d-py in a process of its own. UI thread.

`create` reads the folder `avatar.folder` of the character. Keys of `avatar.style`: a feeling -> the name of an
expression (or `none`: the house's face); `zoom`, 1 = the whole figure, to 4; `physics: false`; `motions: false`;
`model`, where the folder holds several. Frames come from another process: a window shows the newest, a picture waits
for the one of its pose.
"""

import contextlib
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QRegion

from companion.errors import AvatarError
from companion.face.expression import EXPRESSIONS
from companion.face.pose import NEUTRAL, FacePose
from companion.persona.emotion import CANONICAL, canonical
from companion.ui.avatars.cubism import model_file, process, remembered
from companion.ui.avatars.cubism.expressions import Expression
from companion.ui.avatars.cubism.guess import guess
from companion.ui.avatars.cubism.model_file import ModelFile
from companion.ui.avatars.cubism.parameters import Range, Table
from companion.ui.avatars.cubism.playing import Player
from companion.ui.avatars.cubism.process import Facts
from companion.ui.avatars.cubism.stage import Stage
from companion.ui.avatars.face_spot import FaceSpot, guessed
from companion.ui.avatars.folder import Housed, folder_of, no_options
from companion.ui.avatars.framed import Frame
from companion.ui.renderer import Renderer

NONE = "none"
_WIDGET = 1  # QInternal::Widget, what QPaintDevice.devType says of one
_SPOT = QSize(120, 180)


class Live2dAvatar:
    """An AvatarRenderer. Call `resize` once before `paint`; sizes and points are logical pixels.

    wanted: what her sheet says, feeling -> name of an expression; the others are guessed, and a feeling without one
    gets the house's face, by the usual parameters. zoom: 1 shows the whole figure; None = whole if she is small, and
    down to the thighs if she is tall. stand_in: makes who is shown if she can't be drawn at all.
    """

    def __init__(
        self,
        model: ModelFile,
        digest: str,
        wanted: Mapping[str, str],
        *,
        zoom: float | None = None,
        physics: bool = True,
        motions: bool = True,
        stand_in: Callable[[], Renderer] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model, self.digest = model, digest
        self.aspect = 2 / 3
        self._wanted, self._zoom, self._physics, self._clock = dict(wanted), zoom, physics, clock
        self._player = Player(model.motions if motions else {})
        self._shown = chosen(model, wanted)
        self._guessed = False  # with what the library says of her
        self._painter = process.hold(model, digest)
        self._end = weakref.finalize(self, process.drop, digest, self._painter)
        self._end.atexit = False  # process.close_all does that
        self._make_stand_in = stand_in
        self._stand_in: Renderer | None = None
        self._hear: Callable[[AvatarError], None] | None = None
        self._problem: AvatarError | None = None
        self._frame = Frame()
        self._stage: Stage | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """What she was made from; when one of them is saved, she can be made anew."""
        return self.model.files

    @property
    def on_problem(self) -> Callable[[AvatarError], None] | None:
        """Called once when she can't be drawn (any more); at once, if that is so already."""
        return self._hear

    @on_problem.setter
    def on_problem(self, hear: Callable[[AvatarError], None]) -> None:
        self._hear = hear
        if self._problem is not None:
            hear(self._problem)

    @property
    def facts(self) -> Facts:
        """What the library says of her; only when she is ready. Raises AvatarError."""
        found = self._painter.facts()
        if found is None:
            raise AvatarError(f"{self.model.path} is still being loaded.", code="live2d-slow")
        return found

    @property
    def moved(self) -> set[str]:
        """Folded names of the parameters that the house moves; only when she is ready. Raises AvatarError."""
        return Table(self.facts.parameters, self.model.eyes, self.model.lips).moved()

    @property
    def loaded(self) -> bool:
        """Whether pictures of her can be taken; before, they are empty."""
        try:
            return self._stand_in is not None or self._painter.facts() is not None
        except AvatarError:
            return True

    @property
    def shown(self) -> dict[str, Expression]:
        """Feeling -> expression, as far as it is known yet."""
        self._guess_again()
        return self._shown

    @property
    def face_spot(self) -> FaceSpot | None:
        """Where her face probably is; None while she is being loaded, or when she can't be drawn."""
        try:
            if self._painter.facts() is None:
                return None
            stage = self._new_stage(_SPOT.width(), _SPOT.height())
            return guessed(stage.draw(NEUTRAL, wait=True))
        except AvatarError:
            return None

    def touched(self, kind: str) -> None:
        """The person has patted her head ("pat") or poked her: a motion that the model has for it."""
        self._player.touched("head" if kind == "pat" else "body", self._clock())

    def want(self, wanted: Mapping[str, str]) -> None:
        """Other expressions from now on. Raises AvatarError: there is no such expression."""
        found = chosen(self.model, wanted)
        self._wanted, self._guessed = dict(wanted), False
        self._shown.clear()
        self._shown.update(found)
        self._guess_again()

    def _guess_again(self) -> None:
        """Once she is loaded it is known exactly what an expression does."""
        with contextlib.suppress(AvatarError):
            facts = None if self._guessed else self._painter.facts()
            if facts is not None:
                self._guessed = True
                found = chosen(self.model, self._wanted, facts.parameters)
                self._shown.clear()
                self._shown.update(found)

    def ready(self, wait: float = 0.0) -> bool:
        """Whether she is loaded. wait: seconds, not on the main thread. Raises AvatarError: she never will be."""
        return self._painter.facts(wait) is not None

    def resize(self, size: QSize, ratio: float = 1.0) -> None:
        """Prepare for a size. Raises AvatarError for an empty or absurd one."""
        if self._stand_in is not None:
            self._stand_in.resize(size, ratio)
        if self._frame.changes(size, ratio):
            before = self._stage
            self._stage = self._new_stage(*self._frame.pixels)
            if before is not None:
                self._stage.borrow(before.frame)
            self._frame.drawer = self._stage

    def paint(self, painter: QPainter, pose: FacePose) -> None:
        """Draw the figure at (0, 0) .. size: in a window the newest frame, in a picture that of the pose."""
        if self._stage is not None:
            self._stage.waits = painter.device().devType() != _WIDGET
        self._guess_again()
        if self._stand_in is None:
            self._frame.paint(painter, pose)
        if self._stand_in is not None:
            self._stand_in.paint(painter, pose)

    def hit(self, point: QPointF) -> bool:
        """Whether the last painted frame has something at a logical point."""
        return (self._stand_in or self._frame).hit(point)

    def region(self) -> QRegion:
        """The coarse outline of the last painted frame."""
        return (self._stand_in or self._frame).region()

    def close(self) -> None:
        """Let the process go now instead of with this object."""
        if self._end.detach() is not None:
            process.let_go(self.digest, self._painter)

    def _new_stage(self, width: int, height: int) -> Stage:
        return Stage(
            self._painter,
            self.model,
            self._shown,
            (width, height),
            zoom=self._zoom,
            physics=self._physics,
            clock=self._clock,
            on_problem=self._fail,
            player=self._player,
        )

    def _fail(self, error: AvatarError) -> None:
        """A stage can't go on: somebody else comes if she was never seen, or her last frame stays."""
        if self._problem is None:
            self._problem = error
            if self._make_stand_in is not None and not self._ever():
                self._stand_in = self._make_stand_in()
                self._stand_in.resize(self._frame.size, self._frame.ratio)
            if self._hear is not None:
                self._hear(error)

    def _ever(self) -> bool:
        return self._stage is not None and self._stage.seen


_lock = threading.Lock()
_read: dict[tuple[Path, str], tuple[tuple[object, ...], ModelFile, str]] = {}  # what was checked last, by place
_warm: list[tuple[str, process.PainterProcess]] = []  # what `prepare` has started for the next `create`


def loaded(folder: Path, name: str = "") -> tuple[ModelFile, str]:
    """The checked model of a folder and its digest; read again only when a file has changed. Raises AvatarError."""
    key = (folder.resolve(), name)
    with _lock:
        known = _read.get(key)
    if known is not None and _stamp(known[1]) == known[0]:
        return known[1], known[2]
    model = model_file.read(folder, name)
    found = (_stamp(model), model, model.digest())
    with _lock:
        _read[key] = found
        for old in list(_read)[:-8]:
            del _read[old]
    return model, found[2]


def _stamp(model: ModelFile) -> tuple[object, ...]:
    try:
        stats = [path.stat() for path in (*model.files, *{path.parent for path in model.files})]
    except OSError:
        return (object(),)
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)


def check_library(model: ModelFile, digest: str) -> None:
    """Raises AvatarError: live2d-py is missing, or is known to break down with this model."""
    if not remembered.version():
        raise AvatarError(
            "Live2D models need live2d-py, which is not installed.",
            code="live2d-missing",
            hint=f"Install it: {process.INSTALL}",
        )
    how = remembered.read(digest)
    if how:
        raise process.crash(model, how)


def prepare(character: Housed) -> None:
    """Load her ahead (1 to 10 s); `create` then finds her process. Not on the main thread. Raises AvatarError."""
    model, digest = loaded(folder_of(character), str(character.avatar.style.get("model", "")))
    check_library(model, digest)
    running = process.hold(model, digest)
    with _lock:
        before, _warm[:] = list(_warm), [(digest, running)]
    for held in before:
        process.let_go(*held)
    if running.facts(process.READY_S) is None:
        _cool(digest)
        raise AvatarError(
            f"{model.path}: the model was not loaded within {process.READY_S:.0f} seconds.", code="live2d-slow"
        )


def _cool(digest: str) -> None:
    """Let go what `prepare` holds."""
    with _lock:
        held = [one for one in _warm if one[0] == digest]
        _warm[:] = [one for one in _warm if one[0] != digest]
    for one in held:
        process.let_go(*one)


def create(
    character: Housed, options: Mapping[str, object] | None = None, *, clock: Callable[[], float] = time.monotonic
) -> Live2dAvatar:
    """The renderer of a character. Starts the process that draws her, and doesn't wait for it.

    Raises:
        AvatarError: a mistake in her folder, a wrong style key, no live2d-py, or a model that breaks the library.
    """
    style = {**character.avatar.style, **(options or {})}
    wanted = {key: str(style.pop(key)) for key in list(style) if canonical(key) is not None}
    no_options(character, "live2d", style, ("zoom", "physics", "motions", "model", *CANONICAL))
    zoom, physics, motions = style.get("zoom"), style.get("physics", True), style.get("motions", True)
    if zoom is not None and (not isinstance(zoom, int | float) or isinstance(zoom, bool) or not 1 <= zoom <= 4):
        raise _wrong(character, "zoom", zoom, "a number from 1 (the whole figure) to 4 is needed")
    for name, value in (("physics", physics), ("motions", motions)):
        if not isinstance(value, bool):
            raise _wrong(character, name, value, "true or false is needed")
    model, digest = loaded(folder_of(character), str(style.get("model", "")))
    check_library(model, digest)
    made = Live2dAvatar(
        model,
        digest,
        wanted,
        zoom=zoom,
        physics=bool(physics),
        motions=bool(motions),
        stand_in=lambda: _house(character.id),
        clock=clock,
    )
    _cool(digest)
    return made


@dataclass(frozen=True, slots=True)
class _Plain:
    """A character without a look of her own."""

    id: str
    style: Mapping[str, object] = field(default_factory=dict)

    @property
    def avatar(self) -> "_Plain":
        return self


def _house(who: str) -> Renderer:
    from companion.ui.avatars import vector

    return vector.create(_Plain(who))


def tried_anew(character: Housed) -> Live2dAvatar:
    """Loaded and ready, even if she has broken the library before. Not on the main thread of a window.

    Raises:
        AvatarError: whatever is wrong with her.
    """
    _model, digest = loaded(folder_of(character), str(character.avatar.style.get("model", "")))
    if remembered.read(digest):
        with contextlib.suppress(OSError):
            remembered.write(digest, "")
    prepare(character)
    return create(character)


def chosen(model: ModelFile, wanted: Mapping[str, str], ranges: Iterable[Range] = ()) -> dict[str, Expression]:
    """Feeling -> expression: guessed, or what the sheet says. Raises AvatarError: there is no such expression."""
    there = {shown.name.casefold(): shown for shown in model.expressions}
    found = {
        emotion: there[one.expression.casefold()]
        for emotion, one in guess(model.expressions, model.names, ranges).items()
    }
    for key, name in wanted.items():
        emotion = canonical(key) or key
        if name.casefold() == NONE:
            found.pop(emotion, None)
        elif name.casefold() in there:
            found[emotion] = there[name.casefold()]
        else:
            names = ", ".join(shown.name for shown in model.expressions) or "none"
            raise AvatarError(
                f"avatar.style.{key}: {model.path.name} has no expression {name!r}.",
                code="avatar-style",
                hint=f"There are: {names}. `none` takes the face of the house.",
            )
    return {emotion: found[emotion] for emotion in EXPRESSIONS if emotion in found}


def _wrong(character: Housed, key: str, value: object, needed: str) -> AvatarError:
    return AvatarError(f"{character.id}: avatar.style.{key} is {value!r}; {needed}.", code="avatar-style")
