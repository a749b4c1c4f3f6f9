"""Scripts: training renders the same text as the app asks with, and its reply is plain."""

import shutil
from pathlib import Path

import pytest

from companion import paths
from companion.persona.character import Character, find_character, load_character
from companion.persona.emotion import Mood
from companion.persona.prompt import prompt_answer, system_text
from companion.voice.history import History
from trainer import recipe as recipes
from trainer import render, templates
from trainer.rows import Exchange, Row

ROW = Row(
    id="s1",
    kind="script",
    language="en",
    scene="s1",
    exchanges=(
        Exchange(user="the last train", text='MINA: "Wait!"\n(The doors close.)', emotion="sad", intensity=0.7),
        Exchange(user="and then?", text="MINA laughs.", emotion="joy", intensity=0.4),
    ),
)


@pytest.fixture
def writer() -> Character:
    return render.fitting(find_character("ruby"), "script")


def test_the_task_decides_the_form(writer: Character) -> None:
    ruby = find_character("ruby")
    assert render.fitting(ruby, "chat") is ruby and render.fitting(writer, "chat") is writer
    assert (writer.form, writer.reply_order) == ("script", "plain")
    assert Character.model_validate(writer.model_dump()) == writer, "it survives the way into another process"


def test_what_is_trained_is_what_the_app_asks(writer: Character) -> None:
    """L4, L9."""
    told = render.messages(writer, ROW, detail="short")
    assert [message.content for message in told[1:]] == [
        "[sad 0.7] the last train",
        'MINA: "Wait!"\n(The doors close.)',
        "[joy 0.4] and then?",
        "MINA laughs.",
    ]
    history = History(writer, "en", (), keep=4, half_life=60.0, now=0.0, detail="short")
    first = history.render("[sad 0.7] the last train", 0.0)
    history.add(first, told[2].content, Mood("sad", 0.7), told[2].content, complete=True)
    second = history.render("[joy 0.4] and then?", 0.0)
    assert history.messages(second) == told[:-1]
    assert told[0].content == system_text(writer, "en")


def test_the_templates_of_trainer_and_app_are_the_same_text(writer: Character) -> None:
    recipe = recipes.preset("ldcc")
    assert (recipe.task, recipe.template) == ("script", "ldcc")
    told = render.messages(writer, ROW, detail="short")
    template = templates.plain_template(recipe)
    for count in range(1, len(told) + 1):
        for ask in (True, False):
            mine = templates.render(template, render.record(told[:count]), add_generation_prompt=ask, eos_token="</s>")
            assert mine == prompt_answer(told[:count], ask)


def test_a_registered_sheet_of_a_writer_loads_in_the_app(tmp_path: Path) -> None:
    from trainer import character_text

    folder = tmp_path / "ruby"
    shutil.copytree(paths.shipped_characters() / "ruby", folder)
    text = (folder / "character.yaml").read_text(encoding="utf-8")
    for key, value in (("form", "script"), ("reply_order", None)):
        text = character_text.set_key(text, key, value)
    (folder / "character.yaml").write_text(text, encoding="utf-8")
    talker = find_character("ruby")
    assert talker.digest != load_character(folder).digest  # reckoned before the change: the copy must reckon anew
    assert render.fitting(talker, "script").digest == load_character(folder).digest
