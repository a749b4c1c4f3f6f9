"""An artist saves a file, and she changes where she stands; a mistake is a card, and she stays as she was."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from companion.desk.redrawing import Redrawing, prepare, renderer_of
from companion.errors import AvatarError
from companion.persona.character import Avatar, Character, find_character
from companion.ui.avatars import rig, sprites, vector
from companion.ui.avatars.rig import RigAvatar
from companion.ui.renderer import Renderer
from companion.voice.types import Notice
from tests.desk.app_stand import Stand
from tests.ui.avatars.puppet.drawings import SIX, write
from tests.ui.avatars.sprite.painted import folder


class Room:
    """The stand with a window that remembers which avatars it was given."""

    def __init__(self, host: Stand) -> None:
        self.host = host
        self.shown: list[Any] = []
        self.solved: list[str] = []
        desktop = cast(Any, host.desktop)
        desktop.redraw = self.shown.append
        desktop.problems = SimpleNamespace(solved=self.solved.append)
        self.redrawing = Redrawing(cast(Any, host), make)


def make(character: Character) -> Renderer:
    kind = {"rig": rig, "sprites": sprites, "vector": vector}[character.avatar.renderer]
    return cast(Renderer, kind.create(character, character.avatar.style))


@pytest.fixture
def room(stand: Callable[..., Stand]) -> Iterator[Room]:
    made = Room(stand())
    yield made
    made.redrawing.close()


def her(home: Path, renderer: str) -> Character:
    avatar = Avatar(renderer=renderer, folder="avatar")
    return find_character("ruby").model_copy(update={"folder": home, "avatar": avatar})


def names(renderer: object) -> set[str]:
    assert isinstance(renderer, RigAvatar)
    return {part.name for part in renderer.rig.parts}


def test_saving_the_drawing_shows_it(room: Room, tmp_path: Path) -> None:
    write(tmp_path)
    who = her(tmp_path, "rig")
    room.redrawing.watch(who, make(who))
    for part in ("tear", "sweat"):
        before = len(room.shown)
        write(tmp_path, SIX + f'<g id="{part}"><path d="M0 0H9V9Z"/></g>')
        room.host.until(lambda before=before: len(room.shown) > before, "she is drawn anew")  # type: ignore[misc]
        assert part in names(room.shown[-1])
    assert not room.host.desktop.reported


def test_an_editor_that_replaces_the_file_is_seen_too(room: Room, tmp_path: Path) -> None:
    place = write(tmp_path)
    who = her(tmp_path, "rig")
    room.redrawing.watch(who, make(who))
    for part in ("tear", "sweat"):
        before = len(room.shown)
        text = (place / "figure.svg").read_text().replace("</svg>", f'<g id="{part}"><path d="M0 0H9V9Z"/></g></svg>')
        (place / "new.tmp").write_text(text)
        (place / "new.tmp").replace(place / "figure.svg")
        room.host.until(lambda before=before: len(room.shown) > before, "she is drawn anew")  # type: ignore[misc]
        assert part in names(room.shown[-1])


def test_a_mistake_is_a_card_until_it_is_mended(room: Room, tmp_path: Path) -> None:
    place = write(tmp_path)
    who = her(tmp_path, "rig")
    room.redrawing.watch(who, make(who))
    (place / "rig.yaml").write_text("parts:\n  mouht: {}\n")
    room.host.until(lambda: room.host.desktop.reported, "the mistake is told")
    assert "line 2: figure.svg has no part `mouht`" in str(room.host.desktop.reported[-1])
    assert not room.shown and not room.solved
    (place / "rig.yaml").write_text("parts:\n  mouth: {}\n")
    room.host.until(lambda: room.shown, "she is drawn anew")
    assert room.solved == ["avatar"]


def test_one_who_could_not_be_shown_at_all_is_watched(room: Room, tmp_path: Path) -> None:
    place = write(tmp_path, "<script/>" + SIX)
    who = her(tmp_path, "rig")
    room.redrawing.watch(who, vector.create(find_character("ruby")))
    write(tmp_path)
    room.host.until(lambda: room.shown, "she is drawn for the first time")
    assert place.name == "avatar" and "face" in names(room.shown[-1])


def test_a_drawing_is_read_ahead_on_another_thread(stand: Callable[..., Stand], tmp_path: Path) -> None:
    write(tmp_path)
    who, host = her(tmp_path, "rig"), stand()
    done = host.background(lambda: prepare(who))
    host.until(done.done, "it is read")
    done.result()
    assert renderer_of(who).rig is renderer_of(who).rig
    prepare(who.model_copy(update={"avatar": Avatar()}))
    with pytest.raises(AvatarError, match="can't be loaded"):
        prepare(who.model_copy(update={"avatar": Avatar(renderer="hologram")}))


def test_a_new_picture_counts(room: Room, tmp_path: Path) -> None:
    folder(tmp_path, ["neutral"])
    who = her(tmp_path, "sprites")
    room.redrawing.watch(who, make(who))
    folder(tmp_path, ["joy"])
    room.host.until(lambda: room.shown, "she has a new picture")
    assert room.shown[-1].sprites.shown["joy"] == "joy"


def test_another_character_and_the_end_stop_the_watch(room: Room, tmp_path: Path) -> None:
    place = write(tmp_path)
    who = her(tmp_path, "rig")
    room.redrawing.watch(who, make(who))
    plain = find_character("ruby")
    room.redrawing.watch(plain, vector.create(plain))
    assert room.redrawing._watcher.files() == [] and room.redrawing._watcher.directories() == []
    room.redrawing.watch(who, make(who))
    (place / "figure.svg").write_text("<svg/>")
    room.redrawing.close()
    room.host.app.processEvents()
    assert not room.shown and not room.host.desktop.reported


def test_what_of_a_drawing_is_left_out_is_told_by_line_until_it_is_mended(room: Room, tmp_path: Path) -> None:
    told: list[Notice] = []
    room.host.desktop.problems.on_event = told.append
    write(tmp_path, SIX + '<text id="name">hi</text>\n<g id="glow" filter="url(#blur)"><path d="M0 0H9V9Z"/></g>')
    who = her(tmp_path, "rig")
    room.redrawing.watch(who, make(who))
    (notice,) = told
    assert notice.code == "avatar-undrawn"
    for said in ("<text> `name`: text is not drawn", "Object to Path", "<g> `glow`: filters (blur, shadow)", "line "):
        assert said in notice.message
    room.redrawing.watch(who, make(who))
    assert len(told) == 1, "the same is not told again"
    write(tmp_path, SIX)
    room.redrawing.watch(who, make(who))
    assert "avatar-undrawn" in room.solved and len(told) == 1
