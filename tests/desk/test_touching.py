"""Patted or poked she says one of her own lines: now and then, never over a conversation, only where wanted."""

import itertools
import re
from types import SimpleNamespace
from typing import Any

import pytest

from companion import config as configuration
from companion.desk.touching import PAUSE, Touching
from companion.persona.character import Character, list_characters
from companion.persona.emotion import Mood
from companion.voice.types import State
from tests.ui.parts import Clock


class Stage:
    """A host with a loop that writes down what she is to say."""

    def __init__(self, character: Character | None, *, words: bool = True) -> None:
        self.clock = Clock()
        self.heard: list[tuple[str, Mood]] = []
        self.notes: list[dict[str, Any]] = []
        self.session = SimpleNamespace(
            character=character,
            state=State.LISTENING,
            loop=SimpleNamespace(say=lambda text, mood: self.heard.append((text, mood))),
            language_of=lambda _who: "en",
        )
        self.quiet = False
        controls = SimpleNamespace(quiet=SimpleNamespace(isChecked=lambda: self.quiet))
        self.desktop = SimpleNamespace(controls=controls)
        self.config = configuration.load(overrides={"conversation": {"touch_words": words}})
        self.note = self.notes.append
        self.touching = Touching(self, self.clock, lambda lines: lines[0])  # type: ignore[arg-type]

    def touch(self, kind: Any = "pat", wait: float = PAUSE) -> int:
        """How many lines there are after a touch, once the pause is over."""
        self.clock.pass_(wait)
        self.touching.touched(kind)
        return len(self.heard)


def her(name: str = "snow_white") -> Character:
    return next(one for one in list_characters().characters if one.id == name)


def test_a_pat_and_a_poke_have_lines_of_their_own() -> None:
    stage = Stage(her())
    assert stage.touch("pat") == 1 and stage.touch("poke") == 2
    pat, poke = her().pats["en"][0], her().pokes["en"][0]
    assert stage.heard == [
        (pat.text, Mood(pat.emotion, pat.intensity)),
        (poke.text, Mood(poke.emotion, poke.intensity)),
    ]


def test_no_line_comes_twice_in_a_row() -> None:
    stage = Stage(her())
    for _ in range(4):
        stage.touch()
    texts = [text for text, _mood in stage.heard]
    assert len(texts) == 4 and all(one != other for one, other in itertools.pairwise(texts))


def test_after_a_line_only_her_face_answers_for_a_while() -> None:
    stage = Stage(her())
    assert stage.touch() == 1 and stage.touch(wait=PAUSE / 2) == 1 and stage.touch(wait=PAUSE) == 2
    assert [note["answered"] for note in stage.notes] == [True, False, True]


@pytest.mark.parametrize("state", [State.HEARING, State.THINKING, State.SPEAKING, State.PAUSED, State.OFF])
def test_she_does_not_speak_into_a_conversation(state: State) -> None:
    stage = Stage(her())
    stage.session.state = state
    assert stage.touch() == 0


def test_where_words_are_not_wanted_there_are_none() -> None:
    assert Stage(her(), words=False).touch() == 0
    stage = Stage(her())
    stage.quiet = True
    assert stage.touch() == 0
    assert Stage(None).touch() == 0
    assert Stage(her().model_copy(update={"pats": {}})).touch() == 0


@pytest.mark.parametrize("character", list_characters().characters, ids=lambda one: one.id)
def test_everybody_who_ships_has_lines_in_her_own_manner(character: Character) -> None:
    for language in character.languages:
        lines = [*character.pats[language], *character.pokes[language]]
        assert len(character.pats[language]) >= 3 and len(character.pokes[language]) >= 3
        assert len({line.text for line in lines}) == len(lines)
        for line in lines:
            assert not any(re.search(rule, line.text) for rule in character.speech[language].forbidden), line.text
