"""The decoder on the shipped brain: valid by construction, the app's tokens, greedy and free, and bad files."""

import math
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from companion.errors import TrainingError
from companion.persona import prompt
from companion.persona.emotion import NEUTRAL, Mood
from companion.persona.prompt import Message
from companion.persona.reply import decode, encode
from tests.trainer.evaluation import workshop
from trainer.evaluation.gguf_model import GgufModel
from trainer.evaluation.speaker import GREEDY, Sampling, Speaker, choose, unfinished

WARM = Sampling(temperature=1.0, max_tokens=60)


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    made = Speaker(workshop.BRAIN)
    yield made
    made.close()


def asked(words: str, past: tuple[prompt.PastTurn, ...] = ()) -> tuple[Message, ...]:
    user = prompt.user_text(words, prompt.Context(NEUTRAL))
    return prompt.build(workshop.character(), "ko", past, user)


def test_every_reply_in_the_apps_way_is_valid(speaker: Speaker) -> None:
    """B4: however hot the sampling."""
    who = workshop.character()
    for number in range(12):
        said = speaker.reply(asked(f"뭐 해? {number}"), random.Random(number), WARM, emotions=who.emotions)
        assert decode(said.raw) == (said.text, said.mood)
        assert said.mood.emotion in who.emotions and said.text.strip()
        assert said.tokens > 0 and said.seconds > 0
        assert "\ufffd" not in said.text


def test_text_first_is_valid_too_and_chooses_among_few_emotions(speaker: Speaker) -> None:
    said = speaker.reply(asked("안녕"), random.Random(1), WARM, emotions=("sad", "shy"), order="text_first")
    assert said.raw.startswith('{"text": "') and said.mood.emotion in ("sad", "shy")
    assert decode(said.raw) == (said.text, said.mood)


def test_greedy_and_a_seed_repeat_themselves(speaker: Speaker) -> None:
    who = workshop.character()
    for sampling in (GREEDY, WARM):
        first, second = (
            speaker.reply(asked("오늘 뭐 했어?"), random.Random(5), sampling, emotions=who.emotions).raw
            for _ in range(2)
        )
        assert first == second


def test_free_answers_are_the_models_own(speaker: Speaker) -> None:
    said = speaker.free(asked("오늘 뭐 했어?"), random.Random(1), GREEDY)
    assert said.ended and decode(said.raw)[0]
    cut = speaker.free(asked("오늘 뭐 했어?"), random.Random(1), GREEDY, stop=",")
    assert cut.ended and cut.raw == said.raw.partition(",")[0]
    short = speaker.free(asked("오늘 뭐 했어?"), random.Random(1), Sampling(temperature=0, max_tokens=8))
    assert short.raw == said.raw or not short.ended


def test_a_script_is_plain_text_in_the_feeling_that_was_asked(speaker: Speaker) -> None:
    """L9."""
    messages = (Message("user", "[sad 0.7] 비 오는 밤"),)
    said = speaker.reply(messages, random.Random(1), GREEDY, emotions=(), order="plain")
    assert said.mood == Mood("sad", 0.7) and said.text == said.raw.strip()
    assert speaker.reply((Message("user", "x"),), random.Random(1), GREEDY, emotions=(), order="plain").mood == Mood(
        "neutral", 0
    )


def test_prompts_are_the_text_that_was_trained(speaker: Speaker) -> None:
    past = prompt.PastTurn("[neutral] 안녕", encode("어서 오세요!", Mood("joy", 0.6)))
    messages = asked("뭐 해?", (past,))
    spelled = b"".join(speaker.model.piece(token) for token in speaker.prompt(messages)).decode()
    assert spelled == prompt.chatml(messages).replace("<|im_start|>", "").replace("<|im_end|>", "")
    assert speaker.parts("no object") == speaker.ids("no object")


def test_old_turns_give_way_to_a_small_context() -> None:
    small = Speaker(workshop.BRAIN, 256)
    try:
        past = tuple(prompt.PastTurn(f"[neutral] {n}", encode("네, 그럼요!", Mood("joy", 0.5))) for n in range(12))
        messages = asked("그래?", past)
        fitted = small.fitted(messages, 60)
        assert fitted[0] == messages[0] and fitted[-1] == messages[-1] and 2 < len(fitted) < len(messages)
        assert fitted[1].role == "user"
        with pytest.raises(TrainingError, match="does not fit"):
            small.fitted(asked("길게 " * 400), 60)
    finally:
        small.close()


def test_another_template_comes_from_the_gguf(speaker: Speaker) -> None:
    own = Speaker(workshop.BRAIN, template="own")
    try:
        assert speaker.chatml and not own.chatml
        assert own.prompt(asked("안녕")) == own.ids(prompt.chatml(asked("안녕")), special=True)
        said = own.reply(asked("안녕"), random.Random(1), GREEDY, emotions=("joy", "smile"))
        assert decode(said.raw)
    finally:
        own.close()


def test_surprise_is_the_loss_token_by_token(speaker: Speaker) -> None:
    before = speaker.prompt(asked("안녕"))
    tokens = [*before, *speaker.parts(encode("어서 오세요!", Mood("joy", 0.6)))]
    fast = speaker.model.surprise(tokens, len(before))
    for place, nats in zip(range(len(before), len(tokens)), fast, strict=True):
        logits = speaker.read(tokens[:place]).astype(np.float64)
        slow = np.log(np.exp(logits - logits.max()).sum()) + logits.max() - logits[tokens[place]]
        assert nats == pytest.approx(float(slow), abs=2e-2)
    assert math.isfinite(sum(fast))


def test_drawing_obeys_its_settings() -> None:
    logits = np.array([3.0, 2.9, -9.0, 1.0], dtype=np.float32)
    rng = random.Random(0)
    assert choose(logits, [], rng, GREEDY) == 0
    assert choose(logits, [0], rng, Sampling(temperature=0, repeat_penalty=2.0)) == 1
    assert {choose(logits, [], rng, Sampling(top_k=2, repeat_penalty=1.0)) for _ in range(60)} == {0, 1}
    assert {choose(logits, [], rng, Sampling(top_k=0, top_p=0.1, repeat_penalty=1.0)) for _ in range(20)} == {0}
    assert {choose(logits, [], rng, Sampling(min_p=0.99, repeat_penalty=1.0)) for _ in range(20)} == {0}
    # 1 0 was said, then 1: another 0 would write "1 0" twice (L7)
    assert choose(logits, [1, 0, 1], rng, Sampling(temperature=0, repeat_penalty=1.0, no_repeat=2)) != 0


def test_bytes_of_a_torn_character_are_found() -> None:
    assert unfinished("가".encode()[:2]) == "가".encode()[:2]
    assert unfinished("가".encode()) == unfinished(b"a") == unfinished(b"") == b""


def test_files_that_are_no_models_are_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="can't be read"):
        GgufModel(tmp_path / "none.gguf")
    (tmp_path / "text.gguf").write_text("hello", encoding="utf-8")
    with pytest.raises(TrainingError, match="is not a GGUF"):
        GgufModel(tmp_path / "text.gguf")
    (tmp_path / "cut.gguf").write_bytes(workshop.BRAIN.read_bytes()[:200_000])
    with pytest.raises(TrainingError, match="can't be loaded") as caught:
        GgufModel(tmp_path / "cut.gguf")
    assert caught.value.code == "gguf-unreadable" and "damaged" in caught.value.hint
