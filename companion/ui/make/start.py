"""What the page begins with: who is being made, and a new one. Main thread."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.ui.character.kit import button, card, pill, row, words
from companion.ui.make.values import Workshop
from companion.ui.texts import Texts

_KINDS = {"passed": "good", "in_menu": "good", "not_passed": "warn", "broken": "bad", "running": "accent"}


class StartStep(QWidget):
    """A card for each who is being made; what can be done next stands on it."""

    def __init__(
        self,
        texts: Texts,
        workshops: Sequence[Workshop],
        *,
        begin: Callable[[], object],
        open: Callable[[str], object],
        discard: Callable[[str], object],
    ) -> None:
        super().__init__()
        self.setObjectName("pageBody")
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 18, 24, 22)
        box.setSpacing(12)
        self.new = button(texts("make.start.new"), begin, "primary")
        box.addWidget(
            card(words(texts("make.start.what"), ""), words(texts("make.start.how"), "small"), row(self.new), gap=10)
        )
        if workshops:
            box.addWidget(words(texts("make.start.unfinished"), "part"))
        for one in workshops:
            box.addWidget(self._card(texts, one, open, discard))
        box.addStretch(1)

    def _card(
        self, texts: Texts, one: Workshop, open: Callable[[str], object], discard: Callable[[str], object]
    ) -> QWidget:
        head = row(
            words(one.name, "cardName"), pill(texts(f"make.standing.{one.standing}"), _KINDS.get(one.standing, ""))
        )
        layout = head.layout()
        assert layout is not None
        layout.setStretch(0, 1)  # type: ignore[attr-defined]
        facts = [one.id, texts("make.run.stage", number=min(one.done, one.of), of=one.of)]
        facts += [texts("make.start.version", number=one.version)] if one.version else []
        parts: list[QWidget] = [head, words(" · ".join(facts), "small")]
        if one.standing != "broken":
            go_on = button(texts(f"make.open.{one.standing}"), lambda: open(one.id), "primary")
            go_on.setAccessibleName(f"{go_on.text()}: {one.name}")
            buttons: list[QWidget | None] = [go_on]
        else:
            buttons = []
        if one.standing != "running":
            gone = button(texts("make.discard"), lambda: discard(one.id), "quiet")
            gone.setAccessibleName(f"{gone.text()}: {one.name}")
            buttons.append(gone)
        if buttons:
            parts.append(row(*buttons, None))
        return card(*parts, gap=8)
