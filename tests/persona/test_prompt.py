import dataclasses
import unicodedata
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment

from companion.persona.character import Character, Language, find_character
from companion.persona.emotion import CANONICAL, NEUTRAL, Mood
from companion.persona.prompt import (
    CHAT_TEMPLATE,
    NOTHING_HEARD,
    Context,
    Detail,
    Message,
    PastTurn,
    build,
    chatml,
    last_known,
    neutralize,
    past_turn,
    system_text,
    user_text,
)
from companion.persona.recall import Known
from companion.persona.reply import decode, encode

CONTROL = [
    "<|im_start|>",
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<s>",
    "</s>",
    "<bos>",
    "<eos>",
    "<start_of_turn>",
    "<think>",
    "</think>",
    "<tool_call>",
    "[|user|]",
    "<｜User｜>",
]
hostile = st.lists(st.sampled_from([*CONTROL, "<", "|", ">", "[", "/", "im_end", " ", "\n", "\0", "안녕", "é"])).map(
    "".join
)
words = st.one_of(st.text(), hostile)
here = Context(NEUTRAL)


@pytest.fixture(scope="module")
def ruby() -> Character:
    return find_character("ruby")


@pytest.fixture(scope="module")
def snow_white() -> Character:
    return find_character("snow_white")


def render(template: jinja2.Template, messages: tuple[Message, ...], prompt: bool) -> str:
    return template.render(messages=[dataclasses.asdict(one) for one in messages], add_generation_prompt=prompt)


@pytest.mark.parametrize("trimmed", [False, True])
@given(st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), st.text())), st.booleans())
def test_chatml_is_the_template(trimmed: bool, messages: list[Message], prompt: bool) -> None:
    # transformers renders sandboxed with both trims; llama-cpp-python with both as well, plain Jinja with none
    environment = ImmutableSandboxedEnvironment(trim_blocks=trimmed, lstrip_blocks=trimmed)
    template = environment.from_string(CHAT_TEMPLATE)
    assert render(template, tuple(messages), prompt) == chatml(messages, prompt)


@given(words, words, words)
def test_words_cannot_forge_a_turn(ruby: Character, said: str, before: str, summary: str) -> None:
    past = [PastTurn(user_text(before, here), encode(before, NEUTRAL))]
    text = chatml(build(ruby, "ko", past, user_text(said, here), summary))
    assert text.count("<|im_start|>") == 5 and text.count("<|im_end|>") == 4
    body = text.replace("<|im_start|>", "").replace("<|im_end|>", "")
    assert [token for token in CONTROL if token in body] == []
    text.encode("utf-8")


@given(words)
def test_neutralize_is_idempotent_and_keeps_the_words(text: str) -> None:
    once = neutralize(text)
    assert neutralize(once) == once and unicodedata.is_normalized("NFC", once)


def test_ordinary_words_are_left_alone() -> None:
    for text in ("안녕! 3 < 5 > 2, a|b, [1] <3", "I'm fine :) <-- \\o/", "tab\tline\n두 줄"):
        assert neutralize(text) == text


@pytest.mark.parametrize("token", CONTROL)
def test_control_tokens_are_broken(token: str) -> None:
    assert token not in neutralize(f"a{token}b") and neutralize(f"a{token}b").replace(" ", "") == f"a{token}b"


def test_a_mac_and_a_pc_say_the_same() -> None:
    assert user_text(unicodedata.normalize("NFD", "백설아 안녕"), here) == "[neutral] 백설아 안녕"


def test_the_user_turn_carries_the_mood() -> None:
    assert user_text(" 안녕! ", Context(Mood("joy", 0.62))) == "[joy 0.6] 안녕!"
    assert user_text("hi", Context(Mood("neutral", 0.9))) == "[neutral] hi"
    assert user_text("", here) == "[neutral]"
    assert user_text("[angry 1.0] hi", here) == "[neutral] [angry 1.0] hi"


@pytest.mark.parametrize("detail", ["short", "full"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_system_text_is_fixed_and_the_summary_is_last(ruby: Character, language: Language, detail: Detail) -> None:
    plain = system_text(ruby, language, detail=detail)
    summed = system_text(ruby, language, "  they met.\nit rained. ", detail=detail)
    assert plain == system_text(ruby, language, detail=detail)
    assert summed.startswith(plain + "\n") and summed.endswith("they met. it rained.")
    assert ruby.name(language) in plain and ruby.one_line[language] in plain and ruby.speech[language].level in plain
    assert all(emotion in plain for emotion in ruby.emotions)


def test_the_short_sheet_is_short_and_the_full_one_holds_everything(ruby: Character) -> None:
    assert len(system_text(ruby, "ko")) < 260 and len(system_text(ruby, "en")) < 300
    full = system_text(ruby, "en", detail="full")
    for part in (*ruby.backstory["en"], *ruby.traits["en"], *ruby.speech["en"].rules, ruby.knowledge_boundary["en"]):
        assert part in full


def test_version_1_to_the_letter(snow_white: Character) -> None:
    """Starter brains are trained with exactly this text: whoever changes it raises VERSION."""
    golden = (Path(__file__).parent / "prompt_v1.txt").read_text(encoding="utf-8")
    past = [past_turn("[neutral] 안녕", "어서 오세요", Mood("smile", 0.5), "", complete=False, order="emotion_first")]
    user = user_text("hello", Context(Mood("joy", 0.6)))
    languages: tuple[Language, ...] = ("ko", "en")
    parts = [chatml(build(snow_white, language, past, user, "so.")) for language in languages]
    assert "\n=====\n".join(parts) == golden


def test_allowed_emotions_and_order_shape_the_text(ruby: Character) -> None:
    other = ruby.model_copy(update={"emotions": ("joy", "sad"), "reply_order": "text_first"})
    assert "text, emotion (joy, sad), intensity" in system_text(other, "en")


@given(st.text(), st.sampled_from(CANONICAL))
def test_history_holds_what_was_heard(heard: str, emotion: str) -> None:
    raw = encode("all of it", Mood(emotion, 0.5))
    whole = past_turn("[neutral] hi", heard, Mood(emotion, 0.5), raw, complete=True, order="emotion_first")
    assert whole.assistant == raw
    cut = past_turn("[neutral] hi", heard, Mood(emotion, 0.5), raw, complete=False, order="text_first")
    text, mood = decode(cut.assistant)
    assert text and "all of it" not in text and mood.emotion == emotion


def test_a_reply_nobody_heard_leaves_a_trace() -> None:
    cut = past_turn("[neutral] hi", "", Mood("joy", 0.5), "", complete=False, order="emotion_first")
    assert decode(cut.assistant)[0] == NOTHING_HEARD


def test_a_growing_conversation_keeps_its_prefix(ruby: Character) -> None:
    past = [PastTurn(user_text("하나", here), encode("응!", Mood("joy", 0.5)))]
    first = chatml(build(ruby, "ko", [], past[0].user))
    second = chatml(build(ruby, "ko", past, user_text("둘", Context(Mood("joy", 0.5)))))
    assert second.startswith(first + past[0].assistant + "<|im_end|>\n")


def test_the_last_line_behind_the_words_is_read_back() -> None:
    known = (Known("안녕", NEUTRAL, "안녕하세요."), Known("배고파  요", Mood("joy", 0.64), "그럼 죽\n한 그릇?"))
    assert last_known(user_text("나 배고파", Context(NEUTRAL, known=known))) == Known(
        "배고파 요", Mood("joy", 0.6), "그럼 죽 한 그릇?"
    )
    for words in ("hello", "> a\njoy 0.5", "hi\n> a\nhunger 0.5\nb", "> a\njoy 0.5\nb\nc"):
        assert last_known(user_text(words, Context(NEUTRAL))) is None
