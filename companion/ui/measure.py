"""How large wrapped rich text is. QLabel guesses; a QTextDocument of the same font knows. Main thread."""

import math

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QTextDocument


def text_size(html: str, font: QFont, widest: int) -> QSize:
    """The smallest box, at most `widest` pixels wide, that holds `html` in as few lines as the widest one would."""
    document = QTextDocument()
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setHtml(html)
    if "<table" in html:  # a table is as wide as it is told to be
        document.setTextWidth(-1)
        document.setTextWidth(min(widest, math.ceil(document.idealWidth()) + 2))
        return QSize(math.ceil(document.textWidth()), math.ceil(document.size().height()))
    document.setTextWidth(widest)
    height = document.size().height()
    low, high = 24, min(widest, math.ceil(document.idealWidth()) + 1)
    while high - low > 3:
        middle = (low + high) // 2
        document.setTextWidth(middle)
        if document.size().height() > height or document.idealWidth() > middle:
            low = middle
        else:
            high = middle
    return QSize(high + 1, math.ceil(height))
