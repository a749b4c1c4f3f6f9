"""A persona that writes scripts: plain text in the feeling it is asked for, through the app's whole path (L9)."""

import json
import shutil
import time
from pathlib import Path

import jinja2
import pytest

from companion import config, paths
from companion.errors import CharacterError
from companion.persona import model_card
from companion.persona.character import Character, find_character, load_character
from companion.persona.emotion import NEUTRAL, Mood
from companion.persona.prompt import Message, PastTurn, asked_mood, build, prompt_answer, system_text, user_text
from companion.persona.reply import Done, MoodKnown, ReplyReader, TextDelta, encode
from companion.session import Session, Sound
from companion.voice.history import History
from companion.voice.types import Event, ReplyDone, ReplyStarted
from tests.cli.conftest import Run
from tests.tiny_gguf import WORDY
from tests.tiny_gguf import build as build_gguf

LDCC = (  # as in trainer/templates.py, without its marks
    "{% for message in messages %}{% if message['role'] == 'assistant' %}"
    "{{ '### Answer:\\n' + message['content'] + eos_token + '\\n\\n' }}"
    "{% elif message['role'] == 'user' %}{{ '### Prompt:\\n' + message['content'] + '\\n\\n' }}"
    "{% else %}{{ message['content'] + '\\n\\n' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '### Answer:\\n' }}{% endif %}"
)


def writer(name: str = "writer", extra: str = "") -> Character:
    """Ruby's sheet as a writer of scripts, in the person's folder."""
    folder = paths.user_characters() / name
    shutil.copytree(paths.shipped_characters() / "ruby", folder)
    sheet = (folder / "character.yaml").read_text(encoding="utf-8")
    sheet = sheet.replace("id: ruby\n", f"id: {name}\n").replace("reply_order: emotion_first\n", "form: script\n")
    (folder / "character.yaml").write_text(sheet + extra, encoding="utf-8")
    return load_character(folder)


@pytest.fixture
def brain(tmp_path: Path) -> Path:
    return build_gguf(tmp_path / "scribe.gguf", WORDY)


def test_the_form_decides_the_order_and_belongs_to_the_digest() -> None:
    ruby, scribe = find_character("ruby"), writer()
    assert (ruby.form, ruby.reply_order) == ("chat", "emotion_first")
    assert (scribe.form, scribe.reply_order) == ("script", "plain")
    assert scribe.digest != ruby.model_copy(update={"folder": scribe.folder}).digest
    with pytest.raises(CharacterError, match="belongs to `form: script`"):
        _changed("chatty", "reply_order: emotion_first\n", "reply_order: plain\n")
    with pytest.raises(CharacterError, match="has no meaning for `form: script`"):
        _changed("both", "reply_order: emotion_first\n", "form: script\nreply_order: text_first\n")


def _changed(name: str, old: str, new: str) -> Character:
    folder = paths.user_characters() / name
    shutil.copytree(paths.shipped_characters() / "ruby", folder)
    sheet = (folder / "character.yaml").read_text(encoding="utf-8").replace("id: ruby\n", f"id: {name}\n")
    (folder / "character.yaml").write_text(sheet.replace(old, new), encoding="utf-8")
    return load_character(folder)


@pytest.mark.parametrize(
    ("text", "mood", "rest"),
    [
        ("[joy 0.8] two friends meet", Mood("joy", 0.8), "two friends meet"),
        ("[기쁨] 두 친구가 만난다", Mood("joy", 0.6), "두 친구가 만난다"),
        (" [Anger .3]a quarrel", Mood("angry", 0.3), "a quarrel"),
        ("[neutral] a street", NEUTRAL, "a street"),
        ("[scene 3] a street", None, "[scene 3] a street"),
        ("a street [joy]", None, "a street [joy]"),
    ],
)
def test_a_scene_is_asked_for_in_a_feeling(text: str, mood: Mood | None, rest: str) -> None:
    assert asked_mood(text) == (mood, rest)
    if mood is not None:
        from companion.persona.prompt import Context

        assert asked_mood(user_text(rest, Context(mood)))[0] == mood


def test_only_a_writer_takes_the_bracket_for_a_wish() -> None:
    scribe = writer()
    for character, rendered in (
        (scribe, "[sad 0.7] the last train"),
        (find_character("ruby"), "[neutral] [sad .7] the last train"),
    ):
        history = History(character, "en", (), keep=4, half_life=60.0, now=0.0)
        assert history.render("[sad .7] the last train", 0.0) == rendered
    assert history.render("the last train", 0.0) == "[neutral] the last train"


def test_the_prompt_asks_for_a_script_and_for_no_object() -> None:
    scribe = writer()
    for language in ("ko", "en"):
        for detail in ("short", "full"):
            text = system_text(scribe, language, detail=detail)  # type: ignore[arg-type]
            assert "JSON" not in text and scribe.name(language) in text
    told = build(scribe, "en", [PastTurn("[joy 0.5] a party", "ANNA: Hi!")], "[sad 0.4] a farewell")
    assert [message.content for message in told[1:]] == ["[joy 0.5] a party", "ANNA: Hi!", "[sad 0.4] a farewell"]


def test_the_other_form_of_a_conversation_is_that_of_the_template() -> None:
    """L4: `### Prompt:` and `### Answer:`."""
    turns = [Message("system", "You write."), Message("user", "A"), Message("assistant", "B"), Message("user", "C")]
    template = jinja2.Environment(keep_trailing_newline=True).from_string(LDCC)
    for count in range(1, 5):
        for ask in (True, False):
            told = [{"role": turn.role, "content": turn.content} for turn in turns[:count]]
            rendered = template.render(messages=told, add_generation_prompt=ask, eos_token="</s>")
            assert prompt_answer(turns[:count], ask) == rendered


def test_a_plain_reply_is_taken_as_it_comes() -> None:
    mood = Mood("sad", 0.4)
    said = '{"text": "no object"}\n```\nMINA: "Bye."'
    assert encode(said, mood, "plain") == said
    for cut in range(1, 9):
        reader = ReplyReader("plain", mood)
        events = [e for at in range(0, len(said.encode()), cut) for e in reader.feed(said.encode()[at : at + cut])]
        events += reader.finish()
        assert events[0] == MoodKnown(mood) and events[-1] == Done(said, mood, said, False)
        assert "".join(event.text for event in events if isinstance(event, TextDelta)) == said


@pytest.mark.parametrize("template", ["chatml", "ldcc"])
def test_a_script_is_asked_for_and_written_in_the_app(run: Run, brain: Path, template: str) -> None:
    scribe = writer(extra=f"brain: {brain}\n")
    card = {"template": template, "task": "script", "characters": {"writer": scribe.digest}, "prompt": "short"}
    model_card.write(brain, {**card, "sampling": {"temperature": 1.0, "max_tokens": 60}})
    ran = run("--set", "brain.seed=3", "ask", "--json", "--character", "writer", "[슬픔 0.7] 마지막 기차")
    assert ran.code == 0, ran.err
    answer = json.loads(ran.out)
    assert answer["character"] == "writer" and answer["emotion"] == "sad" and answer["intensity"] == 0.7
    assert answer["text"].strip() and not answer["text"].startswith("{")


def test_a_writer_goes_on_from_her_own_text_and_keeps_the_mood(brain: Path, tmp_path: Path) -> None:
    writer(extra=f"brain: {brain}\n")
    events: list[Event] = []
    wanted = config.load(overrides={"brain.seed": 3, "brain.max_tokens": 40})
    session = Session(wanted, on_event=events.append, sound=Sound, hear=False)
    try:
        session.open("writer")
        assert session.loop is not None
        for number, asked in enumerate(("[joy 0.9] a feast", "and then?"), 1):
            session.loop.submit(asked)
            end = time.monotonic() + 20
            while sum(isinstance(event, ReplyDone) for event in events) < number:
                assert time.monotonic() < end
                time.sleep(0.01)
        started = [event.mood for event in events if isinstance(event, ReplyStarted)]
        assert started[0] == Mood("joy", 0.9) and started[1].emotion == "joy"
        assert session.conversation is not None
        first, second = session.conversation.past(10)
        assert first.context == "[joy 0.9] a feast" and first.raw == first.text
        assert session.brain.last_stats["reused"] > 0  # type: ignore[union-attr]
        assert second.context.startswith("[joy 0.")
    finally:
        session.close()
