"""`companion avatar live2d WHO`: a window that says which expression of a Live2D model shows which feeling.

WHO is a character, her folder, or a model's folder. Needs a screen and the extra `live2d`. Main thread.
"""

import argparse
import os
import sys
from pathlib import Path

from companion.config import Config, interface_language
from companion.errors import AvatarError
from companion.persona.character import FILE_NAME, find_character, load_character
from companion.ui.character import live2d_choice
from companion.ui.character.live2d_choice import Model


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Show the window until it is closed. Raises AvatarError, CharacterError."""
    found = model_of(arguments.who)
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise AvatarError(
            "There is no screen for a window.",
            code="live2d-gl",
            hint="`companion avatar check` with the folder says in the terminal what was guessed.",
        )
    from companion.ui.avatars.cubism import process
    from companion.ui.character.live2d_window import alone
    from companion.ui.texts import Texts

    print("Opening the model …", file=sys.stderr)
    texts = Texts("ko" if interface_language(config) == "ko" else "en")
    alone(lambda: live2d_choice.window(found, live2d_choice.load(found), texts))
    process.close_all()
    return 0


def model_of(who: str) -> Model:
    """What WHO means. Raises AvatarError or CharacterError."""
    place = Path(who)
    if not place.is_dir():
        return live2d_choice.hers(find_character(who))
    place = place.resolve()
    if (place / FILE_NAME).is_file():
        return live2d_choice.hers(load_character(place))
    if (place.parent / FILE_NAME).is_file():
        her = load_character(place.parent)
        style = her.avatar.style if her.avatar.renderer == "live2d" else {}
        return Model(her.name("en"), place, style, her)
    return Model(place.name, place, {}, None)
