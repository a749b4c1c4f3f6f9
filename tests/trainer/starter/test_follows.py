"""What goes on from a plain line."""

import re
from pathlib import Path

import pytest

from companion.errors import TrainingError
from companion.persona.recall import fold
from trainer.evaluation import manner, wording
from trainer.starter import cast
from trainer.starter.understanding import follows, material, plain


@pytest.fixture(scope="module")
def known() -> material.Topics:
    return material.topics()


@pytest.mark.parametrize("who", cast.CAST)
def test_a_riddle_goes_on_with_a_hint_the_answer_and_joy(who: str, known: material.Topics) -> None:
    found = follows.follows(who, known)
    said = {(each.about, each.language): fold(text) for each in plain.answers(who, known) for _, text in each.lines}
    for language in ("ko", "en"):
        for topic in ("riddle.ask", "riddle.more"):
            after = [each for each in found if said[topic, language] in each.after]
            assert [each.about for each in after] == ["riddle.answer", "riddle.answer", "", "riddle.try"]
            assert {each.language for each in after} == {language}
            feelings = [mood.emotion for each in after for mood, _ in each.lines]
            assert feelings[2] == "joy" and "joy" not in (feelings[0], feelings[1], feelings[3])


@pytest.mark.parametrize("who", cast.CAST)
def test_they_are_in_her_manner_and_said_once(who: str, known: material.Topics) -> None:
    speech = cast.characters((who,))[who].speech
    found = [(each.language, text) for each in follows.follows(who, known) for _, text in each.lines]
    assert len(set(found)) == len(found) == 14
    for language in ("ko", "en"):
        lines = [text for spoken, text in found if spoken == language]
        assert not [x for x in lines if manner.forbidden(x, speech[language]) or wording.language_of(x) != language]
        for marker in speech[language].markers:
            if marker.min_rate >= 0.9:
                assert [x for x in lines if not re.search(marker.regex, x)] == []


def test_who_has_no_such_file_has_none(tmp_path: Path, known: material.Topics) -> None:
    assert follows.follows("ruby", known, tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "[]: nothing",
        "- after: riddle.ask\n  said: nowhere\n  feeling: joy .5\n  ko: 펑\n  en: Boom!\n",
        "- after: no.topic\n  said: hint\n  feeling: joy .5\n  ko: 펑\n  en: Boom!\n",
        "- after: riddle.ask\n  said: hint\n  about: no.topic\n  feeling: joy .5\n  ko: 펑\n  en: Boom!\n",
        "- after: riddle.ask\n  said: hint\n  feeling: joy\n  ko: 펑\n  en: Boom!\n",
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, known: material.Topics, text: str) -> None:
    (tmp_path / "said.yaml").write_text("hint:\n  ko: 힌트\n  en: hint\n", encoding="utf-8")
    (tmp_path / "ruby.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError) as caught:
        follows.follows("ruby", known, tmp_path)
    assert "ruby.yaml" in caught.value.message
