"""What the window tests share: a clock that stands still, recorded wishes, a painted stand-in for an avatar."""

from dataclasses import dataclass, field, replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QRegion
from PySide6.QtWidgets import QApplication

from companion.face.pose import FacePose
from companion.persona.emotion import Mood
from companion.ui.actions import Actions, MenuCharacter
from companion.ui.chat.items import ChatActions, Opening
from companion.voice.types import PlaybackPosition, Reply, SpeechChunk, SpeechStarted, Turn


class Clock:
    """Seconds that pass only when told."""

    def __init__(self, now: float = 100.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


class Wishes:
    """Actions that write down what was wished, in order."""

    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []
        self.characters: list[MenuCharacter] = []
        self.mood = Mood("neutral", 0.0)
        recorders = {name: self._recorder(name) for name in Actions.__dataclass_fields__}
        recorders["chat"] = self.chat = ChatActions(
            **{
                name: self._recorder(f"chat.{name}")
                for name in ChatActions.__dataclass_fields__
                if name != "text_scale"
            }
        )
        self.actions = Actions(
            **{
                **recorders,
                "list_characters": lambda: self.characters,
                "mood": lambda: self.mood,
                "pages": ("settings",),
            }
        )  # type: ignore[arg-type]

    def _recorder(self, name: str) -> object:
        return lambda *arguments: self.said.append((name, *arguments))

    def named(self, name: str) -> list[tuple[object, ...]]:
        return [wish[1:] for wish in self.said if wish[0] == name]


@dataclass
class Disc:
    """A renderer: an ellipse that fills its window. `narrow` makes it thinner."""

    narrow: int = 0
    sizes: list[tuple[QSize, float]] = field(default_factory=list)
    poses: list[FacePose] = field(default_factory=list)

    def resize(self, size: QSize, ratio: float) -> None:
        self.sizes.append((QSize(size), ratio))

    def _rect(self) -> QRect:
        size = self.sizes[-1][0]
        return QRect(self.narrow, 0, size.width() - 2 * self.narrow, size.height())

    def paint(self, painter: QPainter, pose: FacePose) -> None:
        self.poses.append(pose)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(QColor("#7a4fa3")))
        painter.drawEllipse(self._rect())

    def hit(self, point: QPointF) -> bool:
        return self.region().contains(point.toPoint())

    def region(self) -> QRegion:
        return QRegion(self._rect(), QRegion.RegionType.Ellipse)


@dataclass
class Face:
    """A director whose pose the test sets."""

    pose: FacePose = field(default_factory=FacePose)
    reactions: list[Mood] = field(default_factory=list)
    updates: list[dict[str, object]] = field(default_factory=list)
    calmed: int = 0
    waved: int = 0

    def react(self, mood: Mood, now: float) -> None:
        self.reactions.append(mood)

    def calm(self) -> None:
        self.calmed += 1

    def wave(self, now: float) -> None:
        self.waved += 1

    def update(
        self,
        now: float,
        mood: Mood,
        speaking: PlaybackPosition | None = None,
        cursor: tuple[float, float] | None = None,
        **more: object,
    ) -> FacePose:
        self.updates.append({"now": now, "mood": mood, "speaking": speaking, **more})
        return self.pose


@dataclass(frozen=True)
class Past:
    """A stored turn."""

    user: str
    text: str
    when: float = 1_700_000_000.0
    heard: str = ""
    complete: bool = True
    mood: Mood = field(default_factory=lambda: Mood("joy", 0.8))
    id: int = 1
    answered: float | None = None
    mine: tuple[int, ...] = ()
    hers: tuple[int, ...] = ()


def opening(*turns: Past, at: int | None = None, number: int = 1) -> Opening:
    """A conversation of these turns, wholly here."""
    numbered = [replace(turn, id=place) for place, turn in enumerate(turns, 1)]
    return Opening(number, len(turns), 0, numbered, at)


def turn(number: int = 1, source: str = "voice") -> Turn:
    made = Turn(number, source)  # type: ignore[arg-type]
    made.commit()
    return made


def piece(of: Turn, text: str, index: int = 0) -> SpeechStarted:
    """The sound of one piece becomes audible."""
    reply = Reply(of, text, text, Mood("joy", 0.8), index)
    return SpeechStarted(of, reply, SpeechChunk(of, np.zeros(160, np.float32), 16_000, reply), 0.0)


def position(of: Turn) -> PlaybackPosition:
    return PlaybackPosition(piece(of, "a").chunk, 0.0, 0.2)


def events(app: QApplication) -> None:
    """Let Qt do what is due."""
    for _ in range(3):  # layouts ask again after their first answer
        app.processEvents()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
