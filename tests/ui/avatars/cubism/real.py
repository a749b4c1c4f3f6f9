"""A real Live2D model, for tests that need one: the folder that COMPANION_LIVE2D_MODEL names, with live2d-py installed.

Cubism's sample models may not be passed on, so none is here; without one these tests are skipped, and say so.
"""

import os
from pathlib import Path

import pytest

from companion.ui.avatars import live2d
from companion.ui.avatars.cubism import remembered
from tests.ui.avatars.puppet.drawings import Look, Sitter

VARIABLE = "COMPANION_LIVE2D_MODEL"


def folder() -> Path:
    """Skips where there is no model or no library."""
    name = os.environ.get(VARIABLE)
    if not name:
        pytest.skip(f"{VARIABLE} names no model folder")
    if not remembered.version():
        pytest.skip("live2d-py is not installed (the extra `live2d`)")
    return Path(name).resolve()


def sitter(**style: object) -> Sitter:
    place = folder()
    return Sitter(place.parent, avatar=Look(style, place.name))


def whole(**style: object) -> live2d.Live2dAvatar:
    """Loaded, and ready to be painted."""
    made = live2d.create(sitter(**style))
    assert made.ready(live2d.process.READY_S)
    return made
