"""Pages with a stand for the app; Qt's warnings and timers that still run fail a test, as in tests/ui."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.desk.app_stand import Stand
from tests.ui.conftest import no_leaked_timers, no_qt_warnings, qapp

__all__ = ["no_leaked_timers", "no_qt_warnings", "qapp"]


@pytest.fixture
def stand(qapp: QApplication) -> Iterator[Callable[..., Stand]]:
    """`stand(language="ko", **overrides)` makes one; all end with the test."""
    made: list[Stand] = []

    def make(language: str = "en", **overrides: Any) -> Stand:
        made.append(Stand(qapp, language, **overrides))
        return made[-1]

    yield make
    for one in made:
        one.close()
