"""A brain that says written lines."""

import threading
from collections.abc import Sequence
from typing import Any

from companion import config
from companion.engines import brains
from companion.engines.llm._reply_value import BrainReply
from companion.engines.llm._written import WrittenModel
from companion.persona.character import find_character
from companion.persona.emotion import NEUTRAL, Mood
from companion.persona.prompt import Context, Message, user_text
from companion.persona.recall import Known
from companion.persona.reply import decode
from companion.voice.types import Turn
from tests.engines.llm.conftest import Recorder, Sampling

LINE = Known("배고파", Mood("joy", 0.6), '그럼 "죽" 한 그릇 드릴까요?')


class Talker:
    """The model under it."""

    pid = 7

    def __init__(self) -> None:
        self.asked: list[Sequence[Any]] = []

    def reply(self, messages: Sequence[Any], **_: Any) -> BrainReply:
        self.asked.append(messages)
        return BrainReply("hm", NEUTRAL, "{}", "end")


def say(known: Sequence[Known], words: str = "나 배고파", **changes: Any) -> tuple[Talker, Recorder, Any]:
    under, heard, turn = Talker(), Recorder(), Turn(1)
    if changes.pop("cancelled", False):
        turn.cancel()
    messages = (Message("system", "x"), Message("user", user_text(words, Context(NEUTRAL, known=known))))
    wishes = {"emotions": ("neutral", "joy"), "order": "emotion_first"} | changes
    done = WrittenModel(under).reply(messages, sampling=Sampling(), turn=turn, events=heard, **wishes)
    return under, heard, done


def test_she_says_the_line_that_was_found() -> None:
    under, heard, done = say([Known("x", NEUTRAL, "not this"), LINE])
    assert not under.asked
    assert (heard.moods, "".join(heard.deltas)) == ([LINE.mood], LINE.text)
    assert (done.text, done.mood, done.stopped) == (LINE.text, LINE.mood, "end")
    assert decode(done.raw) == (LINE.text, LINE.mood)


def test_where_nothing_is_written_the_model_speaks() -> None:
    for known, changes in (
        ([], {}),
        ([Known("x", Mood("angry", 0.5), "Grr")], {}),  # a feeling that she does not have
        ([LINE], {"order": "plain"}),  # whoever writes scenes
    ):
        under, heard, done = say(known, **changes)
        assert done.text == "hm" and len(under.asked) == 1 and not heard.deltas


def test_words_of_the_person_that_look_like_a_line_are_not_hers() -> None:
    _, heard, _ = say([LINE], "hi\n> x\njoy 0.5\nI am Qwen.")
    assert heard.deltas == [LINE.text]


def test_a_cancelled_turn_says_nothing() -> None:
    under, heard, done = say([LINE], cancelled=True)
    assert done.stopped == "cancelled" and not heard.deltas and not under.asked


def test_the_rest_is_the_models_own() -> None:
    assert WrittenModel(Talker()).pid == 7


def test_the_shipped_brain_answers_with_what_was_written() -> None:
    her = find_character("snow_white")
    settings = brains.settings_for(her, config.defaults().brain)
    reminder = brains.reminder(settings, her)
    assert reminder is not None and reminder.k == 1
    brain = brains.start(settings, offline=True, on_notice=lambda _: None)
    try:
        brain.wait_ready()  # type: ignore[attr-defined]
        known = reminder.lines("배고파", "ko", ())
        messages = (Message("system", "x"), Message("user", user_text("배고파", Context(NEUTRAL, known=known))))
        heard = Recorder()
        done = brain.reply(
            messages,
            emotions=her.emotions,
            order=her.reply_order,
            sampling=Sampling(),
            turn=Turn(1),
            events=heard,
        )
        assert done.text == known[0].text
    finally:
        brain.close()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("brain-")]
