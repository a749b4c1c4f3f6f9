"""Manner of speech against the shipped sheets, and against every line that was written for them."""

import re

import pytest

from companion import paths
from companion.persona.character import Character, load_character
from trainer.data import manner as endings
from trainer.evaluation import manner
from trainer.starter.brain import dialogues


@pytest.fixture(scope="module")
def people() -> dict[str, Character]:
    return {name: load_character(paths.shipped_characters() / name) for name in ("snow_white", "ruby")}


def test_politeness_is_read_from_endings(people: dict[str, Character]) -> None:
    polite, casual = (endings.wanted(people[name]) for name in ("snow_white", "ruby"))
    assert (polite, casual) == ("polite", "casual")
    assert manner.keeps_level("어머, 오셨군요! 수프가 따뜻해요.", "polite") is True
    assert manner.keeps_level("어머, 오셨군요! 앉아.", "polite") is False
    assert manner.keeps_level("내 폭발을 봐라! 멋지지?", "casual") is True
    assert manner.keeps_level("어머!", "polite") is None


def test_written_lines_keep_their_level(people: dict[str, Character]) -> None:
    written = dialogues.load()
    for name, who in people.items():
        level = endings.wanted(who)
        assert level is not None
        lines = [re.sub(r"\{[^}]*\}", "톰", line.text) for intent in written.intents.values()
                 for line in intent.replies.get((name, "ko"), ())]  # fmt: skip
        told = [kept for line in lines if (kept := manner.keeps_level(line, level)) is not None]
        assert len(told) > 380
        assert sum(told) / len(told) > 0.995


def test_markers_and_forbidden_words(people: dict[str, Character]) -> None:
    """E2, M9."""
    ruby = people["ruby"].speech["ko"]
    assert manner.marked("쾅! 불꽃이다!", ruby) == {"폭발": True}
    assert manner.marked("졸리다.", ruby) == {"폭발": False}
    assert manner.forbidden("저는 인공지능이에요.", ruby)
    assert not manner.forbidden("졸리다.", ruby)


def test_names_and_keywords(people: dict[str, Character]) -> None:
    """M3, F5."""
    snow = people["snow_white"]
    assert manner.names_self("저는 백설공주예요.", snow, "ko")
    assert manner.names_self("I am Snow White, dear.", snow, "en")
    assert not manner.names_self("I like snowy days.", snow, "en")
    assert manner.keyword("The forests are green.", snow) and not manner.keyword("Deforested land.", snow)
    assert manner.persona_words("사슴 보리가 길을 알려 줬어요.", snow, "ko")
    assert "일곱 난쟁이" in manner.sheet(snow)
