"""How a conversation or a search result looks in the list: two lines, and what was found in bold. Main thread."""

from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from companion.ui.texts import Texts
from companion.ui.theme import Palette

KIND, VALUE, TITLE, BELOW, PARTS, CURRENT = (Qt.ItemDataRole.UserRole + number for number in range(6))
"""Roles. KIND: "heading", "conversation" or "hit". PARTS: (before, match, after) of a hit."""

Index = QModelIndex | QPersistentModelIndex
_SIDE, _HIGH, _GAP = 12, 9, 3
_WIDE = 232  # pixels of a line of words in the list


class Delegate(QStyledItemDelegate):
    """Paints items of those roles; the name of a conversation can be edited in place."""

    def __init__(self, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.palette = palette

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        upper, lower = _fonts(option.font)
        if index.data(KIND) == "heading":
            return QSize(120, QFontMetrics(lower).height() + 14)
        lines = 2 if index.data(KIND) == "hit" and _long(upper, index) else 1
        return QSize(120, QFontMetrics(upper).height() * lines + QFontMetrics(lower).height() + 2 * _HIGH + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        upper, lower = _fonts(option.font)
        if index.data(KIND) == "heading":
            painter.setFont(lower)
            painter.setPen(QColor(colours.muted))
            where = option.rect.adjusted(_SIDE, 6, -_SIDE, 0)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, str(index.data(TITLE)))
            painter.restore()
            return
        card = option.rect.adjusted(4, 1, -4, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or index.data(CURRENT) or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QColor(colours.accent) if chosen and _focused(option) else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.soft if chosen or index.data(CURRENT) else colours.window))
            painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), 10, 10)
        inside = card.adjusted(_SIDE - 4, _HIGH - 1, 4 - _SIDE, 1 - _HIGH)
        self._lines(painter, inside, index, upper, lower)
        painter.restore()

    def _lines(self, painter: QPainter, inside: QRect, index: Index, upper: QFont, lower: QFont) -> None:
        colours = self.palette
        metrics = QFontMetrics(upper)
        painter.setFont(upper)
        painter.setPen(QColor(colours.accent_strong if index.data(CURRENT) else colours.text))
        top = inside.top()
        if index.data(KIND) == "hit":
            top += _found(painter, inside, index, upper, colours)
        else:
            words = metrics.elidedText(str(index.data(TITLE)), Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(QRect(inside.left(), top, inside.width(), metrics.height()), 0, words)
            top += metrics.height()
        painter.setFont(lower)
        painter.setPen(QColor(colours.muted))
        small = QFontMetrics(lower)
        words = small.elidedText(str(index.data(BELOW)), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(QRect(inside.left(), top + _GAP, inside.width(), small.height()), 0, words)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("rename")
        editor.setMaxLength(120)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(6, 4, -6, -4))


def _long(font: QFont, index: Index) -> bool:
    """Whether what was found needs a second line (bold letters are wider)."""
    return QFontMetrics(font).horizontalAdvance("".join(index.data(PARTS))) * 1.06 > _WIDE


def _focused(option: QStyleOptionViewItem) -> bool:
    return isinstance(option.widget, QWidget) and option.widget.hasFocus()


def _fonts(base: QFont) -> tuple[QFont, QFont]:
    lower = QFont(base)
    lower.setPointSizeF(max(8.0, base.pointSizeF() - 1.5))
    return base, lower


def _found(painter: QPainter, where: QRect, index: Index, font: QFont, colours: Palette) -> int:
    """A piece of what was said, two lines at most, with what was looked for in bold. Returns its height."""
    before, match, after = (str(part).replace("\n", " ") for part in index.data(PARTS))
    layout = QTextLayout(before + match + after, font)
    found = QTextLayout.FormatRange()
    found.start, found.length = len(before), len(match)
    found.format.setFontWeight(QFont.Weight.Bold)
    found.format.setForeground(QColor(colours.accent_strong))
    layout.setFormats([found])
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    high, lines = QFontMetrics(font).height(), 0
    while lines < 2 and (line := layout.createLine()).isValid():
        line.setLineWidth(where.width())
        line.setPosition(QPointF(0, lines * high))
        lines += 1
    layout.endLayout()
    painter.setPen(QColor(colours.text))
    layout.draw(painter, QPointF(where.topLeft()))
    return lines * high


def moment(when: datetime, now: datetime, texts: Texts) -> str:
    """The time today, "Yesterday", or the date."""
    from companion.ui.messages import day_name

    return when.strftime("%H:%M") if when.date() == now.date() else day_name(when, now, texts)
