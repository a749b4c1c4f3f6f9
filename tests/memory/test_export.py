"""Exports: to read, with everything, and for training, which the trainer's own reader takes."""

import json
from pathlib import Path

import pytest

from companion.errors import MemoryStoreError
from companion.memory import export
from companion.memory.store import Conversation, Store
from companion.persona.emotion import Mood
from companion.voice.types import Turn
from tests.trainer.sources.sheet import source
from trainer.sources import formats

JOY = Mood("joy", 0.6)


@pytest.fixture
def talk(tmp_path: Path):
    ticks = iter(range(1_700_000_000, 1_800_000_000, 60))
    store = Store(tmp_path / "x.sqlite3", clock=ticks.__next__)
    yield store.conversation("ruby")
    store.close()


def say(talk: Conversation, user: str, text: str, heard: str | None = None, mood: Mood = JOY) -> None:
    turn = Turn(1, "typed" if user else "greeting")
    talk.user_said(turn, user, "ko", "")
    if text:
        talk.reply_done(turn, text, text if heard is None else heard, heard is None, mood, "")


def filled(talk: Conversation) -> Conversation:
    say(talk, "", "왔구나, 조수!", mood=Mood("excited", 0.9))
    say(talk, "# 안녕 <b>", "쾅! 반가워.")
    say(talk, "왜?", "그냥. 재미있잖아.", heard="그냥.", mood=Mood("neutral", 0.0))
    say(talk, "대답 없는 말", "")
    say(talk, "", "또 왔네!")
    say(talk, "응", "좋아.")
    return talk


def test_markdown_says_who_said_what_and_when(talk: Conversation) -> None:
    info = filled(talk)._store.info(talk.id)
    assert info is not None
    text = export.markdown(info, talk.page(0, 99), "루비", "나")
    assert text.count("**나** · ") == 4 and text.count("**루비** · ") == 5
    assert "# 안녕 <b>" in text and "그냥. ~~재미있잖아.~~" in text and "· excited" in text and "neutral" not in text
    assert text.index("왔구나, 조수!") < text.index("쾅! 반가워.") < text.index("좋아.")


def test_json_holds_all_that_is_known(talk: Conversation) -> None:
    store = filled(talk)._store
    store.rename(talk.id, "불꽃")
    info = store.info(talk.id)
    assert info is not None
    data = json.loads(export.whole(info, talk.page(0, 99), "루비"))
    assert (data["format"], data["version"], data["title"]) == ("companion-conversation", 1, "불꽃")
    assert data["turns"][0]["said"] is None and data["turns"][3]["answer"] is None
    cut = data["turns"][2]["answer"]
    assert (cut["text"], cut["heard"], cut["complete"]) == ("그냥. 재미있잖아.", "그냥.", False)
    assert data["turns"][1]["answer"]["when"] > data["turns"][1]["said"]["when"]


def test_the_trainer_reads_the_training_form(talk: Conversation, tmp_path: Path) -> None:
    info = filled(talk)._store.info(talk.id)
    assert info is not None
    place = tmp_path / "talk.jsonl"
    export.write(place, export.training(info, talk.page(0, 99)))
    found = formats.read(source(place))
    said = [[(each.user, each.text, each.emotion) for each in row.exchanges] for row in found.rows]
    assert said == [
        [("", "왔구나, 조수!", "excited"), ("# 안녕 <b>", "쾅! 반가워.", "joy"), ("왜?", "그냥.", "neutral")],
        [("", "또 왔네!", "joy"), ("응", "좋아.", "joy")],
    ]
    assert export.training(info, []) == ""


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    for place in (tmp_path / "no" / "x.md", tmp_path / "folder.md"):
        with pytest.raises(MemoryStoreError) as caught:
            export.write(place, "x")
        assert caught.value.code == "export-unwritable" and str(place) in str(caught.value)
    assert [each.name for each in tmp_path.iterdir()] == ["folder.md"]
