"""The dialogues and their expander, read and indexed once for all tests of the starter."""

import pytest

from trainer.starter import cast, scenes
from trainer.starter.brain import dialogues
from trainer.starter.brain.expand import Expander


@pytest.fixture(scope="session")
def written() -> dialogues.Dialogues:
    return dialogues.load()


@pytest.fixture(scope="session")
def expander(written: dialogues.Dialogues) -> Expander:
    return Expander(scenes.load(), cast.characters(), written.slots)
